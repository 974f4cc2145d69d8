"""A second reading of the IAM manual, apart from the one the local cloud uses, so that one can catch the other.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import functools
import re


def as_list(value):
    return value if isinstance(value, list) else [value]


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    parts = [{"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern]
    return re.compile("".join(parts), re.DOTALL)


def glob(pattern: str, text: str) -> bool:
    return compiled(pattern).fullmatch(text) is not None


def holds(operator: str, wanted: list[str], found: str | None) -> bool:
    if_exists = operator.endswith("IfExists")
    name = operator.removesuffix("IfExists")
    if found is None:
        return if_exists or name.startswith("StringNot")
    tests = {
        "StringEquals": lambda value: value == found,
        "StringLike": lambda value: glob(value, found),
        "Bool": lambda value: value.lower() == found.lower(),
        "StringNotEquals": lambda value: value != found,
        "StringNotLike": lambda value: not glob(value, found),
    }
    results = [tests[name](value) for value in wanted]
    return all(results) if name.startswith("StringNot") else any(results)


def conditions_hold(block: dict, context: dict[str, str]) -> bool:
    known = {key.lower(): value for key, value in context.items()}
    return all(
        holds(operator, as_list(wanted), known.get(key.lower()))
        for operator, keys in block.items()
        for key, wanted in keys.items()
    )


def allowed(policies: list[dict], action: str, resource: str, context: dict[str, str]) -> bool:
    effects = set()
    for policy in policies:
        for statement in as_list(policy["Statement"]):
            assert set(statement) <= {"Sid", "Effect", "Action", "Resource", "Condition"}, statement
            named = any(glob(pattern.lower(), action.lower()) for pattern in as_list(statement["Action"]))
            covered = any(glob(pattern, resource) for pattern in as_list(statement["Resource"]))
            if named and covered and conditions_hold(statement.get("Condition", {}), context):
                effects.add(statement["Effect"])
    return effects == {"Allow"}
