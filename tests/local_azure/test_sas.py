"""User delegation SAS as azure-storage-blob makes them: checked by the account, limited to what the signer may do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from azure.storage.blob import BlobSasPermissions, ContainerSasPermissions, generate_blob_sas, generate_container_sas

from infra.decisions.azure import rbac
from tests.local.helpers import fetch
from tests.local_azure.helpers import DENIED, Identity, Site, assign, make_identity, make_role, refusal, worker

if TYPE_CHECKING:
    from tests.local_azure.conftest import Clock


@pytest.fixture(scope="module")
def web(site: Site) -> Identity:
    made = worker(site, actions=(rbac.READ, rbac.WRITE, rbac.ADD))
    delegator = make_role(site.cloud, site.account_id, actions=(rbac.DELEGATE,))
    assign(site.cloud, made.principal, delegator, site.account_id)
    return made


def later(hours: float = 1) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


@pytest.fixture(scope="module")
def key(site: Site, web: Identity):
    return site.client(web.token).get_user_delegation_key(later(-2), later(24))


def url(site: Site, key: Any, name: str = "media/a.txt", **more: Any) -> str:
    given = {"permission": BlobSasPermissions(read=True), "expiry": later(), **more}
    token = generate_blob_sas(site.account, "files", name, user_delegation_key=key, **given)
    return f"{site.url}/files/{name.replace(' ', '%20')}?{token}"


def failed(answer: Any, why: str) -> bool:
    return (answer.status, answer.headers["x-ms-error-code"]) == (403, "AuthenticationFailed") and why in answer.text


def test_a_good_signature(site, key):
    answer = fetch(url(site, key))
    assert (answer.status, answer.text) == (200, "media/a.txt")
    assert fetch(url(site, key), "HEAD").headers["content-length"] == "11"
    part = fetch(url(site, key), headers={"Range": "bytes=0-4"})
    assert (part.status, part.text) == (206, "media")
    assert fetch(url(site, key, "media/none.txt")).headers["x-ms-error-code"] == "BlobNotFound"
    site.owner.get_blob_client("files", "media/a b.txt").upload_blob(b"x", overwrite=True)
    assert fetch(url(site, key, "media/a b.txt")).status == 200


def test_the_answer_has_the_headers_that_were_signed(site, key):
    answer = fetch(url(site, key, content_disposition="attachment", content_type="text/x", cache_control="no-store"))
    shown = {name: answer.headers[name] for name in ("content-disposition", "content-type", "cache-control")}
    assert shown == {"content-disposition": "attachment", "content-type": "text/x", "cache-control": "no-store"}


def test_an_expired_signature(site, key, clock: Clock):
    signed = url(site, key)
    clock.ahead = timedelta(minutes=59)
    assert fetch(signed).status == 200
    clock.ahead = timedelta(minutes=61)
    assert failed(fetch(signed), "Signature not valid in the specified time frame")


def test_a_key_that_expired_before_the_signature(site, key, clock: Clock):
    signed = url(site, key, expiry=later(48))
    assert fetch(signed).status == 200
    clock.ahead = timedelta(hours=25)
    assert failed(fetch(signed), "Signature not valid in the specified time frame")


def test_a_signature_that_is_not_valid_yet(site, key):
    assert failed(fetch(url(site, key, start=later(0.5))), "Signature not valid in the specified time frame")


def test_tampering(site, key, web):
    signed = url(site, key)
    for old, new in (
        ("sp=r", "sp=rw"),
        ("media/a.txt", "media/sub/b.txt"),
        (f"skoid={web.principal}", f"skoid={site.cloud.token}"),
        ("sr=b", "sr=c"),
        ("se=2", "se=3"),
        ("sig=", "sig=A"),
    ):
        assert old in signed
        assert failed(fetch(signed.replace(old, new, 1)), "Signature did not match")
    assert failed(fetch(signed + "&rsct=text%2Fhtml"), "Signature did not match")


def test_outside_the_signers_prefix(site, key):
    answer = fetch(url(site, key, "private/a.txt"))
    assert (answer.status, answer.headers["x-ms-error-code"]) == DENIED


def test_more_than_the_signer_may(site, key):
    signed = url(site, key, permission=BlobSasPermissions(read=True, delete=True))
    answer = fetch(signed, "DELETE")
    assert (answer.status, answer.headers["x-ms-error-code"]) == DENIED


def test_only_what_was_signed_for(site, key):
    put = {"x-ms-blob-type": "BlockBlob"}
    assert fetch(url(site, key), "PUT", put, b"x").headers["x-ms-error-code"] == "AuthorizationPermissionMismatch"
    create = BlobSasPermissions(create=True)
    assert fetch(url(site, key, "media/signed.txt", permission=create), "PUT", put, b"1").status == 201
    again = fetch(url(site, key, "media/signed.txt", permission=create), "PUT", put, b"2")
    assert again.headers["x-ms-error-code"] == "AuthorizationPermissionMismatch"
    write = BlobSasPermissions(write=True)
    assert fetch(url(site, key, "media/signed.txt", permission=write), "PUT", put, b"3").status == 201


def test_a_container_signature_keeps_the_signers_prefix(site, key):
    permission = ContainerSasPermissions(read=True, list=True)
    token = generate_container_sas(
        site.account, "files", user_delegation_key=key, permission=permission, expiry=later()
    )
    assert fetch(f"{site.url}/files/media/a.txt?{token}").status == 200
    assert fetch(f"{site.url}/files/private/a.txt?{token}").status == 403
    query = f"restype=container&comp=list&{token}"
    assert "media/a.txt" in fetch(f"{site.url}/files?{query}&prefix=media/").text
    assert fetch(f"{site.url}/files?{query}").status == 403


def test_an_address(site, key):
    assert fetch(url(site, key, ip="127.0.0.1-127.0.0.9")).status == 200
    answer = fetch(url(site, key, ip="10.0.0.1"))
    assert answer.headers["x-ms-error-code"] == "AuthorizationSourceIPMismatch"


def test_a_key_needs_the_delegators_role(site):
    other = site.client(worker(site).token)
    assert refusal(lambda: other.get_user_delegation_key(later(-2), later())) == DENIED


def test_a_key_lives_for_a_week_at_most(site, web):
    client = site.client(web.token)
    assert refusal(lambda: client.get_user_delegation_key(later(-2), later(24 * 8)))[0] == 400
    assert refusal(lambda: client.get_user_delegation_key(later(-2), later(-1)))[0] == 400


def test_a_signature_of_nobody(site, key):
    stranger = make_identity(site.cloud)
    signed = url(site, key).replace(key.signed_oid, stranger.principal)
    assert failed(fetch(signed), "Signature did not match")


def test_a_signature_outlives_no_role(site, clock):
    made = worker(site)
    delegator = make_role(site.cloud, site.account_id, actions=(rbac.DELEGATE,))
    assign(site.cloud, made.principal, delegator, site.account_id)
    signed = url(site, site.client(made.token).get_user_delegation_key(later(-2), later()))
    assert fetch(signed).status == 200
    from infra.local.azure.cloud import call
    from infra.local.azure.handlers import handlers

    remove = handlers(site.cloud)["azure-native:authorization:RoleAssignment"].delete
    for item in call(site.cloud, "GET", "resources"):
        if item["type"] == "authorization:RoleAssignment" and item["inputs"]["principalId"] == made.principal:
            remove(item["id"], {})
    assert fetch(signed).headers["x-ms-error-code"] == "AuthorizationPermissionMismatch"
