"""What the tests of the local Google Cloud share: resources made through the handlers, clients of service accounts."""

from __future__ import annotations

import http.client
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from infra.local.gcp import session
from infra.local.gcp.handlers import handlers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from infra.local.gcp.cloud import LocalGcp

READ = ["storage.objects.get"]
WRITE = ["storage.objects.create"]
DELETE = ["storage.objects.delete"]
LIST = ["storage.objects.list"]


def unique(start: str) -> str:
    return f"{start}-{uuid.uuid4().hex[:8]}"


def make(gcp: LocalGcp, type_: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return handlers(gcp)[type_].create(inputs)


def bucket(gcp: LocalGcp, **more: Any) -> str:
    inputs = {
        "name": unique("bucket"),
        "location": "EU",
        "uniformBucketLevelAccess": True,
        "publicAccessPrevention": "enforced",
        "forceDestroy": True,
        **more,
    }
    return make(gcp, "gcp:storage/bucket:Bucket", inputs)[0]


def role(gcp: LocalGcp, permissions: list[str]) -> str:
    inputs = {"roleId": unique("role").replace("-", "_"), "title": "t", "permissions": permissions}
    return make(gcp, "gcp:projects/iAMCustomRole:IAMCustomRole", inputs)[1]["name"]


def account(gcp: LocalGcp) -> dict[str, Any]:
    return make(gcp, "gcp:serviceaccount/account:Account", {"accountId": unique("sa")})[1]


def folder(gcp: LocalGcp, name: str, prefix: str) -> str:
    made = make(gcp, "gcp:storage/managedFolder:ManagedFolder", {"bucket": name, "name": prefix})
    return made[1]["name"]


def grant(gcp: LocalGcp, name: str, permissions: list[str], member: str, prefix: str = "", **more: Any) -> str:
    """A role of these permissions for a member, on a managed folder that is there, or on the bucket."""
    inputs = {"bucket": name, "role": role(gcp, permissions), "member": member, **more}
    if prefix:
        inputs["managedFolder"] = prefix
        return make(gcp, "gcp:storage/managedFolderIamMember:ManagedFolderIamMember", inputs)[0]
    return make(gcp, "gcp:storage/bucketIAMMember:BucketIAMMember", inputs)[0]


def acting_as(gcp: LocalGcp, folder_: Path, email: str) -> Any:
    """A client with the key file that a local environment gives a workload."""
    from google.cloud import storage
    from google.oauth2 import service_account

    outputs = {"workloads": {"web": {"gcp": {"email": email}}}}
    path = session.credentials(gcp, folder_ / email, "web", outputs)["google_credentials_file"]
    credentials = service_account.Credentials.from_service_account_file(path)
    return storage.Client("p", credentials, client_options={"api_endpoint": gcp.endpoint})


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def fetch(url: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Answer:
    """One request exactly as given: no redirects, no default headers but Host."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    try:
        path = address.path + (f"?{address.query}" if address.query else "")
        connection.request(method, path or "/", body, dict(headers or {}))
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())
    finally:
        connection.close()
