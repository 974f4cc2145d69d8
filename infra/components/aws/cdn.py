"""A distribution in front of one bucket, which it reads by origin access control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws.cloudfront import (
    CachePolicy,
    Distribution,
    DistributionViewerCertificateArgsDict,
    KeyGroup,
    OriginAccessControl,
    PublicKey,
    ResponseHeadersPolicy,
)
from pulumi_aws.cloudwatch import LogDeliverySource

from infra.components.aws import behaviours
from infra.components.aws.behaviours import Guard
from infra.components.aws.certificate import REGION, add_certificate, add_records
from infra.names import child

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.spec.s3 import Cdn as CdnSpec
    from infra.policies.serving import Readers

_DAY = 86_400


@dataclass(frozen=True)
class CdnArgs:
    """A distribution: `spec` in the vendor's words, `readers` the prefixes it serves.

    `origin` is the bucket's regional domain, `public_keys` name -> PEM, `origins` the site's (for CORS).
    """

    spec: CdnSpec
    readers: Readers
    origin: pulumi.Input[str]
    public_keys: Mapping[str, str]
    origins: Sequence[str]
    comment: str
    tags: Mapping[str, str]

    @property
    def cors(self) -> bool:
        """Whether answers carry CORS headers."""
        return self.spec.headers.cors and bool(self.origins)


class Cdn(pulumi.ComponentResource):
    """The distribution. `keys` are the public keys by name; `log_source` is there when it logs."""

    distribution: Distribution
    keys: Mapping[str, PublicKey]
    log_source: LogDeliverySource | None

    def __init__(self, name: str, args: CdnArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:aws:Cdn", name, {}, opts)
        self.keys = _public_keys(self, name, args)
        self.distribution = _distribution(self, name, args, _key_groups(self, name, args, self.keys))
        self.log_source = _log_source(self, name, args, self.distribution) if args.spec.logs else None
        if args.spec.domain and args.spec.dns_zone_id:
            add_records(self, name, args.spec.domain, args.spec.dns_zone_id, self.distribution)
        self.register_outputs({"distribution": self.distribution.id, "domain": self.distribution.domain_name})


def _public_keys(parent: Cdn, name: str, args: CdnArgs) -> dict[str, PublicKey]:
    """No physical name: a key that changes is made anew, and both exist until the key group lets the old one go."""
    return {
        key: PublicKey(
            child(name, key),
            encoded_key=pem,
            comment=f"{args.comment} {key}",
            opts=pulumi.ResourceOptions(parent=parent),
        )
        for key, pem in args.public_keys.items()
    }


def _key_groups(parent: Cdn, name: str, args: CdnArgs, keys: Mapping[str, PublicKey]) -> list[pulumi.Output[str]]:
    if not keys:
        return []
    items = [keys[key].id for key in sorted(keys)]
    group = KeyGroup(name, items=items, comment=args.comment, opts=pulumi.ResourceOptions(parent=parent))
    return [group.id]


def _signed_cache(parent: Cdn, name: str, args: CdnArgs) -> pulumi.Input[str]:
    """One for each distribution with signed URLs: an account takes 20 policies of its own (cloudfront-limits.html)."""
    if not args.readers.cdn_signed:
        return behaviours.CACHING_OPTIMIZED
    policy = CachePolicy(
        name,
        comment=args.comment,
        min_ttl=1,
        default_ttl=_DAY,
        max_ttl=365 * _DAY,
        parameters_in_cache_key_and_forwarded_to_origin=behaviours.signed_cache(),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return policy.id


def _distribution(parent: Cdn, name: str, args: CdnArgs, groups: list[pulumi.Output[str]]) -> Distribution:
    options = pulumi.ResourceOptions(parent=parent)
    control = OriginAccessControl(
        name,
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        description=args.comment,
        opts=options,
    )
    headers = _headers(parent, name, args)

    cache = _signed_cache(parent, name, args)

    def guard(prefix: str) -> Guard | None:
        if not behaviours.is_private(args.readers, prefix, signing=bool(groups)):
            return None
        return Guard(groups, cache if prefix in args.readers.cdn_signed else behaviours.CACHING_OPTIMIZED)

    return Distribution(
        name,
        enabled=True,
        comment=args.comment,
        is_ipv6_enabled=True,
        http_version="http2and3" if args.spec.http3 else "http2",
        price_class=args.spec.price_class,
        aliases=[args.spec.domain] if args.spec.domain else [],
        default_root_object="index.html",  # never a listing of the bucket (CloudFront.1)
        origins=[
            {
                "origin_id": behaviours.ORIGIN,
                "domain_name": args.origin,
                "origin_access_control_id": control.id,
            }
        ],
        default_cache_behavior=behaviours.default_behaviour(headers.id, guard(""), cors=args.cors),
        ordered_cache_behaviors=[
            behaviours.path_behaviour(prefix, headers.id, guard(prefix), cors=args.cors)
            for prefix in args.readers.cdn
            if prefix
        ],
        restrictions={"geo_restriction": {"restriction_type": "none"}},
        viewer_certificate=_viewer_certificate(parent, name, args),
        web_acl_id=args.spec.web_acl_arn,
        wait_for_deployment=False,
        tags=args.tags,
        opts=options,
    )


def _headers(parent: Cdn, name: str, args: CdnArgs) -> ResponseHeadersPolicy:
    cors = behaviours.cors_headers(args.origins, credentials=bool(args.readers.cdn_cookies)) if args.cors else None
    return ResponseHeadersPolicy(
        name,
        comment=args.comment,
        security_headers_config=behaviours.security_headers(args.spec.headers),
        cors_config=cors,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _viewer_certificate(parent: Cdn, name: str, args: CdnArgs) -> DistributionViewerCertificateArgsDict:
    """CloudFront's own certificate sets its own TLS floor; ours comes with the domain."""
    domain, zone = args.spec.domain, args.spec.dns_zone_id
    arn: pulumi.Input[str] | None = args.spec.certificate_arn
    if arn is None and domain and zone:
        arn = add_certificate(parent, name, domain, zone, args.tags)
    if domain is None or arn is None:
        return {"cloudfront_default_certificate": True}
    return {
        "acm_certificate_arn": arn,
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": args.spec.minimum_tls,
    }


def _log_source(parent: Cdn, name: str, args: CdnArgs, distribution: Distribution) -> LogDeliverySource:
    return LogDeliverySource(
        name,
        log_type="ACCESS_LOGS",
        resource_arn=distribution.arn,
        region=REGION,
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent),
    )
