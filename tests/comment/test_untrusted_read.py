"""A second reading of what was made safe, by a Markdown parser: no address, picture, tag or name gets through."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from infra.comment import labels, totals
from infra.comment.untrusted import TAGS, clean
from infra.review.render.document import as_json
from infra.review.render.markdown import Links, markdown
from tests.review.samples import empty_report, failed_report, huge_report, rich_report

PLACE = "https://github.com/acme/shop/"
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
WORDS = (
    "[ ] ( ) ]( ]: ! < > </ <!-- --> ` ``` ```` ~~~ @ a octocat https: // http:// evil.example www. mailto: # 1 & "
    "&#64; &# &lt; ; \\ * _ ~~ | \" ' <img/src=x> <details> </details> <br> <b /close { } $ \u200b \u2060 é "
    f"javascript: [x]: [x] <summary> diff mermaid <code> {PLACE}"
)
SPACES = ["\n", "\n\n", " ", "    ", "\t", "\r", "- ", "> ", "1. ", "<a href="]
PIECES = st.sampled_from([*WORDS.split(" "), *SPACES])


def tokens(text: str):
    for token in READER.parse(text):
        yield from token.children or [token]


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_gets_through(text):
    linked = 0
    for token in tokens(clean(text, (PLACE,))):
        match token.type:
            case "link_open":
                linked += 1
                assert re.match(rf"{PLACE}|#", str(token.attrs["href"]), re.IGNORECASE)
            case "link_close":
                linked -= 1
            case "image":
                raise AssertionError(token.content)
            case "html_inline" | "html_block":
                found = re.findall(r"<[A-Za-z/!?][^>]*>?", token.content)
                assert all(re.fullmatch(rf"(?i)</?({'|'.join(TAGS)})\s*/?>|<details open>", tag) for tag in found)
            case "text":
                assert linked or not re.search(r"[A-Za-z](?<!s3)(?<!gs)://(?!github\.com/acme/shop/)", token.content)
                assert not re.search(r"(?i)(?<![A-Za-z0-9])www\.", token.content)
                assert not re.search(r"(?<![A-Za-z0-9])@\w", token.content)
            case _:
                pass


def test_our_own_reports_keep_their_links_pictures_and_settings():
    links = Links(PLACE + "blob/{commit}/{file}#L{line}")
    for make in (rich_report, failed_report, huge_report, empty_report):
        text = markdown(make(), links=links).partition("\n")[2]
        found = clean(text, (PLACE,))

        assert len(found) < 65_000
        assert found.count(f"]({PLACE}") == text.count(f"]({PLACE}")
        assert re.findall(r"(?ms)^```mermaid$.*?^```$", found) == re.findall(r"(?ms)^```mermaid$.*?^```$", text)
        assert [line for line in found.splitlines() if "MEDIA_URL" in line] == [
            line for line in text.splitlines() if "MEDIA_URL" in line
        ]


def test_our_own_reports_have_labels():
    made = {make: totals.read(as_json(make()).encode()) for make in (rich_report, failed_report, empty_report)}

    assert labels.wanted(made[rich_report]) == ("destructive", "broadened", "public", "settings")
    assert labels.wanted(made[failed_report]) == ()
    assert labels.wanted(made[empty_report]) == ("none",)
