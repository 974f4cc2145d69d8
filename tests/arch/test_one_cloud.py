"""A graph loads the SDK of the clouds its stores are on, and of no other."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SDKS = {"s3": "pulumi_aws", "gcs": "pulumi_gcp", "azure": "pulumi_azure_native"}
SPEC = """\
version: 1
project: tiny
gcp: {project_id: tiny-project}
azure: {subscription_id: 11111111-1111-4111-8111-111111111111}
stores: STORES
storages: STORAGES
environments: {prod: {}}
"""
CODE = """\
import json, sys
from infra.stack import graph_of
graph_of(sys.argv[1], "prod")
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules} & set(json.loads(sys.argv[2])))))
"""


def loaded(folder, providers):
    stores = {name: {"provider": name} for name in providers}
    storages = {f"in-{name}": {"store": name, "prefix": "a/", "access": "private"} for name in providers}
    path = folder / "storage.yaml"
    path.write_text(SPEC.replace("STORES", json.dumps(stores)).replace("STORAGES", json.dumps(storages)))
    names = json.dumps(list(SDKS.values()))
    done = subprocess.run([sys.executable, "-c", CODE, str(path), names], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("provider", SDKS)
def test_one_cloud_loads_one_sdk(provider, tmp_path):
    assert loaded(tmp_path, [provider]) == [SDKS[provider]]


def test_a_spec_of_three_clouds_has_one_graph(tmp_path):
    assert loaded(tmp_path, list(SDKS)) == sorted(SDKS.values())
