"""What is stored with a file, and which OPTIONS are taken."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings


@pytest.fixture
def head(admin, bucket):
    return lambda name: admin.head_object(Bucket=bucket, Key=f"media/{name}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.tar.gz", "application/gzip"),
        ("a.svgz", "application/gzip"),
        ("a.txt.bz2", "application/x-bzip"),
        ("a.png", "image/png"),
        ("a.js", "text/javascript"),
        ("A.WEBP", "image/webp"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_the_content_type_is_what_the_file_is_and_no_encoding_is_guessed(media, head, name, expected):
    media().save(name, ContentFile(b"x"))
    found = head(name)
    assert (found["ContentType"], found.get("ContentEncoding")) == (expected, None)


def test_the_content_type_a_browser_sent_is_kept(media, head):
    media().save("a.bin", SimpleUploadedFile("a.bin", b"x", content_type="image/x-raw"))
    assert head("a.bin")["ContentType"] == "image/x-raw"


def test_cache_control_by_name(media, head):
    rules = [["thumbs/*", "max-age=60"], ["*.pdf", "no-store"], ["thumbs/*.pdf", "never reached"]]
    storage = media(cache_control=rules, object_parameters={"CacheControl": "private"})
    for name in ("thumbs/a/b.pdf", "x/y.pdf", "media/z.txt"):
        storage.save(name, ContentFile(b"x"))
    found = {name: head(name)["CacheControl"] for name in ("thumbs/a/b.pdf", "x/y.pdf", "media/z.txt")}
    assert found == {"thumbs/a/b.pdf": "max-age=60", "x/y.pdf": "no-store", "media/z.txt": "private"}


def test_a_file_written_by_hand_has_the_same_headers(media, head):
    storage = media(cache_control=[["a.*", "max-age=60"]])
    with storage.open("a.svgz", "wb") as handle:
        handle.write(b"x")
    found = head("a.svgz")
    assert (found["CacheControl"], found["ContentType"], found.get("ContentEncoding")) == (
        "max-age=60",
        "application/gzip",
        None,
    )


def test_object_parameters_are_not_changed_by_their_use(media, head):
    storage = media(object_parameters={"Metadata": {"owner": "a"}, "ContentEncoding": "identity"})
    storage.get_object_parameters("x")["Metadata"]["owner"] = "b"
    storage.save("a.txt", ContentFile(b"x"))
    assert head("a.txt")["Metadata"] == {"owner": "a"}
    assert storage.object_parameters == {"Metadata": {"owner": "a"}, "ContentEncoding": "identity"}


def test_a_customers_own_encryption_key_is_sent_with_every_request(media):
    key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32}
    storage = media(object_parameters=key)
    sent = []
    events = storage.connection.meta.client.meta.events
    events.register("before-call.s3", lambda params, model, **_: sent.append((model.name, params["headers"])))
    storage.save("big.bin", ContentFile(bytes(9 * 1024 * 1024)))
    storage.size("big.bin")
    asked = {name for name, headers in sent if "x-amz-server-side-encryption-customer-key" in headers}
    assert asked == {"HeadObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"}


def test_an_acl_is_sent_only_when_asked_for(media):
    assert "ACL" not in media()._get_write_parameters("media/a.txt")
    assert media(default_acl="public-read")._get_write_parameters("media/a.txt")["ACL"] == "public-read"


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"bucket": "b"}, "Invalid setting 'bucket' for S3MediaStorage"),
        (
            {"url_window": 3600},
            "url_window is 3600; it must be 0 or more seconds and less than querystring_expire (3600)",
        ),
        ({"url_window": -1}, "url_window is -1; it must be 0 or more seconds and less than querystring_expire (3600)"),
        ({"url_window": 60, "region_name": None}, "url_window needs region_name: a URL is signed for one region"),
        ({"cookie_key_id": "K1"}, "cookie_key_id and cookie_key must be given together"),
        (
            {"cookie_key_id": "K1", "cookie_key": "k"},
            "cookie_key needs custom_domain: CloudFront's cookies are for its own domain",
        ),
        (
            {"cache_control": "max-age=60"},
            'cache_control must be a list of [pattern, value] pairs, such as ["*.pdf", "private, max-age=300"];'
            " it is 'max-age=60'",
        ),
        (
            {"cache_control": [["*.pdf"]]},
            'cache_control must be a list of [pattern, value] pairs, such as ["*.pdf", "private, max-age=300"];'
            " one is ['*.pdf']",
        ),
    ],
)
def test_wrong_options(media, wrong, text):
    with pytest.raises(ImproperlyConfigured) as failure:
        media(**wrong)
    assert str(failure.value) == text


def test_a_file_is_never_overwritten_because_of_a_global(media):
    with override_settings(AWS_S3_FILE_OVERWRITE=True):
        assert media().file_overwrite is False
