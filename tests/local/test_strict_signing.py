"""Who sent a request: signatures in headers and in URLs, their time, their token."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from infra.local.aws.cloud import client
from tests.local.helpers import acting_as, allow, fetch, make_bucket, make_role, refusal

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws
    from tests.local.conftest import Clock


@pytest.fixture(scope="module")
def bucket(aws: LocalAws) -> str:
    name = make_bucket(aws)
    aws.client("s3").put_object(Bucket=name, Key="a/b.txt", Body=b"hello", ContentType="text/plain")
    return name


@pytest.fixture(scope="module")
def reader(aws: LocalAws, bucket: str):
    return acting_as(aws, make_role(aws, allow("s3:*", f"arn:aws:s3:::{bucket}/*")))


def signed_headers(aws: LocalAws, method: str, path: str, body: bytes = b"") -> dict[str, str]:
    """The headers boto would send with the root key."""
    request = AWSRequest(method, aws.endpoint + path, data=body)
    S3SigV4Auth(Credentials(aws.access_key, aws.secret_key), "s3", "us-east-1").add_auth(request)
    return dict(request.headers.items())


def presigned(s3, bucket: str, key: str = "a/b.txt", seconds: int = 300) -> str:
    url: str = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=seconds)
    return url


def test_a_signed_request_is_served(aws, bucket):
    path = f"/{bucket}/a/b.txt"
    answer = fetch(aws.endpoint + path, headers=signed_headers(aws, "GET", path))
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"hello", "text/plain")


def test_an_unsigned_request_is_refused(aws, bucket):
    answer = fetch(f"{aws.endpoint}/{bucket}/a/b.txt")
    assert answer.status == 403
    assert "<Code>AccessDenied</Code><Message>Access Denied</Message>" in answer.text
    assert answer.headers["content-type"] == "application/xml"


def test_head_has_no_body(aws, bucket):
    answer = fetch(f"{aws.endpoint}/{bucket}/a/b.txt", "HEAD")
    assert (answer.status, answer.body) == (403, b"")


def test_an_unknown_key_is_refused(aws, bucket):
    stranger = client(aws.endpoint, "s3", "AKIAUNKNOWN", "secret")
    assert refusal(lambda: stranger.get_object(Bucket=bucket, Key="a/b.txt")) == (403, "InvalidAccessKeyId")


def test_a_wrong_secret_is_refused(aws, bucket):
    forger = client(aws.endpoint, "s3", aws.access_key, "wrong")
    assert refusal(lambda: forger.get_object(Bucket=bucket, Key="a/b.txt")) == (403, "SignatureDoesNotMatch")


def test_a_signature_binds_the_path(aws, bucket):
    headers = signed_headers(aws, "GET", f"/{bucket}/a/b.txt")
    answer = fetch(f"{aws.endpoint}/{bucket}/a/c.txt", headers=headers)
    assert (answer.status, "SignatureDoesNotMatch" in answer.text) == (403, True)


def test_a_signature_binds_the_method(aws, bucket):
    path = f"/{bucket}/a/b.txt"
    assert fetch(aws.endpoint + path, "DELETE", signed_headers(aws, "GET", path)).status == 403


def test_a_signature_binds_the_body(aws, bucket):
    path = f"/{bucket}/a/new.txt"
    answer = fetch(aws.endpoint + path, "PUT", signed_headers(aws, "PUT", path, b"one"), b"two")
    assert (answer.status, "XAmzContentSHA256Mismatch" in answer.text) == (400, True)


@pytest.mark.parametrize("ahead", [timedelta(minutes=16), timedelta(minutes=-16)])
def test_an_old_or_early_request_is_refused(aws, bucket, clock: Clock, ahead):
    path = f"/{bucket}/a/b.txt"
    headers = signed_headers(aws, "GET", path)
    clock.ahead = ahead
    answer = fetch(aws.endpoint + path, headers=headers)
    assert (answer.status, "RequestTimeTooSkewed" in answer.text) == (403, True)


def test_a_foreign_scheme_is_refused(aws, bucket):
    answer = fetch(f"{aws.endpoint}/{bucket}/a/b.txt", headers={"Authorization": "AWS AKIA:signature"})
    assert (answer.status, "Please use AWS4-HMAC-SHA256" in answer.text) == (400, True)


def test_a_sigv2_url_is_refused(aws, bucket):
    answer = fetch(f"{aws.endpoint}/{bucket}/a/b.txt?AWSAccessKeyId=x&Signature=y&Expires=99999999999")
    assert (answer.status, "Please use AWS4-HMAC-SHA256" in answer.text) == (400, True)


def test_a_presigned_url_is_served(reader, bucket):
    assert fetch(presigned(reader, bucket)).body == b"hello"


def test_a_presigned_url_may_set_the_response(reader, bucket):
    disposition = 'attachment; filename="ü.txt"'
    parameters = {"Bucket": bucket, "Key": "a/b.txt", "ResponseContentDisposition": disposition}
    answer = fetch(reader.generate_presigned_url("get_object", Params=parameters))
    assert (answer.status, answer.body) == (200, b"hello")
    assert "attachment" in answer.headers["content-disposition"]


def test_a_presigned_url_ends(reader, bucket, clock: Clock):
    url = presigned(reader, bucket, seconds=60)
    clock.ahead = timedelta(seconds=59)
    assert fetch(url).status == 200
    clock.ahead = timedelta(seconds=62)
    answer = fetch(url)
    assert (answer.status, "<Message>Request has expired</Message>" in answer.text) == (403, True)


def test_a_presigned_url_of_the_future_is_refused(reader, bucket, clock: Clock):
    url = presigned(reader, bucket)
    clock.ahead = timedelta(hours=-1)
    assert "Request is not valid yet" in fetch(url).text


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("b.txt?", "c.txt?", "SignatureDoesNotMatch"),
        ("X-Amz-Expires=300", "X-Amz-Expires=301", "SignatureDoesNotMatch"),
        ("X-Amz-Expires=300", "X-Amz-Expires=604801", "AuthorizationQueryParametersError"),
        ("X-Amz-Expires=300", "X-Amz-Expires=soon", "AuthorizationQueryParametersError"),
        ("X-Amz-Expires=300&", "", "AuthorizationQueryParametersError"),
        ("X-Amz-Security-Token=", "X-Amz-Security-Token=x", "InvalidToken"),
        ("X-Amz-Signature=", "versionId=1&X-Amz-Signature=", "SignatureDoesNotMatch"),
    ],
)
def test_a_tampered_url_is_refused(reader, bucket, old, new, code):
    url = presigned(reader, bucket)
    assert old in url
    answer = fetch(url.replace(old, new))
    assert answer.status in {400, 403}
    assert f"<Code>{code}</Code>" in answer.text


def test_a_presigned_url_grants_what_its_signer_may(aws, bucket):
    narrow = acting_as(aws, make_role(aws, allow("s3:GetObject", f"arn:aws:s3:::{bucket}/other/*")))
    assert fetch(presigned(narrow, bucket)).status == 403


def test_a_presigned_upload(reader, bucket):
    url = reader.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "a/up.txt"})
    assert fetch(url, "PUT", body=b"up").status == 200
    assert fetch(presigned(reader, bucket, "a/up.txt")).body == b"up"
    assert fetch(url).status == 403  # signed for PUT


def test_a_session_needs_its_token(aws, bucket):
    role = make_role(aws, allow("s3:*", "*"))
    made = aws.client("sts").assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
    without = client(aws.endpoint, "s3", made["AccessKeyId"], made["SecretAccessKey"])
    wrong = client(aws.endpoint, "s3", made["AccessKeyId"], made["SecretAccessKey"], "wrong")
    for s3 in (without, wrong):
        assert refusal(partial(s3.get_object, Bucket=bucket, Key="a/b.txt")) == (400, "InvalidToken")


def test_a_session_ends(aws, bucket, clock: Clock):
    role = make_role(aws, allow("s3:*", "*"))
    made = aws.client("sts").assume_role(RoleArn=role, RoleSessionName="me", DurationSeconds=900)["Credentials"]
    s3 = client(aws.endpoint, "s3", made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    clock.ahead = timedelta(minutes=16)
    assert refusal(lambda: s3.get_object(Bucket=bucket, Key="a/b.txt")) == (400, "ExpiredToken")


def test_a_user_signs_with_an_access_key(aws, bucket):
    iam = aws.client("iam")
    iam.create_user(UserName="deploy")
    key = iam.create_access_key(UserName="deploy")["AccessKey"]
    s3 = client(aws.endpoint, "s3", key["AccessKeyId"], key["SecretAccessKey"])
    assert refusal(lambda: s3.get_object(Bucket=bucket, Key="a/b.txt")) == (403, "AccessDenied")
    grants = {"Version": "2012-10-17", "Statement": [allow("s3:GetObject", f"arn:aws:s3:::{bucket}/a/*")]}
    iam.put_user_policy(UserName="deploy", PolicyName="read", PolicyDocument=json.dumps(grants))
    assert s3.get_object(Bucket=bucket, Key="a/b.txt")["Body"].read() == b"hello"
    iam.update_access_key(UserName="deploy", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert refusal(lambda: s3.get_object(Bucket=bucket, Key="a/b.txt")) == (403, "InvalidAccessKeyId")


@pytest.mark.parametrize("domain", ["localhost", "127.0.0.1"])
def test_a_virtual_host_address(aws, bucket, domain):
    port = aws.endpoint.rpartition(":")[2]
    host = f"{bucket}.{domain}:{port}"
    request = AWSRequest("GET", f"http://{host}/a/b.txt")
    S3SigV4Auth(Credentials(aws.access_key, aws.secret_key), "s3", "us-east-1").add_auth(request)
    assert fetch(f"{aws.endpoint}/a/b.txt", headers={**dict(request.headers.items()), "Host": host}).body == b"hello"
    other = f"other.{domain}:{port}"
    assert fetch(f"{aws.endpoint}/a/b.txt", headers={**dict(request.headers.items()), "Host": other}).status == 403
