"""Google Cloud: which pods of a cluster may act as a service account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.checks.workloads import kubernetes
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.workloads import Gke

_PROJECT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
"""https://cloud.google.com/resource-manager/docs/creating-managing-projects"""


def gke(path: tuple[str, ...], runs_on: Gke) -> Iterator[Problem]:
    """GKE: the member is `<cluster's project>.svc.id.goog[<namespace>/<service account>]`."""
    yield from kubernetes.check(path, runs_on)
    if runs_on.cluster_project is not None and not _PROJECT.fullmatch(runs_on.cluster_project):
        slots = {"expected": "the id of a Google Cloud project", "example": "shop-clusters"}
        yield problem("SPEC083", *path, "cluster_project", value=runs_on.cluster_project, **slots)
