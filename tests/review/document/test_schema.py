"""The published schema says what the document is, and cannot fall behind the records."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are another distribution
import pytest
from hypothesis import HealthCheck, given, settings

import infra.review.render.document_schema as made
from infra.review.render.document import as_json
from tests.review.document.strategies import reports
from tests.review.samples import empty_report, failed_report, huge_report, rich_report

PUBLISHED = json.loads(made.published())


def closed(node):
    """The schema with no room for other keys: ours have none."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    more = {"additionalProperties": False} if node.get("type") == "object" and "properties" in node else {}
    return {key: closed(value) for key, value in node.items()} | more


VALIDATOR = jsonschema.Draft202012Validator(closed(PUBLISHED))


def test_the_published_schema_is_the_one_the_records_give():
    """`STOWPLAN_GOLDEN=1` writes it anew; read the difference before you commit it."""
    if os.environ.get("STOWPLAN_GOLDEN") == "1":
        Path(made.__file__).with_name(made.FILE).write_text(made.text(), encoding="utf-8")

    assert made.published() == made.text()


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)


def test_its_id_promises_no_address():
    assert PUBLISHED["$id"] == "urn:stowplan:review:1"


def test_every_record_says_what_it_is():
    silent = [name for name, node in PUBLISHED["$defs"].items() if not node.get("description")]

    assert (silent, bool(PUBLISHED["description"])) == ([], True)


@pytest.mark.parametrize("make", [empty_report, rich_report, failed_report, huge_report])
def test_every_sample_is_valid(make):
    VALIDATOR.validate(json.loads(as_json(make())))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_any_report_is_valid(report):
    VALIDATOR.validate(json.loads(as_json(report)))


def test_a_later_document_with_more_keys_is_valid_too():
    document = json.loads(as_json(rich_report())) | {"colour": "blue"}

    jsonschema.Draft202012Validator(PUBLISHED).validate(document)


@pytest.mark.parametrize("key", sorted(PUBLISHED["properties"]))
def test_no_key_may_be_missing(key):
    document = copy.deepcopy(json.loads(as_json(empty_report())))
    del document[key]

    assert not VALIDATOR.is_valid(document)
