"""Rules on CloudFront distributions; references are AWS Foundational Security Best Practices (FSBP).

Items that are not known to be in that standard are named "Security Hub".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.review.policy.reading import UNREAD, at, blocks, items, read, shown, texts, unread, yes
from infra.review.policy.rule import NOT_KNOWN, PASS, Rule, Verdict, fail, require
from infra.review.policy.scene import BUCKET

if TYPE_CHECKING:
    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.policy.scene import Scene

_OAC = "aws:cloudfront:OriginAccessControl"
_S3_HOST = re.compile(r"(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?")
_OLD_TLS = ("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016")
_GOOD_TLS = re.compile(r"TLSv1\.2_202[1-9]|TLSv1\.3_20[2-9][0-9]")
_HTTPS = ("redirect-to-https", "https-only")


def _behaviours(distribution: Resource) -> tuple[Value, ...]:
    first = read(distribution, "defaultCacheBehavior")
    return (first, *items(read(distribution, "orderedCacheBehaviors")))


def _origins(distribution: Resource) -> tuple[Value, ...]:
    return items(read(distribution, "origins"))


def _bucket_origins(distribution: Resource) -> list[tuple[Value, str]]:
    """The origins that are buckets, with the bucket's name; a website endpoint is a custom origin."""
    said = [(origin, at(origin, "domainName")) for origin in blocks(_origins(distribution))]
    hosts = [(origin, _S3_HOST.fullmatch(host)) for origin, host in said if isinstance(host, str)]
    return [(origin, match[1]) for origin, match in hosts if match]


def _root(_: Scene, distribution: Resource) -> Verdict:
    return require(
        read(distribution, "defaultRootObject"), bool, "/ is answered by the origin, with a list if it has one"
    )


def _viewer(_: Scene, distribution: Resource) -> Verdict:
    said = [at(behaviour, "viewerProtocolPolicy") for behaviour in _behaviours(distribution)]
    if any(value not in _HTTPS for value in said if value is not UNREAD):
        return fail("readers may use plain HTTP")
    return NOT_KNOWN if UNREAD in said else PASS


def _failover(_: Scene, distribution: Resource) -> Verdict:
    return require(read(distribution, "originGroups"), bool, "there is no second origin")


def _logging(scene: Scene, distribution: Resource) -> Verdict:
    sources, unclear = scene.once("logged distributions", _sources)
    arn = distribution.outputs.get("arn")
    if distribution.urn in sources or (isinstance(arn, str) and arn in sources):
        return PASS
    if unclear:
        return NOT_KNOWN
    return require(read(distribution, "loggingConfig", "bucket"), bool, "requests are not logged")


def _sources(scene: Scene) -> tuple[frozenset[str], bool]:
    """What delivers logs, by urn and ARN, and whether there may be more."""
    rows = scene.of("aws:cloudwatch:LogDeliverySource")
    urns = {urn for row in rows for urn in row.property_dependencies.get("resourceArn", ())}
    said = [read(row, "resourceArn") for row in rows]
    return frozenset(urns | set(texts(tuple(said)))), UNREAD in said


def _waf(_: Scene, distribution: Resource) -> Verdict:
    return require(read(distribution, "webAclId"), bool, "there is no firewall before it")


def _certificate(distribution: Resource) -> Value:
    """The certificate block; None for CloudFront's own certificate."""
    block = read(distribution, "viewerCertificate")
    return None if yes(at(block, "cloudfrontDefaultCertificate")) else block


def _own_certificate(_: Scene, distribution: Resource) -> Verdict:
    return require(_certificate(distribution), bool, "it has CloudFront's certificate, which takes old TLS too")


def _sni(_: Scene, distribution: Resource) -> Verdict:
    block = _certificate(distribution)
    if not block:
        return PASS
    return require(at(block, "sslSupportMethod"), lambda said: said == "sni-only", "it pays for addresses of its own")


def _tls(_: Scene, distribution: Resource) -> Verdict:
    block = _certificate(distribution)
    if not block:
        return PASS
    said = at(block, "minimumProtocolVersion")
    return require(said, lambda value: value is not None and value not in _OLD_TLS, "readers may use TLS below 1.2")


def _tls_policy(_: Scene, distribution: Resource) -> Verdict:
    block = _certificate(distribution)
    if not block:
        return PASS
    said = at(block, "minimumProtocolVersion")
    return require(said, _recommended, f"the TLS policy is {shown(said)}, which has ciphers that AWS advises against")


def _recommended(value: Value) -> bool:
    return isinstance(value, str) and bool(_GOOD_TLS.fullmatch(value))


def _custom(distribution: Resource) -> list[Value]:
    return [at(origin, "customOriginConfig") for origin in blocks(_origins(distribution))]


def _origin_https(_: Scene, distribution: Resource) -> Verdict:
    said = [at(block, "originProtocolPolicy") for block in _custom(distribution) if block is not None]
    viewers = [at(behaviour, "viewerProtocolPolicy") for behaviour in _behaviours(distribution)]
    as_viewers = all(value in _HTTPS for value in viewers)
    fine = ("https-only", "match-viewer") if as_viewers else ("https-only",)
    if any(value not in fine for value in said if value is not UNREAD):
        return fail("it may fetch from an origin over plain HTTP")
    return NOT_KNOWN if UNREAD in said else PASS


def _origin_ssl(_: Scene, distribution: Resource) -> Verdict:
    said = [at(block, "originSslProtocols") for block in _custom(distribution)]
    if any("SSLv3" in texts(value) for value in said):
        return fail("it speaks SSLv3 with an origin")
    return NOT_KNOWN if unread(tuple(said)) else PASS


def _exists(scene: Scene, distribution: Resource) -> Verdict:
    depends = {
        scene.found[urn].type for urn in distribution.property_dependencies.get("origins", ()) if urn in scene.found
    }
    names = [name for _, name in _bucket_origins(distribution) if f"{BUCKET}|{name.lower()}" not in scene.names]
    if names and not any(type_.endswith((":Bucket", ":BucketV2")) for type_ in depends):
        return fail(f"the bucket {shown(names[0])} is not of this stack, so nothing says that it exists")
    return PASS


def _access(scene: Scene, distribution: Resource) -> Verdict:
    """An origin access control, or the identity that came before it (which `cloudfront-oai` is about)."""
    for origin, name in _bucket_origins(distribution):
        control, identity = at(origin, "originAccessControlId"), _identity(origin)
        if not control and not identity and UNREAD not in (control, identity):
            return fail(f"the origin {shown(name)} is read as anybody: only a public bucket answers")
        if _unsigned(scene, control):
            return fail(f"requests to the origin {shown(name)} are not always signed")
    return NOT_KNOWN if unread(_origins(distribution)) else PASS


def _unsigned(scene: Scene, control: Value) -> bool:
    own = scene.by_output(_OAC).get(control) if isinstance(control, str) else None
    return own is not None and read(own, "signingBehavior") not in ("always", UNREAD)


def _identity(origin: Value) -> Value:
    return at(origin, "s3OriginConfig", "originAccessIdentity")


def _old_identity(_: Scene, distribution: Resource) -> Verdict:
    old = [origin for origin, _ in _bucket_origins(distribution) if _identity(origin)]
    broken = any(_identity(origin) is not UNREAD for origin in old)
    return fail("an origin has an access identity, which AWS replaced") if broken else PASS


def _signers(_: Scene, distribution: Resource) -> Verdict:
    said = tuple(at(behaviour, "trustedSigners") for behaviour in _behaviours(distribution))
    return require(said, lambda values: not any(values), "signatures are checked with keys of an account's root user")


_ON = ("aws:cloudfront:Distribution",)
_DOMAIN = (("cdn", "domain"), ("cdn",))
RULES = (
    Rule("cloudfront-default-root-object", "/ is answered with a file", "AWS", "warning", ("FSBP CloudFront.1",), _ON,
         _root, "defaultRootObject", options=(("cdn",),)),
    Rule("cloudfront-viewer-https", "Readers use HTTPS", "AWS", "error", ("FSBP CloudFront.3",), _ON, _viewer,
         "viewerProtocolPolicy redirect-to-https in every behaviour", options=(("cdn",),)),
    Rule("cloudfront-failover", "There is a second origin", "AWS", "note", ("FSBP CloudFront.4",), _ON, _failover,
         "originGroups", options=(("cdn",),)),
    Rule("cloudfront-logging", "Requests are logged", "AWS", "note", ("FSBP CloudFront.5",), _ON, _logging,
         "loggingConfig, or an aws.cloudwatch.LogDeliverySource", "`cdn: {logs: {store: ..., prefix: ...}}`",
         (("cdn", "logs"), ("cdn",))),
    Rule("cloudfront-waf", "A firewall is before it", "AWS", "note", ("FSBP CloudFront.6",), _ON, _waf, "webAclId",
         "`cdn: {web_acl_arn: ...}`", (("cdn", "web_acl_arn"), ("cdn",))),
    Rule("cloudfront-own-certificate", "It has a domain and certificate of its own", "AWS", "note",
         ("FSBP CloudFront.7",), _ON, _own_certificate, "viewerCertificate.acmCertificateArn",
         "`cdn: {domain: ...}`", _DOMAIN),
    Rule("cloudfront-sni", "Its certificate is chosen by name (SNI)", "AWS", "warning", ("FSBP CloudFront.8",), _ON,
         _sni, "sslSupportMethod sni-only", options=_DOMAIN),
    Rule("cloudfront-tls", "Readers use TLS 1.2 or newer", "AWS", "error", ("FSBP CloudFront.15",), _ON, _tls,
         "minimumProtocolVersion TLSv1.2_2021", "`cdn: {minimum_tls: TLSv1.2_2021}`",
         (("cdn", "minimum_tls"), ("cdn",))),
    Rule("cloudfront-tls-policy", "The TLS policy is one that AWS recommends", "AWS", "warning",
         ("FSBP CloudFront.15",), _ON, _tls_policy, "minimumProtocolVersion TLSv1.2_2021 or newer",
         "`cdn: {minimum_tls: TLSv1.2_2021}`", (("cdn", "minimum_tls"), ("cdn",))),
    Rule("cloudfront-origin-https", "Origins are read over HTTPS", "AWS", "error", ("FSBP CloudFront.9",), _ON,
         _origin_https, "originProtocolPolicy https-only", options=(("cdn",),)),
    Rule("cloudfront-origin-ssl", "Origins are not read over SSLv3", "AWS", "error", ("FSBP CloudFront.10",), _ON,
         _origin_ssl, "originSslProtocols TLSv1.2", options=(("cdn",),)),
    Rule("cloudfront-origin-exists", "The origin is a bucket of the stack", "AWS", "note", ("FSBP CloudFront.12",),
         _ON, _exists, "the bucket's output bucketRegionalDomainName instead of a text", options=(("cdn",),)),
    Rule("cloudfront-oac", "Only the distribution reads the bucket", "AWS", "error", ("FSBP CloudFront.13",), _ON,
         _access, "originAccessControlId of a control with signingBehavior always", options=(("cdn",),)),
    Rule("cloudfront-oai", "It reads by an origin access control", "AWS", "warning", ("FSBP CloudFront.13",), _ON,
         _old_identity, "an aws.cloudfront.OriginAccessControl in place of the identity", options=(("cdn",),)),
    Rule("cloudfront-key-groups", "Signatures are checked by key groups", "AWS", "warning",
         ("Security Hub CloudFront.17",), _ON, _signers, "trustedKeyGroups in place of trustedSigners",
         "`cdn: {signing: {public_keys: ...}}`",
         (("cdn", "signing"), ("cdn",))),
)  # fmt: skip
