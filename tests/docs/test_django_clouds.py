"""The site of docs/django.md on Google Cloud and on Azure, and the page's tables of what each cloud gets."""

from __future__ import annotations

import base64
import json
import re

import pytest
import yaml

from generator.cli import parser
from generator.planner import plan
from generator.providers import azure, gcs, s3
from generator.spec.facts import service_account_id
from infra.policies.gcp_names import pool_id
from infra.policies.gcp_trust import PROVIDER_ID
from tests.docs import sites
from tests.docs.pages import DOCS, blocks, opened, tables
from tests.docs.test_django_page import files

PAGE = DOCS / "django.md"
CLOUDS = ("gcp", "azure")
NAMES = {"s3": "S3", "gcs": "Google Cloud", "azure": "Azure"}
COMMON = {"location", "max_memory_size", "cache_control", "url_window", "querystring_auth"}
KEY = base64.urlsafe_b64encode(bytes(range(16))).decode()
LINKS = """
import json
from django.conf import settings
from django.core.files.storage import storages
from shop_storage.cookies import signed_cookies
print(json.dumps({
    "picture": storages["default"].url("a b.jpg"),
    "document": storages["documents"].url("1042.pdf"),
    "cookies": sorted(signed_cookies("members", expires_in=60)),
    "static": settings.STATIC_URL,
}))
"""
EVERYTHING = """\
version: 1
project: shop
aws: {account_id: "123456789012"}
gcp: {project_id: shop-prod-123456, project_number: "123456789012"}
azure: {tenant_id: 72f988bf-86f1-41af-91ab-2d7cd011db47}
site: {origins: ["https://www.shop.example"]}
stores:
  media: {provider: PROVIDER, cdn: CDN}
storages:
  default: {store: media, prefix: pictures/, access: public, cache_control: [{match: "*", value: no-cache}]}
  staticfiles: {store: media, prefix: static/, access: public, kind: static}
  documents: {store: media, prefix: documents/, access: private, url_window: 10m}
  members: {store: media, prefix: members/, access: private, via: VIA}
  reports: {store: media, prefix: reports/, access: private, via: direct}
workloads:
  web: {runs_on: {type: vps}, PRINCIPAL grants: {staticfiles: [read], reports: [read]}}
environments: {prod: {}, local: {target: local, stores: {media: {cdn: {domain: null, DOMAINLESS}}}}}
"""
OWN = {
    "s3": {
        "CDN": '{domain: media.shop.example, dns_zone_id: Z0123456789, signing: {public_keys: {"2026": keys/k.pem}}}',
        "DOMAINLESS": "dns_zone_id: null",
        "VIA": "cookies",
    },
    "gcs": {"CDN": "{domain: media.shop.example, signing: {keys: [key-2026]}}", "DOMAINLESS": "", "VIA": "cookies"},
    "azure": {"CDN": "{domain: media.shop.example}", "DOMAINLESS": "", "VIA": "cdn"},
}
PRINCIPAL = (
    "service_principal: {client_id: 6a1e8f5b-0c56-4f0e-9f0b-1f6a2f3c4d5e,"
    " object_id: 0b9a7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d},"
)


def spec_of(cloud: str) -> str:
    (found,) = [block.text for block in blocks(PAGE, "yaml") if block.mark == f"site: {cloud}"]
    return found


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {cloud: tmp_path_factory.mktemp(cloud) for cloud in CLOUDS}
    for cloud, folder in made.items():
        views = {"shop/views.py": ""} if cloud == "azure" else {}
        sites.make(folder, {**files(), "storage.yaml": spec_of(cloud), **views})
    return made


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_sites_own_tests_pass(cloud, folders):
    done = sites.run(folders[cloud], "test", "manage.py", "test")

    assert (done.returncode, re.findall(r"Ran \d+ tests?", done.stderr)) == (0, ["Ran 1 test"]), done.stderr


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_deployed_site_has_nothing_to_say(cloud, folders):
    key = {"STORAGE_MEDIA_SIGNING_KEY_BASE64": KEY} if cloud == "gcp" else {}

    done = sites.run(folders[cloud], "prod", "-c", sites.DEPLOYED, "check", **key)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_links_and_cookies_of_cloud_cdn(folders):
    code = f"from dotenv import load_dotenv; load_dotenv('.env.prod')\nimport django; django.setup()\n{LINKS}"

    done = sites.run(folders["gcp"], "prod", "-c", code, STORAGE_MEDIA_SIGNING_KEY_BASE64=KEY)

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["picture"] == "https://media.shop.example/pictures/a%20b.jpg"
    assert re.fullmatch(
        r"https://media\.shop\.example/documents/1042\.pdf\?Expires=\d+&KeyName=key-2026&Signature=[\w=-]+",
        said["document"],
    )
    assert said["cookies"] == ["Cloud-CDN-Cookie"]
    assert said["static"] == "https://static.shop.example/static/"


def test_urls_on_azure_keep_the_container(folders):
    code = (
        "from dotenv import load_dotenv; load_dotenv('.env.prod')\nimport django; django.setup()\n"
        "from django.core.files.storage import storages; print(storages['default'].url('a b.jpg'))"
    )

    done = sites.run(folders["azure"], "prod", "-c", code)

    assert done.stdout == "https://media.shop.example/files/pictures/a%20b.jpg\n", done.stderr


def everything(provider: str) -> str:
    text = EVERYTHING.replace("PROVIDER", provider)
    text = text.replace("PRINCIPAL", PRINCIPAL if provider == "azure" else "")
    for key, value in OWN[provider].items():
        text = text.replace(key, value)
    return text


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """(provider, environment) -> the plan of a spec that uses every way of serving."""
    found = {}
    for provider in NAMES:
        document = opened(tmp_path_factory.mktemp(provider), everything(provider)).document
        found |= {(provider, name): plan(document.environment(name)) for name in ("prod", "local")}
    return found


def cells(table: str, column: int = 0) -> set[str]:
    return {item for row in tables(PAGE)[table] for item in re.findall(r"`([^`]+)`", row[column])}


@pytest.mark.parametrize("provider", NAMES)
def test_the_options_are_those_that_are_written(provider, plans):
    written = {name for entry in plans[provider, "prod"].aliases for name in entry.options}

    assert written == cells(f"options {provider}") | COMMON


def test_every_variable_has_a_row(plans):
    shown = {
        (row[0].strip("`"), cloud)
        for row in tables(PAGE)["variables"]
        for cloud in (NAMES.values() if row[1] == "all" else row[1].split(", "))
    }
    read = {
        (item.name.replace("_MEDIA_", "_<STORE>_"), NAMES[provider])
        for (provider, environment), found in plans.items()
        for item in found.variables
        if environment == "prod" and item.name not in cells("local variables")
    }

    assert read == shown


def test_every_variable_of_a_local_cloud_has_a_row(plans):
    known = cells("variables")
    local = {
        (item.name, NAMES[provider])
        for (provider, environment), found in plans.items()
        for item in found.variables
        if environment == "local" and item.name.replace("_MEDIA_", "_<STORE>_") not in known
    }
    shown = {
        (name, cloud)
        for row in tables(PAGE)["local variables"]
        for name in re.findall(r"`(\w+)`", row[0])
        for cloud in (NAMES.values() if row[1] == "all" else [row[1]])
    }

    assert local == shown


def test_the_requirements(plans):
    for row, provider in zip(tables(PAGE)["requirements"], NAMES, strict=True):
        named = {re.split(r"[<>=]", line)[0] for line in plans[provider, "prod"].requirements}

        assert (row[0], set(re.findall(r"`([^`]+)`", row[1]))) == (NAMES[provider], named)


def test_the_classes():
    said = [re.findall(r"`(\w+)`", cell) for row in tables(PAGE)["classes"] for cell in row[1:]]
    made = [
        getattr(module, name).rpartition(".")[2]
        for name in ("MEDIA_CLASS", "MANIFEST_CLASS", "STATIC_CLASS")
        for module in (s3, gcs, azure)
    ]

    assert said == [[name] for name in made]


def test_the_login_steps_name_what_the_stack_makes(tmp_path):
    logins = {
        block.mark.rpartition(" ")[2]: yaml.safe_load(block.text)[0]["with"]
        for block in blocks(PAGE, "yaml")
        if block.mark.startswith("not a spec: login")
    }
    google = opened(tmp_path, spec_of("gcp")).document.environment("prod")
    pool = f"projects/{google.gcp.project_number}/locations/global/workloadIdentityPools/{pool_id(google)}"

    assert logins["gcp"] == {
        "workload_identity_provider": f"{pool}/providers/{PROVIDER_ID}",
        "service_account": f"{service_account_id(google, 'deploy')}@{google.gcp.project_id}.iam.gserviceaccount.com",
    }
    assert logins["azure"]["tenant-id"] in spec_of("azure")


def test_missing_on_403_is_an_option_where_the_page_says():
    from generator.runtime import azure_media, gcs_media, s3_media

    assert "missing_on_403" in (s3_media.S3MediaStorage.__doc__ or "")
    assert "missing_on_403" in (gcs_media.GCSMediaStorage.__doc__ or "")
    assert "missing_on_403" not in (azure_media.AzureMediaStorage.__doc__ or "")


@pytest.mark.parametrize(
    ("provider", "platform", "direct", "row"),
    [
        ("s3", None, False, 0),
        ("gcs", None, False, 1),
        ("gcs", None, True, 1),
        ("azure", None, False, 2),
        ("s3", "vps", False, 3),
        ("gcs", "vps", False, 3),
    ],
)
def test_the_file_that_ci_loads(tmp_path, provider, platform, direct, row):
    text = files()["storage.yaml"] if provider == "s3" else spec_of({"gcs": "gcp"}.get(provider, provider))
    if platform:
        text = re.sub(r"runs_on: \{type: (ecs|cloud-run)\}", f"runs_on: {{type: {platform}}}", text)
    if direct:
        text = text.replace("url_expiry: 10m", "url_expiry: 10m, via: direct")
    found = plan(opened(tmp_path, text).document.environment("prod"))
    said = re.findall(r"`(\.env\S+)`", tables(PAGE)["ci files"][row][1])

    assert said[-1 if direct else 0] == (".env.prod.deploy" if "deploy" in found.workload_variables else ".env.prod")
    named = found.workload_variables.get("deploy", found.variables)
    held = [item for item in named if item.name.startswith(("AWS_", "GOOGLE_")) and item.role != "endpoint"]
    assert held == []


def test_the_commands_of_workflows_parse():
    found = re.findall(r"run: (gen-settings.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert len(found) == 2
    for line in found:
        assert parser().parse_args(line.split()[1:])
