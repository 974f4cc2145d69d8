"""System checks: what each says, and that none shows a value."""

from __future__ import annotations

import pytest
from django.core.checks import Error, Warning
from django.test import override_settings

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
    assert set(asked) - set(runtime.check_tables.GLOBALS) == {"AWS_S3_USE_THREADS"}
    assert set(runtime.check_tables.GLOBALS) <= set(asked)


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
