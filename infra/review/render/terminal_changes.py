"""What changes in an updated resource: a few properties in a line each, policies as the number of their statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.review.render.escape import plain
from infra.review.render.terminal_text import columns, cut
from infra.review.render.words import plural
from infra.review.report import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.review.render.terminal_text import Paper
    from infra.review.report import PropertyChange, ResourceChange

_MOST = 4
_INDENT = 4
_ARROW = " -> "
_LEAST = 8
_STATEMENT = re.compile(r"(?:^|\.)Statement(?:$|[.\[])")


def changes(record: ResourceChange, paper: Paper) -> tuple[str, ...]:
    """Lines below an updated resource; of what is created, replaced or deleted there are none."""
    if record.kind != "update":
        return ()
    said, rest = _policies(record.properties)
    texts = [*said, *(_property(item, paper.width - _INDENT - 2) for item in rest)]
    more = [f"and {len(texts) - _MOST:,} more"] if len(texts) > _MOST else []
    return tuple(line for text in [*texts[:_MOST], *more] for line in paper.line(text, _INDENT))


def _policies(found: Iterable[PropertyChange]) -> tuple[list[str], list[PropertyChange]]:
    """Permissions say what policies come to: `policy: 2 statements change`; and the properties that are no policy's."""
    statements: dict[str, dict[str, None]] = {}
    rest: list[PropertyChange] = []
    for item in found:
        match = _STATEMENT.search(item.path)
        if match is None:
            rest.append(item)
            continue
        statements.setdefault(item.path[: match.start()] or "policy", {})[_key(item.path[match.start() :])] = None
    said = [
        f"{path}: {plural(len(keys), 'statement changes', 'statements change')}" for path, keys in statements.items()
    ]
    return said, rest


def _key(path: str) -> str:
    """`ReadWrite` of `.Statement[ReadWrite].Action[0]`."""
    return path.partition("[")[2].partition("]")[0]


def _property(item: PropertyChange, room: int) -> str:
    """`path: before -> after` in so many columns, where the width is not too small for anything."""
    path = cut(item.path, max(_LEAST, room * 3 // 5))
    if item.before == item.after == SECRET:
        return f"{path}: {SECRET} changed"
    before, after = _value(item.before), _value(item.after)
    first, second = _shares(columns(before), columns(after), room - columns(path) - len(": " + _ARROW))
    return f"{path}: {cut(before, first)}{_ARROW}{cut(after, second)}"


def _shares(before: int, after: int, room: int) -> tuple[int, int]:
    """How many columns each side gets: what one does not need, the other may take."""
    fair = max(_LEAST, room // 2)
    return min(before, max(fair, room - after)), min(after, max(fair, room - before))


def _value(value: str | None) -> str:
    return "(absent)" if value is None else plain(value)
