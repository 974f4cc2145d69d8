"""Whether a bucket policy is public in the sense of S3 Block Public Access.

Source: "The meaning of public" in "Blocking public access to your Amazon S3 storage" (S3 user guide): an Allow for
everyone is public unless a condition binds it to fixed values of one of the keys below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.decisions.aws.conditions import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.decisions.aws.documents import Policy, Statement

FIXING_KEYS = frozenset({
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc",
    "aws:sourcevpce", "aws:userid", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
})  # fmt: skip
FIXING_OPERATORS = frozenset({"StringEquals", "StringLike", "ArnEquals", "ArnLike", "IpAddress"})
EVERY_ADDRESS = frozenset({"0.0.0.0/0", "::/0"})


def is_public(policy: Policy) -> bool:
    """Whether any statement opens the bucket to everyone."""
    return any(_opens(statement) for statement in policy.statements)


def _opens(statement: Statement) -> bool:
    everyone = any(value == "*" for _, value in statement.principals or ())
    return statement.effect == "Allow" and everyone and not any(_fixed(statement.condition))


def _fixed(condition: Mapping[str, Mapping[str, Any]]) -> Iterator[bool]:
    for operator, keys in condition.items():
        for key, wanted in keys.items():
            fixing = operator in FIXING_OPERATORS and key.lower() in FIXING_KEYS
            yield fixing and not any(_open_value(text) for text in texts(wanted))


def _open_value(text: str) -> bool:
    return "*" in text or "?" in text or "${" in text or text in EVERY_ADDRESS
