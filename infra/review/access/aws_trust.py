"""Who may act as a role or a user of AWS: trust policies, pods, access keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from infra.offline.graph import policy_of
from infra.review.access.aws_who import ROLE, canonical
from infra.review.access.conditions import atoms_of, joined, texts
from infra.review.access.model import Trust
from infra.review.access.reading import label_of, strings, text, value
from infra.review.access.subjects import of_condition, with_reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.offline.graph import Resource
    from infra.review.access.statements import World
    from infra.review.report import Who

_OIDC, _SAML = "aws:iam/openIdConnectProvider:OpenIdConnectProvider", "aws:iam/samlProvider:SamlProvider"
_FROM_TOKENS = "tokens of "
_PLAIN = frozenset({"sts:assumerole", "sts:assumerolewithwebidentity", "sts:assumerolewithsaml", "sts:tagsession"})


def trusts(world: World, unread: list[str]) -> Iterator[Trust]:
    """Every trust of the graph's roles and users."""
    for resource in world.found.of(ROLE):
        document = policy_of(value(resource, "assumeRolePolicy"))
        if document is None:
            unread.append(f"the trust policy of {label_of(resource)} cannot be read")
            continue
        listed = document["Statement"]
        for statement in listed if isinstance(listed, list) else [listed]:
            if isinstance(statement, dict):
                yield from _statement(statement, resource, world)
    yield from _pods(world)
    yield from _keys(world)


def _statement(statement: Mapping[str, Any], resource: Resource, world: World) -> Iterator[Trust]:
    who = world.people.identity("role", text(resource, "name") or text(resource, "id"))
    condition = joined(canonical(atoms_of(statement.get("Condition")), world.found))
    others = sorted({name for name in texts(statement.get("Action", ())) if name.lower() not in _PLAIN})
    suffix = f" ({', '.join(others)})" if others else ""
    effect = "deny" if statement.get("Effect") == "Deny" else "allow"
    for trusted in _trusted(statement, world):
        plain = f"{trusted}{suffix}"
        shown = with_reading(of_condition(condition), plain) if plain.startswith(_FROM_TOKENS) else ""
        yield replace(_trust(who, plain, condition, resource.urn, deny=effect == "deny"), shown=shown)


def _trusted(statement: Mapping[str, Any], world: World) -> Iterator[str]:
    principal = statement.get("Principal")
    if principal is None:
        yield "everyone but somebody (NotPrincipal)"
        return
    if not isinstance(principal, dict):
        principal = {"AWS": principal}
    for kind, listed in sorted(principal.items()):
        for name in strings(listed):
            yield _phrase(kind, name, world)


def _phrase(kind: str, name: str, world: World) -> str:
    if name == "*":
        return "anyone"
    if kind == "Service":
        return f"the service {name}"
    if kind == "Federated":
        return f"{_FROM_TOKENS}{_issuer(name, world)}"
    who = world.people.known.get(name)
    return who.text() if who else world.found.neutral(name)


def _issuer(name: str, world: World) -> str:
    """An identity provider by its URL, which both sides of a review know."""
    for resource in world.found.of(_OIDC, _SAML):
        if name == text(resource, "arn"):
            return text(resource, "url").removeprefix("https://") or label_of(resource)
    return name.rpartition("oidc-provider/")[2] if "oidc-provider/" in name else world.found.neutral(name)


def _pods(world: World) -> Iterator[Trust]:
    for resource in world.found.of("aws:eks/podIdentityAssociation:PodIdentityAssociation"):
        who = world.people.identity("role", text(resource, "roleArn"))
        account = f"{text(resource, 'namespace')}/{text(resource, 'serviceAccount')}"
        cluster = text(resource, "clusterName")
        yield _trust(who, f"the Kubernetes account {account} of the cluster {cluster}", "", resource.urn)


def _keys(world: World) -> Iterator[Trust]:
    for resource in world.found.of("aws:iam/accessKey:AccessKey"):
        if text(resource, "status") != "Inactive":
            who = world.people.identity("user", text(resource, "user"))
            yield _trust(who, "whoever holds its access key", "", resource.urn)
    for resource in world.found.of("aws:iam/userLoginProfile:UserLoginProfile"):
        who = world.people.identity("user", text(resource, "user"))
        yield _trust(who, "whoever knows its password", "", resource.urn)


def _trust(who: Who, trusted: str, condition: str, urn: str, *, deny: bool = False) -> Trust:
    return Trust(who.name, trusted, condition, urn, "deny" if deny else "allow", who.kind == "workload")
