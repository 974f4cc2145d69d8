"""Origins and tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.facts import azure_stores
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec

ORIGIN = re.compile(r"https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_TAG = re.compile(r"[\w .:/=+@-]*")
OURS = 5
MAX_TAGS = LIMITS["tags or labels of a resource"]["s3"].most - OURS


def check(spec: Spec) -> Iterator[Problem]:
    """The site's origins and the tags (50 a resource, five of them ours)."""
    for index, origin in enumerate(spec.site.origins):
        if not ORIGIN.fullmatch(origin):
            yield problem("SPEC111", "site", "origins", index, value=origin)
    if len(spec.tags) > MAX_TAGS:
        yield problem(
            "SPEC113",
            "tags",
            count=len(spec.tags),
            things="tags beside the five of this tool",
            who="AWS",
            limit=MAX_TAGS,
        )
    for key, value in spec.tags.items():
        reason = _reason(key, value) or _on_azure(spec, key)
        if reason:
            yield problem("SPEC112", "tags", key, value=key, reason=reason)


def _on_azure(spec: Spec, key: str) -> str:
    """https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations"""
    stores = azure_stores(spec).values()
    if stores and "/" in key:
        return "Azure takes no / in a tag's name"
    if ":" in key and any(store.cdn is not None for store in stores):
        return "Front Door takes no : in a tag's name"
    return ""


def _reason(key: str, value: str) -> str:
    if key.lower().startswith("aws:"):
        return "AWS reserves `aws:`"
    if key.startswith("stowplan:"):
        return "keys with `stowplan:` say which part of the spec a resource comes from"
    if not 1 <= len(key) <= 128 or len(value) > 256:
        return "a key has 1 to 128 characters and a value at most 256"
    return (
        ""
        if _TAG.fullmatch(key) and _TAG.fullmatch(value)
        else "only letters, digits, spaces and _ . : / = + - @ are allowed"
    )
