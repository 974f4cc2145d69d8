"""The rich spec: every input against the file, then what must hold whatever the file says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.offline.graph import canonical_json
from infra.offline.symbol_table import KINDS
from tests.infra_gcp.rich import EXPECTED, rich, shown
from tests.infra_gcp.specs import CANARY, KEY, run, unknowns

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found():
    return run(rich())


def test_every_input_of_every_resource(found):
    """After a wanted change: `python -m tests.infra_gcp.rich > tests/infra_gcp/rich.json`."""
    assert shown(found) == EXPECTED.read_text()


def test_a_review_sees_no_holes(found):
    assert [row for row in found.rows if unknowns(row.inputs)] == []
    assert not unknowns(found.outputs)


def test_children_of_a_store(found):
    children = {f"{row.type}:{row.name}" for row in found.rows if row.parent == "Store:media"}

    assert children == {
        "Access:media",
        "AlertPolicy:media_objects",
        "AlertPolicy:media_size",
        "Bucket:media",
        "Cdn:media",
        "CryptoKey:media",
        "CryptoKeyIAMMember:media",
        "KeyRing:media",
        "Logs:media",
    }


def test_what_stands_alone(found):
    assert sorted((row.type, row.name) for row in found.rows if not row.parent and row.type != "IAMCustomRole") == [
        ("Store", "archive"),
        ("Store", "assets"),
        ("Store", "logs"),
        ("Store", "media"),
        ("Workload", "backup"),
        ("Workload", "deploy"),
        ("Workload", "resize"),
        ("Workload", "web"),
        ("Workload", "worker"),
        ("WorkloadIdentityPool", "github"),
        ("WorkloadIdentityPoolProvider", "github"),
        ("gcp", "gcp"),
    ]


def test_what_holds_data_is_protected_and_stays(found):
    kept = sorted((row.type, row.name) for row in found.rows if row.options.get("protect"))

    assert kept == [
        ("Bucket", "assets"),
        ("Bucket", "logs"),
        ("Bucket", "media"),
        ("CryptoKey", "media"),
        ("KeyRing", "media"),
    ]
    stays = {(row.type, row.name) for row in found.rows if row.options.get("retainOnDelete")}
    assert stays == {*kept, ("CryptoKeyIAMMember", "media")}
    assert found.inputs("Bucket", "media")["deletionPolicy"] == "PREVENT"
    assert found.inputs("Bucket", "archive")["deletionPolicy"] == "DELETE"


def test_what_waits_for_what(found):
    assert ("CryptoKeyIAMMember", "media") in found.one("Bucket", "media").after
    assert ("Bucket", "logs") in found.one("Bucket", "media").after
    assert ("CertificateMapEntry", "media") in found.one("TargetHttpsProxy", "media").after
    fill = found.one("ManagedFolderIamMember", "media_documents-581f94a125_cdn")
    assert {("BackendBucketSignedUrlKey", "media_k2025"), ("BackendBucketSignedUrlKey", "media_k2026")} < {*fill.after}


def test_every_bucket_is_uniform_and_has_every_setting_said(found):
    for name in found.names("Bucket"):
        inputs = found.inputs("Bucket", name)
        assert inputs["uniformBucketLevelAccess"] is True
        assert inputs["publicAccessPrevention"] in {"enforced", "inherited"}
        assert {"softDeletePolicy", "versioning", "storageClass", "deletionPolicy", "location", "cors"} <= inputs.keys()


def test_only_served_prefixes_are_open_to_anyone(found):
    public = {
        (row.inputs["bucket"], row.inputs.get("managedFolder"))
        for row in found.rows
        if row.inputs.get("member") in {"allUsers", "allAuthenticatedUsers"}
    }

    assert public == {("shop-prod-assets", "static/"), ("shop-prod-media", "pictures/")}
    assert found.inputs("Bucket", "media")["publicAccessPrevention"] == "inherited"
    assert found.inputs("Bucket", "archive")["publicAccessPrevention"] == "enforced"


def test_no_role_is_googles_but_for_identities_and_keys(found):
    roles = {row.inputs["role"] for row in found.rows if "role" in row.inputs}

    assert {role for role in roles if role.startswith("roles/")} == {
        "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "roles/iam.workloadIdentityUser",
    }


def test_every_scheme_is_said(found):
    rules = [row.inputs for row in found.rows if row.type == "GlobalForwardingRule"]

    assert len(rules) == 8
    assert {rule["loadBalancingScheme"] for rule in rules} == {"EXTERNAL_MANAGED"}
    assert {rule["portRange"] for rule in rules} == {"80", "443"}


def test_names_fit(found):
    for row in found.rows:
        if row.type not in {"ManagedFolder", "RecordSet"} and "name" in row.inputs:
            assert 1 <= len(row.inputs["name"]) <= 63


def test_secrets_stay_secret(found):
    text = canonical_json(found.graph) + repr(found.graph)

    assert KEY not in text
    assert CANARY.decode() not in text
    assert "keyValue" in found.one("BackendBucketSignedUrlKey", "media_k2026").options["additionalSecretOutputs"]
    assert "privateKey" in found.one("Key", "backup").options["additionalSecretOutputs"]


def test_the_contract_of_the_outputs(found):
    assert found.outputs["stores"]["media"] == {
        "provider": "gcs",
        "bucket": "shop-prod-media",
        "location": "EU",
        "url": "gs://${media.bucket}",
        "cdn_domain": "media.shop.example",
        "cdn_ip": "${media_ipv4.globalAddress.address}",
        "cdn_ipv6": "${media_ipv6.globalAddress.address}",
        "signing_keys": {"k2025": "k2025", "k2026": "k2026"},
    }
    assert found.outputs["stores"]["logs"]["cdn_domain"] is None
    assert found.outputs["stores"]["logs"]["cdn_ip"] is None
    assert found.outputs["workloads"]["web"] == {
        "gcp": {"email": "${web.account}@${gcp.project}.iam.gserviceaccount.com", "identity": "native"}
    }
    assert found.outputs["workloads"]["deploy"]["gcp"]["workload_identity_provider"].endswith(
        "/workloadIdentityPools/stowplan-shop-prod/providers/${github.workloadIdentityPoolProvider}"
    )
    assert list(found.outputs["secrets"]) == ["backup"]
    assert found.outputs["monitoring"]["media"]["bucket"] == "shop-prod-media"


def test_symbols_are_found_for_other_clouds_too():
    assert KINDS["gcp:storage/bucket:Bucket"].named_by == "name"
    assert KINDS["aws:s3/bucket:Bucket"].named_by == "bucket"
    assert KINDS.get("gcp:storage/nothing:Nothing") is None
    assert KINDS.get("random:index:Random") is None
    assert {kind.partition(":")[0] for kind in KINDS} >= {"aws", "gcp"}
    assert len(KINDS) == len(list(KINDS))


@pytest.mark.parametrize("seed", ["1", "2"])
def test_every_process_registers_the_same(seed):
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.infra_gcp.rich"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stderr == ""
    assert ran.stdout == EXPECTED.read_text()
