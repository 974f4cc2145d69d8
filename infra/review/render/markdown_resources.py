"""Resources by their owner, folded, one line each; the picture; what is counted and not shown."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from infra.review.render.escape import code, fence, html
from infra.review.render.joining import joined
from infra.review.render.markdown_groups import named, titled
from infra.review.render.markdown_parts import Group, Section
from infra.review.render.markdown_site import both, fenced
from infra.review.render.mermaid import mermaid
from infra.review.render.words import DONE, names, plural

if TYPE_CHECKING:
    from infra.review.render.markdown_links import Places
    from infra.review.render.markdown_parts import Lines
    from infra.review.report import EnvironmentReport, Picture, Report, ResourceChange

_MOST = 30
"""How many properties of one resource are shown."""
_LARGEST = 20_000
"""How many characters of a comment one picture may take."""


def resources(report: Report, places: Places) -> Section:
    """All that changes, grouped by owner."""
    groups: list[Group] = []
    for found in joined(report.environments, lambda environment: environment.resources):
        owned = sorted(found.records, key=lambda change: (not change.owner, change.owner))
        title = titled(report, found.names)
        for owner, changes in groupby(owned, key=lambda change: change.owner):
            groups.append(_owned(owner, tuple(changes), title, places))
            title = ()
    total = sum(len(group.rows) for group in groups)
    head = (f"<details><summary>{plural(total, 'resource')}, by owner</summary>", "")
    return Section(tuple(groups), head, ("</details>", ""), weight=15, one="resource") if groups else Section()


def _owned(owner: str, changes: tuple[ResourceChange, ...], title: Lines, places: Places) -> Group:
    counts = {kind: sum(change.kind == kind for change in changes) for kind in DONE}
    counted = ", ".join(f"{number:,} {DONE[kind]}" for kind, number in counts.items() if number)
    label = html(owner) if owner else "others"
    head = (*title, f"<details><summary>{label}: {counted}</summary>", "")
    return Group(tuple(map(partial(_resource, places), changes)), head, ("</details>", ""))


def _resource(places: Places, change: ResourceChange) -> Lines:
    line = f"**{change.kind}** {code(change.type)} {code(change.name)}{_remarks(change)}{places.after(change.position)}"
    if not change.properties:
        return (line, "")
    shown = change.properties[:_MOST]
    diff = fenced(tuple(both(f"{fence(item.path)}: ", item.before, item.after) for item in shown))
    rest = len(change.properties) - len(shown)
    more = (f"{plural(rest, 'more property', 'more properties')}.", "") if rest else ()
    summary = f"<details><summary>{plural(len(change.properties), 'property', 'properties')}</summary>"
    lines = [line for row in diff.rows for line in row]
    return (line, "", summary, "", *diff.head, *lines, *diff.foot, *more, "</details>", "")


def _remarks(change: ResourceChange) -> str:
    forced = [code(item.path) for item in change.properties if item.forces]
    remarks = [f"forced by {names(forced)}"] if forced else []
    remarks += [f"formerly {code(change.moved_from.rpartition('::')[2])}"] if change.moved_from else []
    words = (("stateful", change.stateful), ("protected", change.protected), ("left in the cloud", change.forgotten))
    remarks += [word for word, true in words if true]
    return f", {', '.join(remarks)}" if remarks else ""


def pictures(report: Report) -> Section:
    """What changes, drawn; an environment whose picture stays the same has none."""
    groups = tuple(
        Group(((*titled(report, found.names), *_drawn(found.records[0])),))
        for found in joined(report.environments, _changed)
    )
    head = ("<details><summary>Picture: workloads, storages, stores, readers</summary>", "")
    return Section(groups, head, ("</details>", ""), weight=16, one="picture") if groups else Section()


def _changed(environment: EnvironmentReport) -> tuple[Picture, ...]:
    picture = environment.picture
    marks = [*(node.mark for node in picture.nodes), *(edge.mark for edge in picture.edges)]
    return (picture,) if any(mark != "same" for mark in marks) else ()


def _drawn(picture: Picture) -> Lines:
    return ("```mermaid", *mermaid(picture, _LARGEST).splitlines(), "```", "")


def uncounted(report: Report) -> Section:
    """How many changes do nothing."""
    found = [(environment.name, environment.churn) for environment in report.environments if environment.churn]
    if not found:
        return Section()
    total = plural(sum(churn for _, churn in found), "resource differs", "resources differ")
    where = f" in {named(name for name, _ in found)}" if len(report.environments) > 1 else ""
    return Section(head=(f"{total} only in order, form or descriptions{where}: not shown.", ""))
