"""Changes that can lose files, or what opens them: things replaced and deleted, settings that keep them weakened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.hazards import azure, azure_beside, azure_keys, gcs, s3
from infra.review.hazards.edit import edits
from infra.review.hazards.fates import fates
from infra.review.hazards.fold import folded
from infra.review.hazards.guards import guards
from infra.review.hazards.hosts import default_hosts, lost_hosts
from infra.review.hazards.providers import groups, providers
from infra.review.hazards.settings import weakened

if TYPE_CHECKING:
    from infra.offline.graph import Graph
    from infra.review.compare import Compared
    from infra.review.report import Hazard

_RULES = (*s3.RULES, *gcs.RULES, *azure.RULES, *azure_beside.RULES, *azure_keys.RULES)
_WORST_FIRST = (
    "delete", "replace", "name-changed", "moved", "locked-for-good", "protection-removed", "encryption-changed",
    "versioning-off", "retention-shortened",
)  # fmt: skip


def hazards(base: Graph, head: Graph, compared: Compared) -> tuple[Hazard, ...]:
    """What is dangerous about `compared`, which is of these two graphs; worst kinds first, then by subject.

    What goes with a whole is in the whole's; `fold.folded` does the same to these together with those of storages.
    Lifecycle rules are judged elsewhere (`infra.review.aging`), rights too.
    """
    found = edits(base, head, compared)
    made = [
        *providers(base, head),
        *groups(found),
        *fates(found),
        *lost_hosts(found),
        *default_hosts(found),
        *guards(found),
        *weakened(found, _RULES),
    ]
    return folded(sorted(made, key=_order), base, head)


def _order(hazard: Hazard) -> tuple[int, str, str, str]:
    return _WORST_FIRST.index(hazard.kind), hazard.subject, hazard.forced_by, hazard.headline
