"""Rules on the policies of buckets and keys: TLS, wildcards, the CDN's own statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.policy.documents import matches, statements
from infra.review.policy.reading import UNREAD, read
from infra.review.policy.rule import NOT_KNOWN, PASS, Rule, Verdict, fail
from infra.review.policy.scene import BUCKET, arn_name, names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.offline.graph import Resource
    from infra.review.policy.documents import Statement
    from infra.review.policy.scene import Scene

_POLICY = "aws:s3:BucketPolicy"
_CLOUDFRONT = "cloudfront.amazonaws.com"
_SOURCE = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")
_ADMIN = (
    "s3:deletebucketpolicy", "s3:putbucketacl", "s3:putbucketpolicy", "s3:putencryptionconfiguration",
    "s3:putobjectacl",
)  # fmt: skip


def _statements(scene: Scene, resource: Resource) -> tuple[Statement, ...] | None:
    """Of a bucket's policy resource, else of the bucket itself, or of a key. None: they cannot be read."""
    found = scene.beside(resource, _POLICY)
    texts = [read(row, "policy") for row in found or (resource,)]
    if not found and texts == [None]:
        return None if scene.unclear(_POLICY) else ()
    read_ones = [statements(text) for text in texts if text is not None]
    listed = [one for one in read_ones if one is not None]
    if len(listed) < len(read_ones) or UNREAD in texts:
        return None
    return tuple(statement for one in listed for statement in one)


def _tls(scene: Scene, bucket: Resource) -> Verdict:
    found = _statements(scene, bucket)
    if found is None:
        return NOT_KNOWN
    denied = {name for one in found if _denies_http(one) for name in one.resources}
    names = names_of(bucket)
    if all(any(_covers(pattern, name + end) for pattern in denied for name in names) for end in ("", "/*")):
        return PASS
    return fail("no statement of the bucket's policy denies plain HTTP to everybody, for the bucket and every file")


def _denies_http(one: Statement) -> bool:
    """A Deny for everybody on everything, under the one condition that TLS is missing."""
    said = [(key, values) for operator, key, values in one.conditions if operator in ("bool", "boolifexists")]
    return (
        one.effect == "Deny"
        and one.anybody()
        and not one.inverted
        and any(action in ("s3:*", "*") for action in one.actions)
        and len(one.conditions) == 1
        and said == [("aws:securetransport", ("false",))]
    )


def _covers(pattern: str, name: str) -> bool:
    """Whether a resource of a statement covers `bucket` or `bucket/*`."""
    text = arn_name(pattern)
    return text in (name, "*") or ("*" in text and matches(text, name))


def _any_allow(test: Callable[[Statement], bool], message: str) -> Callable[[Scene, Resource], Verdict]:
    """A rule that no statement which allows may break; the message names the first."""

    def judge(scene: Scene, resource: Resource) -> Verdict:
        found = _statements(scene, resource)
        if found is None:
            return NOT_KNOWN
        broken = next((one for one in found if one.effect == "Allow" and test(one)), None)
        return PASS if broken is None else fail(f"{broken.label}: {message}")

    return judge


def _for_anybody(one: Statement) -> bool:
    everyone = one.anybody() or "NotPrincipal" in one.inverted
    return everyone and not one.narrowed()


def _administers(one: Statement) -> bool:
    """AWS's own list of S3.6, to a principal of an account."""
    return any(element == "AWS" for element, _ in one.principals) and one.does(*_ADMIN)


def _by_service(one: Statement, cdn: bool) -> bool:
    services = [value for element, value in one.principals if element == "Service"]
    hits = [value for value in services if (value == _CLOUDFRONT) is cdn]
    return bool(hits) and not one.narrowed(_SOURCE)


_ON = (BUCKET,)
_KEYS = ("aws:kms:Key", "aws:kms:KeyPolicy")
RULES = (
    Rule("s3-tls-only", "The bucket's policy denies plain HTTP", "AWS", "error",
         ("CIS AWS 5.0 2.1.1", "CIS AWS 7.0 3.1.1", "FSBP S3.5"), _ON, _tls,
         "a Deny of s3:* to * on the bucket and its files under aws:SecureTransport false, and nothing more"),
    Rule("s3-wildcard-principal", "No statement allows everybody", "AWS", "error",
         ("CIS AWS 7.0 2.21", "FSBP S3.2", "FSBP S3.3"), _ON,
         _any_allow(_for_anybody, "everybody is allowed, under no condition that names somebody"),
         "principals by name, or a condition such as aws:SourceArn",
         "no storage of the store with `access: public` and `via: direct`"),
    Rule("s3-cdn-source", "CloudFront may read for one distribution", "AWS", "error", ("FSBP CloudFront.13",), _ON,
         _any_allow(lambda one: _by_service(one, cdn=True), "any distribution of any account may read"),
         "the condition AWS:SourceArn with the distribution's ARN", options=(("cdn",),)),
    Rule("s3-service-source", "Services act for one source", "AWS", "warning", ("AWS IAM: confused deputy",), _ON,
         _any_allow(lambda one: _by_service(one, cdn=False), "the service may be used from any account"),
         "a condition aws:SourceArn or aws:SourceAccount", options=(("access_logs",),)),
    Rule("s3-policy-administration", "No other account may change a bucket's rules", "AWS", "warning",
         ("CIS AWS 7.0 2.21", "FSBP S3.6"), _ON,
         _any_allow(_administers, "a principal may change the policy, the ACLs or the encryption"),
         "object actions only"),
    Rule("kms-wildcard-principal", "No key is everybody's", "AWS", "error", ("FSBP KMS.5",), _KEYS,
         _any_allow(_for_anybody, "everybody may use the key, under no condition that names somebody"),
         "principals by name, or a condition such as kms:CallerAccount", options=(("encryption",),)),
)  # fmt: skip
