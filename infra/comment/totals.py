"""What labels and short texts need of a report, read from JSON that nobody has to trust. Pure.

Nothing is taken over but numbers, yes and no, and names of a strict shape: a hostile report can choose among the labels
and be wrong about its totals, and nothing else.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from generator.errors import UsageError

LARGEST = 64 * 1024 * 1024
"""Bytes of a report."""
KINDS = ("create", "update", "replace", "delete")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all environments; `stateful` counts what can lose files, `readable` is no when a spec had errors.

    `project` is empty where no side's spec could be read.
    """

    project: str
    readable: bool = True
    create: int = 0
    update: int = 0
    replace: int = 0
    delete: int = 0
    stateful: int = 0
    broadened: bool = False
    public: bool = False
    settings: bool = False


def read(data: bytes) -> Totals:
    """The totals of a report's JSON; raises UsageError when it is none."""
    if len(data) > LARGEST:
        raise UsageError(f"the report has more than {LARGEST} bytes")
    try:
        report = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError("the report is no JSON") from error
    if not isinstance(report, dict) or report.get("version") != 1:
        raise UsageError("the report is none of `stowplan diff`, or of another version of it")
    project = report.get("project")
    if not isinstance(project, str) or (project and not _NAME.fullmatch(project)):
        raise UsageError("the report's project has no usable name")
    environments = _dicts(report, "environments")
    counts = [_counts(item) for item in environments]
    sums = {kind: sum(item[kind] for item in counts) for kind in KINDS}
    return Totals(
        project,
        readable=not any(_list(report.get(side), "problems") for side in ("base", "head")),
        stateful=sum(_stateful(item) for item in environments),
        broadened=any(_broadened(item) for item in environments),
        public=any(_public(item) for item in environments),
        settings=any(_settings(item) for item in environments),
        **sums,
    )


def _counts(environment: dict[str, Any]) -> dict[str, int]:
    found = environment.get("counts")
    counts = found if isinstance(found, dict) else {}
    return {kind: _number(counts.get(kind)) for kind in KINDS}


def _number(value: object) -> int:
    """A count; anything else is none."""
    return min(value, 1_000_000) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _stateful(environment: dict[str, Any]) -> int:
    """Hazards; where there are none, stateful resources that go."""
    lost = [
        item
        for item in _dicts(environment, "resources")
        if item.get("stateful") is True and item.get("kind") in ("replace", "delete")
    ]  # fmt: skip
    return max(len(_list(environment, "hazards")), len(lost))


def _broadened(environment: dict[str, Any]) -> bool:
    found = (item for key in ("permissions", "trusts", "exposures") for item in _dicts(environment, key))
    return any(item.get("broadened") is True for item in found)


def _public(environment: dict[str, Any]) -> bool:
    return any(
        item.get("sign") == "+" and item.get("broadened") is True and _who(item) == "public"
        for item in _dicts(environment, "permissions")
    )


def _who(item: dict[str, Any]) -> object:
    who = item.get("who")
    return who.get("kind") if isinstance(who, dict) else None


def _settings(environment: dict[str, Any]) -> bool:
    found = environment.get("settings")
    return isinstance(found, dict) and any(_list(found, key) for key in ("options", "urls", "variables", "gone"))


def _list(parent: object, key: str) -> list[Any]:
    found = parent.get(key) if isinstance(parent, dict) else None
    return found if isinstance(found, list) else []


def _dicts(parent: object, key: str) -> list[dict[str, Any]]:
    return [item for item in _list(parent, key) if isinstance(item, dict)]
