"""Everything at once: which resources there are, whose children they are, every input of each, in any process.

Not proved here: that a cloud accepts the shapes, and that an update replaces nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra_aws.recorder import ACCOUNT, SECRET
from tests.infra_aws.rich import EXPECTED, rich, shown
from tests.infra_aws.specs import run

ROOT = Path(__file__).parents[2]
STORE, CDN, ACCESS = "stowplan:aws:Store", "stowplan:aws:Cdn", "stowplan:aws:Access"
LOGS, WORKLOAD = "stowplan:aws:Logs", "stowplan:aws:Workload"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return run(tmp_path_factory.mktemp("rich"), rich())


def short(keys):
    return sorted((kind.rpartition(":")[2], name) for kind, name in keys)


def test_every_input_of_every_resource(found):
    """After a wanted change: `python -m tests.infra_aws.rich > tests/infra_aws/rich.json`."""
    assert shown(found) == EXPECTED.read_text()


def test_what_stands_alone(found):
    assert short(item.key for item in found.resources if item.parent is None) == [
        ("OpenIdConnectProvider", "github"),
        ("Store", "assets"),
        ("Store", "logs"),
        ("Store", "media"),
        ("Store", "nearby"),
        ("Workload", "box"),
        ("Workload", "deploy"),
        ("Workload", "resize"),
        ("Workload", "web"),
        ("Workload", "worker"),
        ("aws", "aws"),
    ]


def test_children_of_a_store(found):
    assert short(found.children(STORE, "media")) == [
        ("Access", "media"),
        ("Alias", "media"),
        ("Bucket", "media"),
        ("BucketCorsConfiguration", "media"),
        ("BucketLifecycleConfiguration", "media"),
        ("BucketOwnershipControls", "media"),
        ("BucketPublicAccessBlock", "media"),
        ("BucketServerSideEncryptionConfiguration", "media"),
        ("BucketVersioning", "media"),
        ("Cdn", "media"),
        ("Key", "media"),
        ("Logs", "media"),
        ("MetricAlarm", "media_objects"),
        ("MetricAlarm", "media_size"),
    ]
    assert short(found.children(STORE, "logs")) == [
        ("Access", "logs"),
        ("Bucket", "logs"),
        ("BucketLifecycleConfiguration", "logs"),
        ("BucketOwnershipControls", "logs"),
        ("BucketPublicAccessBlock", "logs"),
        ("BucketServerSideEncryptionConfiguration", "logs"),
        ("BucketVersioning", "logs"),
    ]


def test_children_of_cdns(found):
    assert short(found.children(CDN, "media")) == [
        ("CachePolicy", "media"),
        ("Distribution", "media"),
        ("KeyGroup", "media"),
        ("LogDeliverySource", "media"),
        ("OriginAccessControl", "media"),
        ("PublicKey", "media_2026"),
        ("ResponseHeadersPolicy", "media"),
    ]
    assert short(found.children(CDN, "assets")) == [
        ("Certificate", "assets"),
        ("CertificateValidation", "assets"),
        ("Distribution", "assets"),
        ("OriginAccessControl", "assets"),
        ("Record", "assets_a"),
        ("Record", "assets_aaaa"),
        ("Record", "assets_validation"),
        ("ResponseHeadersPolicy", "assets"),
    ]


def test_children_of_the_rest(found):
    assert short(found.children(ACCESS, "media")) == [("BucketPolicy", "media"), ("KeyPolicy", "media")]
    assert short(found.children(ACCESS, "assets")) == [("BucketPolicy", "assets")]
    assert short(found.children(LOGS, "media")) == [
        ("BucketLogging", "media"),
        ("LogDelivery", "media"),
        ("LogDeliveryDestination", "media"),
    ]
    assert short(found.children(WORKLOAD, "web")) == [("Role", "web"), ("RolePolicy", "web")]
    assert short(found.children(WORKLOAD, "worker")) == [
        ("InstanceProfile", "worker"),
        ("Role", "worker"),
        ("RolePolicy", "worker"),
    ]


def test_what_holds_data_is_protected_and_stays(found):
    kept = short(item.key for item in found.resources if item.protect)

    assert kept == [("Bucket", "assets"), ("Bucket", "logs"), ("Bucket", "media"), ("Key", "media")]
    stays = {item.key for item in found.resources if item.retain}
    assert {*kept, ("BucketPolicy", "media"), ("KeyPolicy", "media"), ("OpenIdConnectProvider", "github")} < {
        *short(stays)
    }
    assert all(name in {"assets", "logs", "media", "github"} for _, name in stays)


def after(found, kind, name):
    (item,) = [item for item in found.resources if item.type.endswith(f":{kind}") and item.name == name]
    return {key[0].rpartition(":")[2] for key in item.after}


def test_changes_to_one_bucket_stand_in_line(found):
    assert after(found, "BucketPublicAccessBlock", "media") == {"Bucket"}
    assert "BucketPublicAccessBlock" in after(found, "BucketOwnershipControls", "media")
    assert "BucketOwnershipControls" in after(found, "BucketCorsConfiguration", "media")
    assert {"BucketPublicAccessBlock", "BucketCorsConfiguration", "Distribution"} <= after(
        found, "BucketPolicy", "media"
    )
    assert "BucketVersioning" in after(found, "BucketLifecycleConfiguration", "media")
    assert "BucketPolicy" in after(found, "BucketLogging", "media")
    assert "Distribution" in after(found, "KeyPolicy", "media")


def test_names_of_public_keys_are_left_to_the_engine(found):
    assert "name" not in found.inputs("aws:cloudfront/publicKey:PublicKey", "media_2026")


def test_nothing_deprecated_or_empty_that_would_differ_for_ever(found):
    for item in found.resources:
        text = str(item.inputs)
        assert "forwardedValues" not in text
        assert "s3OriginConfig" not in text
        assert not {"acl", "grants", "lifecycleRules", "serverSideEncryptionConfiguration", "website"} & set(
            item.inputs
        )


def test_the_contract_of_the_outputs(found):
    assert found.outputs["stowplan"] == {"version": 1, "project": "shop", "environment": "prod"}
    assert found.outputs["stores"]["media"] == {
        "provider": "s3",
        "bucket": "shop-prod-media",
        "region": "eu-central-1",
        "arn": "arn:aws:s3:::shop-prod-media",
        "cdn_domain": "media.cloudfront.net",
        "cdn_host": "media.cloudfront.net",
        "cdn_distribution_id": "media-id",
        "signing_keys": {"2026": "media_2026-id"},
    }
    assert found.outputs["stores"]["assets"]["cdn_domain"] == "static.shop.example"
    assert found.outputs["stores"]["logs"] == {
        "provider": "s3",
        "bucket": "shop-prod-logs",
        "region": "eu-west-1",
        "arn": "arn:aws:s3:::shop-prod-logs",
        "cdn_domain": None,
        "cdn_host": None,
        "cdn_distribution_id": None,
        "signing_keys": {},
    }
    assert found.outputs["workloads"]["web"] == {
        "identity": "role",
        "arn": f"arn:aws:iam::{ACCOUNT}:role/shop-prod-web",
        "name": "shop-prod-web",
    }
    assert sorted(found.outputs["workloads"]) == ["box", "deploy", "resize", "web", "worker"]
    assert found.outputs["monitoring"]["media"] == {
        "namespace": "AWS/S3",
        "bucket": "shop-prod-media",
        "region": "eu-central-1",
        "metrics": {"BucketSizeBytes": "StandardStorage", "NumberOfObjects": "AllStorageTypes"},
    }


def test_the_only_secret_is_marked(found):
    assert found.outputs["secrets"] == {"box": {"secret_access_key": SECRET}}
    assert "plain-text-of-the-secret" not in shown(found)


def test_the_settings_read_what_the_stack_exports(found):
    """With the same paths as `generator.plan.outputs` looks them up."""
    import json

    from generator.plan.outputs import read_outputs

    outputs = read_outputs(json.dumps(found.outputs), "shop", "prod")

    assert outputs.get(("stores", "media", "cdn_domain")) == "media.cloudfront.net"
    assert outputs.get(("stores", "media", "signing_keys", "2026")) == "media_2026-id"
    assert outputs.get(("workloads", "box", "access_key_id")) == "box-id"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_every_process_registers_the_same(seed):
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.infra_aws.rich"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stderr == ""
    assert ran.stdout == EXPECTED.read_text()
