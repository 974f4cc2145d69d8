"""The base's rights in the head's names: a bucket, account or identity that is only called otherwise is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra.review import keys
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.review.access.model import Access, Right, Trust


def renamed(base: Access, head: Access) -> Access:
    """`base` with the names that `head` has for the same resources."""
    stores, people, containers = (_changed(base, head, kind) for kind in ("store", "who", "container"))
    if not (stores or people or containers):
        return base
    moved = {f"{stores.get(store, store)}/{name}": new for (store, name), new in _split(containers).items()}
    names = tuple(
        item._replace(name=stores.get(item.name, item.name)) if item.kind == "store" else item for item in base.names
    )
    return replace(
        base,
        rights=tuple(_right(right, stores, people, moved) for right in base.rights),
        trusts=tuple(_trust(item, stores, people) for item in base.trusts),
        exposures=tuple(replace(item, store=stores.get(item.store, item.store)) for item in base.exposures),
        names=names,
    )


def _changed(base: Access, head: Access, kind: str) -> dict[str, str]:
    now = {item.urn: item.name for item in head.names if item.kind == kind}
    before = {item.urn: item.name for item in base.names if item.kind == kind}
    kept = {name for urn, name in before.items() if now.get(urn) == name}
    return {
        name: now[urn] for urn, name in sorted(before.items()) if urn in now and now[urn] != name and name not in kept
    }


def _split(containers: Mapping[str, str]) -> dict[tuple[str, str], str]:
    parts = ((name.rpartition("/"), new.rpartition("/")[2]) for name, new in containers.items())
    return {(store, name): new for (store, _, name), new in parts if name != new}


def _right(right: Right, stores: Mapping[str, str], people: Mapping[str, str], moved: Mapping[str, str]) -> Right:
    store = stores.get(right.store, right.store)
    return replace(
        right,
        who=_who(right.who, stores, people),
        store=store,
        scope=_inside(right.scope, store, moved),
        but=tuple(_inside(item, store, moved) for item in right.but),
    )


def _trust(item: Trust, stores: Mapping[str, str], people: Mapping[str, str]) -> Trust:
    """The name of a store is in the identity of its signed links."""
    store = stores.get(item.store, item.store)
    identity = Who("signed", store).text() if store else people.get(item.identity, item.identity)
    return replace(item, identity=identity, trusted=people.get(item.trusted, item.trusted), store=store)


def _who(who: Who, stores: Mapping[str, str], people: Mapping[str, str]) -> Who:
    names = stores if who.kind in {"cdn", "signed"} else people if who.kind == "principal" else {}
    return replace(who, name=names.get(who.name, who.name))


def _inside(scope: str, store: str, moved: Mapping[str, str]) -> str:
    container, slash, rest = scope.partition("/")
    new = moved.get(f"{store}/{container}")
    return f"{keys.literal(new)}{slash}{rest}" if new else scope
