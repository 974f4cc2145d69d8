"""What exists in a local environment and who may do what, read from the policies that were applied."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from infra.local.clouds import clouds_of_spec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.model import Spec
    from infra.offline.state import State


def exists(state: State) -> list[tuple[str, str]]:
    """(kind, how many) of the emulated resources, then of those that are not."""
    made = Counter(item.type for item in state.resources if item.emulated)
    missing = Counter(item.type for item in state.resources if not item.emulated)
    rows = [(short(kind), str(count)) for kind, count in sorted(made.items())]
    return rows + [(f"{short(kind)} (not emulated)", str(count)) for kind, count in sorted(missing.items())]


def short(kind: str) -> str:
    """`aws:s3/bucket:Bucket` -> `s3 Bucket`, `gcp:storage/bucket:Bucket` -> `gcp storage Bucket`."""
    package, _, rest = kind.partition(":")
    module, name = rest.partition("/")[0].partition(":")[0], kind.rpartition(":")[2]
    return f"{'' if package == 'aws' else package.removesuffix('-native') + ' '}{module} {name}"


def access(spec: Spec, state: State, outputs: Mapping[str, Any]) -> list[list[str]]:
    """A row a workload, a cell a storage: what each cloud's evaluator says, by the policies that were applied."""
    cells: dict[tuple[str, str], list[str]] = {}
    for cloud in clouds_of_spec(spec):
        for workload, found in cloud.session.access(spec, state, outputs).items():
            cells |= {(workload, alias): actions for alias, actions in found.items()}
    return [
        [workload, *(" ".join(cells.get((workload, alias), [])) or "-" for alias in spec.storages)]
        for workload in spec.workloads
    ]
