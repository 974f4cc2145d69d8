"""What is stored with a file on Azure, which OPTIONS are taken, and who a process is."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from tests.runtime import azure_cloud

SAS = "django-storages would give unsigned URLs; set it to seconds, or querystring_auth to False for files that anyone"


@pytest.fixture
def azure():
    return azure_cloud.fresh()


@pytest.fixture
def media(runtime, azure):
    return lambda **more: runtime.azure.AzureMediaStorage(**azure.options(**more))


@pytest.fixture
def build(runtime):
    base = {"account_name": "shop", "azure_container": "files", "token_credential": azure_cloud.Token("t")}
    return lambda **more: runtime.azure.AzureMediaStorage(**{**base, "expiration_secs": 3600, **more})


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
def test_the_content_type_is_what_the_file_is_and_no_encoding_is_guessed(media, azure, name, expected):
    media().save(name, ContentFile(b"x"))
    found = azure.head(f"media/{name}").content_settings
    assert (found.content_type, found.content_encoding) == (expected, None)


def test_the_content_type_a_browser_sent_is_kept(media, azure):
    media().save("a.bin", SimpleUploadedFile("a.bin", b"x", content_type="image/x-raw"))
    assert azure.head("media/a.bin").content_settings.content_type == "image/x-raw"


@pytest.mark.parametrize("size", [1, 9 * 1024 * 1024])
def test_cache_control_by_name(media, azure, size):
    rules = [["thumbs/*", "max-age=60"], ["*.pdf", "no-store"], ["thumbs/*.pdf", "never reached"]]
    storage = media(cache_control=rules, object_parameters={"cache_control": "private", "content_language": "de"})
    expected = {"thumbs/a/b.pdf": "max-age=60", "x/y.pdf": "no-store", "media/z.txt": "private"}
    for name in expected:
        storage.save(name, ContentFile(bytes(size)))
    found = {name: azure.head(f"media/{name}").content_settings for name in expected}
    assert {name: item.cache_control for name, item in found.items()} == expected
    assert {item.content_language for item in found.values()} == {"de"}


def test_a_file_written_by_hand_has_the_same_headers(media, azure):
    with media(cache_control=[["a.*", "max-age=60"]]).open("a.svgz", "wb") as handle:
        handle.write(b"x")
    found = azure.head("media/a.svgz").content_settings
    assert (found.cache_control, found.content_type, found.content_encoding) == ("max-age=60", "application/gzip", None)


def test_object_parameters_are_not_changed_by_their_use(build):
    storage = build(object_parameters={"content_language": "de"})
    storage.get_object_parameters("x")["content_language"] = "fr"
    assert storage.object_parameters == {"content_language": "de"}


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"container": "b"}, "Invalid setting 'container' for AzureMediaStorage"),
        ({"account_name": None}, "account_name is None; set it"),
        ({"azure_container": ""}, "azure_container is ''; set it"),
        ({"expiration_secs": None}, f"expiration_secs is None, and {SAS} may read"),
        ({"expiration_secs": 0}, f"expiration_secs is 0, and {SAS} may read"),
        ({"expiration_secs": -5}, f"expiration_secs is -5, and {SAS} may read"),
        (
            {"querystring_auth": False},
            "expiration_secs is 3600 and querystring_auth is off, so that no URL is signed; leave one of them out",
        ),
        (
            {"expiration_secs": 604801},
            "expiration_secs is 604801; it may be 604800 seconds at most, because Azure delegates a key for a week",
        ),
        (
            {"expiration_secs": 604800, "url_window": 604799},
            "url_window is 604799; it may be 518400 seconds at most, because Azure delegates a key for a week",
        ),
        (
            {"url_window": 3600},
            "url_window is 3600; it must be 0 or more seconds and less than expiration_secs (3600)",
        ),
        ({"url_window": -1}, "url_window is -1; it must be 0 or more seconds and less than expiration_secs (3600)"),
        (
            {"object_parameters": {"CacheControl": "x"}},
            "object_parameters has 'CacheControl'; it may have cache_control, content_disposition, content_encoding,"
            " content_language, content_md5, content_type",
        ),
        (
            {"cache_control": "max-age=60"},
            'cache_control must be a list of [pattern, value] pairs, such as ["*.pdf", "private, max-age=300"];'
            " it is 'max-age=60'",
        ),
    ],
)
def test_wrong_options(build, wrong, text):
    with pytest.raises(ImproperlyConfigured) as failure:
        build(**wrong)
    assert str(failure.value) == text


def test_the_accounts_key_may_sign_for_longer(build):
    assert build(account_key="a2V5", expiration_secs=10**7).expiration_secs == 10**7


def test_no_global_opens_or_overwrites_a_file(runtime, build):
    with override_settings(AZURE_OVERWRITE_FILES=True, AZURE_URL_EXPIRATION_SECS=5, AZURE_CACHE_CONTROL="public"):
        storage = build()
        assert (storage.overwrite_files, storage.file_overwrite, storage.expiration_secs) == (False, False, 3600)
        assert storage.get_object_parameters("a.txt") == {}
        static = runtime.azure.AzureStaticStorage(account_name="shop", azure_container="files")
        assert (static.file_overwrite, static.querystring_auth) == (True, False)
        assert static.url("a.css") == "https://shop.blob.core.windows.net/files/a.css"


def test_a_static_alias_may_be_told_not_to_overwrite(runtime):
    options = {"account_name": "shop", "azure_container": "files", "overwrite_files": False}
    assert runtime.azure.AzureStaticStorage(**options).file_overwrite is False


def test_the_credential_is_one_for_all_aliases_and_made_when_first_used(runtime, monkeypatch):
    identity = runtime.azure_identity
    monkeypatch.delenv("STORAGE_AZURE_ENDPOINT_URL", raising=False)
    assert identity.token_credential() is identity.token_credential()
    made = []

    class Default:
        def __init__(self, **options):
            made.append(options)

        def get_token(self, *scopes, **options):
            return scopes, options

    monkeypatch.setattr("azure.identity.DefaultAzureCredential", Default)
    monkeypatch.setenv("AZURE_CLIENT_ID", "")
    identity._default.cache_clear()
    for _ in range(2):
        found = identity.token_credential().get_token("https://storage.azure.com/.default", tenant_id="t")
        assert found == (("https://storage.azure.com/.default",), {"tenant_id": "t"})
    assert made == [{"managed_identity_client_id": None, "exclude_environment_credential": True}]
    monkeypatch.setattr(identity.os, "getpid", lambda: -1)
    monkeypatch.setenv("AZURE_CLIENT_ID", "app-id")
    identity.token_credential().get_token("s")
    assert made[1:] == [{"managed_identity_client_id": "app-id", "exclude_environment_credential": True}]
    identity._default.cache_clear()


def test_a_local_cloud_is_asked_with_the_token_it_gave(runtime, azure, monkeypatch):
    monkeypatch.setenv("STORAGE_AZURE_ENDPOINT_URL", azure.front.endpoint)
    monkeypatch.setenv("STORAGE_AZURE_TOKEN", "full")
    credential = runtime.azure_identity.token_credential()
    assert credential is runtime.azure_identity.token_credential()
    assert "full" not in repr(credential)
    assert credential.get_token("any").expires_on > 1_800_000_000
    storage = runtime.azure.AzureMediaStorage(**azure.options(token_credential=credential))
    storage.save("a.txt", ContentFile(b"x"))
    assert azure.stored("media/a.txt") == b"x"


def test_a_local_cloud_without_a_token(runtime, monkeypatch):
    monkeypatch.setenv("STORAGE_AZURE_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.delenv("STORAGE_AZURE_TOKEN", raising=False)
    # The settings load: a workload may have nothing to do on Azure.
    credential = runtime.azure_identity.token_credential()
    with pytest.raises(ImproperlyConfigured, match="the environment variable STORAGE_AZURE_TOKEN is not set"):
        credential.get_token("any")
    monkeypatch.setenv("STORAGE_AZURE_TOKEN", "late")
    assert credential.get_token("any").token == "late"


def test_with_nothing_to_sign_with_a_file_is_saved_and_not_linked_to(build):
    storage = build(token_credential=None, sas_token="sv=1&sig=secret")
    assert storage.keyless is True
    with pytest.raises(ImproperlyConfigured) as failure:
        storage.url("a.txt")
    way = "give token_credential, or account_key where the account allows it"
    assert str(failure.value) == f"no signed URL of azure://shop/files/a.txt: {way}"
    public = build(token_credential=None, querystring_auth=False, expiration_secs=None)
    assert public.keyless is False


def test_settings_load_without_the_slow_import(runtime):
    code = f"import sys; sys.path.insert(0, {str(runtime.root)!r}); from {runtime.name}.azure_identity import *\n"
    code += "assert token_credential(); assert 'azure.identity' not in sys.modules; assert 'msal' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PATH": ""})


def test_a_module_named_azure_hides_no_sdk(runtime):
    import azure.storage.blob

    assert runtime.azure.__name__ == f"{runtime.name}.azure"
    assert azure.storage.blob.BlobServiceClient.__module__ == "azure.storage.blob._blob_service_client"


def test_the_credential_can_be_pickled_and_copied(runtime, monkeypatch):
    monkeypatch.delenv("STORAGE_AZURE_ENDPOINT_URL", raising=False)
    credential = runtime.azure_identity.token_credential()
    assert type(pickle.loads(pickle.dumps(credential))) is type(credential)


def test_the_public_names_are_in_one_module(runtime):
    names = ["AzureMediaStorage", "AzureStaticManifestStorage", "AzureStaticStorage", "StorageAccessDeniedError"]
    assert runtime.azure.__all__ == names
