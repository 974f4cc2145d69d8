"""Physical names: buckets, accounts, identities, and that no two things share one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.checks.names import PROJECT, placeholders
from generator.checks.physical import azure, gcs, s3
from generator.spec.facts import bucket_name, identity_name, role_name, service_account_id
from generator.spec.identities import workloads_on
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec


class Place(NamedTuple):
    """How a provider names where files lie: the key in `naming`, who refuses, what it is, why a name is refused."""

    key: str
    who: str
    what: str
    reason: Callable[[str], str]


class Person(NamedTuple):
    """How a provider names identities: the key in `naming`, who refuses, the name of one, why a name is refused."""

    key: str
    who: str
    name_of: Callable[[Spec, str], str]
    reason: Callable[[str], str]


PLACES: Mapping[ProviderName, Place] = {
    "s3": Place("bucket", "S3", "bucket name", s3.bucket_reason),
    "gcs": Place("bucket", "Cloud Storage", "bucket name", gcs.bucket_reason),
    "azure": Place("account", "Azure", "account name", azure.account_reason),
}
PEOPLE: Mapping[ProviderName, Person] = {
    "s3": Person("role", "IAM", role_name, s3.role_reason),
    "gcs": Person("service_account", "Google Cloud", service_account_id, gcs.service_account_reason),
    "azure": Person("identity", "Azure", identity_name, azure.identity_reason),
}


def check(spec: Spec) -> Iterator[Problem]:
    """Every store and every identity."""
    yield from s3.regions(spec)
    yield from gcs.check(spec)
    yield from azure.check(spec)
    if spec.target not in {"cloud", "local"} or not PROJECT.fullmatch(spec.project):
        return  # nothing gets a name, or it is said already
    for provider, place in PLACES.items():
        yield from _places(spec, provider, place)
    for provider, person in PEOPLE.items():
        yield from _people(spec, provider, person)


def _places(spec: Spec, provider: ProviderName, place: Place) -> Iterator[Problem]:
    owners: dict[str, list[str]] = {}
    allowed = ("project", "environment", "store")
    stores = {name: store for name, store in spec.stores.items() if store.provider == provider}
    unknown = list(placeholders(("naming", place.key), getattr(spec.naming, place.key), *allowed)) if stores else []
    for store, found in stores.items():
        name = bucket_name(spec, store)
        own = [] if found.name is None else list(placeholders(("stores", store, "name"), found.name, *allowed))
        yield from own
        reason = place.reason(name)
        if reason and not own and (found.name is not None or not unknown):
            at = KEY if found.name is None else "name"
            slots = {"who": place.who, "what": place.what, "key": place.key, "store": store}
            yield problem("SPEC071", "stores", store, at, value=name, reason=reason, **slots)
        owners.setdefault(name, []).append(store)
    yield from unknown
    for name, found_in in owners.items():
        if len(found_in) > 1:
            yield problem("SPEC072", "stores", found_in[-1], KEY, value=name, what=place.what, owners=listing(found_in))


def _people(spec: Spec, provider: ProviderName, person: Person) -> Iterator[Problem]:
    owners: dict[str, list[str]] = {}
    names = workloads_on(spec, provider)
    template = getattr(spec.naming, person.key)
    path = ("naming", person.key)
    unknown = list(placeholders(path, template, "project", "environment", "workload")) if names else []
    yield from unknown
    for workload in names:
        name = person.name_of(spec, workload)
        reason = "" if unknown else person.reason(name)
        if reason:
            slots = {"who": person.who, "key": person.key}
            yield problem("SPEC073", "workloads", workload, KEY, value=name, reason=reason, **slots)
        owners.setdefault(name, []).append(workload)
    for name, found in owners.items():
        if len(found) > 1:
            slots = {"key": person.key, "owners": listing(found)}
            yield problem("SPEC075", "workloads", found[-1], KEY, value=name, **slots)
