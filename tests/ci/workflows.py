"""Workflows as data: jobs, steps and scripts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / "examples/ci/github"
GITLAB = ROOT / "examples/ci/gitlab/stowplan.gitlab-ci.yml"
NAMES = ("stowplan.yml", "stowplan-comment.yml", "stowplan-preview.yml")


@dataclass(frozen=True)
class Step:
    workflow: str
    job: str
    number: int
    data: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.workflow}:{self.number}"

    @property
    def script(self) -> str:
        return self.data.get("run", "")

    @property
    def uses(self) -> str:
        return self.data.get("uses", "")


def read(name: str) -> dict[Any, Any]:
    """A workflow; YAML 1.1 reads its key `on` as true."""
    return yaml.safe_load((GITHUB / name).read_text(encoding="utf-8"))


def steps(*names: str) -> list[Step]:
    return [
        Step(name, job, number, data)
        for name in names or NAMES
        for job, body in read(name)["jobs"].items()
        for number, data in enumerate(body["steps"])
    ]


def step(name: str, title: str) -> Step:
    (found,) = [item for item in steps(name) if item.data.get("name") == title]
    return found


def expressions(text: str) -> list[str]:
    return [found.strip() for found in re.findall(r"\$\{\{(.*?)\}\}", text)]


def outside() -> dict[str, str]:
    """An environment with the commands of this interpreter first, and nothing of CI."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "CI_", "STOWPLAN_"))}
    return {**kept, "PATH": f"{Path(sys.executable).parent}:{kept.get('PATH', '')}"}


def bash(script: str, folder: Path, environ: dict[str, str], *, options: str = "-e"):
    """Run a script as a runner does: `bash -e FILE`."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", options, "-c", script], cwd=folder, env={**outside(), **environ},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
