"""docs/review.md: its tables against the command, and that the pages it speaks of are there."""

from __future__ import annotations

from infra.review.report import GATES
from infra.verbs.diff import GATES as OFFERED
from infra.verbs.diff import SUFFIXES
from infra.verbs.graph import FORMS
from tests.docs.pages import DOCS, prose, tables

PAGE = DOCS / "review.md"


def test_gates():
    assert [row[0].strip("`") for row in tables(PAGE)["gates"]] == list(GATES) == list(OFFERED)


def test_formats_of_the_graph():
    named = [name for row in tables(PAGE)["forms"] for name in row[0].replace("`", "").split()]

    assert named == list(FORMS)


def test_suffixes():
    for suffix in SUFFIXES:
        assert f"`{suffix}`" in prose(PAGE)
