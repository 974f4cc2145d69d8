"""Whether a stack's outputs are of this spec: what both know has to be the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import OutputsError
from generator.spec.facts import bucket_name, container_name, storages_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.plan.outputs import Outputs
    from generator.plan.settings import Variable
    from generator.spec.model import Spec

    Path = tuple[str, ...]


def agree(spec: Spec, variables: Iterable[Variable], outputs: Outputs) -> None:
    """Compare what the settings name: stores with files, and the workloads that `variables` are read from.

    Raises:
        OutputsError: one is missing, or its provider, name, domain or container is another one.
    """
    if spec.target in {"memory", "filesystem"}:
        return
    stores = [name for name in spec.stores if storages_of(spec, name)]
    workloads = {item.output[:2]: None for item in variables if item.output[:1] == ("workloads",)}
    for path in [*(("stores", name) for name in stores), *workloads]:
        if not outputs.has(path):
            raise _other(spec, f"the outputs have no {'.'.join(path)}, which the spec has")
    for name in stores:
        for path, wanted in _known(spec, name):
            _compare(spec, path, wanted, outputs.get(path))
        _containers(spec, name, outputs)


def _known(spec: Spec, name: str) -> Iterator[tuple[Path, str]]:
    """What the spec itself says of a store, by where the outputs have it."""
    store = spec.stores[name]
    yield ("stores", name, "provider"), store.provider
    yield ("stores", name, "account" if store.provider == "azure" else "bucket"), bucket_name(spec, name)
    if store.cdn is not None and store.cdn.domain is not None:
        yield ("stores", name, "cdn_domain"), store.cdn.domain


def _containers(spec: Spec, name: str, outputs: Outputs) -> None:
    """A storage that is new in a container which the stack has is no other spec's."""
    if spec.stores[name].provider != "azure":
        return
    section = ("stores", name, "containers")
    wanted = {alias: container_name(spec, alias) for alias in storages_of(spec, name)}
    found = {alias: outputs.get((*section, alias)) for alias in wanted}
    for alias, container in wanted.items():
        if found[alias] is not None or container not in found.values():
            _compare(spec, (*section, alias), container, found[alias])


def _compare(spec: Spec, path: Path, wanted: str, found: str | None) -> None:
    dotted = ".".join(path)
    if found is None:
        raise _other(spec, f"the outputs have no {dotted}, which is {wanted!r} in the spec")
    if found != wanted:
        raise _other(spec, f"{dotted} is {found!r} in the outputs and {wanted!r} in the spec")


def _other(spec: Spec, found: str) -> OutputsError:
    way = "run `stowplan local up`" if spec.target == "local" else "run `pulumi up`, then export them again"
    return OutputsError(f"{found}: the stack was made from another spec; {way}")
