"""The policies as the Pulumi program emits them, read from the offline graph."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest

from generator.app import open_project
from infra.offline.graph import thaw
from infra.stack import graph_of

SPEC = """\
version: 1
project: iso
aws: {region: eu-west-1, account_id: "123456789012"}
stores:
  one: {provider: s3, cdn: {}}
  two: {provider: s3, encryption: {type: kms}}
  three: {provider: s3, object_ownership: BucketOwnerPreferred}
  whole: {provider: s3}
storages:
  default: {store: one, prefix: media/, access: public}
  sibling: {store: one, prefix: media-private/, access: public}
  deep: {store: one, prefix: a/b/c/, access: public}
  staticfiles: {store: one, prefix: static/, access: public, kind: static}
  secret: {store: two, prefix: tenants/acme/, access: private}
  secret2: {store: two, prefix: tenants/acme2/, access: private}
  drop: {store: two, prefix: in.box_1/, access: private}
  acl: {store: three, prefix: open/, access: public, via: direct, acl: public-read}
  everything: {store: whole, prefix: "", access: private}
workloads:
  web:
    runs_on: {type: ecs}
    grants: {default: [read, write, delete, list], staticfiles: [read], secret: [read, write, list], drop: [write]}
  worker: {runs_on: {type: lambda}, grants: {drop: [read, delete, list], secret2: [write]}}
  lister: {runs_on: {type: ec2}, grants: {deep: [list], secret2: [list]}}
  root: {runs_on: {type: vps}, grants: {everything: [read, write, delete, list]}}
  pods:
    runs_on: {type: eks-pod-identity, cluster: c, namespace: n, service_account: s}
    grants: {sibling: [read], acl: [write]}
  nobody: {runs_on: {type: ecs}, grants: {deep: [delete]}}
environments: {prod: {}}
"""
MANY = 130


@dataclass(frozen=True)
class Emitted:
    """Policies by workload, bucket ARNs by store, and the spec they come from; symbols replaced by fixed names."""

    spec: object
    policies: dict[str, list[dict]]
    buckets: dict[str, str]


def emitted(path) -> Emitted:
    spec = open_project(str(path)).document.environment("prod")
    graph = graph_of(str(path), "prod")
    owners = {item.urn: item.name for item in graph.resources if item.type == "stowplan:aws:Workload"}
    policies: dict[str, list[dict]] = {name: [] for name in spec.workloads}
    for item in graph.resources:
        if item.parent in owners and "policy" in item.inputs:
            policies[owners[item.parent]].append(json.loads(plain(thaw(item.inputs["policy"]))))
    return Emitted(spec, policies, {name: plain(f"arn:aws:s3:::${{{name}}}") for name in spec.stores})


def plain(text: str) -> str:
    """A symbol looks like a policy variable: a name that nothing else has stands in for it."""
    return re.sub(r"\$\{([^}]*)\}", lambda found: "named-" + re.sub(r"[^a-z0-9]", "-", found[1].lower()), text)


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("isolation") / "storage.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return emitted(path)


@pytest.fixture(scope="session")
def split(tmp_path_factory):
    """A workload with more grants than fit one policy."""
    storages = {
        f"t{number}": {"store": "one", "prefix": f"tenants/customer-number-{number}/uploads/", "access": "private"}
        for number in range(MANY)
    }
    grants = {
        alias: ["read", "write", "list"] if number % 2 else ["read", "write", "delete", "list"]
        for number, alias in enumerate(storages)
    }
    data = {
        "version": 1,
        "project": "big",
        "stores": {"one": {"provider": "s3"}},
        "storages": storages,
        "workloads": {"web": {"runs_on": {"type": "ecs"}, "grants": grants}},
        "environments": {"prod": {}},
    }
    path = tmp_path_factory.mktemp("split") / "storage.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    return emitted(path)
