"""The matrix says what the spec grants, by the policies that the program emits; and notices when they say more."""

from __future__ import annotations

import dataclasses

import pytest

from generator.spec.facts import serving
from infra.explain.clouds import read
from infra.explain.matrix import matrix
from infra.offline.graph import freeze, thaw
from tests.explain.worlds import (
    BLOCK,
    BUCKET_POLICY,
    ROLE_POLICY,
    adding,
    cells,
    edited,
    opened,
    statements,
    whole,
)

NAMES = ("aws", "google", "azure", "shop", "trio")
LETTERS = {"read": "r", "write": "w", "delete": "d", "list": "l"}


def of(name, graph):
    return matrix(read(graph, opened(name)[0]), opened(name)[0])


@pytest.mark.parametrize("name", NAMES)
def test_workloads_have_exactly_their_grants(name):
    spec, _ = opened(name)
    found = whole(name)

    for workload, item in spec.workloads.items():
        wanted = {
            alias: " ".join(letter for action, letter in LETTERS.items() if action in actions)
            for alias, actions in item.grants.items()
        }
        assert cells(found, workload) == wanted, workload


@pytest.mark.parametrize("name", NAMES)
def test_anyone_reads_what_is_public_through_the_cdn_and_the_rest_by_signed_links(name):
    spec, _ = opened(name)
    marks = {"cdn-public": "r", "cdn-signed": "(r)", "cdn-cookies": "(r)"}
    ways = {alias: serving(spec, item) for alias, item in spec.storages.items()}

    assert cells(whole(name), "anyone", "cdn") == {
        alias: marks[how] for alias, how in ways.items() if how in marks and spec.stores[spec.storages[alias].store].cdn
    }


@pytest.mark.parametrize("name", NAMES)
def test_anyone_reads_straight_from_the_bucket_what_the_spec_opens(name):
    """On Google Cloud what is public through the CDN is public in the bucket too: Cloud CDN reads as everyone."""
    spec, _ = opened(name)
    open_ = {
        alias: "r"
        for alias, item in spec.storages.items()
        for how in [serving(spec, item)]
        if how == "direct-public" or (how == "cdn-public" and spec.stores[item.store].provider == "gcs")
    }

    assert cells(whole(name), "anyone", "bucket") == open_


@pytest.mark.parametrize("environment", ["local", "local-gcp", "local-azure"])
def test_a_local_environment_has_the_rights_of_its_spec(environment):
    spec, _ = opened("shop", environment)

    for workload, item in spec.workloads.items():
        assert cells(whole("shop", environment), workload).keys() == item.grants.keys()
    assert cells(whole("shop", environment), "anyone", "cdn") == {
        "staticfiles": "r",
        "default": "r",
        "documents": "(r)",
    }


def allow(sid, actions, *resources, **more):
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": list(resources), **more}


def deny(sid, actions, *resources, **more):
    return {**allow(sid, actions, *resources, **more), "Effect": "Deny"}


def old_only(item):
    return {**item, "Condition": {"StringLike": {"s3:prefix": "documents/*/old"}}}


EDITS = {
    "the whole bucket": (adding(allow("All", ["s3:GetObject"], "arn:aws:s3:::${media}/*")), "r+ w l"),
    "everything there is": (adding(allow("All", "*", "*")), "r+ w+ d+ l+"),
    "no slash": (adding(allow("Wide", "s3:GetObject", "arn:aws:s3:::${media}/documents*")), "r+ w l"),
    "one folder": (adding(allow("Part", "s3:DeleteObject", "arn:aws:s3:::${media}/documents/old/*")), "r w d~ l"),
    "one file": (adding(allow("One", "s3:DeleteObject", "arn:aws:s3:::${media}/documents/a.txt")), "r w d~ l"),
    "all pictures": (adding(allow("Jpg", "s3:DeleteObject", "arn:aws:s3:::${media}/*.jpg")), "r w d+~ l"),
    "a folder denied": (adding(deny("No", "s3:Get*", "arn:aws:s3:::${media}/documents/secret/*")), "r~ w l"),
    "all but one folder": (
        adding({"Effect": "Allow", "Action": "s3:DeleteObject", "NotResource": "arn:aws:s3:::${media}/documents/*"}),
        "r w l",
    ),
    "everything but deleting": (
        adding({"Effect": "Allow", "NotAction": "s3:DeleteObject", "Resource": "*"}),
        "r+ w+ l+",
    ),
    "denied": (adding(deny("Stop", "s3:*", "*")), ""),
    "not by plain HTTP": (
        adding(deny("Tls", "s3:*", "*", Condition={"Bool": {"aws:SecureTransport": False}})),
        "r w l",
    ),
    "another bucket's": (adding(allow("Other", "s3:*", "arn:aws:s3:::other/*")), "r w l"),
    "listing all": (adding(allow("List", "s3:ListBucket", "arn:aws:s3:::${media}")), "r w l+"),
    "listing a part": (
        statements(lambda found: [old_only(item) if "List" in item["Sid"] else item for item in found]),
        "r w l~",
    ),
    "a variable of IAM": (
        adding(allow("Own", "s3:DeleteObject", "arn:aws:s3:::${media}/documents/${aws:username}/*")),
        "r w l",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_a_right_that_is_wider_or_narrower_than_the_prefix_is_marked(name):
    change, wanted = EDITS[name]
    found = of("shop", edited("shop", ROLE_POLICY, "web", change))

    assert cells(found, "web").get("documents", "") == wanted


def public(*resources, **more):
    return allow("Open", ["s3:GetObject"], *resources, Principal="*", **more)


def test_a_public_bucket_policy_shows_once_block_public_access_is_off():
    opened_ = edited("shop", BUCKET_POLICY, "media", adding(public("arn:aws:s3:::${media}/*")))
    off = edited("shop", BLOCK, "media", lambda inputs: {"bucket": inputs["bucket"]}, opened_)

    assert cells(of("shop", opened_), "anyone", "bucket") == {}
    assert cells(of("shop", off), "anyone", "bucket") == {"default": "r+", "documents": "r+", "uploads": "r+"}
    assert cells(of("shop", off), "web") == cells(whole("shop"), "web")  # what everyone may is not theirs


def test_a_behaviour_without_key_groups_serves_private_files_to_anyone():
    def forget(inputs):
        for behaviour in inputs["orderedCacheBehaviors"]:
            behaviour.pop("trustedKeyGroups", None)
        return inputs

    found = of("shop", edited("shop", "aws:cloudfront/distribution:Distribution", "media", forget))

    assert cells(found, "anyone", "cdn")["documents"] == "r"


def test_a_behaviour_before_it_that_is_public_shows_as_a_part():
    def first(inputs):
        behaviour = dict(inputs["orderedCacheBehaviors"][0], pathPattern="documents/open/*")
        behaviour.pop("trustedKeyGroups", None)
        return {**inputs, "orderedCacheBehaviors": [behaviour, *inputs["orderedCacheBehaviors"]]}

    found = of("shop", edited("shop", "aws:cloudfront/distribution:Distribution", "media", first))

    assert cells(found, "anyone", "cdn")["documents"] == "r~"


def added(name, type_, resource, inputs):
    """The graph with one more resource."""
    _, graph = opened(name)
    model = graph.resources[0]
    new = dataclasses.replace(
        model, urn=f"urn:{type_}::{resource}", type=type_, name=resource, parent="", inputs=freeze(inputs), outputs={}
    )
    return dataclasses.replace(graph, resources=(*graph.resources, new))


def member(name, workload):
    _, graph = opened(name)
    return next(
        thaw(item.outputs["member"])
        for item in graph.resources
        if item.type.endswith("account:Account") and item.name == workload
    )


GOOGLE = {
    "a predefined role on the bucket": ({"role": "roles/storage.objectViewer"}, "r+ w l+"),
    "a condition on one folder": (
        {
            "role": "roles/storage.objectAdmin",
            "condition": {
                "expression": 'resource.name.startsWith("projects/_/buckets/iso-prod-two/objects/in.box_1/old/")'
            },
        },
        "r~ w d~",
    ),
    "a condition that is not modelled": (
        {
            "role": "roles/storage.objectAdmin",
            "condition": {"expression": 'request.time < timestamp("2030-01-01T00:00:00Z")'},
        },
        "w",
    ),
    "a role nobody knows": ({"role": "roles/some.thing"}, "w"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOGLE)
def test_bindings_of_others_on_google_cloud(name):
    inputs, wanted = GOOGLE[name]
    binding = {"bucket": "iso-prod-two", "member": member("google", "web"), **inputs}
    graph = added("google", "gcp:storage/bucketIAMMember:BucketIAMMember", "extra", binding)

    assert cells(of("google", graph), "web")["drop"] == wanted


@pytest.mark.parametrize(("type_", "where"), [("bucketIAMBinding:BucketIAMBinding", "iso-prod-two"), ("x", "")])
def test_a_binding_of_several_members_counts_for_each(type_, where):
    members = [member("google", "web"), member("google", "worker")]
    kind = f"gcp:storage/{type_}" if where else "gcp:projects/iAMBinding:IAMBinding"
    graph = added("google", kind, "extra", {"bucket": where, "role": "roles/storage.objectViewer", "members": members})

    assert cells(of("google", graph), "web")["drop"] == "r+ w l+"
    assert cells(of("google", graph), "worker")["secret"] == "r+ l+"


def test_everyone_on_a_bucket_that_prevents_it_is_nobody():
    binding = {"bucket": "iso-prod-two", "member": "allUsers", "role": "roles/storage.objectViewer"}
    graph = added("google", "gcp:storage/bucketIAMMember:BucketIAMMember", "extra", binding)
    inherited = edited(
        "google", "gcp:storage/bucket:Bucket", "two", lambda inputs: {**inputs, "publicAccessPrevention": "inherited"},
        graph,
    )  # fmt: skip

    assert set(cells(of("google", graph), "anyone", "bucket")) == {"default", "deep", "staticfiles"}
    assert cells(of("google", inherited), "anyone", "bucket")["secret"] == "r+ l+"


AZURE = {
    "no condition": (lambda inputs: {**inputs, "condition": None}, "r+ w+ d+ l+"),
    "a shorter prefix": (
        lambda inputs: {**inputs, "condition": inputs["condition"].replace("'media/'", "'media'")},
        "r+ w+ d+ l+",
    ),
    "a longer prefix": (
        lambda inputs: {**inputs, "condition": inputs["condition"].replace("'media/'", "'media/a/'")},
        "r~ w~ d~ l~",
    ),
    "a condition that is not modelled": (
        lambda inputs: {**inputs, "condition": "@Environment[Microsoft.Network/privateEndpoints] StringEquals 'x'"},
        "",
    ),
    "the whole subscription": (
        lambda inputs: {**inputs, "scope": "/subscriptions/11111111-1111-4111-8111-111111111111", "condition": None},
        "r+ w+ d+ l+",
    ),
    "another account": (lambda inputs: {**inputs, "scope": inputs["scope"].replace("${one.", "${two.")}, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", AZURE)
def test_role_assignments_that_somebody_has_changed(name):
    change, wanted = AZURE[name]
    graph = edited("azure", "azure-native:authorization:RoleAssignment", "web_one_files", change)

    assert cells(of("azure", graph), "web").get("default", "") == wanted


def test_a_public_container_needs_an_account_that_lets_it():
    level = edited(
        "azure", "azure-native:storage:BlobContainer", "one", lambda inputs: {**inputs, "publicAccess": "Container"}
    )  # fmt: skip
    account = "azure-native:storage:StorageAccount"
    both = edited("azure", account, "one", lambda inputs: {**inputs, "allowBlobPublicAccess": True}, level)
    closed = edited("azure", account, "one", lambda inputs: {**inputs, "publicNetworkAccess": "Disabled"}, both)

    assert cells(of("azure", level), "anyone", "bucket") == {}
    assert set(cells(of("azure", both), "anyone", "bucket").values()) == {"r+ l+"}
    assert cells(of("azure", closed), "anyone", "bucket") == {}
