"""Specs as dicts, written to a folder as `storage.yaml`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from generator.checks import ACROSS, CHECKS
from generator.spec.document import open_document
from tests.infra_aws.recorder import Recording, record_main

if TYPE_CHECKING:
    from pathlib import Path

    from generator.spec.model import Spec

PUBLIC_KEY = """\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtdTgA1t8G4nZWMtO1b95
tJHXnJCUEBSL/b3NyzgkH1LdHyFb4SQSHNBei1yaTQ44Y7qmBZrpzAUwKnNnU5Bt
kIpwyIoq3qtlxht5JhVXctLKAG/CbGJe/hvpsqSNm0lLm5D/lG+NMu6Aq+5Q/N0y
TCyEwBPy3kSxafPQ4imGOEnYKSOQqhc5m8Sc2VVkZlUP8YuD2UpR93s12EZfrKgY
xGqgDbtVCu60e3P4/d5IgWAG4rXQ3xDnRjSVWsHKQt3iVpXBXA5efi/miwBABxoM
G2Tff8xH6HfRtIz/A95C+MiwJiU6XcgStUXHclj6ALOICCnGWa6YPxdwHdADjxM6
JQIDAQAB
-----END PUBLIC KEY-----
"""
SIGNING = {"public_keys": {"2026": "keys/{environment}.pem"}}


def spec(
    stores: dict[str, Any],
    storages: dict[str, Any],
    workloads: dict[str, Any] | None = None,
    environments: dict[str, Any] | None = None,
    **top: Any,
) -> dict[str, Any]:
    """A whole spec; a store without a provider is S3's."""
    return {
        "version": 1,
        "project": "shop",
        "aws": {"region": "eu-west-1"},
        "stores": {name: {"provider": "s3", **(store or {})} for name, store in stores.items()},
        "storages": storages,
        "workloads": workloads or {},
        "environments": environments or {"prod": {}},
        **top,
    }


def storage(store: str = "media", prefix: str = "files/", access: str = "private", **more: Any) -> dict[str, Any]:
    return {"store": store, "prefix": prefix, "access": access, **more}


def grants(runs_on: dict[str, Any] | str = "ecs", /, **of: list[str]) -> dict[str, Any]:
    return {"runs_on": {"type": runs_on} if isinstance(runs_on, str) else runs_on, "grants": of}


def write(folder: Path, data: dict[str, Any], environment: str = "prod") -> Path:
    """The folder with the spec and the environment's public key in it."""
    (folder / "keys").mkdir(exist_ok=True)
    (folder / "keys" / f"{environment}.pem").write_text(PUBLIC_KEY)
    unshared = json.loads(json.dumps(data))  # else what stands in two places becomes an alias
    (folder / "storage.yaml").write_text(yaml.safe_dump(unshared, sort_keys=False))
    return folder


def run(folder: Path, data: dict[str, Any], environment: str = "prod") -> Recording:
    """What the program registers for an environment of the spec."""
    return record_main(write(folder, data, environment), environment)


def load(folder: Path, data: dict[str, Any], environment: str = "prod") -> Spec:
    """The environment's spec."""
    path = write(folder, data, environment) / "storage.yaml"
    return open_document(path, path.name, CHECKS, ACROSS).environment(environment)
