"""What the planner gives a storage on Google Cloud is what the runtime takes, and the files it needs are all copied."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys

import pytest

from generator.plan.settings import FromEnv, Made, Url
from generator.providers import gcs
from generator.spec.model import Spec
from tests.runtime.conftest import SOURCE

pytest_plugins = ["tests.runtime.gcs_fixtures"]

KEY = "nZtRohdNF9m3cKM24IcK4w=="
VARIABLES = {
    "STORAGE_FILES_BUCKET": "acme-files",
    "STORAGE_FILES_CDN_DOMAIN": "media.shop.example",
    "STORAGE_FILES_SIGNING_KEY_BASE64": KEY,
    "STORAGE_FILES_COOKIE_DOMAIN": ".shop.example",
    "STORAGE_GCS_SERVICE_ACCOUNT": "web@acme.iam.gserviceaccount.com",
}


def spec(storage: dict, *, cdn: bool = True, runs_on: str = "cloud-run", **more) -> Spec:
    front = {"domain": "media.shop.example", "signing": {"keys": ["k1", "k2"]}} if cdn else None
    return Spec.model_validate(
        {
            "version": 1,
            "project": "acme",
            "environment": "prod",
            "site": {"origins": ["https://www.shop.example"]},
            "gcp": {"project_id": "acme-prod"},
            "stores": {"files": {"provider": "gcs", "cdn": front}},
            "storages": {"media": {"store": "files", "prefix": "media/", **storage}},
            "workloads": {"web": {"runs_on": {"type": runs_on}, "grants": {"media": ["read"]}}},
            **more,
        }
    )


def entry(found: Spec):
    return gcs.settings_entry(found, "media", found.storages["media"])


CASES = {
    "cdn-public": ({"access": "public"}, {"custom_endpoint": Url("cdn", "STORAGE_FILES_CDN_DOMAIN", "")}),
    "cdn-signed": (
        {"access": "private", "url_window": 300},
        {
            "custom_endpoint": Url("cdn", "STORAGE_FILES_CDN_DOMAIN", ""),
            "expiration": 3600,
            "url_window": 300,
            "cdn_key_name": "k2",
            "cdn_key": Made("gcs_keys", "signing_key", ("STORAGE_FILES_SIGNING_KEY",)),
        },
    ),
    "cdn-cookies": (
        {"access": "private", "via": "cookies"},
        {
            "custom_endpoint": Url("cdn", "STORAGE_FILES_CDN_DOMAIN", ""),
            "cookie_key_name": "k2",
            "cookie_key": Made("gcs_keys", "signing_key", ("STORAGE_FILES_SIGNING_KEY",)),
            "cookie_domain": FromEnv("optional", "STORAGE_FILES_COOKIE_DOMAIN"),
        },
    ),
    "direct-public": ({"access": "public", "via": "direct"}, {}),
    "direct-signed": (
        {"access": "private", "via": "direct", "cache_control": [{"match": "*.pdf", "value": "no-store"}]},
        {
            "expiration": 3600,
            "iam_sign_blob": True,
            "sa_email": FromEnv("optional", "STORAGE_GCS_SERVICE_ACCOUNT"),
            "cache_control": (("*.pdf", "no-store"),),
        },
    ),
}


@pytest.mark.parametrize("how", CASES)
def test_the_options_of_each_way_of_serving(how):
    storage, expected = CASES[how]
    found = entry(spec(storage))
    assert found.backend == ".gcs.GCSMediaStorage"
    assert dict(found.options) == {
        "bucket_name": FromEnv("required", "STORAGE_FILES_BUCKET"),
        "project_id": "acme-prod",
        "location": "media",
        "file_overwrite": False,
        "querystring_auth": how in {"cdn-signed", "direct-signed"},
        "default_acl": None,
        "max_memory_size": 32 * 1024 * 1024,
        **expected,
    }


@pytest.mark.parametrize("how", CASES)
def test_the_runtime_takes_them(how, runtime, google, monkeypatch):
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)

    def value(item):
        match item:
            case FromEnv():
                return getattr(runtime.env, item.reader)(item.name)
            case Url():
                return runtime.hosts.cdn(item.name, item.path)
            case Made():
                return getattr(runtime.module(item.module), item.function)(*item.arguments)
            case _:
                return item

    found = entry(spec(CASES[how][0]))
    storage = runtime.gcs.GCSMediaStorage(**{name: value(item) for name, item in found.options.items()})
    assert not storage.keyless
    start = "https://storage.googleapis.com/acme-files" if how.startswith("direct") else "https://media.shop.example"
    if how != "direct-signed":
        assert storage.url("a.txt").startswith(f"{start}/media/a.txt")
    assert gcs.base_url(spec({"access": "public"}), found_storage(CASES[how][0]), "/").kind == (
        "gcs-bucket" if how.startswith("direct") else "cdn"
    )


def found_storage(storage: dict):
    return spec(storage).storages["media"]


@pytest.mark.parametrize(
    ("more", "backend"),
    [
        ({"kind": "static"}, ".gcs.GCSStaticManifestStorage"),
        ({"kind": "static", "manifest": False}, ".gcs.GCSStaticStorage"),
    ],
)
def test_static_files(more, backend):
    found = entry(spec({"access": "public", **more}))
    assert (found.backend, found.options["file_overwrite"]) == (backend, True)


def test_variables():
    found = spec({"access": "private", "via": "cookies"})
    every = gcs.variables(found, "files", frozenset({"cdn-cookies"}))
    assert [(item.name, item.role, item.value, item.output) for item in every] == [
        ("STORAGE_FILES_BUCKET", "bucket", "acme-prod-files", ("stores", "files", "bucket")),
        ("STORAGE_FILES_CDN_DOMAIN", "cdn-domain", "media.shop.example", ("stores", "files", "cdn_domain")),
        ("STORAGE_FILES_SIGNING_KEY_FILE", "signing-key", None, ("local", "signing_key_files", "files")),
        ("STORAGE_FILES_COOKIE_DOMAIN", "cookie-domain", ".shop.example", ()),
    ]
    assert [item.name for item in gcs.shared_variables()] == ["STORAGE_EMULATOR_HOST"]


@pytest.mark.parametrize(
    ("storage", "more", "expected"),
    [
        ({"via": "direct"}, {}, [("STORAGE_GCS_SERVICE_ACCOUNT", ("workloads", "web", "gcp", "email"), False)]),
        ({}, {}, []),
        ({}, {"runs_on": "vps"}, [("GOOGLE_APPLICATION_CREDENTIALS", (), True)]),
        (
            {},
            {"target": "local"},
            [("GOOGLE_APPLICATION_CREDENTIALS", ("local", "credentials", "web", "google_credentials_file"), False)],
        ),
    ],
)
def test_credentials(storage, more, expected):
    found = gcs.credentials(spec({"access": "private", **storage}, **more), "web")
    assert [(item.name, item.output, item.supplied) for item in found] == expected
    assert not [item for item in found if item.secret]


def test_the_files_are_whole_without_the_others(tmp_path):
    entries = [entry(spec({"access": "public"}))]
    names = gcs.runtime_modules(entries, frozenset({"cdn-public"}))
    assert gcs.runtime_modules([], frozenset()) == set()
    assert gcs.runtime_modules(entries, frozenset({"cdn-cookies"})) - names == {"cookies.py"}
    assert {path.name for path in SOURCE.glob("gcs*.py")} <= names
    (tmp_path / "part").mkdir()
    for name in {*names, "__init__.py", "env.py"}:
        shutil.copy(SOURCE / name, tmp_path / "part" / name)
        tree = ast.parse((SOURCE / name).read_text(), feature_version=(3, 10))
        used = {f"{node.module}.py" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level}
        assert used <= names | {"env.py"}
    code = "import django; from django.conf import settings; settings.configure(); django.setup(); import part.gcs"
    # Of grpc, which Pulumi brings and nothing here speaks, google-api-core has something to say.
    options = ["-W", "error", "-W", "ignore:Please install grpcio-status:ImportWarning"]
    subprocess.run([sys.executable, *options, "-c", code], cwd=tmp_path, check=True)


def test_the_public_names_are_in_one_module(runtime, google):
    assert runtime.gcs.__all__ == [
        "GCSMediaStorage",
        "GCSStaticManifestStorage",
        "GCSStaticStorage",
        "StorageAccessDeniedError",
    ]
