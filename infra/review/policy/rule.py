"""What a rule is: data, and one function from a resource to a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from infra.review.policy.reading import unread
from infra.review.policy.scene import Scene, scene_of

if TYPE_CHECKING:
    from infra.offline.graph import Graph, Resource
    from infra.offline.values import Value

Severity = Literal["error", "warning", "note"]
Cloud = Literal["AWS", "Google Cloud", "Azure"]


class Verdict(NamedTuple):
    """`fail` has a message that says what is wrong; `unknown`: it cannot be known from this graph."""

    state: Literal["pass", "fail", "unknown"]
    message: str = ""


PASS = Verdict("pass")
NOT_KNOWN = Verdict("unknown")
Judge: TypeAlias = Callable[[Scene, "Resource"], Verdict]


def fail(message: str) -> Verdict:
    """The rule is broken."""
    return Verdict("fail", message)


def require(value: Value, holds: Callable[[Value], bool], message: str) -> Verdict:
    """The rule on one value: nothing is said of one that cannot be known."""
    if unread(value):
        return NOT_KNOWN
    return PASS if holds(value) else fail(message)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. It is asked of each resource of one of the `kinds` (`infra.review.policy.scene.kind`).

    `references`: items of benchmarks, by name, version and number. `spec` is the remedy in words of the spec, empty
    where it has no option; `pulumi` is the remedy in a program by hand. `options`: where the spec decides it, below the
    store or workload that the resource is part of.
    """

    id: str
    title: str
    cloud: Cloud
    severity: Severity
    references: tuple[str, ...]
    kinds: tuple[str, ...]
    judge: Judge
    pulumi: str
    spec: str = ""
    options: tuple[tuple[str, ...], ...] = ()

    def subjects(self, scene: Scene) -> tuple[Resource, ...]:
        """The resources that it is asked of."""
        return tuple(resource for kind in self.kinds for resource in scene.of(kind))

    def applies(self, graph: Graph) -> bool:
        """Whether the graph has anything that it is asked of."""
        return bool(self.subjects(scene_of(graph)))
