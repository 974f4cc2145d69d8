"""What somebody reads in a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from infra.review.render.terminal import terminal
from infra.review.render.terminal_text import Paper, columns, wrapped
from infra.review.report import (
    SECRET,
    Acknowledged,
    Cost,
    Counts,
    Hazard,
    OptionChange,
    PermissionChange,
    PropertyChange,
    ResourceChange,
    SettingsDelta,
    UrlChange,
    Who,
)
from tests.review.samples import empty_report, failed_report, huge_report, rich_report
from tests.review.strategies import REPORTS, TEXTS

RICH = terminal(rich_report())
WIDE = terminal(rich_report(), width=300)
ANSI = re.compile(r"\x1b\[\d+m")


def only(**fields):
    """A report with one environment in which this alone changed."""
    report = empty_report()
    return replace(report, environments=(replace(report.environments[0], **fields),))


def test_nothing_changed_is_two_lines():
    assert terminal(empty_report()).splitlines() == [
        "Storage review of shop: origin/main aaaaaaaaaa to HEAD bbbbbbbbbb",
        "Nothing changes.",
    ]


def test_counts_come_first_then_what_can_lose_files():
    lines = WIDE.splitlines()

    assert lines[1] == (
        "prod: 2 created, 3 updated, 1 replaced, 1 deleted; 4 stateful changes (2 not acknowledged); "
        "anyone can read more: media/pictures/*; 7 rights (3 broadened), 2 trusts (1 broadened), "
        "3 ways in (1 broadened); 12 settings; 1 secret"
    )
    assert lines[3] == "local (new, local): 1 setting"
    assert lines[5] == "Files, or what opens them, can be lost (prod and staging)"
    assert lines[6] == "  ! replace: the bucket shop-media is replaced (config/storage.yaml:31)"
    assert lines[7] == '    forced by bucket: "shop-media" -> "shop-uploads"'


def test_an_environment_that_anyone_gains_from_is_red():
    line = next(line for line in terminal(rich_report(), color=True, width=300).splitlines() if "prod: " in line)

    assert line.startswith("\x1b[31mprod: ")


def test_an_updated_resource_shows_what_changes_in_it():
    properties = (
        PropertyChange("tags.key", SECRET, SECRET),
        PropertyChange("policy.Statement[0].Action", '"a"', None),
        PropertyChange("policy.Statement[0].Effect", '"a"', None),
        PropertyChange("policy.Statement[Read].Action", '"a"', '"b"'),
        PropertyChange("cors", None, "x" * 1000),
        *(PropertyChange(f"tags.t{number}", None, '"x"') for number in range(5)),
    )
    change = ResourceChange("urn:x", "aws:s3/bucket:Bucket", "media", "update", properties=properties)
    lines = terminal(only(resources=(change, replace(change, kind="create"))), width=60).splitlines()
    start = lines.index("Resources")

    assert lines[start + 1 : start + 8] == [
        "  aws:s3/bucket:Bucket media is updated",
        "    policy: 2 statements change",
        "    tags.key: [secret] changed",
        "    cors: (absent) -> " + "x" * 35 + "…",
        '    tags.t0: (absent) -> "x"',
        "    and 4 more",
        "  aws:s3/bucket:Bucket media is created",
    ]


def test_rights_name_denials_and_the_cloud_where_two_are_meant():
    gained = PermissionChange("+", Who("workload", "web"), ("read", "list"), ("arch/x",), True, cloud="gcs")
    lost = replace(gained, sign="-", broadened=False, cloud="s3")
    denied = replace(gained, scope=("media/*",), broadened=False, condition="Deny if not TLS")
    text = terminal(only(permissions=(gained, lost, denied)))

    assert "  web: + read, list arch/x on Google Cloud, broadened\n" in text
    assert "  web: - read, list arch/x on AWS, narrowed\n" in text
    assert "  web: + denied read, list media/* if not TLS, narrowed\n" in text


def test_what_was_acknowledged_names_its_id():
    assert "    acknowledged c" in RICH
    hazard = Hazard("moved", "storage default", "files move", "", "", id="c1", acknowledged=Acknowledged("label", "ok"))

    assert "    acknowledged c1 by a label: ok\n" in terminal(only(hazards=(hazard,)))


def test_a_cost_without_prices_says_what_is_missing():
    text = terminal(only(counts=Counts(create=1), cost=Cost("USD", "2026-08-01", (), ("no price of x",))))

    assert "Cost each month, estimated\n  nothing of it has a price\n  missing: no price of x\n" in text


def test_what_is_gone_together_is_one_line():
    options = (*(OptionChange("a", name, "1", None) for name in ("BACKEND", "OPTIONS")),
               *(OptionChange("", f"S{n}", "1", None) for n in range(27)))  # fmt: skip
    text = terminal(only(settings=SettingsDelta(options, (UrlChange("a", "https://a/", None),))))

    assert "  1 alias of STORAGES is gone, with its options and URL: a\n" in text
    assert "  27 settings are gone: S0, S1, " in text
    assert "(absent)" not in text


def test_a_report_without_a_project_is_called_by_its_spec():
    assert terminal(replace(failed_report(), project="")).startswith("Storage review of storage.yaml: ")
    assert terminal(replace(failed_report(), project="", spec="")).startswith("Storage review: ")


def test_every_section_is_there_once_for_equal_environments():
    titles = ["Permissions", "Trust", "Exposure", "Settings", "Retention", "Cost each month, estimated",
              "New policy findings", "Drift", "Resources"]  # fmt: skip
    places = [RICH.index(f"\n{title} (prod and staging)\n") for title in titles]

    assert places == sorted(places)
    assert "  web: - delete media/* on AWS, narrowed\n" in RICH
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
