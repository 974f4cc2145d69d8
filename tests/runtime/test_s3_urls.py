"""URLs: right for every name, stable within a window, signed as the options say."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import urlopen

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

NAMES = ["größe.txt", "日本/語.txt", "a b.txt", "a+b.txt", "50%25.txt", "a#b.txt", "a?b.txt", "a&b='~.txt"]


@pytest.fixture
def at(runtime, monkeypatch):
    """Set the present, in seconds since 1970, for the storage alone."""
    return lambda now: monkeypatch.setattr(runtime.s3_urls, "time", SimpleNamespace(time=lambda: now))


def decoded(text: str) -> bytes:
    return base64.b64decode(text.translate(str.maketrans("-_~", "+=/")))


@pytest.mark.parametrize("window", [0, 600])
def test_a_signed_url_finds_its_file(media, window):
    storage = media(url_window=window)
    for name in NAMES:
        storage.save(name, ContentFile(name.encode()))
        url = storage.url(name)
        assert "X-Amz-Signature=" in url
        assert urlopen(url).read() == name.encode()


def test_a_url_behind_a_domain_finds_its_file(media, server, bucket):
    domain = f"{urlsplit(server.endpoint).netloc}/{bucket}"
    storage = media(custom_domain=domain, url_protocol="http:", querystring_auth=False, default_acl="public-read")
    for name in NAMES:
        storage.save(name, ContentFile(name.encode()))
        url = storage.url(name)
        assert unquote(urlsplit(url).path) == f"/{bucket}/media/{name}"
        assert not urlsplit(url).fragment + urlsplit(url).query
        assert urlopen(url).read() == name.encode()


def test_a_url_behind_a_domain_needs_no_client(media, monkeypatch):
    storage = media(custom_domain="cdn.example.com", querystring_auth=False)
    monkeypatch.setattr(storage, "_create_session", None)
    assert storage.url("a b.txt") == "https://cdn.example.com/media/a%20b.txt"


def test_the_windowed_signature_is_botocores_own(options, media, at, monkeypatch):
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: datetime(2026, 11, 21, 12, 0))
    asked = {"ResponseContentDisposition": 'attachment; filename="a b.txt"'}
    stock = S3Storage(**options(security_token="token")).url("größe +.txt", asked, 900, "PUT")
    at(datetime.fromisoformat("2026-11-21T12:09:59+00:00").timestamp())
    ours = media(security_token="token", url_window=600).url("größe +.txt", asked, 900, "PUT")
    assert sorted(parse_qs(urlsplit(ours).query).items()) == sorted(parse_qs(urlsplit(stock).query).items())
    assert urlsplit(ours)._replace(query="") == urlsplit(stock)._replace(query="")


def test_urls_are_the_same_within_a_window(media, at):
    storage = media(url_window=600)
    urls = []
    for now in (1_800_000_000, 1_800_000_599, 1_800_000_600):
        at(now)
        urls.append(storage.url("a.txt"))
    assert urls[0] == urls[1] != urls[2]


def test_one_session_a_thread_gives_all_credentials(media, monkeypatch):
    # With a role, each session would fetch credentials of its own.
    storage, made = media(url_window=600), []
    create = S3Storage._create_session
    monkeypatch.setattr(S3Storage, "_create_session", lambda self: made.append(self) or create(self))
    assert storage.url("a.txt").startswith("http")
    assert not storage.exists("a.txt")
    assert len(made) == 1


def test_a_url_for_less_than_a_window_is_signed_now(media, at):
    storage = media(url_window=600)
    at(1_800_000_599)
    signed = parse_qs(urlsplit(storage.url("a.txt", expire=60)).query)
    assert signed["X-Amz-Expires"] == ["60"]
    assert signed["X-Amz-Date"] != ["20270115T080000Z"]


def test_a_url_without_signature(media):
    assert media(querystring_auth=False, url_window=600).url("a.txt").endswith("/media/a.txt")


@pytest.fixture
def cdn(media, pem):
    return lambda **more: media(
        custom_domain="cdn.example.com", cloudfront_key_id="K1", cloudfront_key=pem, querystring_expire=3600, **more
    )


def test_a_cloudfront_url_is_signed_for_itself(cdn, private_key, at):
    at(1_800_000_123)
    plain, _, query = cdn().url("größe.txt").partition("?")
    signed = {name: values[0] for name, values in parse_qs(query).items()}
    assert plain == "https://cdn.example.com/media/gr%C3%B6%C3%9Fe.txt"
    assert (signed["Expires"], signed["Key-Pair-Id"]) == ("1800003723", "K1")
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html
    policy = {"Statement": [{"Resource": plain, "Condition": {"DateLessThan": {"AWS:EpochTime": 1800003723}}}]}
    message = json.dumps(policy, separators=(",", ":")).encode()
    private_key.public_key().verify(decoded(signed["Signature"]), message, padding.PKCS1v15(), hashes.SHA1())


def test_cloudfront_urls_are_the_same_within_a_window(cdn, at):
    storage = cdn(url_window=600)
    urls = []
    for now in (1_800_000_000, 1_800_000_599, 1_800_000_600):
        at(now)
        urls.append(storage.url("a.txt"))
    assert urls[0] == urls[1] != urls[2]
    assert "Expires=1800003600&" in urls[0]


def test_response_parameters_have_the_names_s3_knows(cdn):
    url = cdn().url("a.txt", {"ResponseContentDisposition": "attachment; filename=a b.txt", "v": 2})
    assert "?response-content-disposition=attachment%3B%20filename%3Da%20b.txt&v=2&Expires=" in url
