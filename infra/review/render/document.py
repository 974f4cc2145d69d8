"""The report as JSON, and back: every field of every record, and what machines would otherwise work out."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from generator.errors import UsageError
from infra.offline.values import dump
from infra.review.render.document_reader import read
from infra.review.render.document_shape import DERIVED, VERSION, is_record, types_of
from infra.review.report import Report

_HALF = re.compile("[\ud800-\udfff]")


def as_json(report: Report) -> str:
    """Canonical JSON text: sorted keys, indent 1, a newline at the end. Equal reports give equal bytes.

    Its shape is `report.schema.json`, see `infra.review.render.document_schema`.
    """
    return text_of(_plain(report))


def text_of(document: Any) -> str:
    """A JSON value as canonical text. Half a character (a lone surrogate), which no file can hold, becomes U+FFFD."""
    return _HALF.sub("\ufffd", dump(document)) + "\n"


def from_json(text: str) -> Report:
    """The report that `as_json` wrote; what was worked out is not read but follows again.

    Raises:
        UsageError: the text is no JSON, no report, or a report of another version.
    """
    document = _parse(text)
    version = document.get("version") if isinstance(document, dict) else None
    if type(version) is not int:
        raise UsageError("this JSON is no report of `stowplan diff`: it has no `version`")
    if version != VERSION:
        raise UsageError(f"this report has version {version}; this stowplan reads version {VERSION}")
    report: Report = read(Report, document, "report")
    return report


def _parse(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise UsageError("the report is nested too deeply to be one") from None
    except ValueError as error:
        raise UsageError(f"the report is no JSON: {error}") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    kind: Any = type(value)
    if not is_record(kind):
        return value
    made = {name: _plain(getattr(value, name)) for name in types_of(kind)}
    return made | {name: derived.value(value) for name, derived in DERIVED.get(kind, {}).items()}
