"""A whole Django project with the app in it, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SETTINGS = """
import os
from {package} import env
SECRET_KEY = "tests"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.staticfiles", "{package}", "shop"]
STATIC_URL = "/static/"
STATICFILES_DIRS = [os.path.dirname(__file__) + "/static"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}}
BASE = {options!r}
STORAGES = {{
    "default": {{
        "BACKEND": "{package}.s3.S3MediaStorage",
        "OPTIONS": {{**BASE, "bucket_name": env.required("BUCKET"), "location": "media"}},
    }},
    "staticfiles": {{
        "BACKEND": "{package}.s3.S3StaticManifestStorage",
        "OPTIONS": {{**BASE, "bucket_name": env.required("BUCKET"), "location": "static"}},
    }},
}}
STOWPLAN = {{"identity": "role", "environment": "test", "private": ["default"], "public": ["staticfiles"]}}
"""
MODELS = """
from django.core.files.storage import storages
from django.db import models

def media():
    return storages["default"]

class Paper(models.Model):
    scan = models.FileField(storage=media, max_length=30)
"""
RUN = """
import django, io, json
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.templatetags.static import static
from shop.models import Paper
call_command("check", fail_level="WARNING", stdout=io.StringIO(), stderr=io.StringIO())
call_command("collectstatic", interactive=False, verbosity=0)
call_command("migrate", run_syncdb=True, verbosity=0)
names = []
for body in (b"1", b"2"):
    paper = Paper.objects.create(scan=ContentFile(body, name="x" * 20 + ".pdf"))
    with Paper.objects.get(pk=paper.pk).scan.open() as scan:
        names.append(scan.read().decode() + paper.scan.name)
call_command("storage_usage", "--live", "--format=json", stdout=(out := io.StringIO()))
print(json.dumps({"static": static("app.css"), "names": names, "usage": json.loads(out.getvalue())}))
"""


@pytest.fixture
def project(tmp_path, runtime, options):
    given = {name: value for name, value in options().items() if name not in {"bucket_name", "location"}}
    (tmp_path / "site_settings.py").write_text(SETTINGS.format(package=runtime.name, options=given))
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "models.py").write_text(MODELS)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "app.css").write_text("p {}")
    return tmp_path


def python(project, runtime, bucket, code):
    environ = {
        "PYTHONPATH": f"{project}:{runtime.root}",
        "DJANGO_SETTINGS_MODULE": "site_settings",
        "BUCKET": bucket,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    # The system check of the keys looks at the environment, and must find none.
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environ, cwd=project, capture_output=True, text=True,
    )  # fmt: skip


def test_a_project_checks_collects_stores_and_counts(project, runtime, bucket, server):
    done = python(project, runtime, bucket, RUN)
    assert done.stderr == ""
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert [(item["alias"], item["prefix"], item["objects"]) for item in found["usage"]] == [
        ("default", "media", 2),
        ("staticfiles", "static", 3),
    ]
    url, (one, two) = found["static"], found["names"]
    assert url.startswith(f"{server.endpoint}/{bucket}/static/app.")
    assert one == "1" + "x" * 20 + ".pdf"
    assert two.startswith("2" + "x" * 18)
    assert len(two) == 31


def test_a_variable_that_is_not_set_stops_the_project_at_once(project, runtime):
    done = python(project, runtime, "", "import django; django.setup()")
    assert done.stderr.splitlines()[-1].endswith(
        "ImproperlyConfigured: the environment variable BUCKET is not set (an empty value counts as not set);"
        " .env.example says what it is, and gen-settings writes .env.<environment>"
    )
