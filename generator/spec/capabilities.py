"""What each cloud can do and how much of it takes: one table for checks, documentation and the README.

A row is a feature in a person's words. Where a cloud refuses it, the row says why and what to do instead, and
`generator.checks.features` refuses a spec that asks for it. Numbers of vendors are in `generator.spec.limits`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.facts import ProviderName

TITLES: Mapping[ProviderName, str] = {"s3": "S3", "gcs": "Google Cloud", "azure": "Azure"}
"""Providers as a person calls them, in the order tables show them."""


class Yes(NamedTuple):
    """Possible; `note` says how, or what comes with it."""

    note: str = ""


class No(NamedTuple):
    """Not possible: why, and what to do instead."""

    reason: str
    instead: str


class Feature(NamedTuple):
    """A row: its title, and what each cloud says to it."""

    title: str
    s3: Yes | No
    gcs: Yes | No
    azure: Yes | No

    def on(self, provider: ProviderName) -> Yes | No:
        """What one cloud says."""
        return {"s3": self.s3, "gcs": self.gcs, "azure": self.azure}[provider]


FEATURES: Mapping[str, Feature] = {
    "public-cdn": Feature(
        "public files through a CDN",
        Yes("CloudFront; the bucket stays private"),
        Yes("Cloud CDN; the same files can be read from the bucket too"),
        Yes("Front Door; the container stays private"),
    ),
    "public-direct": Feature(
        "public files straight from the store",
        Yes("by the bucket policy"),
        Yes("by IAM on the prefix"),
        Yes("whole containers; private files need containers of their own"),
    ),
    "signed-direct": Feature(
        "private files by signed links of the store",
        Yes("presigned URLs"),
        Yes("V4 signed URLs, signed by the service account without a key file"),
        Yes("user-delegation SAS"),
    ),
    "signed-cdn": Feature(
        "private files by signed links of the CDN",
        Yes("CloudFront key groups"),
        Yes("Cloud CDN signing keys"),
        Yes("a SAS that passes through Front Door, not cached"),
    ),
    "cookies": Feature(
        "private files by signed cookies",
        Yes("CloudFront"),
        Yes("Cloud CDN"),
        No("Front Door checks no cookies", "use `via: cdn` or `via: direct`, which sign links"),
    ),
    "cdn-without-domain": Feature(
        "a CDN without a domain of your own",
        Yes("`*.cloudfront.net`"),
        No("its load balancer has no host name of its own, and certificates need one", "add `domain` to the CDN"),
        Yes("`*.azurefd.net`"),
    ),
    "http3": Feature(
        "HTTP/3 from the CDN",
        Yes(),
        Yes(),
        No("Front Door answers over HTTP/2 at most", "leave `http3` out"),
    ),
    "headers": Feature(
        "security headers on every answer of the CDN",
        Yes("a response headers policy"),
        Yes("custom response headers"),
        Yes("a rule set"),
    ),
    "waf": Feature("a web application firewall", Yes("WAFv2"), Yes("Cloud Armor, at the edge"), Yes("a WAF policy")),
    "prefix-grants": Feature(
        "grants that end at a prefix",
        Yes("IAM policies"),
        Yes("managed folders, or IAM conditions"),
        Yes("conditions, or a container for each storage"),
    ),
    "prefix-list": Feature(
        "listing below a prefix only",
        Yes(),
        Yes("with managed folders; not with `isolation: conditions`"),
        Yes(),
    ),
    "replace-without-delete": Feature(
        "replacing files without the right to delete",
        Yes(),
        No("an object is replaced with the right to delete it", "grant `delete` too"),
        Yes(),
    ),
    "no-replace": Feature(
        "uploads that never replace each other, decided by the store",
        Yes("`If-None-Match`"),
        Yes("`ifGenerationMatch: 0`"),
        Yes("`If-None-Match`"),
    ),
    "acl": Feature(
        "ACLs",
        Yes("only with `object_ownership`; best left out"),
        No("uniform access has no ACLs, and prefixes are shared by IAM", "remove `acl`; `access` decides who reads"),
        No("blobs have no ACLs", "remove `acl`; `access` decides who reads"),
    ),
    "versioning": Feature("versions of replaced and deleted files", Yes(), Yes(), Yes()),
    "soft-delete": Feature(
        "deleted files kept for some days",
        No("S3 has versions only", "use `versioning` with `noncurrent_days`"),
        Yes("0, or 7 to 90 days"),
        Yes("0 to 365 days"),
    ),
    "retention": Feature(
        "files that nobody can delete for some days",
        No("Object Lock is not made here", "set it on a bucket of your own, and `adopt` it"),
        Yes("not beside versioning"),
        No("immutability policies are not made here", "set one on a container of your own, and `adopt` the account"),
    ),
    "lifecycle": Feature("deleting and moving files by age, below a prefix", Yes(), Yes(), Yes()),
    "keep-versions": Feature(
        "keeping a number of old versions",
        Yes(),
        Yes(),
        No("Azure counts the age of a version only", "use `noncurrent_days`"),
    ),
    "colder-by-use": Feature(
        "colder classes chosen by use",
        Yes("`INTELLIGENT_TIERING`"),
        Yes("`autoclass`"),
        No("tiers follow age, not use", "use `transitions`"),
    ),
    "abandoned-uploads": Feature(
        "removing uploads that never ended",
        Yes("after `abort_multipart_days`"),
        Yes("after `abort_multipart_days`"),
        Yes("by Azure itself, after 7 days"),
    ),
    "own-keys": Feature("encryption under keys of your own", Yes("KMS"), Yes("Cloud KMS"), Yes("Key Vault")),
    "cors": Feature("CORS", Yes(), Yes(), Yes()),
    "cors-subdomains": Feature(
        "CORS origins such as `https://*.example.com`",
        Yes(),
        No("it compares whole origins", "list each origin, or use `*`"),
        Yes(),
    ),
    "access-logs": Feature("access logs into another store", Yes(), Yes(), Yes()),
    "cdn-logs": Feature(
        "logs of the CDN into another store", Yes(), Yes("below `requests/`, by Cloud Logging"), Yes("by Azure Monitor")
    ),
    "alarms": Feature("alarms on size and number of files", Yes("CloudWatch"), Yes("Cloud Monitoring"), Yes("Monitor")),
    "usage-metrics": Feature(
        "usage metrics of the site",
        Yes("CloudWatch"),
        No("the site writes them to CloudWatch", "remove `usage_metrics`"),
        No("the site writes them to CloudWatch", "remove `usage_metrics`"),
    ),
    "permissions-boundary": Feature(
        "a permissions boundary on identities",
        Yes(),
        No("only roles of AWS have one", "remove `permissions_boundary`"),
        No("only roles of AWS have one", "remove `permissions_boundary`"),
    ),
    "github": Feature(
        "GitHub Actions without keys", Yes("OIDC"), Yes("workload identity federation"), Yes("federated credentials")
    ),
    "kubernetes": Feature(
        "Kubernetes without keys", Yes("Pod Identity, IRSA"), Yes("Workload Identity"), Yes("AKS workload identity")
    ),
    "outside": Feature(
        "code that runs elsewhere",
        Yes("an access key"),
        Yes("a service account key"),
        Yes("a service principal of yours"),
    ),
    "network": Feature(
        "network rules on the store",
        No("not made here", "use a VPC endpoint policy of your own"),
        No("not made here", "use VPC Service Controls"),
        Yes("addresses and subnets"),
    ),
    "adopt": Feature("taking over what exists", Yes(), Yes(), Yes()),
}
"""Every feature by key; `Yes` and `No` for each cloud."""


def rows() -> list[tuple[str, dict[ProviderName, tuple[bool, str]]]]:
    """Title, and for each cloud whether it is possible with the note or the reason: what the tables in docs show."""
    return [
        (feature.title, {provider: _cell(feature.on(provider)) for provider in TITLES}) for feature in FEATURES.values()
    ]


def _cell(found: Yes | No) -> tuple[bool, str]:
    match found:
        case Yes(note):
            return True, note
        case No(reason):
            return False, reason
