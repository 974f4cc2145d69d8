"""One function for each storage, for FileField(storage=...): a migration then holds its name only."""

# Written by gen-settings: change the spec instead, the next run replaces this file.

from django.core.files.storage import Storage, storages


def archive() -> Storage:
    """The storage archive."""
    return storages["archive"]


def contracts() -> Storage:
    """The storage contracts."""
    return storages["contracts"]


def default() -> Storage:
    """The storage default."""
    return storages["default"]


def staticfiles() -> Storage:
    """The storage staticfiles."""
    return storages["staticfiles"]
