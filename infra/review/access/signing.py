"""Who can make signed links: whoever holds a key that a CDN trusts, which opens every private file behind it.

Source: "Specify signers that can create signed URLs and signed cookies" (CloudFront developer guide): a behaviour
trusts key groups, a group has public keys; `trustedSigners` are accounts. "Use signed URLs" (Cloud CDN): each key of a
backend bucket signs for all of it. Of a public key the sha256 is shown; a key of Cloud CDN is known by name alone.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from infra.review.access.conditions import Atom, joined
from infra.review.access.model import Trust
from infra.review.access.reading import called, label_of, text, value
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra.offline.graph import Resource
    from infra.review.access.google_things import Things
    from infra.review.access.reading import Reading

BACKEND = "gcp:compute/backendBucket:BackendBucket"
BACKEND_KEY = "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey"
_GROUP, _PUBLIC_KEY = "aws:cloudfront/keyGroup:KeyGroup", "aws:cloudfront/publicKey:PublicKey"
_SHOWN_DIGITS = 12


class Signed(NamedTuple):
    """A behaviour of a distribution: the store behind it, the pattern of its keys, what it says, whose it is."""

    store: str
    pattern: str
    behaviour: Mapping[str, Any]
    urn: str


class _Holder(NamedTuple):
    """Somebody who can sign: what is compared, what is shown, and where it is said."""

    trusted: str
    shown: str
    urn: str


def cloudfront(found: Reading, behaviours: Iterable[Signed]) -> Iterator[Trust]:
    """The keys of each store; with the paths as a condition where not every signed path trusts the key."""
    signers = _Signers(_by_id(found, _GROUP), _by_id(found, _PUBLIC_KEY))
    paths: dict[str, dict[_Holder, set[str]]] = defaultdict(lambda: defaultdict(set))
    for item in behaviours:
        for holder in _holders(found, signers, item):
            paths[item.store][holder].add(item.pattern)
    for store, holders in sorted(paths.items()):
        every = set().union(*holders.values())
        for holder, patterns in sorted(holders.items()):
            condition = "" if patterns == every else joined([Atom("StringLike", "path", tuple(sorted(patterns)))])
            yield _trust(store, holder, condition)


def cloud_cdn(found: Reading, known: Things) -> Iterator[Trust]:
    """The keys of each backend bucket."""
    backends = _by_id(found, BACKEND, "name", "id", "selfLink")
    for resource in found.of(BACKEND_KEY):
        reference = text(resource, "backendBucket")
        backend = backends.get(reference)
        store = known.store(text(backend, "bucketName")) if backend else reference.rpartition("/")[2]
        holder = f"whoever holds the key {text(resource, 'name') or resource.name}"
        yield _trust(store or "a backend bucket", _Holder(holder, "", resource.urn), "")


class _Signers(NamedTuple):
    """Key groups and public keys by id."""

    groups: Mapping[str, Resource]
    keys: Mapping[str, Resource]


def _holders(found: Reading, signers: _Signers, item: Signed) -> Iterator[_Holder]:
    for id_ in _ids(item.behaviour.get("trustedKeyGroups")):
        group = signers.groups.get(id_ or "")
        if group is None:
            yield _Holder(f"whoever holds a key of the key group {id_ or '(known after apply)'}", "", item.urn)
            continue
        for key in _ids(value(group, "items")):
            resource = signers.keys.get(key or "")
            yield _of_key(resource) if resource else _unread_key(key, group)
    for id_ in _ids(item.behaviour.get("trustedSigners")):
        account = f"the account {found.neutral(id_)}" if id_ not in {"self", None} else "the account itself"
        yield _Holder(f"whoever holds a CloudFront key pair of {account}", "", item.urn)


def _of_key(resource: Resource) -> _Holder:
    """By the key itself: under another name it is the same one."""
    pem = "".join(f"{line.strip()}\n" for line in text(resource, "encodedKey").splitlines() if line.strip())
    who = f"whoever holds the private half of the key {resource.name}"
    if not pem:
        return _Holder(who, "", resource.urn)
    digest = sha256(pem.encode()).hexdigest()
    return _Holder(f"private half of {digest}", f"{who} (sha256 {digest[:_SHOWN_DIGITS]})", resource.urn)


def _unread_key(id_: str | None, group: Resource) -> _Holder:
    which = id_ or f"of {label_of(group)} (known after apply)"
    return _Holder(f"whoever holds the private half of the key {which}", "", group.urn)


def _ids(found: Any) -> list[str | None]:
    """The ids of a list, None for one that is not known; a list that is not known is one of those."""
    if isinstance(found, str):
        return [found]
    return [item if isinstance(item, str) else None for item in found] if isinstance(found, list) else []


def _by_id(found: Reading, type_: str, *names: str) -> dict[str, Resource]:
    return {name: item for item in found.of(type_) for name in called(item, *(names or ("id",)))}


def _trust(store: str, holder: _Holder, condition: str) -> Trust:
    identity = Who("signed", store).text()
    return Trust(identity, holder.trusted, condition, holder.urn, shown=holder.shown, store=store)
