"""GitHub Actions: which runs, and what each cloud needs to know its tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec
    from generator.spec.workloads import GithubActions

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(@[0-9]+)?/[A-Za-z0-9._-]+(?(1)@[0-9]+)")
"""Names, or names with the ids of the immutable subject, on both parts or on neither:
https://docs.github.com/en/actions/reference/security/oidc"""
_SUBJECTS = {"branch": "ref:refs/heads/", "tag": "ref:refs/tags/", "environment": "environment:"}
MAX_SUBJECT = 127
_REF = re.compile(r"[A-Za-z0-9._/ -]+")


def check(
    spec: Spec, path: tuple[str, ...], runs_on: GithubActions, clouds: tuple[ProviderName, ...]
) -> Iterator[Problem]:
    """One repository, and one branch, tag or environment of it."""
    if not _REPOSITORY.fullmatch(runs_on.repository):
        yield problem("SPEC104", *path, "repository", value=runs_on.repository)
    given = {
        key: getattr(runs_on, key) for key in ("branch", "tag", "environment") if getattr(runs_on, key) is not None
    }
    if len(given) != 1:
        yield problem("SPEC103", *path, count=len(given))
    for key, value in given.items():
        if not _REF.fullmatch(value):
            yield problem("SPEC107", *path, key, value=value, expected=key, allowed=". _ / - and spaces")
    if "gcs" in clouds and len(given) == 1:
        yield from _subject(path, runs_on.repository, *given.popitem())
    if not runs_on.create_provider and spec.target == "cloud":
        yield from _accounts(spec, path, clouds)


def _subject(path: tuple[str, ...], repository: str, key: str, value: str) -> Iterator[Problem]:
    """Google takes `google.subject` of 127 bytes, and the whole subject of GitHub's token is mapped to it:
    https://cloud.google.com/iam/docs/workload-identity-federation#mapping"""
    count = len(f"repo:{repository}:{_SUBJECTS[key]}{value}".encode())
    if count > MAX_SUBJECT:
        yield problem("SPEC183", *path, key, count=count, limit=MAX_SUBJECT)


def _accounts(spec: Spec, path: tuple[str, ...], clouds: tuple[ProviderName, ...]) -> Iterator[Problem]:
    """A provider that exists is named by the number of its account or project; Entra ID needs none."""
    if "s3" in clouds and spec.aws.account_id is None:
        yield problem("SPEC102", *path, fix=", or `create_provider: true` if the account has none for GitHub yet")
    if "gcs" in clouds and spec.gcp.project_number is None:
        yield problem("SPEC163", *path)
