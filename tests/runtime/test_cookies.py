"""Signed cookies, verified as CloudFront would, with the public key alone, and as Cloud CDN would, over HTTP."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpResponse
from django.test import override_settings

pytest_plugins = ["tests.runtime.gcs_fixtures"]

NOW = 1_800_000_000
KEY = "nZtRohdNF9m3cKM24IcK4w=="


@pytest.fixture
def videos(runtime, options, pem, monkeypatch):
    keys = {"cookie_key_id": "K1", "cookie_key": pem, "cookie_domain": ".example.com"}
    more = {"custom_domain": "media.example.com", "querystring_auth": False, "location": "private/videos"}
    backend = f"{runtime.name}.s3.S3MediaStorage"
    aliases = {
        "videos": {"BACKEND": backend, "OPTIONS": options(**more, **keys)},
        "plain": {"BACKEND": backend, "OPTIONS": options(**more)},
    }
    monkeypatch.setattr(runtime.cookies, "time", SimpleNamespace(time=lambda: NOW + 0.5))
    with override_settings(STORAGES=aliases):
        yield runtime.cookies


def decoded(text: str) -> bytes:
    return base64.b64decode(text.translate(str.maketrans("-_~", "+=/")))


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("", "private/videos/"),
        ("users/1", "private/videos/users/1/"),
        ("/users/1/", "private/videos/users/1/"),
        ("größe 1", "private/videos/gr%C3%B6%C3%9Fe%201/"),
    ],
)
def test_the_policy_is_for_the_folder_and_the_time(videos, private_key, path, folder):
    cookies = videos.signed_cookies("videos", expires_in=600, path=path)
    policy = decoded(cookies["CloudFront-Policy"])
    resource = f"https://media.example.com/{folder}*"
    until = {"DateLessThan": {"AWS:EpochTime": NOW + 600}}
    assert json.loads(policy) == {"Statement": [{"Resource": resource, "Condition": until}]}
    assert cookies["CloudFront-Key-Pair-Id"] == "K1"
    check = (padding.PKCS1v15(), hashes.SHA1())
    private_key.public_key().verify(decoded(cookies["CloudFront-Signature"]), policy, *check)
    with pytest.raises(InvalidSignature):
        private_key.public_key().verify(decoded(cookies["CloudFront-Signature"]), policy + b" ", *check)


def test_the_alphabet_is_one_that_cookies_may_have(videos):
    values = "".join(videos.signed_cookies("videos", expires_in=600).values())
    assert not set(values) & set("+=/ ;,")


def test_cookies_on_a_response(videos):
    response = HttpResponse()
    videos.set_signed_cookies(response, "videos", expires_in=600, path="users/1")
    assert set(response.cookies) == {"CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id"}
    for cookie in response.cookies.values():
        found = {name: cookie[name] for name in ("domain", "path", "max-age", "secure", "httponly", "samesite")}
        assert found == {
            "domain": ".example.com",
            "path": "/private/videos/users/1/",
            "max-age": 600,
            "secure": True,
            "httponly": True,
            "samesite": "Lax",
        }


def test_cookies_for_another_site(videos):
    response = HttpResponse()
    videos.set_signed_cookies(response, "videos", expires_in=600, samesite="None")
    assert response.cookies["CloudFront-Policy"]["samesite"] == "None"


def test_cookies_are_cleared_where_they_were_set(videos):
    response = HttpResponse()
    videos.clear_signed_cookies(response, "videos", path="users/1")
    cookie = response.cookies["CloudFront-Signature"]
    assert (cookie["max-age"], cookie["path"], cookie["domain"]) == (0, "/private/videos/users/1/", ".example.com")
    assert len(response.cookies) == 3


def test_urls_stay_unsigned(videos):
    from django.core.files.storage import storages

    assert storages["videos"].url("a.mp4") == "https://media.example.com/private/videos/a.mp4"


@pytest.mark.parametrize(
    ("alias", "asked", "failure", "text"),
    [
        (
            "plain",
            {},
            ImproperlyConfigured,
            "STORAGES['plain'] has no cookie_key_id and cookie_key to sign cookies with",
        ),
        ("videos", {"path": "a*"}, ValueError, "path is 'a*'; * would match more than the one folder"),
        ("videos", {"expires_in": 0}, ValueError, "expires_in is 0; it must be a positive number of seconds"),
        ("videos", {"path": "../../other"}, SuspiciousOperation, "Attempted access to '../../other/' denied."),
    ],
)
def test_what_is_refused(videos, alias, asked, failure, text):
    with pytest.raises(failure) as caught:
        videos.signed_cookies(alias, **{"expires_in": 600, **asked})
    assert str(caught.value) == text


@pytest.fixture
def films(runtime, gcs_options, google_env, google, gcs_bucket, monkeypatch):
    """An alias behind the front's Cloud CDN, and one behind a host that does not answer."""
    keys = {"cookie_key_name": "my-key", "cookie_key": KEY, "querystring_auth": False}
    here = gcs_options(custom_endpoint=f"{google.address}/cdn/{gcs_bucket}", location="private/films", **keys)
    away = {**here, "custom_endpoint": "https://media.example.com/", "cookie_domain": ".example.com"}
    backend = f"{runtime.name}.gcs.GCSMediaStorage"
    aliases = {
        "films": {"BACKEND": backend, "OPTIONS": here},
        "away": {"BACKEND": backend, "OPTIONS": away},
        "keyless": {"BACKEND": backend, "OPTIONS": {**away, "cookie_key": None}},
    }
    monkeypatch.setitem(google.cdn_keys, "my-key", base64.urlsafe_b64decode(KEY))
    with override_settings(STORAGES=aliases):
        yield runtime.cookies


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("", "private/films/"),
        ("users/1", "private/films/users/1/"),
        ("größe '1'", "private/films/gr%C3%B6%C3%9Fe%20%271%27/"),
    ],
)
def test_cloud_cdns_policy_is_for_the_folder_and_the_time(films, monkeypatch, path, folder):
    from django.core.files.storage import storages

    monkeypatch.setattr(films, "time", SimpleNamespace(time=lambda: NOW + 0.5))
    cookies = films.signed_cookies("away", expires_in=600, path=path)
    fields = dict(part.split("=", 1) for part in cookies.pop("Cloud-CDN-Cookie").split(":"))
    assert cookies == {}
    prefix = base64.urlsafe_b64decode(fields.pop("URLPrefix")).decode()
    assert prefix == f"https://media.example.com/{folder}"
    assert storages["away"].url(f"{path}/a.mp4".lstrip("/")).startswith(prefix)
    assert len(base64.urlsafe_b64decode(fields.pop("Signature"))) == 20
    assert fields == {"Expires": str(NOW + 600), "KeyName": "my-key"}


def get(url: str, cookie: str) -> int:
    try:
        with urlopen(Request(url, headers={"Cookie": cookie} if cookie else {})) as answer:
            return answer.status
    except HTTPError as error:
        error.close()
        return error.code


def test_cloud_cdn_opens_the_folder_to_the_cookie_as_it_is_sent(films):
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    storage, response = storages["films"], HttpResponse()
    for name in ("users/1/größe.mp4", "users/10/a.mp4"):
        storage.save(name, ContentFile(b"x"))
    films.set_signed_cookies(response, "films", expires_in=600, path="users/1")
    sent = response.cookies.output(header="").strip().partition(";")[0]
    assert sent.startswith("Cloud-CDN-Cookie=URLPrefix=")
    assert get(storage.url("users/1/größe.mp4"), sent) == 200
    assert get(storage.url("users/1/größe.mp4"), "") == 403
    assert get(storage.url("users/10/a.mp4"), sent) == 403
    assert get(storage.url("users/1/größe.mp4"), sent.replace("Expires=1", "Expires=2")) == 403


def test_cloud_cdns_cookie_is_set_and_cleared_for_the_folder(films):
    for act, age in ((films.set_signed_cookies, 600), (films.clear_signed_cookies, 0)):
        response = HttpResponse()
        act(response, "away", path="users/1", **({"expires_in": age} if age else {}))
        (cookie,) = response.cookies.values()
        assert cookie.key == "Cloud-CDN-Cookie"
        assert (cookie["domain"], cookie["path"]) == (".example.com", "/private/films/users/1/")
        assert cookie["max-age"] == age


def test_cloud_cdns_cookie_needs_a_key(films):
    with pytest.raises(ImproperlyConfigured) as caught:
        films.signed_cookies("keyless", expires_in=600)
    assert str(caught.value) == "STORAGES['keyless'] has no cookie_key_name and cookie_key to sign cookies with"


def test_front_door_has_no_cookies(runtime):
    backend = f"{runtime.name}.azure.AzureMediaStorage"
    options = {"account_name": "shop", "azure_container": "files", "expiration_secs": 60}
    with override_settings(STORAGES={"films": {"BACKEND": backend, "OPTIONS": options}}):
        with pytest.raises(ImproperlyConfigured) as caught:
            runtime.cookies.signed_cookies("films", expires_in=600)
        text = "STORAGES['films'] is on Azure, and Front Door has no signed cookies; give signed links, by url()"
        assert str(caught.value) == text
        with pytest.raises(ImproperlyConfigured, match="Front Door has no signed cookies"):
            runtime.cookies.clear_signed_cookies(HttpResponse(), "films")


def test_cookies_of_one_cloud_do_not_need_the_other(runtime):
    seen = "sorted({'google.auth', 'botocore'} & set(sys.modules))"
    code = f"import django.conf, {runtime.name}.cookies, sys; print({seen})"
    environment = {**os.environ, "PYTHONPATH": str(runtime.root)}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
