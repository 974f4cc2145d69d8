"""Signed cookies, verified as CloudFront would: with the public key alone."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpResponse
from django.test import override_settings

NOW = 1_800_000_000


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
