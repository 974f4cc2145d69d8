"""Who may do what with a bucket: its own policy, and the policy of a workload that uses it.

Plain values in, policy documents out. ARNs come from the caller, so every partition is served alike. Statements,
actions and resources have one fixed order: the same grants give the same text.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.policies.document import Document, Statement, allow, document
from infra.policies.kms import key_statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from generator.spec.workloads import Action

READ = ("s3:GetObject",)
WRITE = ("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject")
WRITE_ACL = ("s3:PutObjectAcl",)
DELETE = ("s3:DeleteObject",)
LIST = ("s3:ListBucket",)
METRICS = ("cloudwatch:GetMetricStatistics",)
"""CloudWatch has no resource to scope these to:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html"""


@dataclass(frozen=True)
class LogSource:
    """Something whose logs land in a bucket: its ARN (a bucket, a delivery source) and the prefix it writes."""

    arn: str
    prefix: str


@dataclass(frozen=True)
class Grant:
    """Actions of one workload on one prefix of one store.

    `acl` says that the storage sets object ACLs. `kms_key` is the ARN of the store's key (or of its alias) when the
    workload needs permission on it; `s3_endpoint` is the S3 of the store's region, as in `s3.eu-west-1.amazonaws.com`.
    """

    store: str
    bucket_arn: str
    prefix: str
    actions: tuple[Action, ...]
    acl: bool = False
    kms_key: str | None = None
    s3_endpoint: str = ""

    @property
    def objects(self) -> str:
        """The ARN pattern of the grant's objects."""
        return f"{self.bucket_arn}/{self.prefix}*"


def bucket_policy(
    bucket_arn: str,
    *,
    distribution_arn: str | None = None,
    cdn_prefixes: Sequence[str] = (),
    public_prefixes: Sequence[str] = (),
    access_logs: Sequence[LogSource] = (),
    cdn_logs: Sequence[LogSource] = (),
    account_id: str | None = None,
) -> Document:
    """TLS only; the distribution reads its prefixes, anyone reads the public ones, AWS delivers the logs it is told to.

    CIS AWS 2.1.1 and S3.5 (TLS); confused deputy: the distribution, and each log source, is named by its ARN.
    """
    statements = _tls_only(bucket_arn)
    if distribution_arn and cdn_prefixes:
        reads = _for("CdnRead", {"Service": "cloudfront.amazonaws.com"}, READ, _objects(bucket_arn, cdn_prefixes))
        statements.append({**reads, "Condition": {"StringEquals": {"AWS:SourceArn": distribution_arn}}})
    if public_prefixes:
        statements.append(_for("PublicRead", "*", READ, _objects(bucket_arn, public_prefixes)))
    if access_logs:
        statements.append(_logs("AccessLogs", "logging.s3.amazonaws.com", bucket_arn, access_logs, {}, account_id))
    if cdn_logs:
        owned = {"s3:x-amz-acl": "bucket-owner-full-control"}
        statements.append(_logs("CdnLogs", "delivery.logs.amazonaws.com", bucket_arn, cdn_logs, owned, account_id))
    return document(statements)


def public_access_block(*, public_policy: bool, public_acls: bool) -> dict[str, bool]:
    """The four flags of Block Public Access; each is off only for what the spec serves to anyone from the bucket."""
    return {
        "block_public_acls": not public_acls,
        "ignore_public_acls": not public_acls,
        "block_public_policy": not public_policy,
        "restrict_public_buckets": not (public_policy or public_acls),
    }


def workload_policy(grants: Iterable[Grant], *, usage_metrics: bool = False) -> Document:
    """One statement for each set of object actions, one list statement for each bucket, then keys and metrics."""
    ordered = sorted(grants, key=lambda grant: (grant.store, grant.prefix))
    statements = [*_object_statements(ordered), *_list_statements(ordered)]
    statements += key_statements(
        [(grant.kms_key, grant.s3_endpoint, grant.actions) for grant in ordered if grant.kms_key]
    )
    if usage_metrics:
        statements.append(allow("Metrics", METRICS, ["*"]))
    return document(statements)


def _tls_only(bucket_arn: str) -> list[Statement]:
    everything = {"Principal": "*", "Action": "s3:*", "Resource": [bucket_arn, f"{bucket_arn}/*"]}
    conditions: list[tuple[str, dict[str, Any]]] = [
        ("DenyInsecureTransport", {"Bool": {"aws:SecureTransport": "false"}}),
        ("DenyOldTls", {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
    ]
    return [{"Sid": sid, "Effect": "Deny", **everything, "Condition": condition} for sid, condition in conditions]


def _for(sid: str, principal: str | dict[str, str], actions: Collection[str], resources: Collection[str]) -> Statement:
    statement = allow(sid, actions, resources)
    return {"Sid": sid, "Effect": "Allow", "Principal": principal, **statement}


def _objects(bucket_arn: str, prefixes: Iterable[str]) -> list[str]:
    return [f"{bucket_arn}/{prefix}*" for prefix in prefixes]


def _logs(
    sid: str, service: str, bucket_arn: str, sources: Sequence[LogSource], equals: dict[str, str], account: str | None
) -> Statement:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html and
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html"""
    resources = _objects(bucket_arn, (source.prefix for source in sources))
    statement = _for(sid, {"Service": service}, ["s3:PutObject"], resources)
    exact = {**equals, **({"aws:SourceAccount": account} if account else {})}
    condition: dict[str, Any] = {"ArnLike": {"aws:SourceArn": sorted({source.arn for source in sources})}}
    return {**statement, "Condition": {**condition, **({"StringEquals": exact} if exact else {})}}


def _object_statements(grants: Sequence[Grant]) -> Iterator[Statement]:
    resources: dict[tuple[str, ...], list[str]] = {}
    for grant in grants:
        sets = tuple(_sets(grant))
        if sets:
            resources.setdefault(sets, []).append(grant.objects)
    for sets in sorted(resources):
        yield allow("".join(sets), [action for name in sets for action in _OBJECT_SETS[name]], resources[sets])


_OBJECT_SETS = {"Read": READ, "Write": WRITE, "Acl": WRITE_ACL, "Delete": DELETE}


def _sets(grant: Grant) -> Iterator[str]:
    """The action sets on objects, in the order a Sid names them: `ReadWriteAclDelete`."""
    if "read" in grant.actions:
        yield "Read"
    if "write" in grant.actions:
        yield "Write"
        if grant.acl:
            yield "Acl"
    if "delete" in grant.actions:
        yield "Delete"


def _list_statements(grants: Sequence[Grant]) -> Iterator[Statement]:
    """Both `p/` and `p/*`: a folder lists itself by its name. Never IfExists: a list without a prefix would pass."""
    by_store: dict[str, list[Grant]] = {}
    for grant in grants:
        if "list" in grant.actions:
            by_store.setdefault(grant.store, []).append(grant)
    sids = _sids(by_store)
    for store, found in by_store.items():
        statement = allow(sids[store], LIST, [found[0].bucket_arn])
        prefixes = [grant.prefix for grant in found]
        if "" in prefixes:  # the whole store
            yield statement
        else:
            patterns = sorted(pattern for prefix in prefixes for pattern in (prefix, f"{prefix}*"))
            yield {**statement, "Condition": {"StringLike": {"s3:prefix": patterns}}}


def _sids(stores: Iterable[str]) -> dict[str, str]:
    """`ListMediaArchive` for `media-archive`; a Sid takes letters and digits only, so names that meet get a hash."""
    names = {store: "List" + "".join(part.capitalize() for part in store.split("-")) for store in stores}
    taken = Counter(names.values())
    return {
        store: sid if taken[sid] == 1 else sid + hashlib.sha256(store.encode()).hexdigest()[:6]
        for store, sid in names.items()
    }
