"""Who may use a KMS key: the key's own policy, and the statements of a workload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.policies.document import Document, Statement, allow, document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

DECRYPT = ("kms:Decrypt",)
ENCRYPT = ("kms:Decrypt", "kms:GenerateDataKey")
"""Decrypt too: S3 reads back the parts of a multipart upload
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions)."""

_LOG_DELIVERY = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html"""


def kms_key_policy(
    account_id: str,
    *,
    partition: str = "aws",
    distribution_arn: str | None = None,
    log_sources: Sequence[str] = (),
) -> Document:
    """The account administers the key by IAM; CloudFront decrypts for one distribution; AWS encrypts delivered logs.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    root = f"arn:{partition}:iam::{account_id}:root"
    statements = [_own("Administration", {"AWS": root}, ["kms:*"], {})]
    if distribution_arn:
        named: dict[str, Any] = {"StringEquals": {"AWS:SourceArn": distribution_arn}}
        statements.append(_own("CdnDecrypt", {"Service": "cloudfront.amazonaws.com"}, DECRYPT, named))
    if log_sources:
        ours = {"StringEquals": {"aws:SourceAccount": account_id}, "ArnLike": {"aws:SourceArn": sorted(log_sources)}}
        statements.append(_own("CdnLogs", {"Service": "delivery.logs.amazonaws.com"}, _LOG_DELIVERY, ours))
    return document(statements)


def key_statements(uses: Iterable[tuple[str, str, Collection[str]]]) -> Iterator[Statement]:
    """Statements for (key ARN, S3 endpoint, actions): readers decrypt, writers encrypt, and only by way of S3."""
    keys: dict[tuple[str, str], set[str]] = {}
    endpoints: dict[tuple[str, str], set[str]] = {}
    for key, endpoint, actions in uses:
        for sid in _sids(actions):
            resource, alias = _resource(key)
            keys.setdefault((sid, alias), set()).add(resource)
            endpoints.setdefault((sid, alias), set()).add(endpoint)
    for number, (sid, alias) in enumerate(sorted(keys)):
        statement = allow(f"{sid}{number}" if alias else sid, _ACTIONS[sid], keys[sid, alias])
        condition: dict[str, Any] = {"StringEquals": {"kms:ViaService": sorted(endpoints[sid, alias])}}
        if alias:
            condition["ForAnyValue:StringEquals"] = {"kms:ResourceAliases": [alias]}
        yield {**statement, "Condition": condition}


_ACTIONS = {"KeyDecrypt": DECRYPT, "KeyEncrypt": ENCRYPT}


def _sids(actions: Collection[str]) -> list[str]:
    """A writer's statement covers reading; deleting and listing need no key."""
    if "write" in actions:
        return ["KeyEncrypt"]
    return ["KeyDecrypt"] if "read" in actions else []


def _resource(key: str) -> tuple[str, str]:
    """The resource to name, and the alias to ask for: IAM does not resolve an alias ARN to its key.

    https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
    """
    start, slash, name = key.partition(":alias/")
    return (f"{start}:key/*", f"alias/{name}") if slash else (key, "")


def _own(sid: str, principal: dict[str, str], actions: Collection[str], condition: dict[str, Any]) -> Statement:
    """In a key policy `*` is the key itself."""
    statement = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": sorted(actions), "Resource": "*"}
    return {**statement, "Condition": condition} if condition else statement
