"""The buckets, roles and service accounts of a graph on Google Cloud, and who a member is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.review.access.model import Name
from infra.review.access.reading import called, strings, text, value, workload_or
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.offline.graph import Resource
    from infra.review.access.reading import Reading

BUCKET = "gcp:storage/bucket:Bucket"
ACCOUNT = "gcp:serviceaccount/account:Account"
ROLE = "gcp:projects/iAMCustomRole:IAMCustomRole"
_FILL = re.compile(r"serviceAccount:service-[^@]+@cloud-cdn-fill\.iam\.gserviceaccount\.com")
_AGENT = re.compile(r"serviceAccount:service-[^@]+@([a-z0-9-]+)\.iam\.gserviceaccount\.com")
EVERYONE = Who("public", "bucket")


@dataclass(frozen=True)
class Things:
    """`stores` by bucket name, `buckets` all names by store, `accounts` by e-mail, `roles` by name with permissions.

    `prevented` and `uniform` are stores: kept from the public, and without access control lists.
    """

    stores: Mapping[str, str]
    buckets: Mapping[str, tuple[str, ...]]
    accounts: Mapping[str, Who]
    roles: Mapping[str, tuple[str, ...]]
    prevented: frozenset[str]
    uniform: frozenset[str]
    names: tuple[Name, ...]

    def store(self, bucket: str) -> str:
        """The store of a bucket; the bucket's name for one that is not in the graph."""
        return self.stores.get(bucket, bucket)

    def names_of(self, bucket: str) -> tuple[str, ...]:
        """Every name that a condition can call this bucket by."""
        return self.buckets.get(self.store(bucket), (bucket,))

    @property
    def one_name_each(self) -> tuple[tuple[str, str], ...]:
        """A name and the store of every bucket."""
        return tuple((names[0], store) for store, names in sorted(self.buckets.items()))

    def account(self, reference: str) -> Who:
        """A service account by its e-mail or its resource name."""
        email = reference.rpartition("/serviceAccounts/")[2].removeprefix("serviceAccount:")
        return self.accounts.get(email) or Who("principal", f"serviceAccount:{email}")

    def who(self, member: str, store: str) -> tuple[Who, str]:
        """Who a member is, and a condition that its kind brings; Cloud CDN's agent is the CDN of the store."""
        if member == "allUsers":
            return EVERYONE, ""
        if member == "allAuthenticatedUsers":
            return Who("principal", "anyone signed in to Google"), ""
        if _FILL.fullmatch(member):
            return Who("cdn", store or "Cloud CDN"), ""
        if agent := _AGENT.fullmatch(member):
            return Who("service", agent[1]), ""
        if member.startswith("serviceAccount:"):
            return self.account(member), ""
        return Who("principal", member or "(known after apply)"), ""


def things(found: Reading) -> Things:
    """Everything that bindings name."""
    stores: dict[str, str] = {}
    buckets: dict[str, tuple[str, ...]] = {}
    names: list[Name] = []
    for resource in found.of(BUCKET):
        known = _names(resource)
        owner = found.owner(resource)
        ours = owner.kind == "store" and owner.name not in buckets
        store = owner.name if ours else next(iter(known), resource.name)
        buckets[store] = known or (resource.name,)
        stores |= dict.fromkeys(known, store)
        names.append(Name(resource.urn, "store", store))
    accounts = {email: _who(found, item) for item in found.of(ACCOUNT) for email in called(item, "email")}
    names += [Name(item.urn, "who", _who(found, item).name) for item in found.of(ACCOUNT)]
    return Things(
        stores,
        buckets,
        accounts,
        _roles(found),
        frozenset(
            stores[name]
            for item in found.of(BUCKET)
            if value(item, "publicAccessPrevention") == "enforced"
            for name in _names(item)
        ),
        frozenset(
            stores[name]
            for item in found.of(BUCKET)
            if value(item, "uniformBucketLevelAccess")
            for name in _names(item)
        ),
        tuple(sorted(names)),
    )


def _names(resource: Resource) -> tuple[str, ...]:
    urls = (url.removeprefix("gs://") for url in called(resource, "url"))
    return tuple(dict.fromkeys((*called(resource, "name", "id"), *urls)))


def _who(found: Reading, account: Resource) -> Who:
    email = text(account, "email") or f"{text(account, 'accountId') or account.name}@the project"
    return workload_or(found.owner(account), Who("principal", f"serviceAccount:{email}"))


def _roles(found: Reading) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(sorted(set(strings(value(item, "permissions")))))
        for item in found.of(ROLE)
        for name in called(item, "name", "id")
    }
