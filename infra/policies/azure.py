"""Who may do what with the blobs of a container: data actions, and the condition that keeps them to prefixes.

Plain values in, text out. A condition binds only the actions that it names, so every one that a role can have stands in
it: https://learn.microsoft.com/azure/role-based-access-control/conditions-format
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.spec.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.spec.workloads import Action

CONTAINERS = "Microsoft.Storage/storageAccounts/blobServices/containers"
BLOBS = f"{CONTAINERS}/blobs"
READ, WRITE, ADD, DELETE = f"{BLOBS}/read", f"{BLOBS}/write", f"{BLOBS}/add/action", f"{BLOBS}/delete"

DATA_ACTIONS: Mapping[Action, tuple[str, ...]] = {
    "read": (READ,),
    "write": (ADD, WRITE),
    "delete": (DELETE,),
    "list": (READ,),
}
"""Listing is a suboperation of reading: https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes"""

VERSION = "2.0"
MAX_CONDITION = LIMITS["letters of the grants of a workload"]["azure"].most
"""Characters; https://learn.microsoft.com/azure/role-based-access-control/conditions-faq"""

_PATH, _LISTED = f"@Resource[{BLOBS}:path]", f"@Request[{BLOBS}:prefix]"
_NEVER = f"@Resource[{CONTAINERS}:name] StringEquals '-'"
"""Never true: no container can have this name. It keeps to the documented form, actions or an expression."""

_LIST = "SubOperationMatches{'Blob.List'}"
_PARTS: Mapping[str, tuple[tuple[str, str, Action], ...]] = {
    ADD: ((f"ActionMatches{{'{ADD}'}}", _PATH, "write"),),
    DELETE: ((f"ActionMatches{{'{DELETE}'}}", _PATH, "delete"),),
    READ: (
        (f"ActionMatches{{'{READ}'}} AND NOT {_LIST}", _PATH, "read"),
        (f"ActionMatches{{'{READ}'}} AND {_LIST}", _LISTED, "list"),
    ),
    WRITE: ((f"ActionMatches{{'{WRITE}'}}", _PATH, "write"),),
}
"""Data action -> what it is matched by, what its prefix is compared with, and the grant's action that asks for it."""


@dataclass(frozen=True)
class Grant:
    """Actions on what begins with `prefix`; "" is the whole container."""

    prefix: str
    actions: tuple[Action, ...]


def data_actions(actions: Iterable[Action]) -> tuple[str, ...]:
    """Exactly the data actions that are needed, sorted."""
    return tuple(sorted({needed for action in actions for needed in DATA_ACTIONS[action]}))


def condition(grants: Sequence[Grant]) -> str | None:
    """The condition of one role assignment, None when nothing is kept back.

    Each action is let through for the prefixes that ask for it, and an action that no grant asks for is never. The
    role may lack it, or have it for another container; or get it a moment before this condition changes.
    Raises ValueError for a prefix that has no literal.
    """
    blocks: dict[str, list[str]] = {}
    for parts in _PARTS.values():
        for matched, attribute, action in parts:
            prefixes = sorted({grant.prefix for grant in grants if action in grant.actions})
            if "" not in prefixes:
                blocks.setdefault(_within(attribute, prefixes), []).append(matched)
    return " AND ".join(_block(matched, expression) for expression, matched in blocks.items()) or None


def _within(attribute: str, prefixes: Sequence[str]) -> str:
    return " OR ".join(f"{attribute} StringStartsWith {_literal(prefix)}" for prefix in prefixes) or _NEVER


def _block(matched: Sequence[str], expression: str) -> str:
    others = " AND ".join(f"!({one})" for one in matched)
    return f"(({others}) OR ({expression}))"


def _literal(text: str) -> str:
    """Azure documents no escape for a quote, so there is none to get wrong; the spec's prefixes have none."""
    if "'" in text or "\\" in text or not text.isprintable():
        raise ValueError(f"the prefix {text!r} cannot be written in a condition")
    return f"'{text}'"
