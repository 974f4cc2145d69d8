"""Object ownership, access control lists and Block Public Access, as AWS applies them and moto does not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from infra.decisions.aws.documents import policy
from infra.decisions.aws.public import is_public
from tests.local.helpers import acting_as, allow, document, fetch, make_bucket, make_role, refusal, unique

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws

DENIED = (403, "AccessDenied")
NO_ACLS = (400, "AccessControlListNotSupported")


def public_policy(bucket: str, **more: Any) -> str:
    return document(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*", Principal="*", **more))


def writer(aws: LocalAws, bucket: str, *actions: str):
    return acting_as(aws, make_role(aws, allow(["s3:PutObject", *actions], f"arn:aws:s3:::{bucket}/*")))


def test_a_new_bucket_is_closed_as_on_aws(aws):
    s3, name = aws.client("s3"), make_bucket(aws)
    block = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    rules = s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"]
    assert rules == [{"ObjectOwnership": "BucketOwnerEnforced"}]


@pytest.mark.parametrize("acl", ["public-read", "private", "authenticated-read", "bucket-owner-read"])
def test_owner_enforced_takes_no_acl(aws, acl):
    name = make_bucket(aws)
    for s3 in (aws.client("s3"), writer(aws, name, "s3:PutObjectAcl"), writer(aws, name)):
        assert refusal(partial(s3.put_object, Bucket=name, Key="a", Body=b"", ACL=acl)) == NO_ACLS
    root = aws.client("s3")
    assert refusal(lambda: root.put_bucket_acl(Bucket=name, ACL=acl)) == NO_ACLS
    assert refusal(lambda: root.create_multipart_upload(Bucket=name, Key="a", ACL=acl)) == NO_ACLS


def test_owner_enforced_takes_the_owners_full_control(aws):
    name = make_bucket(aws)
    writer(aws, name, "s3:PutObjectAcl").put_object(Bucket=name, Key="a", Body=b"", ACL="bucket-owner-full-control")
    refused = refusal(
        lambda: writer(aws, name).put_object(Bucket=name, Key="a", Body=b"", ACL="bucket-owner-full-control")
    )
    assert refused == DENIED  # the permission for the header


def test_owner_enforced_takes_no_grants(aws):
    name, root = make_bucket(aws), aws.client("s3")
    root.put_object(Bucket=name, Key="a", Body=b"")
    assert refusal(lambda: root.put_object(Bucket=name, Key="a", Body=b"", GrantRead="id=1")) == NO_ACLS
    assert refusal(lambda: root.put_object_acl(Bucket=name, Key="a", ACL="private")) == NO_ACLS


def test_an_acl_hidden_in_a_presigned_url(aws):
    name = make_bucket(aws)
    url = aws.client("s3").generate_presigned_url(
        "put_object", Params={"Bucket": name, "Key": "a", "ACL": "public-read"}
    )
    answer = fetch(url, "PUT", {"x-amz-acl": "public-read"}, b"x")
    assert (answer.status, "AccessControlListNotSupported" in answer.text) == (400, True)


def test_a_new_bucket_with_an_acl(aws):
    refused = refusal(lambda: aws.client("s3").create_bucket(Bucket=unique("b"), ACL="public-read"))
    assert refused == (400, "InvalidBucketAclWithObjectOwnership")


@pytest.mark.parametrize("acl", ["public-read", "public-read-write", "authenticated-read"])
def test_block_public_acls(aws, acl):
    name, root = make_bucket(aws, acls=True), aws.client("s3")
    assert refusal(lambda: root.put_object(Bucket=name, Key="a", Body=b"", ACL=acl)) == DENIED
    assert refusal(lambda: root.put_bucket_acl(Bucket=name, ACL=acl)) == DENIED
    root.put_object(Bucket=name, Key="a", Body=b"", ACL="private")
    everyone = "uri=http://acs.amazonaws.com/groups/global/AllUsers"
    assert refusal(lambda: root.put_object(Bucket=name, Key="a", Body=b"", GrantRead=everyone)) == DENIED


def test_a_public_acl_opens_one_object(aws):
    name, root = make_bucket(aws, acls=True, public=True), aws.client("s3")
    root.put_object(Bucket=name, Key="open", Body=b"x", ACL="public-read")
    root.put_object(Bucket=name, Key="shut", Body=b"x")
    assert fetch(f"{aws.endpoint}/{name}/open").body == b"x"
    assert fetch(f"{aws.endpoint}/{name}/shut").status == 403
    assert fetch(f"{aws.endpoint}/{name}").status == 403
    assert fetch(f"{aws.endpoint}/{name}/open", "PUT", body=b"y").status == 403


def test_ignore_public_acls(aws):
    name, root = make_bucket(aws, acls=True, public=True), aws.client("s3")
    root.put_object(Bucket=name, Key="open", Body=b"x", ACL="public-read")
    root.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={"IgnorePublicAcls": True})
    assert fetch(f"{aws.endpoint}/{name}/open").status == 403


def test_block_public_policy(aws):
    name, root = make_bucket(aws), aws.client("s3")
    assert refusal(lambda: root.put_bucket_policy(Bucket=name, Policy=public_policy(name))) == DENIED
    own = {"StringEquals": {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/E1"}}
    root.put_bucket_policy(Bucket=name, Policy=public_policy(name, Condition=own))
    assert root.get_bucket_policy_status(Bucket=name)["PolicyStatus"]["IsPublic"] is False


def test_a_public_policy_opens_what_it_says(aws):
    name, root = make_bucket(aws, public=True), aws.client("s3")
    root.put_object(Bucket=name, Key="a", Body=b"x")
    root.put_bucket_policy(Bucket=name, Policy=public_policy(name))
    assert root.get_bucket_policy_status(Bucket=name)["PolicyStatus"]["IsPublic"] is True
    assert fetch(f"{aws.endpoint}/{name}/a").body == b"x"
    assert fetch(f"{aws.endpoint}/{name}").status == 403
    assert fetch(f"{aws.endpoint}/{name}/none").status == 403  # nobody may list, so nobody learns that it is missing
    assert fetch(f"{aws.endpoint}/{name}/a", "DELETE").status == 403


def test_restrict_public_buckets(aws):
    name, root = make_bucket(aws, public=True), aws.client("s3")
    root.put_object(Bucket=name, Key="a", Body=b"x")
    root.put_bucket_policy(Bucket=name, Policy=public_policy(name))
    root.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={"RestrictPublicBuckets": True})
    assert fetch(f"{aws.endpoint}/{name}/a").status == 403
    inside = acting_as(aws, make_role(aws))  # of the account: the public policy still grants
    assert inside.get_object(Bucket=name, Key="a")["Body"].read() == b"x"


IS_PUBLIC = [
    ({}, True),
    ({"Principal": {"AWS": "*"}}, True),
    ({"Principal": {"AWS": "123456789012"}}, False),
    ({"Principal": {"Service": "cloudfront.amazonaws.com"}}, False),
    ({"Effect": "Deny"}, False),
    ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
    ({"Condition": {"StringLike": {"aws:Referer": "https://site/*"}}}, True),
    ({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, False),
    ({"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, False),
    ({"Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}, True),
    ({"Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:cloudfront::1:distribution/*"}}}, True),
    ({"Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}, True),
]


@pytest.mark.parametrize(("more", "public"), IS_PUBLIC)
def test_what_counts_as_public(more, public):
    statement = {**allow("s3:GetObject", "arn:aws:s3:::b/*", Principal="*"), **more}
    assert is_public(policy("p", document(statement), "resource")) is public
