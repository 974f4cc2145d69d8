"""A report's Markdown made fit to be posted under a bot's name, whoever wrote it. Pure.

A fork's job can write anything into the files it hands over. What may stay: text, tables, lists, code, folding, links
into the repository itself. What is disarmed, so that it shows as text: HTML comments and other tags, images, links to
elsewhere, mentions, references to issues, GitLab's quick actions. A word joiner (U+2060) goes between the characters
that mean something together: it is invisible, and no renderer reads across it. Fenced blocks stay as they are, since
people copy from them (`infra.comment.fences`).

The grammar is CommonMark's (https://spec.commonmark.org/0.31.2/): an inline link needs `](`, a definition `]:`, HTML
and autolinks `<` followed by a letter, `/`, `!` or `?`. GitHub and GitLab add bare addresses, mentions, references.
"""

from __future__ import annotations

import html
import re

from infra.comment.fences import parts

JOINER = "\u2060"
TAGS = ("details", "summary", "br", "b", "strong", "i", "em", "code", "sub", "sup", "kbd", "p", "ul", "ol", "li")

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ALLOWED_TAG = re.compile(rf"</?(?:{'|'.join(TAGS)})\s{{0,9}}/?>|<details open>", re.IGNORECASE)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=(#[0-9]{1,9}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{0,40})(;?))")
_DESTINATION = re.compile(r"(#[\w-]*|https://[^\s()<>\\&\"']*)(?:\s\"[^\"\\\n&<>]*\")?\)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})(\\?:)(?=\\?/\\?/)")
_MARKS = (
    (re.compile(r"(?<![A-Za-z0-9])@(?=\\?[\w-])"), f"@{JOINER}"),
    (re.compile(r"(?<!&)([#!&])(?=\d)(?!\d+;|(?<=:#)[0-9a-f]{6}\b)"), rf"\1{JOINER}"),
    (re.compile(r"(?<![A-Za-z0-9])(GH)(?=\\?-\d)", re.IGNORECASE), rf"\1{JOINER}"),
    (re.compile(r"(?<![A-Za-z0-9])(www)(?=\\?\.)", re.IGNORECASE), rf"\1{JOINER}"),
    (re.compile(r"(\])(?=:(?!:))"), rf"\1{JOINER}"),
    (re.compile(r"!(?=\[)"), f"!{JOINER}"),
    (re.compile(r"^([ \t>]*)(/)(?=[A-Za-z])", re.MULTILINE), rf"\1{JOINER}\2"),
)
_SPOKEN = frozenset("@#!/:.~%$")
"""Marks that forges look for in finished text, after Markdown is done with it."""
_STORES = ("s3", "gs")
"""Schemes that nothing makes a link of."""


def clean(text: str, places: tuple[str, ...] = ()) -> str:
    """The Markdown with everything disarmed but links below `places`, such as `https://github.com/acme/shop/`."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    addresses = tuple(place.casefold() for place in places)
    return "\n".join(part if is_code else _disarmed(part, addresses) for part, is_code in parts(text))


def _disarmed(text: str, addresses: tuple[str, ...]) -> str:
    text = _ENTITY.sub(_entity, text)
    text = _TAG.sub(lambda match: _tag(match, match.string), text)
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    text = re.sub(r"\](?=\()", lambda match: _link(match, addresses), text)
    return _SCHEME.sub(lambda match: _scheme(match, addresses), text)


def _entity(match: re.Match[str]) -> str:
    """Entities that become a letter, or a mark that means something, are shown as they are written."""
    whole = f"&{match[1]}{match[2]}"
    if not match[2]:
        return f"&{JOINER}" if match[1].startswith("#") else "&"
    shown = html.unescape(whole)
    means = shown != whole and any(mark.isalnum() or mark in _SPOKEN for mark in shown)
    return f"&{JOINER}" if means else "&"


def _tag(match: re.Match[str], text: str) -> str:
    return "<" if _ALLOWED_TAG.match(text, match.start()) else f"<{JOINER}"


def _link(match: re.Match[str], addresses: tuple[str, ...]) -> str:
    """A link stays when its destination is plain, and in the page or below a known place."""
    found = _DESTINATION.match(match.string, match.end() + 1)
    if found is None:
        return f"]{JOINER}"
    return "]" if found[1].startswith("#") or found[1].casefold().startswith(addresses) else f"]{JOINER}"


def _scheme(match: re.Match[str], addresses: tuple[str, ...]) -> str:
    known = match.string[match.start() : match.start() + 300].casefold().startswith(addresses) if addresses else False
    return match[0] if known or match[1] in _STORES else f"{match[1]}{match[2]}{JOINER}"
