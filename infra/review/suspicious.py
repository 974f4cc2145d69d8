"""Whether a text that nobody marked is a secret; paths and names that only have a secret's length are not."""

from __future__ import annotations

import re

from generator.spec.problems import secret_kind

_BY_LENGTH = "an AWS secret access key"
_TOKEN = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_WORD = re.compile(r"[a-z]{12}")


def looks_secret(text: str) -> bool:
    """As `secret_kind`, where only length tells with one check more: 40 random letters have a digit and no long word.

    `/locations/global/workloadIdentityPools/` has 40 letters too. Of random keys one in a thousand has no digit.
    """
    kind = secret_kind(text)
    return kind is not None and (kind != _BY_LENGTH or any(_random(item[0]) for item in _TOKEN.finditer(text)))


def _random(token: str) -> bool:
    return any(char.isdigit() for char in token) and _WORD.search(token) is None
