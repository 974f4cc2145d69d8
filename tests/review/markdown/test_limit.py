"""A comment that is too long loses whole rows, says so, and keeps what matters most."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from infra.review.render.markdown import SMALLEST, Links, markdown
from infra.review.render.markdown_parts import Group, Section, fitted, fixed, without
from tests.review.markdown.parsed import bare, html_of, links
from tests.review.samples import huge_report, rich_report
from tests.review.strategies import REPORTS

GITHUB_BYTES = 262_144
HIDDEN = re.compile(r"(> )?_.* hidden for size\._|\*\*Some of it is hidden for size\.\*\* .*|>")
HUGE = huge_report(2000)
EVERYTHING = 100_000_000


QUICK = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # to shrink a whole report takes minutes, and to read one does not
)


def opened_and_closed(text):
    """Whether all foldings and fences are closed, outside of each other's text."""
    depth, fence = 0, ""
    for line in text.splitlines():
        ticks = re.match(r"`{3,}", line)
        if fence:
            fence = "" if line == fence else fence
        elif ticks:
            fence = ticks[0]
        else:
            depth += line.startswith("<details>") - (line == "</details>")
        if depth < 0:
            return False
    return depth == 0 and not fence


def check(report, limit):
    whole, text = markdown(report, EVERYTHING), markdown(report, limit)
    assert len(text) <= limit
    known = set(whole.splitlines())
    assert [line for line in text.splitlines() if line not in known and not HIDDEN.fullmatch(line)] == []
    assert opened_and_closed(text)
    assert ("hidden for size" in text) == (len(whole) > limit)
    assert html_of(text) == links(text) == bare(text) == []


@QUICK
@given(REPORTS, st.integers(SMALLEST, 30_000))
def test_any_report_fits_in_whole_lines(report, limit):
    check(report, limit)


@QUICK
@given(REPORTS)
def test_any_report_is_well_formed(report):
    text = markdown(report, EVERYTHING)

    assert opened_and_closed(text)
    assert html_of(text) == links(text) == bare(text) == []
    assert text.count("<!--") == 1


@pytest.mark.parametrize("limit", [SMALLEST, 10_000, 60_000, 1_000_000])
def test_a_huge_report_fits(limit):
    text = markdown(HUGE, limit)

    assert len(text) <= limit
    assert opened_and_closed(text)


def test_a_huge_report_keeps_totals_and_hazards():
    text = markdown(HUGE, 60_000)

    assert "| `prod` | 0 | 2,000 | 0 | 0 | **40** | 200 rights (**200 broadened**) |" in text
    assert text.count("> - **versioning-off**") == 40
    assert re.search(r"_1,\d{3} of 2,000 resources hidden for size\._", text)
    assert "_1 picture hidden for size._" in text
    assert text.endswith("**Some of it is hidden for size.** The report's HTML and JSON have everything.\n")


def test_when_even_hazards_do_not_fit_their_number_stays():
    text = markdown(huge_report(10_000), 10_000)

    assert "> **200 stateful changes: files, or what opens them, can be lost.**" in text
    assert re.search(r"> _\d{3} of 200 stateful changes hidden for size\._", text)
    assert text.count("> - **versioning-off**") > 5
    assert "_1,000 permissions hidden for size._" in text


def test_it_says_where_the_whole_is():
    text = markdown(HUGE, 10_000, Links(whole="https://ci.example/artifacts/1"))

    assert "[Read the whole report](https://ci.example/artifacts/1)." in text


def test_github_takes_it_in_bytes_too():
    report = rich_report()
    names = tuple(replace(report.environments[0], name="\U0001f600" * 90 + str(n)) for n in range(400))

    assert len(markdown(replace(report, environments=names)).encode()) < GITHUB_BYTES


def test_a_thousand_environments_keep_head_and_footer():
    report = rich_report()
    names = tuple(replace(report.environments[0], name=f"{'n' * 90}{number}") for number in range(1000))
    text = markdown(replace(report, environments=names), SMALLEST)

    assert len(text) <= SMALLEST
    assert "> **4,000 stateful changes, 2,000 acknowledged:" in text
    assert "\nBase `origin/main` commit" in text


LIGHT = Section((Group((("a1",), ("a2",))),), ("A",), weight=1, one="apple")
HEAVY = Section(
    (Group((("b1",), ("b2", "b3")), ("B1",)), Group((("c1",),), ("B2",), ("E2",))), ("B",), ("E",), 2, "pear"
)


@pytest.mark.parametrize(("dropped", "lines"), [
    (0, ["T", "A", "a1", "a2", "B", "B1", "b1", "b2", "b3", "B2", "c1", "E2", "E"]),
    (1, ["T", "A", "a1", "a2", "B", "B1", "b1", "b2", "b3", "E", "", "_1 of 3 pears hidden for size._", "", "note"]),
    (2, ["T", "A", "a1", "a2", "B", "B1", "b1", "E", "", "_2 of 3 pears hidden for size._", "", "note"]),
    (3, ["T", "A", "a1", "a2", "", "_3 pears hidden for size._", "", "note"]),
    (4, ["T", "A", "a1", "", "_1 of 2 apples hidden for size._", "", "_3 pears hidden for size._", "", "note"]),
    (5, ["T", "", "_2 apples hidden for size._", "", "_3 pears hidden for size._", "", "note"]),
])  # fmt: skip
def test_the_last_rows_of_the_weightiest_section_go_first(dropped, lines):
    assert without([fixed("T"), LIGHT, HEAVY], dropped, "note").splitlines() == lines


def test_no_more_is_dropped_than_has_to_be():
    parts = [fixed("T"), replace(LIGHT, groups=(Group(tuple((f"row {number}" * 20,) for number in range(500))),))]
    text = fitted(parts, 50_000, "note")

    assert 50_000 - 200 < len(text) <= 50_000
