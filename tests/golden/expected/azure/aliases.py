"""One function for each storage, for FileField(storage=...): a migration then holds its name only."""

# Written by gen-settings: change the spec instead, the next run replaces this file.

from django.core.files.storage import Storage, storages


def default() -> Storage:
    """The storage default."""
    return storages["default"]


def documents() -> Storage:
    """The storage documents."""
    return storages["documents"]


def open_pages() -> Storage:
    """The storage open_pages."""
    return storages["open_pages"]


def staticfiles() -> Storage:
    """The storage staticfiles."""
    return storages["staticfiles"]


def uploads() -> Storage:
    """The storage uploads."""
    return storages["uploads"]
