"""What the options leave open, from the variables that GitHub Actions and GitLab CI set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

ForgeName = Literal["github", "gitlab"]
TOKENS: dict[ForgeName, tuple[str, ...]] = {
    "github": ("STOWPLAN_TOKEN", "GITHUB_TOKEN"),
    "gitlab": ("STOWPLAN_TOKEN", "GITLAB_TOKEN"),
}
APIS: dict[ForgeName, tuple[str, str]] = {
    "github": ("GITHUB_API_URL", "https://api.github.com"),
    "gitlab": ("CI_API_V4_URL", "https://gitlab.com/api/v4"),
}
SERVERS: dict[ForgeName, tuple[str, str]] = {
    "github": ("GITHUB_SERVER_URL", "https://github.com"),
    "gitlab": ("CI_SERVER_URL", "https://gitlab.com"),
}
REPOSITORIES: dict[ForgeName, tuple[str, ...]] = {
    "github": ("GITHUB_REPOSITORY",),
    "gitlab": ("CI_MERGE_REQUEST_PROJECT_PATH", "CI_PROJECT_PATH"),
}
SHAPES: dict[ForgeName, str] = {
    "github": r"[A-Za-z0-9-]+/(?!\.{1,2}$)[A-Za-z0-9._-]+",
    "gitlab": r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)+",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the comment goes; `address` shows this run, `number` is 0 when an event has to say it."""

    forge: ForgeName
    repository: str
    api: str
    server: str
    address: str
    number: int
    event_file: str

    @property
    def places(self) -> tuple[str, ...]:
        """Where links may lead: into the repository."""
        return (f"{self.server}/{self.repository}/",) if self.repository else ()


def surroundings(options: argparse.Namespace, environ: Mapping[str, str]) -> Surroundings:
    """Options first, then what CI says; raises UsageError for a repository of another shape."""
    forge: ForgeName = options.forge or ("gitlab" if environ.get("GITLAB_CI") else "github")
    repository = options.repository or _first(environ, REPOSITORIES[forge])
    if repository and not re.fullmatch(SHAPES[forge], repository):
        raise UsageError(f"{repository[:100]!r} is no repository: give --repository OWNER/NAME")
    server = _of(environ, SERVERS[forge]).rstrip("/")
    number = options.number or (_digits(environ.get("CI_MERGE_REQUEST_IID", "")) if forge == "gitlab" else 0)
    event = environ.get("GITHUB_EVENT_PATH", "") if forge == "github" else ""
    api = (options.api or _of(environ, APIS[forge])).rstrip("/")
    return Surroundings(forge, repository, api, server, _address(forge, environ, server), number, event)


def token_of(forge: ForgeName, environ: Mapping[str, str]) -> str:
    """The token; raises UsageError where there is none."""
    found = _first(environ, TOKENS[forge]).strip()
    if not found:
        raise UsageError(f"there is no token: set {' or '.join(TOKENS[forge])} in the environment of this step")
    if not re.fullmatch(r"[\x21-\x7e]+", found):
        raise UsageError("the token has spaces or characters that no token has")
    return found


def _address(forge: ForgeName, environ: Mapping[str, str], server: str) -> str:
    match forge:
        case "gitlab":
            return environ.get("CI_PIPELINE_URL", "")
        case "github":
            repository, run = environ.get("GITHUB_REPOSITORY", ""), _digits(environ.get("GITHUB_RUN_ID", ""))
            return f"{server}/{repository}/actions/runs/{run}" if repository and run else ""


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")


def _of(environ: Mapping[str, str], name_and_default: tuple[str, str]) -> str:
    name, default = name_and_default
    return environ.get(name) or default


def _digits(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
