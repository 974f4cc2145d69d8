"""CloudFront: domains, certificates, signing keys, limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.checks.names import file_path, placeholders
from generator.spec.facts import partition_of, region_of, s3_stores, storages_of
from generator.spec.limits import LIMITS
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.s3 import Cdn

_CERTIFICATE = re.compile(r"arn:aws:acm:([a-z0-9-]+):[0-9]{12}:certificate/[A-Za-z0-9-]+")
_ZONE = re.compile(r"Z[A-Z0-9]{3,31}")
_WEB_ACL = re.compile(r"arn:aws:wafv2:us-east-1:[0-9]{12}:global/webacl/[A-Za-z0-9_-]+/[a-f0-9-]+")
MAX_PREFIXES = LIMITS["prefixes behind a CDN"]["s3"].most
MAX_PATTERN = 255
MAX_KEYS = LIMITS["signing keys of a CDN"]["s3"].most


def check(spec: Spec) -> Iterator[Problem]:
    """Every bucket on S3 with a distribution."""
    for name, store in s3_stores(spec).items():
        if store.cdn is None:
            continue
        path = ("stores", name, "cdn")
        partition = partition_of(region_of(spec, store))
        if not partition.cloudfront:
            yield problem("SPEC090", *path, value=partition.name)
        yield from _domain(spec, path, store.cdn)
        yield from _signing(path, store.cdn)
        yield from _key_files(path, store.cdn)
        yield from _formats(path, store.cdn)
        yield from _patterns(spec, name)
        count = len(storages_of(spec, name))
        if count > MAX_PREFIXES:
            yield problem("SPEC097", *path, count=count)


def _patterns(spec: Spec, store: str) -> Iterator[Problem]:
    """A path pattern has at most 255 characters, `*` among them:
    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CacheBehavior.html"""
    for alias, storage in storages_of(spec, store).items():
        if len(storage.prefix) >= MAX_PATTERN:
            reason = f"behind a CDN a prefix has at most {MAX_PATTERN - 1} characters"
            yield problem("SPEC040", "storages", alias, "prefix", value=storage.prefix, reason=reason, example="media/")


def _domain(spec: Spec, path: tuple[str, ...], cdn: Cdn) -> Iterator[Problem]:
    extras = [key for key in ("certificate_arn", "dns_zone_id") if getattr(cdn, key) is not None]
    if spec.target == "local":
        for key in extras:
            yield problem("SPEC099", *path, key, value=key)
        return
    if cdn.domain is None:
        for key in extras:
            yield problem("SPEC094", *path, key, value=key)
        return
    if not extras:
        yield problem("SPEC092", *path, "domain", value=cdn.domain)


def _signing(path: tuple[str, ...], cdn: Cdn) -> Iterator[Problem]:
    """5 public keys a key group: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
    if cdn.signing is None:
        return
    names = list(cdn.signing.public_keys)
    if not 1 <= len(names) <= MAX_KEYS:
        yield problem("SPEC096", *path, "signing", "public_keys", count=len(names))
    if cdn.signing.active is not None and cdn.signing.active not in names:
        slots = {"value": cdn.signing.active, "key": "public_keys", "allowed": listing(names)}
        yield problem("SPEC095", *path, "signing", "active", **slots)
    for name in names:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,29}", name):
            yield problem("SPEC076", *path, "signing", "public_keys", name, KEY, value=name)


def _key_files(path: tuple[str, ...], cdn: Cdn) -> Iterator[Problem]:
    for name, file in (cdn.signing.public_keys if cdn.signing else {}).items():
        place = (*path, "signing", "public_keys", name)
        yield from placeholders(place, file, "project", "environment", "store")
        yield from file_path(place, file)


def _formats(path: tuple[str, ...], cdn: Cdn) -> Iterator[Problem]:
    if cdn.certificate_arn is not None:
        found = _CERTIFICATE.fullmatch(cdn.certificate_arn)
        if found is None:
            yield problem(
                "SPEC083",
                *path,
                "certificate_arn",
                value=cdn.certificate_arn,
                expected="the ARN of an ACM certificate",
                example="arn:aws:acm:us-east-1:123456789012:certificate/...",
            )
        elif found[1] != "us-east-1":
            yield problem("SPEC093", *path, "certificate_arn", value=found[1])
    if cdn.dns_zone_id is not None and not _ZONE.fullmatch(cdn.dns_zone_id):
        yield problem(
            "SPEC083",
            *path,
            "dns_zone_id",
            value=cdn.dns_zone_id,
            expected="a Route 53 hosted zone id",
            example="Z0123456789ABCDEFGHIJ",
        )
    if cdn.web_acl_arn is not None and not _WEB_ACL.fullmatch(cdn.web_acl_arn):
        yield problem(
            "SPEC083",
            *path,
            "web_acl_arn",
            value=cdn.web_acl_arn,
            expected="the ARN of a global WAFv2 web ACL",
            example="arn:aws:wafv2:us-east-1:123456789012:global/webacl/name/id",
        )
