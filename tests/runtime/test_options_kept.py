"""What is left of a storage in a migration and in a pickle: never a secret, and always enough to build it again."""

from __future__ import annotations

import pickle
from copy import copy
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.migrations.writer import MigrationWriter
from django.db.models import FileField

from tests.runtime import azure_cloud

pytest_plugins = ["tests.runtime.gcs_fixtures"]

CDN_KEY = "nZtRohdNF9m3cKM24IcK4w=="
PLAIN: dict[str, dict[str, object]] = {
    "s3": {"bucket_name": "b", "region_name": "eu-west-1", "location": "media"},
    "gcs": {"bucket_name": "b", "project_id": "p", "location": "media"},
    "azure": {"account_name": "shop", "azure_container": "files", "expiration_secs": 3600},
}
NAMES = {"s3": "S3", "gcs": "GCS", "azure": "Azure"}
HOSTS = {"s3": {"custom_domain": "cdn.example.com"}, "gcs": {"custom_endpoint": "https://cdn.example.com"}}


def secrets(cloud: str, pem: str) -> list[dict[str, object]]:
    """Options with secrets, one dict for each way to sign."""
    every: dict[str, list[dict[str, object]]] = {
        "s3": [
            {"access_key": "AKIAEXAMPLE", "secret_key": "s3cr3t", "security_token": "s3cr3t"},
            {**HOSTS["s3"], "cloudfront_key_id": "K1", "cloudfront_key": pem},
            {**HOSTS["s3"], "cookie_key_id": "K1", "cookie_key": pem, "querystring_auth": False},
        ],
        "gcs": [
            {**HOSTS["gcs"], "cdn_key_name": "k", "cdn_key": CDN_KEY},
            {**HOSTS["gcs"], "cookie_key_name": "k", "cookie_key": CDN_KEY, "querystring_auth": False},
        ],
        "azure": [
            {"account_key": "s3cr3t==", "expiration_secs": 10**7},
            {"sas_token": "sv=1&sig=s3cr3t"},
            {"token_credential": azure_cloud.Token("s3cr3t")},
            {"client_options": {"proxies": {"https": "http://u:s3cr3t@proxy"}}},
            {"connection_string": "AccountName=shop;AccountKey=s3cr3t=="},
        ],
    }
    return every[cloud]


@pytest.fixture
def build(runtime, google):
    def make(cloud: str, kind: str = "MediaStorage", **more):
        return getattr(runtime.module(cloud), f"{NAMES[cloud]}{kind}")(**{**PLAIN[cloud], **more})

    return make


def is_clean(text: bytes | str, pem: str) -> bool:
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    return not any(word in text for word in ("s3cr3t", "AKIAEXAMPLE", CDN_KEY, pem.splitlines()[1]))


@pytest.mark.parametrize("cloud", PLAIN)
def test_a_migration_and_a_pickle_hold_no_secret_and_build_it_again(build, cloud, pem):
    for more in [{}, *secrets(cloud, pem)]:
        storage = build(cloud, **more)
        path, args, options = storage.deconstruct()
        assert path == f"{type(storage).__module__}.{type(storage).__name__}"
        again = type(storage)(*args, **options)
        assert is_clean(str(options), pem)
        pickled = pickle.dumps(storage)
        assert is_clean(pickled, pem)
        for other in (again, pickle.loads(pickled)):
            assert other.deconstruct()[2] == options
            assert is_clean(pickle.dumps(other), pem)
            assert is_clean(str(vars(other)), pem)


@pytest.mark.parametrize("cloud", PLAIN)
def test_a_migration_with_a_storage_object_can_be_imported(build, cloud, pem):
    for more in [{}, *secrets(cloud, pem)]:
        text, imports = MigrationWriter.serialize(FileField(storage=build(cloud, **more)))
        assert is_clean(text, pem)
        names: dict[str, object] = {}
        exec("\n".join(imports), names)
        assert type(eval(text, names).storage) is type(build(cloud))


@pytest.mark.parametrize("kind", ["StaticStorage", "StaticManifestStorage"])
@pytest.mark.parametrize("cloud", PLAIN)
def test_static_storages_too(build, cloud, kind):
    storage = build(cloud, kind, **({"expiration_secs": None} if cloud == "azure" else {}))
    assert type(storage)(**storage.deconstruct()[2]).deconstruct() == storage.deconstruct()
    assert type(pickle.loads(pickle.dumps(storage))) is type(storage)


@pytest.mark.parametrize("cloud", ["s3", "gcs", "azure"])
def test_without_its_secret_a_storage_never_links_unsigned(build, cloud, pem):
    for more in secrets(cloud, pem):
        storage = build(cloud, **more)
        if cloud == "azure":
            assert storage.keyless == ("sas_token" in more or "client_options" in more)
        elif "cookie_key" in more or "access_key" in more:
            continue
        again = pickle.loads(pickle.dumps(storage))
        assert again.keyless is True
        with pytest.raises(ImproperlyConfigured, match="no signed URL"):
            again.url("a.txt")


def test_a_copy_in_the_same_process_keeps_them(build):
    storage = build("gcs", **HOSTS["gcs"], cdn_key_name="k", cdn_key=CDN_KEY)
    assert "Signature=" in copy(storage).url("a.txt")


def test_azures_own_credential_is_in_the_pickle_since_it_is_no_secret(runtime, build, monkeypatch):
    for endpoint in ("", "http://127.0.0.1:9"):
        monkeypatch.setenv("STORAGE_AZURE_ENDPOINT_URL", endpoint)
        monkeypatch.setenv("STORAGE_AZURE_TOKEN", "s3cr3t")
        own = runtime.azure_identity.token_credential()
        pickled = pickle.dumps(build("azure", token_credential=own))
        assert b"s3cr3t" not in pickled
        assert pickle.loads(pickled).token_credential is own


@pytest.mark.parametrize("cloud", PLAIN)
@pytest.mark.parametrize("public", [False, True])
def test_how_long_a_link_lasts(build, cloud, public):
    own = {"s3": {"access_key": "a", "secret_key": "b"}, "azure": {"account_key": "a2V5"}}.get(cloud, {})
    own |= {"querystring_auth": False} if public else {}
    if cloud == "azure" and public:
        own["expiration_secs"] = None
    if cloud == "gcs" and not public:
        own |= {**HOSTS["gcs"], "cdn_key_name": "k", "cdn_key": CDN_KEY}
    storage = build(cloud, **own)
    for wrong in (0, -1, timedelta(0), timedelta(seconds=-5)):
        with pytest.raises(ValueError, match=r"expire is -?\d+; it must be a positive number of seconds"):
            storage.url("a.txt", expire=wrong)
    for wrong in ("60", 60.5):
        with pytest.raises(TypeError, match="it must be a whole number of seconds or a timedelta"):
            storage.url("a.txt", expire=wrong)
    assert storage.url("a.txt", expire=timedelta(minutes=1)) == storage.url("a.txt", expire=60)


def test_a_parameter_that_google_does_not_know(build):
    allowed = (
        "acl, cache_control, content_disposition, content_encoding, content_language, content_type, custom_time,"
        " event_based_hold, metadata, storage_class, temporary_hold"
    )
    with pytest.raises(ImproperlyConfigured) as failure:
        build("gcs", object_parameters={"CacheControl": "x"})
    assert str(failure.value) == f"object_parameters has 'CacheControl'; it may have {allowed}"
    assert build("gcs", object_parameters={"storage_class": "NEARLINE"}).object_parameters
