"""Subjects of tokens in a few words: `repo:acme/shop:environment:prod` is the repository acme/shop, environment prod.

Source: "OpenID Connect reference" (GitHub Actions), "Service account tokens" (Kubernetes), "Workload Identity
Federation for GKE" (Google Cloud). A subject of another form has no reading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.review.access.conditions import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = r"[^:\s]+"
_FORMS: Mapping[re.Pattern[str], str] = {
    re.compile(rf"repo:({_NAME}):environment:(\S+)"): "repository {0}, environment {1}",
    re.compile(rf"repo:({_NAME}):ref:refs/heads/(\S+)"): "repository {0}, branch {1}",
    re.compile(rf"repo:({_NAME}):ref:refs/tags/(\S+)"): "repository {0}, tag {1}",
    re.compile(rf"repo:({_NAME}):pull_request"): "repository {0}, pull requests",
    re.compile(rf"repo:({_NAME}):\*"): "repository {0}, every run",
    re.compile(rf"system:serviceaccount:({_NAME}):({_NAME})"): "Kubernetes account {0}/{1}",
    re.compile(rf"(?:serviceAccount:)?({_NAME})\.svc\.id\.goog\[([^\[\]\s]+)\]"): "Kubernetes account {1} of {0}",
}
_OPERATORS = frozenset({"StringEquals", "StringLike"})
_MOST = 3


def reading(subject: str) -> str:
    """A subject, or a pattern of some, in words; empty for a form that is not known."""
    for form, words in _FORMS.items():
        match = form.fullmatch(subject)
        if match:
            return words.format(*match.groups())
    return ""


def of_condition(condition: str) -> str:
    """The reading of a canonical condition's only `sub`; empty where it has none, or one that is not read."""
    subjects = [atom for atom in parsed(condition) if atom.key.endswith(":sub")]
    if len(subjects) != 1 or subjects[0].operator.rpartition(":")[2] not in _OPERATORS:
        return ""
    found = [reading(item) for item in subjects[0].values]
    more = f" or {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"{' or '.join(found[:_MOST])}{more}" if all(found) else ""


def with_reading(said: str, trusted: str) -> str:
    """What is shown: the reading first, then the words of the cloud; empty where there is no reading."""
    return f"{said} ({trusted})" if said else ""
