"""What signs URLs on Azure: a key that is delegated for a week at most, the same in every process, or the account's."""

from __future__ import annotations

import base64
import hashlib
import hmac
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.runtime import azure_cloud
from tests.runtime.wording import in_the_spec

HOUR, WEEK = 3600, 7 * 24 * 3600
# A whole hour and 20 minutes.
NOW = 1_800_000_000 // HOUR * HOUR + 1200


@pytest.fixture
def media(runtime):
    return lambda identity: runtime.azure.AzureMediaStorage(**azure_cloud.fresh().options(identity))


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


@pytest.fixture
def keys(runtime, monkeypatch):
    """Answers of a service that gives delegated keys at any time; the keys asked for."""
    asked = []

    def give(client, start, expiry):
        times = [moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (start, expiry)]
        asked.append(tuple(times))
        names = ("signed_oid", "signed_tid", "signed_start", "signed_expiry", "signed_service", "signed_version")
        found = dict(zip(names, ("o", "t", *times, "b", "2026-10-06"), strict=True))
        return SimpleNamespace(**found, signed_delegated_user_tid=None, value=base64.b64encode(b"v").decode())

    monkeypatch.setattr("azure.storage.blob.BlobServiceClient.get_user_delegation_key", give)
    monkeypatch.setattr(runtime.azure_sas, "_keys", {})
    return asked


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_a_signature_by_the_accounts_key(elsewhere, at):
    # https://learn.microsoft.com/rest/api/storageservices/create-service-sas, version 2020-12-06 and later.
    at(NOW)
    query = asked(elsewhere().url("größe.txt", parameters={"content_type": "text/x"}))
    assert query["se"] == "2027-01-15T09:20:00Z"
    fields = ["r", "", query["se"], "/blob/shop/files/media/größe.txt", "", "", "https", query["sv"], "b"]
    text = "\n".join([*fields, "", "", "", "", "", "", "text/x"])
    digest = hmac.new(b"k" * 64, text.encode(), hashlib.sha256).digest()
    assert query["sig"] == base64.b64encode(digest).decode()


def test_urls_are_the_same_within_a_window_and_in_every_process(runtime, elsewhere, keys, at, monkeypatch):
    storage = elsewhere(
        account_key=None, token_credential=azure_cloud.Token("t"), url_window=2 * HOUR, expiration_secs=4 * HOUR
    )
    start = NOW // (2 * HOUR) * 2 * HOUR
    urls = []
    for now in (start, start + HOUR, start + 2 * HOUR - 1, start + 2 * HOUR):
        at(now)
        urls.append(storage.url("a.txt"))
        # Another process knows no key yet.
        monkeypatch.setattr(runtime.azure_sas, "_keys", {})
    assert urls[0] == urls[1] == urls[2] != urls[3]
    assert len(set(keys)) == 2


def test_a_window_is_not_for_short_links_nor_for_uploads(elsewhere, at):
    storage = elsewhere(url_window=600)
    at(NOW + 599)
    assert asked(storage.url("a.txt"))["se"] == "2027-01-15T09:20:00Z"
    assert asked(storage.url("a.txt", expire=60))["se"] == "2027-01-15T08:30:59Z"
    assert asked(storage.url("a.txt", mode="c"))["se"] == "2027-01-15T09:29:59Z"


def test_a_process_asks_for_a_key_once_an_hour(elsewhere, keys, at):
    storage = elsewhere(account_key=None, token_credential=azure_cloud.Token("t"))
    others = elsewhere(account_key=None, token_credential=storage.token_credential, location="other")
    for now in (NOW, NOW + 1800, NOW + 5000):
        at(now)
        storage.url("a.txt")
        others.url("a.txt")
    # Begun a quarter of an hour ago or more: clocks differ.
    assert keys == [("2027-01-15T08:00:00Z", "2027-01-22T08:00:00Z"), ("2027-01-15T09:00:00Z", "2027-01-22T09:00:00Z")]


def test_no_signature_outlives_its_key(elsewhere, keys, at):
    storage = elsewhere(account_key=None, token_credential=azure_cloud.Token("t"), expiration_secs=WEEK)
    at(NOW)
    query = asked(storage.url("a.txt"))
    assert query["se"] == query["ske"] == "2027-01-22T08:00:00Z"


def test_keys_that_ended_are_forgotten(runtime, elsewhere, keys, at):
    storage = elsewhere(account_key=None, token_credential=azure_cloud.Token("t"))
    for now in (NOW, NOW + HOUR, NOW + 2 * WEEK):
        at(now)
        storage.url("a.txt")
    assert len(keys) == 3
    assert len(runtime.azure_sas._keys) == 1


def test_who_may_not_sign_learns_what_to_allow(runtime, media):
    with pytest.raises(runtime.azure.StorageAccessDeniedError) as failure:
        media("reader").url("a.txt")
    action = "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"
    text = f"access to azure://shopfiles denied: allow {action}"
    assert str(failure.value) == text + in_the_spec("read")


def test_a_public_alias_may_be_without_anything_to_sign_with(elsewhere):
    storage = elsewhere(querystring_auth=False, expiration_secs=None, account_key=None)
    with pytest.raises(ImproperlyConfigured) as failure:
        storage.url("a.txt", expire=60, mode="c")
    place = "azure://shop/files/media/a.txt"
    way = "give token_credential, or account_key where the account allows it"
    assert str(failure.value) == f"no signed URL of {place}: {way}"
