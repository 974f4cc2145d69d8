"""Symbolic outputs: what a resource that does not exist yet would answer, readable in a review.

Every custom resource has a token that stands for its physical name or id: `${media}` for the S3 bucket with the
logical name `media`, and `${<name>.<class>}`, as in `${web.role}`, for every other type. The token depends on the
resource alone, so it is the same in every run and in every revision of a program, whatever order resources are
registered in. When two resources of one program would still share a token (the same type and name under different
parents), both get a hash of their urn appended: `${web.role~1f2e3d}`; see `clashes`.

IAM's own variables have a colon (`${aws:username}`) and tokens never do, so the two cannot be confused.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from infra.offline.symbol_table import ACCOUNT, KINDS, NO_KIND, PARTITIONS
from infra.offline.values import Sensitive, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BUCKET = "aws:s3/bucket:Bucket"


@dataclass(frozen=True, slots=True)
class Symbols:
    """The default responder.

    `physical` puts a physical name that the program gives into ARNs and domains, instead of the token. `account` is the
    account id in ARNs, `${aws.account}` when empty. `ambiguous` are the tokens that need their urn's hash.
    """

    physical: bool = False
    account: str = ""
    ambiguous: frozenset[str] = field(default=frozenset())

    def respond(self, type_: str, name: str, urn: str, inputs: Mapping[str, Value]) -> tuple[str, Mapping[str, Value]]:
        """The id, and the outputs that the inputs do not tell: everything else is the input echoed back.

        `inputs["region"]` is where the resource will be, when that is known; ARNs follow its partition.
        """
        kind = KINDS.get(type_, NO_KIND)
        token = token_of(type_, name)
        own = _hashed(token, urn) if token in self.ambiguous else token
        given = inputs.get(kind.named_by)
        fields = self._fields(own, given if isinstance(given, str) else "", inputs)
        outputs: dict[str, Value] = {key: template.format_map(fields) for key, template in kind.outputs.items()}
        outputs |= {key: Sensitive(attribute(own, key)) for key in kind.secrets}
        if kind.computed:
            outputs |= kind.computed(own, inputs)
        return kind.id.format_map(fields), MappingProxyType(outputs)

    def _fields(self, token: str, physical_name: str, inputs: Mapping[str, Value]) -> dict[str, str]:
        region = inputs.get("region")
        region = region if isinstance(region, str) else attribute(token, "region")
        partition, suffix = next(
            (row[1:] for row in PARTITIONS if region.startswith(row[0])), ("aws", "amazonaws.com")
        )  # fmt: skip
        path = inputs.get("path")
        return {
            "t": physical_name if self.physical and physical_name else token,
            "name": physical_name or token,
            "p": partition,
            "suffix": suffix,
            "region": region,
            "account": self.account or ACCOUNT,
            "path": path if isinstance(path, str) else "/",
        }


def token_of(type_: str, name: str) -> str:
    """The token of a resource by its type and logical name; characters that would need quoting are percent-encoded."""
    readable = quote(name, safe="/-._~")
    return f"${{{readable}}}" if type_ == _BUCKET else f"${{{readable}.{_class(type_)}}}"


def attribute(token: str, key: str) -> str:
    """A token for one more property of a resource: `${ci.accessKey}` and `secret` give `${ci.accessKey.secret}`."""
    return f"{token[:-1]}.{key}}}"


def clashes(resources: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The tokens that more than one of these (type, name) would share."""
    counted = Counter(token_of(type_, name) for type_, name in resources)
    counted[ACCOUNT] += 1
    return frozenset(token for token, count in counted.items() if count > 1)


def _hashed(token: str, urn: str) -> str:
    return f"{token[:-1]}~{hashlib.sha256(urn.encode()).hexdigest()[:6]}}}"


def _class(type_: str) -> str:
    name = type_.rpartition(":")[2]
    return quote(name[:1].lower() + name[1:], safe="-._~")
