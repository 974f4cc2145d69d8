"""Exposure as a reader meets it: what is gone is said to be gone, methods of an origin and hosts of a CDN together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ANY_NETWORK = "any network reaches the account"
BY, AT = "files are served by ", "files are served at "
THROUGH_CDN, WITH_COOKIES = " through the CDN", " with cookies"
_GONE: Mapping[str, str] = {ANY_NETWORK: "the account is no longer open to every network"}
_VERB = re.compile(r" (are|answers|filters|reaches|reach|pass) ")


def gone(what: str) -> str:
    """The phrase of something that is no longer so."""
    if what in _GONE:
        return _GONE[what]
    verb = _VERB.search(what)
    if verb is None:
        return what
    words = "are no longer" if verb[1] == "are" else f"no longer {verb[1]}"
    return f"{what[: verb.start()]} {words} {what[verb.end() :]}"


def host(name: str) -> str:
    """A host in one spelling: RFC 4343, case means nothing; RFC 1034, nor does the dot at the end."""
    return name.lower().rstrip(".")


def served(found: Iterable[str]) -> tuple[str, ...]:
    """Phrases of a store's CDN, with the hosts behind the one CDN that comes or goes with them."""
    phrases = sorted(set(found))
    vendors = [item for item in phrases if item.startswith(BY)]
    hosts = [item.removeprefix(AT) for item in phrases if item.startswith(AT)]
    if len(vendors) != 1 or not hosts:
        return tuple(phrases)
    rest = (item for item in phrases if not item.startswith((BY, AT)))
    return (f"{vendors[0]} at {', '.join(hosts)}", *rest)


def methods(found: Iterable[str]) -> str:
    """The methods of an origin: `GET, HEAD; through the CDN too`."""
    listed = sorted(set(found))
    plain = _listed(item for item in listed if not item.endswith(THROUGH_CDN))
    cdn = _listed(item.removesuffix(THROUGH_CDN) for item in listed if item.endswith(THROUGH_CDN))
    if not plain or not cdn:
        return plain or f"{cdn}{THROUGH_CDN}"
    return f"{plain};{THROUGH_CDN} too" if plain == cdn else f"{plain};{THROUGH_CDN}: {cdn}"


def _listed(found: Iterable[str]) -> str:
    names = list(found)
    if names and all(item.endswith(WITH_COOKIES) for item in names):
        return ", ".join(item.removesuffix(WITH_COOKIES) for item in names) + WITH_COOKIES
    return ", ".join(names)
