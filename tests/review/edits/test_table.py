"""Every row of the table: what a review says of an edit is what was expected, and nothing more.

What is expected stands in a text file beside the edits, a section for each row.
"""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests.review.edits import azure, gcs, harmless, mixed, s3
from tests.review.edits.said import said, unlike
from tests.review.edits.specs import KEYS

CLOUDS = {"s3": s3, "gcs": gcs, "azure": azure, "mixed": mixed}


@pytest.fixture(scope="module", autouse=True)
def _seldom_collected():
    """Two clouds' SDKs are a large heap: looking for garbage in it takes a third of the time of a graph."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    yield
    gc.set_threshold(*before)


def _sections(name):
    text = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")
    found = {}
    for part in f"\n{text}".split("\n== ")[1:]:
        title, _, lines = part.partition("\n")
        assert title not in found, f"{title!r} stands twice in {name}.txt"
        found[title] = lines
    return found


EXPECTED = {name: _sections(name) for name in CLOUDS}
EDITS = [pytest.param(name, row, id=f"{name}: {row.name}") for name, module in CLOUDS.items() for row in module.ROWS]


@pytest.mark.parametrize(("cloud", "row"), EDITS)
def test_a_review_says_what_an_edit_does_and_nothing_else(cloud, row):
    found = said(row.base, row.head(), head_keys=tuple({**KEYS, **row.keys}.items()))

    missed, surplus = unlike(EXPECTED[cloud][row.name], found)
    assert (missed, surplus) == ([], [])
    assert found


@pytest.mark.parametrize("row", harmless.ROWS, ids=[row.name for row in harmless.ROWS])
def test_how_a_spec_is_written_is_no_change(row):
    assert row.head() != row.base
    assert said(row.base, row.head()) == ([row.expected] if row.expected else [])


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_table_has_each_edit_once(cloud):
    assert sorted(EXPECTED[cloud]) == sorted(row.name for row in CLOUDS[cloud].ROWS)


def test_the_table_is_not_easily_pleased():
    said_of = "right + web read media/uploads/*"

    assert unlike("", [said_of]) == ([], [said_of])
    assert unlike("hazard delete", []) == (["hazard delete"], [])
    assert unlike(said_of, [f"{said_of} wider"]) == ([said_of], [f"{said_of} wider"])
    assert unlike("hazard delete media @ stores.media", ["hazard delete the bucket media @ stores"])[0]
