"""Prefixes: their spelling, and that none reaches into another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.facts import storages_of
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.parts import LogTarget

_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*/")
MAX_BYTES = LIMITS["bytes of a prefix"]["s3"].most


def check(spec: Spec) -> Iterator[Problem]:
    """Storages and log targets."""
    for alias, storage in spec.storages.items():
        if storage.prefix:
            yield from spelling(("storages", alias, "prefix"), storage.prefix)
    for name, store in spec.stores.items():
        if not (store.provider == "azure" and store.isolation == "containers"):  # each has a container of its own
            yield from _overlaps(spec, name)
        yield from _log_prefixes(spec, name)


def spelling(path: tuple[str | int, ...], value: str) -> Iterator[Problem]:
    """One allow-list before any policy, condition or setting: `*`, `?`, `${` and quotes would widen a grant."""
    reason = _reason(value)
    if reason:
        yield problem("SPEC040", *path, value=value, reason=reason, example=_example(value))


def _example(value: str) -> str:
    parts = (part.lstrip("._-") for part in re.sub(r"[^A-Za-z0-9._/-]+", "-", value[:100]).split("/"))
    return "/".join([part for part in parts if part] or ["media"]) + "/"


def _reason(value: str) -> str:
    segments = value.split("/")
    if not value.endswith("/"):
        return "without a final / it would also match its siblings"
    if value.startswith("/"):
        return "it starts with /"
    if "//" in value:
        return "it has an empty folder"
    if "." in segments or ".." in segments:
        return "it has a . or .. folder"
    if len(value.encode()) > MAX_BYTES:
        return f"it is longer than {MAX_BYTES} bytes"
    return "" if _ALLOWED.fullmatch(value) else "it has characters that policies or URLs read as something else"


def _overlaps(spec: Spec, store: str) -> Iterator[Problem]:
    """Sorted, a prefix stands directly before what it contains, so one pass over neighbours finds every overlap."""
    open_: list[tuple[str, str]] = []
    for prefix, alias in sorted((storage.prefix, alias) for alias, storage in storages_of(spec, store).items()):
        while open_ and not prefix.startswith(open_[-1][0]):
            open_.pop()
        if open_:
            owner = open_[-1]
            code = "SPEC041" if owner[0] else "SPEC042"
            at, other = (alias, owner) if owner[0] else (owner[1], (prefix, alias))
            yield problem(
                code, "storages", at, "prefix", value=prefix, other=other[0] if owner[0] else other[1], owner=owner[1]
            )
        open_.append((prefix, alias))


def _log_prefixes(spec: Spec, store: str) -> Iterator[Problem]:
    found = spec.stores[store]
    targets: list[tuple[tuple[str, ...], LogTarget | None]] = [
        (("stores", store, "access_logs", "prefix"), found.access_logs)
    ]
    if found.cdn is not None:
        targets.append((("stores", store, "cdn", "logs", "prefix"), found.cdn.logs))
    for path, target in targets:
        if target is not None:
            yield from spelling(path, target.prefix)
            yield from _logs_over_files(spec, path, target.store, target.prefix)


def _logs_over_files(spec: Spec, path: tuple[str, ...], store: str, prefix: str) -> Iterator[Problem]:
    for alias, storage in storages_of(spec, store).items():
        if storage.prefix.startswith(prefix) or prefix.startswith(storage.prefix):
            yield problem("SPEC041", *path, value=prefix, other=storage.prefix, owner=alias)
