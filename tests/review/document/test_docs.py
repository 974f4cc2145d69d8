"""docs/report.md names what there is."""

from __future__ import annotations

import json
import re

from infra.review.render.document_schema import ID, published
from infra.review.render.document_shape import VERSION
from infra.review.render.page_picture import MOST
from infra.review.render.sarif import LIMIT, sarif
from tests.docs.pages import DOCS, tables
from tests.review.samples import empty_report

PAGE = DOCS / "report.md"
TEXT = PAGE.read_text(encoding="utf-8")
SCHEMA = json.loads(published())


def named(cell):
    return re.findall(r"`([\w/]+)`", cell)


def test_every_key_at_the_top_is_there():
    keys = [key for row in tables(PAGE)["json"] for key in named(row[0])]

    assert sorted(keys) == sorted(SCHEMA["properties"])


def test_every_list_of_an_environment_is_named():
    parts = {
        name
        for name, node in SCHEMA["$defs"]["EnvironmentReport"]["properties"].items()
        if "$ref" in json.dumps(node) and not node.get("readOnly")
    }

    assert sorted(name for name in parts if f"`{name}`" not in TEXT) == []


def test_every_rule_is_there_with_its_level():
    rules = json.loads(sarif(empty_report()))["runs"][0]["tool"]["driver"]["rules"]
    rows = {named(row[0])[0]: row[1] for row in tables(PAGE)["sarif"]}

    assert rows.keys() == {rule["id"] for rule in rules}
    assert all(rows[rule["id"]].startswith(rule["defaultConfiguration"]["level"]) for rule in rules)


def test_numbers_are_those_of_the_code():
    assert f"`{ID}`" in TEXT
    assert f"`version` is {VERSION}." in TEXT
    assert f"holds {LIMIT:,} results" in TEXT
    assert f"more than {MOST} things" in TEXT
