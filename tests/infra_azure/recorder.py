"""Runs the Azure part of the program against the SDK's own mock monitor, which answers as Azure would."""

from __future__ import annotations

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import run_in_stack, settings
from pulumi.runtime.proto import resource_pb2

from tests.infra_aws.recorder import Engine, Monitor, Recording, _resources, plain

if TYPE_CHECKING:
    from pathlib import Path

    from generator.spec.model import Spec

SUBSCRIPTION = "11111111-2222-4333-8444-555555555555"
TENANT = "99999999-2222-4333-8444-555555555555"
PROVIDER = "pulumi:providers:azure-native"

_GROUP = "/subscriptions/{sub}/resourceGroups/{resourceGroupName}"
_STORAGE = _GROUP + "/providers/Microsoft.Storage/storageAccounts/{accountName}"
_PROFILE = _GROUP + "/providers/Microsoft.Cdn/profiles/{profileName}"
_IDENTITY = _GROUP + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}"
_VAULT = _GROUP + "/providers/Microsoft.KeyVault/vaults/{vaultName}"
_AUTHORIZATION = "{scope}/providers/Microsoft.Authorization"
IDS = {
    "ResourceGroup": _GROUP,
    "StorageAccount": _STORAGE,
    "BlobContainer": _STORAGE + "/blobServices/default/containers/{containerName}",
    "BlobServiceProperties": _STORAGE + "/blobServices/{blobServicesName}",
    "ManagementPolicy": _STORAGE + "/managementPolicies/{managementPolicyName}",
    "Vault": _VAULT,
    "Key": _VAULT + "/keys/{keyName}",
    "UserAssignedIdentity": _IDENTITY,
    "FederatedIdentityCredential": _IDENTITY
    + "/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
    "RoleDefinition": _AUTHORIZATION + "/roleDefinitions/{roleDefinitionId}",
    "RoleAssignment": _AUTHORIZATION + "/roleAssignments/{roleAssignmentName}",
    "ManagementLockByScope": _AUTHORIZATION + "/locks/{lockName}",
    "Profile": _PROFILE,
    "AFDEndpoint": _PROFILE + "/afdEndpoints/{endpointName}",
    "AFDOriginGroup": _PROFILE + "/originGroups/{originGroupName}",
    "AFDOrigin": _PROFILE + "/originGroups/{originGroupName}/origins/{originName}",
    "Route": _PROFILE + "/afdEndpoints/{endpointName}/routes/{routeName}",
    "RuleSet": _PROFILE + "/ruleSets/{ruleSetName}",
    "Rule": _PROFILE + "/ruleSets/{ruleSetName}/rules/{ruleName}",
    "AFDCustomDomain": _PROFILE + "/customDomains/{customDomainName}",
    "SecurityPolicy": _PROFILE + "/securityPolicies/{securityPolicyName}",
    "RecordSet": _GROUP + "/providers/Microsoft.Network/dnszones/{zoneName}/{recordType}/{relativeRecordSetName}",
    "DiagnosticSetting": "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
    "MetricAlert": _GROUP + "/providers/Microsoft.Insights/metricAlerts/{ruleName}",
}
"""Type -> its id, from its inputs: https://learn.microsoft.com/azure/templates"""
_ENDPOINTS = ("blob", "dfs", "file", "queue", "table", "web")


def answer(kind: str, name: str, inputs: dict[str, Any], id_: str) -> dict[str, Any]:
    """What Azure adds; identities are asked for as a list and answered as a mapping."""
    added: dict[str, Any] = {"name": id_.rpartition("/")[2]}
    if kind == "StorageAccount":
        account = inputs["accountName"]
        added["primaryEndpoints"] = {part: f"https://{account}.{part}.core.windows.net/" for part in _ENDPOINTS}
    if "userAssignedIdentities" in inputs.get("identity", {}):
        ids = inputs["identity"]["userAssignedIdentities"]
        added["identity"] = {**inputs["identity"], "userAssignedIdentities": {one: {} for one in ids}}
    if kind == "UserAssignedIdentity":
        added |= {"principalId": f"principal-of-{name}", "clientId": f"client-of-{name}", "tenantId": TENANT}
    if kind == "Key":
        added["keyUri"] = f"https://{inputs['vaultName']}.vault.azure.net/keys/{inputs['keyName']}"
    if kind == "AFDEndpoint":
        added["hostName"] = f"{inputs['endpointName']}-0a1b2c3d.z01.azurefd.net"
    if kind == "AFDCustomDomain":
        added["validationProperties"] = {"validationToken": "the-proof", "expirationDate": "2026-12-01"}
    return added


class AzureMonitor(Monitor):
    """Keeps the raw requests and answers each; a data source fails, since it would need credentials at preview."""

    def RegisterResource(self, request):
        urn = self.make_urn(request.parent, request.type, request.name)
        self.requests.append((urn, request))
        if not request.custom:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        inputs, kind = json_format.MessageToDict(request.object), request.type.rpartition(":")[2]
        if request.type == PROVIDER:
            return resource_pb2.RegisterResourceResponse(urn=urn, id="azure", object=request.object)
        id_ = IDS[kind].format(sub=SUBSCRIPTION, **inputs)
        found = Struct()
        found.update({**inputs, **answer(kind, request.name, inputs, id_)})
        return resource_pb2.RegisterResourceResponse(urn=urn, id=id_, object=found)


def record(spec: Spec, root: Path) -> Recording:
    """What the Azure part registers and exports for a spec; exceptions pass through."""
    monitor = AzureMonitor()

    def program() -> None:
        from infra.components.azure.outputs import outputs
        from infra.components.azure.stack import build
        from infra.exports import export

        export(spec, [outputs(spec, build(spec))])

    def run() -> None:
        settings.configure(
            settings.Settings(
                "stowplan", "prod", monitor=monitor, engine=Engine(), dry_run=True, root_directory=str(root)
            )
        )
        asyncio.run(run_in_stack(program))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(contextvars.Context().run, run).result()
    return Recording(_resources(monitor), plain(json_format.MessageToDict(monitor.exports)))
