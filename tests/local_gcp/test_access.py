"""Who may do what over HTTP, with Google's own client: isolation by prefix, the public, ACLs, missing objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from google.api_core import exceptions

from tests.local_gcp.helpers import DELETE, LIST, READ, WRITE, account, acting_as, bucket, fetch, folder, grant

if TYPE_CHECKING:
    from infra.local.gcp.cloud import LocalGcp


@pytest.fixture(scope="module")
def site(gcp: LocalGcp, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Two accounts with everything below a folder of their own, one reader of both, one object each."""
    name, keys = bucket(gcp), tmp_path_factory.mktemp("keys")
    made: dict[str, Any] = {"bucket": name}
    accounts = {who: account(gcp) for who in ("media", "static", "reader")}
    for prefix in ("media/", "static/"):
        folder(gcp, name, prefix)
        owner = accounts[prefix[:-1]]
        for permissions in (READ, WRITE, DELETE, LIST):
            grant(gcp, name, permissions, owner["member"], prefix)
        grant(gcp, name, READ, accounts["reader"]["member"], prefix)
        for key in ("there", "gone"):
            gcp.client().bucket(name).blob(prefix + key).upload_from_string("x")
    for who, item in accounts.items():
        made[who] = acting_as(gcp, keys, item["email"])
    return made


ACTIONS = {
    "read": lambda b, prefix: b.blob(f"{prefix}there").download_as_bytes(),
    "stat": lambda b, prefix: b.get_blob(f"{prefix}there").size,
    "write": lambda b, prefix: b.blob(f"{prefix}new").upload_from_string("x"),
    "replace": lambda b, prefix: b.blob(f"{prefix}new").upload_from_string("y"),
    "list": lambda b, prefix: list(b.list_blobs(prefix=prefix)),
    "copy": lambda b, prefix: b.copy_blob(b.blob(f"{prefix}there"), b, f"{prefix}copy"),
    "delete": lambda b, prefix: b.delete_blob(f"{prefix}gone"),
}
OUTSIDE = ("", "static/", "media2/", "med", "private/")


@pytest.mark.parametrize("action", ACTIONS)
def test_everything_inside_the_folder(site, action):
    ACTIONS[action](site["media"].bucket(site["bucket"]), "media/")


@pytest.mark.parametrize("prefix", OUTSIDE)
@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_outside_it(site, action, prefix):
    with pytest.raises(exceptions.Forbidden):
        ACTIONS[action](site["media"].bucket(site["bucket"]), prefix)


@pytest.mark.parametrize("action", set(ACTIONS) - {"read", "stat"})
def test_a_reader_only_reads(site, action):
    ours = site["reader"].bucket(site["bucket"])
    assert ACTIONS["read"](ours, "media/") == b"x"
    with pytest.raises(exceptions.Forbidden):
        ACTIONS[action](ours, "media/")


def test_a_copy_does_not_carry_out_of_the_folder(site):
    ours = site["media"].bucket(site["bucket"])
    for source, target in (("media/there", "static/x"), ("static/there", "media/x")):
        with pytest.raises(exceptions.Forbidden):
            ours.copy_blob(ours.blob(source), ours, target)


def test_replacing_needs_delete(gcp, tmp_path):
    name, who = bucket(gcp), account(gcp)
    grant(gcp, name, WRITE, who["member"])
    ours = acting_as(gcp, tmp_path, who["email"]).bucket(name)
    ours.blob("a").upload_from_string("1")
    with pytest.raises(exceptions.Forbidden, match=r"does not have storage\.objects\.delete access"):
        ours.blob("a").upload_from_string("2")
    with pytest.raises(exceptions.PreconditionFailed):
        ours.blob("a").upload_from_string("2", if_generation_match=0)
    grant(gcp, name, DELETE, who["member"])
    ours.blob("a").upload_from_string("2")
    assert gcp.client().bucket(name).blob("a").download_as_bytes() == b"2"


def test_only_who_lists_learns_that_an_object_is_missing(site):
    name = site["bucket"]
    assert site["media"].bucket(name).get_blob("media/none") is None
    with pytest.raises(exceptions.Forbidden, match=r"storage\.objects\.list"):
        site["reader"].bucket(name).get_blob("media/none")
    with pytest.raises(exceptions.Forbidden):
        site["reader"].bucket(name).blob("media/none").delete()
    with pytest.raises(exceptions.NotFound):
        site["media"].bucket(name).blob("media/none").delete()


def test_a_bucket_that_is_not_there(site):
    with pytest.raises(exceptions.NotFound, match="The specified bucket does not exist"):
        site["media"].bucket("no-such-bucket").blob("a").upload_from_string("x")


def test_a_condition_gives_objects_and_no_listing(gcp, tmp_path):
    name, who = bucket(gcp), account(gcp)
    expression = (
        f'resource.type == "storage.googleapis.com/Object" && '
        f'resource.name.startsWith("projects/_/buckets/{name}/objects/media/")'
    )
    for permissions in (READ, WRITE, LIST):
        grant(gcp, name, permissions, who["member"], condition={"title": "media", "expression": expression})
    ours = acting_as(gcp, tmp_path, who["email"]).bucket(name)
    ours.blob("media/a").upload_from_string("x")
    assert ours.blob("media/a").download_as_bytes() == b"x"
    for call in (lambda: list(ours.list_blobs(prefix="media/")), lambda: ours.blob("b").upload_from_string("x")):
        with pytest.raises(exceptions.Forbidden):
            call()


def test_the_public_reads_a_folder_and_lists_nothing(gcp):
    name = bucket(gcp, publicAccessPrevention="inherited")
    folder(gcp, name, "static/")
    grant(gcp, name, READ, "allUsers", "static/")
    for key in ("static/a.css", "media/a.jpg"):
        gcp.client().bucket(name).blob(key).upload_from_string("x", content_type="text/css")
    answer = fetch(f"{gcp.endpoint}/{name}/static/a.css")
    assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "x", "text/css")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    for path in ("media/a.jpg", "static/none.css", "", "static/"):
        answer = fetch(f"{gcp.endpoint}/{name}/{path}")
        assert (answer.status, "<Code>AccessDenied</Code>" in answer.text) == (403, True)
    listed = fetch(f"{gcp.endpoint}/storage/v1/b/{name}/o")
    message = "Anonymous caller does not have storage.objects.list access to the Google Cloud Storage bucket."
    assert (listed.status, listed.headers["www-authenticate"][:6]) == (401, "Bearer")
    assert message in listed.json["error"]["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_the_public_writes_nothing(gcp, method):
    name = bucket(gcp, publicAccessPrevention="inherited")
    grant(gcp, name, READ, "allUsers")
    gcp.client().bucket(name).blob("a").upload_from_string("x")
    assert fetch(f"{gcp.endpoint}/{name}/a", method, body=b"y").status == 403
    assert fetch(f"{gcp.endpoint}/{name}/a").text == "x"


def test_a_token_that_is_none_of_ours(gcp):
    name = bucket(gcp, publicAccessPrevention="inherited")
    grant(gcp, name, READ, "allUsers")
    for header in ("Bearer nope", "Basic x", f"Bearer{gcp.token}"):
        answer = fetch(f"{gcp.endpoint}/storage/v1/b/{name}/o/a", headers={"Authorization": header})
        assert (answer.status, answer.json["error"]["message"]) == (401, "Invalid Credentials")
        assert fetch(f"{gcp.endpoint}/{name}/a", headers={"Authorization": header}).status == 401


def test_acls_are_refused_as_google_refuses_them(gcp):
    name = bucket(gcp)
    blob = gcp.client().bucket(name).blob("a")
    with pytest.raises(exceptions.BadRequest, match="Cannot insert legacy ACL for an object when uniform bucket-level"):
        blob.upload_from_string("x", predefined_acl="publicRead")
    blob.upload_from_string("x")
    with pytest.raises(exceptions.BadRequest, match="Cannot use ACL API"):
        blob.make_public()
    with pytest.raises(exceptions.BadRequest, match="Cannot use ACL API"):
        gcp.client().bucket(name).acl.reload()
    headers = {"Authorization": f"Bearer {gcp.token}", "x-goog-acl": "public-read"}
    assert fetch(f"{gcp.endpoint}/{name}/b", "PUT", headers, b"x").status == 400


def test_permissions_can_be_asked_for(site):
    ours = site["media"].bucket(site["bucket"])
    assert ours.test_iam_permissions(["storage.objects.get", "storage.buckets.get"]) == []
    with pytest.raises(exceptions.Forbidden):
        site["media"].get_bucket(site["bucket"])


def test_what_is_not_emulated_is_told_and_not_tried_again(gcp):
    with pytest.raises(exceptions.MethodNotImplemented, match="POST /storage/v1/b is not emulated"):
        gcp.client().create_bucket("a-bucket")
