"""What has to be done by hand around `pulumi up`: keys that the stack or the site needs, records in foreign zones.

docs/provisioning.md, secrets and domains of each cloud.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from generator.providers.s3 import variable_name
from generator.spec.facts import signing_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.azure import AzureStore
    from generator.spec.gcs import GcsStore
    from generator.spec.model import Spec, Store
    from generator.spec.s3 import S3Store


def steps(base: Spec | None, head: Spec | None) -> Iterator[str]:
    """Finished sentences, by store; for environments in a cloud only."""
    if head is None or head.target != "cloud":
        return
    for name, store in sorted(head.stores.items()):
        old = base.stores.get(name) if base is not None and base.target == "cloud" else None
        before = old if old is not None and old.provider == store.provider else None
        yield from _keys(head.environment, name, store, before)
        record = _record(name, store)
        if record and (before is None or record != _record(name, before)):
            yield record


def _keys(environment: str, name: str, store: Store, before: Store | None) -> Iterator[str]:
    match store.provider:
        case "s3":
            yield from (_public(environment, name, key) for key in _new(store, before))
        case "gcs":
            yield from (_shared(environment, name, key) for key in _new(store, before))
        case "azure":
            return
        case _:
            assert_never(store.provider)


def _new(store: S3Store | GcsStore, before: Store | None) -> list[str]:
    return sorted(set(signing_names(store)) - set(signing_names(before) if before is not None else ()))


def _public(environment: str, name: str, key: str) -> str:
    variable = variable_name(name, "SIGNING_KEY")
    return (
        f"CloudFront of {name} gets the public key {key}, of a pair that `stowplan keys --env {environment}` makes: "
        f"its private half must reach the site by {variable}_FILE (or {variable}_BASE64) before links are signed so"
    )


def _shared(environment: str, name: str, key: str) -> str:
    file = f".stowplan/keys/{environment}-{name}-{key}.key"
    return (
        f"run `pulumi config set --secret --path 'stowplan:cdn_keys.{name}.{key}' < {file}` before `pulumi up`: the "
        f"value of the new signing key is made by `stowplan keys --env {environment}`"
    )


def _record(name: str, store: Store) -> str:
    """What to write into a zone that the stack does not have; empty where there is nothing to do."""
    match store.provider:
        case "s3":
            return _cloudfront(name, store)
        case "gcs":
            return _load_balancer(name, store)
        case "azure":
            return _front_door(name, store)
        case _:
            assert_never(store.provider)


def _cloudfront(name: str, store: S3Store) -> str:
    if store.cdn is None or store.cdn.domain is None or store.cdn.dns_zone_id is not None:
        return ""
    return f"after `pulumi up` make the record {store.cdn.domain}: a CNAME to the output stores.{name}.cdn_host"


def _load_balancer(name: str, store: GcsStore) -> str:
    if store.cdn is None or store.cdn.domain is None or store.cdn.dns_zone is not None:
        return ""
    return (
        f"after `pulumi up` make the record {store.cdn.domain}: an A record to the output stores.{name}.cdn_ip, and an "
        "AAAA record to cdn_ipv6 where there is one"
    )


def _front_door(name: str, store: AzureStore) -> str:
    if store.cdn is None or store.cdn.domain is None or store.cdn.dns_zone is not None:
        return ""
    domain = store.cdn.domain
    return (
        f"after `pulumi up` make the records of {domain}: a TXT _dnsauth.{domain} with Front Door's token, and "
        f"a CNAME to the output stores.{name}.cdn_host"
    )
