"""Front Door: domains, zones, routes, and how it reaches the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks import azure_ids
from generator.spec.facts import azure_stores, container_name, serving, storages_of
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.azure import AzureCdn
    from generator.spec.model import Spec

MAX_PATHS = 2500
"""5,000 combinations of domain, protocol and path a profile, here of one domain with HTTP and HTTPS; 25 paths share a
route: https://learn.microsoft.com/azure/frontdoor/front-door-routing-limits"""
MAX_DOMAIN = 64
"""What fits the common name of a certificate: RFC 5280, ub-common-name."""


def check(spec: Spec) -> Iterator[Problem]:
    """Every account with Front Door."""
    for name, store in azure_stores(spec).items():
        if store.cdn is None:
            continue
        path = ("stores", name, "cdn")
        yield from _domain(spec, path, store.cdn)
        yield from _zone(path, store.cdn)
        place = (*path, "waf_policy_id")
        yield from azure_ids.resource(place, store.cdn.waf_policy_id, azure_ids.WAF_POLICY, "a WAF policy")
        if store.cdn.origin_access == "private-link" and store.cdn.sku != "Premium":
            yield problem("SPEC174", *path, "origin_access")
        yield from _linked_at((*path, "private_link_location"), store.cdn)
        yield from _same_paths(spec, name)
        count = len(storages_of(spec, name))
        if count > MAX_PATHS:
            slots = {"count": count, "things": "storages behind one CDN", "who": "Front Door", "limit": MAX_PATHS}
            yield problem("SPEC113", *path, **slots)


def _linked_at(path: tuple[str, ...], cdn: AzureCdn) -> Iterator[Problem]:
    if cdn.private_link_location is not None and cdn.origin_access != "private-link":
        reason = "only `origin_access: private-link` has a link"
        yield problem("SPEC087", *path, key=path[-1], reason=reason)
    yield from azure_ids.location(path, cdn.private_link_location)


def _same_paths(spec: Spec, name: str) -> Iterator[Problem]:
    """What lies in another by case alone: https://learn.microsoft.com/azure/frontdoor/front-door-route-matching"""
    prefixes = {
        alias: storage.prefix
        for alias, storage in storages_of(spec, name).items()
        if serving(spec, storage).startswith("cdn")
    }
    owners: dict[tuple[str, str], str] = {}
    for alias, prefix in prefixes.items():
        owners.setdefault((container_name(spec, alias), prefix.casefold()), alias)
    for alias, prefix in prefixes.items():
        for folder in _folders(prefix):
            other = owners.get((container_name(spec, alias), folder.casefold()), alias)
            if not prefix.startswith(prefixes[other]):
                slots = {"value": prefix, "other": prefixes[other]}
                yield problem("SPEC189", "storages", alias, "prefix", **slots)


def _folders(prefix: str) -> Iterator[str]:
    """`a/`, `a/b/` of `a/b/`."""
    return (prefix[: place + 1] for place, letter in enumerate(prefix) if letter == "/")


def _domain(spec: Spec, path: tuple[str, ...], cdn: AzureCdn) -> Iterator[Problem]:
    if spec.target == "local":
        if cdn.dns_zone is not None:
            yield problem("SPEC099", *path, "dns_zone", value="dns_zone")
        return
    if cdn.domain is None:
        if cdn.dns_zone is not None:
            yield problem("SPEC094", *path, "dns_zone", value="dns_zone")
        return
    if len(cdn.domain) > MAX_DOMAIN:
        yield problem("SPEC182", *path, "domain", value=cdn.domain, count=len(cdn.domain))
    if _apex(cdn):
        yield problem("SPEC179", *path, "domain", value=cdn.domain)


def _apex(cdn: AzureCdn) -> bool:
    """https://learn.microsoft.com/azure/frontdoor/apex-domain (validated again before each renewal)."""
    domain = (cdn.domain or "").lower()
    return domain.count(".") == 1 if cdn.dns_zone is None else domain == _zone_name(cdn.dns_zone)


def _zone(path: tuple[str, ...], cdn: AzureCdn) -> Iterator[Problem]:
    """The zone is Azure DNS's own, so that the record and the proof of the domain are written in it."""
    unusable = list(azure_ids.resource((*path, "dns_zone"), cdn.dns_zone, azure_ids.DNS_ZONE, "an Azure DNS zone"))
    yield from unusable
    if cdn.dns_zone is None or cdn.domain is None or unusable:
        return
    zone = _zone_name(cdn.dns_zone)
    if not f".{cdn.domain.lower()}".endswith(f".{zone}"):
        yield problem("SPEC178", *path, "dns_zone", value=zone, domain=cdn.domain)


def _zone_name(resource_id: str) -> str:
    return resource_id.rpartition("/")[2].lower()
