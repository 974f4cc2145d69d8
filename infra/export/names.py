"""Pulumi's names of types and properties as Terraform's: the bridge's own renaming, undone.

The bridge makes `aws:s3/bucketPolicy:BucketPolicy` of `aws_s3_bucket_policy`, and plurals of repeated blocks (`origins`
of `origin`); the full maps are in `bridge-metadata.json` of each provider.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from infra.offline.values import Secret, Sensitive, Unknown

if TYPE_CHECKING:
    from infra.offline.values import Value

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PREFIXES = {"aws": "aws", "gcp": "google"}
_MODULES = {
    "gcp": {
        "serviceaccount": "service_account", "certificatemanager": "certificate_manager", "projects": "project",
        "organizations": "", "cloudrunv2": "cloud_run_v2", "secretmanager": "secret_manager",
    },
    "aws": {"cognito": "cognito", "ec2": "", "lb": "", "alb": ""},
}  # fmt: skip
_TYPES = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "aws_iam_openid_connect_provider",
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "aws_s3_bucket_replication_configuration",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": "aws_cloudwatch_log_delivery_source",
    "gcp:serviceaccount/account:Account": "google_service_account",
    "gcp:organizations/project:Project": "google_project",
    "gcp:compute/uRLMap:URLMap": "google_compute_url_map",
    "gcp:compute/sSLPolicy:SSLPolicy": "google_compute_ssl_policy",
}
_SINGULAR = {
    "rules": "rule", "corsRules": "cors_rule", "origins": "origin", "originGroups": "origin_group",
    "orderedCacheBehaviors": "ordered_cache_behavior", "customErrorResponses": "custom_error_response",
    "customHeaders": "custom_header", "transitions": "transition", "noncurrentVersionTransitions":
    "noncurrent_version_transition", "lifecycleRules": "lifecycle_rule", "pathMatchers": "path_matcher",
    "pathRules": "path_rule", "hostRules": "host_rule", "grants": "grant", "members": "member",
    "lambdaFunctions": "lambda_function", "functionAssociations": "function_association", "queues": "queue",
    "lambdaFunctionAssociations": "lambda_function_association", "topics": "topic", "statements": "statement",
    "loggings": "logging", "inlinePolicies": "inline_policy", "metricQueries": "metric_query",
}  # fmt: skip
_FREE = frozenset({"tags", "tagsAll", "labels", "metadata", "dimensions", "variables", "attributeMapping"})


def snake(name: str) -> str:
    """`maxAgeSeconds` -> `max_age_seconds`, `iAMCustomRole` -> `iam_custom_role`."""
    if len(name) > 1 and name[0].islower() and name[1].isupper():
        name = name[0].upper() + name[1:]
    return _WORD.sub("_", name).lower()


def type_of(token: str) -> str:
    """Terraform's type of a bridged token; empty for one of a provider that is not bridged."""
    package, _, rest = token.partition(":")
    module, _, name = rest.partition(":")[0].partition("/")
    if package not in _PREFIXES or not name:
        return ""
    name = name.removesuffix("V2") if module == "s3" else name
    middle = _MODULES[package].get(module, module)
    made = "_".join(part for part in (_PREFIXES[package], middle, snake(name)) if part)
    return _TYPES.get(token, made)


def attribute(name: str) -> str:
    """Terraform's name of a property at the top of a resource."""
    return _SINGULAR.get(name, snake(name))


def identifier(name: str) -> str:
    """A name that a Terraform address can hold."""
    made = re.sub(r"[^A-Za-z0-9_-]", "_", name)
    return made if re.match(r"[A-Za-z_]", made) else f"_{made}"


def values_of(value: Mapping[str, Value]) -> dict[str, Any]:
    """Inputs in Terraform's words; unknown values are absent, as a plan leaves them out."""
    return {_name(key, item): _value(key, item) for key, item in value.items() if not isinstance(item, Unknown)}


def _name(key: str, item: Value) -> str:
    repeated = isinstance(item, list | tuple) and any(isinstance(part, Mapping) for part in item)
    return _SINGULAR[key] if key in _SINGULAR and (repeated or not item) else snake(key)


def _value(key: str, item: Value) -> Any:
    if key in _FREE and isinstance(item, Mapping):
        return {name: _value("", part) for name, part in item.items() if not isinstance(part, Unknown)}
    match item:
        case Secret() | Sensitive():
            return "[secret]"
        case Unknown():
            return None
        case Mapping():
            return [values_of(item)] if key else values_of(item)  # one nested block, as a plan has it
        case list() | tuple():
            return [_value("", part) for part in item]
        case _:
            return item
