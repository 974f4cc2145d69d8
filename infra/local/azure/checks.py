"""What Azure refuses when a resource is made or changed, as far as storage needs it.

Sources: "Configure anonymous read access", "Optimize costs by automatically managing the data lifecycle", "Use managed
identities to authenticate to origins" (its notes), "Azure role assignment condition format and syntax".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError
from infra.decisions.azure import conditions
from infra.local.azure import accounts, cors, routes, rules
from infra.local.azure.world import get, of_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.azure.world import World

    Check = Callable[[World, str, Mapping[str, Any]], None]

MAX_LIFECYCLE_RULES = 100


def check(world: World, type_name: str, made: str, inputs: Mapping[str, Any]) -> None:
    """Raise LocalCloudError, with Azure's reason, for a resource (its id and inputs) that Azure would refuse."""
    wanted = _CHECKS.get(type_name)
    if wanted is None:
        return
    try:
        wanted(world, made, inputs)
    except (ValueError, TypeError) as error:
        raise LocalCloudError(str(error)) from error
    except KeyError as missing:
        raise LocalCloudError(f"the input {missing} is missing") from missing


def _blob_service(world: World, made: str, inputs: Mapping[str, Any]) -> None:
    cors.rules(inputs.get("cors") or {})


def _container(world: World, made: str, inputs: Mapping[str, Any]) -> None:
    account = accounts.account(world, inputs["accountName"])
    if (inputs.get("publicAccess") or "None") != "None" and not account.public:
        raise ValueError(f"PublicAccessNotPermitted: the account {account.name} has no allowBlobPublicAccess")


def _lifecycle(world: World, made: str, inputs: Mapping[str, Any]) -> None:
    found = inputs["policy"]["rules"]
    if len(found) > MAX_LIFECYCLE_RULES:
        raise ValueError(f"the policy has {len(found)} rules; Azure takes {MAX_LIFECYCLE_RULES}")
    for item in found:
        definition = item["definition"]
        if not (definition.get("filters") or {}).get("blobTypes"):
            raise ValueError(f"the rule {item['name']} has no filters.blobTypes")
        if not any(definition["actions"].values()):
            raise ValueError(f"the rule {item['name']} has no action")


def _assignment(world: World, made: str, inputs: Mapping[str, Any]) -> None:
    if accounts.role(world, inputs["roleDefinitionId"]) is None:
        raise ValueError(f"RoleDefinitionDoesNotExist: there is no {inputs['roleDefinitionId']}")
    if not inputs.get("condition"):
        return
    if inputs.get("conditionVersion") != "2.0":
        raise ValueError(f"conditionVersion is {inputs.get('conditionVersion')!r}; a condition needs '2.0'")
    conditions.parse(inputs["condition"])


def _origin_group(world: World, made: str, inputs: Mapping[str, Any]) -> None:
    wanted = inputs.get("authentication")
    if not wanted:
        return
    profile = get(world, made.rpartition("/originGroups/")[0])
    identity = (profile.inputs.get("identity") or {}) if profile else {}
    if wanted.get("type") == "SystemAssignedIdentity":
        if "SystemAssigned" not in identity.get("type", ""):
            raise ValueError("authentication names the system's identity, which the profile does not have")
    else:
        named = routes.reference(wanted, "userAssignedIdentity")
        if named.lower() not in {str(item).lower() for item in identity.get("userAssignedIdentities") or ()}:
            raise ValueError(f"authentication names the identity {named!r}, which is not one of the profile's")
    probe = inputs.get("healthProbeSettings") or {}
    if probe and probe.get("probeProtocol") != "Https":
        raise ValueError("origin authentication needs health probes over Https")
    if any(item.inputs.get("sharedPrivateLinkResource") for item in of_type(world, "cdn:AFDOrigin", made)):
        raise ValueError("origin authentication does not go with private link")


def _origin(world: World, made: str, inputs: Mapping[str, Any]) -> None:
    group = get(world, made.rpartition("/origins/")[0])
    if inputs.get("sharedPrivateLinkResource") and group is not None and group.inputs.get("authentication"):
        raise ValueError("private link does not go with the origin group's authentication")
    if not inputs.get("hostName"):
        raise ValueError("the input 'hostName' is missing")


def _route(world: World, made: str, inputs: Mapping[str, Any]) -> None:
    named = routes.reference(inputs, "originGroup")
    group = get(world, named)
    if group is None:
        raise ValueError(f"originGroup is {named!r}, which is not there")
    if not of_type(world, "cdn:AFDOrigin", group.id):
        raise ValueError(f"the origin group {named} has no origins yet; a route is made after them")
    if group.inputs.get("authentication") and inputs.get("forwardingProtocol") != "HttpsOnly":
        raise ValueError("an origin group with authentication needs forwardingProtocol HttpsOnly")
    others = [item for item in of_type(world, "cdn:Route", made.rpartition("/routes/")[0]) if item.id != made]
    taken = {pattern.lower() for item in others for pattern in item.inputs.get("patternsToMatch") or ()}
    for pattern in inputs.get("patternsToMatch") or ():
        if not pattern.startswith("/") or "*" in pattern[:-1]:
            raise ValueError(f"the pattern {pattern!r} does not begin with / or has * before its end")
        if pattern.lower() in taken:
            raise ValueError(f"the pattern {pattern!r} is another route's already; case does not count")


def _rule(world: World, made: str, inputs: Mapping[str, Any]) -> None:
    rules.check(inputs)


_CHECKS: Mapping[str, Check] = {
    "storage:BlobServiceProperties": _blob_service,
    "storage:BlobContainer": _container,
    "storage:ManagementPolicy": _lifecycle,
    "authorization:RoleAssignment": _assignment,
    "cdn:AFDOriginGroup": _origin_group,
    "cdn:AFDOrigin": _origin,
    "cdn:Route": _route,
    "cdn:Rule": _rule,
}
