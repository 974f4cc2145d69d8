"""RSA keys of service accounts: made, kept as the file that google-auth reads, used to sign and to check."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.local.gcp.world import World

_BITS = 2048


def new_pair() -> tuple[str, str, str]:
    """A fresh key: its id, the private key as PKCS 8 PEM and the public key as PEM."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return hashlib.sha256(public).hexdigest()[:40], private.decode(), public.decode()


def key_file(endpoint: str, project: str, email: str, key_id: str, private: str) -> dict[str, str]:
    """What a service account's key file says; tokens come from the local cloud."""
    return {
        "type": "service_account",
        "project_id": project,
        "private_key_id": key_id,
        "private_key": private,
        "client_email": email,
        "client_id": str(int(hashlib.sha256(email.encode()).hexdigest()[:16], 16)),
        "token_uri": f"{endpoint}/token",
        "universe_domain": "googleapis.com",
    }


def verified(public: str, text: bytes, signature: str) -> bool:
    """Whether a hexadecimal signature (RSA with SHA-256) is of this text by this key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = load_pem_public_key(public.encode())
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(bytes.fromhex(signature), text, PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def sign(world: World, email: str, text: bytes) -> tuple[str, bytes]:
    """The id and the signature of the key that Google itself keeps for an account, made when it is first needed."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if email not in world.signers:
        world.signers[email] = new_pair()[1].encode()
    key = load_pem_private_key(world.signers[email], None)
    assert isinstance(key, RSAPrivateKey)  # noqa: S101 - made above
    (public,) = of_signer(world, email)
    return hashlib.sha256(public.encode()).hexdigest()[:40], key.sign(text, PKCS1v15(), hashes.SHA256())


def of_signer(world: World, email: str) -> tuple[str, ...]:
    """The public half of the key that `sign` uses, if it was used."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    if email not in world.signers:
        return ()
    public = load_pem_private_key(world.signers[email], None).public_key()
    return (public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),)
