"""From the spec to the arguments of a store, in the SDK's words: no resource is made here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.facts import bucket_name, gcs_stores, region_of, storages_of
from infra.components.gcp.store import KeyArgs, StoreArgs
from infra.lifecycle.gcs import rules
from infra.policies.gcp_names import key_ring_name, kms_location, labels, project_id, project_number, storage_agent
from infra.policies.gcs import public_access_prevention

if TYPE_CHECKING:
    import pulumi
    from pulumi_gcp.storage import (
        BucketCorArgsDict,
        BucketLifecycleRuleActionArgsDict,
        BucketLifecycleRuleArgsDict,
        BucketLifecycleRuleConditionArgsDict,
    )

    from generator.spec.model import Spec
    from generator.spec.parts import CorsRule
    from infra.lifecycle.gcs import Rule

READ_HEADERS = ("ETag", "If-Modified-Since", "If-None-Match", "Range")
"""What a script that reads a file may send beside the plain headers, or see. To Google the two are one list."""


def is_kept(spec: Spec, name: str) -> bool:
    """Whether what holds a store's files outlives the program. A local cloud can be thrown away."""
    return spec.stores[name].protect and spec.target == "cloud"


def store_args(spec: Spec, name: str, log_bucket: pulumi.Input[str] | None) -> StoreArgs:
    """The bucket of a store; `log_bucket` is where its usage logs go, if they go anywhere."""
    store = gcs_stores(spec)[name]
    bucket = bucket_name(spec, name)
    return StoreArgs(
        bucket=bucket,
        location=region_of(spec, store),
        keep=is_kept(spec, name),
        import_id=_import_id(spec, bucket) if store.adopt and spec.target == "cloud" else None,
        public_access_prevention=public_access_prevention(spec, name),
        key=_key(spec, name),
        versioning=store.versioning,
        soft_delete_days=store.soft_delete_days,
        storage_class=store.storage_class,
        autoclass=store.autoclass.terminal_storage_class if store.autoclass else None,
        retention=store.retention,
        lifecycle=[
            lifecycle_rule(rule) for rule in rules(store.lifecycle, abort_multipart_days=store.abort_multipart_days)
        ],
        cors=cors_rules(spec, name),
        log_bucket=log_bucket,
        log_prefix=store.access_logs.prefix if store.access_logs else None,
        alarms=store.alarms,
        labels=labels(spec, store=name),
    )


def lifecycle_rule(rule: Rule) -> BucketLifecycleRuleArgsDict:
    """A condition of zero days is said with the flag that sends it: without, the rule would have no such condition."""
    action: BucketLifecycleRuleActionArgsDict = {"type": rule.action}
    if rule.storage_class is not None:
        action["storage_class"] = rule.storage_class
    condition: BucketLifecycleRuleConditionArgsDict = {}
    if rule.prefix:
        condition["matches_prefixes"] = [rule.prefix]
    if rule.state is not None:
        condition["with_state"] = rule.state
    if rule.age is not None:
        condition["age"] = rule.age
        condition["send_age_if_zero"] = True
    if rule.noncurrent_days is not None:
        condition["days_since_noncurrent_time"] = rule.noncurrent_days
        condition["send_days_since_noncurrent_time_if_zero"] = True
    if rule.newer is not None:
        condition["num_newer_versions"] = rule.newer
        condition["send_num_newer_versions_if_zero"] = True
    return {"action": action, "condition": condition}


def cors_rules(spec: Spec, name: str) -> list[BucketCorArgsDict]:
    """The store's own rules in their order, else the site's origins may read; a store of logs has no readers.

    Cloud CDN adds no CORS headers of its own: it passes on what the bucket answers, and caches by its `Vary`.
    """
    store = gcs_stores(spec)[name]
    if store.cors is not None:
        return [_cors_rule(rule) for rule in store.cors]
    if not spec.site.origins or not storages_of(spec, name) or (store.cdn and not store.cdn.headers.cors):
        return []
    return [
        {
            "origins": sorted(spec.site.origins),
            "methods": ["GET", "HEAD"],
            "response_headers": list(READ_HEADERS),
            "max_age_seconds": 3600,
        }
    ]


def _cors_rule(rule: CorsRule) -> BucketCorArgsDict:
    return {
        "origins": list(rule.origins),
        "methods": list(rule.methods),
        "response_headers": list(dict.fromkeys([*rule.expose_headers, *rule.headers])),
        "max_age_seconds": rule.max_age,
    }


def _key(spec: Spec, name: str) -> KeyArgs | None:
    store = gcs_stores(spec)[name]
    if store.encryption.type != "cmek":
        return None
    return KeyArgs(
        spec=store.encryption,
        ring=key_ring_name(bucket_name(spec, name)),
        location=kms_location(region_of(spec, store)),
        agent=storage_agent(project_number(spec)),
    )


def _import_id(spec: Spec, bucket: str) -> str:
    project = project_id(spec)
    return f"{project}/{bucket}" if project else bucket
