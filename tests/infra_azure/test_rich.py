"""The rich spec: everything it registers, word for word, and what has to hold whatever it registers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.checks import ACROSS, CHECKS
from generator.spec.document import open_document
from tests.infra_aws.rich import shown
from tests.infra_azure.abac import allowed
from tests.infra_azure.asked import ACTIONS, requests
from tests.infra_azure.recorder import SUBSCRIPTION
from tests.infra_azure.rich import CLIENT, EXPECTED, OBJECT, OF_THE_VM, STORAGES, STORES, WORKLOADS, rich
from tests.infra_azure.specs import load, run

ROOT = Path(__file__).parents[2]
ACCOUNTS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop-prod/providers/Microsoft.Storage/storageAccounts"
ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return run(tmp_path_factory.mktemp("rich"), rich())


def test_the_checks_have_nothing_against_it(tmp_path):
    load(tmp_path, rich())
    path = tmp_path / "storage.yaml"

    assert open_document(path, path.name, CHECKS, ACROSS).environment("prod").project == "shop"


def test_everything_is_registered_as_before(found):
    assert shown(found) == EXPECTED.read_text()


def test_every_process_registers_the_same():
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.infra_azure.rich"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "2"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stderr == ""
    assert ran.stdout == EXPECTED.read_text()


def test_every_key_is_in_the_words_of_the_wire(found):
    """A dict where one of several types may stand is not translated by the SDK: its keys go out in Python's words."""
    inputs = json.dumps([item.inputs for item in found.resources])

    assert re.findall(r'"([a-zA-Z]+_[a-zA-Z_]+)":', inputs) == []


def test_what_holds_data_is_kept(found):
    kept = {item.key for item in found.resources if item.protect}

    assert kept == {
        ("azure-native:resources:ResourceGroup", "azure"),
        ("azure-native:keyvault:Vault", "media"),
        ("azure-native:keyvault:Key", "media"),
        *((type_, name) for type_ in (ACCOUNT, CONTAINER) for name in ("assets", "media", "logs")),
    }
    assert all(item.retain for item in found.resources if item.protect)


@pytest.mark.parametrize("store", STORES)
def test_an_account_is_closed(found, store):
    account = found.inputs(ACCOUNT, store)

    assert account["allowSharedKeyAccess"] is False
    assert account["allowBlobPublicAccess"] is (store == "tenants")
    assert account["allowCrossTenantReplication"] is False
    assert account["defaultToOAuthAuthentication"] is True
    assert account["enableHttpsTrafficOnly"] is True
    assert account["minimumTlsVersion"] == "TLS1_2"
    assert account["networkRuleSet"]["bypass"] == "AzureServices"
    assert account["publicNetworkAccess"] == "Enabled"
    assert account["encryption"]["requireInfrastructureEncryption"] is True


def test_every_alias_is_reached_by_exactly_who_may(found):
    """Five workloads and two Front Doors, every storage, every action: by what was registered, not by the spec."""
    principals = {
        "web": "principal-of-web",
        "resize": "principal-of-resize",
        "deploy": "principal-of-deploy",
        "worker": OF_THE_VM,
        "box": OBJECT,
    }
    wanted = {
        (name, alias, action)
        for name in WORKLOADS
        for alias, all_ in WORKLOADS[name]["grants"].items()
        for action in all_
    }
    got = set()
    for name, principal in principals.items():
        for alias, item in STORAGES.items():
            container = "files" if item["store"] != "tenants" else alias
            scope = f"{ACCOUNTS}/shopprod{item['store']}/blobServices/default/containers/{container}"
            for action in ACTIONS:
                asked = requests(action, container, f"{item['prefix']}a.jpg")
                answers = {allowed(found.resources, principal, scope, request) for request in asked}
                assert len(answers) == 1
                if answers == {True}:
                    got.add((name, alias, action))

    assert got == wanted


def test_front_door_reads_what_is_public_through_it(found):
    got = set()
    for store in ("assets", "media"):
        scope = f"{ACCOUNTS}/shopprod{store}/blobServices/default/containers/files"
        for prefix in (item["prefix"] for item in STORAGES.values()):
            for action in ACTIONS:
                asked = requests(action, "files", f"{prefix}a.jpg")
                if any(allowed(found.resources, f"principal-of-{store}_cdn", scope, one) for one in asked):
                    got.add((store, prefix, action))

    assert got == {("assets", "static/", "read"), ("media", "pictures/", "read")}


def test_a_principal_has_a_role_once_at_a_scope(found):
    """Azure refuses a second one, whatever its condition."""
    assignments = [item.inputs for item in found.resources if item.type.endswith(":RoleAssignment")]
    keys = [(item["principalId"], item["scope"], item["roleDefinitionId"]) for item in assignments]

    assert len(keys) == len(set(keys))
    assert len({item["roleAssignmentName"] for item in assignments}) == len(assignments)
    assert {item["principalType"] for item in assignments} == {"ServicePrincipal"}
    assert all(("condition" in item) == (item.get("conditionVersion") == "2.0") for item in assignments)


def test_roles_can_be_assigned_in_the_group_only(found):
    roles = [item.inputs for item in found.resources if item.type.endswith(":RoleDefinition")]
    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop-prod"

    assert {tuple(item["assignableScopes"]) for item in roles} == {(group,)}
    assert {item["scope"] for item in roles} == {group}
    assert len({item["roleName"] for item in roles}) == len({item["roleDefinitionId"] for item in roles}) == len(roles)
    assert all(permission["actions"] == [] for item in roles for permission in item["permissions"])


def test_who_signs_may_ask_for_keys(found):
    delegates = [item.inputs for item in found.resources if item.name.endswith("_delegate")]

    assert {(item["principalId"], item["scope"].rpartition("/")[2]) for item in delegates} == {
        ("principal-of-web", "shopprodmedia"),
        ("principal-of-web", "shopprodtenants"),
        (OF_THE_VM, "shopprodmedia"),
    }
    assert {item["roleDefinitionId"].rpartition("/")[2] for item in delegates} == {
        "db58b8e5-c6ad-4a2a-8342-4190687cbf4a"
    }


def test_the_outputs_are_the_contract(found):
    assert found.outputs["stores"]["media"] == {
        "provider": "azure",
        "account": "shopprodmedia",
        "containers": {"default": "files", "documents": "files", "uploads": "files"},
        "location": "westeurope",
        "resource_group": "shop-prod",
        "endpoint": "https://shopprodmedia.blob.core.windows.net",
        "cdn_domain": "shopprodmedia-0a1b2c3d.z01.azurefd.net",
        "cdn_host": "shopprodmedia-0a1b2c3d.z01.azurefd.net",
    }
    assert found.outputs["stores"]["assets"]["cdn_domain"] == "static.shop.example"
    assert found.outputs["stores"]["tenants"]["containers"] == {"acme": "acme", "brochures": "brochures"}
    assert found.outputs["stores"]["logs"]["cdn_domain"] is None
    assert found.outputs["workloads"] == {
        "web": {"azure": {"client_id": "client-of-web", "principal_id": "principal-of-web", "identity": "native"}},
        "resize": {
            "azure": {"client_id": "client-of-resize", "principal_id": "principal-of-resize", "identity": "native"}
        },
        "deploy": {
            "azure": {"client_id": "client-of-deploy", "principal_id": "principal-of-deploy", "identity": "federated"}
        },
        "worker": {"azure": {"client_id": None, "principal_id": OF_THE_VM, "identity": "native"}},
        "box": {"azure": {"client_id": CLIENT, "principal_id": OBJECT, "identity": "principal"}},
    }
    assert found.outputs["secrets"] == {}
