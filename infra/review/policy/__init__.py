"""Rules for storage, run on a graph: no engine, no cloud.

What cannot be known from the graph gives no finding; `examine` counts it. docs/policy.md has the table of all rules.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from infra.review.owners import NOBODY, owners
from infra.review.policy import azure, azure_access, cloudfront, gcp, gcs, iam, s3, s3_policy
from infra.review.policy.reading import read
from infra.review.policy.scene import scene_of
from infra.review.report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.offline.graph import Graph, Resource
    from infra.review.owners import Owner
    from infra.review.policy.rule import Rule, Verdict

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (rule for part in (s3, s3_policy, iam, cloudfront, gcs, gcp, azure, azure_access) for rule in part.RULES),
        key=lambda rule: rule.id,
    )
)
_RANK = {"error": 0, "warning": 1, "note": 2}
_NAMES = ("bucket", "accountName", "name", "profileName")


class Examined(NamedTuple):
    """`findings`, and (rule, urn) of what cannot be known from the graph."""

    findings: tuple[Finding, ...]
    not_known: tuple[tuple[str, str], ...]


def examine(graph: Graph) -> Examined:
    """Every rule asked of every resource that it is about; errors first, then by rule and urn."""
    scene, owned = scene_of(graph), owners(graph)
    asked = [(rule, row, rule.judge(scene, row)) for rule in RULES for row in rule.subjects(scene)]
    found = [_finding(rule, row, said, owned) for rule, row, said in asked if said.state == "fail"]
    hidden = sorted((rule.id, row.urn) for rule, row, said in asked if said.state == "unknown")
    return Examined(in_order(found), tuple(hidden))


def findings(graph: Graph) -> tuple[Finding, ...]:
    """What breaks a rule; errors first, then by rule and urn. The subject of each is the urn of its resource."""
    return examine(graph).findings


def compared(base: Iterable[Finding], head: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of the head, `new` where the base does not have the same one; those come first."""
    known = {finding.key() for finding in base}
    marked = [replace(finding, new=finding.key() not in known) for finding in head]
    return tuple(sorted(marked, key=lambda finding: (not finding.new, *_order(finding))))


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as they are shown: errors first, then by pack, rule and subject."""
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    return (_RANK[finding.severity], finding.pack, finding.rule, finding.subject, finding.message)


def _finding(rule: Rule, resource: Resource, said: Verdict, owned: Mapping[str, Owner]) -> Finding:
    owner = owned.get(resource.urn, NOBODY)
    path = owner.path()
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=f"{_called(resource, owner)}: {said.message}",
        remedy=(rule.spec or rule.pulumi) if path else rule.pulumi,
        subject=resource.urn,
        urn=resource.urn,
        references=rule.references,
        paths=(*((*path, *option) for option in rule.options), path) if path else (),
    )


def _called(resource: Resource, owner: Owner) -> str:
    """`store media (shop-prod-media)`; without an owner the physical name, or the logical one."""
    said = (read(resource, prop) for prop in _NAMES)
    name = next(
        (text for text in said if isinstance(text, str) and len(text) <= 128 and text.isprintable()), resource.name
    )
    return f"{owner.text()} ({name})" if owner.text() else name
