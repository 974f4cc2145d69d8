"""The settings side of Azure: OPTIONS that the runtime takes, and the variables they read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile

from generator.plan.settings import FromEnv, Made, Url
from generator.providers import azure as provider
from generator.spec.facts import serving
from generator.spec.model import Spec
from tests.runtime import azure_cloud
from tests.runtime.conftest import SOURCE

WORKLOADS = {
    "aks": {"type": "aks", "issuer": "https://x", "namespace": "n", "service_account": "s"},
    "app": {"type": "app-service"},
    "system": {"type": "container-apps", "principal_id": "p"},
    "ci": {"type": "github-actions", "repository": "o/r", "branch": "main"},
    "worker": {"type": "ecs"},
    "stranger": {"type": "vps"},
}


def spec(**more) -> Spec:
    stores = {"files": {"provider": "azure", "name": "shopfiles", **more.pop("store", {})}}
    rules = [{"match": "*.pdf", "value": "no-store"}]
    private = {"access": "private", "url_window": 600, "cache_control": rules}
    storages = {
        "default": {"store": "files", "prefix": "media/", **private},
        "thumbs": {"store": "files", "prefix": "thumbs/", "access": "public", "kind": "cache"},
        "staticfiles": {"store": "files", "prefix": "static/", "access": "public", "kind": "static"},
    }
    workloads = {name: {"runs_on": kind, "grants": {"default": ["read"]}} for name, kind in WORKLOADS.items()}
    workloads["worker"] |= {"service_principal": {"client_id": "app-id", "object_id": "o"}}
    base = {"version": 1, "project": "shop", "environment": "prod", "stores": stores, "storages": storages}
    return Spec.model_validate({**base, "workloads": workloads, **more})


def entry(found: Spec, alias: str):
    return provider.settings_entry(found, alias, found.storages[alias])


def test_a_private_alias_of_the_account():
    made = entry(spec(), "default")
    assert made.backend == ".azure.AzureMediaStorage"
    assert made.options == {
        "account_name": FromEnv("required", "STORAGE_FILES_ACCOUNT"),
        "azure_container": "files",
        "location": "media",
        "token_credential": Made("azure_identity", "token_credential"),
        "endpoint_url": FromEnv("optional", "STORAGE_AZURE_ENDPOINT_URL"),
        "overwrite_files": False,
        "querystring_auth": True,
        "max_memory_size": 32 * 1024 * 1024,
        "expiration_secs": 3600,
        "url_window": 600,
        "cache_control": (("*.pdf", "no-store"),),
    }


def test_a_public_alias_behind_the_cdn_has_no_expiry():
    made = entry(spec(store={"cdn": {}}), "staticfiles")
    assert made.backend == ".azure.AzureStaticManifestStorage"
    assert made.options["custom_domain"] == FromEnv("required", "STORAGE_FILES_CDN_DOMAIN")
    assert made.options["url_protocol"] == FromEnv("optional", "STORAGE_CDN_PROTOCOL", "https:")
    assert (made.options["querystring_auth"], made.options["overwrite_files"]) == (False, True)
    assert "expiration_secs" not in made.options


def test_each_alias_may_have_a_container_of_its_own():
    found = spec(store={"isolation": "containers", "cdn": {}})
    assert [entry(found, alias).options["azure_container"] for alias in found.storages] == [*found.storages]
    assert provider.base_url(found, found.storages["thumbs"], "/thumbs/") == Url(
        "cdn", "STORAGE_FILES_CDN_DOMAIN", "/thumbs/thumbs/"
    )


def test_base_urls():
    direct, cdn = spec(), spec(store={"cdn": {}})
    account = Url("azure-container", "STORAGE_FILES_ACCOUNT", "/static/", container="files")
    assert provider.base_url(direct, direct.storages["staticfiles"], "/static/") == account
    host = Url("cdn", "STORAGE_FILES_CDN_DOMAIN", "")
    assert provider.base_url(cdn, cdn.storages["default"], "") == host


@pytest.mark.parametrize("store", [{}, {"cdn": {}}, {"isolation": "containers"}])
def test_the_runtime_takes_the_options_and_works_with_them(runtime, store):
    cloud = azure_cloud.fresh()
    found = spec(store=store)
    given = {
        "STORAGE_FILES_ACCOUNT": "shopfiles",
        "STORAGE_AZURE_ENDPOINT_URL": cloud.front.endpoint,
        "STORAGE_FILES_CDN_DOMAIN": f"{cloud.front.endpoint.removeprefix('http://')}/shopfiles",
        "STORAGE_CDN_PROTOCOL": "http:",
    }
    cloud.front.public.add(cloud.container)
    for alias in found.storages:
        made = entry(found, alias)
        options = {
            name: given[value.name] if isinstance(value, FromEnv) else value for name, value in made.options.items()
        }
        options |= {"token_credential": azure_cloud.credential("full"), "azure_container": cloud.container}
        storage = getattr(runtime.azure, made.backend.rpartition(".")[2])(**options)
        plain = runtime.azure.AzureMediaStorage.url
        storage.save("a +%.txt", ContentFile(alias.encode()))
        url = plain(storage, "a +%.txt")
        assert urlopen(url).read() == alias.encode()
        assert ("sig=" in url) is (alias == "default")


def test_variables_of_a_store():
    plain = spec(store={"cdn": {"domain": "cdn.shop.example"}})
    used = frozenset(serving(plain, item) for item in plain.storages.values())
    found = provider.variables(plain, "files", used)
    assert [(item.name, item.role, item.value, item.output) for item in found] == [
        ("STORAGE_FILES_ACCOUNT", "account", "shopfiles", ("stores", "files", "account")),
        ("STORAGE_FILES_CDN_DOMAIN", "cdn-domain", "cdn.shop.example", ("stores", "files", "cdn_domain")),
    ]
    shared = provider.shared_variables()
    assert [(item.name, item.output) for item in shared] == [
        ("STORAGE_AZURE_ENDPOINT_URL", ("local", "azure_endpoint_url"))
    ]


@pytest.mark.parametrize(
    ("workload", "expected"),
    [
        ("aks", [("AZURE_CLIENT_ID", None, ("workloads", "aks", "azure", "client_id"))]),
        ("app", [("AZURE_CLIENT_ID", None, ("workloads", "app", "azure", "client_id"))]),
        ("system", []),
        ("ci", [("AZURE_CLIENT_ID", None, ("workloads", "ci", "azure", "client_id")), ("AZURE_TENANT_ID", "ten", ())]),
        (
            "worker",
            [("AZURE_CLIENT_ID", "app-id", ()), ("AZURE_TENANT_ID", "ten", ()), ("AZURE_CLIENT_SECRET", None, ())],
        ),
        ("stranger", []),
    ],
)
def test_who_a_workload_is(workload, expected):
    found = provider.credentials(spec(azure={"tenant_id": "ten"}), workload)
    assert [(item.name, item.value, item.output) for item in found] == expected
    assert [item.name for item in found if item.secret] == [item.name for item in found if "SECRET" in item.name]
    assert all(item.supplied for item in found if item.secret)


def test_a_tenant_that_the_spec_does_not_say_is_for_the_team_to_write():
    tenant = provider.credentials(spec(), "ci")[1]
    assert (tenant.name, tenant.value, tenant.supplied) == ("AZURE_TENANT_ID", None, True)


def test_a_local_workload_has_a_token():
    found = provider.credentials(spec(target="local"), "worker")
    assert [(item.name, item.output, item.secret) for item in found] == [
        ("STORAGE_AZURE_TOKEN", ("local", "credentials", "worker", "azure_token"), True)
    ]


def test_the_copied_part_is_whole_without_the_rest(tmp_path):
    names = sorted({*provider.RUNTIME, "__init__.py"})
    assert {path.name for path in SOURCE.glob("azure*.py")} <= set(names)
    (tmp_path / "part").mkdir()
    for name in names:
        shutil.copy(SOURCE / name, tmp_path / "part" / name)
    modules = [name.removesuffix(".py") for name in names if name != "__init__.py"]
    code = "import django, importlib; from django.conf import settings; settings.configure(); django.setup()\n"
    code += f"[importlib.import_module('part.' + name) for name in {modules}]"
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, check=True)


def test_what_is_installed_and_copied():
    made = [entry(spec(), "default")]
    assert provider.runtime_modules(made, frozenset()) == set(provider.RUNTIME)
    assert provider.runtime_modules([], frozenset()) == set()
    expected = ["azure-identity>=1.17", "azure-storage-blob>=12.19", "django-storages[azure]>=1.14.6,<2"]
    assert provider.requirements(frozenset()) == expected
