"""Buckets as they are applied: Pulumi's properties as the JSON API has them, kept in the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.gcp import emulator
from infra.local.gcp.registry import RegistryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.gcp.emulator import Json
    from infra.local.gcp.world import World

    Wire = Mapping[str, Any]

_CONDITIONS = {"matchesPrefixes": "matchesPrefix", "matchesSuffixes": "matchesSuffix",
               "matchesStorageClasses": "matchesStorageClass"}  # fmt: skip
_CORS = {"origins": "origin", "methods": "method", "responseHeaders": "responseHeader"}
_ZEROS = {"sendAgeIfZero": "age", "sendDaysSinceNoncurrentTimeIfZero": "daysSinceNoncurrentTime",
          "sendNumNewerVersionsIfZero": "numNewerVersions",
          "sendDaysSinceCustomTimeIfZero": "daysSinceCustomTime"}  # fmt: skip


def apply(world: World, name: str, inputs: Wire) -> None:
    """Make the bucket, or change it to what its inputs say."""
    made = emulator.create_bucket(world.storage, name)
    world.storage.create_bucket(name, {**made, **resource(inputs)})


def remove(world: World, name: str, inputs: Wire) -> None:
    """Drop the bucket; RegistryError while it holds objects, unless `forceDestroy`."""
    held = list(world.storage.objects.get(name, {}))
    if held and not inputs.get("forceDestroy"):
        raise RegistryError(f"the bucket {name} holds objects; empty it or set forceDestroy")
    for item in held:
        world.storage.delete_file(name, item)
    if world.storage.get_bucket(name) is not None:
        world.storage.delete_bucket(name)


def resource(inputs: Wire) -> Json:
    """The properties of a bucket in the JSON API's spelling."""
    uniform = {"enabled": bool(inputs.get("uniformBucketLevelAccess"))}
    prevention = inputs.get("publicAccessPrevention") or "inherited"
    retention = inputs.get("softDeletePolicy") or {}
    found: Json = {
        "location": str(inputs.get("location") or "US").upper(),
        "storageClass": inputs.get("storageClass") or "STANDARD",
        "labels": dict(inputs.get("labels") or {}),
        "iamConfiguration": {"uniformBucketLevelAccess": uniform, "publicAccessPrevention": prevention},
        "cors": [_renamed(rule, _CORS) for rule in inputs.get("cors") or []],
        "lifecycle": {"rule": [_rule(rule) for rule in inputs.get("lifecycleRules") or []]},
        "versioning": dict(inputs.get("versioning") or {"enabled": False}),
        "softDeletePolicy": {
            "retentionDurationSeconds": str(_whole(retention.get("retentionDurationSeconds", 604800)))
        },
        "retentionPolicy": _retention(inputs.get("retentionPolicy")),
    }
    same = ("autoclass", "logging", "website", "encryption", "rpo")
    return {**found, **{name: inputs[name] for name in same if inputs.get(name)}}


def _rule(rule: Wire) -> Json:
    condition = {key: value for key, value in rule["condition"].items() if not key.startswith("send") and value}
    zeros = {name: 0 for flag, name in _ZEROS.items() if rule["condition"].get(flag) and name not in condition}
    if "withState" in condition:
        state = condition.pop("withState")
        condition |= {} if state == "ANY" else {"isLive": state == "LIVE"}
    return {"action": dict(rule["action"]), "condition": {**_renamed(condition, _CONDITIONS), **zeros}}


def _retention(policy: Wire | None) -> Json | None:
    if not policy:
        return None
    seconds = str(_whole(policy["retentionPeriod"]))
    return {"retentionPeriod": seconds, "isLocked": bool(policy.get("isLocked"))}


def _renamed(item: Wire, names: Mapping[str, str]) -> Json:
    return {names.get(key, key): _whole(value) for key, value in item.items()}


def _whole(value: Any) -> Any:
    """Whole numbers as int: Pulumi sends every number as float, and long ones as text."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
