"""The app's registration: its checks run with `manage.py check`."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register

PACKAGE = __name__.rpartition(".")[0]


class StorageRuntimeConfig(AppConfig):
    """The app under the name of the package it lies in; the label is that name with underscores."""

    name = PACKAGE
    label = PACKAGE.replace(".", "_")
    verbose_name = "Storage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .checks import check_storages

        register(check_storages, Tags.files)
