"""Bindings of Google Cloud: every `...IAMMember`, `...IAMBinding` and `...IAMPolicy` as (role, member, condition)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from infra.review.access.reading import label_of, mapping, mappings, strings, text, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Resource
    from infra.review.access.reading import Reading

KINDS = {
    "bucket": "gcp:storage/bucketIAM{}:BucketIAM{}",
    "folder": "gcp:storage/managedFolderIam{}:ManagedFolderIam{}",
    "project": "gcp:projects/iAM{}:IAM{}",
    "account": "gcp:serviceaccount/iAM{}:IAM{}",
    "key": "gcp:kms/cryptoKeyIAM{}:CryptoKeyIAM{}",
    "ring": "gcp:kms/keyRingIAM{}:KeyRingIAM{}",
}


class Bound(NamedTuple):
    """One member with one role on what `resource` names; `condition` is the expression, empty for none."""

    resource: Resource
    role: str
    member: str
    condition: str

    @property
    def by(self) -> str:
        """The binding as it is shown."""
        return label_of(self.resource)


def bound(found: Reading, kind: str, unread: list[str]) -> Iterator[Bound]:
    """The bindings of one kind of thing; members that are not known yet are named in `unread`."""
    form = KINDS[kind]
    for resource in found.of(form.format("Member", "Member")):
        yield Bound(
            resource, text(resource, "role"), text(resource, "member"), _condition(value(resource, "condition"))
        )
    for resource in found.of(form.format("Binding", "Binding")):
        condition = _condition(value(resource, "condition"))
        members = strings(value(resource, "members"))
        yield from (Bound(resource, text(resource, "role"), member, condition) for member in members)
    for resource in found.of(form.format("Policy", "Policy")):
        document = _policy(value(resource, "policyData"))
        if document is None:
            unread.append(f"the policy of {label_of(resource)} cannot be read")
        for item in mappings((document or {}).get("bindings")):
            condition = _condition(item.get("condition"))
            role = str(item.get("role") or "")
            yield from (Bound(resource, role, member, condition) for member in strings(item.get("members")))


def _condition(found: Any) -> str:
    return str(mapping(found).get("expression") or "")


def _policy(found: Any) -> dict[str, Any] | None:
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except ValueError:
            return None
    return found if isinstance(found, dict) else None
