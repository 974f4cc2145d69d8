"""Static files on Azure: collected by collectstatic, named by a manifest, never missing while they are replaced."""

from __future__ import annotations

import json
import logging
import os

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command
from django.template import Context, Engine
from django.test import override_settings

from tests.runtime import azure_cloud

IMMUTABLE = "public, max-age=31536000, immutable"
CSS = "body { background: url(img/dot.svg) }"


@pytest.fixture
def azure():
    return azure_cloud.fresh()


@pytest.fixture
def site(tmp_path, runtime, azure):
    """A folder of static files, and settings that collect them to Azure."""
    folder = tmp_path / "static"
    (folder / "img").mkdir(parents=True)
    (folder / "img" / "dot.svg").write_text("<svg/>")
    (folder / "app.css").write_text(CSS)
    (folder / "font.woff2").write_bytes(b"wOF2")

    def settings(class_name="AzureStaticManifestStorage", **more):
        options = azure.options(location="static", custom_domain="cdn.example.com", expiration_secs=None, **more)
        static = {"BACKEND": f"{runtime.name}.azure.{class_name}", "OPTIONS": options}
        default = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
        finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        return override_settings(
            STORAGES={"default": default, "staticfiles": static}, STATICFILES_DIRS=[folder], STATICFILES_FINDERS=finders
        )

    settings.folder = folder
    return settings


@pytest.fixture
def heads(azure):
    """Name to headers of every collected file."""
    return lambda: {
        name.removeprefix("static/"): azure.head(name).content_settings for name in azure.admin.list_blob_names()
    }


def collect() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


def test_files_are_collected_and_named_in_templates(site, azure):
    with site():
        collect()
        template = "{% load static %}{% static 'app.css' %}"
        libraries = {"static": "django.templatetags.static"}
        url = Engine(libraries=libraries).from_string(template).render(Context())
        # As the next process finds it, with the manifest to read.
        fresh = storages.create_storage(storages.backends["staticfiles"])
        assert fresh.url("app.css") == url
        manifest = json.loads(azure.stored("static/staticfiles.json"))
    dot, app = manifest["paths"]["img/dot.svg"], manifest["paths"]["app.css"]
    assert url == f"https://cdn.example.com/{azure.container}/static/{app}"
    assert fresh.manifest_hash == manifest["hash"]
    assert azure.stored(f"static/{app}").decode() == CSS.replace("img/dot.svg", f'"{dot}"')


def test_headers_follow_the_name(site, heads):
    with site(cache_control=[["*", "public, max-age=60"]]):
        collect()
    found = heads()
    assert found["staticfiles.json"].cache_control == "no-cache"
    assert found["app.css"].cache_control == "public, max-age=60"
    hashed = {name.split(".")[0] for name, item in found.items() if item.cache_control == IMMUTABLE}
    assert hashed == {"app", "font", "img/dot"}
    assert {item.content_type for name, item in found.items() if name.startswith("font")} == {"font/woff2"}


def test_unhashed_files_are_asked_for_each_time(site, heads):
    with site("AzureStaticStorage"):
        collect()
    expected = dict.fromkeys(["app.css", "font.woff2", "img/dot.svg"], "no-cache")
    assert {name: item.cache_control for name, item in heads().items()} == expected


@pytest.mark.parametrize("class_name", ["AzureStaticStorage", "AzureStaticManifestStorage"])
def test_a_changed_file_is_replaced_in_place(site, azure, class_name):
    with site(class_name):
        collect()
        changed = site.folder / "app.css"
        changed.write_text(CSS + "p {}")
        # Azure keeps whole seconds, so the change is made to lie after the upload.
        os.utime(changed, (4_000_000_000, 4_000_000_000))
        collect()
    assert not [line for line in azure.asked() if line.startswith("DELETE")]
    assert b"p {}" in azure.stored("static/app.css")


def test_old_hashed_files_stay_for_pages_already_served(site, heads):
    with site():
        collect()
        before = set(heads())
        (site.folder / "app.css").write_text("p {}")
        collect()
    assert before < set(heads())


def test_urls_are_not_signed(runtime, azure):
    storage = runtime.azure.AzureStaticStorage(**azure.options(expiration_secs=None))
    assert "?" not in storage.url("a.css")


def test_building_needs_no_network(runtime, azure):
    closed = azure.options(endpoint_url="http://127.0.0.1:9", expiration_secs=None)
    assert runtime.azure.AzureStaticManifestStorage(**closed).querystring_auth is False


@pytest.mark.parametrize("identity", ["full", "writer"])
def test_without_a_manifest_yet(runtime, azure, identity, caplog):
    storage = runtime.azure.AzureStaticManifestStorage(**azure.options(identity, expiration_secs=None))
    with caplog.at_level(logging.WARNING):
        assert (storage.hashed_files, storage.manifest_hash) == ({}, "")
    with pytest.raises(ValueError, match=r"Missing staticfiles manifest entry for 'a\.css'"):
        storage.url("a.css")
    warned = [record.getMessage() for record in caplog.records if record.name == f"{runtime.name}.static"]
    assert [text.partition(": ")[0] for text in warned] == (
        ["taking the static files manifest for missing"] if identity == "writer" else []
    )


def test_the_manifest_can_be_kept_in_another_storage(site, tmp_path, azure, heads):
    with site(manifest_storage=FileSystemStorage(location=tmp_path)):
        collect()
        asked = len(azure.asked())
        fresh = storages.create_storage(storages.backends["staticfiles"])
        assert fresh.url("font.woff2").endswith(f"/static/{fresh.hashed_files['font.woff2']}")
        assert len(azure.asked()) == asked
    assert (tmp_path / "staticfiles.json").exists()
    assert "staticfiles.json" not in heads()
