"""What a fork may write into a comment under our name, and what it may not."""

from __future__ import annotations

import re
import time

import pytest

from generator.errors import UsageError
from infra.comment import tags, texts
from infra.comment.untrusted import JOINER, clean

PLACES = ("https://github.com/acme/shop/",)
KEPT = [
    "## Storage review: shop",
    "| environment | create |\n|---|---|\n| prod | 1 |",
    "- `stores.media.region` (`storage.yaml:7`)",
    "[storage.yaml:7](https://github.com/acme/shop/blob/0123abc/storage.yaml#L7)",
    "[`a`](https://GitHub.com/acme/shop/blob/x)",
    "[below](#resources)",
    "<details><summary>3 resources</summary>\n\ntext\n\n</details>",
    "<details open>",
    "a<br>b<br/>c<br />d",
    "<sub>1</sub>",
    "> [!CAUTION]\n> text",
    "```diff\n- \"a\": 1,\n+ \"a\": 2,\n```",
    "```mermaid\nflowchart LR\n  a[\"media/\"]:::added --> b(x)\n"
    "  a -->|\"read #124; write\"| b\n  classDef x fill:#1a7f37,stroke:#123456\n```",
    "arn:aws:s3:::shop-prod-media/* and s3://shop/x and gs://shop/x",
    "deploy@shop-prod.iam.gserviceaccount.com",
    "a &lt; b &amp; c &#124; d &quot;",
    "Grüße, 漢字, 🎉",
    "1 < 2 and 3 > 2",
    "10 % of $5, a & b, ~3",
    "`x[1:2]` and `]::`",
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_a_report_is_made_of_stays(text):
    assert clean(text, PLACES) == text


CODE = [
    "\n```diff\n- MEDIA_URL = 'https://a.example/'\n+ @team <b>\n```\ntext",
    "a\n\n````\n``` https://a.example\n````",
    "```\nhttps://a.example\n```\n\n```json\n[1]: 2\n```",
]
FOOLING = [
    "text\n```\nhttps://a.example\n```",  # no empty line: it may be inside of HTML
    "<details>\n```\n\nhttps://a.example\n\n```",
    "  ```\n\n```\nhttps://a.example\n\n```",
    "~~~\n\n```\n~~~\nhttps://a.example\n```",
    "> ```\n\n```\nhttps://a.example\n```",
    "- ```\n\n```\nhttps://a.example\n```",
    "````\n\n```\n````\n\nhttps://a.example\n```",
    "```\na\n ```\nhttps://a.example\n```",
    "```\na\n````\nhttps://a.example\n```",
    "```\nhttps://a.example",
    '```mermaid\nclick a "https://a.example"\n```',
    "```js x\nhttps://a.example\n```",
    "```\na\n```\n\n    ```\nhttps://a.example",
    "\t```\n\n```\nhttps://a.example\n```",
    "```\na\n```\thttps://a.example\n```\nhttps://a.example\n```",
]


@pytest.mark.parametrize("text", CODE)
def test_code_that_people_copy_stays_as_it_is(text):
    assert clean(text, PLACES) == text


@pytest.mark.parametrize("text", FOOLING)
def test_code_that_may_be_none_is_treated_as_text(text):
    assert "https://a.example" not in clean(text, PLACES).removesuffix("https://a.example\n```")
    assert clean(text, PLACES).replace(JOINER, "") == text


BROKEN = [
    ("<!-- stowplan:review:other -->", r"<!--"),
    ("<script>alert(1)</script>", r"</?script"),
    ("<img src=x onerror=alert(1)>", r"<img"),
    ("<details ontoggle=alert(1) open>", r"<details o"),
    ("<a href='https://evil.example'>here</a>", r"<a|://"),
    ("<https://evil.example>", r"<h|://"),
    ("<?php", r"<\?"),
    ("<![CDATA[x]]>", r"<!"),
    ("![beacon](https://evil.example/x.png)", r"!\[|\]\(|://"),
    ("![beacon](https://github.com/acme/shop/x.png)", r"!\["),
    ("[login](https://evil.example)", r"\]\(|://"),
    ("[login](https://github.com.evil.example/acme/shop/)", r"\]\(|://"),
    ("[login](https://github.com@evil.example/acme/shop/)", r"\]\(|://"),
    ("[login](https://github.com/other/repo/)", r"\]\(|://"),
    ("[login](//evil.example)", r"\]\("),
    ("[login](https:\\\\evil.example)", r"\]\("),
    ("[login](https&#58;//evil.example)", r"\]\("),
    ("[login](&#104;ttps://evil.example)", r"\]\(|&#104|://"),
    ("[login](java&#x73;cript:alert(1))", r"\]\(|&#x73"),
    ("[login](javascript:alert(1))", r"\]\("),
    ("[login](<https://evil.example>)", r"\]\(|://"),
    ("[login]( https://evil.example)", r"\]\(|://"),
    ("[login](\nhttps://evil.example)", r"\]\(|://"),
    ("[login](https://github.com/acme/shop/ \"a\" onclick)", r"\]\("),
    ("[x]: https://evil.example", r"\]:|://"),
    ("[x]:\n  https://evil.example", r"\]:|://"),
    ("see https://evil.example/login", r"://"),
    ("see HTTPS://EVIL.example", r"://"),
    ("see ftp://evil.example", r"://"),
    ("see https:\\//evil.example https\\://evil.example https:/\\/evil.example", r":\\?/\\?/"),
    ("see www\\.evil.example GH\\-12", r"www\\|GH\\"),
    ("see www.evil.example", r"www\."),
    ("_www.evil.example_ *www.evil.example*", r"www\."),
    ("@octocat and @acme/team", r"@\w"),
    ("*@octocat* _@octocat_ (@octocat)", r"@\w"),
    ("\\@octocat", r"@\w"),
    ("@\\_octocat", r"@\\"),
    ("&#64;octocat &commat;octocat &#x40;octocat", r"&(#64|commat|#x40);"),
    ("&#64octocat", r"&#64"),
    ("fixes #12 and acme/other#12", r"#\d"),
    ("&#35;12 GH-12 !12", r"&#35|GH-1|!1"),
    ("/close\ntext\n/merge", r"(?m)^/"),
    ("> /approve\n  /assign @me", r"(?m)^[ >]*/|@m"),
    ("a\u202eb\u2066c\u200fd", "[\u202e\u2066\u200f]"),
    ("a\x00b\x1bc\x9bd\ufeff", "[\x00\x1b\x9b\ufeff]"),
    ("```mermaid\nclick a \"https://evil.example\"\n```", r"://"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "dangerous"), BROKEN)
def test_what_means_more_than_text_is_disarmed(text, dangerous):
    found = clean(text, PLACES)

    assert re.search(dangerous, text)
    assert not re.search(dangerous, found), found
    shown = re.sub("[\x00\x1b\x9b\ufeff\u202e\u2066\u200f]", "", text)
    assert found.replace(JOINER, "") == shown, "nothing is taken away that a reader would see"


@pytest.mark.parametrize("text", [*KEPT, *(text for text, _ in BROKEN)])
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text, PLACES), PLACES) == clean(text, PLACES)


@pytest.mark.parametrize(
    "piece", ["<", "[", "](", "![", "&#", "@", "a:", "://", "`", "](https://x", "/", "\n/", ">", "&a", "w."]
)
def test_long_texts_take_no_time(piece):
    started = time.process_time()
    clean(piece * (200_000 // len(piece)), PLACES)

    assert time.process_time() - started < 2


def test_the_tag_line_is_ours_and_stays_the_only_one():
    body = "<!-- stowplan:review:other -->\ntext\n<!-- stowplan:review:shop -->\n"
    found = texts.whole(body, "stowplan:review:shop", PLACES, foreign=False)

    assert found.startswith(tags.line("stowplan:review:shop") + "\ntext\n")
    assert found.count("<!--") == 1


@pytest.mark.parametrize(
    "body", ["", "text", "\n<!-- stowplan:review:shop -->\n", "<!-- other -->\ntext", "<!-- stowplan:review:shop"]
)
def test_a_text_that_is_no_report_is_refused(body):
    with pytest.raises(UsageError, match="--body does not begin"):
        texts.whole(body, "stowplan:review:shop", PLACES, foreign=False)


def test_a_huge_text_is_refused():
    with pytest.raises(UsageError, match="more than 4000000 characters"):
        texts.whole("x" * 4_000_001, "stowplan:review:shop", PLACES, foreign=False)


def test_a_report_of_a_fork_says_so():
    body = "<!-- stowplan:review:shop -->\ntext\n"

    assert "comes from a fork" in texts.whole(body, "stowplan:review:shop", PLACES, foreign=True)
    assert "fork" not in texts.whole(body, "stowplan:review:shop", PLACES, foreign=False)


@pytest.mark.parametrize("tag", ["a--b", "a>b", "", "-a", "a\nb", "x" * 101, "é"])
def test_a_tag_that_could_end_its_comment_is_refused(tag):
    with pytest.raises(UsageError, match="--tag"):
        tags.checked(tag)
