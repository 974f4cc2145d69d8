"""What a request to the blob service asks for, and which rights let it.

Source: "Authorize with Microsoft Entra ID", table "Permissions for Blob service operations", and "Create a user
delegation SAS", tables of permissions (learn.microsoft.com/rest/api/storageservices). What is not in the table here is
answered as not implemented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from infra.decisions.azure import conditions, rbac
from infra.decisions.azure.conditions import Asked
from infra.local.azure.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.wire import Request


@dataclass(frozen=True, slots=True)
class Target:
    """What a path names: decoded names, and the blob's name as sent (percent-encoded)."""

    account: str
    container: str
    blob: str
    raw_blob: str


@dataclass(frozen=True, slots=True)
class Need:
    """One right that lets an operation pass; `sas` is the letter a SAS needs. `new`: only if nothing is replaced."""

    action: str
    sas: str = ""
    data: bool = True
    new: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation by its name in the REST API, and the rights any one of which lets it pass, the widest first."""

    name: str
    needs: tuple[Need, ...]
    suboperation: str = ""


_READ = (Need(rbac.READ, "r"),)
_WRITE = (Need(rbac.WRITE, "w"),)
_MAKE = (Need(rbac.WRITE, "w"), Need(rbac.WRITE, "c", new=True), Need(rbac.ADD, "c", new=True))
_CONTAINER = (Need(rbac.CONTAINER_READ, data=False),)
GET_BLOB, LIST_BLOBS, DELEGATION_KEY, LIST_CONTAINERS = (
    "Get Blob", "List Blobs", "Get User Delegation Key", "List Containers",
)  # fmt: skip

# level, method, `restype comp` → operation
_TABLE: Mapping[tuple[str, str, str], Operation] = {
    ("account", "GET", "list"): Operation(LIST_CONTAINERS, _CONTAINER),
    ("account", "POST", "service userdelegationkey"): Operation(DELEGATION_KEY, (Need(rbac.DELEGATE, data=False),)),
    ("container", "GET", "container list"): Operation(LIST_BLOBS, (Need(rbac.READ, "l"),), rbac.LIST),
    ("container", "GET", "container"): Operation("Get Container Properties", _CONTAINER),
    ("container", "GET", "container metadata"): Operation("Get Container Metadata", _CONTAINER),
    ("blob", "GET", ""): Operation(GET_BLOB, _READ),
    ("blob", "GET", "metadata"): Operation("Get Blob Metadata", _READ),
    ("blob", "GET", "blocklist"): Operation("Get Block List", _READ),
    ("blob", "GET", "tags"): Operation("Get Blob Tags", (Need(rbac.TAGS_READ, "t"),)),
    ("blob", "PUT", ""): Operation("Put Blob", _MAKE),
    ("blob", "PUT", "block"): Operation("Put Block", _WRITE),
    ("blob", "PUT", "blocklist"): Operation("Put Block List", _WRITE),
    ("blob", "PUT", "appendblock"): Operation("Append Block", (Need(rbac.WRITE, "w"), Need(rbac.ADD, "a"))),
    ("blob", "PUT", "metadata"): Operation("Set Blob Metadata", _WRITE),
    ("blob", "PUT", "properties"): Operation("Set Blob Properties", _WRITE),
    ("blob", "PUT", "tier"): Operation("Set Blob Tier", _WRITE),
    ("blob", "PUT", "lease"): Operation("Lease Blob", _WRITE),
    ("blob", "PUT", "snapshot"): Operation("Snapshot Blob", (Need(rbac.WRITE, "w"), Need(rbac.ADD, "c"))),
    ("blob", "PUT", "copy"): Operation("Abort Copy Blob", _WRITE),
    ("blob", "PUT", "tags"): Operation("Set Blob Tags", (Need(rbac.TAGS_WRITE, "t"),)),
    ("blob", "DELETE", ""): Operation("Delete Blob", (Need(rbac.DELETE, "d"),)),
}
_UNKEPT = ("versionid", "rehydratepriority")


def target(path: str) -> Target:
    """The names in a path-style path."""
    account, _, rest = path.removeprefix("/").partition("/")
    container, _, blob = rest.partition("/")
    return Target(unquote(account), unquote(container), unquote(blob), blob)


def operation(request: Request, names: Target) -> Operation:
    """The operation of a request; FaultError when it is not emulated."""
    params = request.params
    level = "blob" if names.blob else "container" if names.container else "account"
    method = "GET" if request.method == "HEAD" else request.method
    detail = " ".join(params[name] for name in ("restype", "comp") if params.get(name))
    found = _TABLE.get((level, method, detail))
    if found is None or any(name in params for name in _UNKEPT):
        extra = "".join(f" {name}" for name in _UNKEPT if name in params)
        raise FaultError("NotImplemented", f"{request.method} {detail or '-'}{extra} on a {level} is not emulated")
    return found


def asked(found: Operation, need: Need, names: Target, request: Request) -> Asked:
    """The action and the attributes that conditions see."""
    attributes = {conditions.ACCOUNT: names.account}
    if names.container:
        attributes[conditions.CONTAINER] = names.container
    if names.blob:
        attributes[conditions.PATH] = names.blob
    if found.name == LIST_BLOBS:
        params = request.params
        present = ((conditions.PREFIX, "prefix"), (conditions.DELIMITER, "delimiter"))
        attributes |= {attribute: params[name] for attribute, name in present if name in params}
    tagged = found.needs[0].action == rbac.WRITE and "x-ms-tags" in request.headers
    return Asked(need.action, "Blob.Write.WithTagHeaders" if tagged else found.suboperation, attributes)
