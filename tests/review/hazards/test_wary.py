"""What a hostile change would hide in a graph, and what only looks dangerous."""

from __future__ import annotations

import pytest

from infra.offline.graph import Graph, Resource, freeze
from infra.review.access import access
from infra.review.build import Beside, Snapshot, environment
from infra.review.compare import changes
from infra.review.hazards import hazards

V2, BUCKET = "aws:s3/bucketV2:BucketV2", "aws:s3/bucket:Bucket"
VAULT, KEY = "azure-native:keyvault:Vault", "gcp:kms/cryptoKey:CryptoKey"
ACCOUNT, CLASSIC = "azure-native:storage:StorageAccount", "azure:storage/account:Account"
IDENTITY = "encryptionUserAssignedIdentity"
DISABLED = {"properties": {"attributes": {"enabled": False}}}


def made(type_, inputs, outputs=None, **options):
    urn = f"urn:pulumi:prod::site::{type_}::it"
    return Resource(urn, type_, "it", "", True, freeze(inputs), freeze(outputs or {}), options=freeze(options))


def graph(*resources):
    return Graph("site", "prod", resources)


def found(before, after):
    base, head = graph(before), graph(after) if after else graph()
    return [(item.kind, item.forced_by) for item in hazards(base, head, changes(base, head))]


def properties(**said):
    return {"vaultName": "v", "resourceGroupName": "g", "properties": said}


def encrypted(identity):
    return {
        "accountName": "a",
        "encryption": {"keySource": "Microsoft.Keyvault", "encryptionIdentity": {IDENTITY: identity}},
    }


@pytest.mark.parametrize(
    ("type_", "before", "after", "kind"),
    [
        (VAULT, properties(publicNetworkAccess="disabled"), properties(), "protection-removed"),
        (VAULT, properties(networkAcls={"defaultAction": "Deny"}), properties(), "protection-removed"),
        (VAULT, properties(enableRbacAuthorization=True), properties(), "protection-removed"),
        (VAULT, properties(enablePurgeProtection=True), properties(), "protection-removed"),
        ("azure-native:keyvault:Key", {}, DISABLED, "encryption-changed"),
        (ACCOUNT, encrypted("/subscriptions/a"), encrypted("/subscriptions/b"), "encryption-changed"),
        ("azure-native:cdn:AFDEndpoint", {"enabledState": "Enabled"}, {"enabledState": "Disabled"}, "delete"),
        ("azure-native:cdn:Route", {"enabledState": "Enabled"}, {"enabledState": "Disabled"}, "delete"),
        (KEY, {"name": "k"}, {"name": "k", "versionTemplate": {"protectionLevel": "HSM"}}, "replace"),
        (CLASSIC, {"name": "a"}, {"name": "a", "infrastructureEncryptionEnabled": True}, "replace"),
        ("aws-native:s3:Bucket", {"bucketName": "a"}, {"bucketName": "b"}, "replace"),
        ("azure-native:storage:FileShare", {"accountName": "a", "shareName": "s"}, None, "delete"),
        ("aws:rds/cluster:Cluster", {"clusterIdentifier": "c"}, None, "delete"),
    ],
)  # fmt: skip
def test_a_change_of_one_property_is_dangerous(type_, before, after, kind):
    said = found(made(type_, before), None if after is None else made(type_, after))
    assert [one for one, _ in said] == [kind]


@pytest.mark.parametrize(
    ("type_", "before", "after"),
    [
        (KEY, {"name": "k"}, {"name": "k", "versionTemplate": {"protectionLevel": "SOFTWARE"}}),
        (CLASSIC, {"name": "a"}, {"name": "a", "nfsv3Enabled": False, "tableEncryptionKeyType": "Service"}),
        (VAULT, properties(), properties(enableRbacAuthorization=True, publicNetworkAccess="disabled")),
        (ACCOUNT, {"accountName": "a"}, {"accountName": "a", "encryption": {"encryptionIdentity": {IDENTITY: "i"}}}),
    ],
)
def test_what_was_so_before_or_is_better_now_is_not(type_, before, after):
    assert found(made(type_, before), made(type_, after)) == []


def test_a_name_that_is_written_down_at_last_replaces_nothing():
    made_up = made(V2, {}, {"bucket": "it-1a2b3c"})
    assert found(made_up, made(V2, {"bucket": "it-1a2b3c"})) == []
    assert found(made_up, made(V2, {"bucket": "other"})) == [("replace", "bucket")]


def test_findings_of_what_is_only_called_otherwise_are_not_new():
    before = graph(made(V2, {"bucket": "it"}, {"id": "it"}))
    after = graph(made(BUCKET, {"bucket": "it"}, {"id": "it"}, aliases=({"type": V2},)))
    report = environment("prod", Snapshot(True, None, before), Snapshot(True, None, after), Beside())
    assert report.findings
    assert not [item for item in report.findings if item.new]


def test_a_static_website_is_open_to_anyone():
    site = made("azure-native:storage:StorageAccountStaticWebsite", {"accountName": "acme"})
    (right,) = access(graph(site)).rights
    assert (right.who.kind, right.action, right.scope) == ("public", "read", "$web/*")


@pytest.mark.parametrize(
    "type_",
    [
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        "azure-native:storage:ObjectReplicationPolicy",
        "azure-native:keyvault:AccessPolicy",
    ],
)
def test_what_copies_files_or_gives_rights_and_is_not_read_is_said(type_):
    assert access(graph(made(type_, {}))).unread
