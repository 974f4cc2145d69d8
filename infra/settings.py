"""What the program is given: the stack, its configuration, the spec, the public key files."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi

from generator.checks import ACROSS, CHECKS
from generator.spec.document import Document, open_document
from generator.spec.facts import gcs_stores, public_key_file, s3_stores, signing_names
from generator.spec.load import parse, read
from generator.spec.overlay import merge
from generator.spec.problems import Problem, diagnostic, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Diagnostic
    from generator.spec.model import Spec

DEFAULT_SPEC = "storage.yaml"
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END PUBLIC KEY-----")
_RSA = bytes.fromhex("06092a864886f70d010101")
_MODULUS_2048 = bytes.fromhex("0282010100")
_LARGEST = 16_384
_CDN_KEY = re.compile(r"([A-Za-z0-9_-]{21}[AQgw])(==)?")
"""128 bits in 22 letters, of which the last has two bits."""
PLACEHOLDER_KEY = "A" * 22 + "=="
"""What stands for a Cloud CDN key that is not known: 16 bytes of zeros in base64url."""


@dataclass(frozen=True)
class Settings:
    """The stack's name is the environment's; `shown` is the spec's path as messages print it."""

    environment: str
    path: Path
    shown: str


def read_settings() -> Settings:
    """The stack and `stowplan:spec`, a path from the folder of Pulumi.yaml. The working directory is not it."""
    shown = pulumi.Config("stowplan").get("spec") or DEFAULT_SPEC
    return Settings(pulumi.get_stack(), Path(pulumi.get_root_directory()) / shown, shown)


def open_spec(settings: Settings) -> Document:
    """The spec, checked; raises `SpecError`."""
    return open_document(settings.path, settings.shown, CHECKS, ACROSS)


def placed(settings: Settings, found: Problem) -> Diagnostic:
    """A problem that only shows itself here, at its place in the file."""
    merged = merge(parse(read(settings.path)), settings.environment)
    written, mark = merged.find(found.path)
    return diagnostic(found, settings.shown, written, mark)


def public_keys(settings: Settings, spec: Spec) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """Store -> key name -> PEM, ending with a newline (else CloudFront's answer differs for ever), and what is wrong.

    hashicorp/terraform-provider-aws#22777
    """
    keys: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for store, name in _signing_keys(spec):
        shown = public_key_file(spec, store, name)
        pem, reason = read_public_key(settings.path.parent / shown)
        if reason:
            path = ("stores", store, "cdn", "signing", "public_keys", name)
            problems.append(problem("SPEC115", *path, value=shown, reason=reason))
        keys.setdefault(store, {})[name] = pem
    return keys, problems


def cdn_keys(spec: Spec) -> dict[str, dict[str, pulumi.Output[str]]]:
    """Store -> key name -> the secret that Cloud CDN checks signatures with, as `stowplan:cdn_keys` holds it.

    A preview needs no secrets, so there one that is missing is a placeholder; `pulumi up` refuses to go on without.
    A local cloud is given its keys another way. Raises `pulumi.RunError`, which never shows a value.
    """
    names = {store: signing_names(item) for store, item in gcs_stores(spec).items()}
    given = _given_keys() if any(names.values()) else {}
    return {
        store: {key: pulumi.Output.secret(_cdn_key(spec, given, store, key)) for key in keys}
        for store, keys in names.items()
    }


def _given_keys() -> dict[str, Any]:
    """The SDK's own reader would show the text that it cannot read, and so would an error raised while handling it."""
    text = pulumi.Config("stowplan").get("cdn_keys")
    try:
        found = json.loads(text) if text is not None else {}
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    command = "pulumi config set --secret --path 'stowplan:cdn_keys.STORE.KEY' < FILE"
    raise pulumi.RunError(
        "`stowplan:cdn_keys` is not a mapping of stores to their keys\n"
        f"    fix: `pulumi config rm stowplan:cdn_keys`, then `{command}` for each key"
    )


def _cdn_key(spec: Spec, given: Mapping[str, Any], store: str, name: str) -> str:
    """The value with its padding, as Google documents it; a site may leave it out."""
    command = f"pulumi config set --secret --path 'stowplan:cdn_keys.{store}.{name}' < FILE"
    of_store = given.get(store)
    if of_store is not None and not isinstance(of_store, dict):
        raise pulumi.RunError(
            f"`stowplan:cdn_keys.{store}` is not a mapping of names to keys\n"
            f"    fix: `pulumi config rm --path 'stowplan:cdn_keys.{store}'`, then `{command}`"
        )
    value = None if of_store is None else of_store.get(name)
    if value is None and (spec.target != "cloud" or pulumi.runtime.is_dry_run()):
        return PLACEHOLDER_KEY
    if value is None:
        missing = f"no value of the signing key {name!r} of {store!r} is configured"
        raise pulumi.RunError(f"{missing}\n    fix: `stowplan keys` makes the file of one; then `{command}`")
    found = _CDN_KEY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        wrong = f"the value of the signing key {name!r} of {store!r} is not 16 bytes in base64url"
        raise pulumi.RunError(f"{wrong}\n    fix: `stowplan keys` makes the file of one; then `{command}`")
    return f"{found[1]}=="


def read_public_key(path: Path) -> tuple[str, str]:
    """The key as PEM text, or why not; never a word of what is in the file."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST)
    except OSError as error:
        return "", f"it cannot be read: {error.strerror or 'unreadable'}"
    if b"PRIVATE KEY" in raw:
        return "", "it holds a private key, which must not be in the project; make a new pair"
    found = _PEM.fullmatch(raw.decode("ascii", errors="replace").strip())
    if found is None:
        return "", "it is not one public key in PEM form (`-----BEGIN PUBLIC KEY-----`)"
    if not _is_rsa(found[1]):
        return "", "it is not an RSA key of 2048 bits, which signed URLs need"
    return "\n".join(found[0].splitlines()) + "\n", ""


def _is_rsa(body: str) -> bool:
    """CloudFront takes RSA 2048 (and ECDSA P-256, which django-storages cannot sign with):
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html"""
    try:
        der = base64.b64decode("".join(body.split()), validate=True)
    except binascii.Error:
        return False
    return _RSA in der and _MODULUS_2048 in der


def _signing_keys(spec: Spec) -> Iterator[tuple[str, str]]:
    for store, item in s3_stores(spec).items():
        if item.cdn is not None and item.cdn.signing is not None:
            for name in item.cdn.signing.public_keys:
                yield store, name
