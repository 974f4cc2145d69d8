"""System checks: what each says, on any cloud, and that none shows a value."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.core.checks import Error, Warning
from django.test import override_settings

pytest_plugins = ["tests.runtime.gcs_fixtures"]

CDN_KEY = "nZtRohdNF9m3cKM24IcK4w=="
MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
USUAL = {"default": MEMORY, "staticfiles": MEMORY}
KEY = {"access_key": "AKIAEXAMPLE", "secret_key": "s3cr3t"}


@pytest.fixture
def entry(runtime):
    def make(class_name="S3MediaStorage", **more):
        # A closed port: a check that asks the network would fail.
        base = {"bucket_name": "b", "region_name": "eu-west-1", "endpoint_url": "http://127.0.0.1:9", **KEY}
        return {"BACKEND": f"{runtime.name}.s3.{class_name}", "OPTIONS": {**base, **more}}

    return make


@pytest.fixture
def found(runtime):
    def run(aliases, plan=None, **settings):
        stowplan = {} if plan is None else {"STOWPLAN": plan}
        with override_settings(STORAGES={**USUAL, **aliases}, **stowplan, **settings):
            messages = runtime.checks.check_storages()
        assert "s3cr3t" not in str(messages)
        assert "AKIAEXAMPLE" not in str(messages)
        return messages

    return run


def test_nothing_to_say(found, entry, pem):
    aliases = {
        "default": entry(url_window=60),
        "staticfiles": entry("S3StaticManifestStorage", custom_domain="cdn.example.com"),
        "invoices": entry(custom_domain="m.example.com", cloudfront_key_id="K1", cloudfront_key=pem),
        "videos": entry(custom_domain="m.example.com", cookie_key_id="K1", cookie_key=pem, querystring_auth=False),
    }
    plan = {"identity": "role", "environment": "prod", "private": ["default", "invoices", "videos"], "public": []}
    assert found(aliases, plan) == []


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"bucket": "b"}, "Invalid setting 'bucket' for S3MediaStorage"),
        ({"url_window": 60, "region_name": ""}, "url_window needs region_name: a URL is signed for one region"),
        # Not ImproperlyConfigured, so its text might quote the key.
        ({"cloudfront_key_id": "K1", "cloudfront_key": "s3cr3t"}, "ValueError"),
    ],
)
def test_an_alias_that_cannot_be_built(found, entry, broken, reason):
    hint = "correct this alias's BACKEND and OPTIONS and the variables they read"
    text = f"STORAGES['media'] cannot be built: {reason}"
    assert found({"media": entry(**broken)}) == [Error(text, hint=hint, id="stowplan.E001")]


def test_an_alias_whose_class_is_not_there(found):
    messages = found({"media": {"BACKEND": "shop.nowhere.Storage"}})
    assert [message.id for message in messages] == ["stowplan.E001"]
    start = "STORAGES['media'] cannot be built: Could not find backend 'shop.nowhere.Storage'"
    assert messages[0].msg.startswith(start)


def test_aliases_that_are_missing(runtime):
    with override_settings(STORAGES={"media": MEMORY}, STOWPLAN={"private": ["invoices"], "public": ["default"]}):
        messages = runtime.checks.check_storages()
    own = "STORAGES replaces Django's own value, so it must hold every alias in use"
    assert messages == [
        Error("STORAGES has no alias 'default'", hint=own, id="stowplan.E002"),
        Error("STORAGES has no alias 'staticfiles'", hint=own, id="stowplan.E002"),
        Error(
            "STORAGES has no alias 'invoices', which STOWPLAN names",
            hint="run gen-settings, or remove the alias from STOWPLAN",
            id="stowplan.E002",
        ),
    ]


def test_private_files_with_unsigned_urls(found, entry):
    aliases = {
        "off": entry(querystring_auth=False),
        "domain": entry(custom_domain="cdn.example.com"),
        "both": entry(custom_domain="cdn.example.com", querystring_auth=False),
        "local": MEMORY,
    }
    messages = found(aliases, {"private": list(aliases)})
    start = "the private storage '{}' gives unsigned URLs: "
    signer = "give it cloudfront_key_id and cloudfront_key, or cookie_key_id and cookie_key, or no custom_domain"
    off, switch = "querystring_auth is off", "set querystring_auth to True"
    bare = "it has a custom_domain and nothing to sign with"
    assert messages == [
        Error(start.format("off") + off, hint=switch, id="stowplan.E003"),
        Error(start.format("domain") + bare, hint=signer, id="stowplan.E003"),
        Error(start.format("both") + off, hint=switch, id="stowplan.E003"),
    ]
    assert found(aliases, {"public": list(aliases)}) == []


def test_a_storage_without_bucket(found, entry):
    text = "STORAGES['media'] has no bucket"
    messages = found({"media": entry(bucket_name=None)})
    assert messages == [Error(text, hint="set the option bucket_name", id="stowplan.E004")]


def test_keys_that_override_a_role(found, entry, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "")
    aliases = {"media": entry(access_key=None, secret_key=None)}
    assert found(aliases, {"identity": "keys"}) == found(aliases) == []
    rest = "and is used instead of the role this site should run as"
    hint = "remove it: the role gives keys that expire by themselves"
    inside = Warning(f"AWS_S3_ACCESS_KEY_ID is set in the settings, {rest}", hint=hint, id="stowplan.W001")
    outside = Warning(f"AWS_ACCESS_KEY_ID is set in the environment, {rest}", hint=hint, id="stowplan.W001")
    assert found(aliases, {"identity": "role"}) == [outside]
    assert found({}, {"identity": "role"}, AWS_S3_ACCESS_KEY_ID="AKIAEXAMPLE") == [outside, inside]


def test_acls(found, entry):
    aliases = {"a": entry(default_acl="private"), "b": entry(object_parameters={"ACL": "private"})}
    end = "sets an ACL, which a bucket that enforces its owner refuses on every upload"
    hint = "remove default_acl, and ACL from object_parameters"
    assert found(aliases) == [
        Warning(f"STORAGES['a'] {end}", hint=hint, id="stowplan.W002"),
        Warning(f"STORAGES['b'] {end}", hint=hint, id="stowplan.W002"),
    ]


def test_globals_that_reach_every_alias(found, entry):
    text = "the setting AWS_LOCATION applies to every S3 alias that does not give the option itself"
    hint = "give it in the OPTIONS of the alias it is meant for"
    expected = [Warning(text, hint=hint, id="stowplan.W003")]
    assert found({"media": entry()}, AWS_LOCATION="media", AWS_SES_REGION_NAME="eu-west-1") == expected
    assert found({}, AWS_LOCATION="media") == []


def test_every_global_of_django_storages_is_known(runtime, entry, monkeypatch):
    asked = []
    monkeypatch.setattr("storages.backends.s3.setting", lambda name, default=None: asked.append(name) or default)
    runtime.s3.S3MediaStorage(**entry()["OPTIONS"])
    assert set(asked) - set(runtime.check_tables.GLOBALS["S3"]) == {"AWS_S3_USE_THREADS"}
    assert set(runtime.check_tables.GLOBALS["S3"]) <= set(asked)


def test_times_without_zones(found, entry):
    text = "USE_TZ is off: the times of files on S3 are given in local time without a zone"
    expected = [Warning(text, hint="set USE_TZ to True", id="stowplan.W004")]
    assert found({"media": entry()}, USE_TZ=False) == expected
    assert found({}, USE_TZ=False) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("AWS_AUTO_CREATE_BUCKET", "buckets and containers are made by the infrastructure, never by Django"),
        ("AWS_S3_USE_THREADS", "use the option transfer_config"),
        ("DEFAULT_FILE_STORAGE", 'use STORAGES["default"]'),
        ("STATICFILES_STORAGE", 'use STORAGES["staticfiles"]'),
    ],
)
def test_settings_that_nothing_reads(found, name, hint):
    text = f"nothing reads the setting {name} any more"
    assert found({}, **{name: "s3cr3t"}) == [Warning(text, hint=hint, id="stowplan.W005")]


# Google Cloud Storage, and Azure


class Azure(SimpleNamespace):
    """As much of an Azure storage as the checks see: django-storages' own, whose SDK need not be there."""

    def __init__(self, **options):
        base = {"account_name": "acme", "azure_container": "files", "expiration_secs": 60, "connection_string": None}
        super().__init__(**{**base, **options})


def azure(**more):
    return {"BACKEND": f"{__name__}.Azure", "OPTIONS": more}


@pytest.fixture
def gcs(runtime, google):
    def make(class_name="GCSMediaStorage", **more):
        return {"BACKEND": f"{runtime.name}.gcs.{class_name}", "OPTIONS": {"bucket_name": "b", **more}}

    return make


def test_nothing_to_say_of_other_clouds(found, gcs):
    keys = {"custom_endpoint": "https://m.example.com"}
    aliases = {
        "default": gcs(url_window=60, iam_sign_blob=True),
        "staticfiles": gcs("GCSStaticManifestStorage", custom_endpoint="https://cdn.example.com"),
        "invoices": gcs(**keys, cdn_key_name="k", cdn_key=CDN_KEY),
        "videos": gcs(**keys, cookie_key_name="k", cookie_key=CDN_KEY, querystring_auth=False),
        "documents": azure(custom_domain="m.example.com"),
        "ours": azure(custom_domain="m.example.com", querystring_auth=True, overwrite_files=False),
    }
    plan = {"identity": "role", "private": ["default", "invoices", "videos", "documents", "ours"], "public": []}
    assert found(aliases, plan) == []


def test_private_files_with_unsigned_urls_on_other_clouds(found, gcs):
    from storages.backends.gcloud import GoogleCloudStorage

    stock = f"{GoogleCloudStorage.__module__}.GoogleCloudStorage"
    cdn = {"custom_endpoint": "https://cdn.example.com"}
    aliases = {
        "off": gcs(querystring_auth=False),
        "cdn": gcs(**cdn),
        "stock": {"BACKEND": stock, "OPTIONS": {"bucket_name": "b", **cdn}},
        "azure": azure(expiration_secs=None),
        "azure-off": azure(querystring_auth=False),
    }
    start = "the private storage '{}' gives unsigned URLs: "
    signer = "give it cdn_key_name and cdn_key, or cookie_key_name and cookie_key, or no custom_endpoint"
    seconds = "set expiration_secs to how many seconds a URL is good for"
    off, switch = "querystring_auth is off", "set querystring_auth to True"
    assert found(aliases, {"private": list(aliases)}) == [
        Error(start.format("off") + off, hint=switch, id="stowplan.E003"),
        Error(
            start.format("cdn") + "it has a custom_endpoint and nothing to sign with", hint=signer, id="stowplan.E003"
        ),
        Error(start.format("azure") + "expiration_secs is not set", hint=seconds, id="stowplan.E003"),
        Error(start.format("azure-off") + off, hint=switch, id="stowplan.E003"),
    ]
    assert found(aliases, {"public": list(aliases)}) == []


@pytest.mark.parametrize("use", ["cdn", "cookie"])
def test_a_process_without_cloud_cdns_key(found, gcs, use):
    options = {f"{use}_key_name": "k", f"{use}_key": None, "querystring_auth": use == "cdn"}
    aliases = {"videos": gcs(custom_endpoint="https://m.example.com", **options)}
    text = "the private storage 'videos' has no signing key in this process, so it makes no links"
    hint = "no matter where no links are made; else set the variables of the signing key"
    assert found(aliases, {"private": ["videos"]}) == [Warning(text, hint=hint, id="stowplan.W006")]


def test_a_key_that_is_none_is_not_shown(found, gcs):
    options = {"custom_endpoint": "https://m.example.com", "cdn_key_name": "k", "cdn_key": "s3cr3t"}
    (message,) = found({"media": gcs(**options)})
    start = "STORAGES['media'] cannot be built: cdn_key does not hold a Cloud CDN signing key"
    assert (message.id, message.msg.startswith(start)) == ("stowplan.E001", True)


def test_storages_without_a_place_on_other_clouds(found, gcs):
    aliases = {
        "gcs": gcs(bucket_name=None),
        "account": azure(account_name=None),
        "container": azure(azure_container=None),
        "named": azure(account_name=None, connection_string="s3cr3t"),
    }
    assert found(aliases) == [
        Error("STORAGES['gcs'] has no bucket", hint="set the option bucket_name", id="stowplan.E004"),
        Error("STORAGES['account'] has no account", hint="set the option account_name", id="stowplan.E004"),
        Error("STORAGES['container'] has no container", hint="set the option azure_container", id="stowplan.E004"),
    ]


@pytest.fixture
def credentials_file(monkeypatch, tmp_path):
    def write(content) -> None:
        path = tmp_path / "credentials.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))

    return write


def test_a_key_file_that_overrides_a_role(found, gcs, credentials_file, monkeypatch):
    credentials_file({"type": "service_account", "private_key": "s3cr3t"})
    text = (
        "GOOGLE_APPLICATION_CREDENTIALS is set in the environment, and is used instead of the role this site should"
        " run as"
    )
    hint = "remove it: the role gives keys that expire by themselves"
    assert found({"a": gcs()}, {"identity": "role"}) == [Warning(text, hint=hint, id="stowplan.W001")]
    assert found({"a": gcs()}, {"identity": "keys"}) == found({"a": azure()}, {"identity": "role"}) == []
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:9")
    assert found({"a": gcs()}, {"identity": "role"}) == []


@pytest.mark.parametrize("content", [{"type": "external_account"}, "no json", "[]"])
def test_a_federated_identity_is_a_role(found, gcs, credentials_file, content):
    credentials_file(content)
    assert found({"a": gcs()}, {"identity": "role"}) == []


def test_a_secret_that_overrides_a_managed_identity(found, monkeypatch):
    for name in ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET"):
        monkeypatch.setenv(name, "s3cr3t")
    text = "AZURE_CLIENT_SECRET is set in the environment, and is used instead of the role this site should run as"
    hint = "remove it: the role gives keys that expire by themselves"
    assert found({"a": azure()}, {"identity": "role"}) == [Warning(text, hint=hint, id="stowplan.W001")]
    assert found({"a": azure()}, {"identity": "keys"}) == []


def test_a_credentials_file_that_is_not_there(found, gcs, monkeypatch, tmp_path):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "s3cr3t.json"))
    hint = "set it to the path of a key or of a federated identity's configuration; remove it where a role serves"
    text = "GOOGLE_APPLICATION_CREDENTIALS names a file that is not there"
    assert found({"a": gcs()}) == [Warning(text, hint=hint, id="stowplan.W007")]
    assert found({"a": azure()}) == []


def test_a_service_principal_with_a_part_missing(found, gcs, monkeypatch):
    monkeypatch.delenv("AZURE_TENANT_ID", raising=False)
    monkeypatch.setenv("AZURE_CLIENT_ID", "id")
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "s3cr3t")
    text = "AZURE_CLIENT_SECRET is set without AZURE_TENANT_ID, and so is not used"
    hint = "set AZURE_TENANT_ID, or remove AZURE_CLIENT_SECRET"
    assert found({"a": azure()}) == [Warning(text, hint=hint, id="stowplan.W007")]
    assert found({"a": gcs()}) == []


def test_acls_where_access_is_uniform(found, gcs):
    aliases = {"a": gcs(default_acl="publicRead"), "b": gcs(object_parameters={"acl": "private"}), "c": azure()}
    end = "sets an ACL, which a bucket with uniform access refuses on every upload"
    hint = "remove default_acl, and acl from object_parameters"
    assert found(aliases) == [
        Warning(f"STORAGES['a'] {end}", hint=hint, id="stowplan.W002"),
        Warning(f"STORAGES['b'] {end}", hint=hint, id="stowplan.W002"),
    ]


def test_globals_and_naive_times_of_other_clouds(found, gcs):
    hint = "give it in the OPTIONS of the alias it is meant for"
    general = "applies to every {} alias that does not give the option itself"
    naive = "USE_TZ is off: the times of files on {} are given in local time without a zone"
    settings = {"AWS_LOCATION": "x", "GS_LOCATION": "x", "AZURE_LOCATION": "x", "USE_TZ": False}
    for aliases, cloud, name in [
        ({"a": gcs()}, "Google Cloud Storage", "GS_LOCATION"),
        ({"a": azure()}, "Azure", "AZURE_LOCATION"),
    ]:
        assert found(aliases, **settings) == [
            Warning(f"the setting {name} {general.format(cloud)}", hint=hint, id="stowplan.W003"),
            Warning(naive.format(cloud), hint="set USE_TZ to True", id="stowplan.W004"),
        ]


@pytest.mark.parametrize(
    ("cloud", "module", "class_name", "not_options"),
    [
        ("Google Cloud Storage", "gcloud", "GoogleCloudStorage", set()),
        ("Azure", "azure_storage", "AzureStorage", {"AZURE_API_VERSION"}),
    ],
)
def test_every_global_of_other_clouds_is_known(runtime, google, monkeypatch, cloud, module, class_name, not_options):
    backend = __import__(f"storages.backends.{module}", fromlist=[class_name])
    asked = []
    monkeypatch.setattr(backend, "setting", lambda name, default=None: asked.append(name) or default)
    getattr(backend, class_name)()
    # Named among those that nothing should set any more.
    assert set(asked) - set(runtime.check_tables.GLOBALS[cloud]) == not_options
    assert set(runtime.check_tables.GLOBALS[cloud]) <= set(asked)
    assert not_options <= set(runtime.check_tables.DEAD)


def test_azure_without_a_credential(found, runtime):
    options = {"account_name": "shop", "azure_container": "files", "expiration_secs": 60}
    aliases = {"videos": {"BACKEND": f"{runtime.name}.azure.AzureMediaStorage", "OPTIONS": options}}
    text = "the private storage 'videos' has no signing key in this process, so it makes no links"
    hint = "no matter where no links are made; else give it token_credential"
    assert found(aliases, {"private": ["videos"]}) == [Warning(text, hint=hint, id="stowplan.W006")]


def of_each_cloud(entry, gcs):
    return [
        ({"a": entry()}, "S3", "AWS_ENDPOINT_URL"),
        ({"a": gcs()}, "Google Cloud Storage", "STORAGE_EMULATOR_HOST"),
        ({"a": azure()}, "Azure", "STORAGE_AZURE_ENDPOINT_URL"),
    ]


@pytest.fixture
def no_endpoints(monkeypatch):
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "STORAGE_EMULATOR_HOST", "STORAGE_AZURE_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


def test_a_local_endpoint_in_the_cloud(found, entry, gcs, no_endpoints, monkeypatch):
    hint = "remove it, or use the settings of a local environment"
    for aliases, cloud, name in of_each_cloud(entry, gcs):
        assert found(aliases, {"target": "cloud"}) == []
        monkeypatch.setenv(name, "http://s3cr3t:9")
        text = f"{name} is set, so that these settings of the cloud ask a local {cloud}"
        assert found(aliases, {"target": "cloud"}) == [Warning(text, hint=hint, id="stowplan.W008")]
        assert found(aliases, {"target": "local"}) == found(aliases, {}) == found({}, {"target": "cloud"}) == []
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    assert [message.id for message in found({"a": entry()}, {"target": "cloud"})] == ["stowplan.W008"]


def test_a_local_target_without_its_endpoint(found, entry, gcs, no_endpoints, monkeypatch):
    hint = "run `stowplan local up`, then gen-settings, and load .env.<environment>"
    for aliases, cloud, name in of_each_cloud(entry, gcs):
        text = f"{name} is not set, so that these settings of a local cloud ask {cloud} itself"
        assert found(aliases, {"target": "local"}) == [Warning(text, hint=hint, id="stowplan.W008")]
        assert found(aliases, {"target": "memory"}) == found({}, {"target": "local"}) == []
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    assert found({"a": entry()}, {"target": "local"}) == []
