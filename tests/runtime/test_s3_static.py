"""Static files: collected to S3 by collectstatic, never missing while they are replaced."""

from __future__ import annotations

import json
import logging
import os

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command
from django.template import Context, Engine
from django.test import override_settings

IMMUTABLE = "public, max-age=31536000, immutable"
CSS = "body { background: url(img/dot.svg) }"


@pytest.fixture
def site(tmp_path, runtime, options):
    """A folder of static files, and settings that collect them to S3."""
    folder = tmp_path / "static"
    (folder / "img").mkdir(parents=True)
    (folder / "img" / "dot.svg").write_text("<svg/>")
    (folder / "app.css").write_text(CSS)
    (folder / "app.mjs").write_text("export default 1\n//# sourceMappingURL=app.mjs.map")
    (folder / "app.mjs.map").write_text("{}")
    (folder / "font.woff2").write_bytes(b"wOF2")
    (folder / "site.webmanifest").write_text("{}")

    def settings(class_name="S3StaticManifestStorage", **more):
        static = {
            "BACKEND": f"{runtime.name}.s3.{class_name}",
            "OPTIONS": options(location="static", custom_domain="cdn.example.com", **more),
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
def heads(admin, bucket):
    """Name to headers of every collected file."""

    def found():
        keys = [item["Key"] for item in admin.list_objects_v2(Bucket=bucket)["Contents"]]
        return {key.removeprefix("static/"): admin.head_object(Bucket=bucket, Key=key) for key in keys}

    return found


def test_files_are_collected_and_named_in_templates(site, admin, bucket, runtime):
    with site():
        collect()
        template = "{% load static %}{% static 'app.css' %}"
        libraries = {"static": "django.templatetags.static"}
        url = Engine(libraries=libraries).from_string(template).render(Context())
        # As the next process finds it, with the manifest to read.
        fresh = storages.create_storage(storages.backends["staticfiles"])
        assert fresh.url("app.css") == url
        manifest = json.loads(admin.get_object(Bucket=bucket, Key="static/staticfiles.json")["Body"].read())
    dot, app = manifest["paths"]["img/dot.svg"], manifest["paths"]["app.css"]
    assert url == f"https://cdn.example.com/static/{app}"
    assert fresh.manifest_hash == manifest["hash"]
    css = admin.get_object(Bucket=bucket, Key=f"static/{app}")["Body"].read().decode()
    assert css == CSS.replace("img/dot.svg", f'"{dot}"')


def test_headers_follow_the_name(site, heads):
    with site(cache_control=[["*", "public, max-age=60"]]):
        collect()
    found = heads()
    assert found["staticfiles.json"]["CacheControl"] == "no-cache"
    assert found["app.css"]["CacheControl"] == "public, max-age=60"
    hashed = {name for name, head in found.items() if head["CacheControl"] == IMMUTABLE}
    assert sorted(name.split(".")[0] for name in hashed) == sorted(
        ["app", "app", "app", "font", "img/dot", "site"],
    )


def test_unhashed_files_are_asked_for_each_time(site, heads):
    with site("S3StaticStorage"):
        collect()
    assert {name: head["CacheControl"] for name, head in heads().items()} == dict.fromkeys(
        ["app.css", "app.mjs", "app.mjs.map", "font.woff2", "img/dot.svg", "site.webmanifest"], "no-cache"
    )


def test_content_types_do_not_depend_on_the_system(site, heads):
    with site("S3StaticStorage"):
        collect()
    assert {name: head["ContentType"] for name, head in heads().items()} == {
        "app.css": "text/css",
        "app.mjs": "text/javascript",
        "app.mjs.map": "application/json",
        "font.woff2": "font/woff2",
        "img/dot.svg": "image/svg+xml",
        "site.webmanifest": "application/manifest+json",
    }


@pytest.mark.parametrize("class_name", ["S3StaticStorage", "S3StaticManifestStorage"])
def test_a_changed_file_is_replaced_in_place(site, server, bucket, admin, class_name):
    with site(class_name):
        collect()
        changed = site.folder / "app.css"
        changed.write_text(CSS + "p {}")
        # S3 keeps whole seconds, so the change is made to lie after the upload.
        os.utime(changed, (4_000_000_000, 4_000_000_000))
        collect()
    assert not [line for line in server.asked(bucket) if line.startswith("DELETE")]
    assert b"p {}" in admin.get_object(Bucket=bucket, Key="static/app.css")["Body"].read()


def test_old_hashed_files_stay_for_pages_already_served(site, heads):
    with site():
        collect()
        before = set(heads())
        (site.folder / "app.css").write_text("p {}")
        collect()
    assert before < set(heads())


def test_what_the_project_no_longer_has_can_be_deleted(site, heads):
    with site():
        collect()
        storage = storages["staticfiles"]
        hashed = storage.stored_name("app.css")
        storage.delete("app.css")
        storage.delete(hashed)
    assert "app.css" in heads()
    assert hashed not in heads()


def test_urls_are_not_signed(runtime, options):
    storage = runtime.s3.S3StaticStorage(**options())
    assert "?" not in storage.url("a.css")


def test_building_needs_no_network(runtime, options):
    closed = options(endpoint_url="http://127.0.0.1:9")
    assert runtime.s3.S3StaticManifestStorage(**closed).querystring_auth is False


@pytest.mark.parametrize("identity", ["full", "nolist", "conditioned"])
def test_without_a_manifest_yet(runtime, options, identity, caplog):
    storage = runtime.s3.S3StaticManifestStorage(**options(identity))
    with caplog.at_level(logging.WARNING):
        assert (storage.hashed_files, storage.manifest_hash) == ({}, "")
    with pytest.raises(ValueError, match=r"Missing staticfiles manifest entry for 'a\.css'"):
        storage.url("a.css")
    warned = [record.getMessage() for record in caplog.records if record.name == f"{runtime.name}.static"]
    assert [text.partition(": ")[0] for text in warned] == (
        ["taking the static files manifest for missing"] if identity == "nolist" else []
    )


def test_the_manifest_can_be_kept_in_another_storage(site, tmp_path, server, bucket, heads):
    with site(manifest_storage=FileSystemStorage(location=tmp_path)):
        collect()
        asked = len(server.asked(bucket))
        fresh = storages.create_storage(storages.backends["staticfiles"])
        assert fresh.url("font.woff2").endswith(f"/static/{fresh.hashed_files['font.woff2']}")
        assert len(server.asked(bucket)) == asked
    assert (tmp_path / "staticfiles.json").exists()
    assert "staticfiles.json" not in heads()
