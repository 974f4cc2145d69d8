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
_LABEL = re.compile(rf"(?<![\w-]){re.escape(LABEL)}\s*(c[0-9a-f]{{7}})(?![\w-])")


def change_id(environment: str, key: tuple[str, ...]) -> str:
    """`c` and seven hex digits: never a number to YAML. The same change has the same id in every run."""
    text = "\0".join((environment, *key))
    return "c" + hashlib.sha256(text.encode()).hexdigest()[:7]


@dataclass(frozen=True, slots=True)
class Let:
    """What is let through, by id."""

    by_id: Mapping[str, Acknowledged] = field(default_factory=dict)

    def get(self, identifier: str) -> Acknowledged | None:
        """Who let it through, if anybody did."""
        return self.by_id.get(identifier)


def let_through(spec: Spec | None, labels: Iterable[str]) -> Let:
    """The acknowledgements of one environment; the spec's reason wins over a label."""
    found = {item: Acknowledged("label") for item in labels}
    written = spec.review.acknowledge if spec else ()
    return Let({**found, **{item.id: Acknowledged("spec", item.reason) for item in written}})


def ids_of(labels: str) -> tuple[str, ...]:
    """The ids in a text with any number of labels; other labels are none of ours."""
    return tuple(dict.fromkeys(_LABEL.findall(labels)))
