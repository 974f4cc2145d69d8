"""Ids of changes, and which of them somebody let through: in the spec with a reason, or by a label."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.review.report import Acknowledged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.spec.model import Spec

LABEL = "storage-ack:"
_LABEL = re.compile(rf"(?<![\w-]){re.escape(LABEL)}\s*(c[0-9a-f]{{15}})(?![\w-])")


def change_id(environment: str, key: tuple[str, ...]) -> str:
    """`c` and fifteen hex digits: never a number to YAML. The same change has the same id in every run.

    60 bits, so that nobody finds a harmless change whose acknowledgement lets another one through.
    """
    text = "\0".join((environment, *key))
    return "c" + hashlib.sha256(text.encode()).hexdigest()[:15]


@dataclass(frozen=True, slots=True)
class Let:
    """What is let through, by id; `used` are the ids that a merge has used up, but for what stays as it is."""

    by_id: Mapping[str, Acknowledged] = field(default_factory=dict)
    used: frozenset[str] = frozenset()

    def get(self, identifier: str, *, lasting: bool = False) -> Acknowledged | None:
        """Who let it through, if anybody did. `lasting`: the record is no change, such as a finding."""
        found = self.by_id.get(identifier)
        return None if found is not None and identifier in self.used and not lasting else found


def let_through(base: Spec | None, head: Spec | None, labels: Iterable[str]) -> Let:
    """The acknowledgements of one environment; the spec's reason wins over a label.

    What the base has already was there for a change that is merged: the same change again is another decision.
    """
    labelled = {item: Acknowledged("label") for item in labels}
    written = {item.id: Acknowledged("spec", item.reason) for item in (head.review.acknowledge if head else ())}
    former = {item.id for item in (base.review.acknowledge if base else ())}
    return Let({**labelled, **written}, frozenset(former - labelled.keys()))


def ids_of(labels: str) -> tuple[str, ...]:
    """The ids in a text with any number of labels; other labels are none of ours."""
    return tuple(dict.fromkeys(_LABEL.findall(labels)))
