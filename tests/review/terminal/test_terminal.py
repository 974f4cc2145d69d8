"""What somebody reads in a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from infra.review.render.terminal import terminal
from infra.review.render.terminal_text import Paper, columns, wrapped
from tests.review.samples import empty_report, failed_report, huge_report, rich_report
from tests.review.strategies import REPORTS, TEXTS

RICH = terminal(rich_report())
ANSI = re.compile(r"\x1b\[\d+m")


def test_nothing_changed_is_two_lines():
    assert terminal(empty_report()).splitlines() == [
        "Storage review of shop: origin/main aaaaaaaaaa to HEAD bbbbbbbbbb",
        "Nothing changes.",
    ]


def test_counts_come_first_then_what_can_lose_files():
    lines = RICH.splitlines()

    assert lines[1] == (
        "prod: 2 created, 3 updated, 1 replaced, 1 deleted; 12 rights (5 broadened); 12 settings; 1 secret"
    )
    assert lines[3] == "local (new, local): 1 setting"
    assert lines[5] == "Files, or what opens them, can be lost (prod and staging)"
    assert lines[6] == "  ! replace: the bucket shop-media is replaced (config/storage.yaml:31)"
    assert lines[7] == '    forced by bucket: "shop-media" -> "shop-uploads"'


def test_every_section_is_there_once_for_equal_environments():
    titles = ["Permissions", "Trust", "Exposure", "Settings", "Retention", "Cost each month, estimated",
              "New policy findings", "Drift", "Resources"]  # fmt: skip
    places = [RICH.index(f"\n{title} (prod and staging)\n") for title in titles]

    assert places == sorted(places)
    assert "  web: - delete media/*, narrowed\n" in RICH
    assert "  + STORAGE_SIGNING_KEY (web, secret): set it before deploying\n" in RICH
    assert "gate public: passed\ngate drift: stopped\n" in RICH


def test_problems_have_place_and_fix():
    text = terminal(failed_report())

    assert "The head cannot be compared:\n  storage.yaml:12:5: error SPEC012 stores.media.regoin: unknown key" in text
    assert "      fix: write region @team" in text


def test_colour_only_where_it_is_asked_for():
    coloured = terminal(rich_report(), color=True)

    assert "\x1b" not in RICH
    assert "\x1b[31m  ! replace: the bucket" in coloured
    assert ANSI.sub("", coloured) == RICH


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_lines_are_as_wide_as_the_terminal(width):
    assert max(columns(line) for line in terminal(rich_report(), width=width).splitlines()) <= width


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(REPORTS, st.booleans())
def test_no_text_moves_the_cursor_or_hides(report, color):
    text = ANSI.sub("", terminal(report, color=color))

    assert all(character == "\n" or character.isprintable() or character.isspace() for character in text)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_wide_characters_take_two_columns():
    assert [columns(text) for text in ("abc", "名前", "e\u0301", "\U0001f600")] == [3, 4, 1, 2]
    assert list(wrapped("名前の名前 ab", 6)) == ["名前の", "名前", "ab"]


@given(TEXTS, st.integers(20, 60))
def test_wrapped_text_is_all_there(text, width):
    shown = " ".join(text.split())

    assert "".join("".join(wrapped(shown, width)).split()) == "".join(shown.split())


def test_later_lines_are_below_the_text():
    assert Paper(color=False, width=27).line("one two three fourteen five", 2, bullet="fix: ") == (
        "  fix: one two three",
        "       fourteen five",
    )


def test_a_huge_report_has_a_line_for_each_resource():
    text = terminal(huge_report(300))

    assert text.count(" is updated") == 300
    assert text.count("! versioning-off") == 6
