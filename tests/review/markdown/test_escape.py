"""A user's text shows as it is, and does nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from infra.review.render.escape import code, html, plain, prose, ticks
from tests.review.markdown.parsed import PARSER, bare, cells, html_of, kinds, links
from tests.review.samples import HOSTILE, LONG
from tests.review.strategies import TEXTS

ALLOWED = {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "paragraph_open",
           "paragraph_close", "inline", "text", "code_inline"}  # fmt: skip
TABLE = "| a | b |\n|---|---|\n| {} | end |\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_in_a_list_is_words_and_code(text):
    line = f"- {prose(text)}\n"

    assert kinds(line) <= ALLOWED
    assert bare(line) == []
    assert html_of(line) == links(line) == []


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_text_is_markup(text):
    for shown in (prose(text), code(text)):
        line = f"- {shown}\n"
        assert "\n" not in shown
        assert kinds(line) <= ALLOWED
        assert bare(line) == []
        assert PARSER.parse(line)[0].map == [0, 1]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_cell_of_a_table_stays_one_cell(text):
    for shown in (prose(text, table=True), code(text, table=True)):
        table = TABLE.format(shown)
        assert cells(table) == [2, 2]
        assert bare(table) == []
        assert html_of(table) == links(table) == []


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_text_is_all_there(text):
    def letters(found):
        return [character for character in found if character.isalnum()]

    (_, inline, *_) = PARSER.parse(code(text))
    shown = "".join(child.content for child in inline.children)
    if text.strip() and len(text) < 300:
        assert letters(shown) == letters(plain(text))


def test_code_keeps_what_is_in_it():
    (_, inline, *_) = PARSER.parse(code(" `a` b"))

    assert inline.children[0].content == " `a` b"


def test_a_table_can_show_a_backslash_before_a_pipe():
    tokens = PARSER.parse(TABLE.format(code("a\\|b|c", table=True)))
    cell = [token for token in tokens if token.type == "inline"][2]

    assert "".join(child.content for child in cell.children) == "a\\|b|c"


def test_what_cannot_be_seen_is_shown_by_its_number():
    assert plain("a\u202eb\x1b[0m\u200b\n\t\U000e0041\ud800") == "a\\u202eb\\x1b[0m\\u200b\\n\\t\\U000e0041\\ud800"
    assert plain("名前 é 😀 a\u00a0b") == "名前 é 😀 a\u00a0b"


def test_a_sentence_is_readable():
    text = "The bucket shop-media is replaced (see media/uploads/*): `protect` stops `pulumi up`, 3 of 4!"

    assert prose(text) == (
        "The bucket shop-media is replaced (see `media/uploads/*`): `protect` stops `pulumi up`, 3 of 4!"
    )


@pytest.mark.parametrize(("text", "shown"), [
    ("- item", "\\- item"), ("1. one", "1\\. one"), ("+", "\\+"), ("--- line", "\\--- line"), ("=== x", "\\=== x"),
    ("2024 items", "2024 items"), ("-flag", "-flag"),
])  # fmt: skip
def test_a_sentence_opens_no_list(text, shown):
    assert prose(text) == shown
    assert kinds(f"- {prose(text)}\n") <= ALLOWED


def test_nothing_is_said_to_be_nothing():
    assert (code(""), code("  "), prose("")) == ("(empty)", "(blank)", "")


def test_a_long_text_says_how_long_it_is():
    assert code(LONG * 10, limit=20) == "`very-very-very-very-… (3,040 characters)`"


def test_a_fence_is_longer_than_any_in_it():
    assert ticks(["a ```` b", "``"]) == "`````"
    assert ticks([]) == "```"


def test_html_is_text_in_html():
    assert html("</summary><b>@team&") == "<code>&lt;/summary&gt;&lt;b&gt;@team&amp;</code>"


def test_no_hidden_tag_can_be_forged():
    assert "<!--" not in code("<!-- stowplan:review:shop -->") + prose("<!--x")
