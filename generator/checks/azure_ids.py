"""Ids as Azure writes them: GUIDs, locations, and the resource ids of what a team owns already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_SAMPLE = "00000000-1111-2222-3333-444444444444"
_NAME = r"[A-Za-z0-9_.()-]+"
_LOCATION = re.compile(r"[a-z]+[a-z0-9]*")
_APART = {
    r"china": "Azure in China",
    r"us(gov|dod|sec|nat)": "Azure Government",
    r"germany(central|northeast)$": "the former Azure Germany",
}
"""https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-endpoints; the public cloud
has germanywestcentral and germanynorth."""

ACTION_GROUP = "Microsoft.Insights/actionGroups"
DNS_ZONE = "Microsoft.Network/dnsZones"
IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
SUBNET = "Microsoft.Network/virtualNetworks/subnets"
WAF_POLICY = "Microsoft.Network/frontDoorWebApplicationFirewallPolicies"


def guid(path: tuple[str | int, ...], value: str | None) -> Iterator[Problem]:
    """The id of a subscription, a tenant or an identity."""
    if value is not None and not re.fullmatch(_GUID, value):
        yield problem("SPEC083", *path, value=value, expected="a GUID", example=_SAMPLE)


def location(path: tuple[str | int, ...], value: str | None) -> Iterator[Problem]:
    """A location of the public cloud; the program signs in there, and settings name its hosts."""
    if value is None:
        return
    if not _LOCATION.fullmatch(value):
        yield problem("SPEC083", *path, value=value, expected="a location of Azure", example="westeurope")
    for pattern, cloud in _APART.items():
        if re.match(pattern, value):
            yield problem("SPEC188", *path, value=value, cloud=cloud)


def resource(path: tuple[str | int, ...], value: str | None, kind: str, what: str) -> Iterator[Problem]:
    """The id of a resource of one kind; Azure does not tell letters by case in what stands before a name.

    https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    """
    namespace, *types = kind.split("/")
    tail = f"{namespace}/" + "/".join(f"{name}/{_NAME}" for name in types)
    pattern = f"/subscriptions/{_GUID}/resourceGroups/{_NAME}/providers/{tail}"
    if value is not None and not re.fullmatch(pattern, value, re.IGNORECASE):
        example = f"/subscriptions/{_SAMPLE}/resourceGroups/shop/providers/{tail.replace(_NAME, 'name')}"
        yield problem("SPEC083", *path, value=value, expected=f"the resource id of {what}", example=example)
