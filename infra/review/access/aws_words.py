"""Actions of IAM in the words of storage, and what is known of AWS's own managed policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.review import keys
from infra.review.access.model import DELETE, LIST, READ, WRITE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OBJECT_ACTIONS: Mapping[str, str] = {READ: "s3:getobject", WRITE: "s3:putobject", DELETE: "s3:deleteobject"}
_ACTIONS: Mapping[str, str] = {**OBJECT_ACTIONS, LIST: "s3:listbucket"}
_NAMES = {name: word for word, name in _ACTIONS.items()}

_MANAGED: Mapping[str, Mapping[str, Any]] = {
    "AdministratorAccess": {"Action": "*"},
    "PowerUserAccess": {"NotAction": ["account:*", "iam:*", "organizations:*"]},
    "AmazonS3FullAccess": {"Action": ["s3-object-lambda:*", "s3:*"]},
    "AmazonS3ReadOnlyAccess": {
        "Action": ["s3-object-lambda:Get*", "s3-object-lambda:List*", "s3:Describe*", "s3:Get*", "s3:List*"],
    },
}
"""https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html"""


def words(actions: Iterable[str]) -> tuple[str, ...]:
    """The four where they are meant, and every other action or pattern as it is written, sorted."""
    found = set()
    for action in actions:
        pattern = "*" if action == "*" else action
        four = {word for word, name in _ACTIONS.items() if keys.contains([pattern.lower()], name)}
        found |= four
        if pattern.lower() not in _NAMES:
            found.add(pattern)
    return tuple(sorted(found))


def other_words(actions: Iterable[str]) -> tuple[str, ...]:
    """What NotAction leaves: the four that it does not name, and the rest in one word."""
    listed = [action.lower() for action in actions]
    four = [word for word, name in _ACTIONS.items() if not keys.contains(listed, name)]
    return (*sorted(four), f"everything except {', '.join(sorted(listed))}")


def is_s3(word: str) -> bool:
    """Whether a word can be about S3."""
    return word in _ACTIONS or word.lower().startswith(("s3:", "everything except")) or "*" in word.partition(":")[0]


def is_only_s3(word: str) -> bool:
    """Whether a word is about S3 and nothing else."""
    return word in _ACTIONS or word.lower().startswith("s3:")


def managed(arn: str) -> dict[str, Any] | None:
    """The document of one of AWS's own policies, None for one that is not known."""
    name = arn.rpartition("/")[2]
    if ":iam::aws:policy/" not in arn or name not in _MANAGED:
        return None
    statement = {"Sid": name, "Effect": "Allow", "Resource": "*", **_MANAGED[name]}
    return {"Version": "2012-10-17", "Statement": [statement]}
