"""The import block of a generated module, sorted as ruff's `I` rules sort it."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from generator.render.literals import WIDTH, SourceError, split_target

if TYPE_CHECKING:
    from collections.abc import Iterable

_NaturalKey: TypeAlias = "tuple[tuple[int, int], ...]"


def import_block(targets: Iterable[str]) -> str:
    """`from x import y` lines: standard library, third party, relative, with an empty line between the groups.

    Raises:
        SourceError: two modules give the same name.
    """
    names: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, str] = {}
    for module, name in sorted(map(split_target, targets)):
        if owners.setdefault(name, module) != module:
            raise SourceError(f"{name} would be imported from both {owners[name]} and {module}")
        names[module].add(name)
    groups: dict[int, list[str]] = defaultdict(list)
    for module in sorted(names, key=_module_key):
        groups[_group(module)].append(_statement(module, sorted(names[module], key=_name_key)))
    return "\n\n".join("\n".join(groups[group]) for group in sorted(groups))


def _statement(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"from {module} import (", *(f"    {name}," for name in names), ")"])


def _group(module: str) -> int:
    if module.startswith("."):
        return 2
    return 0 if module.partition(".")[0] in sys.stdlib_module_names else 1


def _module_key(module: str) -> tuple[int, _NaturalKey, _NaturalKey]:
    dotted = module.lstrip(".")
    return len(dotted) - len(module), _natural(dotted.lower()), _natural(dotted)


def _name_key(name: str) -> tuple[int, _NaturalKey, _NaturalKey]:
    """Constants, then classes, then the rest."""
    rank = 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return rank, _natural(name.lower()), _natural(name)


def _natural(text: str) -> _NaturalKey:
    """Digits compare as numbers: `v2` before `v10`."""
    return tuple((ord("0"), int(part)) if part.isdigit() else (ord(part), 0) for part in re.findall(r"\d+|\D", text))
