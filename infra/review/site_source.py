"""The settings of an environment as the generated module shows them: each value as its Python source, on one line."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.render.settings import settings_module

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.plan.settings import SettingsPlan

BACKEND = "BACKEND"
OPTIONS = "OPTIONS"
_ABOUT = "STOWPLAN"
_NESTED = frozenset({"STORAGES", "STORAGE_CSP", _ABOUT})


@dataclass(frozen=True)
class Source:
    """`aliases`: alias -> `BACKEND` and each option -> source. `settings`: MEDIA_URL, `STORAGE_CSP["img-src"]`, ..."""

    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)


def source(plan: SettingsPlan, package: str) -> Source:
    """The module that `gen-settings` would write, taken apart; what only its own checks read is left out."""
    text = settings_module(plan, package, "the spec")
    lines = text.splitlines()
    found = dict(_assigned(ast.parse(text)))
    aliases = {alias: _entry(entry, lines) for alias, entry in _items(found["STORAGES"])}
    settings = {name: _text(node, lines) for name, node in found.items() if name not in _NESTED}
    csp = _items(found["STORAGE_CSP"]) if "STORAGE_CSP" in found else []
    return Source(aliases, settings | {f'STORAGE_CSP["{name}"]': _text(node, lines) for name, node in csp})


def as_dict(options: Mapping[str, str]) -> str:
    """Options as the source of one dict."""
    return "{" + ", ".join(f'"{name}": {value}' for name, value in options.items()) + "}"


def _assigned(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _items(node: ast.expr) -> list[tuple[str, ast.expr]]:
    if not isinstance(node, ast.Dict):
        return []
    pairs = zip(node.keys, node.values, strict=True)
    return [(str(key.value), value) for key, value in pairs if isinstance(key, ast.Constant)]


def _entry(node: ast.expr, lines: list[str]) -> dict[str, str]:
    parts = dict(_items(node))
    options = parts.pop(OPTIONS, None)
    found = {name: _text(value, lines) for name, value in parts.items()}
    return found | {name: _text(value, lines) for name, value in (_items(options) if options else [])}


def _text(node: ast.expr, lines: list[str]) -> str:
    """The source of a node on one line. Generated text is ASCII, and no string in it goes over a line's end."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    if first == last:
        return lines[first][node.col_offset : node.end_col_offset]
    rows = [lines[first][node.col_offset :], *lines[first + 1 : last], lines[last][: node.end_col_offset]]
    return _joined([row.strip() for row in rows])


def _joined(rows: list[str]) -> str:
    text = rows[0]
    for row in rows[1:]:
        if row[0] in ")]}":
            text = text.removesuffix(",") + row
        else:
            text += row if text[-1] in "([{" else f" {row}"
    return text
