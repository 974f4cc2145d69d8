"""The site of docs/django.md, built from the page and run."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from generator.cli import main
from generator.runtime import checks, usage
from infra.policies.s3 import METRICS
from tests.docs import sites
from tests.docs.pages import DOCS, blocks, tables

PAGE = DOCS / "django.md"
VIEWS = """
import json
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory
from shop import views
request = RequestFactory().get("/courses/")
request.user = AnonymousUser()
assert views.courses(request).status_code == 302
request.user = User(username="a")
cookies = views.courses(request).cookies
gone = views.logged_out(request).cookies
print(json.dumps({
    "link": link,
    "cookies": sorted(cookies),
    "domains": sorted({item["domain"] for item in cookies.values()}),
    "paths": sorted({item["path"] for item in cookies.values()}),
    "gone": sorted(gone),
    "csp": settings.SECURE_CSP,
    "django-csp": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
}))
"""
KEYLESS = """
import django; django.setup()
from django.core.exceptions import ImproperlyConfigured
try:
    link
except ImproperlyConfigured:
    print("refused")
"""


def files() -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks(PAGE, "python", "yaml"):
        verb, _, path = block.mark.partition(": ")
        if verb in {"file", "append"}:
            found[path] = found.get(path, "") + block.text
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    sites.make(folder, files())
    return folder


@pytest.fixture(scope="module")
def key(site):
    return sites.keys(site)


def told(text: str) -> list[str]:
    return sorted(set(re.findall(r"stowplan\.[EW]\d+", text)))


def test_the_sites_own_tests_pass(site):
    done = sites.run(site, "test", "manage.py", "test")

    assert (done.returncode, re.findall(r"Ran \d+ tests?", done.stderr)) == (0, ["Ran 1 test"]), done.stderr


def test_links_cookies_and_csp(site, key):
    load, link = [block.text for block in blocks(PAGE, "python") if block.mark == "run: prod"]

    done = sites.run(site, "prod", "-c", f"{load}\nimport django; django.setup()\n{link}{VIEWS}", **key)

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["link"].startswith("https://media.shop.example/documents/invoices/2026/1042.pdf?Expires=")
    assert said["cookies"] == said["gone"] == ["CloudFront-Key-Pair-Id", "CloudFront-Policy", "CloudFront-Signature"]
    assert (said["domains"], said["paths"]) == ([".shop.example"], ["/members/"])
    assert said["csp"] == said["django-csp"]
    assert said["csp"]["style-src"] == ["'self'", "https://static.shop.example"]


def test_the_system_checks_are_all_listed():
    source = Path(checks.__file__).read_text(encoding="utf-8")

    assert [row[0].strip("`") for row in tables(PAGE)["checks"]] == told(source)


def test_a_deployed_site_has_nothing_to_say(site, key):
    done = sites.run(site, "prod", "-c", sites.DEPLOYED, "check", **key)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_on_a_laptop_django_may_serve_static_files_itself(site):
    addresses = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "STORAGE_CDN_PROTOCOL": "http:"}
    hosts = {f"STORAGE_{store}_CDN_DOMAIN": "127.0.0.1:2" for store in ("ASSETS", "MEDIA")}
    buckets = {f"STORAGE_{store}_BUCKET": "b" for store in ("ASSETS", "MEDIA")}
    ask = "import django; django.setup(); from django.templatetags.static import static; print(static('a.css'))"

    done = sites.run(site, "local", "-c", ask, **addresses, **hosts, **buckets)

    assert done.stdout == "/static/a.css\n", done.stderr


def test_a_process_without_a_key_is_told_so(site):
    done = sites.run(site, "prod", "-c", sites.DEPLOYED, "check", STORAGE_MEDIA_SIGNING_KEY_ID="K2JCJMDEHXQW5F")

    assert (done.returncode, told(done.stdout + done.stderr)) == (0, ["stowplan.W006"]), done.stderr


def test_a_process_without_a_key_makes_no_links(site):
    load, link = [block.text for block in blocks(PAGE, "python") if block.mark == "run: prod"]
    indented = "\n    ".join(link.splitlines())

    done = sites.run(site, "prod", "-c", load + KEYLESS.replace("link\n", f"{indented}\n"))

    assert done.stdout == "refused\n", done.stderr


def test_the_migration_holds_names_only(site, key):
    done = sites.run(site, "prod", "-c", sites.DEPLOYED, "makemigrations", "shop", "--dry-run", "--verbosity=3", **key)

    assert "storage=shop_storage.aliases.documents" in done.stdout, done.stderr
    assert "bucket_name" not in done.stdout


def test_what_is_written_is_what_the_page_says(site):
    names = re.findall(r"^\| (`.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    said = {cell.strip("`") for cells in names for cell in cells.split(", ")}
    committed = {
        "shop_storage/aliases.py",
        "shop_storage/requirements.txt",
        "shop_storage/stowplan.json",
        ".env.example",
    }

    assert committed <= said
    assert [path for path in sorted(committed) if not (site / path).is_file()] == []
    assert {(site / path).stat().st_mode & 0o777 for path in (".env.prod", ".env.prod.raw")} == {0o600}


def test_a_fresh_clone_passes_the_check(site, tmp_path, capsys):
    """What the page says to commit is what `gen-settings --check` asks for."""
    shutil.copytree(site, tmp_path / "clone", ignore=shutil.ignore_patterns(".env.[!e]*", ".stowplan"))

    assert main(["--spec", str(tmp_path / "clone/storage.yaml"), "--check"]) == 0, capsys.readouterr().err


def test_usage_metrics_allows_what_the_command_asks():
    source = Path(usage.__file__).read_text(encoding="utf-8")
    asked = re.findall(r"client\.(get_metric\w+)", source)

    assert {f"cloudwatch:{name.title().replace('_', '')}" for name in asked} == set(METRICS)


def test_the_usage_command_is_there(site, key):
    done = sites.run(site, "prod", "-c", sites.DEPLOYED, "storage_usage", "--help", **key)

    assert (done.returncode, "--live" in done.stdout) == (0, True), done.stderr
