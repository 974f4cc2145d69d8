"""What the tests of the local Azure share: accounts with blobs, identities with a role, SDK clients, errors."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobServiceClient

from infra.decisions.azure import conditions, rbac
from infra.local.azure.cloud import LocalAzure, token_for
from infra.local.azure.handlers import handlers

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP = "shop-test"
DENIED = (403, "AuthorizationPermissionMismatch")
DATA = (rbac.READ, rbac.WRITE, rbac.ADD, rbac.DELETE)
BLOBS = ("media/a.txt", "media/sub/b.txt", "mediator/a.txt", "private/a.txt", "static/app.css")


@dataclass(frozen=True)
class Site:
    """An account with one container `files` and some blobs, each of which holds its own name."""

    cloud: LocalAzure
    account: str
    account_id: str
    container_id: str

    @property
    def url(self) -> str:
        return f"{self.cloud.endpoint}/{self.account}"

    def client(self, token: str | None = None) -> BlobServiceClient:
        return sdk(self.cloud, self.account, token)

    @property
    def owner(self) -> BlobServiceClient:
        return self.client(self.cloud.token)


@dataclass(frozen=True)
class Identity:
    """A user-assigned identity and a token of it."""

    id: str
    principal: str
    token: str


def sdk(cloud: LocalAzure, account: str, token: str | None = None, **more: Any) -> BlobServiceClient:
    """The SDK as the runtime uses it: the bearer token in a header, because the SDK sends none over plain HTTP."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return BlobServiceClient(f"{cloud.endpoint}/{account}", headers=headers, retry_total=0, **more)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "x-ms-version": "2025-01-05"}


def make(cloud: LocalAzure, type_name: str, **inputs: Any) -> tuple[str, dict[str, Any]]:
    return handlers(cloud)[f"azure-native:{type_name}"].create(inputs)


def unique(word: str) -> str:
    return f"{word}{uuid.uuid4().hex[:8]}"


def make_account(cloud: LocalAzure, **more: Any) -> tuple[str, str]:
    """The name and the id of a new account without shared keys."""
    name = unique("shop")
    given = {"kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "allowSharedKeyAccess": False, **more}
    identifier, _ = make(cloud, "storage:StorageAccount", resourceGroupName=GROUP, accountName=name, **given)
    return name, identifier


def make_container(cloud: LocalAzure, account: str, name: str = "files", **more: Any) -> str:
    return make(
        cloud, "storage:BlobContainer", resourceGroupName=GROUP, accountName=account, containerName=name, **more
    )[0]


def make_site(cloud: LocalAzure, *, public: str = "None", **more: Any) -> Site:
    more = {"allowBlobPublicAccess": public != "None", **more}
    name, account_id = make_account(cloud, **more)
    site = Site(cloud, name, account_id, make_container(cloud, name, publicAccess=public))
    for blob in BLOBS:
        site.owner.get_blob_client("files", blob).upload_blob(blob.encode())
    return site


def make_identity(cloud: LocalAzure) -> Identity:
    identifier, outputs = make(
        cloud, "managedidentity:UserAssignedIdentity", resourceGroupName=GROUP, resourceName=unique("web")
    )
    return Identity(identifier, outputs["principalId"], token_for(cloud, outputs["principalId"]))


def make_role(cloud: LocalAzure, scope: str, data: tuple[str, ...] = (), actions: tuple[str, ...] = ()) -> str:
    permissions = [{"actions": list(actions), "notActions": [], "dataActions": list(data), "notDataActions": []}]
    return make(cloud, "authorization:RoleDefinition", scope=scope, roleName="r", permissions=permissions)[0]


def assign(cloud: LocalAzure, principal: str, role: str, scope: str, condition: str = "") -> str:
    more = {"condition": condition, "conditionVersion": "2.0"} if condition else {}
    return make(
        cloud,
        "authorization:RoleAssignment",
        principalId=principal,
        principalType="ServicePrincipal",
        roleDefinitionId=role,
        scope=scope,
        **more,
    )[0]


def under(container: str, prefix: str, actions: tuple[str, ...] = DATA) -> str:
    """The condition that keeps every data action of a role under a prefix, listing apart."""
    here = f"{conditions.CONTAINER} StringEquals '{container}'"
    objects = [f"!(ActionMatches{{'{rbac.READ}'}} AND NOT SubOperationMatches{{'Blob.List'}})"]
    objects += [f"!(ActionMatches{{'{action}'}})" for action in actions if action != rbac.READ]
    return (
        f"(({' AND '.join(objects)}) OR ({here} AND {conditions.PATH} StringStartsWith '{prefix}')) AND "
        f"(!(ActionMatches{{'{rbac.READ}'}} AND SubOperationMatches{{'Blob.List'}}) OR "
        f"({here} AND {conditions.PREFIX} StringStartsWith '{prefix}'))"
    )


def worker(site: Site, prefix: str = "media/", actions: tuple[str, ...] = DATA) -> Identity:
    """An identity that has these data actions under a prefix, as the product gives them."""
    made = make_identity(site.cloud)
    role = make_role(site.cloud, site.account_id, actions)
    assign(site.cloud, made.principal, role, site.container_id, under("files", prefix, actions))
    return made


def refusal(call: Callable[[], Any]) -> tuple[int | None, str]:
    """The status and the code of the error an SDK call ends with."""
    with pytest.raises(HttpResponseError) as caught:
        call()
    code = getattr(caught.value, "error_code", None)
    return caught.value.status_code, str(getattr(code, "value", code))
