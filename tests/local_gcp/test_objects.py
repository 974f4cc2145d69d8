"""What a bucket keeps, through Google's own client and by hand: content, metadata, listings, uploads, ranges."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from google.api_core import exceptions

from tests.local_gcp.helpers import READ, bucket, fetch, grant

if TYPE_CHECKING:
    from google.cloud.storage import Bucket

    from infra.local.gcp.cloud import LocalGcp


@pytest.fixture(scope="module")
def ours(gcp: LocalGcp) -> Bucket:
    return gcp.client().bucket(bucket(gcp))


@pytest.fixture(scope="module")
def public(gcp: LocalGcp) -> Bucket:
    name = bucket(gcp, publicAccessPrevention="inherited", cors=[CORS])
    grant(gcp, name, READ, "allUsers")
    return gcp.client().bucket(name)


CORS = {"origins": ["https://a.example"], "methods": ["GET"], "responseHeaders": ["ETag"], "maxAgeSeconds": 60.0}
NAMES = ["a b", "a+b", "a%20b", "50%", "q?x=1", "f#1", "ünï/ço dé", "a//b", "a/b", "日本.txt", "x/acl", "o/b", "a&b=c",
         "it's", '"q"', "../up", "sl\\ash", "tilde~", "e\u0301"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_strange_names_come_back(public, name):
    blob = public.blob(name)
    blob.upload_from_string(name, content_type="text/plain")
    assert public.get_blob(name).download_as_text() == name
    assert name in [item.name for item in public.list_blobs(prefix=name)]
    assert fetch(blob.public_url).text == name
    blob.delete()
    assert public.get_blob(name) is None


@pytest.mark.parametrize("name", ["", ".", "..", "a\nb", "x" * 1025, ".well-known/acme-challenge/x"])
def test_names_google_does_not_take(gcp, ours, name):
    from urllib.parse import quote

    url = f"{gcp.endpoint}/upload/storage/v1/b/{ours.name}/o?uploadType=media&name={quote(name)}"
    assert fetch(url, "POST", {"Authorization": f"Bearer {gcp.token}"}, b"x").status == 400


def test_metadata(ours):
    blob = ours.blob("meta")
    blob.cache_control, blob.content_disposition, blob.content_language = "max-age=60", "attachment", "de"
    blob.metadata = {"a": "1", "b": "2"}
    blob.upload_from_string(b"x", content_type="text/html; charset=utf-8")
    got = ours.get_blob("meta")
    assert (got.cache_control, got.content_disposition, got.content_language) == ("max-age=60", "attachment", "de")
    assert (got.content_type, got.metadata, got.size) == ("text/html; charset=utf-8", {"a": "1", "b": "2"}, 1)
    assert (got.metageneration, got.storage_class) == (1, "STANDARD")
    assert abs(got.updated - datetime.now(UTC)) < timedelta(minutes=1)
    assert got.time_created == got.updated


def test_a_change_of_metadata(ours):
    blob = ours.blob("patched")
    blob.cache_control, blob.metadata = "max-age=60", {"a": "1"}
    blob.upload_from_string(b"x")
    created = blob.time_created
    blob.cache_control, blob.metadata = None, {"b": "2"}
    blob.patch()
    got = ours.get_blob("patched")
    assert (got.cache_control, got.metadata, got.metageneration) == (None, {"a": "1", "b": "2"}, 2)
    assert got.updated > got.time_created == created


@pytest.mark.parametrize(
    "content", [b"", b"\r\n", b"\r\nx\r\n--", b"line\rline\nline\r\n", bytes(range(256)), b"From: a\r\n\r\nmail"]
)
@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "application/json", None])
def test_content_is_kept_byte_for_byte(ours, content, kind):
    blob = ours.blob("bytes")
    blob.upload_from_string(content, content_type=kind)
    assert blob.download_as_bytes() == content


def test_large_content_in_pieces(ours):
    content = os.urandom(3_000_000)
    blob = ours.blob("large", chunk_size=256 * 1024)
    blob.cache_control = "max-age=1"
    blob.upload_from_string(content, content_type="image/png")
    assert ours.blob("large").download_as_bytes() == content
    got = ours.get_blob("large")
    assert (got.size, got.content_type, got.cache_control) == (3_000_000, "image/png", "max-age=1")
    with ours.blob("stream").open("wb", chunk_size=256 * 1024) as file:  # of unknown length
        file.write(content)
    assert ours.blob("stream").download_as_bytes() == content


def test_a_resumable_upload_keeps_its_precondition(ours):
    ours.blob("once").upload_from_string("1")
    with pytest.raises(exceptions.PreconditionFailed):
        ours.blob("once", chunk_size=256 * 1024).upload_from_string(b"x" * 300_000, if_generation_match=0)


def test_a_wrong_checksum_is_refused(ours):
    blob = ours.blob("sum")
    blob.md5_hash = "AAAAAAAAAAAAAAAAAAAAAA=="
    with pytest.raises(exceptions.BadRequest, match="Provided MD5 hash"):
        blob.upload_from_string("x", checksum=None)


def test_preconditions(ours):
    blob = ours.blob("pre")
    blob.upload_from_string("1", if_generation_match=0)
    with pytest.raises(exceptions.PreconditionFailed):
        blob.upload_from_string("2", if_generation_match=0)
    blob.upload_from_string("2", if_generation_match=blob.generation)
    with pytest.raises(exceptions.PreconditionFailed):
        blob.delete(if_generation_match=1)
    assert blob.download_as_bytes() == b"2"


def test_listing_in_folders_and_pages(ours):
    for name in ("l/a", "l/b/1", "l/b/2", "l/c", "l/d/1", "m"):
        ours.blob(name).upload_from_string("x")
    listed = ours.list_blobs(prefix="l/", delimiter="/", page_size=2)
    assert ([item.name for item in listed], sorted(listed.prefixes)) == (["l/a", "l/c"], ["l/b/", "l/d/"])
    assert [item.name for item in ours.list_blobs(prefix="l/", max_results=3)] == ["l/a", "l/b/1", "l/b/2"]
    offsets = ours.list_blobs(prefix="l/", start_offset="l/b/2", end_offset="l/d")
    assert [item.name for item in offsets] == ["l/b/2", "l/c"]
    assert [item.name for item in ours.list_blobs(match_glob="l/*/1")] == ["l/b/1", "l/d/1"]
    assert list(ours.list_blobs(prefix="none/")) == []


def test_copy_rename_and_compose(ours):
    blob = ours.blob("first")
    blob.cache_control = "max-age=9"
    blob.upload_from_string("1", content_type="text/css")
    ours.copy_blob(blob, ours, "second")
    got = ours.get_blob("second")
    assert (got.cache_control, got.content_type, got.download_as_bytes()) == ("max-age=9", "text/css", b"1")
    ours.rename_blob(got, "third")
    assert ours.get_blob("second") is None
    joined = ours.blob("joined")
    joined.compose([ours.blob("first"), ours.blob("third")])
    assert ours.blob("joined").download_as_bytes() == b"11"


@pytest.mark.parametrize(
    ("wanted", "status", "body", "shown"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=0-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("lines=1-2", 200, b"0123456789", None),
        ("bytes=1-2,4-5", 200, b"0123456789", None),
    ],
)
def test_ranges(gcp, public, wanted, status, body, shown):
    public.blob("range").upload_from_string("0123456789")
    answer = fetch(f"{gcp.endpoint}/{public.name}/range", headers={"Range": wanted})
    assert (answer.status, answer.body, answer.headers.get("content-range")) == (status, body, shown)


def test_head_and_conditions(gcp, public):
    public.blob("cond").upload_from_string("0123456789")
    url = f"{gcp.endpoint}/{public.name}/cond"
    head = fetch(url, "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "10")
    assert fetch(url, headers={"If-None-Match": head.headers["etag"]}).status == 304
    assert fetch(url, headers={"If-None-Match": '"other"'}).status == 200
    assert fetch(url, headers={"If-Modified-Since": head.headers["last-modified"]}).status == 304
    assert fetch(f"{url}?generation=1").status == 404


def test_gzip_is_undone_for_who_does_not_take_it(gcp, public):
    blob = public.blob("app.css")
    blob.content_encoding = "gzip"
    packed = gzip.compress(b"body{}")
    blob.upload_from_string(packed, content_type="text/css")
    assert public.blob("app.css").download_as_bytes() == b"body{}"
    assert public.blob("app.css").download_as_bytes(raw_download=True) == packed
    url = f"{gcp.endpoint}/{public.name}/app.css"
    plain, taken = fetch(url), fetch(url, headers={"Accept-Encoding": "gzip"})
    assert (plain.body, "content-encoding" in plain.headers) == (b"body{}", False)
    assert (taken.body, taken.headers["content-encoding"]) == (packed, "gzip")


def test_cors_of_the_xml_api(gcp, public):
    public.blob("cors").upload_from_string("x")
    url, origin = f"{gcp.endpoint}/{public.name}/cors", {"Origin": "https://a.example"}
    answer = fetch(url, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "https://a.example"
    assert answer.headers["access-control-expose-headers"] == "ETag"
    asked = fetch(url, "OPTIONS", {**origin, "Access-Control-Request-Method": "GET"})
    assert asked.headers["access-control-allow-methods"] == "GET"
    assert asked.headers["access-control-max-age"] == "60"
    other = fetch(url, headers={"Origin": "https://evil.test"})
    assert (other.status, "access-control-allow-origin" in other.headers) == (200, False)
    refused = fetch(url, "OPTIONS", {**origin, "Access-Control-Request-Method": "DELETE"})
    assert "access-control-allow-methods" not in refused.headers


def test_upload_and_delete_by_the_xml_api(gcp, ours):
    url = f"{gcp.endpoint}/{ours.name}/xml"
    owner = {"Authorization": f"Bearer {gcp.token}"}
    sent = {**owner, "Content-Type": "text/css", "Cache-Control": "max-age=2", "x-goog-meta-a": "1"}
    assert fetch(url, "PUT", sent, b"x{}").status == 200
    got = ours.get_blob("xml")
    assert (got.content_type, got.cache_control, got.metadata) == ("text/css", "max-age=2", {"a": "1"})
    assert fetch(url, "PUT", {**owner, "x-goog-if-generation-match": "0"}, b"y").status == 412
    assert fetch(url, "DELETE", owner).status == 204
    assert fetch(url, "DELETE", owner).status == 404


def test_retention_keeps_an_object(gcp, clock):
    ours = gcp.client().bucket(bucket(gcp, retentionPolicy={"retentionPeriod": "86400"}))
    ours.blob("a").upload_from_string("x")
    for call in (ours.blob("a").delete, lambda: ours.blob("a").upload_from_string("y")):
        with pytest.raises(exceptions.Forbidden, match="is subject to bucket's retention policy"):
            call()
    clock.ahead = timedelta(days=1, seconds=1)
    ours.blob("a").delete()
