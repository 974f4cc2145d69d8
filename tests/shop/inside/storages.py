# mypy: ignore-errors
"""A storage in memory that refuses what its workload is not granted, as the cloud would."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.files.storage.memory import InMemoryDirNode


class Granted(InMemoryStorage):
    """`actions` as in the spec: read, write, delete, list. Anything else is an `AssertionError`."""

    def __init__(self, actions=(), **options):
        super().__init__(**options)
        self.actions = frozenset(actions)
        self.empty()

    def empty(self):
        self._root = InMemoryDirNode()
        self.content_types = {}

    def put(self, name, content):
        """Someone else writes a file."""
        super()._save(name, ContentFile(content))

    def get(self, name):
        """Someone else reads one."""
        with super()._open(name) as file:
            return file.read()

    def names(self, folder):
        """Someone else lists a folder."""
        return sorted(super().listdir(folder)[1])

    def get_available_name(self, name, max_length=None):
        # As the S3 runtime: who cannot look leaves it to the server, which never replaces a file.
        return super().get_available_name(name, max_length) if self.actions & {"read", "list"} else name

    def exists(self, name):
        self._need("read", "list")
        return super().exists(name)

    def url(self, name):
        self._need("read")
        return super().url(name)

    def size(self, name):
        self._need("read")
        return super().size(name)

    def listdir(self, path):
        self._need("list")
        return super().listdir(path)

    def delete(self, name):
        self._need("delete")
        super().delete(name)

    def _open(self, name, mode="rb"):
        self._need("read")
        return super()._open(name, mode)

    def _save(self, name, content):
        self._need("write")
        saved = super()._save(name, content)
        self.content_types[saved] = getattr(content, "content_type", None)
        return saved

    def _need(self, *actions):
        assert self.actions & {*actions}, f"needs one of {actions}, is granted {sorted(self.actions)}"
