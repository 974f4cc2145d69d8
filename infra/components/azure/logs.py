"""A store's logs, which Azure Monitor writes to another account by itself.

It makes one container for each kind and needs no right to it; a prefix cannot be chosen:
https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.monitor import DiagnosticSetting

from infra.names import child

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.components.azure.cdn import Cdn
    from infra.components.azure.store import Store

REQUESTS = ("StorageDelete", "StorageRead", "StorageWrite")
FRONT_DOOR = ("FrontDoorAccessLog", "FrontDoorWebApplicationFirewallLog")


@dataclass(frozen=True)
class LogsArgs:
    """A store's logs: requests to its account, and requests to its CDN; each goes to a store or nowhere."""

    store: Store
    access_logs: Store | None
    cdn: Cdn | None
    cdn_logs: Store | None


class Logs(pulumi.ComponentResource):
    """Diagnostic settings of the blob service and of the profile; `inside` are those that lie in the account."""

    inside: Sequence[DiagnosticSetting]

    def __init__(self, name: str, args: LogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:azure:Logs", name, {}, opts)
        access = args.access_logs
        self.inside = [] if access is None else [_setting(self, name, args.store.service, access, REQUESTS)]
        if args.cdn is not None and args.cdn_logs is not None:
            _setting(self, child(name, "cdn"), args.cdn.profile.id, args.cdn_logs, FRONT_DOOR)
        self.register_outputs({})


def _setting(
    parent: Logs, name: str, of: pulumi.Output[str], target: Store, categories: Sequence[str]
) -> DiagnosticSetting:
    return DiagnosticSetting(
        name,
        name="stowplan",
        resource_uri=of,
        storage_account_id=target.account.id,
        logs=[{"category": category, "enabled": True} for category in categories],
        opts=pulumi.ResourceOptions(parent=parent),
    )
