"""Front Door in front of one account: public paths by an identity of its own, signed ones by the reader's signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.cdn import AFDEndpoint, Profile, SecurityPolicy
from pulumi_azure_native.managedidentity import UserAssignedIdentity

from infra.components.azure.access import Principal
from infra.components.azure.domain import add_records, custom_domain
from infra.components.azure.origins import Front, add_origins
from infra.components.azure.routes import PUBLIC, SIGNED
from infra.components.azure.routing import Routing, add_route
from infra.names import child
from infra.policies.azure_access import FRONT_DOOR
from infra.policies.azure_names import cdn_identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_azure_native.authorization import RoleAssignment
    from pulumi_azure_native.cdn import ProfileLogScrubbingArgsDict

    from generator.spec.azure import AzureCdn
    from infra.components.azure.access import Access
    from infra.components.azure.group import Group
    from infra.components.azure.routes import Paths
    from infra.components.azure.store import Store
    from infra.policies.azure_access import Assignment

_GLOBAL = "Global"


@dataclass(frozen=True)
class CdnArgs:
    """Front Door: `spec` in the vendor's words, `account` the physical name that it shares with its store.

    `location` is the store's, `reads` what its own identity may read, `origins` the site's (for CORS).
    """

    spec: AzureCdn
    store: Store
    access: Access
    account: str
    location: str
    group: Group
    paths: Sequence[Paths]
    reads: Sequence[Assignment]
    origins: Sequence[str]
    tags: Mapping[str, str]


class Cdn(pulumi.ComponentResource):
    """The profile and its one endpoint; `rights` are those of its own identity."""

    profile: Profile
    endpoint: AFDEndpoint
    rights: Sequence[pulumi.Resource]

    def __init__(self, name: str, args: CdnArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:azure:Cdn", name, {}, opts)
        identity = _identity(self, name, args) if args.reads else None
        self.rights = [] if identity is None else _rights(self, name, args, identity)
        self.profile = _profile(self, name, args, identity)
        self.endpoint = _endpoint(self, name, args, self.profile)
        front = Front(self, name, args.group, self.profile)
        linked = args.spec.private_link_location or args.location
        linked_at = linked if args.spec.origin_access == "private-link" else None
        origins = {
            kind: add_origins(front, kind, args.store, identity if kind == PUBLIC else None, linked_at)
            for kind in sorted({paths.kind for paths in args.paths})
        }
        domain = custom_domain(front, args.spec)
        routing = Routing(args.spec.headers, args.origins, origins, domain)
        routes = [add_route(front, self.endpoint, routing, paths) for paths in args.paths]
        if args.spec.waf_policy_id is not None:
            _firewall(front, args.spec.waf_policy_id, domain.id if domain else self.endpoint_id)
        if domain is not None and domain.zone is not None:
            add_records(front, domain, domain.zone, self.endpoint, self.endpoint_id, routes)
        self.register_outputs({"profile": self.profile.id, "domain": self.endpoint.host_name})

    @property
    def endpoint_id(self) -> pulumi.Output[str]:
        """The endpoint's resource id."""
        return pulumi.Output.concat(self.profile.id, "/afdEndpoints/", self.endpoint.name)


def _identity(parent: Cdn, name: str, args: CdnArgs) -> UserAssignedIdentity:
    """One that the profile does not take along when it is replaced, and whose rights are there before it."""
    return UserAssignedIdentity(
        child(name, "cdn"),
        resource_name_=cdn_identity(args.account),
        resource_group_name=args.group.name,
        location=args.location,
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _rights(parent: Cdn, name: str, args: CdnArgs, identity: UserAssignedIdentity) -> list[RoleAssignment]:
    who = Principal(child(name, FRONT_DOOR), FRONT_DOOR, identity.principal_id)
    return [args.access.assign(parent, who, wanted) for wanted in args.reads]


def _profile(parent: Cdn, name: str, args: CdnArgs, identity: UserAssignedIdentity | None) -> Profile:
    """Another sku or location replaces it, and with it the host `*.azurefd.net`."""
    return Profile(
        name,
        profile_name=args.account,
        resource_group_name=args.group.name,
        location=_GLOBAL,
        sku={"name": f"{args.spec.sku}_AzureFrontDoor"},
        identity={"type": "UserAssigned", "user_assigned_identities": [identity.id]} if identity else None,
        log_scrubbing=_scrubbing() if any(paths.kind == SIGNED for paths in args.paths) else None,
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _scrubbing() -> ProfileLogScrubbingArgsDict:
    """A signature in a log opens the file until it ends. All arguments go: Azure takes no names of some.

    https://learn.microsoft.com/azure/frontdoor/standard-premium/sensitive-data-protection
    """
    return {
        "state": "Enabled",
        "scrubbing_rules": [
            {"match_variable": "QueryStringArgNames", "selector_match_operator": "EqualsAny", "state": "Enabled"}
        ],
    }


def _endpoint(parent: Cdn, name: str, args: CdnArgs, profile: Profile) -> AFDEndpoint:
    return AFDEndpoint(
        name,
        endpoint_name=args.account,
        profile_name=profile.name,
        resource_group_name=args.group.name,
        location=_GLOBAL,
        enabled_state="Enabled",
        auto_generated_domain_name_label_scope="TenantReuse",
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _firewall(front: Front, policy: str, guarded: pulumi.Output[str]) -> SecurityPolicy:
    """The team's own firewall policy, which has to be of the profile's sku."""
    return SecurityPolicy(
        front.name,
        security_policy_name="firewall",
        profile_name=front.profile.name,
        resource_group_name=front.group.name,
        parameters={
            "type": "WebApplicationFirewall",
            "waf_policy": {"id": policy},
            "associations": [{"domains": [{"id": guarded}], "patterns_to_match": ["/*"]}],
        },
        opts=pulumi.ResourceOptions(parent=front.parent),
    )
