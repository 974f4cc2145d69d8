"""The names below `environments:`, before any of them is resolved."""

from __future__ import annotations

import difflib
import keyword
import re
from typing import TYPE_CHECKING

from generator.spec import shape
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
MAX_ENVIRONMENTS = 50
"""Each is the whole spec once more."""


def check(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems with paths as written."""
    found = data.get("environments")
    if not isinstance(found, dict) or not found:
        yield _none(data)
        return
    if len(found) > MAX_ENVIRONMENTS:
        yield problem("SPEC015", "environments", KEY, count=len(found), limit=MAX_ENVIRONMENTS)
    for name, overlay in found.items():
        yield from _name(name)
        if not _is_overlay(overlay):
            fix = "write what differs in this environment below it, or nothing"
            yield problem("SPEC023", "environments", name, value=shape.show(overlay), expected="a mapping", fix=fix)


def usable(data: Mapping[str, Any]) -> list[str]:
    """The environments that can be resolved."""
    found = data.get("environments")
    if not isinstance(found, dict) or len(found) > MAX_ENVIRONMENTS:
        return []
    return [name for name, overlay in found.items() if _is_overlay(overlay)]


def _is_overlay(value: Any) -> bool:
    return value is None or isinstance(value, dict)


def _name(name: str) -> Iterator[Problem]:
    reason = ""
    if not _NAME.fullmatch(name):
        yield problem("SPEC014", "environments", name, KEY, value=name)
    elif name == "example":
        reason = "`.env.example` lists the variables of all environments"
    elif keyword.iskeyword(name):
        reason = f"`settings/{name}.py` could not be imported"
    if reason:
        yield problem("SPEC084", "environments", name, KEY, value=name, reason=reason)


def _none(data: Mapping[str, Any]) -> Problem:
    """At the key, or at one that looks like it misspelled."""
    close = difflib.get_close_matches("environments", list(data)[:100], n=1)
    if "environments" in data or not close:
        return problem("SPEC013", "environments", KEY)
    return unknown_key(close[0])


def unknown_key(name: str) -> Problem:
    """A key at the top that was meant to be `environments`."""
    allowed = listing([*shape.known_keys(()), "environments"], 40)
    return problem("SPEC020", name, KEY, value=name, nearest=": did you mean 'environments'?", allowed=allowed)
