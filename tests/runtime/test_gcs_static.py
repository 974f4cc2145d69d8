"""Static files: collected to Google Cloud Storage by collectstatic, never missing while they are replaced."""

from __future__ import annotations

import json
import logging
import os

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.template import Context, Engine
from django.test import override_settings

pytest_plugins = ["tests.runtime.gcs_fixtures"]

IMMUTABLE = "public, max-age=31536000, immutable"
CSS = "body { background: url(img/dot.svg) }"


@pytest.fixture
def site(tmp_path, runtime, gcs_options, google_env):
    """A folder of static files, and settings that collect them to Google Cloud Storage."""
    folder = tmp_path / "static"
    (folder / "img").mkdir(parents=True)
    (folder / "img" / "dot.svg").write_text("<svg/>")
    (folder / "app.css").write_text(CSS)
    (folder / "site.webmanifest").write_text("{}")

    def settings(class_name="GCSStaticManifestStorage", **more):
        static = {
            "BACKEND": f"{runtime.name}.gcs.{class_name}",
            "OPTIONS": gcs_options(location="static", custom_endpoint="https://cdn.example.com", **more),
        }
        default = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
        finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        return override_settings(
            STORAGES={"default": default, "staticfiles": static}, STATICFILES_DIRS=[folder], STATICFILES_FINDERS=finders
        )

    settings.folder = folder
    return settings


def collect() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def heads(gcs_admin):
    """Name to object of every collected file."""
    return lambda: {blob.name.removeprefix("static/"): blob for blob in gcs_admin.list_blobs()}


def test_files_are_collected_and_named_in_templates(site, gcs_stored):
    with site():
        collect()
        template = "{% load static %}{% static 'app.css' %}"
        url = Engine(libraries={"static": "django.templatetags.static"}).from_string(template).render(Context())
        # As the next process finds it, with the manifest to read.
        fresh = storages.create_storage(storages.backends["staticfiles"])
        assert fresh.url("app.css") == url
        manifest = json.loads(gcs_stored("static/staticfiles.json"))
    dot, app = manifest["paths"]["img/dot.svg"], manifest["paths"]["app.css"]
    assert url == f"https://cdn.example.com/static/{app}"
    assert fresh.manifest_hash == manifest["hash"]
    assert gcs_stored(f"static/{app}").decode() == CSS.replace("img/dot.svg", f'"{dot}"')


def test_headers_follow_the_name(site, heads):
    with site(cache_control=[["*", "public, max-age=60"]]):
        collect()
    found = heads()
    assert found["staticfiles.json"].cache_control == "no-cache"
    assert found["app.css"].cache_control == "public, max-age=60"
    hashed = sorted(name.split(".")[0] for name, blob in found.items() if blob.cache_control == IMMUTABLE)
    assert set(hashed) == {"app", "img/dot", "site"}


def test_unhashed_files_are_asked_for_each_time(site, heads):
    with site("GCSStaticStorage"):
        collect()
    found = {name: (blob.cache_control, blob.content_type) for name, blob in heads().items()}
    assert found == {
        "app.css": ("no-cache", "text/css"),
        "img/dot.svg": ("no-cache", "image/svg+xml"),
        "site.webmanifest": ("no-cache", "application/manifest+json"),
    }


@pytest.mark.parametrize("class_name", ["GCSStaticStorage", "GCSStaticManifestStorage"])
def test_a_changed_file_is_replaced_in_place(site, google, gcs_bucket, gcs_stored, class_name):
    with site(class_name):
        collect()
        changed = site.folder / "app.css"
        changed.write_text(CSS + "p {}")
        os.utime(changed, (4_000_000_000, 4_000_000_000))
        collect()
    assert not [line for line in google.asked(gcs_bucket) if line.startswith("DELETE")]
    assert b"p {}" in gcs_stored("static/app.css")


def test_what_the_project_no_longer_has_can_be_deleted(site, heads):
    with site():
        collect()
        storage = storages["staticfiles"]
        hashed = storage.stored_name("app.css")
        storage.delete("app.css")
        storage.delete(hashed)
    assert "app.css" in heads()
    assert hashed not in heads()


def test_urls_are_not_signed(runtime, gcs_options, google_env):
    assert "?" not in runtime.gcs.GCSStaticStorage(**gcs_options()).url("a.css")


def test_building_needs_neither_network_nor_credentials(runtime, gcs_options, monkeypatch):
    monkeypatch.setattr(runtime.gcs_links, "client", None)
    assert runtime.gcs.GCSStaticManifestStorage(**gcs_options()).querystring_auth is False


@pytest.mark.parametrize("identity", ["full", "nolist"])
def test_without_a_manifest_yet(runtime, gcs_options, google_env, identity, caplog):
    google_env(identity)
    storage = runtime.gcs.GCSStaticManifestStorage(**gcs_options())
    with caplog.at_level(logging.WARNING):
        assert (storage.hashed_files, storage.manifest_hash) == ({}, "")
    with pytest.raises(ValueError, match=r"Missing staticfiles manifest entry for 'a\.css'"):
        storage.url("a.css")
    warned = [record.getMessage() for record in caplog.records if record.name == f"{runtime.name}.static"]
    assert [text.partition(": ")[0] for text in warned] == (
        ["taking the static files manifest for missing"] if identity == "nolist" else []
    )
