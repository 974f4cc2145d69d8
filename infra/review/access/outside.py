"""What changes in trust and in exposure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from infra.review import keys
from infra.review.access.conditions import implies
from infra.review.access.model import cloud_of
from infra.review.access.phrases import ANY_NETWORK, gone, methods, served
from infra.review.report import ExposureChange, Sign, SpecPath, TrustChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra.review.access.model import Access, Exposure, Trust

_KEYS = ("public_keys", "keys")
"""Of `stores.NAME.cdn.signing`: for CloudFront, for Cloud CDN."""


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
    shown = item.shown or item.trusted
    trusted = f"not {shown}" if item.effect == "deny" else shown
    return TrustChange(sign, item.identity, trusted, item.condition, broadened, item.urn, _paths(item))


def _paths(item: Trust) -> tuple[SpecPath, ...]:
    """Where a spec says it, best first; a key of signed links is called as its resource, after its store."""
    if item.workload:
        return tuple(("workloads", item.identity, *rest) for rest in (("runs_on",), ("keys",), ()))
    if not item.store:
        return ()
    name = item.urn.rpartition("::")[2].removeprefix(f"{item.store}_")
    cdn = ("stores", item.store, "cdn")
    keys_of = tuple((*cdn, "signing", part) for part in _KEYS)
    return (*((*path, name) for path in keys_of), *keys_of, (*cdn, "signing"), cdn, cdn[:2])


def exposures(base: Access, head: Access) -> tuple[ExposureChange, ...]:
    """Exposure that came or went, methods of one origin in one row."""
    before, after = _keyed(base.exposures), _keyed(head.exposures)
    stores = base.stores
    came = [
        (item, _opens(item, base.exposures, (item.store, cloud_of(item.urn)) in stores))
        for key, item in after.items()
        if key not in before
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
        return known and not any(other.what == ANY_NETWORK for other in here)
    return "plain HTTP" in item.what


def _unguarded(item: Exposure, after: Iterable[Exposure]) -> bool:
    """Whether a guard went from what is still there."""
    return not item.opens and any(
        other.store == item.store and other.kind == item.kind and other.opens for other in after
    )


def _rows(sign: Sign, found: Iterable[tuple[Exposure, bool]]) -> Iterator[ExposureChange]:
    """Origins with their methods, a CDN with its hosts; of networks each by itself."""
    groups: dict[tuple[str, str, str, bool], list[Exposure]] = {}
    for item, broadened in found:
        groups.setdefault((item.store, item.kind, item.subject, broadened), []).append(item)
    for (_, kind, subject, broadened), items in groups.items():
        phrases = {item.what: item for item in reversed(items)}
        for what in [_scripts(subject, phrases)] if kind == "cors" else served(phrases):
            said = gone(what) if sign == "-" and kind != "cors" else what
            yield _row(sign, phrases.get(what, items[0]), said, broadened)


def _scripts(origin: str, found: Iterable[str]) -> str:
    return f"scripts of {'any origin' if origin == '*' else origin}: {methods(found)}"


def _row(sign: Sign, item: Exposure, what: str, broadened: bool) -> ExposureChange:
    paths: dict[str, tuple[SpecPath, ...]] = {
        "cors": (("stores", item.store, "cors"), ("site", "origins"), ("stores", item.store, "cdn")),
        "cdn": (("stores", item.store, "cdn", "domain"), ("stores", item.store, "cdn")),
        "network": (("stores", item.store, "network"),),
    }
    return ExposureChange(
        sign, item.store, item.kind, what, broadened, item.urn, (*paths[item.kind], ("stores", item.store))
    )
