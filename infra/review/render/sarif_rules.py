"""The rules of a SARIF log: those of the review itself, and those of the policies that found something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.review.report import Finding

Level = Literal["error", "warning", "note"]
TAGS = 10
"""GitHub shows no more of a rule's tags, and refuses a file with more than 20
(docs.github.com, "SARIF results exceed one or more limits")."""

_ACKNOWLEDGE = (
    "If it is meant, name its id under `review.acknowledge` in the spec, or give the pull request"
    " the label `storage-ack:<id>`."
)
STATEFUL, BROADENED, PUBLIC, DRIFT, SPEC = (
    "stowplan/stateful", "stowplan/broadened", "stowplan/public", "stowplan/drift", "stowplan/spec",
)  # fmt: skip

_OWN: Mapping[str, tuple[Level, str, str]] = {
    STATEFUL: (
        "error",
        "A change can lose files, or what opens them",
        "A resource that holds files is replaced or deleted, files are not where the site will look for them, or what"
        " protects them is weakened. Each result says what forces it, what is lost and what to do instead. "
        + _ACKNOWLEDGE,
    ),
    PUBLIC: (
        "error",
        "Anyone can do what they could not",
        "Files become readable, or more, without a login or a signed link. Keep public files below a prefix of their"
        " own. " + _ACKNOWLEDGE,
    ),
    BROADENED: (
        "warning",
        "Somebody can do what they could not",
        "A right, a trust or a way from outside is wider than before. Grants in the spec say what each workload may do."
        " " + _ACKNOWLEDGE,
    ),
    DRIFT: (
        "warning",
        "Something is not what the spec says",
        "Generated files are behind the spec, or what is deployed differs from it. Run `gen-settings`, or bring the"
        " change into the spec. " + _ACKNOWLEDGE,
    ),
    SPEC: ("error", "The spec has a problem", "Each result says what is wrong and the likely fix."),
}


def policy_rule(finding: Finding) -> str:
    """The rule's id; a pack's rules have its name in front."""
    return f"{finding.pack}/{finding.rule}" if finding.pack else finding.rule


def rules(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """All rules: the review's own, whether they found something or not, then policies' by id."""
    own = [_descriptor(name, *row) for name, row in _OWN.items()]
    policies = {policy_rule(finding): finding for finding in sorted(findings, key=_order, reverse=True)}
    return own + [_policy(name, policies[name]) for name in sorted(policies.keys() - _OWN.keys())]


def _order(finding: Finding) -> tuple[str, ...]:
    return (finding.pack, finding.rule, finding.severity, finding.remedy, finding.subject)


def _policy(name: str, finding: Finding) -> dict[str, Any]:
    title = finding.rule.replace("-", " ").replace("_", " ") or name
    references = f" ({', '.join(finding.references)})" if finding.references else ""
    made = _descriptor(name, finding.severity, f"{title}{references}", finding.remedy or f"{title}{references}")
    if finding.references:
        made["properties"] = {"tags": list(dict.fromkeys(finding.references))[:TAGS]}
    return made


def _descriptor(name: str, level: Level, title: str, remedy: str) -> dict[str, Any]:
    return {
        "id": name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": remedy},
        "defaultConfiguration": {"level": level},
    }
