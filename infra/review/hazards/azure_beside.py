"""What stands beside an Azure storage account: vaults and keys that it is encrypted with, Front Door before it.

https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview, network-security, rbac-guide
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.hazards.settings import Rule, fewer, left, turned_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infra.offline.values import Value

_VAULT = "azure-native:keyvault:Vault"


def _keys() -> Iterator[Rule]:
    yield Rule(
        "azure-native:keyvault:Key",
        "properties.attributes.enabled",
        "encryption-changed",
        lambda before, after: before is not False and after is False,
        "the key {name} is disabled",
        "Nothing that it encrypted can be read or written until it is enabled again.",
        "Keep it enabled while an account uses it.",
    )


_VAULTS: tuple[tuple[str, Callable[[Value, Value], bool], str, str, str], ...] = (
    (
        "networkAcls.defaultAction",
        left("Deny"),
        "the network of the vault {name} is opened",
        "Requests from every address reach its keys; rights still decide what they may do.",
        "Keep the default Deny and name the networks.",
    ),
    (
        "publicNetworkAccess",
        left("disabled"),
        "the vault {name} is reachable from the public network",
        "Its public endpoint answers again; rights still decide what requests may do.",
        "Keep it disabled and reach the vault by a private endpoint.",
    ),
    (
        "enableRbacAuthorization",
        turned_off,
        "roles no longer count in the vault {name}",
        "Its access policies decide instead, for all keys at once; an account that reads its key by a role cannot.",
        "Keep `enableRbacAuthorization` on.",
    ),
    (
        "enablePurgeProtection",
        turned_off,
        "the vault {name} is to lose its purge protection",
        "Azure refuses to turn it off; without it a deleted key can be destroyed at once, and what it encrypted is "
        "lost.",
        "Keep `enablePurgeProtection` on.",
    ),
)
"""(path below `properties`, what makes it weaker, headline, loss, way out)."""


def _vaults() -> Iterator[Rule]:
    for path, weaker, headline, loss, way_out in _VAULTS:
        yield Rule(_VAULT, f"properties.{path}", "protection-removed", weaker, headline, loss, way_out)


def _served() -> Iterator[Rule]:
    for kind, what in (("AFDEndpoint", "endpoint"), ("Route", "route")):
        yield Rule(
            f"azure-native:cdn:{kind}",
            "enabledState",
            "delete",
            lambda before, after: before != after and after == "Disabled",
            f"a Front Door {what} of {{owner}} is disabled",
            "It answers no request until it is enabled again.",
            "Keep it enabled.",
        )


RULES: tuple[Rule, ...] = (
    *_keys(),
    *_vaults(),
    *_served(),
    Rule(
        _VAULT,
        "properties.softDeleteRetentionInDays",
        "retention-shortened",
        fewer,
        "a deleted key of the vault {name} can be restored for {after} days instead of {before}",
        "A key that is deleted by mistake can be saved for that long only; then what it encrypted is lost.",
        "Keep 90 days.",
    ),
)
