"""What the tests of the local AWS share: plain HTTP, roles with a policy, buckets, errors as (status, code)."""

from __future__ import annotations

import http.client
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from infra.local.aws.cloud import LocalAws, client, credentials_for_role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # lower-case names
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def fetch(url: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def unique(word: str) -> str:
    return f"{word}-{uuid.uuid4().hex[:8]}"


def document(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: str | list[str], resources: str | list[str], **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def make_bucket(aws: LocalAws, *, acls: bool = False, public: bool = False) -> str:
    """A bucket; with `acls` its owner takes ACLs, with `public` nothing is blocked."""
    name = unique("bucket")
    ownership = {"ObjectOwnership": "ObjectWriter"} if acls else {}
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=name, **ownership)
    if public:
        s3.delete_public_access_block(Bucket=name)
    return name


def make_role(aws: LocalAws, *statements: Mapping[str, Any], trust: Mapping[str, Any] = TRUST, **more: Any) -> str:
    """A role with these statements; its ARN."""
    name = unique("role")
    iam = aws.client("iam")
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust), **more)["Role"]["Arn"]
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="grants", PolicyDocument=document(*statements))
    return arn


def acting_as(aws: LocalAws, role_arn: str, service: str = "s3") -> Any:
    """A boto3 client of a session of this role."""
    made = credentials_for_role(aws, role_arn, "test")
    keys = (made["AWS_ACCESS_KEY_ID"], made["AWS_SECRET_ACCESS_KEY"], made["AWS_SESSION_TOKEN"])
    return client(aws.endpoint, service, *keys)


def web(aws: LocalAws, bucket: str, prefix: str = "media/") -> Any:
    """An S3 client of the workload that the product's policies describe: objects and listing under one prefix."""
    objects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    condition = {"StringLike": {"s3:prefix": [prefix, f"{prefix}*"]}}
    return acting_as(
        aws,
        make_role(
            aws,
            allow(objects, f"arn:aws:s3:::{bucket}/{prefix}*", Sid="Objects"),
            allow("s3:ListBucket", f"arn:aws:s3:::{bucket}", Sid="List", Condition=condition),
        ),
    )


def refusal(call: Callable[[], Any]) -> tuple[int, str]:
    """The status and the code of the error a boto3 call ends with."""
    with pytest.raises(ClientError) as caught:
        call()
    response = caught.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]
