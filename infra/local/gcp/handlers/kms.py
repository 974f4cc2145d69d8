"""`gcp:kms/*`: key rings and keys are kept and told; nothing is encrypted by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.gcp.handlers.common import Kind, project_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.gcp.handlers.common import Wire


def _ring(inputs: Wire) -> str:
    return f"projects/{project_of(inputs)}/locations/{inputs['location']}/keyRings/{inputs['name']}"


def _member(inputs: Wire) -> str:
    return f"{inputs['cryptoKeyId']}/{inputs['role']}/{inputs['member']}"


KINDS: Mapping[str, Kind] = {
    "gcp:kms/keyRing:KeyRing": Kind(("name", "location", "project"), identify=_ring),
    "gcp:kms/cryptoKey:CryptoKey": Kind(
        ("name", "keyRing", "purpose", "importOnly"),
        identify=lambda inputs: f"{inputs['keyRing']}/cryptoKeys/{inputs['name']}",
    ),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": Kind(("cryptoKeyId", "role", "member", "condition"), "", _member),
}
