"""IAM policy documents, read once into statements; what the evaluator does not model is refused by name.

Source: "IAM JSON policy elements reference" (IAM user guide). NotPrincipal is refused: AWS advises against it, and with
an Allow it opens a resource to everyone else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from infra.decisions.aws import conditions
from infra.decisions.aws.conditions import PolicyError, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Kind = Literal["identity", "resource", "trust"]

_ELEMENTS = {"Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `label` is its Sid or "statement N", `principals` are (element, value) pairs."""

    label: str
    effect: str
    actions: tuple[str, ...]  # lower case
    not_actions: bool
    resources: tuple[str, ...] | None  # None: a trust policy
    not_resources: bool
    principals: tuple[tuple[str, str], ...] | None  # None: an identity policy
    condition: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document: its name for messages, its kind and its statements."""

    name: str
    kind: Kind
    variables: bool  # Version 2012-10-17 and later fill in ${...}
    statements: tuple[Statement, ...]


def policy(name: str, document: str | Mapping[str, Any], kind: Kind = "identity") -> Policy:
    """Read a policy document (JSON text or a mapping); PolicyError names what is wrong or not modelled."""
    return _policy(name, document if isinstance(document, str) else json.dumps(document), kind)


@lru_cache(maxsize=512)
def _policy(name: str, text: str, kind: Kind) -> Policy:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise PolicyError(f"{name}: not JSON: {error}") from error
    if not isinstance(document, dict) or "Statement" not in document:
        raise PolicyError(f"{name}: no Statement")
    listed = document["Statement"]
    listed = listed if isinstance(listed, list) else [listed]
    statements = tuple(_statement(name, number, item, kind) for number, item in enumerate(listed, 1))
    return Policy(name, kind, str(document.get("Version", "2008-10-17")) >= "2012-10-17", statements)


def _statement(name: str, number: int, item: Mapping[str, Any], kind: Kind) -> Statement:
    label = str(item.get("Sid") or f"statement {number}")
    for problem in _problems(item, kind):
        raise PolicyError(f"{name}: {label}: {problem}")
    try:
        conditions.check(item.get("Condition", {}))
    except PolicyError as error:
        raise PolicyError(f"{name}: {label}: {error}") from error
    resources = item.get("Resource", item.get("NotResource"))
    return Statement(
        label=label,
        effect=item["Effect"],
        actions=tuple(action.lower() for action in texts(item.get("Action", item.get("NotAction")))),
        not_actions="NotAction" in item,
        resources=None if resources is None else texts(resources),
        not_resources="NotResource" in item,
        principals=_principals(item["Principal"]) if "Principal" in item else None,
        condition=item.get("Condition", {}),
    )


def _problems(item: Mapping[str, Any], kind: Kind) -> Iterator[str]:
    for unknown in sorted(set(item) - _ELEMENTS):
        yield f"{unknown} is not supported"
    if item.get("Effect") not in {"Allow", "Deny"}:
        yield f"Effect is {item.get('Effect')!r}; it must be Allow or Deny"
    if ("Action" in item) == ("NotAction" in item):
        yield "one of Action and NotAction is needed"
    if kind != "trust" and ("Resource" in item) == ("NotResource" in item):
        yield "one of Resource and NotResource is needed"
    if (kind == "identity") == ("Principal" in item):
        yield "an identity policy has no Principal" if kind == "identity" else "Principal is missing"


def _principals(value: Any) -> tuple[tuple[str, str], ...]:
    if value == "*":
        return (("*", "*"),)
    return tuple((kind, name) for kind, names in value.items() for name in texts(names))
