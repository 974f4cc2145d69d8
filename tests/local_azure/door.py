"""A local Front Door in front of one account, registered as the product's components register it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.decisions.azure import rbac
from tests.local_azure.helpers import GROUP, Identity, Site, assign, make, make_identity, make_role, under, unique

HSTS = "max-age=31536000"


@dataclass(frozen=True)
class Door:
    """The ids of a profile and its parts; `url` is the endpoint's address."""

    url: str
    profile: str
    endpoint: str
    public: str
    signed: str
    identity: Identity


def header(name: str, value: str, action: str = "Overwrite", kind: str = "ModifyResponseHeader") -> dict[str, Any]:
    return {"name": kind, "parameters": {"typeName": "DeliveryRuleHeaderActionParameters", "headerAction": action,
                                         "headerName": name, "value": value}}  # fmt: skip


def from_origin(origin: str) -> dict[str, Any]:
    return {"name": "RequestHeader", "parameters": {"operator": "Equal", "selector": "Origin",
                                                    "matchValues": [origin], "negateCondition": False}}  # fmt: skip


RULES: dict[str, dict[str, Any]] = {
    "security": {"conditions": [], "actions": [header("Strict-Transport-Security", HSTS)]},
    "cors1": {
        "conditions": [from_origin("https://site.example")],
        "actions": [header("Access-Control-Allow-Origin", "https://site.example")],
    },
    "version": {"conditions": [], "actions": [header("x-ms-version", "2021-12-02", kind="ModifyRequestHeader")]},
}


def make_group(site: Site, profile: str, name: str, **more: Any) -> str:
    """An origin group with the account as its origin; its id."""
    here = {"resourceGroupName": GROUP, "profileName": profile, "originGroupName": name}
    made, _ = make(site.cloud, "cdn:AFDOriginGroup", **here, **more)
    host = f"{site.account}.blob.core.windows.net"
    make(site.cloud, "cdn:AFDOrigin", **here, originName="account", hostName=host, originHostHeader=host)
    return made


def make_route(site: Site, profile: str, name: str, group: str, patterns: list[str], **more: Any) -> str:
    given = {"forwardingProtocol": "HttpsOnly", "linkToDefaultDomain": "Enabled", **more}
    return make(site.cloud, "cdn:Route", resourceGroupName=GROUP, profileName=profile, endpointName=profile,
                routeName=name, originGroup={"id": group}, patternsToMatch=patterns, **given)[0]  # fmt: skip


def make_rules(site: Site, profile: str) -> str:
    here = {"resourceGroupName": GROUP, "profileName": profile, "ruleSetName": "headers"}
    made, _ = make(site.cloud, "cdn:RuleSet", **here)
    for order, (name, rule) in enumerate(RULES.items(), start=1):
        make(site.cloud, "cdn:Rule", **here, ruleName=name, order=order, **rule)
    return made


def make_profile(site: Site, identity: Identity | None) -> tuple[str, str, str, str]:
    """A profile with an endpoint of its name: name, id, the endpoint's id and address."""
    name = unique("door")
    assigned = {"type": "UserAssigned", "userAssignedIdentities": [identity.id]} if identity else None
    sku = {"name": "Standard_AzureFrontDoor"}
    profile, _ = make(site.cloud, "cdn:Profile", resourceGroupName=GROUP, profileName=name, sku=sku, identity=assigned)
    endpoint, outputs = make(
        site.cloud, "cdn:AFDEndpoint", resourceGroupName=GROUP, profileName=name, endpointName=name
    )
    return name, profile, endpoint, f"http://{outputs['hostName']}"


def authentication(identity: Identity) -> dict[str, Any]:
    return {"type": "UserAssignedIdentity", "scope": "https://storage.azure.com/.default",
            "userAssignedIdentity": {"id": identity.id}}  # fmt: skip


def make_door(site: Site) -> Door:
    """`static/` read by the profile's identity, `media/` by the reader's own signature, nothing else."""
    identity = make_identity(site.cloud)
    role = make_role(site.cloud, site.account_id, (rbac.READ,))
    assign(site.cloud, identity.principal, role, site.container_id, under("files", "static/", (rbac.READ,)))
    name, profile, endpoint, url = make_profile(site, identity)
    public = make_group(site, name, "public", authentication=authentication(identity))
    signed = make_group(site, name, "signed")
    rules = {"ruleSets": [{"id": make_rules(site, name)}]}
    make_route(site, name, "public", public, ["/files/static/*"], **rules)
    make_route(site, name, "signed", signed, ["/files/media/*", "/files/private/*"], cacheConfiguration=None)
    return Door(url, profile, endpoint, public, signed, identity)
