"""What an S3 request asks for: IAM actions, resource ARNs and condition keys, from tables.

Source: "Required permissions for Amazon S3 API operations" (S3 user guide) and the service authorization reference
for `s3`. A request that is not in the tables is refused with NotImplemented, never treated as another one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, parse_qsl, unquote

from infra.local.aws.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Need:
    """One action on one resource that must be allowed, with the condition keys the request brings."""

    action: str
    resource: str
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A request read: its bucket and key (empty when it names none), the sub-resource, what it needs.

    `main` is None for an OPTIONS request and a batch delete; `source` is the bucket and key a copy reads;
    `extra` are permissions for headers beside the main one.
    """

    bucket: str
    key: str
    subresource: str
    main: Need | None
    source: tuple[str, str, Need] | None = None
    extra: tuple[Need, ...] = ()


# (method, sub-resource) → action without "s3:"; "" is the plain request
BUCKET_ACTIONS: Mapping[tuple[str, str], str] = {
    ("HEAD", ""): "ListBucket",
    ("GET", ""): "ListBucket",
    ("GET", "versions"): "ListBucketVersions",
    ("GET", "uploads"): "ListBucketMultipartUploads",
    ("GET", "location"): "GetBucketLocation",
    ("GET", "policyStatus"): "GetBucketPolicyStatus",
    ("PUT", ""): "CreateBucket",
    ("DELETE", ""): "DeleteBucket",
    ("DELETE", "policy"): "DeleteBucketPolicy",
    ("DELETE", "website"): "DeleteBucketWebsite",
}
# sub-resource → what follows Get and Put; DELETE takes the Put action unless the table above says otherwise
BUCKET_SETTINGS: Mapping[str, str] = {
    "accelerate": "AccelerateConfiguration",
    "acl": "BucketAcl",
    "cors": "BucketCORS",
    "encryption": "EncryptionConfiguration",
    "inventory": "InventoryConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "logging": "BucketLogging",
    "notification": "BucketNotification",
    "object-lock": "BucketObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "replication": "ReplicationConfiguration",
    "requestPayment": "BucketRequestPayment",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}
# with a versionId the action in the second place
OBJECT_ACTIONS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("HEAD", ""): ("GetObject", "GetObjectVersion"),
    ("GET", ""): ("GetObject", "GetObjectVersion"),
    ("GET", "acl"): ("GetObjectAcl", "GetObjectVersionAcl"),
    ("GET", "attributes"): ("GetObjectAttributes", "GetObjectVersionAttributes"),
    ("GET", "legal-hold"): ("GetObjectLegalHold", "GetObjectLegalHold"),
    ("GET", "retention"): ("GetObjectRetention", "GetObjectRetention"),
    ("GET", "tagging"): ("GetObjectTagging", "GetObjectVersionTagging"),
    ("GET", "uploadId"): ("ListMultipartUploadParts", "ListMultipartUploadParts"),
    ("PUT", ""): ("PutObject", "PutObject"),
    ("PUT", "uploadId"): ("PutObject", "PutObject"),
    ("PUT", "acl"): ("PutObjectAcl", "PutObjectVersionAcl"),
    ("PUT", "legal-hold"): ("PutObjectLegalHold", "PutObjectLegalHold"),
    ("PUT", "retention"): ("PutObjectRetention", "PutObjectRetention"),
    ("PUT", "tagging"): ("PutObjectTagging", "PutObjectVersionTagging"),
    ("POST", "uploads"): ("PutObject", "PutObject"),
    ("POST", "uploadId"): ("PutObject", "PutObject"),
    ("POST", "restore"): ("RestoreObject", "RestoreObject"),
    ("DELETE", ""): ("DeleteObject", "DeleteObjectVersion"),
    ("DELETE", "uploadId"): ("AbortMultipartUpload", "AbortMultipartUpload"),
    ("DELETE", "tagging"): ("DeleteObjectTagging", "DeleteObjectVersionTagging"),
}
# parameters that refine a request without changing its action
PLAIN_PARAMETERS = frozenset({
    "bucket-region", "continuation-token", "delimiter", "encoding-type", "fetch-owner", "id", "key-marker",
    "list-type", "marker", "max-buckets", "max-keys", "max-parts", "max-uploads", "part-number-marker", "partNumber",
    "prefix", "response-cache-control", "response-content-disposition", "response-content-encoding",
    "response-content-language", "response-content-type", "response-expires", "start-after", "upload-id-marker",
    "version-id-marker", "versionId", "x-id",
})  # fmt: skip
# query parameter or header → condition key
_QUERY_KEYS: Mapping[str, str] = {
    "prefix": "s3:prefix",
    "delimiter": "s3:delimiter",
    "max-keys": "s3:max-keys",
    "versionId": "s3:VersionId",
}
_HEADER_KEYS: Mapping[str, str] = {
    **{
        name: f"s3:{name}"
        for name in (
            "x-amz-acl", "x-amz-content-sha256", "x-amz-copy-source", "x-amz-grant-full-control", "x-amz-grant-read",
            "x-amz-grant-read-acp", "x-amz-grant-write", "x-amz-grant-write-acp", "x-amz-metadata-directive",
            "x-amz-object-ownership", "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-customer-algorithm", "x-amz-storage-class",
        )
    },
    "if-match": "s3:if-match",
    "if-none-match": "s3:if-none-match",
    "user-agent": "aws:UserAgent",
    "referer": "aws:Referer",
}  # fmt: skip
_ACL_HEADERS = ("x-amz-acl", "x-amz-grant-")


def s3_action(method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Call:
    """Read a path-style request (`path` decoded, header names lower case); FaultError for one not in the tables."""
    bucket, _, key = path.removeprefix("/").partition("/")
    subresource = _subresource(query, key)
    context = _context(query, headers)
    if method == "OPTIONS" or (method == "POST" and bucket and not key and subresource == "delete"):
        return Call(bucket, key, subresource, None)
    action = _action(method, bucket, key, subresource, "versionId" in query)
    main = Need(f"s3:{action}", arn(bucket, key), context)
    source = _copy_source(headers) if method == "PUT" and subresource in {"", "uploadId"} else None
    return Call(bucket, key, subresource, main, source, _extra(main, headers))


def arn(bucket: str, key: str = "") -> str:
    """The ARN of a bucket, of an object, or (with neither) of all buckets."""
    return f"arn:aws:s3:::{bucket or '*'}" + (f"/{key}" if key else "")


def _subresource(query: Mapping[str, str], key: str) -> str:
    known = {name for _, name in OBJECT_ACTIONS} if key else {*BUCKET_SETTINGS, *(n for _, n in BUCKET_ACTIONS)}
    named = [name for name in query if name not in PLAIN_PARAMETERS and not name.lower().startswith("x-amz-")]
    unknown = sorted(set(named) - known - {"delete"})
    if unknown:
        raise FaultError("NotImplemented", f"the query parameter {unknown[0]!r} is not emulated")
    return named[0] if named else ""


def _action(method: str, bucket: str, key: str, subresource: str, versioned: bool) -> str:
    if not bucket:
        found = "ListAllMyBuckets" if (method, subresource) == ("GET", "") else None
    elif key:
        pair = OBJECT_ACTIONS.get((method, subresource))
        found = pair[versioned] if pair else None
    else:
        found = BUCKET_ACTIONS.get((method, subresource)) or _setting(method, subresource)
    if found is None:
        raise FaultError("NotImplemented", f"{method} of ?{subresource} on {arn(bucket, key)} is not emulated")
    return found


def _setting(method: str, subresource: str) -> str | None:
    verb = {"GET": "Get", "PUT": "Put", "DELETE": "Put"}.get(method)
    name = BUCKET_SETTINGS.get(subresource)
    return f"{verb}{name}" if verb and name else None


def _context(query: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, str | tuple[str, ...]]:
    context: dict[str, str | tuple[str, ...]] = {k: query[name] for name, k in _QUERY_KEYS.items() if name in query}
    context.update({key: headers[name] for name, key in _HEADER_KEYS.items() if name in headers})
    tags = dict(parse_qsl(headers.get("x-amz-tagging", ""), keep_blank_values=True))
    context.update({f"s3:RequestObjectTag/{name}": value for name, value in tags.items()})
    return {**context, "s3:RequestObjectTagKeys": tuple(tags)} if tags else context


def _copy_source(headers: Mapping[str, str]) -> tuple[str, str, Need] | None:
    raw = headers.get("x-amz-copy-source")
    if raw is None:
        return None
    path, _, query = raw.partition("?")
    bucket, _, key = unquote(path).removeprefix("/").partition("/")
    version = parse_qs(query).get("versionId")
    context = {"s3:VersionId": version[0]} if version else {}
    action = "s3:GetObjectVersion" if version else "s3:GetObject"
    return bucket, key, Need(action, arn(bucket, key), context)


def _extra(main: Need, headers: Mapping[str, str]) -> tuple[Need, ...]:
    """An ACL or tags sent with an upload need their own permission."""
    wanted = []
    if main.action == "s3:PutObject":
        wanted += ["s3:PutObjectAcl"] if any(name.startswith(_ACL_HEADERS) for name in headers) else []
        wanted += ["s3:PutObjectTagging"] if "x-amz-tagging" in headers else []
    if main.action == "s3:GetObjectAttributes":
        wanted += ["s3:GetObject"]
    return tuple(Need(action, main.resource, main.context) for action in wanted)
