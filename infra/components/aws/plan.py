"""From the spec to the arguments of a store, in the SDK's words: no resource is made here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.facts import bucket_name, region_of, s3_stores, storages_of
from infra.components.aws.behaviours import READ_HEADERS
from infra.components.aws.store import StoreArgs
from infra.lifecycle.s3 import classes, rules
from infra.names import import_id
from infra.policies.serving import readers
from infra.tags import tags

if TYPE_CHECKING:
    from pulumi_aws.s3 import (
        BucketCorsConfigurationCorsRuleArgsDict,
        BucketLifecycleConfigurationRuleArgsDict,
        BucketLifecycleConfigurationRuleExpirationArgsDict,
        BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgsDict,
    )

    from generator.spec.model import Spec
    from generator.spec.parts import CorsRule
    from infra.lifecycle.s3 import Rule


def is_kept(spec: Spec, name: str) -> bool:
    """Whether what holds a store's files outlives the program. A local cloud can be thrown away."""
    return spec.stores[name].protect and spec.target == "cloud"


def store_args(spec: Spec, name: str) -> StoreArgs:
    """The bucket of a store."""
    store = s3_stores(spec)[name]
    bucket, region = bucket_name(spec, name), region_of(spec, store)
    who = readers(spec, name)
    return StoreArgs(
        bucket=bucket,
        region=region,
        keep=is_kept(spec, name),
        import_id=import_id(bucket, region, spec.aws.region) if store.adopt and spec.target == "cloud" else None,
        public_policy=bool(who.public),
        public_acls=who.public_acl,
        ownership=store.object_ownership,
        encryption=store.encryption,
        versioning=store.versioning,
        lifecycle=[
            lifecycle_rule(rule) for rule in rules(store.lifecycle, abort_multipart_days=store.abort_multipart_days)
        ],
        colder=classes(store.lifecycle),
        cors=cors_rules(spec, name),
        alarms=store.alarms,
        kms_deletion_days=store.kms_deletion_days,
        tags=tags(spec, store=name),
    )


def lifecycle_rule(rule: Rule) -> BucketLifecycleConfigurationRuleArgsDict:
    """Always with a filter: a rule that lost its own would expire the bucket (terraform-provider-aws#28770)."""
    made: BucketLifecycleConfigurationRuleArgsDict = {
        "id": rule.id,
        "status": rule.status,
        "filter": {"prefix": rule.prefix},
    }
    if rule.expire_days is not None or rule.drop_markers:
        made["expiration"] = _expiration(rule)
    if rule.noncurrent_days is not None:
        made["noncurrent_version_expiration"] = _noncurrent(rule.noncurrent_days, rule.noncurrent_keep)
    if rule.abort_days is not None:
        made["abort_incomplete_multipart_upload"] = {"days_after_initiation": rule.abort_days}
    if rule.transitions:
        made["transitions"] = [{"days": days, "storage_class": kind} for days, kind in rule.transitions]
    if rule.noncurrent_transitions:
        made["noncurrent_version_transitions"] = [
            {"noncurrent_days": days, "storage_class": kind} for days, kind in rule.noncurrent_transitions
        ]
    return made


def cors_rules(spec: Spec, name: str) -> list[BucketCorsConfigurationCorsRuleArgsDict]:
    """The store's own rules in their order, else the site's origins may read; a store of logs has no readers."""
    own = spec.stores[name].cors
    if own is not None:
        return [_cors_rule(rule) for rule in own]
    if not spec.site.origins or not storages_of(spec, name):
        return []
    return [
        {
            "allowed_methods": ["GET", "HEAD"],
            "allowed_origins": sorted(spec.site.origins),
            "allowed_headers": list(READ_HEADERS),
            "expose_headers": ["ETag"],
            "max_age_seconds": 3600,
        }
    ]


def _cors_rule(rule: CorsRule) -> BucketCorsConfigurationCorsRuleArgsDict:
    made: BucketCorsConfigurationCorsRuleArgsDict = {
        "allowed_methods": list(rule.methods),
        "allowed_origins": list(rule.origins),
        "expose_headers": list(rule.expose_headers),
        "max_age_seconds": rule.max_age,
    }
    if rule.headers:
        made["allowed_headers"] = list(rule.headers)
    return made


def _expiration(rule: Rule) -> BucketLifecycleConfigurationRuleExpirationArgsDict:
    return {"expired_object_delete_marker": True} if rule.expire_days is None else {"days": rule.expire_days}


def _noncurrent(days: int, keep: int | None) -> BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgsDict:
    if keep is None:
        return {"noncurrent_days": days}
    return {"noncurrent_days": days, "newer_noncurrent_versions": keep}
