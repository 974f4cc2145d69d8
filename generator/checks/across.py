"""Rules over all environments of a file: nothing physical in common, and one generated package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks.names import function_name
from generator.checks.physical import PEOPLE, PLACES
from generator.spec.facts import azure_stores, bucket_name, public_key_file, resource_group_name, s3_stores
from generator.spec.identities import clouds_of, workloads_on
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec

    Placed = tuple[str, Problem]


def check(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """All environments, each resolved and valid by itself."""
    yield from _buckets(specs)
    yield from _identities(specs)
    yield from _groups(specs)
    yield from _project_numbers(specs)
    yield from _domains(specs)
    yield from _key_files(specs)
    yield from _providers(specs)
    yield from _package(specs)
    yield from _functions(specs)


def _buckets(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """Two environments that would share one bucket or account: each `pulumi up` would undo the other's."""
    for provider, place in PLACES.items():
        owners: dict[str, list[tuple[str, str]]] = {}
        for environment, spec in _deployed(specs):
            for name, store in spec.stores.items():
                if store.provider == provider:
                    owners.setdefault(bucket_name(spec, name), []).append((environment, name))
        for value, found in owners.items():
            yield from _shared(found, "SPEC072", "stores", value=value, what=place.what)


def _project_numbers(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """An overlay that changes the id and keeps the number would let the other project's Cloud CDN read."""
    seen: dict[str, dict[str, str]] = {}
    for environment, spec in _deployed(specs):
        if spec.gcp.project_number is not None and spec.gcp.project_id is not None:
            seen.setdefault(spec.gcp.project_number, {})[environment] = spec.gcp.project_id
    for number, found in seen.items():
        ids = list(dict.fromkeys(found.values()))
        if len(ids) > 1:
            slots = {"value": number, "ids": listing(ids), "environments": listing(found)}
            yield list(found)[-1], problem("SPEC151", "gcp", "project_id", **slots)


def _groups(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """A resource group is made once in a subscription; and deleting it deletes what the other put there."""
    owners: dict[tuple[str | None, str], list[str]] = {}
    for environment, spec in _deployed(specs):
        if azure_stores(spec) and not spec.azure.resource_group.adopt:
            owners.setdefault((spec.azure.subscription_id, resource_group_name(spec).lower()), []).append(environment)
    for (_, name), environments in owners.items():
        if len(environments) > 1:
            path = ("azure", "resource_group", "name")
            yield environments[-1], problem("SPEC185", *path, value=name, owners=listing(environments))


def _identities(specs: Mapping[str, Spec]) -> Iterator[Placed]:
    """The same of roles, service accounts and managed identities, each in the scope where its name is one."""
    for provider, person in PEOPLE.items():
        owners: dict[tuple[Hashable, str], list[tuple[str, str]]] = {}
        for environment, spec in _deployed(specs):
            for name in workloads_on(spec, provider):
                place = (_SCOPES[provider](spec), person.name_of(spec, name))
                owners.setdefault(place, []).append((environment, name))
        for (_, value), found in owners.items():
            yield from _shared(found, "SPEC075", "workloads", value=value, key=person.key)


_SCOPES: Mapping[ProviderName, Callable[[Spec], Hashable]] = {
    "s3": lambda spec: None,
    "gcs": lambda spec: spec.gcp.project_id,
    "azure": lambda spec: (spec.azure.subscription_id, resource_group_name(spec)),
}


def _deployed(specs: Mapping[str, Spec]) -> Iterator[tuple[str, Spec]]:
    return ((environment, spec) for environment, spec in specs.items() if spec.target == "cloud")


def _shared(found: list[tuple[str, str]], code: str, group: str, **slots: object) -> Iterator[Placed]:
    if len({environment for environment, _ in found}) > 1:
        environment, key = found[-1]
        listed = listing(f"{name} of {owner}" for owner, name in found)
        yield environment, problem(code, group, key, KEY, owners=listed, **slots)


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
            if workload.runs_on.type == "github-actions"
            and workload.runs_on.create_provider
            and "s3" in clouds_of(spec, name)
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
