"""Small Django projects around a spec, and what runs in them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from generator.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

AROUND = """\
SECRET_KEY = "x"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "config.urls"
"""
MANAGE = """\
import sys
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
DEPLOYED = f"from dotenv import load_dotenv; load_dotenv('.env.prod')\n{MANAGE}"
PROJECT = {
    "manage.py": MANAGE,
    "config/__init__.py": "",
    "config/settings/__init__.py": "",
    "config/settings/base.py": "",
    "config/urls.py": "urlpatterns = []\n",
    "shop/__init__.py": "",
}


def make(folder: Path, files: Mapping[str, str]) -> None:
    """The files beside what every Django project has, and gen-settings run."""
    for path, text in {**PROJECT, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text((AROUND if path.endswith("base.py") else "") + text, encoding="utf-8")
    assert main(["--spec", str(folder / "storage.yaml")]) == 0


def keys(folder: Path) -> dict[str, str]:
    """A key pair for each name in the spec; the variables that a process which makes links has."""
    from infra.cli import main as stowplan

    arguments = ["--spec", str(folder / "storage.yaml"), "--env", "prod", "--private", str(folder / ".stowplan/keys")]
    assert stowplan(["keys", *arguments]) == 0
    return {
        "STORAGE_MEDIA_SIGNING_KEY_ID": "K2JCJMDEHXQW5F",
        "STORAGE_MEDIA_SIGNING_KEY_FILE": str(folder / ".stowplan/keys/prod-media-2026.pem"),
    }


def run(folder: Path, settings: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Python in the folder, with these settings and no other variables."""
    values = {"PATH": "", "DJANGO_SETTINGS_MODULE": f"config.settings.{settings}", **environ}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=values, capture_output=True, text=True, check=False
    )
