"""Options that go with their alias or with the whole environment: one line instead of a row for each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from infra.review.render.escape import short
from infra.review.render.words import names, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra.review.report import OptionChange, SettingsDelta

_BACKEND = "BACKEND"  # an alias without it is none: django.core.files.storage.handler.StorageHandler
_FEW = 3
_MOST = 12
_NAME = 80


def folded(delta: SettingsDelta) -> tuple[tuple[str, ...], SettingsDelta]:
    """Sentences about what is gone together, and what is left to show row by row."""
    lost = _lost(delta.options)
    whole = {alias for alias, options in lost.items() if alias and _BACKEND in options}
    parts = {alias: options for alias, options in lost.items() if alias not in whole and len(options) > _FEW}
    gone = {*whole, *parts}
    left = replace(
        delta,
        options=tuple(item for item in delta.options if item.after is not None or item.alias not in gone),
        urls=tuple(item for item in delta.urls if item.after is not None or item.alias not in whole),
    )
    return tuple(_said(sorted(whole), parts)), left


def _lost(options: Iterable[OptionChange]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for item in options:
        if item.after is None:
            found[item.alias].append(item.option)
    return found


def _said(whole: list[str], parts: Mapping[str, list[str]]) -> Iterator[str]:
    if whole:
        are = "is gone, with its options and URL" if len(whole) == 1 else "are gone, with their options and URLs"
        yield f"{plural(len(whole), 'alias', 'aliases')} of STORAGES {are}: {_few(whole)}"
    for alias, options in parts.items():
        of = f"options of alias {short(alias, _NAME)}" if alias else "settings"
        yield f"{len(options):,} {of} are gone: {_few(options)}"


def _few(found: list[str]) -> str:
    shown = [short(name, _NAME) for name in found[:_MOST]]
    rest = len(found) - len(shown)
    return names([*shown, *([f"{rest:,} more"] if rest else [])])
