"""What follows from a spec and nothing else: the one place each derived value is worked out.

Settings, policies, CDN behaviours, CORS and CSP all read these, so that they cannot disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.model import Spec, Storage, Store

Serving = Literal["cdn-public", "cdn-signed", "cdn-cookies", "direct-public", "direct-signed"]


class Partition(NamedTuple):
    """An AWS partition: the `aws` of an ARN, its DNS suffix, and whether this tool offers CloudFront there."""

    name: str
    dns_suffix: str
    cloudfront: bool


_PARTITIONS = (
    ("cn-", Partition("aws-cn", "amazonaws.com.cn", cloudfront=False)),
    ("us-gov-", Partition("aws-us-gov", "amazonaws.com", cloudfront=False)),
)
_COMMERCIAL = Partition("aws", "amazonaws.com", cloudfront=True)


def partition_of(region: str) -> Partition:
    """The partition a region belongs to (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html)."""
    return next((found for start, found in _PARTITIONS if region.startswith(start)), _COMMERCIAL)


def region_of(spec: Spec, store: Store) -> str:
    """The store's region, or the account's."""
    return store.region or spec.aws.region


def bucket_name(spec: Spec, store: str) -> str:
    """The bucket's physical name: `stores.<store>.name`, else `naming.bucket`, with the placeholders filled in."""
    own = spec.stores[store].name
    template = spec.naming.bucket if own is None else own
    return fill(template, {"project": spec.project, "environment": spec.environment, "store": store})


def role_name(spec: Spec, workload: str) -> str:
    """The role's (or user's) physical name, from `naming.role`."""
    return fill(spec.naming.role, {"project": spec.project, "environment": spec.environment, "workload": workload})


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with each `{name}` replaced; other braces stay and are a diagnostic elsewhere."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def serving(spec: Spec, storage: Storage) -> Serving:
    """How a storage's files reach a reader; `via` defaults to the CDN where the store has one."""
    store = spec.stores.get(storage.store)
    via = storage.via or ("cdn" if store is not None and store.cdn is not None else "direct")
    if storage.access == "public":
        return "direct-public" if via == "direct" else "cdn-public"
    return {"cdn": "cdn-signed", "cookies": "cdn-cookies", "direct": "direct-signed"}[via]  # type: ignore[return-value]  # the three values of `via`


def overwrites(storage: Storage) -> bool:
    """Static files and caches are replaced by name; uploads never are (a second `cv.pdf` gets a name of its own)."""
    return storage.kind != "media" if storage.overwrite is None else storage.overwrite


def storages_of(spec: Spec, store: str) -> dict[str, Storage]:
    """The storages that lie in `store`, by alias."""
    return {alias: item for alias, item in spec.storages.items() if item.store == store}


def signing_key(store: Store) -> str | None:
    """The name of the key that new signatures use: `active`, else the last one listed."""
    if store.cdn is None or store.cdn.signing is None:
        return None
    return store.cdn.signing.active or next(reversed(store.cdn.signing.public_keys), None)


def public_key_file(spec: Spec, store: str, name: str) -> str:
    """The path of a signing key's public half, relative to the spec, with the placeholders filled in.

    A local environment has pairs of its own, out of the project's sight: what the spec names may be in use elsewhere.
    """
    if spec.target == "local":
        return f".stowplan/local/{spec.environment}/keys/{store}-{name}.pub.pem"
    cdn = spec.stores[store].cdn
    path = cdn.signing.public_keys[name] if cdn is not None and cdn.signing is not None else ""
    return fill(path, {"project": spec.project, "environment": spec.environment, "store": store})


def cookie_domain(spec: Spec, store: Store) -> str | None:
    """The domain that signed cookies are for: `.shop.example` where the site and its CDN are siblings below it.

    The CDN's domain less its first label, when every origin of the site is that domain or below it; else None, and
    cookies reach the CDN only where it has the site's own host.
    """
    parent = (store.cdn.domain if store.cdn and store.cdn.domain else "").partition(".")[2]
    hosts = [origin.partition("://")[2].partition(":")[0] for origin in spec.site.origins]
    below = [host == parent or host.endswith(f".{parent}") for host in hosts]
    return f".{parent}" if "." in parent and below and all(below) else None


def media_path(spec: Spec, storage: Storage) -> str:
    """Where files are under a server of one's own: `/media/<prefix>`, with the store before a prefix that two share."""
    others = [item.prefix for item in spec.storages.values() if item.store != storage.store]
    shared = any(other.startswith(storage.prefix) or storage.prefix.startswith(other) for other in others)
    return f"/media/{storage.store}/{storage.prefix}" if shared else f"/media/{storage.prefix}"
