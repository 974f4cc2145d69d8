"""Files on Google Cloud and Azure opened to read: a piece at a time, and as often as one likes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.core.files.base import File

from .saving import reads

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self


class ReadFile(File):  # type: ignore[type-arg]  # generic in its stubs only
    """A file of Django's to read from; text (UTF-8, on every machine) unless the mode has a `b`.

    `start` asks for the file anew, and gives its bytes as a buffered file and how many they are. It is called at once,
    so that what is missing is found out when it is opened.
    """

    def __init__(
        self, name: str, mode: str, start: Callable[[], tuple[Any, int]]
    ) -> None:
        self._start = start
        super().__init__(self._opened(mode), name)
        self.mode = mode

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> Self:
        """At its start again, also when it was closed. Raises `ValueError` for a mode that does not read."""
        mode = mode or self.mode
        if not reads(mode):
            raise ValueError(
                f"{self.name} is open to read; open it by the storage to replace it"
            )
        if self.closed or ("b" in mode) != ("b" in self.mode):
            self.close()
            self.file, self.mode = self._opened(mode), mode
        self.seek(0)
        return self

    def _opened(self, mode: str) -> Any:
        body, self.size = self._start()
        if "b" in mode:
            return body
        # Python 3.10's spooled file is no whole binary file; the one it holds is.
        whole = body if hasattr(body, "readable") else body._file
        return io.TextIOWrapper(whole, encoding="utf-8")
