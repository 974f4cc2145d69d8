"""What is stored with a file on Google Cloud Storage, which OPTIONS are taken, and where keys are read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

pytest_plugins = ["tests.runtime.gcs_fixtures"]

KEY = "nZtRohdNF9m3cKM24IcK4w=="
CDN = {"custom_endpoint": "https://cdn.example.com"}
NOT_A_KEY = (
    "{} does not hold a Cloud CDN signing key: 16 random bytes in base64url, as"
    " `head -c 16 /dev/urandom | base64 | tr +/ -_` makes them"
)


@pytest.fixture
def head(gcs_admin):
    return lambda name: gcs_admin.get_blob(f"media/{name}")


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
def test_the_content_type_is_what_the_file_is_and_no_encoding_is_guessed(gcs_media, head, name, expected):
    gcs_media().save(name, ContentFile(b"x"))
    found = head(name)
    assert (found.content_type, found.content_encoding) == (expected, None)


@pytest.mark.parametrize("size", [1, 9 * 1024 * 1024])
def test_a_large_file_has_the_same_headers(gcs_media, head, size):
    gcs_media(cache_control=[["*.pdf", "no-store"]]).save("a.pdf", ContentFile(bytes(size)))
    found = head("a.pdf")
    assert (found.content_type, found.cache_control, found.size) == ("application/pdf", "no-store", size)


def test_the_content_type_a_browser_sent_is_kept(gcs_media, head):
    gcs_media().save("a.bin", SimpleUploadedFile("a.bin", b"x", content_type="image/x-raw"))
    assert head("a.bin").content_type == "image/x-raw"


def test_cache_control_by_name(gcs_media, head):
    rules = [["thumbs/*", "max-age=60"], ["*.pdf", "no-store"], ["thumbs/*.pdf", "never reached"]]
    storage = gcs_media(cache_control=rules, object_parameters={"cache_control": "private"})
    names = ("thumbs/a/b.pdf", "x/y.pdf", "media/z.txt")
    for name in names:
        storage.save(name, ContentFile(b"x"))
    assert [head(name).cache_control for name in names] == ["max-age=60", "no-store", "private"]


def test_object_parameters_are_sent_and_not_changed_by_their_use(gcs_media, head):
    params = {"metadata": {"owner": "a"}, "content_disposition": "attachment", "content_type": "text/x"}
    storage = gcs_media(object_parameters=params)
    storage.get_object_parameters("x")["metadata"]["owner"] = "b"
    storage.save("a.txt", ContentFile(b"x"))
    found = head("a.txt")
    assert (found.metadata, found.content_disposition, found.content_type) == ({"owner": "a"}, "attachment", "text/x")
    assert storage.object_parameters == params


def test_an_acl_is_sent_only_when_asked_for_and_then_refused(gcs_media):
    from google.api_core.exceptions import BadRequest

    gcs_media().save("a.txt", ContentFile(b"x"))
    with pytest.raises(BadRequest, match="Cannot use ACL API"):
        gcs_media(default_acl="publicRead").save("a.txt", ContentFile(b"x"))


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"bucket": "b"}, "Invalid setting 'bucket' for GCSMediaStorage"),
        ({"url_window": 86400}, "url_window is 86400; it must be 0 or more seconds and less than expiration (86400)"),
        ({"url_window": -1}, "url_window is -1; it must be 0 or more seconds and less than expiration (86400)"),
        ({"expiration": None}, "expiration is None; it must be a number of seconds"),
        ({"expiration": 0}, "expiration is 0; it must be a number of seconds"),
        (
            {"expiration": timedelta(days=8)},
            "expiration is 691200; a URL signed for the bucket is good for 604800 seconds at most",
        ),
        (
            {"custom_endpoint": "cdn.example.com"},
            "custom_endpoint is 'cdn.example.com'; it must have a scheme, such as https://cdn.example.com",
        ),
        ({**CDN, "cdn_key": KEY}, "cdn_key_name and cdn_key must be given together"),
        ({**CDN, "cookie_key": KEY}, "cookie_key_name and cookie_key must be given together"),
        (
            {"cdn_key_name": "k", "cdn_key": KEY},
            "cdn_key needs custom_endpoint: Cloud CDN's URLs are for its own host",
        ),
        (
            {"cookie_key_name": "k", "cookie_key": KEY},
            "cookie_key needs custom_endpoint: Cloud CDN's cookies are for its own host",
        ),
        ({**CDN, "cdn_key_name": "k", "cdn_key": "s3cr3t"}, NOT_A_KEY.format("cdn_key")),
        (
            {"cache_control": "max-age=60"},
            'cache_control must be a list of [pattern, value] pairs, such as ["*.pdf", "private, max-age=300"];'
            " it is 'max-age=60'",
        ),
    ],
)
def test_wrong_options(gcs_media, wrong, text):
    with pytest.raises(ImproperlyConfigured) as failure:
        gcs_media(**wrong)
    assert str(failure.value) == text
    assert failure.value.__context__ is None


def test_a_file_is_never_overwritten_because_of_a_global(gcs_media):
    with override_settings(GS_FILE_OVERWRITE=True):
        assert gcs_media().file_overwrite is False


def test_a_long_time_is_fine_behind_a_cdn(gcs_media):
    storage = gcs_media(**CDN, expiration=timedelta(days=30), cdn_key_name="k", cdn_key=KEY)
    assert storage.expiration == 30 * 86400


@pytest.mark.parametrize("text", [KEY, KEY.rstrip("="), f" {KEY}\n"])
@pytest.mark.parametrize("how", ["FILE", "BASE64"])
def test_a_key_is_read(runtime, monkeypatch, tmp_path, text, how):
    (tmp_path / "key").write_text(text)
    monkeypatch.setenv(f"X_{how}", str(tmp_path / "key") if how == "FILE" else text)
    assert runtime.gcs_keys.signing_key("X") == text.strip()


def test_the_file_goes_before_the_text_and_neither_is_none(runtime, monkeypatch, tmp_path):
    assert runtime.gcs_keys.signing_key("X") is None
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("X_BASE64", "nonsense")
    monkeypatch.setenv("X_FILE", str(tmp_path / "key"))
    assert runtime.gcs_keys.signing_key("X") == KEY


@pytest.mark.parametrize("text", ["s3cr3t", "", "not base64!", "bm90IHNpeHRlZW4=", "é" * 22])
def test_what_is_no_key(runtime, monkeypatch, text):
    monkeypatch.setenv("X_BASE64", text or " ")
    with pytest.raises(ImproperlyConfigured) as failure:
        runtime.gcs_keys.signing_key("X")
    assert str(failure.value) == NOT_A_KEY.format("X_BASE64")
    assert failure.value.__context__ is None


def test_files_that_are_no_key(runtime, monkeypatch, tmp_path):
    path = tmp_path / "key"
    monkeypatch.setenv("X_FILE", str(path))
    for data, text in [
        (None, "the file that X_FILE names cannot be read (No such file or directory)"),
        (b"\xff\xfe", "the file that X_FILE names cannot be read (not a text file)"),
        (b"s3cr3t", NOT_A_KEY.format("the file that X_FILE names")),
    ]:
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(ImproperlyConfigured) as failure:
            runtime.gcs_keys.signing_key("X")
        assert str(failure.value) == text
        assert failure.value.__context__ is None
