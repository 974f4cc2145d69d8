"""A missing object and a forbidden one are two things, whichever answer Google gives."""

from __future__ import annotations

import gzip
from datetime import datetime, timezone

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings

from tests.runtime.wording import in_the_spec

pytest_plugins = ["tests.runtime.gcs_fixtures"]


@pytest.fixture
def put(gcs_admin):
    return lambda name, body=b"x": gcs_admin.blob(f"media/{name}").upload_from_string(body)


def test_a_missing_file(gcs_media, put):
    put("a.txt.bak")
    storage = gcs_media()
    assert storage.exists("a.txt") is False
    for ask in (storage.open, storage.size, storage.get_modified_time, storage.get_created_time):
        with pytest.raises(FileNotFoundError) as failure:
            ask("a.txt")
        assert str(failure.value) == "File does not exist: media/a.txt"


def test_where_nothing_can_be_told_the_permission_is_named(runtime, gcs_media, gcs_bucket):
    storage = gcs_media("nolist")
    for ask in (storage.exists, storage.open, storage.size, storage.get_modified_time):
        with pytest.raises(runtime.gcs.StorageAccessDeniedError) as failure:
            ask("a.txt")
        rights = f"storage.objects.get, and storage.objects.list on {gcs_bucket} for it"
        way = f"allow {rights}, or set missing_on_403 to take it for missing"
        text = f"access to gs://{gcs_bucket}/media/a.txt denied: {way}"
        assert str(failure.value) == text + in_the_spec("list")


def test_missing_on_403(gcs_media, put):
    storage = gcs_media("nolist", missing_on_403=True)
    put("there.txt")
    assert (storage.exists("a.txt"), storage.exists("there.txt")) == (False, True)
    with pytest.raises(FileNotFoundError):
        storage.open("a.txt")
    assert storage.save("a.txt", ContentFile(b"x")) == "a.txt"


def test_a_forbidden_file_is_there(runtime, gcs_media, put, gcs_bucket):
    put("secret.txt")
    storage = gcs_media("noget", missing_on_403=True)
    assert storage.exists("secret.txt") is True
    assert storage.exists("secret") is False
    for ask in (storage.open, storage.size):
        with pytest.raises(runtime.gcs.StorageAccessDeniedError) as failure:
            ask("secret.txt")
        text = f"access to gs://{gcs_bucket}/media/secret.txt denied: allow storage.objects.get"
        assert str(failure.value) == text + in_the_spec("read")


@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_a_right_that_is_lost_while_a_file_is_read(runtime, gcs_media, gcs_admin, gcs_bucket, monkeypatch, encoding):
    from google.api_core.exceptions import Forbidden
    from google.cloud.storage import Blob

    def lost(self, *args, **kwargs):
        raise Forbidden("no longer")

    blob = gcs_admin.blob("media/a.txt")
    blob.content_encoding = encoding
    blob.upload_from_string(gzip.compress(b"x") if encoding else b"x")
    storage = gcs_media()
    for name in ("download_as_bytes", "download_to_file"):
        monkeypatch.setattr(Blob, name, lost)
    with pytest.raises(runtime.gcs.StorageAccessDeniedError) as failure:
        storage.open("a.txt").read()
    text = f"access to gs://{gcs_bucket}/media/a.txt denied: allow storage.objects.get"
    assert str(failure.value) == text + in_the_spec("read")


@pytest.mark.parametrize("ask", ["exists", "size", "listdir", "delete"])
def test_a_403_for_another_reason_says_nothing_about_the_file(gcs_media, ask):
    from google.api_core.exceptions import Forbidden

    storage = gcs_media("overquota", missing_on_403=True)
    with pytest.raises(Forbidden, match="rate limit"):
        getattr(storage, ask)("a.txt")


def test_the_root_is_no_file(gcs_media):
    assert gcs_media(location="").exists("") is False


def test_modified_time_is_aware_and_is_local_without_time_zones(gcs_media, put):
    put("a.txt")
    storage = gcs_media()
    aware = storage.get_modified_time("a.txt")
    assert abs((datetime.now(tz=timezone.utc) - aware).total_seconds()) < 3600  # noqa: UP017
    with override_settings(USE_TZ=False, TIME_ZONE="America/Chicago"):
        naive = storage.get_modified_time("a.txt")
    assert naive.tzinfo is None
    assert (aware.replace(tzinfo=None) - naive).total_seconds() in {5 * 3600, 6 * 3600}


@pytest.mark.parametrize("identity", ["full", "nolist"])
def test_delete(gcs_media, put, gcs_admin, identity):
    put("a.txt")
    gcs_media(identity).delete("a.txt")
    assert gcs_admin.get_blob("media/a.txt") is None


@pytest.mark.parametrize("identity", ["full", "reader"])
def test_to_delete_what_is_missing_is_no_error(gcs_media, identity):
    gcs_media(identity).delete("a.txt")


def test_a_denied_delete_names_the_permission(runtime, gcs_media, put, gcs_bucket):
    put("a.txt")
    with pytest.raises(runtime.gcs.StorageAccessDeniedError) as failure:
        gcs_media("reader", missing_on_403=True).delete("a.txt")
    text = f"access to gs://{gcs_bucket}/media/a.txt denied: allow storage.objects.delete"
    assert str(failure.value) == text + in_the_spec("delete")


def test_listdir_of_more_than_one_page(gcs_media, put, google, gcs_bucket, monkeypatch):
    for number in range(3):
        put(f"dir/{number}.txt")
        put(f"dir/sub{number}/deep.txt")
    put("dir//odd.txt")
    storage = gcs_media()
    monkeypatch.setattr(google, "page", 2)
    assert storage.listdir("dir") == (["sub0", "sub1", "sub2"], ["0.txt", "1.txt", "2.txt"])
    assert len([line for line in google.asked(gcs_bucket) if "prefix=media%2Fdir%2F" in line]) == 4
    assert storage.listdir("") == (["dir"], [])
    assert storage.listdir("none") == ([], [])


def test_a_denied_listing_names_the_permission(runtime, gcs_media, gcs_bucket):
    with pytest.raises(runtime.gcs.StorageAccessDeniedError) as failure:
        gcs_media("nolist").listdir("dir")
    way = f"allow storage.objects.list on {gcs_bucket} for it"
    text = f"access to gs://{gcs_bucket}/media/dir denied: {way}"
    assert str(failure.value) == text + in_the_spec("list")
