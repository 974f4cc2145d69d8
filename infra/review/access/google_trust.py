"""Who may act as a service account of Google Cloud: bindings on it, pools of identities, keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.decisions.gcp.roles import PREDEFINED
from infra.review.access.bindings import KINDS, bound
from infra.review.access.conditions import expression, joined
from infra.review.access.model import Right, Trust
from infra.review.access.reading import called, label_of, mapping, strings, text, value
from infra.review.access.subjects import reading, with_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.review.access.bindings import Bound
    from infra.review.access.google_things import Things
    from infra.review.access.reading import Reading

_POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"
_PROVIDER = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
_FEDERATED = re.compile(r"(principal|principalSet)://iam\.googleapis\.com/(.+/workloadIdentityPools/[^/]+)/(.+)")
_SUBJECT = "google.subject"
_USER = "roles/iam.workloadIdentityUser"


def read(found: Reading, known: Things, unread: list[str]) -> tuple[list[Trust], list[Right]]:
    """Trusts of service accounts, and what an account may do with itself."""
    trusts: list[Trust] = [*_providers(found), *_keys(found, known)]
    rights: list[Right] = []
    for item in bound(found, "account", unread):
        account = known.account(text(item.resource, "serviceAccountId"))
        who, _ = known.who(item.member, "")
        words = known.roles.get(item.role) or tuple(sorted(PREDEFINED.get(item.role, {item.role})))
        if who == account:
            urn = item.resource.urn
            rights += [
                Right(who, one, "", "itself", item.by, urn, worded(item.condition), cloud="gcs") for one in words
            ]
        else:
            suffix = "" if item.role == _USER else f" ({', '.join(words)})"
            trusted = f"{_member(item, found, known)}{suffix}"
            shown = with_reading(_subject(item.member), trusted)
            trusts.append(_trust(account.name, trusted, item, account.kind == "workload", shown))
    return trusts, rights


def worded(condition: str) -> str:
    """A condition that is compared as text."""
    return joined([expression(condition)]) if condition else ""


def _trust(identity: str, trusted: str, item: Bound, workload: bool, shown: str) -> Trust:
    return Trust(identity, trusted, worded(item.condition), item.resource.urn, "allow", workload, shown)


def _subject(member: str) -> str:
    """The reading of one identity of a pool, or of a Kubernetes account of a project."""
    match = _FEDERATED.fullmatch(member)
    if match is None:
        return reading(member)
    return reading(match[3].removeprefix("subject/")) if match[1] == "principal" else ""


def _member(item: Bound, found: Reading, known: Things) -> str:
    """A member as both sides of a review call it: a pool of the program by its name there."""
    match = _FEDERATED.fullmatch(item.member)
    if match is None:
        if item.member in {"allUsers", "allAuthenticatedUsers"}:
            return "anyone"
        who, _ = known.who(item.member, "")
        return who.text()
    pools = {name: label_of(pool) for pool in found.of(_POOL) for name in called(pool, "name", "id")}
    everyone = "every token of " if match[1] == "principalSet" else ""
    return f"{everyone}{match[3]} in {pools.get(match[2]) or match[2].rpartition('/')[2]}"


def _providers(found: Reading) -> Iterator[Trust]:
    """Whose tokens a provider takes: issuer, audiences where they are not its own, and claims that say who it is."""
    bindings = [item for kind in KINDS for item in bound(found, kind, [])]
    used = {match[3].partition("/")[0] for item in bindings if (match := _FEDERATED.fullmatch(item.member))}
    for resource in found.of(_PROVIDER):
        if value(resource, "disabled") is True:
            continue
        oidc = mapping(value(resource, "oidc"))
        issuer = str(oidc.get("issuerUri") or "another issuer")
        condition = worded(text(resource, "attributeCondition"))
        for audience in sorted(strings(oidc.get("allowedAudiences"))) or [""]:
            suffix = f" for {audience}" if audience else ""
            yield Trust(label_of(resource), f"tokens of {issuer}{suffix}", condition, resource.urn)
        for attribute, claim in sorted(mapping(value(resource, "attributeMapping")).items()):
            if (attribute == _SUBJECT and claim != "assertion.sub") or attribute in used:
                trusted = f"tokens of {issuer} whose {claim} is taken for {attribute}"
                yield Trust(label_of(resource), trusted, condition, resource.urn)


def _keys(found: Reading, known: Things) -> Iterator[Trust]:
    for type_, name, what in (
        ("gcp:serviceaccount/key:Key", "serviceAccountId", "whoever holds its service account key"),
        ("gcp:storage/hmacKey:HmacKey", "serviceAccountEmail", "whoever holds its HMAC key"),
    ):
        for resource in found.of(type_):
            account = known.account(text(resource, name))
            yield Trust(account.name, what, "", resource.urn, "allow", account.kind == "workload")
