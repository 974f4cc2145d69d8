"""Files on Azure read and written by hand, by clients that a process shares."""

from __future__ import annotations

import pytest

from tests.runtime import azure_cloud

MIB = 1024 * 1024


@pytest.fixture
def azure():
    return azure_cloud.fresh()


@pytest.fixture
def media(runtime, azure):
    return lambda identity="full", **more: runtime.azure.AzureMediaStorage(**azure.options(identity, **more))


def test_reading_takes_no_more_memory_than_the_alias_may(media, azure):
    azure.put("media/a.bin", bytes(300_000))
    with media(max_memory_size=100_000).open("a.bin") as found:
        assert len(found.read(1)) == 1
        assert len(found.file.peek()) == 99_999


def test_a_file_replaced_meanwhile_is_never_a_mixture(media, azure):
    azure.put("media/a.bin", bytes(9 * MIB))
    with media().open("a.bin") as found:
        assert found.read(1) == b"\0"
        azure.admin.upload_blob("media/a.bin", b"1" * 9 * MIB, overwrite=True)
        found.seek(8 * MIB)
        with pytest.raises(OSError, match=r"media/a\.bin was replaced while it was read; open it again"):
            found.read(1)


def test_one_client_a_process(runtime, media, azure):
    first, second = media(), media(location="other", expiration_secs=60)
    assert first.service_client is second.service_client
    assert first.client is second.client
    assert media("writer").service_client is not first.service_client


def test_a_forked_process_has_a_client_of_its_own(runtime, media, monkeypatch):
    storage = media()
    before = storage.client
    monkeypatch.setattr(runtime.azure_clients.os, "getpid", lambda: -1)
    assert storage.client is not before


def test_a_migration_names_the_package_and_no_secret(runtime, media):
    path, _, kept = media(client_options={"proxies": {"https": "http://u:p@proxy"}}).deconstruct()
    assert path == f"{runtime.name}.azure_media.AzureMediaStorage"
    assert sorted(kept) == ["account_name", "azure_container", "endpoint_url", "expiration_secs", "location"]
    secret = media(account_key="a2V5", sas_token="sv=1&sig=x", token_credential=None).deconstruct()[2]
    assert not {"account_key", "sas_token", "token_credential"} & set(secret)
