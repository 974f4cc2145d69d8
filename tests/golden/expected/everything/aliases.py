"""One function for each storage, for FileField(storage=...): a migration then holds its name only."""

# Written by gen-settings: change the spec instead, the next run replaces this file.

from django.core.files.storage import Storage, storages


def archive() -> Storage:
    """The storage archive."""
    return storages["archive"]


def class_() -> Storage:
    """The storage class."""
    return storages["class"]


def default() -> Storage:
    """The storage default."""
    return storages["default"]


def import_jobs() -> Storage:
    """The storage import-jobs."""
    return storages["import-jobs"]


def invoices() -> Storage:
    """The storage invoices."""
    return storages["invoices"]


def staticfiles() -> Storage:
    """The storage staticfiles."""
    return storages["staticfiles"]


def themes() -> Storage:
    """The storage themes."""
    return storages["themes"]


def thumbnails() -> Storage:
    """The storage thumbnails."""
    return storages["thumbnails"]


def videos() -> Storage:
    """The storage videos."""
    return storages["videos"]
