"""A process without the signing key works with private files, and never makes an unsigned link to one."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

OPTIONS = {
    "bucket_name": "media",
    "region_name": "eu-west-1",
    "custom_domain": "media.example.com",
    "querystring_auth": True,
}


def test_a_key_id_without_its_key_is_no_error(runtime):
    storage = runtime.s3.S3MediaStorage(**OPTIONS, cloudfront_key_id="K1", cloudfront_key=None)

    assert storage.keyless
    assert storage.cloudfront_signer is None


def test_no_key_gives_no_url(runtime):
    storage = runtime.s3.S3MediaStorage(**OPTIONS, cloudfront_key_id="K1", cloudfront_key=None)

    with pytest.raises(ImproperlyConfigured) as error:
        storage.url("a.txt")

    assert str(error.value) == (
        "no signed URL for media.example.com: this process has no signing key; set cloudfront_key_id and"
        " cloudfront_key, or the variables they are read from"
    )


def test_a_cookie_key_may_be_absent_too(runtime):
    options = {**OPTIONS, "querystring_auth": False}
    storage = runtime.s3.S3MediaStorage(**options, cookie_key_id="K1", cookie_key=None)

    assert storage.keyless
    assert storage.url("a.txt") == "https://media.example.com/a.txt"


def test_with_a_key_urls_are_signed(runtime, pem):
    storage = runtime.s3.S3MediaStorage(**OPTIONS, cloudfront_key_id="K1", cloudfront_key=pem)

    assert not storage.keyless
    assert "Signature=" in storage.url("a.txt")


def test_the_check_warns(runtime):
    backend = f"{runtime.name}.s3.S3MediaStorage"
    options = {**OPTIONS, "cloudfront_key_id": "K1", "cloudfront_key": None}
    plain = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    storages = {"default": plain, "staticfiles": plain, "private": {"BACKEND": backend, "OPTIONS": options}}

    with override_settings(STORAGES=storages, STOWPLAN={"private": ["private"]}):
        found = [(item.id, item.msg) for item in runtime.checks.check_storages()]

    assert found == [
        ("stowplan.W006", "the private storage 'private' has no signing key in this process, so it makes no links")
    ]


def test_optional_keys_are_read_as_none(runtime, monkeypatch):
    monkeypatch.delenv("X_FILE", raising=False)
    monkeypatch.delenv("X_BASE64", raising=False)

    assert runtime.env.key("X") is None
