"""The evaluator: where listing is checked, folders, conditions, the public, the account that fills the CDN's cache."""

from __future__ import annotations

import pytest

from infra.decisions.gcp import policies
from infra.decisions.gcp.evaluate import CDN_FILL, LIST, Request, decide, decide_account

WEB = "serviceAccount:web@p.iam.gserviceaccount.com"
GET = "storage.objects.get"


def read(*items):
    return policies.read((type_, inputs, inputs) for type_, inputs in items)


def on_bucket(role, member, expression=""):
    condition = {"condition": {"title": "t", "expression": expression}} if expression else {}
    return policies.BUCKET_MEMBER, {"bucket": "b", "role": role, "member": member, **condition}


def on_folder(role, member, folder="media/"):
    return policies.FOLDER_MEMBER, {"bucket": "b", "managedFolder": folder, "role": role, "member": member}


def allowed(found, permission, name="", member=WEB, bucket="b"):
    return decide(found, Request(permission, member, bucket, name)).allowed


def test_a_folder_covers_its_prefix_and_listing_below_it():
    found = read(on_folder("roles/storage.objectUser", WEB))
    assert allowed(found, GET, "media/a")
    assert allowed(found, LIST, "media/")
    assert allowed(found, LIST, "media/sub/")
    for name in ("", "med", "media", "media2/", "static/a"):
        assert not allowed(found, LIST, name)
        assert not allowed(found, GET, name)
    assert not allowed(found, GET, "media/a", bucket="other")
    assert not allowed(found, "storage.buckets.get", "media/a")


def test_an_object_condition_never_lists():
    expression = 'resource.name.startsWith("projects/_/buckets/b/objects/media/")'
    found = read(on_bucket("roles/storage.objectUser", WEB, expression))
    assert allowed(found, GET, "media/a")
    assert not allowed(found, GET, "static/a")
    assert not allowed(found, LIST, "media/")


def test_a_bucket_binding_lists_everything():
    found = read(on_bucket("roles/storage.objectViewer", WEB))
    assert allowed(found, LIST)
    assert decide(found, Request(GET, WEB, "b", "x")).by == "roles/storage.objectViewer on b"


def test_custom_roles_are_exact():
    custom = (policies.CUSTOM_ROLE, {"name": "projects/p/roles/r", "permissions": [GET]})
    found = read(custom, on_bucket("projects/p/roles/r", WEB))
    assert allowed(found, GET, "x")
    assert not allowed(found, LIST)
    assert not allowed(found, "storage.objects.create", "x")


@pytest.mark.parametrize(("prevention", "result"), [("enforced", False), ("inherited", True)])
def test_public_access_prevention_keeps_everyone_out(prevention, result):
    bucket = (policies.BUCKET, {"name": "b", "publicAccessPrevention": prevention})
    for item in (
        on_bucket("roles/storage.legacyObjectReader", "allUsers"),
        on_folder("roles/storage.legacyObjectReader", "allUsers"),
    ):
        found = read(bucket, item)
        assert allowed(found, GET, "media/a", member="") is result
        assert allowed(found, GET, "media/a", member=WEB) is result


def test_authenticated_is_not_everyone():
    found = read(on_bucket("roles/storage.legacyObjectReader", "allAuthenticatedUsers"))
    assert allowed(found, GET, "a")
    assert not allowed(found, GET, "a", member="")


def test_the_cdn_is_the_account_of_some_project():
    agent = "serviceAccount:service-7@cloud-cdn-fill.iam.gserviceaccount.com"
    found = read(on_bucket("roles/storage.objectViewer", agent))
    assert allowed(found, GET, "a", member=CDN_FILL)
    assert not allowed(found, GET, "a")
    assert not allowed(read(on_bucket("roles/storage.objectViewer", CDN_FILL)), GET, "a", member=CDN_FILL)


def test_groups_and_outside_principals_are_nobody_here():
    for member in ("group:a@b.example", "principalSet://iam.googleapis.com/x/*", "user:web@p.iam.gserviceaccount.com"):
        assert not allowed(read(on_bucket("roles/storage.objectViewer", member)), GET, "a")


def test_signing_is_checked_on_the_account():
    name = "projects/p/serviceAccounts/web@p.iam.gserviceaccount.com"
    inputs = {"serviceAccountId": name, "role": "roles/iam.serviceAccountTokenCreator", "member": WEB}
    found = read((policies.ACCOUNT_MEMBER, inputs))
    sign = "iam.serviceAccounts.signBlob"
    assert decide_account(found, sign, WEB, "web@p.iam.gserviceaccount.com").allowed
    assert not decide_account(found, sign, WEB, "other@p.iam.gserviceaccount.com").allowed
    assert not decide_account(found, sign, "", "web@p.iam.gserviceaccount.com").allowed
