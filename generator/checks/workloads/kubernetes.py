"""Names in a cluster, which say exactly which pods may take an identity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.workloads import Aks, EksIrsa, EksPodIdentity, Gke

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


def check(path: tuple[str, ...], runs_on: EksIrsa | EksPodIdentity | Gke | Aks) -> Iterator[Problem]:
    """The namespace and the service account."""
    for key in ("namespace", "service_account"):
        value = getattr(runs_on, key)
        if not _NAME.fullmatch(value):
            yield problem("SPEC107", *path, key, value=value, expected=key.replace("_", " "), allowed=". -")
