"""What a spec asks for and its cloud refuses, as the table of capabilities says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.spec.capabilities import FEATURES, TITLES, No
from generator.spec.facts import gcs_stores, overwrites
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec, Storage


class Wish(NamedTuple):
    """Something a spec asks for: of which cloud, where it is written, in what words."""

    provider: ProviderName
    path: tuple[str | int, ...]
    what: str


def check(spec: Spec) -> Iterator[Problem]:
    """Every wish that the row of its feature refuses."""
    for key, wishes in _WISHES.items():
        for provider, path, what in wishes(spec):
            answer = FEATURES[key].on(provider)
            if isinstance(answer, No):
                slots = {"provider": TITLES[provider], "reason": answer.reason, "instead": answer.instead}
                yield problem("SPEC122", *path, what=what, **slots)


def _storages(spec: Spec) -> Iterator[tuple[ProviderName, str, Storage]]:
    for alias, storage in spec.storages.items():
        store = spec.stores.get(storage.store)
        if store is not None:
            yield store.provider, alias, storage


def _cookies(spec: Spec) -> Iterator[Wish]:
    for provider, alias, storage in _storages(spec):
        if storage.via == "cookies":
            yield Wish(provider, ("storages", alias, "via"), "`via: cookies`")


def _acls(spec: Spec) -> Iterator[Wish]:
    for provider, alias, storage in _storages(spec):
        if storage.acl is not None:
            yield Wish(provider, ("storages", alias, "acl"), f"`acl: {storage.acl}`")


def _replaced(spec: Spec) -> Iterator[Wish]:
    kinds = {alias: provider for provider, alias, storage in _storages(spec) if overwrites(storage)}
    for name, workload in spec.workloads.items():
        for alias, actions in workload.grants.items():
            if alias in kinds and "write" in actions and "delete" not in actions:
                path = ("workloads", name, "grants", alias)
                yield Wish(kinds[alias], path, f"replacing the files of {alias!r} with `write` alone")


def _no_domain(spec: Spec) -> Iterator[Wish]:
    for name, store in spec.stores.items() if spec.target == "cloud" else ():
        if store.cdn is not None and store.cdn.domain is None:
            yield Wish(store.provider, ("stores", name, "cdn"), "a CDN without `domain`")


def _subdomains(spec: Spec) -> Iterator[Wish]:
    for name, store in gcs_stores(spec).items():
        for index, rule in enumerate(store.cors or ()):
            for place, origin in enumerate(rule.origins):
                if "*." in origin:
                    path = ("stores", name, "cors", index, "origins", place)
                    yield Wish("gcs", path, f"the CORS origin {origin!r}")


def _of_workloads(key: str, spec: Spec) -> Iterator[Wish]:
    """What only an identity of AWS can have: asked of the cloud the workload has grants on."""
    clouds = {alias: provider for provider, alias, _ in _storages(spec)}
    for name, workload in spec.workloads.items():
        reached = [clouds[alias] for alias in workload.grants if alias in clouds]
        if getattr(workload, key) and reached and "s3" not in reached:
            yield Wish(reached[0], ("workloads", name, key), f"`{key}`")


_WISHES: Mapping[str, Callable[[Spec], Iterator[Wish]]] = {
    "cookies": _cookies,
    "acl": _acls,
    "replace-without-delete": _replaced,
    "cdn-without-domain": _no_domain,
    "cors-subdomains": _subdomains,
    "usage-metrics": lambda spec: _of_workloads("usage_metrics", spec),
    "permissions-boundary": lambda spec: _of_workloads("permissions_boundary", spec),
}
"""How a spec asks for a feature that not every cloud has; what its own models refuse is not here."""
