"""Cloud CDN in front of one bucket: a backend bucket behind a global load balancer for HTTPS, and one that redirects.

Nothing but the bucket's own policy says which prefixes are served: a path that anyone may read, or one that is signed
for and that Cloud CDN may read. A URL map of prefixes would say the same a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from infra.components.gcp.certificate import add_certificate, add_records
from infra.components.gcp.compute import (
    BackendBucket,
    BackendBucketSignedUrlKey,
    GlobalAddress,
    GlobalForwardingRule,
    SSLPolicy,
    TargetHttpProxy,
    TargetHttpsProxy,
    URLMap,
)
from infra.names import child
from infra.policies.gcp_cdn import ANSWER_QUERIES, map_reference, response_headers
from infra.policies.gcp_names import NAME, fit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.gcs import GcsCdn

SCHEME = "EXTERNAL_MANAGED"
"""Said everywhere: the SDK's default has changed once, and another scheme replaces the forwarding rule."""
SIGNED_SECONDS = 3600
FAMILIES = ("ipv4", "ipv6")


@dataclass(frozen=True)
class CdnArgs:
    """A load balancer: `spec` in the vendor's words, `name` what its resources' names start with.

    `keys` are the signing keys' values by name: 16 bytes each, base64url.
    """

    spec: GcsCdn
    name: str
    bucket: pulumi.Input[str]
    keys: Mapping[str, pulumi.Output[str]]
    comment: str
    labels: Mapping[str, str]

    def named(self, part: str) -> str:
        """The physical name of a part of it."""
        return fit(f"{self.name}-{part}", NAME)


class Cdn(pulumi.ComponentResource):
    """The backend, its signing keys by name, its addresses by family, and the names of its forwarding rules."""

    backend: BackendBucket
    keys: Mapping[str, BackendBucketSignedUrlKey]
    addresses: Mapping[str, GlobalAddress]
    rules: tuple[GlobalForwardingRule, ...]

    def __init__(self, name: str, args: CdnArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stowplan:gcp:Cdn", name, {}, opts)
        self.backend = _backend(self, name, args)
        self.keys = _keys(self, name, args, self.backend)
        self.addresses = {family: _address(self, name, args, family) for family in FAMILIES}
        https, http = _https(self, name, args, self.backend), _redirect(self, name, args)
        self.rules = tuple(
            _rule(self, args, child(child(name, family), part), address, (f"{family}-{part}", port, target))
            for family, address in self.addresses.items()
            for part, port, target in (("https", "443", https), ("http", "80", http))
        )
        if args.spec.domain and args.spec.dns_zone:
            found = {family: address.address for family, address in self.addresses.items()}
            add_records(self, name, args.spec.domain, args.spec.dns_zone, found)
        self.register_outputs({"backend": self.backend.name, "address": self.addresses["ipv4"].address})


def _backend(parent: Cdn, name: str, args: CdnArgs) -> BackendBucket:
    """The bucket says how long its files may be kept. A missing file is asked for again: it may be there by now."""
    return BackendBucket(
        name,
        name=args.named("cdn"),
        bucket_name=args.bucket,
        description=args.comment,
        enable_cdn=True,
        compression_mode="AUTOMATIC",
        cdn_policy={
            "cache_mode": "USE_ORIGIN_HEADERS",
            "cache_key_policy": {"query_string_whitelists": list(ANSWER_QUERIES)},
            "negative_caching": False,
            "request_coalescing": True,
            "serve_while_stale": 0,
            "signed_url_cache_max_age_sec": SIGNED_SECONDS,
        },
        custom_response_headers=response_headers(args.spec.headers),
        edge_security_policy=args.spec.edge_security_policy,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _keys(parent: Cdn, name: str, args: CdnArgs, backend: BackendBucket) -> dict[str, BackendBucketSignedUrlKey]:
    """Named as in the spec, which is how a signature says which key made it. The SDK marks the value as secret."""
    return {
        key: BackendBucketSignedUrlKey(
            child(name, key),
            name=key,
            backend_bucket=backend.name,
            key_value=value,
            opts=pulumi.ResourceOptions(parent=parent),
        )
        for key, value in args.keys.items()
    }


def _address(parent: Cdn, name: str, args: CdnArgs, family: str) -> GlobalAddress:
    return GlobalAddress(
        child(name, family),
        name=args.named(family),
        address_type="EXTERNAL",
        ip_version=family.upper(),
        labels=args.labels,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _https(parent: Cdn, name: str, args: CdnArgs, backend: BackendBucket) -> pulumi.Output[str]:
    options = pulumi.ResourceOptions(parent=parent)
    policy = SSLPolicy(
        name,
        name=args.named("tls"),
        min_tls_version="TLS_1_2",
        profile=args.spec.ssl_profile,
        opts=options,
    )
    map_ = URLMap(name, name=args.named("https"), default_service=backend.self_link, opts=options)
    certificates, ready = _certificate_map(parent, name, args)
    proxy = TargetHttpsProxy(
        name,
        name=args.named("https"),
        url_map=map_.self_link,
        certificate_map=certificates,
        ssl_policy=policy.self_link,
        quic_override="ENABLE" if args.spec.http3 else "DISABLE",
        opts=pulumi.ResourceOptions(parent=parent, depends_on=ready),
    )
    return proxy.self_link


def _certificate_map(parent: Cdn, name: str, args: CdnArgs) -> tuple[pulumi.Input[str] | None, list[pulumi.Resource]]:
    """The spec's own, else one for the domain. A local load balancer may have neither."""
    if args.spec.certificate_map is not None:
        return map_reference(args.spec.certificate_map), []
    if args.spec.domain is None:
        return None, []
    map_, entry = add_certificate(parent, name, args.name, args.spec.domain, args.spec.dns_zone, args.labels)
    return map_.id.apply(map_reference), [entry]


def _redirect(parent: Cdn, name: str, args: CdnArgs) -> pulumi.Output[str]:
    options = pulumi.ResourceOptions(parent=parent)
    map_ = URLMap(
        child(name, "http"),
        name=args.named("http"),
        default_url_redirect={
            "https_redirect": True,
            "redirect_response_code": "MOVED_PERMANENTLY_DEFAULT",
            "strip_query": False,
        },
        opts=options,
    )
    proxy = TargetHttpProxy(name, name=args.named("http"), url_map=map_.self_link, opts=options)
    return proxy.self_link


def _rule(
    parent: Cdn, args: CdnArgs, name: str, address: GlobalAddress, what: tuple[str, str, pulumi.Output[str]]
) -> GlobalForwardingRule:
    part, port, target = what
    return GlobalForwardingRule(
        name,
        name=args.named(part),
        load_balancing_scheme=SCHEME,
        ip_protocol="TCP",
        ip_address=address.address,
        port_range=port,
        target=target,
        labels=args.labels,
        opts=pulumi.ResourceOptions(parent=parent),
    )
