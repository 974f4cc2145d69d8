"""A thousand storages on fifty stores: the matrix takes seconds, not minutes."""

from __future__ import annotations

import json
import time

from generator.app import open_project
from infra.explain.clouds import read
from infra.explain.forms.markdown import matrix_markdown
from infra.explain.forms.picture import matrix_svg
from infra.explain.forms.text import matrix_text
from infra.explain.matrix import matrix
from infra.names import bucket_arn
from infra.offline.graph import Graph, Resource, freeze
from infra.policies.document import text
from infra.policies.grants import grants_of
from infra.policies.s3 import bucket_policy, workload_policy
from tests.explain.worlds import cells

STORES, STORAGES = 50, 1000
SECONDS = 5.0
ACTIONS = (["read", "write", "list"], ["read", "delete", "list"], ["write"], ["read", "write", "delete", "list"])


def big():
    storages = {
        f"t{number}": {
            "store": f"s{number % STORES}",
            "prefix": f"tenants/number-{number}/",
            "access": "private",
            "via": "direct",
        }
        for number in range(STORAGES)
    }
    workloads = {
        f"w{part}": {
            "runs_on": {"type": "ecs"},
            "grants": {alias: actions for number, alias in enumerate(storages) if number // 200 == part},
        }
        for part, actions in enumerate(ACTIONS)
    }
    return {
        "version": 1,
        "project": "big",
        "aws": {"account_id": "123456789012", "region": "eu-west-1"},
        "stores": {f"s{number}": {"provider": "s3"} for number in range(STORES)},
        "storages": storages,
        "workloads": workloads,
        "environments": {"prod": {}},
    }


def graph_by_hand(spec):
    """The part of the graph that is about rights; the whole one takes seconds of its own."""
    resources = []
    for store in spec.stores:
        arn = bucket_arn(spec, store)
        name = arn.rpartition(":")[2]
        outputs = {"arn": arn, "bucketRegion": "eu-west-1", "id": name}
        resources.append(Resource(f"b:{store}", "aws:s3/bucket:Bucket", store, "", True, {"bucket": name}, outputs))
        policy = {"bucket": name, "policy": text(bucket_policy(arn))}
        resources.append(Resource(f"p:{store}", "aws:s3/bucketPolicy:BucketPolicy", store, "", True, freeze(policy)))
    for workload in spec.workloads:
        arn = f"arn:aws:iam::123456789012:role/{workload}"
        resources.append(Resource(f"c:{workload}", "stowplan:aws:Workload", workload, "", False))
        resources.append(
            Resource(
                f"r:{workload}", "aws:iam/role:Role", workload, f"c:{workload}", True, {"name": workload}, {"arn": arn}
            )
        )
        given = {"role": workload, "policy": text(workload_policy(grants_of(spec, workload)))}
        resources.append(
            Resource(f"i:{workload}", "aws:iam/rolePolicy:RolePolicy", workload, f"c:{workload}", True, freeze(given))
        )
    return Graph("stowplan", "prod", tuple(resources))


def test_a_thousand_storages(tmp_path):
    path = tmp_path / "storage.yaml"
    path.write_text(json.dumps(big()), encoding="utf-8")
    spec = open_project(str(path)).document.environment("prod")
    graph = graph_by_hand(spec)

    begun = time.process_time()
    found = matrix(read(graph, spec), spec)
    for form in (matrix_text, matrix_markdown, matrix_svg):
        assert form(found)
    taken = time.process_time() - begun

    assert taken < SECONDS
    for workload, item in spec.workloads.items():
        wanted = {alias: " ".join(a[0] for a in ("read", "write", "delete", "list") if a in actions)
                  for alias, actions in item.grants.items()}  # fmt: skip
        assert cells(found, workload) == wanted
