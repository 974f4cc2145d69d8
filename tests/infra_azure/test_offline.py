"""With no engine at all: the same resources, and conditions that can be read before anything exists."""

from __future__ import annotations

import subprocess
import sys

import pytest

from infra.offline.graph import canonical_json
from infra.offline.run import run_program
from infra.offline.symbols_azure import TABLE
from tests.infra_azure.recorder import IDS
from tests.infra_azure.rich import ZONE, rich
from tests.infra_azure.specs import grants, load, run, spec, storage

STORES = {
    "media": {
        "access_logs": {"store": "logs", "prefix": "logs/"},
        "lifecycle": [{"id": "tmp", "prefix": "tmp/", "expire_days": 7}],
        "alarms": {"size_gb": 1},
        "cdn": {"domain": "static.shop.example", "dns_zone": ZONE},
    },
    "logs": None,
}
GITHUB = {"type": "github-actions", "repository": "octo/shop", "branch": "main"}
DATA = spec(
    STORES,
    {"default": storage(prefix="documents/"), "uploads": storage(prefix="uploads/", via="direct")},
    {"web": grants(default=["read", "list"], uploads=["write"]), "ci": grants(GITHUB, default=["read"])},
)


def graph(folder, data):
    found = load(folder, data)

    def program():
        from infra.components.azure.outputs import outputs
        from infra.components.azure.stack import build
        from infra.exports import export

        export(found, [outputs(found, build(found))])

    return run_program(program, project="stowplan", stack="prod", config={}, root=folder)


def test_the_offline_monitor_sees_the_same_resources(tmp_path):
    offline, recorded = graph(tmp_path, rich()), run(tmp_path, rich())

    assert sorted((item.type, item.name) for item in offline.resources) == [item.key for item in recorded.resources]
    assert '"unknown": true' not in canonical_json(offline)


def test_every_run_gives_the_same_graph(tmp_path):
    assert canonical_json(graph(tmp_path, DATA)) == canonical_json(graph(tmp_path, DATA))


def test_rights_are_readable_before_anything_exists(tmp_path):
    found = {(item.type.rpartition(":")[2], item.name): item for item in graph(tmp_path, DATA).resources}
    right = found["RoleAssignment", "web_media_files"].inputs

    assert right["condition"].count("StringStartsWith 'documents/'") == 2
    assert right["condition"].count("StringStartsWith 'uploads/'") == 1
    assert right["principalId"] == "${web.userAssignedIdentity.principalId}"
    assert right["scope"] == (
        "/subscriptions/${azure.subscription}/resourceGroups/${azure.resourceGroup}/providers/Microsoft.Storage"
        "/storageAccounts/${media.storageAccount}/blobServices/default/containers/files"
    )
    role = found["RoleDefinition", "media_web"].inputs["roleDefinitionId"]
    assert right["roleDefinitionId"] == (
        f"/subscriptions/${{azure.subscription}}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    )
    assert found["AFDOrigin", "media_signed"].inputs["hostName"] == "${media.storageAccount}.blob.core.windows.net"
    assert found["RecordSet", "media_domain"].inputs["cnameRecord"] == {"cname": "${media.aFDEndpoint}.azurefd.net"}
    assert found["RecordSet", "media_proof"].inputs["txtRecords"] == ({"value": ("${media.aFDCustomDomain.proof}",)},)


def test_outputs_are_readable_too(tmp_path):
    outputs = graph(tmp_path, DATA).outputs

    assert outputs["stores"]["media"]["endpoint"] == "https://${media.storageAccount}.blob.core.windows.net"
    assert outputs["workloads"]["web"]["azure"]["client_id"] == "${web.userAssignedIdentity.clientId}"


def test_every_type_has_symbols(tmp_path):
    types = {item.type for item in run(tmp_path, rich()).resources if item.type.startswith("azure-native:")}

    assert types <= set(TABLE)
    assert {type_.rpartition(":")[2] for type_ in TABLE} == set(IDS)


@pytest.mark.parametrize(
    ("modules", "absent"),
    [
        (
            "infra.lifecycle.azure, infra.policies.azure, infra.policies.azure_access, infra.policies.azure_names, "
            "infra.policies.azure_trust",
            {"pulumi", "pulumi_azure_native", "azure", "django", "jinja2"},
        ),
        (
            "infra.components.azure.stack, infra.components.azure.outputs",
            {"pulumi_aws", "pulumi_gcp", "boto3", "azure", "django", "jinja2"},
        ),
    ],
    ids=["pure", "components"],
)
def test_what_an_import_does_not_load(modules, absent):
    code = f"import sys, {modules}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert absent & set(ran.stdout.split()) == set()
