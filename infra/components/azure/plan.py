"""From the spec to the arguments of a store, in the SDK's words: no resource is made here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_azure_native.storage import Action, DefaultAction

from generator.spec.facts import azure_stores, bucket_name, region_of, storages_of
from infra.components.azure.store import Container, StoreArgs
from infra.lifecycle.azure import rules_of
from infra.policies.azure_access import SIGNED, anonymous, containers_of, served
from infra.policies.azure_names import account_id
from infra.tags import azure_tags as tags

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_azure_native.storage import (
        CorsRuleArgsDict,
        ManagementPolicyActionArgsDict,
        ManagementPolicyBaseBlobArgsDict,
        ManagementPolicyRuleArgsDict,
        ManagementPolicyVersionArgsDict,
        NetworkRuleSetArgsDict,
    )

    from generator.spec.azure import Network
    from generator.spec.model import Spec
    from generator.spec.parts import CorsRule
    from infra.components.azure.group import Group
    from infra.lifecycle.azure import Actions, Rule, Step

READ_HEADERS = ("If-Modified-Since", "If-None-Match", "Range", "x-ms-*")
"""What a script that reads a blob may send beside the plain headers."""


def is_kept(spec: Spec, name: str) -> bool:
    """Whether what holds a store's files outlives the program. A local cloud can be thrown away."""
    return azure_stores(spec)[name].protect and spec.target == "cloud"


def is_locked(spec: Spec, name: str) -> bool:
    """Whether Azure itself refuses to delete a store's files."""
    return azure_stores(spec)[name].lock and spec.target == "cloud"


def sas_period(spec: Spec, name: str) -> str | None:
    """How long the longest link of a store lasts, as `days.hours:minutes:seconds`; None where none is signed."""
    found = [storages_of(spec, name)[alias].url_expiry for alias in served(spec, name, *SIGNED)]
    if not found:
        return None
    minutes, seconds = divmod(max(found), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours // 24:02}.{hours % 24:02}:{minutes:02}:{seconds:02}"


def store_args(spec: Spec, name: str, group: Group) -> StoreArgs:
    """The account of a store."""
    store = azure_stores(spec)[name]
    return StoreArgs(
        spec=store,
        account=bucket_name(spec, name),
        location=region_of(spec, store),
        group=group,
        keep=is_kept(spec, name),
        sas_period=sas_period(spec, name),
        import_id=account_id(spec, name) if store.adopt and spec.target == "cloud" else None,
        containers=_containers(spec, name),
        network=network(store.network),
        lifecycle=[lifecycle_rule(rule) for rule in rules_of(spec, name)],
        cors=cors_rules(spec, name),
        alarms=store.alarms,
        tags=tags(spec, store=name),
    )


def network(wanted: Network) -> NetworkRuleSetArgsDict:
    """Always said: left out, it opens the account (pulumi-azure-native#2507). Logs come in by the bypass."""
    return {
        "default_action": DefaultAction(wanted.default),
        "bypass": "AzureServices",
        "ip_rules": [{"i_p_address_or_range": address, "action": Action.ALLOW} for address in sorted(wanted.ip_rules)],
        "virtual_network_rules": [
            {"virtual_network_resource_id": subnet, "action": Action.ALLOW} for subnet in sorted(wanted.subnets)
        ],
    }


def lifecycle_rule(rule: Rule) -> ManagementPolicyRuleArgsDict:
    """Always with a filter: without one a rule is over the whole account."""
    actions: ManagementPolicyActionArgsDict = {}
    if rule.actions.expire_days is not None or rule.actions.transitions:
        actions["base_blob"] = _base_blob(rule.actions)
    if rule.actions.noncurrent_days is not None or rule.actions.noncurrent_transitions:
        actions["version"] = _version(rule.actions)
    return {
        "name": rule.name,
        "type": "Lifecycle",
        "enabled": rule.enabled,
        "definition": {
            "filters": {"blob_types": [rule.blobs], "prefix_match": list(rule.prefixes)},
            "actions": actions,
        },
    }


def cors_rules(spec: Spec, name: str) -> list[CorsRuleArgsDict]:
    """The store's own rules in their order, else the site's origins may read; a store of logs has no readers."""
    own = azure_stores(spec)[name].cors
    if own is not None:
        return [_cors_rule(rule) for rule in own]
    if not spec.site.origins or not storages_of(spec, name):
        return []
    return [
        {
            "allowed_methods": ["GET", "HEAD"],
            "allowed_origins": sorted(spec.site.origins),
            "allowed_headers": list(READ_HEADERS),
            "exposed_headers": ["ETag"],
            "max_age_in_seconds": 3600,
        }
    ]


def _containers(spec: Spec, name: str) -> list[Container]:
    apart = azure_stores(spec)[name].isolation == "containers"
    public = set(anonymous(spec, name))
    return [
        Container(container, aliases[0] if apart else "", bool(public & set(aliases)))
        for container, aliases in containers_of(spec, name).items()
    ]


def _cors_rule(rule: CorsRule) -> CorsRuleArgsDict:
    """All five are required."""
    return {
        "allowed_methods": list(rule.methods),
        "allowed_origins": list(rule.origins),
        "allowed_headers": list(rule.headers),
        "exposed_headers": list(rule.expose_headers),
        "max_age_in_seconds": rule.max_age,
    }


def _base_blob(actions: Actions) -> ManagementPolicyBaseBlobArgsDict:
    made: ManagementPolicyBaseBlobArgsDict = {}
    if actions.expire_days is not None:
        made["delete"] = {"days_after_modification_greater_than": actions.expire_days}
    days = _by_tier(actions.transitions)
    if "Cool" in days:
        made["tier_to_cool"] = {"days_after_modification_greater_than": days["Cool"]}
    if "Cold" in days:
        made["tier_to_cold"] = {"days_after_modification_greater_than": days["Cold"]}
    if "Archive" in days:
        made["tier_to_archive"] = {"days_after_modification_greater_than": days["Archive"]}
    return made


def _version(actions: Actions) -> ManagementPolicyVersionArgsDict:
    made: ManagementPolicyVersionArgsDict = {}
    if actions.noncurrent_days is not None:
        made["delete"] = {"days_after_creation_greater_than": actions.noncurrent_days}
    days = _by_tier(actions.noncurrent_transitions)
    if "Cool" in days:
        made["tier_to_cool"] = {"days_after_creation_greater_than": days["Cool"]}
    if "Cold" in days:
        made["tier_to_cold"] = {"days_after_creation_greater_than": days["Cold"]}
    if "Archive" in days:
        made["tier_to_archive"] = {"days_after_creation_greater_than": days["Archive"]}
    return made


def _by_tier(steps: Iterable[Step]) -> dict[str, int]:
    return {tier: days for days, tier in steps}
