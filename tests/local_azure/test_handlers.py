"""Every handler: create, read, update, delete with the shapes Pulumi sends, through the applier too."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import LocalCloudError
from infra.decisions.azure import rbac
from infra.local.azure.handlers import handlers
from infra.local.azure.kinds import KINDS
from infra.local.azure.world import SUBSCRIPTION
from infra.offline.apply import Event, apply_graph
from infra.offline.graph import Graph, Resource
from infra.offline.state import State
from tests.local_azure.door import make_group
from tests.local_azure.helpers import GROUP, make, make_account, make_container, make_role, refusal, sdk, unique

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.azure.cloud import LocalAzure
    from infra.local.cloud import Handler

Inputs = dict[str, Any]
HERE = {"resourceGroupName": GROUP}
LIFECYCLE = {"rules": [{"name": "tmp", "type": "Lifecycle", "enabled": True, "definition": {
    "filters": {"blobTypes": ["blockBlob"], "prefixMatch": ["files/tmp/"]},
    "actions": {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": 3}}}}}]}  # fmt: skip


def in_account(cloud: LocalAzure, **more: Any) -> Inputs:
    return {**HERE, "accountName": make_account(cloud)[0], **more}


def in_profile(cloud: LocalAzure, **more: Any) -> Inputs:
    name = unique("door")
    make(cloud, "cdn:Profile", **HERE, profileName=name, sku={"name": "Standard_AzureFrontDoor"})
    return {**HERE, "profileName": name, **more}


def route(cloud: LocalAzure) -> Inputs:
    class Place:
        account = "shop"

    Place.cloud = cloud  # type: ignore[attr-defined]
    given = in_profile(cloud, endpointName=unique("end"), routeName="r", patternsToMatch=["/*"])
    make(cloud, "cdn:AFDEndpoint", **HERE, profileName=given["profileName"], endpointName=given["endpointName"])
    return {**given, "originGroup": {"id": make_group(Place, given["profileName"], "g")}}  # type: ignore[arg-type]


def rule(cloud: LocalAzure) -> Inputs:
    given = in_profile(cloud, ruleSetName="set")
    make(cloud, "cdn:RuleSet", **given)
    return {**given, "ruleName": "one", "order": 1.0, "actions": [], "conditions": []}


def origin(cloud: LocalAzure) -> Inputs:
    given = in_profile(cloud, originGroupName="g")
    make(cloud, "cdn:AFDOriginGroup", **given)
    return {**given, "originName": "o", "hostName": "shop.blob.core.windows.net"}


def credential(cloud: LocalAzure) -> Inputs:
    given = {**HERE, "resourceName": unique("web")}
    make(cloud, "managedidentity:UserAssignedIdentity", **given)
    return {**given, "federatedIdentityCredentialResourceName": "github", "issuer": "https://i", "subject": "s",
            "audiences": ["api://AzureADTokenExchange"]}  # fmt: skip


def key(cloud: LocalAzure) -> Inputs:
    given = {**HERE, "vaultName": unique("v")}
    make(cloud, "keyvault:Vault", **given, properties={"sku": {"name": "standard"}})
    return {**given, "keyName": "storage", "properties": {"kty": "RSA"}}


def scoped(cloud: LocalAzure, **more: Any) -> Inputs:
    return {"scope": make_account(cloud)[1], **more}


def assignment(cloud: LocalAzure) -> Inputs:
    given = scoped(cloud, principalId=str(uuid.uuid4()), principalType="ServicePrincipal")
    return {**given, "roleDefinitionId": make_role(cloud, given["scope"], (rbac.READ,))}


CASES: dict[str, tuple[Callable[[LocalAzure], Inputs], Inputs, Callable[[Inputs], object]]] = {
    "resources:ResourceGroup": (
        lambda _: {"resourceGroupName": unique("g"), "location": "westeurope"},
        {"tags": {"a": "1"}},
        lambda o: o["name"].startswith("g"),
    ),
    "storage:StorageAccount": (
        lambda _: {**HERE, "accountName": unique("shop"), "kind": "StorageV2", "sku": {"name": "Standard_ZRS"}},
        {"accessTier": "Cool"},
        lambda o: o["primaryEndpoints"]["blob"] == f"https://{o['name']}.blob.core.windows.net/",
    ),
    "storage:BlobServiceProperties": (
        lambda c: in_account(c, isVersioningEnabled=True),
        {"deleteRetentionPolicy": {"enabled": True, "days": 7.0}},
        lambda o: o["name"] == "default" and o["isVersioningEnabled"],
    ),
    "storage:BlobContainer": (
        lambda c: in_account(c, containerName="files"),
        {"metadata": {"a": "1"}},
        lambda o: o["publicAccess"] == "None" and o["etag"],
    ),
    "storage:ManagementPolicy": (
        lambda c: in_account(c, policy=LIFECYCLE, managementPolicyName="default"),
        {"policy": {"rules": []}},
        lambda o: "rules" in o["policy"],
    ),
    "managedidentity:UserAssignedIdentity": (
        lambda _: {**HERE, "resourceName": unique("web"), "location": "westeurope"},
        {"tags": {"a": "1"}},
        lambda o: uuid.UUID(o["principalId"]) != uuid.UUID(o["clientId"]) and o["tenantId"],
    ),
    "managedidentity:FederatedIdentityCredential": (credential, {"subject": "t"}, lambda o: o["issuer"]),
    "authorization:RoleDefinition": (
        lambda c: scoped(c, roleName="r", permissions=[{"dataActions": [rbac.READ]}]),
        {"description": "reads"},
        lambda o: o["type"] == "Microsoft.Authorization/roleDefinitions" and o["roleType"] == "CustomRole",
    ),
    "authorization:RoleAssignment": (assignment, {"description": "x"}, lambda o: o["principalId"]),
    "authorization:ManagementLockByScope": (
        lambda c: scoped(c, level="CanNotDelete", lockName="stowplan"), {"notes": "x"}, lambda o: o["level"]
    ),
    "cdn:Profile": (
        lambda _: {**HERE, "profileName": unique("d"), "identity": {"type": "SystemAssigned"}},
        {"tags": {"a": "1"}},
        lambda o: len(o["identity"]["principalId"]) == len(o["frontDoorId"]),
    ),
    "cdn:AFDEndpoint": (
        lambda c: in_profile(c, endpointName=unique("end")),
        {"enabledState": "Disabled"},
        lambda o: o["hostName"].startswith("127.0.0.1:"),
    ),
    "cdn:AFDOriginGroup": (
        lambda c: in_profile(c, originGroupName="g"),
        {"sessionAffinityState": "Disabled"},
        lambda o: o["type"] == "Microsoft.Cdn/profiles/originGroups",
    ),
    "cdn:AFDOrigin": (origin, {"weight": 500.0}, lambda o: o["hostName"]),
    "cdn:Route": (route, {"patternsToMatch": ["/a/*"]}, lambda o: o["patternsToMatch"]),
    "cdn:AFDCustomDomain": (
        lambda c: in_profile(c, customDomainName="cdn", hostName="cdn.shop.example"),
        {"tlsSettings": {"certificateType": "ManagedCertificate"}},
        lambda o: o["validationProperties"]["validationToken"],
    ),
    "cdn:RuleSet": (lambda c: in_profile(c, ruleSetName="set"), {}, lambda o: o["name"] == "set"),
    "cdn:Rule": (rule, {"order": 2.0}, lambda o: o["order"]),
    "cdn:SecurityPolicy": (
        lambda c: in_profile(c, securityPolicyName="firewall"), {"parameters": {"type": "x"}}, lambda o: o["name"]
    ),
    "keyvault:Vault": (
        lambda _: {**HERE, "vaultName": unique("v"), "properties": {"enablePurgeProtection": True}},
        {"tags": {"a": "1"}},
        lambda o: o["properties"]["vaultUri"] == f"https://{o['name']}.vault.azure.net/",
    ),
    "keyvault:Key": (key, {"tags": {"a": "1"}}, lambda o: o["keyUriWithVersion"].startswith(o["keyUri"])),
}  # fmt: skip


def handler_of(cloud: LocalAzure, name: str) -> Handler:
    return handlers(cloud)[f"azure-native:{name}"]


def test_every_type_has_a_case():
    assert set(KINDS) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_life(azure, name):
    make_inputs, change, holds = CASES[name]
    handler, inputs = handler_of(azure, name), make_inputs(azure)
    identifier, outputs = handler.create(inputs)
    assert identifier.startswith(SUBSCRIPTION)
    assert holds(outputs)
    assert set(inputs) <= set(outputs)
    assert handler.read(identifier, inputs) == outputs
    updated = handler.update(identifier, inputs, {**inputs, **change})
    assert holds(updated)
    assert {**updated, **change} == updated
    handler.delete(identifier, updated)
    assert handler.read(identifier, inputs) is None
    handler.delete(identifier, updated)  # gone already


def test_an_account_takes_its_blobs_along(azure):
    name, identifier = make_account(azure)
    make_container(azure, name)
    owner = sdk(azure, name, azure.token)
    owner.get_blob_client("files", "a").upload_blob(b"x")
    handler_of(azure, "storage:StorageAccount").delete(identifier, {})
    assert refusal(owner.get_blob_client("files", "a").download_blob)[0] == 404
    make(azure, "storage:StorageAccount", **HERE, accountName=name)
    make_container(azure, name)
    assert list(owner.get_container_client("files").list_blobs()) == []


def test_names_are_made_up_when_none_is_given(azure):
    assert make(azure, "storage:StorageAccount", **HERE)[1]["name"].startswith("local")
    assert uuid.UUID(make_role(azure, make_account(azure)[1]).rpartition("/")[2])


@pytest.mark.parametrize(
    ("name", "old", "new", "replaces"),
    [
        ("storage:StorageAccount", {"accountName": "a"}, {"accountName": "b"}, True),
        ("storage:StorageAccount", {"location": "a"}, {"location": "b"}, True),
        ("storage:StorageAccount", {"accessTier": "Hot"}, {"accessTier": "Cool"}, False),
        ("storage:BlobContainer", {"publicAccess": "None"}, {"publicAccess": "Blob"}, False),
        ("storage:ManagementPolicy", {}, {"managementPolicyName": "default"}, False),
        ("authorization:RoleAssignment", {"condition": "a"}, {"condition": "b"}, False),
        ("authorization:RoleAssignment", {"principalId": "a"}, {"principalId": "b"}, True),
        ("cdn:Profile", {"sku": {"name": "a"}}, {"sku": {"name": "b"}}, True),
        ("cdn:Route", {"patternsToMatch": ["/a"]}, {"patternsToMatch": ["/b"]}, False),
    ],
)
def test_what_makes_a_new_resource(azure, name, old, new, replaces):
    assert handler_of(azure, name).replaces(old, new) is replaces


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("storage:StorageAccount", {"accountName": "My-Shop"}, "accountName is 'My-Shop', which Azure does not take"),
        ("storage:StorageAccount", {"resourceGroupName": None}, "the input 'resourceGroupName' is missing"),
        ("storage:BlobContainer", {"accountName": "none"}, "ParentResourceNotFound: there is no /subscriptions/"),
        ("storage:BlobContainer", {"containerName": "a"}, "containerName is 'a', which Azure does not take"),
        ("storage:BlobContainer", {"publicAccess": "Blob"}, "has no allowBlobPublicAccess"),
        ("storage:BlobServiceProperties", {"cors": {"corsRules": [{}] * 6}}, "cors has 6 rules; .* takes 5"),
        ("storage:BlobServiceProperties", {"cors": {"corsRules": [{}]}}, "a CORS rule has no allowedOrigins"),
        ("storage:ManagementPolicy", {"managementPolicyName": "mine"}, "managementPolicyName is 'mine'"),
        ("storage:ManagementPolicy", {"policy": {"rules": LIFECYCLE["rules"] * 101}}, "has 101 rules; Azure takes 100"),
        ("authorization:RoleAssignment", {"roleDefinitionId": "/x/none"}, "RoleDefinitionDoesNotExist: there is no"),
        ("authorization:RoleAssignment", {"condition": "a"}, "conditionVersion is None; a condition needs '2.0'"),
        ("authorization:RoleAssignment", {"condition": "@User[a] StringEquals 'b'", "conditionVersion": "2.0"},
         r"the attribute @User\[a\] is not modelled"),
    ],
)  # fmt: skip
def test_refusals_name_the_type_and_the_reason(azure, name, change, message):
    inputs = {key: value for key, value in {**CASES[name][0](azure), **change}.items() if value is not None}
    with pytest.raises(LocalCloudError, match=f"^azure-native:{name}: .*{message}"):
        handler_of(azure, name).create(inputs)


def test_a_name_is_used_once(azure):
    inputs = CASES["storage:StorageAccount"][0](azure)
    handler_of(azure, "storage:StorageAccount").create(inputs)
    with pytest.raises(LocalCloudError, match=r"Conflict: /subscriptions/.* exists already"):
        handler_of(azure, "storage:StorageAccount").create(inputs)
    with pytest.raises(LocalCloudError, match=f"StorageAccountAlreadyTaken: {inputs['accountName']} is taken"):
        handler_of(azure, "storage:StorageAccount").create({**inputs, "resourceGroupName": "other"})


def resource(name: str, inputs: Inputs, outputs: Inputs, needs: str = "") -> Resource:
    kind = f"azure-native:{name}"
    given: Inputs = {"urn": f"urn:pulumi:s::p::{kind}::x", "type": kind, "name": "x", "inputs": inputs}
    depends = {"accountName": (f"urn:pulumi:s::p::azure-native:{needs}::x",)} if needs else {}
    return Resource(**given, outputs=outputs, property_dependencies=depends)


def test_a_graph_is_applied_twice(azure: LocalAzure):
    account = unique("shop")
    graph = Graph("p", "s", (
        resource("storage:StorageAccount", {**HERE, "accountName": account}, {"id": "${x}", "name": account}),
        resource("storage:BlobContainer", {**HERE, "accountName": account, "containerName": "files"}, {"id": "${y}"},
                 "storage:StorageAccount"),
        resource("insights:Thing", {"scope": "${x}"}, {"id": "${z}"}),
    ))  # fmt: skip
    events: list[Event] = []
    state = apply_graph(graph, handlers(azure), State(), events.append)
    state = apply_graph(graph, handlers(azure), State.from_json(state.to_json()), events.append)
    assert sorted(event.op for event in events) == ["create", "create", "not-emulated", "not-emulated", "same", "same"]
    assert json.dumps([item.id for item in state.resources]).count(account) == 2
    apply_graph(Graph("p", "s", ()), handlers(azure), state, events.append)
    assert [event.op for event in events].count("delete") == 2
