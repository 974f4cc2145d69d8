"""What an identity may do in the local Azure: prefixes, listings, scopes, new blobs only, copies, nobody, keys."""

from __future__ import annotations

import pytest
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobBlock, BlobServiceClient, StandardBlobTier

from infra.decisions.azure import rbac
from infra.local.azure.cloud import token_for
from tests.local.helpers import fetch
from tests.local_azure.helpers import (
    DENIED,
    Identity,
    Site,
    assign,
    bearer,
    make_container,
    make_identity,
    make_role,
    make_site,
    refusal,
    worker,
)


@pytest.fixture(scope="module")
def web(site: Site) -> Identity:
    return worker(site)


@pytest.fixture(scope="module")
def files(site: Site, web: Identity):
    return site.client(web.token).get_container_client("files")


def test_inside_the_prefix(files):
    blob = files.get_blob_client("media/new file+%20ü.txt")
    blob.upload_blob(b"x", metadata={"a": "1"}, tags=None)
    assert blob.download_blob().readall() == b"x"
    assert blob.get_blob_properties().metadata == {"a": "1"}
    blob.set_blob_metadata({"a": "2"})
    blob.upload_blob(b"y" * 100, overwrite=True)
    assert blob.download_blob(offset=10, length=5).readall() == b"yyyyy"
    assert [item.name for item in files.list_blobs(name_starts_with="media/new")] == ["media/new file+%20ü.txt"]
    blob.delete_blob()
    with pytest.raises(ResourceNotFoundError) as caught:
        blob.get_blob_properties()
    assert caught.value.error_code == "BlobNotFound"
    assert not blob.exists()


@pytest.mark.parametrize("name", ["private/a.txt", "mediator/a.txt", "media", "Media/a.txt", "media/../private/a.txt",
                                  "x/media/a.txt", "none/a.txt"])  # fmt: skip
def test_outside_the_prefix(files, name):
    blob = files.get_blob_client(name)
    assert refusal(blob.download_blob) == DENIED
    assert refusal(blob.get_blob_properties) == DENIED
    assert refusal(blob.delete_blob) == DENIED
    assert refusal(lambda: blob.upload_blob(b"x", overwrite=True)) == DENIED
    assert refusal(lambda: blob.stage_block("00", b"x")) == DENIED
    assert refusal(lambda: blob.commit_block_list([BlobBlock("00")])) == DENIED
    assert refusal(lambda: blob.set_blob_metadata({})) == DENIED
    assert refusal(lambda: blob.set_standard_blob_tier(StandardBlobTier.COOL)) == DENIED


@pytest.mark.parametrize("prefix", ["media/", "media/s", "media/sub/"])
def test_listing_inside_the_prefix(files, prefix):
    assert all(item.name.startswith(prefix) for item in files.list_blobs(name_starts_with=prefix))
    walked = {item.name for item in files.walk_blobs(name_starts_with="media/", delimiter="/")}
    assert {"media/a.txt", "media/sub/"} <= walked
    assert "media/sub/b.txt" not in walked


@pytest.mark.parametrize("prefix", [None, "", "media", "private/", "mediator/", "m"])
def test_listing_elsewhere(files, prefix):
    assert refusal(lambda: list(files.list_blobs(name_starts_with=prefix))) == DENIED


def test_dots_in_a_raw_path_do_not_leave_the_prefix(site, web):
    headers = bearer(web.token)
    for path in ("media/../private/a.txt", "media/%2e%2e/private/a.txt"):
        answer = fetch(f"{site.url}/files/{path}", headers=headers)
        assert (answer.status, answer.headers["x-ms-error-code"]) == DENIED
    assert fetch(f"{site.url}/files/media/..%2fprivate/a.txt", headers=headers).status == 404


def test_a_token_needs_a_version_of_the_service(site, web):
    answer = fetch(f"{site.url}/files/media/a.txt", headers={"Authorization": f"Bearer {web.token}"})
    assert (answer.status, answer.headers["x-ms-error-code"]) == (403, "AuthenticationFailed")
    assert "Bearer is not supported in this version; x-ms-version is needed" in answer.text


def test_other_operations(site, web, files):
    client = site.client(web.token)
    assert refusal(lambda: list(client.list_containers())) == DENIED
    assert refusal(files.get_container_properties) == DENIED
    assert refusal(lambda: files.get_blob_client("media/a.txt").get_blob_tags()) == DENIED
    assert refusal(lambda: client.create_container("mine")) == (501, "NotImplemented")
    assert refusal(files.delete_container) == (501, "NotImplemented")


def test_the_owner_sees_everything(site):
    assert "files" in [item.name for item in site.owner.list_containers()]
    listed = list(site.owner.get_container_client("files").list_blobs())
    assert {"media/a.txt", "private/a.txt"} <= {item.name for item in listed}
    assert {item.container for item in listed} == {"files"}


def test_a_container_that_is_not_there(site):
    assert refusal(lambda: list(site.owner.get_container_client("none").list_blobs())) == (404, "ContainerNotFound")
    assert fetch(f"{site.cloud.endpoint}/nosuch/files/a").headers["x-ms-error-code"] == "ResourceNotFound"


def test_blocks_and_a_large_blob(files):
    blob = files.get_blob_client("media/blocks.bin")
    for number in ("01", "02"):
        blob.stage_block(number, number.encode() * 3)
    committed, staged = blob.get_block_list("all")
    assert (committed, [item.id for item in staged]) == ([], ["01", "02"])
    blob.commit_block_list([BlobBlock("02"), BlobBlock("01")])
    assert blob.download_blob().readall() == b"020202010101"
    data = bytes(range(256)) * 20_000
    blob.upload_blob(data, overwrite=True, max_concurrency=2)
    assert blob.download_blob().readall() == data
    blob.delete_blob()


def test_no_overwriting_when_asked(files):
    with pytest.raises(ResourceExistsError):
        files.get_blob_client("media/a.txt").upload_blob(b"x", overwrite=False)


def test_add_makes_new_blobs_only(site):
    adder = worker(site, actions=(rbac.ADD,))
    blob = site.client(adder.token).get_blob_client("files", "media/added.txt")
    blob.upload_blob(b"1")
    assert refusal(lambda: blob.upload_blob(b"2", overwrite=True)) == DENIED
    assert refusal(blob.download_blob) == DENIED
    assert site.owner.get_blob_client("files", "media/added.txt").download_blob().readall() == b"1"


def test_a_copy_reads_its_source(site, files):
    target = files.get_blob_client("media/copy.txt")
    target.start_copy_from_url(f"{site.url}/files/media/a.txt")
    assert target.download_blob().readall() == b"media/a.txt"
    assert refusal(lambda: target.start_copy_from_url(f"{site.url}/files/private/a.txt")) == DENIED
    outside = "http://127.0.0.1:1/a/files/x"
    assert refusal(lambda: target.start_copy_from_url(outside)) == (404, "CannotVerifyCopySource")
    assert "sig=" not in str(target.get_blob_properties())


def test_a_container_scope_needs_no_condition(azure, site):
    other = make_container(azure, site.account, "media")
    who = make_identity(azure)
    assign(azure, who.principal, make_role(azure, site.account_id, (rbac.READ, rbac.WRITE)), other)
    client = site.client(who.token)
    client.get_blob_client("media", "media/a.txt").upload_blob(b"here")
    assert [item.name for item in client.get_container_client("media").list_blobs()] == ["media/a.txt"]
    assert refusal(client.get_blob_client("files", "media/a.txt").download_blob) == DENIED


def test_a_condition_fails_open_for_what_it_does_not_name(azure, site):
    """Why the product names every data action of a role in its conditions."""
    who = make_identity(azure)
    condition = f"!(ActionMatches{{'{rbac.READ}'}}) OR 'x'"
    condition = condition.replace("'x'", f"({'@Resource[Microsoft.Storage/storageAccounts:name]'} StringEquals 'x')")
    assign(azure, who.principal, make_role(azure, site.account_id, (rbac.READ, rbac.WRITE)), site.account_id, condition)
    blob = site.client(who.token).get_blob_client("files", "private/new.txt")
    blob.upload_blob(b"x")
    assert refusal(blob.download_blob) == DENIED


def test_an_assignment_that_is_removed_counts_no_more(azure, site):
    from infra.local.azure.handlers import handlers

    who = make_identity(azure)
    made = assign(azure, who.principal, "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", site.account_id)
    blob = site.client(who.token).get_blob_client("files", "private/a.txt")
    assert blob.download_blob().readall() == b"private/a.txt"
    handlers(azure)["azure-native:authorization:RoleAssignment"].delete(made, {})
    assert refusal(blob.download_blob) == DENIED


def test_accounts_are_apart(azure, site):
    other = make_site(azure)
    who = worker(other)
    assert refusal(site.client(who.token).get_blob_client("files", "media/a.txt").download_blob) == DENIED
    other.owner.get_blob_client("files", "media/only-here.txt").upload_blob(b"x")
    assert not site.owner.get_blob_client("files", "media/only-here.txt").exists()


def test_a_wrong_token(site):
    client = site.client("made-up")
    assert refusal(client.get_blob_client("files", "media/a.txt").download_blob) == (401, "InvalidAuthenticationInfo")


def test_an_identity_without_roles(azure, site):
    client = site.client(token_for(azure, "00000000-0000-0000-0000-00000000abcd"))
    assert refusal(client.get_blob_client("files", "media/a.txt").download_blob) == DENIED


KEY = "c2VjcmV0LWtleS1vZi1ub2JvZHk="


def test_shared_keys_are_refused_where_they_are_off(azure, site):
    by_key = BlobServiceClient(site.url, credential={"account_name": site.account, "account_key": KEY}, retry_total=0)
    blob = by_key.get_blob_client("files", "media/a.txt")
    assert refusal(blob.download_blob) == (403, "KeyBasedAuthenticationNotPermitted")
    service_sas = fetch(f"{site.url}/files/media/a.txt?sv=2025-01-05&sr=b&sp=r&se=2099-01-01&sig=abc")
    assert service_sas.headers["x-ms-error-code"] == "KeyBasedAuthenticationNotPermitted"
    other = make_site(azure, allowSharedKeyAccess=True)
    answer = fetch(f"{other.url}/files/media/a.txt", headers={"Authorization": f"SharedKey {other.account}:{KEY}"})
    assert "hands out no account keys" in answer.text


def test_nobody(azure, site):
    closed = fetch(f"{site.url}/files/media/a.txt")
    assert (closed.status, closed.headers["x-ms-error-code"]) == (409, "PublicAccessNotPermitted")
    asked = fetch(f"{site.url}/files/media/a.txt", headers={"x-ms-version": "2025-01-05"})
    assert (asked.status, asked.headers["x-ms-error-code"]) == (401, "NoAuthenticationInformation")
    assert asked.headers["www-authenticate"].startswith("Bearer ")
    head = fetch(f"{site.url}/files/media/a.txt", "HEAD")
    assert (head.status, head.headers["x-ms-error-code"], head.body) == (409, "PublicAccessNotPermitted", b"")
    private = make_site(azure, public="None", allowBlobPublicAccess=True)
    assert fetch(f"{private.url}/files/media/a.txt").headers["x-ms-error-code"] == "ResourceNotFound"


def test_a_public_container(azure):
    public = make_site(azure, public="Blob")
    answer = fetch(f"{public.url}/files/media/a.txt", headers={"Range": "bytes=0-4"})
    assert (answer.status, answer.text, answer.headers["content-range"]) == (206, "media", "bytes 0-4/11")
    assert fetch(f"{public.url}/files/none.txt").headers["x-ms-error-code"] == "BlobNotFound"
    assert fetch(f"{public.url}/files?restype=container&comp=list").status == 404
    assert fetch(f"{public.url}/files/media/a.txt", "DELETE").status == 404
    assert fetch(f"{public.url}/files/x", "PUT", {"x-ms-blob-type": "BlockBlob"}, b"x").status == 404
    listable = make_site(azure, public="Container")
    assert "media/a.txt" in fetch(f"{listable.url}/files?restype=container&comp=list").text


def test_what_is_not_emulated(site):
    headers = bearer(site.cloud.token)
    answer = fetch(f"{site.url}/files/media/a.txt?versionid=1", headers=headers)
    assert (answer.status, "GET - versionid on a blob is not emulated" in answer.text) == (501, True)
    assert fetch(f"{site.url}/?comp=batch", "POST", headers).status == 501


def test_cross_origin_requests(azure):
    from infra.local.azure.handlers import handlers

    site = make_site(azure, public="Blob")
    rule = {"allowedOrigins": ["https://*.example"], "allowedMethods": ["GET", "PUT"], "allowedHeaders": ["x-ms-*"],
            "exposedHeaders": ["ETag"], "maxAgeInSeconds": 60}  # fmt: skip
    url = f"{site.url}/files/media/a.txt"
    asks = {"Origin": "https://site.example", "Access-Control-Request-Method": "PUT"}
    assert fetch(url, "OPTIONS", asks).headers["x-ms-error-code"] == "CorsPreflightFailure"
    service = handlers(azure)["azure-native:storage:BlobServiceProperties"]
    service.create({"resourceGroupName": "shop-test", "accountName": site.account, "cors": {"corsRules": [rule]}})
    yes = fetch(url, "OPTIONS", {**asks, "Access-Control-Request-Headers": "x-ms-blob-type"})
    assert {key: value for key, value in yes.headers.items() if key.startswith("access-control")} == {
        "access-control-allow-origin": "https://site.example",
        "access-control-allow-methods": "PUT",
        "access-control-allow-headers": "x-ms-blob-type",
        "access-control-max-age": "60",
        "access-control-allow-credentials": "true",
    }
    for wrong in ({"Origin": "https://evil.test"}, {"Access-Control-Request-Method": "DELETE"},
                  {"Access-Control-Request-Headers": "content-type"}):  # fmt: skip
        assert fetch(url, "OPTIONS", {**asks, **wrong}).status == 403
    answer = fetch(url, headers={"Origin": "https://site.example"})
    assert answer.headers["access-control-allow-origin"] == "https://site.example"
    assert answer.headers["access-control-expose-headers"] == "ETag"
    assert "access-control-allow-origin" not in fetch(url).headers
