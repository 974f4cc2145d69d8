"""The plan, the template and the drawings themselves."""

from __future__ import annotations

import json
import re

import pytest

from infra.export import arm, terraform
from infra.export.drawing import MOST, dot_of, mermaid_of
from infra.export.names import snake, type_of
from infra.offline.values import Secret, Unknown
from tests.export.graphs import graph, resource
from tests.review.mermaid import complaints, needs_mermaid

BUCKET = "aws:s3/bucket:Bucket"


def planned(found):
    rows = json.loads(terraform.terraform_plan(found))["planned_values"]["root_module"]["resources"]
    return {row["address"]: row for row in rows}


def configured(found):
    rows = json.loads(terraform.terraform_plan(found))["configuration"]["root_module"]["resources"]
    return {row["address"]: row["expressions"] for row in rows}


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (BUCKET, "aws_s3_bucket"),
        ("aws:s3/bucketV2:BucketV2", "aws_s3_bucket"),
        ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "aws_s3_bucket_public_access_block"),
        ("aws:s3/bucketVersioningV2:BucketVersioningV2", "aws_s3_bucket_versioning"),
        ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "aws_iam_openid_connect_provider"),
        ("aws:cloudfront/originAccessControl:OriginAccessControl", "aws_cloudfront_origin_access_control"),
        ("aws:kms/key:Key", "aws_kms_key"),
        ("gcp:storage/bucketIAMMember:BucketIAMMember", "google_storage_bucket_iam_member"),
        ("gcp:storage/managedFolderIamMember:ManagedFolderIamMember", "google_storage_managed_folder_iam_member"),
        ("gcp:projects/iAMCustomRole:IAMCustomRole", "google_project_iam_custom_role"),
        ("gcp:serviceaccount/account:Account", "google_service_account"),
        ("gcp:serviceaccount/iAMMember:IAMMember", "google_service_account_iam_member"),
        ("gcp:compute/uRLMap:URLMap", "google_compute_url_map"),
        ("gcp:compute/targetHttpsProxy:TargetHttpsProxy", "google_compute_target_https_proxy"),
        ("gcp:certificatemanager/certificateMap:CertificateMap", "google_certificate_manager_certificate_map"),
        ("azure-native:storage:StorageAccount", ""),
        ("random:index/randomId:RandomId", ""),
        ("nonsense", ""),
    ],
)
def test_types(token, name):
    assert type_of(token) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [("maxAgeSeconds", "max_age_seconds"), ("iAMMember", "iam_member"), ("uRLMap", "url_map"), ("bucket", "bucket"),
     ("SSLPolicy", "ssl_policy"), ("sseKmsKeyId", "sse_kms_key_id")],
)  # fmt: skip
def test_names(name, expected):
    assert snake(name) == expected


def test_side_resources_refer_to_their_bucket(shop):
    refers = configured(shop)

    assert refers["aws_s3_bucket_versioning.media"]["bucket"] == {
        "references": ["aws_s3_bucket.media.id", "aws_s3_bucket.media"]
    }
    assert all(row["mode"] == "managed" for row in planned(shop).values())
    assert terraform.left_out(shop) == ()


def test_repeated_blocks_have_their_singular_and_names_of_tags_stay(shop):
    rows = planned(shop)

    assert rows["aws_cloudfront_distribution.media"]["values"]["ordered_cache_behavior"]
    assert rows["aws_s3_bucket.media"]["values"]["tags"]
    made = graph(resource(BUCKET, "a", {"tags": {"CostCentre": "x", "maxAge": "y"}}))
    assert planned(made)["aws_s3_bucket.a"]["values"]["tags"] == {"CostCentre": "x", "maxAge": "y"}


def test_trivy_finds_every_value_and_every_block(shop):
    """Its reader takes values from changes, and blocks from lists that the configuration knows (parser.go of trivy)."""
    changes = {row["address"]: row["change"] for row in json.loads(terraform.terraform_plan(shop))["resource_changes"]}

    assert {address: row["values"] for address, row in planned(shop).items()} == {
        address: change["after"] for address, change in changes.items()
    }
    behaviours = planned(shop)["aws_cloudfront_distribution.media"]["values"]["ordered_cache_behavior"]
    assert len(behaviours) > 1
    assert len(configured(shop)["aws_cloudfront_distribution.media"]["ordered_cache_behavior"]) == len(behaviours)
    for address, row in planned(shop).items():
        for name, value in row["values"].items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                assert name in configured(shop)[address]
            assert not isinstance(value, dict) or name in {
                "tags",
                "labels",
                "metadata",
                "dimensions",
                "attribute_mapping",
            }


def test_two_of_one_name():
    from dataclasses import replace

    one = resource(BUCKET, "a b", {"bucket": "one"})
    two = replace(one, urn=one.urn + "2", inputs=resource(BUCKET, "x", {"bucket": "two"}).inputs)

    assert sorted(planned(graph(one, two))) == ["aws_s3_bucket.a_b", "aws_s3_bucket.a_b_2"]


def test_secrets_and_unknown_values_of_a_plan():
    made = graph(resource(BUCKET, "a", {"x": Secret("e" * 64), "y": Unknown(), "z": [{"k": Unknown(), "l": Secret()}]}))

    assert planned(made)["aws_s3_bucket.a"]["values"] == {"x": "[secret]", "z": [{"l": "[secret]"}]}


def test_azure_in_both_forms(clouds):
    rows = planned(clouds["azure"])
    account = rows["azurerm_storage_account.one"]["values"]

    assert account["min_tls_version"] == "TLS1_2"
    assert account["shared_access_key_enabled"] is False
    assert account["blob_properties"][0]["versioning_enabled"] is True
    template = json.loads(arm.arm_template(clouds["azure"]))
    names = {row["name"] for row in template["resources"]}
    assert {account["name"], f"{account['name']}/default/files"} & names
    assert all(not row["name"].startswith("/") for row in template["resources"])
    assert all("resourceGroupName" not in row["properties"] for row in template["resources"])
    assert template["$schema"]
    assert template["contentVersion"]


def test_what_has_no_words_is_named(trio):
    assert "azure-native:cdn:Profile" in terraform.left_out(trio)
    assert all(name.startswith("azure-native:") for name in arm.left_out(trio))


def test_drawings_have_every_resource_once(trio):
    real = [item for item in trio.resources if item.custom and not item.type.startswith("pulumi:")]
    for text in (mermaid_of(trio), dot_of(trio)):
        assert len(re.findall(r"^    r\d+ ?\[", text, re.MULTILINE)) == len(real)
    assert "subgraph" in mermaid_of(trio)


def test_names_close_no_label():
    made = graph(resource(BUCKET, 'a"] --> x[["'), resource(BUCKET, 'b\\"\n]'))

    assert mermaid_of(made).count('"]') == 2
    assert dot_of(made).count("\n") == 6


def test_more_arrows_than_mermaid_draws():
    hub = resource(BUCKET, "hub")
    policies = (resource("aws:s3/bucketPolicy:BucketPolicy", f"p{n}", needs=[hub.urn]) for n in range(MOST + 7))
    made = graph(hub, *policies)

    assert mermaid_of(made).count("-->") == MOST
    assert "7 arrows are not drawn" in mermaid_of(made)


@needs_mermaid
def test_mermaid_itself_reads_the_drawings(trio, clouds, tmp_path):
    hostile = graph(
        resource(BUCKET, 'a"] --> x[["'), resource(BUCKET, "end"), resource(BUCKET, "`x` <b>#quot;</b>\n%%")
    )

    assert complaints(tmp_path, [mermaid_of(found) for found in (trio, *clouds.values(), hostile)]) == ""
