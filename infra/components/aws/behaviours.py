"""What a distribution does with a path: which need a signature, and the headers on every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pulumi
    from pulumi_aws.cloudfront import (
        CachePolicyParametersInCacheKeyAndForwardedToOriginArgsDict,
        DistributionDefaultCacheBehaviorArgsDict,
        DistributionOrderedCacheBehaviorArgsDict,
        ResponseHeadersPolicyCorsConfigArgsDict,
        ResponseHeadersPolicySecurityHeadersConfigArgsDict,
    )

    from generator.spec.parts import Headers
    from infra.policies.serving import Readers

ORIGIN = "bucket"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
"""Managed-CachingOptimized: a constant of CloudFront's, as looking it up would need credentials at preview.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html"""
CORS_S3_ORIGIN = "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"
"""Managed-CORS-S3Origin: passes what S3 needs to answer a preflight."""

ANSWER_QUERIES = (
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "versionId",
)
"""What changes S3's answer to a read (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html)."""
READ_HEADERS = ("If-Modified-Since", "If-None-Match", "Range")
"""What a script that reads a file may send beside the plain headers."""
_MAX_AGE = 3600


class Guard(NamedTuple):
    """What a behaviour that asks for a signature has: who signs, and what is cached by."""

    key_groups: Sequence[pulumi.Input[str]]
    cache_policy: pulumi.Input[str]


def is_private(readers: Readers, prefix: str, *, signing: bool) -> bool:
    """Whether the behaviour of a prefix asks for a signature.

    `""` is the default behaviour: of the storage that has no prefix, else the strictest there is, as nothing is meant
    to be found there.
    """
    if prefix in readers.cdn_private:
        return True
    return signing and not prefix and prefix not in readers.cdn_public


def default_behaviour(
    headers_policy: pulumi.Input[str], guard: Guard | None, *, cors: bool
) -> DistributionDefaultCacheBehaviorArgsDict:
    """The behaviour of every path without one of its own; without a `guard` anyone may read."""
    made: DistributionDefaultCacheBehaviorArgsDict = {
        "target_origin_id": ORIGIN,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": _methods(cors),
        "cached_methods": ["GET", "HEAD"],
        "compress": True,
        "cache_policy_id": guard.cache_policy if guard else CACHING_OPTIMIZED,
        "response_headers_policy_id": headers_policy,
    }
    if cors:
        made["origin_request_policy_id"] = CORS_S3_ORIGIN
    if guard:
        made["trusted_key_groups"] = guard.key_groups
    return made


def path_behaviour(
    prefix: str, headers_policy: pulumi.Input[str], guard: Guard | None, *, cors: bool
) -> DistributionOrderedCacheBehaviorArgsDict:
    """The behaviour of one prefix. It ends with `/`, so the pattern reaches no sibling."""
    made: DistributionOrderedCacheBehaviorArgsDict = {
        "path_pattern": f"{prefix}*",
        "target_origin_id": ORIGIN,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": _methods(cors),
        "cached_methods": ["GET", "HEAD"],
        "compress": True,
        "cache_policy_id": guard.cache_policy if guard else CACHING_OPTIMIZED,
        "response_headers_policy_id": headers_policy,
    }
    if cors:
        made["origin_request_policy_id"] = CORS_S3_ORIGIN
    if guard:
        made["trusted_key_groups"] = guard.key_groups
    return made


def signed_cache() -> CachePolicyParametersInCacheKeyAndForwardedToOriginArgsDict:
    """CachingOptimized, and the parameters of S3's answer.

    For signed URLs only, where the site signs them: with cookies, or with neither, anyone could make a link that shows
    a file as another type.
    """
    return {
        "cookies_config": {"cookie_behavior": "none"},
        "headers_config": {"header_behavior": "none"},
        "query_strings_config": {"query_string_behavior": "whitelist", "query_strings": {"items": ANSWER_QUERIES}},
        "enable_accept_encoding_brotli": True,
        "enable_accept_encoding_gzip": True,
    }


def security_headers(wanted: Headers) -> ResponseHeadersPolicySecurityHeadersConfigArgsDict:
    """The headers on every answer, whatever the bucket sends."""
    made: ResponseHeadersPolicySecurityHeadersConfigArgsDict = {
        "content_type_options": {"override": True},
        "frame_options": {"frame_option": wanted.frame_options, "override": True},
        "referrer_policy": {"referrer_policy": wanted.referrer_policy, "override": True},
        "strict_transport_security": {
            "access_control_max_age_sec": wanted.hsts.max_age,
            "include_subdomains": wanted.hsts.include_subdomains,
            "preload": wanted.hsts.preload,
            "override": True,
        },
    }
    if wanted.content_security_policy is not None:
        policy = wanted.content_security_policy
        made["content_security_policy"] = {"content_security_policy": policy, "override": True}
    return made


def cors_headers(origins: Sequence[str], *, credentials: bool) -> ResponseHeadersPolicyCorsConfigArgsDict:
    """The site's scripts may read; S3's own answer, cached for another origin, is replaced. `credentials`: cookies."""
    return {
        "access_control_allow_credentials": credentials,
        "access_control_allow_headers": {"items": list(READ_HEADERS)},
        "access_control_allow_methods": {"items": ["GET", "HEAD"]},
        "access_control_allow_origins": {"items": sorted(origins)},
        "access_control_expose_headers": {"items": ["ETag"]},
        "access_control_max_age_sec": _MAX_AGE,
        "origin_override": True,
    }


def _methods(cors: bool) -> list[str]:
    return ["GET", "HEAD", "OPTIONS"] if cors else ["GET", "HEAD"]
