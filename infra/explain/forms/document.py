"""JSON of a fixed shape: the same keys whatever the answer is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from infra.explain.forms.grid import grid, where
from infra.explain.records import CLOUDS

if TYPE_CHECKING:
    from infra.explain.matrix import Matrix, Right, Row
    from infra.explain.question import Reply
    from infra.explain.records import Answer, Place, Statement

VERSION = 1


def matrix_json(found: Matrix) -> str:
    """Rows, storages, and every right that there is with its statements."""
    return _dump({
        "version": VERSION,
        "project": found.project,
        "environment": found.environment,
        "rows": [_row(row) for row in found.rows],
        "storages": [_place(place) for place in found.places],
        "rights": [
            {**_row(row), "storage": alias, **_right(right)}
            for (row, alias), rights in found.cells.items()
            for right in rights
        ],
        "footnotes": list(grid(found).notes),
    })  # fmt: skip


def reply_json(found: Reply, project: str, environment: str) -> str:
    """The question as it was understood, and each way's answer."""
    asked = found.question
    return _dump({
        "version": VERSION,
        "project": project,
        "environment": environment,
        "question": {"who": asked.who, "action": asked.action, **_place(asked.place)},
        "allowed": found.allowed,
        "answers": [_answer(answer) for answer in found.answers],
    })  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    return {"who": row.who, "way": row.way}


def _place(place: Place) -> dict[str, Any]:
    return {
        "storage": place.alias,
        "store": place.store,
        "cloud": CLOUDS[place.provider],
        "bucket": place.bucket,
        "container": place.container,
        "key": place.key,
        "path": where(place),
    }


def _right(right: Right) -> dict[str, Any]:
    return {
        "action": right.action,
        "verdict": right.verdict,
        "beyond": right.beyond,
        "part": right.part,
        "statements": [_statement(item) for item in right.answer.statements],
        "notes": list(right.answer.notes),
    }


def _answer(found: Answer) -> dict[str, Any]:
    return {
        "way": found.way,
        "verdict": found.verdict,
        "cloud": CLOUDS[found.provider],
        "action": found.action,
        "resource": found.resource,
        "statements": [_statement(item) for item in found.statements],
        "reason": found.reason,
        "closest": found.closest,
        "notes": list(found.notes),
    }


def _statement(item: Statement) -> dict[str, Any]:
    return {
        "effect": item.effect,
        "name": item.name,
        "text": item.text,
        "action": item.action,
        "resource": item.resource,
        "urn": item.urn,
    }


def _dump(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2) + "\n"
