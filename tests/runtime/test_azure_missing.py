"""A missing blob and a forbidden one are two things; so are a folder and a file."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from azure.core.exceptions import ClientAuthenticationError, ResourceNotFoundError
from django.core.files.base import ContentFile
from django.test import override_settings

from tests.runtime import azure_cloud
from tests.runtime.wording import in_the_spec

BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"


@pytest.fixture
def azure():
    return azure_cloud.fresh()


@pytest.fixture
def media(runtime, azure):
    return lambda identity="full", **more: runtime.azure.AzureMediaStorage(**azure.options(identity, **more))


@pytest.mark.parametrize("identity", ["full", "nolist"])
def test_a_missing_file(media, azure, identity):
    azure.put("media/a.txt.bak")
    storage = media(identity)
    assert storage.exists("a.txt") is False
    assert storage.exists("a.txt.bak") is True
    for ask in (storage.open, storage.size, storage.get_modified_time):
        with pytest.raises(FileNotFoundError) as failure:
            ask("a.txt")
        assert str(failure.value) == "File does not exist: media/a.txt"


@pytest.mark.parametrize("mode", ["r", "rb", "rt"])
def test_a_missing_file_is_found_out_when_it_is_opened(media, mode):
    with pytest.raises(FileNotFoundError, match="File does not exist: media/a"):
        media().open("a.txt", mode)


def test_a_forbidden_file_names_the_action(runtime, media, azure):
    azure.put("media/secret.txt")
    storage = media("writer")
    for ask in (storage.exists, storage.open, storage.size, storage.get_modified_time):
        with pytest.raises(runtime.azure.StorageAccessDeniedError) as failure:
            ask("secret.txt")
        place = f"azure://shopfiles/{azure.container}/media/secret.txt"
        text = f"access to {place} denied: allow {BLOBS}/read"
        assert str(failure.value) == text + in_the_spec("read")


def test_a_refusal_of_the_network_says_so(runtime, media, azure):
    with pytest.raises(runtime.azure.StorageAccessDeniedError) as failure:
        media("elsewhere").size("a.txt")
    rights = f"{BLOBS}/read, and this host's address in the account's network rules"
    assert str(failure.value).endswith(f"allow {rights}{in_the_spec('read')}")


def test_a_bad_token_says_nothing_about_the_file(media):
    with pytest.raises(ClientAuthenticationError):
        media("nobody").exists("a.txt")


def test_a_missing_container_is_no_missing_file(media):
    storage = media(azure_container="c-none")
    for ask in (storage.exists, storage.open, storage.listdir):
        with pytest.raises(ResourceNotFoundError, match="ContainerNotFound"):
            ask("a.txt")


def test_modified_time_is_aware_and_is_local_without_time_zones(media, azure):
    azure.put("media/a.txt")
    storage = media()
    aware = storage.get_modified_time("a.txt")
    assert abs((datetime.now(tz=timezone.utc) - aware).total_seconds()) < 3600  # noqa: UP017
    assert aware.utcoffset().total_seconds() == 0
    with override_settings(USE_TZ=False, TIME_ZONE="America/Chicago"):
        naive = storage.get_modified_time("a.txt")
    assert naive.tzinfo is None
    assert (aware.replace(tzinfo=None) - naive).total_seconds() in {5 * 3600, 6 * 3600}


def test_delete(runtime, media, azure):
    azure.put("media/a.txt")
    storage = media()
    storage.delete("a.txt")
    storage.delete("a.txt")
    assert not storage.exists("a.txt")
    with pytest.raises(runtime.azure.StorageAccessDeniedError, match=f"allow {BLOBS}/delete"):
        media("reader").delete("a.txt")


def test_listdir_is_of_one_folder_and_of_all_pages(runtime, media, azure, monkeypatch):
    for number in range(3):
        azure.put(f"media/dir/{number}.txt")
        azure.put(f"media/dir/sub{number}/deep.txt")
    azure.put("media/dir/größe +%.txt")
    azure.put("media/directory.txt")
    azure.put("elsewhere.txt")
    storage = media()
    monkeypatch.setattr(runtime.azure_media, "PAGE", 2)
    before = len(azure.asked())
    assert storage.listdir("dir") == (["sub0", "sub1", "sub2"], ["0.txt", "1.txt", "2.txt", "größe +%.txt"])
    assert len(azure.asked()) - before > 2
    assert storage.listdir("dir/") == storage.listdir("dir")
    assert storage.listdir("") == storage.listdir(".") == (["dir"], ["directory.txt"])
    assert storage.listdir("none") == ([], [])
    assert media(location="").listdir("") == (["media"], ["elsewhere.txt"])


def test_a_denied_listing_names_the_action(runtime, media, azure):
    with pytest.raises(runtime.azure.StorageAccessDeniedError) as failure:
        media("writer").listdir("dir")
    place = f"azure://shopfiles/{azure.container}/media/dir/"
    text = f"access to {place} denied: allow {BLOBS}/read (Blob.List)"
    assert str(failure.value) == text + in_the_spec("list")


def test_who_may_only_write_saves_all_the_same(media, azure):
    assert media("writer").save("a.txt", ContentFile(b"x")) == "a.txt"
    assert azure.stored("media/a.txt") == b"x"
