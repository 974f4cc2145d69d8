"""One function for each storage, for FileField(storage=...): a migration then holds its name only."""

# Written by gen-settings: change the spec instead, the next run replaces this file.

from django.core.files.storage import Storage, storages


def default() -> Storage:
    """The storage default."""
    return storages["default"]


def scratch() -> Storage:
    """The storage scratch."""
    return storages["scratch"]


def secret_papers() -> Storage:
    """The storage secret-papers."""
    return storages["secret-papers"]


def staticfiles() -> Storage:
    """The storage staticfiles."""
    return storages["staticfiles"]
