"""Lifecycle rules that do nothing, that reach no file, or that delete what must stay; then what one cloud refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks.lifecycle import azure, gcs, s3
from generator.checks.prefixes import spelling
from generator.spec.facts import storages_of
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.spec.azure import AzureLifecycleRule
    from generator.spec.gcs import GcsLifecycleRule
    from generator.spec.model import Spec, Store
    from generator.spec.s3 import LifecycleRule

    Rule = LifecycleRule | GcsLifecycleRule | AzureLifecycleRule

_ACTIONS = ("expire_days", "noncurrent_days", "abort_multipart_days", "transitions", "noncurrent_transitions")
_KEEPS = "noncurrent_keep"
"""An action of its own on Google Cloud Storage; on S3 it only spares what another deletes."""


def check(spec: Spec) -> Iterator[Problem]:
    """Every rule of every store."""
    for name, store in spec.stores.items():
        seen: set[str] = set()
        rules: Sequence[Rule] = store.lifecycle
        for index, rule in enumerate(rules):
            path = ("stores", name, "lifecycle", index)
            if rule.id in seen:
                yield problem("SPEC045", *path, "id", value=rule.id)
            seen.add(rule.id)
            yield from _rule(spec, name, store, rule, path)
    yield from s3.check(spec)
    yield from gcs.check(spec)
    yield from azure.check(spec)


def _rule(spec: Spec, name: str, store: Store, rule: Rule, path: tuple[str | int, ...]) -> Iterator[Problem]:
    known = [action for action in _ACTIONS if hasattr(rule, action)]
    known += [_KEEPS] if store.provider == "gcs" else []
    if not any(getattr(rule, action) for action in known):
        yield problem("SPEC044", *path, value=rule.id, actions=", ".join(f"`{action}`" for action in known))
    if rule.prefix:
        yield from spelling((*path, "prefix"), rule.prefix)
    elif rule.expire_days is not None and storages_of(spec, name):
        yield problem("SPEC049", *path, "expire_days", value=rule.expire_days)
    yield from _reach(spec, name, rule, path)
    yield from _versions(store, rule, path)


def _reach(spec: Spec, name: str, rule: Rule, path: tuple[str | int, ...]) -> Iterator[Problem]:
    storages = storages_of(spec, name)
    touched = {
        alias: storage
        for alias, storage in storages.items()
        if storage.prefix.startswith(rule.prefix) or rule.prefix.startswith(storage.prefix)
    }
    logs = [
        target.prefix
        for other in spec.stores.values()
        for target in (other.access_logs, other.cdn and other.cdn.logs)
        if target and target.store == name
    ]
    known = [storage.prefix for storage in storages.values()] + logs
    if (
        rule.prefix
        and known
        and not touched
        and not any(item.startswith(rule.prefix) or rule.prefix.startswith(item) for item in logs)
    ):
        yield problem("SPEC043", *path, "prefix", value=rule.prefix, allowed=listing(known))
    static = next((alias for alias, storage in touched.items() if storage.kind == "static"), None)
    if static is not None and rule.expire_days is not None:
        yield problem("SPEC046", *path, "expire_days", other=static)


def _versions(store: Store, rule: Rule, path: tuple[str | int, ...]) -> Iterator[Problem]:
    for key in ("noncurrent_days", "noncurrent_transitions"):
        if getattr(rule, key) and not store.versioning:
            yield problem("SPEC048", *path, key, value=key)
