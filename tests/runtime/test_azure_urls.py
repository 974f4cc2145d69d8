"""URLs on Azure: right for every name, never unsigned by accident, stable within a window, for a week at most."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile

from tests.runtime import azure_cloud, azure_signing

NAMES = ["größe.txt", "日本/語.txt", "a b.txt", "a+b.txt", "50%25.txt", "50%.txt", "a#b.txt", "a?b.txt", "a&b='~().txt"]
HOUR = 3600


@pytest.fixture
def azure():
    return azure_cloud.fresh()


@pytest.fixture
def media(runtime, azure):
    return lambda identity="full", **more: runtime.azure.AzureMediaStorage(**azure.options(identity, **more))


@pytest.fixture
def elsewhere(runtime):
    """A storage that is not local, and a key of the account's own, so that nothing goes over the network."""
    key = base64.b64encode(b"k" * 64).decode()
    base = {"account_name": "shop", "azure_container": "files", "location": "media", "expiration_secs": HOUR}
    return lambda **more: runtime.azure.AzureMediaStorage(**{**base, "account_key": key, **more})


@pytest.fixture
def at(runtime, monkeypatch):
    """Set the present, in seconds since 1970, for the storage alone."""
    return lambda now: monkeypatch.setattr(runtime.azure_sas, "time", SimpleNamespace(time=lambda: now))


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def status(url: str, **more) -> int:
    try:
        with urlopen(Request(url, **more)) as answer:
            return answer.status
    except HTTPError as error:
        error.close()
        return error.code


@pytest.mark.parametrize("window", [0, 600])
def test_a_signed_url_finds_its_file_and_an_unsigned_one_is_refused(media, window):
    storage = media(url_window=window)
    for name in NAMES:
        storage.save(name, ContentFile(name.encode()))
        url = storage.url(name)
        assert urlopen(url).read() == name.encode()
        assert unquote(urlsplit(url).path).endswith(f"/media/{name}")
        assert status(url.partition("?")[0]) == 409


def test_a_signature_is_for_one_file_and_for_reading_it(media, azure):
    storage = media()
    for name in ("a.txt", "ab.txt"):
        storage.save(name, ContentFile(b"x"))
    url = storage.url("a.txt")
    assert status(url) == 200
    assert status(url.replace("a.txt?", "ab.txt?")) == 403
    assert status(url, method="DELETE") == 403
    assert status(url, method="PUT", data=b"y", headers={"x-ms-blob-type": "BlockBlob"}) == 403
    assert azure.stored("media/a.txt") == b"x"


def test_the_signature_is_what_the_vendors_page_says(media, azure):
    storage = media()
    url = storage.url("größe +%.txt", parameters={"content_disposition": 'attachment; filename="a b.txt"'})
    request = azure_signing.Request.parse("GET", url.removeprefix(azure.front.endpoint), {})
    assert azure_signing.problem(request, "shopfiles") is None
    assert {name: request.query[name] for name in ("sp", "sr", "sks")} == {"sp": "r", "sr": "b", "sks": "b"}
    assert request.query["rscd"] == 'attachment; filename="a b.txt"'
    wider = azure_signing.Request("GET", request.path, {**request.query, "sp": "rw"}, {})
    assert azure_signing.problem(wider, "shopfiles") == "signature"


def test_response_headers_of_choice(media):
    storage = media()
    storage.save("a.txt", ContentFile(b"x"))
    url = storage.url("a.txt", parameters={"content_disposition": "attachment", "content_type": "text/x"})
    with urlopen(url) as answer:
        assert (answer.headers["Content-Disposition"], answer.headers["Content-Type"]) == ("attachment", "text/x")


def test_a_signature_ends(media, at):
    storage = media()
    storage.save("a.txt", ContentFile(b"x"))
    present = int(azure_signing.now().timestamp())
    at(present - HOUR - 10)
    assert status(storage.url("a.txt")) == 403
    assert status(storage.url("a.txt", expire=2 * HOUR)) == 200


def test_a_link_to_upload_to(media, azure):
    storage = media()
    url = storage.url("up +.txt", expire=60, mode="c")
    assert asked(url)["sp"] == "c"
    headers = {"x-ms-blob-type": "BlockBlob"}
    assert status(url, method="PUT", data=b"sent", headers=headers) == 201
    assert azure.stored("media/up +.txt") == b"sent"
    assert asked(storage.url("up +.txt", mode="w"))["sp"] == "w"
    assert status(url) == 403


def test_a_public_file(media, azure):
    storage = media(querystring_auth=False, expiration_secs=None)
    azure.front.public.add(azure.container)
    for name in NAMES:
        storage.save(name, ContentFile(name.encode()))
        url = storage.url(name)
        assert not urlsplit(url).query + urlsplit(url).fragment
        assert urlopen(url).read() == name.encode()


def test_a_link_to_upload_is_signed_on_a_public_alias_too(media):
    storage = media(querystring_auth=False, expiration_secs=None)
    assert "sig=" in storage.url("a.txt", expire=60, mode="c")
    with pytest.raises(ValueError, match="expire is None; it must be a positive number of seconds"):
        storage.url("a.txt", mode="c")


def test_a_link_to_upload_goes_past_the_cdn(elsewhere):
    storage = elsewhere(custom_domain="cdn.example.com")
    assert storage.url("a.txt", mode="c").startswith("https://shop.blob.core.windows.net/files/media/a.txt?")


def test_parameters_need_a_signature(media):
    storage = media(querystring_auth=False, expiration_secs=None)
    with pytest.raises(ValueError, match="content_type: querystring_auth is off, and only a signed URL takes param"):
        storage.url("a.txt", parameters={"content_type": "text/x"})


@pytest.mark.parametrize("expire", [0, -1])
def test_no_time_is_no_unsigned_url(media, expire):
    with pytest.raises(ValueError, match=f"expire is {expire}; it must be a positive number of seconds"):
        media().url("a.txt", expire=expire)


def test_urls_in_the_cloud(elsewhere):
    storage = elsewhere(querystring_auth=False, expiration_secs=None)
    assert storage.url("a b+%.txt") == "https://shop.blob.core.windows.net/files/media/a%20b%2B%25.txt"
    china = elsewhere(querystring_auth=False, expiration_secs=None, endpoint_suffix="core.chinacloudapi.cn")
    assert china.url("a.txt") == "https://shop.blob.core.chinacloudapi.cn/files/media/a.txt"


def test_urls_behind_a_cdn_keep_the_container(elsewhere):
    storage = elsewhere(querystring_auth=False, expiration_secs=None, custom_domain="cdn.example.com")
    assert storage.url("a b.txt") == "https://cdn.example.com/files/media/a%20b.txt"
    signed = elsewhere(custom_domain="cdn.example.com")
    assert signed.url("a.txt").startswith("https://cdn.example.com/files/media/a.txt?")
    local = elsewhere(custom_domain="127.0.0.1:8080", url_protocol="http:")
    assert local.url("a.txt").startswith("http://127.0.0.1:8080/files/media/a.txt?")


def test_a_signature_counts_over_https_only(elsewhere):
    assert asked(elsewhere().url("a.txt"))["spr"] == "https"
    assert "spr" not in asked(elsewhere(custom_domain="127.0.0.1:1", url_protocol="http:").url("a.txt"))


def test_a_connection_string(elsewhere):
    key = base64.b64encode(b"k" * 64).decode()
    text = f"DefaultEndpointsProtocol=https;AccountName=old;AccountKey={key};EndpointSuffix=core.windows.net"
    storage = elsewhere(connection_string=text, account_name=None, account_key=None)
    assert storage.url("a.txt").startswith("https://old.blob.core.windows.net/files/media/a.txt?se=")


def test_a_version_is_named_beside_its_signature(elsewhere):
    query = asked(elsewhere().url("a.txt", parameters={"version_id": "2026-11-21T12:00:00.1234567Z"}))
    assert (query["versionid"], query["sr"]) == ("2026-11-21T12:00:00.1234567Z", "bv")


def test_a_name_that_leaves_the_location_has_no_url(media):
    with pytest.raises(SuspiciousOperation, match="Attempted access to"):
        media().url("../b.txt")
