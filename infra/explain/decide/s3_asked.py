"""One request to S3 or KMS, and which statements about it depend on what only a real request has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.explain.decide import narrow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.decisions.aws.documents import Statement
    from infra.explain.decide.narrow import Policies
    from infra.explain.decide.s3_identities import Identity

_ABSENT = frozenset({"aws:sourcearn", "aws:sourceaccount", "aws:principaltag", "aws:requesttag"})
"""Keys that a request of a workload or of nobody does not carry; one that is absent is known, not unknown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with who makes it; `open_` lets statements for everyone count."""

    who: Identity
    action: str
    resource: str
    bucket: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    open_: bool = True


def depends(asked: Asked, resource: Policies) -> tuple[str, ...]:
    """Statements about this request that ask for what only a real request has, such as an address."""
    known = {key.lower() for key in (*asked.context, *asked.who.context)} | _ALWAYS
    found = []
    asking = (asked.who.policies, asked.who.limits, resource)
    for policies in (item for item in asking if not item.keys <= _ALWAYS):
        for part in _near(policies, asked):
            keys = {key for keys in part.condition.values() for key in keys}
            unknown = sorted(key for key in keys if key.lower().partition("/")[0] not in known)
            if unknown:
                found.append(f"{part.label} also depends on {', '.join(unknown)}, which only a real request has")
    return tuple(dict.fromkeys(found))


def _near(policies: Policies, asked: Asked) -> Iterator[Statement]:
    for item in narrow.narrow(policies, asked.action, asked.resource, asked.bucket):
        yield from item.statements


_KNOWN = frozenset({
    "aws:securetransport", "s3:tlsversion", "aws:resourceaccount", "aws:principalarn", "aws:principalaccount",
    "aws:principaltype", "aws:principalisawsservice", "aws:principalservicename", "s3:prefix", "s3:resourceaccount",
})  # fmt: skip

_ALWAYS = _ABSENT | _KNOWN | {"kms:viaservice", "kms:resourcealiases"}
