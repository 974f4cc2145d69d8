"""What a local environment's session asks of the local Google Cloud; see `infra.local.clouds.Session`."""

from __future__ import annotations

import base64
import json
import os
from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError
from generator.spec.identities import workloads_on
from infra.decisions.gcp import policies
from infra.decisions.gcp.evaluate import Request, decide
from infra.local.gcp import registry
from infra.local.gcp.keys import key_file, new_pair
from infra.offline.values import thaw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.spec.model import Spec
    from infra.local.clouds import Access
    from infra.local.gcp.cloud import LocalGcp
    from infra.offline.state import State

_PUBLIC = frozenset({"allUsers", "allAuthenticatedUsers"})
TITLE = "local Google Cloud"
ACTIONS = {
    "read": "storage.objects.get",
    "write": "storage.objects.create",
    "delete": "storage.objects.delete",
    "list": "storage.objects.list",
}


def shared(cloud: LocalGcp) -> dict[str, str]:
    """The address of the storage, which is also that of tokens."""
    return {"gcs_endpoint_url": cloud.endpoint}


def prepare(cloud: LocalGcp, keys: Mapping[str, Mapping[str, str]]) -> None:
    """Tell the CDN its signing keys, store → name → base64url text of 16 bytes. Raises LocalCloudError."""
    cloud.call("PUT", "cdn-keys", {}, {store: dict(named) for store, named in keys.items()})


def credentials(cloud: LocalGcp, folder: Path, workload: str, outputs: Mapping[str, Any]) -> dict[str, str]:
    """The path of a key file (mode 0600) that google-auth loads, with which the workload acts as its service account.

    A workload with a key of its own gets that one; for the others a key is made, and kept while the cloud runs. One
    that is not known to Google Cloud gets nothing. Raises LocalCloudError.
    """
    identity = (outputs["workloads"].get(workload) or {}).get("gcp")
    if identity is None:
        return {}
    path, email = folder / f"{workload}.google.json", str(identity["email"])
    own = (outputs.get("secrets") or {}).get(workload, {}).get("google_credentials_base64")
    if own:
        _write(path, base64.b64decode(own).decode())
    elif not _works(cloud, path, email):
        _write(path, _new_key(cloud, email, workload))
    return {"google_credentials_file": str(path)}


def access(spec: Spec, state: State, outputs: Mapping[str, Any]) -> Access:
    """Workload → storage → actions, by the evaluator on what was applied; of the stores of Google Cloud only.

    What anyone may do is left out: it is nobody's grant.
    """
    granted = (item for item in state.resources if item.inputs.get("member") not in _PUBLIC)
    applied = policies.read((item.type, thaw(item.inputs), item.outputs) for item in granted)
    made = {name: found["bucket"] for name, found in outputs["stores"].items() if found["provider"] == "gcs"}
    places = {alias: item for alias, item in spec.storages.items() if item.store in made}
    found: Access = {}
    for workload in workloads_on(spec, "gcs"):
        identity = outputs["workloads"].get(workload, {}).get("gcp")
        if identity is not None:  # else the spec has changed since
            member = f"serviceAccount:{identity['email']}"
            found[workload] = {
                alias: _actions(applied, member, str(made[item.store]), item.prefix) for alias, item in places.items()
            }
    return found


def _actions(applied: policies.Policies, member: str, bucket: str, prefix: str) -> list[str]:
    names = {verb: prefix if verb == "list" else f"{prefix}any" for verb in ACTIONS}
    asked = {verb: Request(permission, member, bucket, names[verb]) for verb, permission in ACTIONS.items()}
    return [verb for verb, request in asked.items() if decide(applied, request).allowed]


def _works(cloud: LocalGcp, path: Path, email: str) -> bool:
    """Whether the file holds a key that this cloud knows."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        id_ = f"{email}/keys/{held['private_key_id']}"
        same = held["client_email"] == email and held["token_uri"] == f"{cloud.endpoint}/token"
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return same and cloud.call("GET", "records", {"type": registry.SESSION_KEY, "id": id_}) is not None


def _new_key(cloud: LocalGcp, email: str, workload: str) -> str:
    key_id, private, public = new_pair()
    inputs = {"serviceAccountId": email, "workload": workload}
    body = {"inputs": inputs, "outputs": {"email": email, "keyId": key_id, "publicPem": public}}
    cloud.call("POST", "records", {"type": registry.SESSION_KEY, "id": f"{email}/keys/{key_id}"}, body)
    project = email.partition("@")[2].partition(".")[0]
    return json.dumps(key_file(cloud.endpoint, project, email, key_id, private), indent=1)


def _write(path: Path, text: str) -> None:
    """Write a private key in one step, for its owner only."""
    temporary = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        temporary.replace(path)
    except OSError as error:
        raise LocalCloudError(f"{path} cannot be written: {error.strerror}") from None
