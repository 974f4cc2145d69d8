"""What changes in trust and in exposure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from infra.review import keys
from infra.review.access.conditions import implies
from infra.review.report import ExposureChange, Sign, SpecPath, TrustChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra.review.access.model import Access, Exposure, Trust

_ANY_NETWORK = "any network reaches the account"


def trusts(base: Access, head: Access) -> tuple[TrustChange, ...]:
    """Trust that came or went; it broadens when nobody like that was trusted under a condition as loose."""
    before, after = _named(base.trusts), _named(head.trusts)
    found = [_trust("+", item, _lets_in(item, base.trusts)) for key, item in after.items() if key not in before]
    found += [_trust("-", item, _let_go(item, head)) for key, item in before.items() if key not in after]
    return tuple(sorted(found, key=lambda item: (item.identity, item.trusted, item.sign, item.condition)))


def _named(found: Iterable[Trust]) -> dict[tuple[str, ...], Trust]:
    return {(item.identity, item.trusted, item.condition, item.effect): item for item in found}


def _lets_in(item: Trust, before: Iterable[Trust]) -> bool:
    return item.effect == "allow" and not any(
        other.effect == "allow"
        and other.identity == item.identity
        and other.trusted in {item.trusted, "anyone"}
        and implies(item.condition, other.condition)
        for other in before
    )


def _let_go(item: Trust, head: Access) -> bool:
    """Whether a Deny went that stood before something that is still there."""
    here = [other for other in head.trusts if other.identity == item.identity]
    stands = any(
        other.effect == "deny"
        and other.trusted in {item.trusted, "anyone"}
        and implies(item.condition, other.condition)
        for other in here
    )
    return item.effect == "deny" and bool(here) and not stands


def _trust(sign: Literal["+", "-"], item: Trust, broadened: bool) -> TrustChange:
    trusted = f"not {item.trusted}" if item.effect == "deny" else item.trusted
    paths: tuple[SpecPath, ...] = ()
    if item.workload:
        paths = tuple(("workloads", item.identity, *rest) for rest in (("runs_on",), ("keys",), ()))
    return TrustChange(sign, item.identity, trusted, item.condition, broadened, item.urn, paths)


def exposures(base: Access, head: Access) -> tuple[ExposureChange, ...]:
    """Exposure that came or went, methods of one origin in one row."""
    before, after = _keyed(base.exposures), _keyed(head.exposures)
    stores = {item.name for item in base.names if item.kind == "store"} | {item.store for item in base.exposures}
    came = [
        (item, _opens(item, base.exposures, item.store in stores)) for key, item in after.items() if key not in before
    ]
    went = [(item, _unguarded(item, head.exposures)) for key, item in before.items() if key not in after]
    found = [*_rows("+", came), *_rows("-", went)]
    return tuple(sorted(found, key=lambda item: (item.store, item.kind, item.sign, item.what)))


def _keyed(found: Iterable[Exposure]) -> dict[tuple[str, ...], Exposure]:
    return {(item.store, item.kind, item.subject, item.what): item for item in found}


def _opens(item: Exposure, before: Iterable[Exposure], known: bool) -> bool:
    """Whether it lets in who was not. A host alone does not: what is read there is a right."""
    if not item.opens:
        return False
    here = [other for other in before if other.store == item.store and other.kind == item.kind and other.opens]
    if item.kind == "cors":
        return not any(other.what == item.what and keys.covers([other.subject], item.subject) for other in here)
    if item.kind == "network":
        return known and not any(other.what == _ANY_NETWORK for other in here)
    return "plain HTTP" in item.what


def _unguarded(item: Exposure, after: Iterable[Exposure]) -> bool:
    """Whether a guard went from what is still there."""
    return not item.opens and any(
        other.store == item.store and other.kind == item.kind and other.opens for other in after
    )


def _rows(sign: Sign, found: Iterable[tuple[Exposure, bool]]) -> Iterator[ExposureChange]:
    methods: dict[tuple[str, str, bool], list[Exposure]] = {}
    for item, broadened in found:
        if item.kind == "cors":
            methods.setdefault((item.store, item.subject, broadened), []).append(item)
        else:
            yield _row(sign, item, item.what, broadened)
    for (_, origin, broadened), items in methods.items():
        listed = ", ".join(sorted(item.what for item in items))
        who = "scripts of any origin" if origin == "*" else f"scripts of {origin}"
        yield _row(sign, items[0], f"{who}: {listed}", broadened)


def _row(sign: Sign, item: Exposure, what: str, broadened: bool) -> ExposureChange:
    paths: dict[str, tuple[SpecPath, ...]] = {
        "cors": (("stores", item.store, "cors"), ("site", "origins"), ("stores", item.store, "cdn")),
        "cdn": (("stores", item.store, "cdn", "domain"), ("stores", item.store, "cdn")),
        "network": (("stores", item.store, "network"),),
    }
    return ExposureChange(
        sign, item.store, item.kind, what, broadened, item.urn, (*paths[item.kind], ("stores", item.store))
    )
