"""A missing object and a forbidden one are two things, whichever answer S3 gives."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.test import override_settings

from tests.runtime.wording import in_the_spec


@pytest.fixture
def put(admin, bucket):
    return lambda name, body=b"x": admin.put_object(Bucket=bucket, Key=f"media/{name}", Body=body)


@pytest.mark.parametrize("identity", ["full", "conditioned"])
def test_a_missing_file(media, put, identity):
    put("a.txt.bak")
    storage = media(identity)
    assert storage.exists("a.txt") is False
    for ask in (storage.open, storage.size, storage.get_modified_time):
        with pytest.raises(FileNotFoundError) as failure:
            ask("a.txt")
        assert str(failure.value) == "File does not exist: media/a.txt"


def test_a_file_that_is_there_for_one_who_may_list_by_prefix(media, put):
    put("a.txt")
    assert media("conditioned").exists("a.txt") is True


def test_where_nothing_can_be_told_the_permission_is_named(runtime, media, bucket):
    storage = media("nolist")
    for ask in (storage.exists, storage.open, storage.size):
        with pytest.raises(runtime.s3.StorageAccessDeniedError) as failure:
            ask("a.txt")
        way = f"allow s3:ListBucket on {bucket} for it, or set missing_on_403 to take it for missing"
        text = f"access to s3://{bucket}/media/a.txt denied: {way}"
        assert str(failure.value) == text + in_the_spec("list")


def test_missing_on_403(media, put):
    storage = media("nolist", missing_on_403=True)
    put("there.txt")
    assert (storage.exists("a.txt"), storage.exists("there.txt")) == (False, True)
    with pytest.raises(FileNotFoundError):
        storage.open("a.txt")
    assert storage.save("a.txt", ContentFile(b"x")) == "a.txt"


def test_a_forbidden_file_is_there(runtime, media, put, bucket):
    put("secret.txt")
    storage = media("noget", missing_on_403=True)
    assert storage.exists("secret.txt") is True
    assert storage.exists("secret") is False
    with pytest.raises(runtime.s3.StorageAccessDeniedError) as failure:
        storage.open("secret.txt")
    text = f"access to s3://{bucket}/media/secret.txt denied: allow s3:GetObject"
    assert str(failure.value) == text + in_the_spec("read")


def test_a_bad_key_says_nothing_about_the_file(media):
    with pytest.raises(ClientError, match="InvalidAccessKeyId"):
        media("unknown", missing_on_403=True).exists("a.txt")


def test_modified_time_is_aware_and_is_local_without_time_zones(media, put):
    put("a.txt")
    storage = media()
    aware = storage.get_modified_time("a.txt")
    assert abs((datetime.now(tz=timezone.utc) - aware).total_seconds()) < 3600  # noqa: UP017
    with override_settings(USE_TZ=False, TIME_ZONE="America/Chicago"):
        naive = storage.get_modified_time("a.txt")
    assert naive.tzinfo is None
    assert (aware.replace(tzinfo=None) - naive).total_seconds() in {5 * 3600, 6 * 3600}


def test_delete(runtime, media, put, admin, bucket):
    put("a.txt")
    storage = media()
    storage.delete("a.txt")
    storage.delete("a.txt")
    assert not storage.exists("a.txt")
    with pytest.raises(runtime.s3.StorageAccessDeniedError, match="allow s3:DeleteObject"):
        media("reader").delete("a.txt")


def test_listdir_of_more_than_one_page(media, put, server, bucket):
    for number in range(3):
        put(f"dir/{number}.txt")
        put(f"dir/sub{number}/deep.txt")
    put("dir/")
    put("dir//odd.txt")
    storage = media()
    # S3 makes pages of 1000.
    events = storage.connection.meta.client.meta.events
    events.register("before-parameter-build.s3.ListObjectsV2", lambda params, **_: params.update(MaxKeys=2))
    before = len(server.asked(bucket))
    assert storage.listdir("dir") == (["sub0", "sub1", "sub2"], ["0.txt", "1.txt", "2.txt"])
    assert len(server.asked(bucket)) - before > 2
    assert storage.listdir("") == (["dir"], [])
    assert storage.listdir("none") == ([], [])


def test_a_denied_listing_names_the_permission(runtime, media, bucket):
    with pytest.raises(runtime.s3.StorageAccessDeniedError) as failure:
        media("nolist").listdir("dir")
    text = f"access to s3://{bucket}/media/dir denied: allow s3:ListBucket on {bucket} for it"
    assert str(failure.value) == text + in_the_spec("list")
