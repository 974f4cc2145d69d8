"""Tokens for key files, V4 signed URLs and signBlob: what is good, late, tampered with or by somebody else."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from google.auth import crypt, jwt
from google.cloud.storage import _signing

from infra.local.gcp import session
from infra.local.gcp.handlers import handlers
from tests.local_gcp.helpers import DELETE, LIST, READ, WRITE, account, acting_as, bucket, fetch, grant, make, role
from tests.local_gcp.test_objects import NAMES

if TYPE_CHECKING:
    from infra.local.gcp.cloud import LocalGcp

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True)
class Signer:
    bucket: Any
    email: str
    name: str
    member: str
    info: dict[str, str]


@pytest.fixture(scope="module")
def signer(gcp: LocalGcp, tmp_path_factory: pytest.TempPathFactory) -> Signer:
    name, who, keys = bucket(gcp), account(gcp), tmp_path_factory.mktemp("keys")
    for permissions in (READ, WRITE, DELETE, LIST):
        grant(gcp, name, permissions, who["member"])
    ours = acting_as(gcp, keys, who["email"]).bucket(name)
    ours.blob("a.txt").upload_from_string("hello", content_type="text/plain")
    info = json.loads((keys / who["email"] / "web.google.json").read_text())
    return Signer(ours, who["email"], who["name"], who["member"], info)


def url_of(signer: Signer, name: str = "a.txt", seconds: int = 60, **more: Any) -> str:
    url: str = signer.bucket.blob(name).generate_signed_url(expiration=seconds, version="v4", **more)
    return url


@pytest.mark.parametrize("name", NAMES)
def test_a_signed_url_of_a_strange_name(signer, name):
    signer.bucket.blob(name).upload_from_string(name)
    answer = fetch(url_of(signer, name))
    assert (answer.status, answer.text) == (200, name)
    assert answer.headers["cache-control"] == "private, max-age=0"


def test_a_signed_url_is_for_its_time(signer, clock):
    url = url_of(signer, seconds=60)
    assert fetch(url).status == 200
    clock.ahead = timedelta(seconds=62)
    answer = fetch(url)
    assert (answer.status, "<Code>ExpiredToken</Code>" in answer.text) == (400, True)
    clock.ahead = timedelta(minutes=-20)
    assert fetch(url).status == 403


@pytest.mark.parametrize(
    ("old", "new"),
    [("a.txt", "b.txt"), ("Expires=60", "Expires=600"), ("Signature=", "Signature=0"), ("Goog-Date=2", "Goog-Date=1"),
     ("?X-", "?generation=1&X-"), ("%2Fauto%2F", "%2Feu%2F"), ("%40stowplan", "%40other")],
)  # fmt: skip
def test_a_tampered_url_is_refused(signer, old, new):
    url = url_of(signer)
    assert old in url
    answer = fetch(url.replace(old, new, 1))
    assert answer.status in {400, 403}
    assert "<Code>SignatureDoesNotMatch</Code>" in answer.text or "MalformedSecurityHeader" in answer.text


def test_a_url_is_for_its_method(signer):
    url = url_of(signer)
    for method in ("HEAD", "PUT", "DELETE"):
        assert fetch(url, method).status == 403
    assert fetch(url_of(signer, method="DELETE", name="nothing"), "DELETE").status == 404


def test_an_upload_by_url_with_its_signed_headers(signer):
    url = url_of(signer, "up.txt", method="PUT", content_type="text/css")
    assert fetch(url, "PUT", {"Content-Type": "text/plain"}, b"x").status == 403
    assert fetch(url, "PUT", {"Content-Type": "text/css", "x-goog-meta-a": "1"}, b"x").status == 400
    assert fetch(url, "PUT", {"Content-Type": "text/css"}, b"x").status == 200
    assert signer.bucket.get_blob("up.txt").content_type == "text/css"


def test_a_url_can_change_the_answers_headers(signer):
    answer = fetch(url_of(signer, response_disposition='attachment; filename="b.txt"', response_type="text/html"))
    assert answer.headers["content-disposition"] == 'attachment; filename="b.txt"'
    assert answer.headers["content-type"] == "text/html"


def test_a_url_gives_no_more_than_its_signer_has(gcp, tmp_path, signer):
    who = account(gcp)
    url = acting_as(gcp, tmp_path, who["email"]).bucket(signer.bucket.name).blob("a.txt").generate_signed_url(
        expiration=60, version="v4"
    )  # fmt: skip
    assert fetch(url).status == 403
    identifier = grant(gcp, signer.bucket.name, READ, who["member"])
    assert fetch(url).status == 200
    handlers(gcp)["gcp:storage/bucketIAMMember:BucketIAMMember"].delete(identifier, {})
    assert fetch(url).status == 403


def test_a_deleted_account_signs_nothing(gcp, tmp_path):
    name, who = bucket(gcp), account(gcp)
    grant(gcp, name, READ, who["member"])
    gcp.client().bucket(name).blob("a").upload_from_string("x")
    blob = acting_as(gcp, tmp_path, who["email"]).bucket(name).blob("a")
    url = blob.generate_signed_url(expiration=60, version="v4")
    assert fetch(url).status == 200
    handlers(gcp)["gcp:serviceaccount/account:Account"].delete(who["name"], who)
    assert fetch(url).status == 403


def assertion(signer: Signer, **changes: Any) -> bytes:
    now = int(time.time())
    claims = {"iss": signer.email, "aud": signer.info["token_uri"], "iat": now, "exp": now + 3600, "scope": "s"}
    key = crypt.RSASigner.from_service_account_info(signer.info)
    return jwt.encode(key, {**claims, **changes})


def ask(gcp: LocalGcp, token: bytes, grant_type: str = GRANT):
    form = urlencode({"grant_type": grant_type, "assertion": token.decode()}).encode()
    return fetch(f"{gcp.endpoint}/token", "POST", {"Content-Type": "application/x-www-form-urlencoded"}, form)


def test_a_token_is_of_its_account_and_ends(gcp, signer, clock):
    answer = ask(gcp, assertion(signer)).json
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)
    url = f"{gcp.endpoint}/storage/v1/b/{signer.bucket.name}/o/a.txt"
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    assert fetch(url, headers=headers).json["name"] == "a.txt"
    clock.ahead = timedelta(seconds=3601)
    assert fetch(url, headers=headers).status == 401


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"iss": "none@p.iam.gserviceaccount.com"}, "Invalid grant: account not found"),
        ({"aud": "https://elsewhere.example/token"}, "the audience is http://127.0.0.1:"),
        ({"exp": 1, "iat": 0}, "check your iat and exp values"),
        ({"exp": 4_000_000_000}, "Token must be a short-lived token"),
        ({"exp": None}, "Token must be a short-lived token"),
    ],
)
def test_claims_that_give_no_token(gcp, signer, changes, message):
    answer = ask(gcp, assertion(signer, **changes))
    assert (answer.status, answer.json["error"]) == (400, "invalid_grant")
    assert message in answer.json["error_description"]


def test_what_is_not_signed_by_a_key_of_the_account(gcp, signer):
    head, body, signature = assertion(signer).split(b".")
    for bad in (b".".join([head, body, signature[:-8] + b"AAAAAAAA"]), b"x", b"a.b.c", b".".join([head, body, b""])):
        assert ask(gcp, bad).json["error"] == "invalid_grant"
    assert ask(gcp, assertion(signer), "password").json["error"] == "unsupported_grant_type"


def test_sign_blob_on_oneself(gcp, signer, monkeypatch):
    token = ask(gcp, assertion(signer)).json["access_token"]
    url = f"{gcp.endpoint}/v1/projects/-/serviceAccounts/{signer.email}:signBlob?alt=json"
    body = json.dumps({"payload": base64.b64encode(b"text").decode()}).encode()
    headers = {"Authorization": f"Bearer {token}"}
    assert fetch(url, "POST", headers, body).status == 403
    inputs = {"serviceAccountId": signer.name, "role": role(gcp, ["iam.serviceAccounts.signBlob"]),
              "member": signer.member}  # fmt: skip
    make(gcp, "gcp:serviceaccount/iAMMember:IAMMember", inputs)
    assert fetch(url, "POST", headers, body).status == 200
    assert fetch(url, "POST", headers, b"{}").status == 400
    assert fetch(url, "POST", {}, body).status == 403
    other = url.replace(signer.email, account(gcp)["email"])
    assert fetch(other, "POST", headers, body).status == 403

    def sign(message, access_token, email, *_):
        payload = json.dumps({"payload": base64.b64encode(message.encode()).decode()}).encode()
        return fetch(url, "POST", {"Authorization": f"Bearer {access_token}"}, payload).json["signedBlob"]

    monkeypatch.setattr(_signing, "_sign_message", sign)  # the SDK only knows Google's own address for it
    signed = url_of(signer, service_account_email=signer.email, access_token=token)
    assert fetch(signed).text == "hello"


def test_a_key_of_the_stack_is_a_key_file(gcp, tmp_path, signer):
    identifier, outputs = make(gcp, "gcp:serviceaccount/key:Key", {"serviceAccountId": signer.name})
    told = {
        "workloads": {"web": {"gcp": {"email": signer.email}}},
        "secrets": {"web": {"google_credentials_base64": outputs["privateKey"]}},
    }
    path = session.credentials(gcp, tmp_path, "web", told)["google_credentials_file"]
    info = json.loads(Path(path).read_text())
    assert (info["type"], info["client_email"]) == ("service_account", signer.email)
    own = Signer(signer.bucket, signer.email, signer.name, signer.member, info)
    assert ask(gcp, assertion(own)).status == 200
    handler = handlers(gcp)["gcp:serviceaccount/key:Key"]
    assert "privateKey" not in (handler.read(identifier, {}) or {})
    handler.delete(identifier, outputs)
    assert ask(gcp, assertion(own)).json["error_description"] == "Invalid JWT Signature."
