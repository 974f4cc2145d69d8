"""The report as one HTML page that needs nothing but itself: no request, no script; light, dark and printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.render.shell import find
from infra.review.render import page_head, page_resources, page_risks, page_site
from infra.review.render.page_groups import groups
from infra.review.render.page_parts import MARKS, Part, Section, anchor, badge
from infra.review.render.page_picture import drawing
from infra.review.render.words import changed, heading

if TYPE_CHECKING:
    from jinja2 import Template

    from infra.review.render.page_groups import Group
    from infra.review.render.page_parts import Parts
    from infra.review.report import Report

_TEMPLATE = "review.html.j2"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb]"
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One group of environments."""

    anchor: str
    title: Parts
    sections: tuple[Section, ...]


def page(report: Report) -> str:
    """The whole page. Equal reports give equal bytes; texts of strangers stay texts."""
    found = groups(report.environments)
    anchors = _anchors(found)
    return _template().render(
        title=f"Storage review: {heading(report)}" if heading(report) else "Storage review",
        verdict=page_head.verdict(report, anchors),
        compared=page_head.compared(report),
        head=[_alone(section) for section in _head(report, anchors) if section],
        summary=_alone(page_head.summary(found)) if found else None,
        chapters=[chapter for group in found if (chapter := _chapter(group)).sections],
        limits=report.limits,
        notes=report.notes,
        tool=report.tool,
    )


def _head(report: Report, anchors: dict[str, str]) -> tuple[Section, ...]:
    return page_head.problems(report), page_head.gates(report, anchors)


def _chapter(group: Group) -> Chapter:
    """All sections of an environment that changes; of another one only what rules say of it."""
    made = _sections(group) if changed(group.environment) else (page_risks.findings(group),)
    mark = group.environment.mark
    title = (Part(group.title()), *((badge(*MARKS[mark]),) if mark in ("added", "removed") else ()))
    return Chapter(group.key, title, tuple(_alone(section) for section in made if section))


def _sections(group: Group) -> tuple[Section, ...]:
    picture = drawing(group.environment.picture, group.key)
    return (
        page_risks.stateful(group),
        page_risks.access(group),
        page_site.settings(group),
        page_site.retention(group),
        page_site.cost(group),
        page_risks.findings(group),
        page_risks.drift(group),
        Section(f"{group.key}-picture", "Picture", drawing=picture),
        page_resources.resources(group),
    )


def _alone(section: Section) -> Section:
    """A section's only table needs no title of its own to be seen."""
    if len(section.tables) != 1:
        return section
    return replace(section, tables=(replace(section.tables[0], titled=False),))


def _anchors(found: tuple[Group, ...]) -> dict[str, str]:
    """By id, where its record stands: with the first of the environments that say the same."""
    return {
        identity: anchor(first)
        for group in found
        for record in _records(group)
        if anchor(first := record.id)
        for _, identity in group.ids(first)
    }


def _records(group: Group) -> tuple[Any, ...]:
    found = group.environment
    return (*found.hazards, *found.permissions, *found.trusts, *found.exposures, *found.findings, *found.drifts)


def _visible(value: object) -> object:
    """Control characters, and those that turn or hide text, as their numbers; half a character as well."""
    if type(value) is not str or value.isprintable():  # what a macro made is no longer a str
        return value
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", value)


@cache
def _template() -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(find), undefined=StrictUndefined, autoescape=True, finalize=_visible,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template(_TEMPLATE)
