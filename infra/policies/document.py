"""IAM documents: the frame around statements, their text and their size as AWS counts it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Statement: TypeAlias = dict[str, Any]
Document: TypeAlias = dict[str, Any]

_SPACE = re.compile(r"\s")


def document(statements: Iterable[Statement]) -> Document:
    """The statements as a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(sid: str, actions: Collection[str], resources: Collection[str]) -> Statement:
    """An Allow with its actions and resources sorted, so that the same grant is always the same text."""
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(set(actions)), "Resource": sorted(set(resources))}


def text(policy: Document) -> str:
    """The document as JSON without spaces."""
    return json.dumps(policy, separators=(",", ":"))


def size(policy: Document) -> int:
    """Its length as IAM's quotas count it: white space is free.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """
    return len(_SPACE.sub("", text(policy)))
