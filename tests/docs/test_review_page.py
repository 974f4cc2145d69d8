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


def test_options():
    import argparse

    from infra.verbs.diff import arguments

    parser = argparse.ArgumentParser(add_help=False)
    arguments(parser)
    rows = " ".join(row[0] for row in tables(PAGE)["options"])

    offered = [name for action in parser._actions for name in action.option_strings]
    assert [name for name in offered if f"`{name} " not in rows and f"`{name}`" not in rows] == []
