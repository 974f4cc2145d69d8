"""A site on one provider's local cloud: provisioned, its settings written, its static files collected."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import generator.cli
import infra.cli
from generator.render.dotenv import read_env
from tests.conformance.specs import SETTINGS, spec_text

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CSS = "body { background: url(dot.svg) }\n"


@contextmanager
def site(provider: str, folder: Path) -> Iterator[Path]:
    """The folder of a site whose local cloud runs."""
    spec = folder / "storage.yaml"
    spec.write_text(spec_text(provider), encoding="utf-8")
    (folder / "site_settings.py").write_text(SETTINGS, encoding="utf-8")
    (folder / "assets").mkdir()
    (folder / "assets/site.css").write_text(CSS, encoding="utf-8")
    (folder / "assets/dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    try:
        assert infra.cli.main(["local", "up", "--spec", str(spec)]) == 0
        assert generator.cli.main(["--spec", str(spec)]) == 0
        run(folder, "deploy", "-m", "django", "collectstatic", "--no-input")
        yield folder
    finally:
        infra.cli.main(["local", "down", "--spec", str(spec)])


def run(folder: Path, workload: str, *arguments: str) -> str:
    """What a process of a workload prints, with that workload's variables and no others."""
    name = ".env.local" if workload == "web" else f".env.local.{workload}"
    ours = ("AWS_", "STORAGE_", "GOOGLE_", "AZURE_")
    env = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    env |= read_env((folder / name).read_text(encoding="utf-8"))
    env |= {"DJANGO_SETTINGS_MODULE": "site_settings", "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def answers(folder: Path) -> dict[str, str]:
    """Question -> answer, each asked as the workload it is about."""
    found: dict[str, str] = {}
    for workload in ("web", "dropper"):
        found |= json.loads(run(folder, workload, str(ROOT / "tests/conformance/questions.py"), workload))
    return found
