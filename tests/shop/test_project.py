"""The shop as a project: its settings, migrations, static files and deployment checks."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.shop.project import SECRET_KEY, SHOP, copied

if TYPE_CHECKING:
    from pathlib import Path

    from tests.shop.project import Site

MIGRATIONS = SHOP / "catalogue" / "migrations"
STATIC = {"app.js", "fonts/marks.woff2", "logo.svg", "shop.css", "theme.css"}
MANIFEST_SETTINGS = """\
import os
from shop.settings import *
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
STATIC_ROOT = os.environ["COLLECTED"]
"""


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables that the environment `local` reads, for a cloud that is not there."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path_factory.mktemp("keys") / "signing.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return {
        "STORAGE_ENVIRONMENT": "local",
        "STORAGE_ASSETS_BUCKET": "shop-local-assets",
        "STORAGE_ASSETS_CDN_DOMAIN": "static.example",
        "STORAGE_MEDIA_BUCKET": "shop-local-media",
        "STORAGE_MEDIA_CDN_DOMAIN": "media.example",
        "STORAGE_MEDIA_SIGNING_KEY_ID": "K2026",
        "STORAGE_MEDIA_SIGNING_KEY_FILE": str(path),
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_the_migrations_are_complete(site: Site, tmp_path: Path) -> None:
    done = site.manage("makemigrations", "--check", "--dry-run", SHOP_DATABASE=str(tmp_path / "db"))

    assert (done.returncode, done.stdout) == (0, "No changes detected\n"), done.stderr


def test_the_migrations_are_complete_in_an_environment_with_other_storages(
    site: Site, cloud: dict[str, str], tmp_path: Path
) -> None:
    done = site.manage("makemigrations", "--check", "--dry-run", SHOP_DATABASE=str(tmp_path / "db"), **cloud)

    assert (done.returncode, done.stdout) == (0, "No changes detected\n"), done.stderr


def test_a_migration_holds_the_name_of_a_storage_and_none_of_its_options() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in MIGRATIONS.glob("0*.py"))

    assert set(re.findall(r"storage=([\w.()\[\]]+)", text)) == {
        "shop_storage.aliases.documents",
        "shop_storage.aliases.uploads",
    }
    assert not re.findall(r"Storage\(|OPTIONS|bucket|location|key_id|/media/", text)


def test_the_deployment_checks_find_nothing(site: Site) -> None:
    done = site.manage("check", "--deploy", "--fail-level", "WARNING", SHOP_HOSTS="www.shop.example", SHOP_HTTPS="1")

    assert done.returncode == 0, done.stderr
    assert done.stdout == "System check identified no issues (2 silenced).\n"


def test_static_files_are_collected_under_hashed_names(site: Site, tmp_path: Path) -> None:
    (tmp_path / "manifest_settings.py").write_text(MANIFEST_SETTINGS, encoding="utf-8")
    paths = {"PYTHONPATH": str(tmp_path), "COLLECTED": str(tmp_path / "collected")}
    done = site.manage("collectstatic", "--noinput", DJANGO_SETTINGS_MODULE="manifest_settings", **paths)
    assert done.returncode == 0, done.stderr

    folder = tmp_path / "collected" / "catalogue"
    names = json.loads((folder.parent / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    assert set(names) == {f"catalogue/{name}" for name in STATIC}
    css = (folder.parent / names["catalogue/shop.css"]).read_text(encoding="utf-8")
    for name in ("theme.css", "fonts/marks.woff2", "logo.svg"):
        assert names[f"catalogue/{name}"].removeprefix("catalogue/") in css
        assert f'"{name}"' not in css


def test_the_pages_policy_allows_the_storages_of_the_environment(site: Site, cloud: dict[str, str]) -> None:
    done = site.manage("diffsettings", **cloud)

    assert done.returncode == 0, done.stderr
    policy = next(line for line in done.stdout.splitlines() if line.startswith("SECURE_CSP = "))
    assert "'script-src': [\"'self'\", 'https://static.example']" in policy
    assert "'default-src': [\"'self'\"]" in policy


def test_settings_that_are_not_generated_yet_are_named(tmp_path: Path) -> None:
    done = copied(tmp_path).manage("check")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: the module shop_storage is missing: run gen-settings beside"
        " storage.yaml (STORAGE_ENVIRONMENT is 'test' and must be one of its environments)"
    )


def test_an_environment_that_is_not_generated_is_named(site: Site) -> None:
    done = site.manage("check", STORAGE_ENVIRONMENT="pre-prod")

    assert done.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: the module shop_storage.settings.pre_prod is missing: run"
        " gen-settings beside storage.yaml (STORAGE_ENVIRONMENT is 'pre-prod' and must be one of its environments)"
    )


def test_a_deployed_site_needs_a_secret_key_of_its_own(site: Site) -> None:
    missing = site.manage("check", SHOP_SECRET_KEY="")
    assert missing.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: SHOP_SECRET_KEY is not set: set it to a long random text,"
        " or SHOP_DEBUG to 1"
    )

    assert site.manage("check", SHOP_SECRET_KEY="", SHOP_DEBUG="1").returncode == 0
    assert SECRET_KEY not in missing.stderr
