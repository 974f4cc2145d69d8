"""Whether a text that nobody marked is a secret; paths and names that only have a secret's length are not."""

from __future__ import annotations

import re

from generator.spec.problems import secret_kind

_BY_LENGTH = "an AWS secret access key"
_TOKEN = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_WORD = re.compile(r"[a-z]{12}")
_ASSIGNED = re.compile(
    r"(?i)(?<![a-z0-9])[a-z0-9_]*(?:password|passwd|secret|secret_?key|token|api_?key|access_?key|private_?key)"
    r"[\"']?\s*[=:]\s*[\"']?[^\s\"'${<(]{4}"
)
"""`AWS_SECRET_ACCESS_KEY=...`; not a variable's or a secret store's reference (`$X`, `${...}`, `<...>`)."""


def looks_secret(text: str) -> bool:
    """As `secret_kind`, where only length tells with one check more: 40 random letters have a digit and no long word.

    `/locations/global/workloadIdentityPools/` has 40 letters too. Of random keys one in a thousand has no digit.
    """
    kind = secret_kind(text)
    return kind is not None and (kind != _BY_LENGTH or any(_random(item[0]) for item in _TOKEN.finditer(text)))


def assigns_secret(text: str) -> bool:
    """Whether a text, such as a start script, sets a variable that is named like a secret."""
    return _ASSIGNED.search(text) is not None


def _random(token: str) -> bool:
    return any(char.isdigit() for char in token) and _WORD.search(token) is None
