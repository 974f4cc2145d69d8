"""What the programs for Google Cloud and Azure register about rights, read from the offline graph."""

from __future__ import annotations

from dataclasses import dataclass

from generator.app import open_project
from infra.offline.graph import thaw
from infra.stack import graph_of
from tests.isolation.azure_rbac import Assignment
from tests.isolation.google import Binding

HEAD = """\
version: 1
project: iso
gcp: {project_id: iso-project, project_number: "123456789012"}
azure: {subscription_id: 11111111-1111-4111-8111-111111111111, tenant_id: 22222222-2222-4222-8222-222222222222}
"""
GOOGLE = (
    HEAD
    + """\
stores:
  one: {provider: gcs, cdn: {domain: cdn.example.com, signing: {keys: [k1]}}}
  two: {provider: gcs, encryption: {type: cmek}}
  three: {provider: gcs, isolation: conditions}
  whole: {provider: gcs}
storages:
  default: {store: one, prefix: media/, access: public}
  sibling: {store: one, prefix: media-private/, access: private}
  deep: {store: one, prefix: a/b/c/, access: public}
  staticfiles: {store: one, prefix: static/, access: public, kind: static}
  secret: {store: two, prefix: tenants/acme/, access: private}
  secret2: {store: two, prefix: tenants/acme2/, access: private}
  drop: {store: two, prefix: in.box_1/, access: private}
  boxed: {store: three, prefix: box/, access: private}
  boxed2: {store: three, prefix: box2/, access: private}
  everything: {store: whole, prefix: "", access: private}
workloads:
  web:
    runs_on: {type: cloud-run}
    grants:
      default: [read, write, delete, list]
      staticfiles: [read]
      secret: [read, write, list]
      drop: [write]
      boxed: [read, write, delete]
  worker: {runs_on: {type: gce}, grants: {drop: [read, delete, list], secret2: [write], boxed2: [read]}}
  lister: {runs_on: {type: gke, namespace: n, service_account: s}, grants: {deep: [list], secret2: [list]}}
  root: {runs_on: {type: vps}, grants: {everything: [read, write, delete, list]}}
  deploy:
    runs_on: {type: github-actions, repository: o/r, branch: main, create_provider: true}
    grants: {staticfiles: [read, write, delete, list], sibling: [read]}
environments: {prod: {}}
"""
)
AZURE = (
    HEAD
    + """\
stores:
  one: {provider: azure, cdn: {}}
  two: {provider: azure, encryption: {type: cmk}}
  three: {provider: azure, isolation: containers}
  whole: {provider: azure}
storages:
  default: {store: one, prefix: media/, access: public}
  sibling: {store: one, prefix: media-private/, access: private}
  deep: {store: one, prefix: a/b/c/, access: public}
  staticfiles: {store: one, prefix: static/, access: public, kind: static}
  secret: {store: two, prefix: tenants/acme/, access: private}
  secret2: {store: two, prefix: tenants/acme2/, access: private}
  drop: {store: two, prefix: in.box_1/, access: private}
  boxed: {store: three, prefix: box/, access: private}
  boxed2: {store: three, prefix: box2/, access: private}
  everything: {store: whole, prefix: "", access: private}
workloads:
  web:
    runs_on: {type: app-service}
    grants:
      default: [read, write, delete, list]
      staticfiles: [read]
      secret: [read, write, list]
      drop: [write]
      boxed: [read, write, delete]
  worker:
    runs_on: {type: container-apps}
    grants: {drop: [read, delete, list], secret2: [write], boxed2: [read, list]}
  lister: {runs_on: {type: azure-vm}, grants: {deep: [list], secret2: [list]}}
  root:
    runs_on: {type: vps}
    service_principal:
      client_id: 33333333-3333-4333-8333-333333333333
      object_id: 44444444-4444-4444-8444-444444444444
    grants: {everything: [read, write, delete, list]}
  deploy:
    runs_on: {type: github-actions, repository: o/r, branch: main}
    grants: {staticfiles: [read, write, delete, list], sibling: [read]}
environments: {prod: {}}
"""
)
WORKLOADS = ("web", "worker", "lister", "root", "deploy")
_FOLDER = "gcp:storage/managedFolderIamMember:ManagedFolderIamMember"
_BUCKET = "gcp:storage/bucketIAMMember:BucketIAMMember"
_CONTAINER = "/blobServices/default/containers/"


@dataclass(frozen=True)
class Google:
    """Bindings, the member of each workload, bucket names by store."""

    spec: object
    bindings: list[Binding]
    members: dict[str, str]
    buckets: dict[str, str]


@dataclass(frozen=True)
class Azure:
    """Assignments, the principal of each workload, account scopes by store."""

    spec: object
    assignments: list[Assignment]
    principals: dict[str, str]
    accounts: dict[str, str]


def _inputs(graph, kind):
    return [
        (item, {key: thaw(value) for key, value in item.inputs.items()})
        for item in graph.resources
        if item.type == kind
    ]


def google(path) -> Google:
    spec = open_project(str(path)).document.environment("prod")
    graph = graph_of(str(path), "prod")
    roles = {
        thaw(item.outputs["name"]): tuple(inputs["permissions"])
        for item, inputs in _inputs(graph, "gcp:projects/iAMCustomRole:IAMCustomRole")
    }
    bindings = []
    for kind in (_FOLDER, _BUCKET):
        for _, inputs in _inputs(graph, kind):
            condition = inputs.get("condition")
            bindings.append(
                Binding(
                    inputs["member"],
                    roles[inputs["role"]],  # a KeyError is a role that is not the stack's own
                    inputs["bucket"],
                    inputs.get("managedFolder", ""),
                    condition["expression"] if condition else None,
                )
            )
    members = {
        item.name: thaw(item.outputs["member"])
        for item in graph.resources
        if item.type == "gcp:serviceaccount/account:Account"
    }
    buckets = {item.name: inputs["name"] for item, inputs in _inputs(graph, "gcp:storage/bucket:Bucket")}
    return Google(spec, bindings, members, buckets)


def azure(path) -> Azure:
    spec = open_project(str(path)).document.environment("prod")
    graph = graph_of(str(path), "prod")
    roles = {
        thaw(item.outputs["id"]): tuple(action for part in inputs["permissions"] for action in part["dataActions"])
        for item, inputs in _inputs(graph, "azure-native:authorization:RoleDefinition")
    }
    assignments = []
    for _, inputs in _inputs(graph, "azure-native:authorization:RoleAssignment"):
        account, _, container = inputs["scope"].partition(_CONTAINER)
        if inputs["roleDefinitionId"] in roles:
            actions = roles[inputs["roleDefinitionId"]]
            assignments.append(
                Assignment(inputs["principalId"], account, container or None, actions, inputs.get("condition"))
            )
    owners = {item.urn: item.name for item in graph.resources if item.type == "stowplan:azure:Workload"}
    principals = {
        owners[item.parent]: thaw(item.outputs["principalId"])
        for item in graph.resources
        if item.type == "azure-native:managedidentity:UserAssignedIdentity" and item.parent in owners
    }
    own = spec.workloads["root"].service_principal
    principals |= {"root": own.object_id} if own else {}
    accounts = {
        item.name: thaw(item.outputs["id"])
        for item in graph.resources
        if item.type == "azure-native:storage:StorageAccount"
    }
    return Azure(spec, assignments, principals, accounts)
