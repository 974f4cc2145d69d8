"""Who reaches an account on Azure over the network."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from generator.checks import azure_ids
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.azure import AzureStore, Network

_RULES = LIMITS["addresses and subnets of the network rules"]["azure"]
_PRIVATE = tuple(ipaddress.IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


def check(path: tuple[str, ...], store: AzureStore) -> Iterator[Problem]:
    """The rules of one account: their spelling, their number, and that they are asked at all."""
    network, place = store.network, (*path, "network")
    for key in ("ip_rules", "subnets"):
        count = len(getattr(network, key))
        if count > _RULES.most:
            yield problem("SPEC113", *place, key, count=count, things=f"`{key}`", who=_RULES.who, limit=_RULES.most)
        if count and not asked(network):
            reason = "`default: Allow` lets everyone in" if network.public else "`public: false` lets nobody in"
            yield problem("SPEC087", *place, key, key=key, reason=reason)
    for index, rule in enumerate(network.ip_rules):
        reason = _reason(rule)
        if reason:
            yield problem("SPEC173", *place, "ip_rules", index, value=rule, reason=reason)
    for index, subnet in enumerate(network.subnets):
        yield from azure_ids.resource((*place, "subnets", index), subnet, azure_ids.SUBNET, "a subnet")


def asked(network: Network) -> bool:
    """Whether the account looks at its rules: a closed one asks nobody, an open one lets everyone in."""
    return network.public and network.default == "Deny"


def closed(network: Network) -> str:
    """Why not everyone reaches the account, or nothing."""
    if not network.public:
        return "`network.public` is false"
    return "`network.default` is Deny" if network.default == "Deny" else ""


def _reason(rule: str) -> str:
    """https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations"""
    try:
        found = ipaddress.IPv4Network(rule)
    except ValueError:
        return "it is no IPv4 address, and no range that starts where its length says"
    if "/" in rule and found.prefixlen > 30:
        return "ranges end at /30; smaller ones are single addresses"
    if any(found.overlaps(private) for private in _PRIVATE):
        return "private addresses never reach the public endpoint"
    return ""
