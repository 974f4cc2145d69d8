"""Static files on any cloud: collected in place, cached by browsers as long as their names allow."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.utils.functional import cached_property

from .access import StorageAccessDeniedError

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

IMMUTABLE = "public, max-age=31536000, immutable"
# As HashedFilesMixin names a file: 12 hex digits of its MD5 before the last suffix.
HASHED_NAME = re.compile(r"\.[0-9a-f]{12}(\.[^./]+)?$")


class StaticFiles:
    """Before a media storage: static files under their own names.

    Browsers ask each time whether a file changed (`no-cache`), unless `cache_control` or `object_parameters` says
    otherwise. `cache_control_key` is what the cloud's object parameters call the header.
    """

    file_overwrite = True
    querystring_auth = False
    cache_control_key = "cache_control"

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """As the media storage's, with a Cache-Control always."""
        params: dict[str, Any] = super().get_object_parameters(name)  # type: ignore[misc]  # a mixin
        return {self.cache_control_key: "no-cache", **params}

    def delete(self, name: str) -> None:
        """Remove the object, unless the project still has such a static file.

        collectstatic deletes each file that it is about to upload; until that is done its URL would be a 404.
        """
        if not finders.find(name):
            super().delete(name)  # type: ignore[misc]  # a mixin


class ManifestFiles(ManifestFilesMixin):
    """Before a storage of static files: hashed names, which browsers keep for a year without asking, and a manifest.

    The manifest is read when first needed, so that building the storage (a command, a check, a test) needs no network;
    the option `manifest_storage` takes another storage object to keep it in. A deploy deletes nothing: pages of the
    release before still name the old files.
    """

    cache_control_key: str

    def __init__(self, **options: Any) -> None:
        self._building, self._collecting = True, False
        super().__init__(**options)
        self._building = False
        # Uncovers the two properties below, which read the manifest.
        del self.hashed_files, self.manifest_hash

    @cached_property
    def hashed_files(self) -> dict[str, str]:  # type: ignore[override]  # a plain attribute in Django
        """Name to hashed name, as the manifest says."""
        return self._manifest[0]

    @cached_property
    def manifest_hash(self) -> str:  # type: ignore[override]
        """The manifest's own hash, which changes when any file does."""
        return self._manifest[1]

    @cached_property
    def _manifest(self) -> tuple[dict[str, str], str]:
        files, own_hash = self.load_manifest()
        return files, own_hash

    def load_manifest(self) -> Any:
        """Hashed names and the manifest's own hash; both empty before the first collectstatic."""
        return ({}, "") if self._building else super().load_manifest()

    def read_manifest(self) -> str | None:  # type: ignore[override]  # the stubs leave None out
        """The manifest's text, or None when there is none or it may not be read."""
        try:
            return super().read_manifest()
        except StorageAccessDeniedError as error:
            logger.warning("taking the static files manifest for missing: %s", error)
            return None

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """The Cache-Control of hashed names and of the manifest is not a matter of choice; else as the storage's."""
        params: dict[str, Any] = super().get_object_parameters(name)  # type: ignore[misc]  # a mixin
        if HASHED_NAME.search(name):
            params[self.cache_control_key] = IMMUTABLE
        elif name == self.manifest_name:
            params[self.cache_control_key] = "no-cache"
        return params

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Store the hashed files and then the manifest, over what is there."""
        self._collecting = True
        try:
            yield from super().post_process(*args, **kwargs)
        finally:
            self._collecting = False

    def delete(self, name: str) -> None:
        """As the storage's; nothing while files are collected."""
        if not self._collecting:
            super().delete(name)  # type: ignore[misc]  # a mixin
