"""Rules over all environments of a file: nothing physical in common, and one generated package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks.names import function_name
from generator.spec.facts import bucket_name, public_key_file, role_name, s3_stores
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.spec.model import Spec

    Placed = tuple[str, Problem]


def check(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """All environments, each resolved and valid by itself."""
    yield from _physical_names(specs, "stores", "SPEC072", bucket_name)
    yield from _physical_names(specs, "workloads", "SPEC075", role_name)
    yield from _domains(specs)
    yield from _key_files(specs)
    yield from _providers(specs)
    yield from _package(specs)
    yield from _functions(specs)


def _physical_names(
    specs: Mapping[str, Spec], group: str, code: str, name_of: Callable[[Spec, str], str]
) -> Iterator[Placed]:
    """Two environments that would share one bucket or one role: each `pulumi up` would undo the other's."""
    owners: dict[str, list[tuple[str, str]]] = {}
    for environment, spec in specs.items():
        for key in getattr(spec, group) if spec.target == "cloud" else ():
            owners.setdefault(name_of(spec, key), []).append((environment, key))
    for name, found in owners.items():
        if len({environment for environment, _ in found}) > 1:
            environment, key = found[-1]
            listed = listing(f"{key} of {owner}" for owner, key in found)
            yield environment, problem(code, group, key, KEY, value=name, what="bucket name", key="role", owners=listed)


def _domains(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """CNAMEAlreadyExists: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html"""
    seen: dict[str, tuple[str, str]] = {}
    for environment, spec in specs.items():
        for name, store in spec.stores.items() if spec.target == "cloud" else ():
            domain = store.cdn.domain if store.cdn else None
            if domain is None:
                continue
            owner, other = seen.setdefault(domain, (environment, name))
            if owner != environment:
                slots = {"value": domain, "other": other, "where": f" of {owner}"}
                yield environment, problem("SPEC098", "stores", name, "cdn", "domain", **slots)


def _key_files(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """A URL signed for one CDN would open the files of the other, in the environment with the weaker secrets first."""
    owners: dict[str, dict[tuple[str, str], str]] = {}
    for environment, spec in specs.items():
        for name, store in s3_stores(spec).items() if spec.target in {"cloud", "local"} else ():
            for key in store.cdn.signing.public_keys if store.cdn and store.cdn.signing else ():
                owners.setdefault(public_key_file(spec, name, key), {})[environment, name] = key
    for file, found in owners.items():
        if len(found) > 1:
            (environment, name), key = list(found.items())[-1]
            listed = listing(f"{store} of {owner}" for owner, store in found)
            path = ("stores", name, "cdn", "signing", "public_keys", key)
            yield environment, problem("SPEC117", *path, value=file, owners=listed)


def _providers(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """EntityAlreadyExists: an account has one provider for each issuer
    (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html)."""
    seen: list[str] = []
    for environment, spec in specs.items():
        makers = [
            name
            for name, workload in spec.workloads.items()
            if workload.runs_on.type == "github-actions" and workload.runs_on.create_provider
        ]
        if spec.target != "cloud" or not makers:
            continue
        other = next((name for name in seen if _may_share_account(specs[name], spec)), None)
        if other is not None:
            path = ("workloads", makers[0], "runs_on", "create_provider")
            yield environment, problem("SPEC109", *path, environments=f"{other} and {environment}")
        seen.append(environment)


def _may_share_account(one: Spec, other: Spec) -> bool:
    ids = {one.aws.account_id, other.aws.account_id}
    return len(ids) == 1 or None in ids


def _package(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """One run writes one package, so its place cannot differ."""
    first, *others = specs
    for key in ("root", "package"):
        wanted = getattr(specs[first].django, key)
        for environment in others:
            value = getattr(specs[environment].django, key)
            if value != wanted:
                slots = {"key": f"django.{key}", "value": value, "other": wanted, "environment": first}
                yield environment, problem("SPEC085", "django", key, **slots)


def _functions(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """`aliases.py` has the aliases of all environments."""
    seen: dict[str, str] = {}
    for environment, spec in specs.items():
        for alias in spec.storages:
            function = function_name(alias)
            other = seen.setdefault(function, alias)
            if other != alias:
                slots = {"value": alias, "other": other, "function": function}
                yield environment, problem("SPEC081", "storages", alias, KEY, **slots)
