"""Where Front Door reads: the account, once with its own token and once with nothing but the reader's signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.cdn import AFDOrigin, AFDOriginGroup

from infra.names import child

if TYPE_CHECKING:
    from pulumi_azure_native.cdn import (
        OriginAuthenticationPropertiesArgsDict,
        Profile,
        SharedPrivateLinkResourcePropertiesArgsDict,
    )
    from pulumi_azure_native.managedidentity import UserAssignedIdentity

    from infra.components.azure.group import Group
    from infra.components.azure.store import Store

_SCOPE = "https://storage.azure.com/.default"


@dataclass(frozen=True)
class Front:
    """A profile, and what its parts are made with."""

    parent: pulumi.Resource
    name: str
    group: Group
    profile: Profile

    def part(self, kind: str, name: pulumi.Input[str]) -> pulumi.Output[str]:
        """The resource id of a part of the profile."""
        return pulumi.Output.concat(self.profile.id, f"/{kind}/", name)


@dataclass(frozen=True)
class Origins:
    """An origin group's id, and the origin that a route waits for (hashicorp/terraform-provider-azurerm#29350).

    `token` says that requests show Front Door's own identity.
    """

    id: pulumi.Output[str]
    origin: AFDOrigin
    token: bool


def add_origins(
    front: Front, kind: str, store: Store, identity: UserAssignedIdentity | None, linked: str | None
) -> Origins:
    """A group with one origin; `linked` is the account's location where it is reached by Private Link."""
    options = pulumi.ResourceOptions(parent=front.parent)
    group = AFDOriginGroup(
        child(front.name, kind),
        origin_group_name=kind,
        profile_name=front.profile.name,
        resource_group_name=front.group.name,
        authentication=_authentication(identity) if identity else None,
        load_balancing_settings={
            "sample_size": 4,
            "successful_samples_required": 3,
            "additional_latency_in_milliseconds": 50,
        },
        session_affinity_state="Disabled",
        opts=options,
    )
    origin = AFDOrigin(
        child(front.name, kind),
        origin_name="account",
        origin_group_name=group.name,
        profile_name=front.profile.name,
        resource_group_name=front.group.name,
        host_name=store.host,
        origin_host_header=store.host,
        enforce_certificate_name_check=True,
        enabled_state="Enabled",
        http_port=80,
        https_port=443,
        priority=1,
        weight=1000,
        shared_private_link_resource=_private_link(front, store, linked) if linked else None,
        opts=options,
    )
    return Origins(front.part("originGroups", group.name), origin, identity is not None)


def _authentication(identity: UserAssignedIdentity) -> OriginAuthenticationPropertiesArgsDict:
    """https://learn.microsoft.com/azure/frontdoor/origin-authentication-with-managed-identities"""
    return {"type": "UserAssignedIdentity", "scope": _SCOPE, "user_assigned_identity": {"id": identity.id}}


def _private_link(front: Front, store: Store, location: str) -> SharedPrivateLinkResourcePropertiesArgsDict:
    """The connection waits until someone approves it on the account.

    https://learn.microsoft.com/azure/frontdoor/private-link
    """
    return {
        "group_id": "blob",
        "private_link": {"id": store.account.id},
        "private_link_location": location,
        "request_message": f"Front Door of the store {front.name}",
    }
