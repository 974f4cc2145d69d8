"""Who the principals of AWS are: roles, users, services, distributions, everyone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from infra.review import keys
from infra.review.access.conditions import Atom, expression
from infra.review.access.model import Name
from infra.review.access.reading import ACCOUNT, called, label_of, strings, text, workload_or
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra.offline.graph import Resource
    from infra.review.access.reading import Reading

ROLE, USER, GROUP = "aws:iam/role:Role", "aws:iam/user:User", "aws:iam/group:Group"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
OAI = "aws:cloudfront/originAccessIdentity:OriginAccessIdentity"
EVERYONE = Who("public", "bucket")
_CLOUDFRONT = "cloudfront.amazonaws.com"
_SOURCE = "aws:sourcearn"
_NUMBER = re.compile(r"\d{12}")
"""An account by its number is the account by its ARN: reference_policies_elements_principal.html."""
_EXACT = frozenset({"StringEquals", "StringLike", "ArnEquals", "ArnLike"})


class Named(NamedTuple):
    """Somebody, and what else has to hold of them."""

    who: Who
    atoms: tuple[Atom, ...] = ()


@dataclass(frozen=True)
class People:
    """`known` by ARN, and by kind and name as in `role web`; `cdns` are distributions and origin identities by ARN."""

    known: Mapping[str, Who]
    cdns: Mapping[str, Who]
    names: tuple[Name, ...]

    def identity(self, kind: str, name: str) -> Who:
        """A role, user or group by its name or ARN."""
        short = name.rpartition("/")[2]
        return self.known.get(name) or self.known.get(f"{kind} {short}") or Who("principal", f"{kind} {short}")


def people(found: Reading) -> People:
    """Everybody who is in the graph."""
    known: dict[str, Who] = {}
    names: list[Name] = []
    for type_ in (ROLE, USER, GROUP):
        kind = type_.rpartition(":")[2].lower()
        for resource in found.of(type_):
            who = workload_or(found.owner(resource), Who("principal", _principal(found, resource, kind)))
            names.append(Name(resource.urn, "who", who.name))
            for name in called(resource, "arn"):
                known[name] = who
            for name in called(resource, "name", "id"):
                known[f"{kind} {name}"] = who
    return People(known, _cdns(found), tuple(sorted(names)))


def cdn_of(found: Reading, resource: Resource) -> Who:
    """The CDN's own identity: of its store, or of a foreign distribution by its name in the program."""
    owner = found.owner(resource)
    return Who("cdn", owner.name if owner.kind == "store" else label_of(resource))


def named(element: Any, condition: Iterable[Atom], everybody: People, found: Reading) -> Iterator[Named]:
    """Who a Principal element names, with the condition; a distribution that it names is somebody of its own."""
    atoms = tuple(condition)
    if isinstance(element, str):
        element = {"AWS": element}
    if not isinstance(element, dict):
        yield Named(EVERYONE, (*atoms, expression("a Principal that is not understood")))
        return
    for kind, listed in sorted(element.items()):
        for name in strings(listed):
            yield from _one(kind, name, atoms, everybody, found)


def canonical(atoms: Iterable[Atom], found: Reading) -> tuple[Atom, ...]:
    """The atoms with ARNs of the graph's resources as both sides of a review call them."""
    return tuple(
        sorted(Atom(a.operator, found.neutral(a.key), tuple(sorted(map(found.shown, a.values)))) for a in atoms)
    )


def _one(kind: str, name: str, atoms: tuple[Atom, ...], everybody: People, found: Reading) -> Iterator[Named]:
    if kind == "Service":
        yield from _service(name, atoms, everybody, found)
    elif kind == "AWS" and name == "*":
        yield Named(EVERYONE, canonical(atoms, found))
    elif name in everybody.cdns:
        yield Named(everybody.cdns[name], canonical(atoms, found))
    else:
        yield Named(everybody.known.get(name) or _other(kind, name, found), canonical(atoms, found))


def _service(name: str, atoms: tuple[Atom, ...], everybody: People, found: Reading) -> Iterator[Named]:
    """CloudFront by the distributions that its condition names, any other by name."""
    sources = [a for a in atoms if a.key == _SOURCE and a.operator in _EXACT] if name == _CLOUDFRONT else []
    if len(sources) != 1:
        yield Named(Who("service", name), canonical(atoms, found))
        if name == _CLOUDFRONT and not any(a.key.startswith("aws:source") for a in atoms):
            yield from (Named(who, canonical(atoms, found)) for who in sorted(set(everybody.cdns.values())))
        return
    rest = [atom for atom in atoms if atom not in sources]
    for pattern in sources[0].values:
        distributions = _matching(sources[0], pattern, everybody)
        for who in distributions:
            yield Named(who, canonical(rest, found))
        if not distributions or "*" in pattern:
            kept = Atom(sources[0].operator, _SOURCE, (pattern,))
            yield Named(Who("service", name), canonical((*rest, kept), found))


def _matching(atom: Atom, pattern: str, everybody: People) -> list[Who]:
    if pattern in everybody.cdns:
        return [everybody.cdns[pattern]]
    if atom.operator == "StringEquals":
        return []
    return sorted({who for arn, who in everybody.cdns.items() if keys.contains([pattern], arn)})


def _other(kind: str, name: str, found: Reading) -> Who:
    if name in found.accounts or name == ACCOUNT or _NUMBER.fullmatch(name):
        return Who("principal", f"arn:aws:iam::{found.neutral(name)}:root")
    shown = found.neutral(name)
    return Who("principal", shown if kind == "AWS" else f"{kind} {shown}")


def _principal(found: Reading, resource: Resource, kind: str) -> str:
    arn = text(resource, "arn")
    if arn:
        return found.neutral(arn)
    return f"{kind} {next(iter(called(resource, 'name', 'id')), resource.name)}"


def _cdns(found: Reading) -> dict[str, Who]:
    cdns: dict[str, Who] = {}
    for resource in found.of(DISTRIBUTION):
        for arn in called(resource, "arn"):
            cdns[arn] = cdn_of(found, resource)
    for resource in found.of(OAI):
        for name in called(resource, "iamArn", "s3CanonicalUserId"):
            cdns[name] = cdn_of(found, resource)
    return cdns
