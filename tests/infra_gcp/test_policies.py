"""Permissions, conditions and trust, as values."""

from __future__ import annotations

import celpy
import pytest

from infra.policies import gcp_cdn, gcp_names, gcp_trust
from infra.policies.gcs import (
    PERMISSIONS,
    cel_text,
    folders,
    grants_of,
    object_condition,
    parts,
    public_access_prevention,
)
from tests.infra_gcp.specs import grants, model, spec, storage

BUCKET = "shop-prod-media"


def test_every_permission():
    assert dict(PERMISSIONS) == {
        "read": ("storage.objects.get",),
        "list": ("storage.objects.list",),
        "write": (
            "storage.multipartUploads.abort",
            "storage.multipartUploads.create",
            "storage.multipartUploads.listParts",
            "storage.objects.create",
        ),
        "delete": ("storage.objects.delete",),
        "logs": ("storage.objects.create",),
        "sign": ("iam.serviceAccounts.signBlob",),
    }


def holds(expression, type_, name):
    environment = celpy.Environment()
    program = environment.program(environment.compile(expression))
    resource = {"type": f"storage.googleapis.com/{type_}", "name": name, "service": "storage.googleapis.com"}
    return bool(program.evaluate({"resource": celpy.json_to_cel(resource)}))


@pytest.mark.parametrize(
    ("type_", "name", "allowed"),
    [
        ("Object", f"projects/_/buckets/{BUCKET}/objects/docs/a.pdf", True),
        ("Object", f"projects/_/buckets/{BUCKET}/objects/docs/deep/a b+%ü.pdf", True),
        ("Object", f"projects/_/buckets/{BUCKET}/objects/docs", False),
        ("Object", f"projects/_/buckets/{BUCKET}/objects/docs-private/a.pdf", False),
        ("Object", f"projects/_/buckets/{BUCKET}/objects/other/docs/a.pdf", False),
        ("Object", f"projects/_/buckets/{BUCKET}-2/objects/docs/a.pdf", False),
        ("Bucket", f"projects/_/buckets/{BUCKET}", False),
        ("Bucket", f"projects/_/buckets/{BUCKET}/objects/docs/", False),
    ],
)
def test_a_condition_holds_for_objects_below_its_prefix_only(type_, name, allowed):
    assert holds(object_condition(BUCKET, "docs/"), type_, name) is allowed


@pytest.mark.parametrize("text", ["plain", 'a"b', "a\\b", 'a\\"b', "tab\there", "nl\n", "ü/é", "') || true || ('"])
def test_text_in_cel_means_itself(text):
    environment = celpy.Environment()

    assert environment.program(environment.compile(cel_text(text))).evaluate({}) == text


def test_a_condition_has_one_logical_operator():
    """IAM takes 12: https://cloud.google.com/iam/quotas."""
    expression = object_condition(BUCKET, "a/" * 256)

    assert expression.count("&&") == 1
    assert "||" not in expression


STORES = {"media": {}, "archive": {"isolation": "conditions"}}
STORAGES = {
    "default": storage(prefix="b/"),
    "documents": storage(prefix="a/"),
    "unused": storage(prefix="c/"),
    "whole": storage("archive", "x/"),
    "open": storage("archive", "y/", "public"),
}


def test_grants_stand_in_the_order_of_stores_and_prefixes():
    wanted = model(
        spec(STORES, STORAGES, {"web": grants(default=["write", "read"], whole=["read"], documents=["list"])})
    )
    found = grants_of(wanted, "web", {"media": "m", "archive": "r"})

    assert [(item.alias, item.actions, item.folder) for item in found] == [
        ("whole", ("read",), False),
        ("documents", ("list",), True),
        ("default", ("read", "write"), True),
    ]
    assert found[0].condition == object_condition("r", "x/")
    assert found[1].condition is None


def test_grants_on_other_clouds_are_left_to_them():
    stores = {"media": {}, "s3": {"provider": "s3"}}
    storages = {"default": storage(prefix="a/"), "far": storage("s3", "b/")}
    wanted = model(spec(stores, storages, {"web": grants(default=["read"], far=["read"])}))

    assert [item.alias for item in grants_of(wanted, "web", {"media": "m"})] == ["default"]


def test_folders_are_what_is_granted_or_served():
    wanted = model(spec(STORES, STORAGES, {"web": grants(default=["read"], documents=["list"], whole=["read"])}))

    assert folders(wanted, "media") == ("a/", "b/")
    assert folders(wanted, "archive") == ("y/",)
    assert public_access_prevention(wanted, "media") == "enforced"
    assert public_access_prevention(wanted, "archive") == "inherited"
    assert parts(wanted) == ("read", "list", "sign")


def test_labels_follow_googles_rules():
    wanted = model(spec({"media": {}}, {"default": storage()}, tags={"Cost Center": "R&D", "1st": "x" * 80, "Ü": ""}))
    found = gcp_names.labels(wanted, store="media")

    assert found == {
        "cost-center": "r-d",
        "stowplan-environment": "prod",
        "stowplan-project": "shop",
        "stowplan-store": "media",
        "x-": "",
        "x1st": "x" * 63,
    }


def test_long_names_are_shortened_and_stay_apart():
    assert gcp_names.fit("a" * 63, 63) == "a" * 63
    first, second = (gcp_names.fit("a" * 70 + end, 63) for end in "bc")
    assert len(first) == len(second) == 63
    assert first != second
    wanted = model({**spec({"media": {}}, {"default": storage()}), "project": "p" * 20, "environment": "e" * 30})
    assert len(gcp_names.pool_id(wanted)) == 32
    assert len(gcp_names.role_id(wanted, "delete")) <= 64
    assert "-" not in gcp_names.role_id(wanted, "delete")


def test_key_rings_take_no_dots():
    assert gcp_names.key_ring_name("media.shop.example") == "media-shop-example"


def test_who_may_run_as_an_account():
    assert gcp_trust.github_condition(["b", "a", "a"]) == 'assertion.sub == "a" || assertion.sub == "b"'
    assert gcp_trust.provider_name(gcp_trust.pool_name("1")) == (
        "projects/1/locations/global/workloadIdentityPools/github/providers/github"
    )


@pytest.mark.parametrize(
    ("subject", "allowed"), [("repo:o/s:environment:production", True), ("repo:o/s2:environment:production", False)]
)
def test_the_condition_takes_exactly_its_subjects(subject, allowed):
    environment = celpy.Environment()
    program = environment.program(environment.compile(gcp_trust.github_condition(["repo:o/s:environment:production"])))

    assert bool(program.evaluate({"assertion": celpy.json_to_cel({"sub": subject})})) is allowed


def test_headers_in_order():
    wanted = model(
        spec({"media": {"cdn": {"headers": {"content_security_policy": "sandbox"}}}}, {"default": storage()})
    )

    assert gcp_cdn.response_headers(wanted.stores["media"].cdn.headers) == [
        "Content-Security-Policy: sandbox",
        "Referrer-Policy: strict-origin-when-cross-origin",
        "Strict-Transport-Security: max-age=31536000",
        "X-Content-Type-Options: nosniff",
        "X-Frame-Options: DENY",
    ]


def test_a_sink_takes_its_own_load_balancer_only():
    assert gcp_cdn.log_filter(["b", "a"]) == (
        'log_id("requests") AND resource.type="http_load_balancer"'
        ' AND resource.labels.forwarding_rule_name=("a" OR "b")'
    )
