"""What follows from a spec and nothing else: the one place each derived value is worked out.

Settings, policies, CDN behaviours, CORS and CSP all read these, so that they cannot disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.azure import AzureStore
    from generator.spec.gcs import GcsStore
    from generator.spec.model import Spec, Storage, Store
    from generator.spec.s3 import S3Store

ProviderName = Literal["s3", "gcs", "azure"]
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
    """Where the store lies: a region of AWS, a location of Google Cloud or of Azure; its own, or the cloud's."""
    match store.provider:
        case "s3":
            return store.region or spec.aws.region
        case "gcs":
            return store.location or spec.gcp.location
        case "azure":
            return store.location or spec.azure.location


def s3_stores(spec: Spec) -> dict[str, S3Store]:
    """The stores on S3, by name."""
    return {name: store for name, store in spec.stores.items() if store.provider == "s3"}


def gcs_stores(spec: Spec) -> dict[str, GcsStore]:
    """The stores on Google Cloud Storage, by name."""
    return {name: store for name, store in spec.stores.items() if store.provider == "gcs"}


def azure_stores(spec: Spec) -> dict[str, AzureStore]:
    """The stores on Azure, by name."""
    return {name: store for name, store in spec.stores.items() if store.provider == "azure"}


def bucket_name(spec: Spec, store: str) -> str:
    """The physical name of the bucket or of the Azure account: `stores.<store>.name`, else from `naming`."""
    found = spec.stores[store]
    values = {"project": spec.project, "environment": spec.environment, "store": store}
    if found.provider != "azure":
        return fill(spec.naming.bucket if found.name is None else found.name, values)
    return fill(spec.naming.account, values).replace("-", "") if found.name is None else fill(found.name, values)


def container_name(spec: Spec, alias: str) -> str:
    """The Azure container of a storage: the store's one, or with `isolation: containers` one named after the alias."""
    store = azure_stores(spec)[spec.storages[alias].store]
    return store.container if store.isolation == "conditions" else alias.replace("_", "-")


def role_name(spec: Spec, workload: str) -> str:
    """The role's (or user's) physical name, from `naming.role`."""
    return _of_workload(spec, spec.naming.role, workload)


def service_account_id(spec: Spec, workload: str) -> str:
    """The Google service account's id (what stands before the @), from `naming.service_account`."""
    return _of_workload(spec, spec.naming.service_account, workload)


def identity_name(spec: Spec, workload: str) -> str:
    """The name of the workload's user-assigned identity on Azure, from `naming.identity`."""
    return _of_workload(spec, spec.naming.identity, workload)


def resource_group_name(spec: Spec) -> str:
    """The Azure resource group: `azure.resource_group.name`, else `<project>-<environment>`."""
    values = {"project": spec.project, "environment": spec.environment}
    return fill(spec.azure.resource_group.name or "{project}-{environment}", values)


def _of_workload(spec: Spec, template: str, workload: str) -> str:
    return fill(template, {"project": spec.project, "environment": spec.environment, "workload": workload})


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


def signing_names(store: Store) -> tuple[str, ...]:
    """The names of the keys that the store's CDN checks signatures against, oldest first; Azure has none."""
    match store.provider:
        case "s3":
            return tuple(store.cdn.signing.public_keys) if store.cdn and store.cdn.signing else ()
        case "gcs":
            return store.cdn.signing.keys if store.cdn and store.cdn.signing else ()
        case "azure":
            return ()


def signing_key(store: Store) -> str | None:
    """The name of the key that new signatures use: `active`, else the last one listed."""
    names = signing_names(store)
    if store.provider == "azure" or store.cdn is None or store.cdn.signing is None:
        return None
    return store.cdn.signing.active or next(reversed(names), None)


def public_key_file(spec: Spec, store: str, name: str) -> str:
    """The path of a signing key's public half, relative to the spec, with the placeholders filled in.

    A local environment has pairs of its own, out of the project's sight: what the spec names may be in use elsewhere.
    """
    if spec.target == "local":
        return f".stowplan/local/{spec.environment}/keys/{store}-{name}.pub.pem"
    found = spec.stores[store]
    signing = found.cdn.signing if found.provider == "s3" and found.cdn is not None else None
    path = signing.public_keys[name] if signing is not None else ""
    return fill(path, {"project": spec.project, "environment": spec.environment, "store": store})


def secret_key_file(spec: Spec, store: str, name: str) -> str:
    """Where a local environment keeps the value of a Cloud CDN signing key, relative to the spec."""
    return f".stowplan/local/{spec.environment}/keys/{store}-{name}.key"


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
