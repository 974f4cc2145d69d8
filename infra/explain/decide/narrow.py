"""IAM policies cut down to the statements that can bear on one request, so that a thousand grants stay quick to ask.

Only what cannot match is left out: a statement without the action, and patterns whose beginning differs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.decisions.aws.documents import Policy, Statement
from infra.explain.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Pattern = tuple[str, str]  # what every match begins with, and the pattern
    Near = tuple[Policy, Statement, tuple[Pattern, ...] | None]  # None: the statement has no patterns to choose from

_BUCKET = re.compile(r"arn:[^:*?$]+:s3:::([^/*?$]+)(?=/|$)")
_WILD = re.compile(r"[*?]|\$\{")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with its resource patterns by bucket; those of no one bucket are under the empty name."""

    policy: Policy
    statement: Statement
    exact: frozenset[str]  # actions without a wildcard
    patterns: Mapping[str, tuple[Pattern, ...]]


@dataclass(frozen=True, slots=True)
class Policies:
    """Policies in order, their statements prepared; `about` remembers what bears on an action in a bucket."""

    all: tuple[Policy, ...] = ()
    statements: tuple[Prepared, ...] = ()
    keys: frozenset[str] = frozenset()  # of all conditions, in lower case
    about: dict[tuple[str, str], tuple[Near, ...]] = field(default_factory=dict, compare=False, repr=False)


def prepare(policies: Iterable[Policy]) -> Policies:
    """The policies, ready to be asked often."""
    found = tuple(policies)
    statements = tuple(_prepared(item, part) for item in found for part in item.statements)
    conditions = (keys for one in statements for keys in one.statement.condition.values())
    return Policies(found, statements, frozenset(key.lower() for keys in conditions for key in keys))


def narrow(policies: Policies, action: str, resource: str, bucket: str = "") -> tuple[Policy, ...]:
    """The policies with the statements that may match; policies that have none left are left out."""
    kept: dict[str, tuple[Policy, list[Statement]]] = {}
    for policy, statement, patterns in _about(policies, action.lower(), bucket):
        if patterns is not None:
            near = tuple(pattern for start, pattern in patterns if resource.startswith(start))
            if not near:
                continue
            statement = _limited(statement, near)
        kept.setdefault(policy.name, (policy, []))[1].append(statement)
    return tuple(
        Policy(policy.name, policy.kind, policy.variables, tuple(statements)) for policy, statements in kept.values()
    )


def allows(policies: Policies, action: str, bucket: str) -> bool:
    """Whether any statement may allow this action in a bucket."""
    return any(statement.effect == "Allow" for _, statement, _ in _about(policies, action.lower(), bucket))


def shapes(policies: Policies, action: str, bucket: str) -> frozenset[str]:
    """The patterns of keys that statements with this action have for a bucket."""
    about = _about(policies, action.lower(), bucket)
    return frozenset(_key(pattern) for _, _, patterns in about for _, pattern in patterns or ())


def _about(policies: Policies, action: str, bucket: str) -> tuple[Near, ...]:
    known = action, bucket
    if known not in policies.about:
        policies.about[known] = tuple(
            (one.policy, one.statement, _patterns(one, bucket))
            for one in policies.statements
            if _names(one, action) and _patterns(one, bucket) != ()
        )
    return policies.about[known]


def _patterns(one: Prepared, bucket: str) -> tuple[Pattern, ...] | None:
    if one.statement.resources is None or one.statement.not_resources:
        return None
    return (*one.patterns.get(bucket, ()), *(one.patterns.get("", ()) if bucket else ()))


def _prepared(policy: Policy, statement: Statement) -> Prepared:
    patterns: dict[str, list[Pattern]] = defaultdict(list)
    for pattern in statement.resources or ():
        bucket = _BUCKET.match(pattern)
        patterns[bucket[1] if bucket else ""].append((_WILD.split(pattern, maxsplit=1)[0], pattern))
    exact = frozenset(action for action in statement.actions if not _WILD.search(action))
    return Prepared(policy, statement, exact, {name: tuple(found) for name, found in patterns.items()})


def _limited(statement: Statement, resources: tuple[str, ...]) -> Statement:
    """`dataclasses.replace` takes five times as long, and a matrix asks a hundred thousand times."""
    return Statement(
        statement.label,
        statement.effect,
        statement.actions,
        statement.not_actions,
        resources,
        statement.not_resources,
        statement.principals,
        statement.condition,
    )


def _names(one: Prepared, action: str) -> bool:
    statement = one.statement
    if action in one.exact:
        return not statement.not_actions
    listed = any(matches(pattern, action) for pattern in statement.actions if pattern not in one.exact)
    return listed is not statement.not_actions


def _key(pattern: str) -> str:
    """The part of an ARN pattern that is about keys; a pattern that ends before them takes in all."""
    start, slash, key = pattern.partition("/")
    return key if slash else "*" if start.endswith("*") else ""
