"""Forges, and a clock that nobody waits for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from infra.comment.clock import Clock
from tests.comment import fake_github, fake_gitlab


@dataclass
class Hours:
    """A clock that goes on only when somebody sleeps; `slept` is by how much each time."""

    now: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.now, lambda: self.now, self.sleep)


@pytest.fixture
def hours():
    return Hours()


@pytest.fixture
def github():
    with fake_github.GitHub() as server:
        yield server


@pytest.fixture
def gitlab():
    with fake_gitlab.GitLab() as server:
        yield server


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """As outside of CI."""
    import os

    for name in [name for name in os.environ if name.startswith(("GITHUB_", "GITLAB_", "CI_", "STOWPLAN_"))]:
        monkeypatch.delenv(name)


def report(**totals) -> dict:
    """A report with one environment, as `stowplan diff` writes it, as far as anybody reads it here."""
    environment: dict = {
        "name": "prod", "target": "cloud", "mark": "same",
        "counts": {"create": 0, "update": 0, "replace": 0, "delete": 0, "same": 9},
        "hazards": [], "permissions": [], "trusts": [], "exposures": [], "settings": None, "resources": [],
    }  # fmt: skip
    side = {"shown": "main", "commit": "a" * 40, "spec_hash": "0" * 12, "problems": []}
    return {
        "version": 1, "tool": "stowplan 1", "project": "shop", "spec": "storage.yaml", "mode": "offline",
        "base": side, "head": side, "environments": [{**environment, **totals}],
    }  # fmt: skip


BODY = "<!-- stowplan:review:shop -->\n## Storage review: shop\n\nNothing changes.\n"


@pytest.fixture
def files(tmp_path):
    """Writes a report and its Markdown; returns the options that name them."""

    def write(data=None, body=BODY):
        (tmp_path / "report.json").write_text(json.dumps(report() if data is None else data), encoding="utf-8")
        (tmp_path / "comment.md").write_text(body, encoding="utf-8")
        return ["--report", str(tmp_path / "report.json"), "--body", str(tmp_path / "comment.md")]

    return write
