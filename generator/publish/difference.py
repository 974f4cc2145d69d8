"""What publishing would change, as a unified diff."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import PurePosixPath

    from generator.publish.statuses import Decision

    Redact = Callable[[PurePosixPath, str], str]


def diff(decisions: Iterable[Decision], redact: Redact) -> str:
    """The text of every file that is not identical, `redact(path, text)` of it; empty for no difference.

    Of a file to be removed only the name is shown: nothing says any more which of its values are secret.
    """
    shown = [item for item in decisions if item.status != "identical" and item.role not in {"manifest", "state"}]
    return "".join(line for item in shown for line in _lines(item, redact))


def _lines(item: Decision, redact: Redact) -> Iterator[str]:
    if item.content is None:
        yield f"--- a/{item.path}\n+++ {'/dev/null' if item.removed else f'b/{item.path}'}\n# obsolete: {item.reason}\n"
        return
    before = f"a/{item.path}" if item.seen is not None else "/dev/null"
    old, new = _text(item, item.seen or b"", redact), _text(item, item.content, redact)
    found = list(difflib.unified_diff(old, new, before, f"b/{item.path}"))
    if not found:
        yield f"--- {before}\n+++ b/{item.path}\n# {item.reason or 'only values that are not shown differ'}\n"
    for line in found:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _text(item: Decision, data: bytes, redact: Redact) -> list[str]:
    return redact(item.path, data.decode("utf-8", "replace")).splitlines(keepends=True) if data else []
