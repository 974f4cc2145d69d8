"""Signing keys: pairs for CloudFront, whose public half is committed beside the spec, and secrets for Cloud CDN.

RSA 2048, the only kind that django-storages signs with
(https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html).
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import MissingExtraError, PublishError
from generator.spec.facts import gcs_stores, public_key_file, s3_stores, secret_key_file, signing_key, signing_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.spec.model import Spec

BITS = 2048
SECRET_BYTES = 16


@dataclass(frozen=True)
class KeyPair:
    """Where one pair lies; `active` when new signatures use it."""

    store: str
    name: str
    public: Path
    private: Path
    active: bool


def pairs(spec: Spec, folder: Path, private_folder: Path | None = None) -> Iterator[KeyPair]:
    """The pairs an environment names; public files are relative to the spec's `folder`.

    Private ones go to `private_folder`, else to `.stowplan/keys`; those of a local environment lie beside the public.
    """
    for store, found in s3_stores(spec).items():
        for name in signing_names(found):
            public = folder / public_key_file(spec, store, name)
            private = _private(spec, folder, private_folder, public) / f"{spec.environment}-{store}-{name}.pem"
            yield KeyPair(store, name, public, private, active=name == signing_key(found))


@dataclass(frozen=True)
class SecretKey:
    """Where the value of one Cloud CDN key lies: 16 random bytes in base64url, which both sides sign and check with."""

    store: str
    name: str
    path: Path
    active: bool


def secrets(spec: Spec, folder: Path, private_folder: Path | None = None) -> Iterator[SecretKey]:
    """The Cloud CDN keys an environment names; those of a local one lie in its own folder."""
    for store, found in gcs_stores(spec).items():
        for name in signing_names(found):
            own = folder / secret_key_file(spec, store, name)
            given = private_folder if private_folder is not None else folder / ".stowplan" / "keys"
            path = own if spec.target == "local" else given / f"{spec.environment}-{store}-{name}.key"
            yield SecretKey(store, name, path, active=name == signing_key(found))


def write_secret(key: SecretKey) -> bool:
    """Make the key where its file is not there; returns whether it was made.

    https://cloud.google.com/cdn/docs/using-signed-urls (128 bits, base64url). Raises `PublishError`.
    """
    if key.path.exists():
        return False
    try:
        _write(key.path, base64.urlsafe_b64encode(os.urandom(SECRET_BYTES)) + b"\n", 0o600)
    except OSError as error:
        raise PublishError(f"{error.filename} cannot be written: {error.strerror}") from None
    return True


def secret_values(spec: Spec, folder: Path) -> dict[str, dict[str, str]]:
    """Store -> key name -> value, of the keys that are there. Raises `PublishError` for a file that holds none."""
    found: dict[str, dict[str, str]] = {}
    for key in secrets(spec, folder):
        if key.path.exists():
            found.setdefault(key.store, {})[key.name] = _secret_value(key.path)
    return found


def check_secret(key: SecretKey) -> None:
    """Raises `PublishError` when the file does not hold a key."""
    _secret_value(key.path)


def _secret_value(path: Path) -> str:
    """The key in a file; no error shows any of it."""
    try:
        text = path.read_text(encoding="ascii").strip()
        if len(base64.b64decode(text, altchars=b"-_", validate=True)) == SECRET_BYTES:
            return text
    except OSError as error:
        raise PublishError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:  # of bytes that are no text too
        pass
    raise PublishError(f"{path} does not hold a key ({SECRET_BYTES} bytes in base64url); remove it to have one made")


def _private(spec: Spec, folder: Path, given: Path | None, public: Path) -> Path:
    if spec.target == "local":
        return public.parent
    return given if given is not None else folder / ".stowplan" / "keys"


def ignore(folder: Path) -> None:
    """Keep `.stowplan/` beside the spec out of git: it holds private keys. Raises `PublishError`."""
    hidden = folder / ".stowplan"
    try:
        hidden.mkdir(exist_ok=True, mode=0o700)
        if not (hidden / ".gitignore").exists():
            (hidden / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise PublishError(f"{error.filename or hidden} cannot be written: {error.strerror}") from None


def write(pair: KeyPair) -> bool:
    """Make the pair where its public file is not there; returns whether it was made.

    Raises:
        PublishError: the private file is there although the public one is not, or a file cannot be written.
        MissingExtraError: the package `cryptography` is not installed.
    """
    if pair.public.exists():
        return False
    private, public = _generate()
    try:
        _write(pair.private, private, 0o600)
        _write(pair.public, public, 0o644)
    except FileExistsError as error:
        raise PublishError(
            f"{error.filename} is there already, but {pair.public} is not:"
            " bring that back from git, or give another --private folder"
        ) from None
    except OSError as error:
        raise PublishError(f"{error.filename} cannot be written: {error.strerror}") from None
    return True


def _generate() -> tuple[bytes, bytes]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
    except ImportError:
        raise MissingExtraError("cryptography", "local", "making a signing key") from None
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, public


def _write(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
