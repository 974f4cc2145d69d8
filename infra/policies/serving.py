"""Who reads which prefix of a store: the one place that bucket policies, CDN behaviours and public access read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.spec.facts import serving, storages_of

if TYPE_CHECKING:
    from generator.spec.model import Spec

PUBLIC_ACLS = frozenset({"public-read", "authenticated-read"})


@dataclass(frozen=True)
class Readers:
    """How readers reach a store: prefixes, sorted.

    `cdn_public`, `cdn_signed` and `cdn_cookies` go through the distribution, the latter two with a signature on every
    URL or with signed cookies; `public` is read from the bucket by anyone; `public_acl` is there when objects carry a
    public ACL.
    """

    cdn_public: tuple[str, ...] = ()
    cdn_signed: tuple[str, ...] = ()
    cdn_cookies: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    public_acl: bool = False

    @property
    def cdn_private(self) -> tuple[str, ...]:
        """Every prefix that asks for a signature of some kind."""
        return tuple(sorted(self.cdn_signed + self.cdn_cookies))

    @property
    def cdn(self) -> tuple[str, ...]:
        """Every prefix that the distribution may read."""
        return tuple(sorted(self.cdn_public + self.cdn_private))


def readers(spec: Spec, store: str) -> Readers:
    """The readers of one store."""
    found = storages_of(spec, store).values()
    by_serving: dict[str, list[str]] = {}
    for storage in found:
        by_serving.setdefault(serving(spec, storage), []).append(storage.prefix)
    return Readers(
        cdn_public=tuple(sorted(by_serving.get("cdn-public", []))),
        cdn_signed=tuple(sorted(by_serving.get("cdn-signed", []))),
        cdn_cookies=tuple(sorted(by_serving.get("cdn-cookies", []))),
        public=tuple(sorted(by_serving.get("direct-public", []))),
        public_acl=any(storage.acl in PUBLIC_ACLS for storage in found),
    )
