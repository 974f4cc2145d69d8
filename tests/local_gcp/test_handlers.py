"""Every handler: create, read, update, delete, with the shapes Pulumi sends, and what Google would refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import LocalCloudError
from infra.local.gcp.handlers import handlers
from tests.local_gcp.helpers import READ, account, bucket, fetch, folder, make, role, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.gcp.cloud import LocalGcp

BUCKET = "gcp:storage/bucket:Bucket"
LIFECYCLE = [
    {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 7.0, "sendAgeIfZero": True}},
    {"action": {"type": "SetStorageClass", "storageClass": "NEARLINE"},
     "condition": {"age": 0.0, "sendAgeIfZero": True, "matchesPrefixes": ["tmp/"], "withState": "LIVE"}},
    {"action": {"type": "Delete"}, "condition": {"numNewerVersions": 3.0, "sendNumNewerVersionsIfZero": True,
     "daysSinceNoncurrentTime": 0.0, "withState": "ARCHIVED"}},
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A type with inputs, changed inputs, and what its outputs must then say."""

    make: Callable[[LocalGcp], dict[str, Any]]
    change: Mapping[str, Any]
    outputs: Callable[[Mapping[str, Any]], bool] = lambda outputs: True


def named(**more: Any) -> Callable[[LocalGcp], dict[str, Any]]:
    return lambda gcp: {"name": unique("x"), **more}


def link(folder_: str) -> Callable[[Mapping[str, Any]], bool]:
    start = f"https://www.googleapis.com/compute/v1/projects/stowplan-local/global/{folder_}/"
    return lambda o: o["selfLink"] == start + o["name"]


def member(gcp: LocalGcp, **more: Any) -> dict[str, Any]:
    return {"role": role(gcp, READ), "member": "user:a@b.example", **more}


def on_folder(gcp: LocalGcp) -> dict[str, Any]:
    name = bucket(gcp)
    return member(gcp, bucket=name, managedFolder=folder(gcp, name, "a/"))


def backend(gcp: LocalGcp) -> str:
    inputs = {"name": unique("b"), "bucketName": bucket(gcp)}
    return make(gcp, "gcp:compute/backendBucket:BackendBucket", inputs)[1]["name"]


CASES = {
    BUCKET: Case(
        named(location="EU", uniformBucketLevelAccess=True, labels={"a": "b"}, lifecycleRules=LIFECYCLE),
        {"versioning": {"enabled": True}, "labels": {}},
        lambda o: o["url"] == f"gs://{o['name']}" and o["effectiveLabels"] == o["labels"],
    ),
    "gcp:storage/managedFolder:ManagedFolder": Case(
        lambda gcp: {"bucket": bucket(gcp), "name": "a/"}, {"forceDestroy": True}, lambda o: "selfLink" in o
    ),
    "gcp:storage/bucketIAMMember:BucketIAMMember": Case(lambda gcp: member(gcp, bucket=bucket(gcp)), {}),
    "gcp:storage/managedFolderIamMember:ManagedFolderIamMember": Case(on_folder, {}),
    "gcp:serviceaccount/account:Account": Case(
        lambda gcp: {"accountId": unique("sa"), "displayName": "web"},
        {"displayName": "site"},
        lambda o: o["member"] == f"serviceAccount:{o['email']}"
        and o["email"] == f"{o['accountId']}@stowplan-local.iam.gserviceaccount.com"
        and o["name"] == f"projects/stowplan-local/serviceAccounts/{o['email']}",
    ),
    "gcp:serviceaccount/key:Key": Case(
        lambda gcp: {"serviceAccountId": account(gcp)["name"]}, {}, lambda o: "/keys/" in o["name"]
    ),
    "gcp:serviceaccount/iAMMember:IAMMember": Case(
        lambda gcp: member(gcp, serviceAccountId=account(gcp)["name"]), {}
    ),
    "gcp:projects/iAMMember:IAMMember": Case(lambda gcp: member(gcp, project="stowplan-local"), {}),
    "gcp:projects/iAMCustomRole:IAMCustomRole": Case(
        lambda gcp: {"roleId": unique("r").replace("-", "_"), "title": "t", "permissions": READ},
        {"permissions": []},
        lambda o: o["name"] == f"projects/stowplan-local/roles/{o['roleId']}",
    ),
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": Case(
        lambda gcp: {"workloadIdentityPoolId": unique("p")},
        {"displayName": "GitHub"},
        lambda o: o["name"].startswith("projects/123456789012/locations/global/workloadIdentityPools/p-"),
    ),
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": Case(
        lambda gcp: {"workloadIdentityPoolId": "p", "workloadIdentityPoolProviderId": unique("g"), "oidc": {}},
        {"attributeCondition": "true"},
        lambda o: "/workloadIdentityPools/p/providers/g-" in o["name"],
    ),
    "gcp:compute/backendBucket:BackendBucket": Case(
        lambda gcp: {"name": unique("b"), "bucketName": bucket(gcp)}, {"enableCdn": True}, link("backendBuckets")
    ),
    "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey": Case(
        lambda gcp: {"name": "k", "backendBucket": backend(gcp)}, {}, lambda o: "keyValue" not in o
    ),
    "gcp:compute/uRLMap:URLMap": Case(named(defaultService="x"), {"defaultService": "y"}, link("urlMaps")),
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": Case(
        named(urlMap="x", certificateMap="//c"), {"quicOverride": "ENABLE"}, link("targetHttpsProxies")
    ),
    "gcp:compute/targetHttpProxy:TargetHttpProxy": Case(named(urlMap="x"), {"urlMap": "y"}, link("targetHttpProxies")),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": Case(
        named(target="x", portRange="443"), {"target": "y"}, lambda o: o["ipAddress"].startswith("127.0.0.1:")
    ),
    "gcp:compute/globalAddress:GlobalAddress": Case(
        named(), {"labels": {"a": "b"}}, lambda o: o["address"].startswith("127.0.0.1:")
    ),
    "gcp:compute/sSLPolicy:SSLPolicy": Case(named(profile="MODERN"), {"profile": "RESTRICTED"}, link("sslPolicies")),
    "gcp:certificatemanager/certificate:Certificate": Case(named(managed={"domains": ["a.example"]}), {"labels": {}}),
    "gcp:certificatemanager/certificateMap:CertificateMap": Case(named(), {"labels": {}}),
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": Case(
        named(map="m", hostname="a"), {"labels": {}}
    ),
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": Case(
        named(domain="a.example"),
        {"labels": {}},
        lambda o: o["dnsResourceRecords"][0]["name"] == "_acme-challenge.a.example.",
    ),
    "gcp:dns/recordSet:RecordSet": Case(
        named(managedZone="z", type="A", rrdatas=["127.0.0.1"]), {"rrdatas": ["127.0.0.2"]}
    ),
    "gcp:kms/keyRing:KeyRing": Case(named(location="europe"), {}),
    "gcp:kms/cryptoKey:CryptoKey": Case(named(keyRing="r"), {"rotationPeriod": "1s"}),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": Case(
        lambda gcp: {"cryptoKeyId": unique("k"), "role": "roles/cloudkms.viewer", "member": "m"}, {}
    ),
}  # fmt: skip


def test_every_type_has_a_case(gcp):
    assert set(handlers(gcp)) == set(CASES)


@pytest.mark.parametrize("type_name", CASES)
def test_a_life(gcp, type_name):
    case, handler = CASES[type_name], handlers(gcp)[type_name]
    inputs = case.make(gcp)
    identifier, outputs = handler.create(inputs)
    assert identifier
    assert case.outputs(outputs)
    assert set(inputs) <= set(outputs)
    if not type_name.endswith(":Key"):  # which is new each time
        with pytest.raises(LocalCloudError, match=r": .* already exists"):
            handler.create({**inputs})
    read = handler.read(identifier, inputs)
    assert read is not None
    assert case.outputs(read)
    new = {**inputs, **case.change}
    updated = handler.update(identifier, inputs, new)
    assert case.outputs(updated)
    assert {key: updated[key] for key in new} == new
    handler.delete(identifier, updated)
    assert handler.read(identifier, new) is None
    handler.delete(identifier, updated)  # gone already


def test_what_a_bucket_shows_is_what_was_sent(gcp):
    inputs = {
        "name": unique("b"),
        "location": "europe-west1",
        "storageClass": "NEARLINE",
        "uniformBucketLevelAccess": True,
        "publicAccessPrevention": "enforced",
        "lifecycleRules": LIFECYCLE,
        "cors": [{"origins": ["https://a.example"], "methods": ["GET"], "responseHeaders": ["ETag"],
                  "maxAgeSeconds": 60.0}],
        "versioning": {"enabled": True},
        "softDeletePolicy": {"retentionDurationSeconds": 0.0},
        "retentionPolicy": {"retentionPeriod": "86400", "isLocked": False},
        "autoclass": {"enabled": True, "terminalStorageClass": "ARCHIVE"},
        "labels": {"team": "web"},
    }  # fmt: skip
    make(gcp, BUCKET, inputs)
    shown = gcp.client().get_bucket(inputs["name"])
    assert (shown.location, shown.storage_class, shown.labels) == ("EUROPE-WEST1", "NEARLINE", {"team": "web"})
    assert shown.versioning_enabled
    assert shown.iam_configuration.uniform_bucket_level_access_enabled
    assert shown.iam_configuration.public_access_prevention == "enforced"
    assert (shown.retention_period, shown.autoclass_enabled) == (86400, True)
    assert shown.soft_delete_policy.retention_duration_seconds == 0
    assert shown.cors == [
        {"origin": ["https://a.example"], "method": ["GET"], "responseHeader": ["ETag"], "maxAgeSeconds": 60}
    ]
    abort, colder, gone = (dict(rule) for rule in shown.lifecycle_rules)
    assert abort["condition"] == {"age": 7}
    assert colder["condition"] == {"age": 0, "matchesPrefix": ["tmp/"], "isLive": True}
    assert gone["condition"] == {"numNewerVersions": 3, "isLive": False}


def test_a_bucket_with_objects_is_kept(gcp):
    handler = handlers(gcp)[BUCKET]
    name = bucket(gcp, forceDestroy=False)
    gcp.client().bucket(name).blob("a").upload_from_string("x")
    message = f"{BUCKET}: the bucket {name} holds objects; empty it or set forceDestroy"
    with pytest.raises(LocalCloudError, match=message):
        handler.delete(name, {})
    assert gcp.client().bucket(name).blob("a").download_as_bytes() == b"x"
    handler.update(name, {}, {"location": "EU", "forceDestroy": True})
    handler.delete(name, {})
    assert handler.read(name, {}) is None


def test_a_change_of_a_bucket_keeps_its_objects(gcp):
    name = bucket(gcp, cors=[{"origins": ["*"], "methods": ["GET"]}])
    gcp.client().bucket(name).blob("a").upload_from_string("x")
    handlers(gcp)[BUCKET].update(name, {}, {"location": "EU", "uniformBucketLevelAccess": True})
    assert gcp.client().bucket(name).blob("a").download_as_bytes() == b"x"
    assert gcp.client().get_bucket(name).cors == []


@pytest.mark.parametrize(
    ("type_name", "old", "new", "replaces"),
    [
        (BUCKET, {"name": "a"}, {"name": "b"}, True),
        (BUCKET, {"location": "EU"}, {"location": "US"}, True),
        (BUCKET, {"name": "a"}, {"name": "a", "labels": {"x": "y"}}, False),
        ("gcp:storage/managedFolder:ManagedFolder", {"name": "a/"}, {"name": "b/"}, True),
        ("gcp:storage/bucketIAMMember:BucketIAMMember", {"condition": {"title": "a"}}, {}, True),
        ("gcp:serviceaccount/account:Account", {"accountId": "a"}, {"accountId": "b"}, True),
        ("gcp:compute/globalForwardingRule:GlobalForwardingRule", {"target": "a"}, {"target": "b"}, False),
        ("gcp:compute/globalForwardingRule:GlobalForwardingRule", {"ipAddress": "a"}, {"ipAddress": "b"}, True),
        ("gcp:compute/uRLMap:URLMap", {"defaultService": "a"}, {"defaultService": "b"}, False),
    ],
)
def test_what_makes_a_new_resource(gcp, type_name, old, new, replaces):
    assert handlers(gcp)[type_name].replaces(old, new) is replaces


def test_names_are_made_up_and_kept(gcp):
    handler = handlers(gcp)["gcp:compute/globalAddress:GlobalAddress"]
    identifier, outputs = handler.create({})
    assert outputs["name"].startswith("made-")
    assert handler.update(identifier, {}, {"labels": {}})["name"] == outputs["name"]


MEMBER = "gcp:storage/bucketIAMMember:BucketIAMMember"
FOLDER = "gcp:storage/managedFolder:ManagedFolder"


@pytest.mark.parametrize(
    ("type_name", "inputs", "message"),
    [
        (BUCKET, {"name": "A"}, "Bucket: Invalid bucket name: 'A'"),
        (BUCKET, {"name": "abc", "requesterPays": True}, "requesterPays is not emulated"),
        (FOLDER, {"bucket": "none", "name": "a/"}, "The bucket 'none' does not exist"),
        (FOLDER, {"bucket": "OURS", "name": "a"}, "Invalid managed folder name 'a': it ends with /"),
        (FOLDER, {"name": "a/"}, "ManagedFolder: the input 'bucket' is missing"),
        (MEMBER, {"bucket": "OURS", "role": "roles/x", "member": "m"}, "The role 'roles/x' does not exist, or is not"),
        (MEMBER, {"bucket": "OURS", "role": "roles/storage.objectViewer", "member": "allUsers"},
         "allUsers and allAuthenticatedUsers are not allowed since public access prevention is enforced"),
        (MEMBER, {"bucket": "OURS", "role": "roles/storage.objectViewer", "member": "m",
                  "condition": {"title": "t", "expression": "true"}}, "where only 'resource' is modelled"),
        ("gcp:storage/managedFolderIamMember:ManagedFolderIamMember",
         {"bucket": "OURS", "managedFolder": "x/", "role": "roles/storage.objectViewer", "member": "m"},
         "The managed folder 'x/' of the bucket '.*' does not exist"),
        ("gcp:serviceaccount/key:Key", {"serviceAccountId": "projects/p/serviceAccounts/x@y"}, "Unknown service a"),
        ("gcp:serviceaccount/key:Key", {}, "the input 'serviceAccountId' is missing"),
        ("gcp:compute/backendBucket:BackendBucket", {"name": "b", "bucketName": "none"}, "The bucket 'none' does not"),
        ("gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey", {"name": "k", "backendBucket": "none"},
         "The backend bucket 'none' does not exist"),
    ],
)  # fmt: skip
def test_refusals_name_the_type_and_the_reason(gcp, type_name, inputs, message):
    ours = bucket(gcp) if "OURS" in inputs.values() else ""
    given = {key: ours if value == "OURS" else value for key, value in inputs.items()}
    with pytest.raises(LocalCloudError, match=f"{type_name.split(':')[0]}:.*{message}"):
        handlers(gcp)[type_name].create(given)


def test_the_public_takes_no_condition(gcp):
    name = bucket(gcp, publicAccessPrevention="inherited")
    condition = {"title": "t", "expression": "resource.name == 'x'"}
    given = {"bucket": name, "role": "roles/storage.objectViewer", "member": "allUsers", "condition": condition}
    with pytest.raises(LocalCloudError, match="Conditions need uniform bucket-level access, and are not for allUsers"):
        make(gcp, MEMBER, given)


def test_prevention_that_comes_later_closes_what_was_open(gcp):
    name = bucket(gcp, publicAccessPrevention="inherited")
    make(gcp, MEMBER, {"bucket": name, "role": "roles/storage.legacyObjectReader", "member": "allUsers"})
    gcp.client().bucket(name).blob("a").upload_from_string("x")
    assert fetch(f"{gcp.endpoint}/{name}/a").status == 200
    handlers(gcp)[BUCKET].update(
        name, {}, {"uniformBucketLevelAccess": True, "publicAccessPrevention": "enforced", "location": "EU"}
    )
    assert fetch(f"{gcp.endpoint}/{name}/a").status == 403
