"""URLs of Google Cloud Storage: right for every name, stable within a window, signed as the options say."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from tests.runtime.test_gcs_save import NAMES

pytest_plugins = ["tests.runtime.gcs_fixtures"]

# Of Google's own samples: https://github.com/GoogleCloudPlatform/python-docs-samples/tree/main/cdn
KEY = "nZtRohdNF9m3cKM24IcK4w=="
SAMPLES = [
    ("http://35.186.234.33/index.html", "CRFqQnVfFyiUyR63OQf-HRUpIwc="),
    ("http://www.example.com/", "OqDUFfHpN5Vxga6r80bhsgxKves="),
    ("http://www.example.com/some/path?some=query&another=param", "9Q9TCxSju8-W5nUkk5CuTrun2_o="),
]


@pytest.fixture
def at(runtime, monkeypatch):
    """Set the present, in seconds since 1970, for the storage alone."""
    return lambda now: monkeypatch.setattr(runtime.gcs_urls, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def cdn(runtime, gcs_options, google_env):
    """A storage behind Cloud CDN, whose credentials cannot be had: links need none."""

    def make(endpoint: str = "https://cdn.example.com", **more):
        options = {"custom_endpoint": endpoint, "cdn_key_name": "my-key", "cdn_key": KEY, "expiration": 3600, **more}
        return runtime.gcs.GCSMediaStorage(**gcs_options(**options))

    return make


def status(url: str, **headers: str) -> int:
    try:
        with urlopen(Request(url, headers=headers)) as answer:
            return answer.status
    except HTTPError as error:
        error.close()
        return error.code


@pytest.mark.parametrize("window", [0, 600])
def test_a_signed_url_finds_its_file(gcs_media, window):
    storage = gcs_media(url_window=window)
    for name in NAMES:
        storage.save(name, ContentFile(name.encode()))
        url = storage.url(name)
        assert "X-Goog-Signature=" in url
        with urlopen(url) as answer:
            assert answer.read() == name.encode()


def test_a_signed_url_is_for_its_file_its_method_and_its_time(gcs_media, google, monkeypatch):
    storage = gcs_media(expiration=60)
    storage.save("a.txt", ContentFile(b"x"))
    storage.save("b.txt", ContentFile(b"x"))
    url = storage.url("a.txt")
    assert status(url) == 200
    assert status(url.replace("a.txt", "b.txt")) == 403
    assert status(url.partition("?")[0]) == 403
    assert status(storage.url("a.txt", http_method="HEAD")) == 403
    now = google.now
    monkeypatch.setattr(google, "now", lambda: now() + 61)
    assert status(url) == 403


def test_the_signature_is_googles_own(gcs_media, at, gcs_bucket):
    from google.cloud.storage._signing import generate_signed_url_v4

    storage = gcs_media()
    at(1_800_000_123)
    asked = {"response_disposition": 'attachment; filename="a b.txt"', "response_type": "text/plain"}
    ours = storage.url("größe +(1)'.txt", asked, 900, "PUT")
    stock = generate_signed_url_v4(
        storage.client._credentials,
        resource=urlsplit(ours).path,
        expiration=900,
        api_access_endpoint=storage.client.api_endpoint,
        method="PUT",
        _request_timestamp="20270115T080203Z",
        **asked,
    )
    assert ours == stock
    assert unquote(urlsplit(ours).path) == f"/{gcs_bucket}/media/größe +(1)'.txt"


def test_urls_are_the_same_within_a_window(gcs_media, at):
    storage = gcs_media(url_window=600)
    urls = []
    for now in (1_800_000_000, 1_800_000_599, 1_800_000_600):
        at(now)
        urls.append(storage.url("a.txt"))
    assert urls[0] == urls[1] != urls[2]


def test_a_url_for_less_than_a_window_is_signed_now(gcs_media, at):
    storage = gcs_media(url_window=600)
    at(1_800_000_599)
    signed = parse_qs(urlsplit(storage.url("a.txt", expire=60)).query)
    assert (signed["X-Goog-Expires"], signed["X-Goog-Date"]) == (["60"], ["20270115T080959Z"])


def test_a_url_without_signature(gcs_media, google, gcs_bucket):
    storage = gcs_media(querystring_auth=False, url_window=600)
    google.public.add(gcs_bucket)
    for name in NAMES:
        storage.save(name, ContentFile(name.encode()))
        url = storage.url(name)
        assert url.startswith(f"{google.address}/{gcs_bucket}/media/")
        assert not urlsplit(url).query + urlsplit(url).fragment
        assert status(url) == 200
    assert storage.url("a b.txt", {"v": "1 2"}).endswith("/a%20b.txt?v=1%202")


def test_a_url_of_google_itself(runtime, google_env, monkeypatch):
    monkeypatch.delenv("STORAGE_EMULATOR_HOST")
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS")
    storage = runtime.gcs.GCSMediaStorage(bucket_name="b", location="media", querystring_auth=False)
    assert storage.url("a b.txt") == "https://storage.googleapis.com/b/media/a%20b.txt"


class Attached:
    """Credentials as a platform attaches them: a token and no key."""

    def __new__(cls, google, identity="full"):
        from google.auth.credentials import Credentials

        class Token(Credentials):
            service_account_email = "default"

            def refresh(self, request):
                self.token = f"token-{identity}"
                self.service_account_email = google.account(identity)["client_email"]

        return Token()


@pytest.fixture
def iam(google, google_env, monkeypatch):
    """IAM of the front in place of Google's."""
    monkeypatch.setattr(
        "google.auth.iam._IAM_SIGN_ENDPOINT", google.address + "/v1/projects/-/serviceAccounts/{}:signBlob"
    )
    return lambda identity="full": Attached(google, identity)


@pytest.mark.parametrize("email", [None, "full@tests.iam.gserviceaccount.com"])
def test_without_a_key_iam_signs(gcs_media, iam, email):
    storage = gcs_media(credentials=iam(), iam_sign_blob=True, sa_email=email)
    storage.save("a b.txt", ContentFile(b"x"))
    url = storage.url("a b.txt")
    assert "X-Goog-Credential=full%40tests.iam.gserviceaccount.com%2F" in url
    assert status(url) == 200


def test_iam_is_asked_once_a_window(gcs_media, iam, google, at):
    storage = gcs_media(credentials=iam(), iam_sign_blob=True, url_window=600)
    before = len(google.asked(":signBlob"))
    urls = set()
    for now in (1_800_000_000, 1_800_000_599):
        at(now)
        urls.add(storage.url("a.txt"))
    assert len(urls) == 1
    assert len(google.asked(":signBlob")) - before == 1


def test_iam_that_refuses_names_the_permission(runtime, gcs_media, iam):
    storage = gcs_media(credentials=iam("reader"), iam_sign_blob=True)
    with pytest.raises(runtime.gcs.StorageAccessDeniedError) as failure:
        storage.url("a.txt")
    account = "the service account reader@tests.iam.gserviceaccount.com"
    assert str(failure.value) == f"access to {account} denied: allow iam.serviceAccounts.signBlob on itself"


@pytest.mark.parametrize("sign", [True, False])
def test_what_cannot_be_signed_gets_no_url(gcs_media, google, sign, gcs_bucket):
    from google.auth.credentials import AnonymousCredentials

    storage = gcs_media(credentials=AnonymousCredentials() if sign else Attached(google), iam_sign_blob=sign)
    with pytest.raises(ImproperlyConfigured) as failure:
        storage.url("a.txt")
    assert str(failure.value) == (
        f"no signed URL for gs://{gcs_bucket}: these credentials have no private key; set iam_sign_blob to True,"
        " and sa_email where they name no service account"
    )


def test_a_url_lasts_seven_days_at_most(gcs_media):
    with pytest.raises(ValueError, match="expire is 604801; a URL signed for the bucket is good for 604800 seconds"):
        gcs_media().url("a.txt", expire=604801)


@pytest.mark.parametrize(("url", "signature"), SAMPLES)
def test_cloud_cdn_urls_are_those_of_googles_samples(runtime, url, signature):
    key = runtime.gcs_keys.decoded(KEY, "key")
    mark = "&" if "?" in url else "?"
    expected = f"{url}{mark}Expires=1549751401&KeyName=my-key&Signature={signature}"
    assert runtime.gcs_urls.cdn_url(url, "my-key", key, 1549751401) == expected


def test_cloud_cdn_cookies_are_those_of_googles_samples(runtime):
    key = runtime.gcs_keys.decoded(KEY, "key")
    assert runtime.gcs_urls.cdn_policy("http://www.example.com/foo/", "my-key", key, 1549751401) == (
        "URLPrefix=aHR0cDovL3d3dy5leGFtcGxlLmNvbS9mb28v:Expires=1549751401:KeyName=my-key"
        ":Signature=Z9uYAu73YHioRScZDxnP-TnS274="
    )


def test_a_cloud_cdn_url_finds_its_file(runtime, cdn, gcs_media, google, gcs_bucket, monkeypatch):
    monkeypatch.setitem(google.cdn_keys, "my-key", runtime.gcs_keys.decoded(KEY, "key"))
    stored, linked = gcs_media(), cdn(f"{google.address}/cdn/{gcs_bucket}/")
    for name in NAMES:
        stored.save(name, ContentFile(name.encode()))
        url = linked.url(name)
        with urlopen(url) as answer:
            assert answer.read() == name.encode()
    assert status(linked.url("a b.txt", {"response_type": "text/plain"})) == 200
    assert status(url.replace("Expires=", "Expires=1")) == 403
    assert status(url.partition("?")[0]) == 403
    now = google.now
    monkeypatch.setattr(google, "now", lambda: now() + 3601)
    assert status(url) == 403


def test_cloud_cdn_urls_are_the_same_within_a_window(cdn, at):
    storage = cdn(url_window=600)
    urls = []
    for now in (1_800_000_000, 1_800_000_599, 1_800_000_600):
        at(now)
        urls.append(storage.url("a.txt"))
    assert urls[0] == urls[1] != urls[2]
    assert urls[0].startswith("https://cdn.example.com/media/a.txt?Expires=1800003600&KeyName=my-key&Signature=")


def test_a_link_needs_no_client(cdn, monkeypatch, runtime):
    monkeypatch.setattr(runtime.gcs_links, "client", None)
    assert "Signature=" in cdn().url("a.txt")
    assert cdn(querystring_auth=False).url("a b.txt") == "https://cdn.example.com/media/a%20b.txt"


def test_no_key_gives_no_url(cdn):
    storage = cdn(cdn_key=None)
    assert storage.keyless
    with pytest.raises(ImproperlyConfigured) as failure:
        storage.url("a.txt")
    assert str(failure.value) == (
        "no signed URL for https://cdn.example.com: this process has no signing key; set cdn_key_name and cdn_key,"
        " or the variables they are read from"
    )
    assert not cdn().keyless
