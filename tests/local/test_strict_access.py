"""What a caller may do in the local S3: prefixes, listings, missing keys, copies, batches, bucket policies."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from tests.local.helpers import acting_as, allow, document, fetch, make_bucket, make_role, refusal, unique, web

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws

DENIED = (403, "AccessDenied")


@pytest.fixture(scope="module")
def bucket(aws: LocalAws) -> str:
    name = make_bucket(aws)
    for key in ("media/a.txt", "media/sub/b.txt", "mediator/a.txt", "private/a.txt"):
        aws.client("s3").put_object(Bucket=name, Key=key, Body=key.encode())
    return name


@pytest.fixture(scope="module")
def site(aws: LocalAws, bucket: str):
    return web(aws, bucket)


def test_inside_the_prefix(site, bucket):
    site.put_object(Bucket=bucket, Key="media/new.txt", Body=b"x")
    assert site.get_object(Bucket=bucket, Key="media/new.txt")["Body"].read() == b"x"
    assert site.head_object(Bucket=bucket, Key="media/new.txt")["ContentLength"] == 1
    site.delete_object(Bucket=bucket, Key="media/new.txt")


@pytest.mark.parametrize("key", ["private/a.txt", "mediator/a.txt", "media", "a.txt", "Media/a.txt"])
def test_outside_the_prefix(site, bucket, key):
    assert refusal(lambda: site.get_object(Bucket=bucket, Key=key)) == DENIED
    assert refusal(lambda: site.put_object(Bucket=bucket, Key=key, Body=b"x")) == DENIED
    assert refusal(lambda: site.delete_object(Bucket=bucket, Key=key)) == DENIED
    assert refusal(lambda: site.head_object(Bucket=bucket, Key=key)) == (403, "403")


def test_a_refusal_says_why(site, bucket):
    with pytest.raises(site.exceptions.ClientError) as caught:
        site.get_object(Bucket=bucket, Key="private/a.txt")
    message = caught.value.response["Error"]["Message"]
    assert "is not authorized to perform: s3:GetObject" in message
    assert f"because no policy allows s3:GetObject on arn:aws:s3:::{bucket}/private/a.txt" in message


@pytest.mark.parametrize("prefix", ["media/", "media/sub", "media/sub/"])
def test_listing_inside_the_prefix(site, bucket, prefix):
    for found in (site.list_objects_v2(Bucket=bucket, Prefix=prefix), site.list_objects(Bucket=bucket, Prefix=prefix)):
        assert all(item["Key"].startswith("media/") for item in found["Contents"])


@pytest.mark.parametrize("more", [{}, {"Prefix": ""}, {"Prefix": "private/"}, {"Prefix": "media"}, {"Prefix": "med"}])
def test_listing_elsewhere(site, bucket, more):
    assert refusal(lambda: site.list_objects_v2(Bucket=bucket, **more)) == DENIED
    assert refusal(lambda: site.list_objects(Bucket=bucket, **more)) == DENIED


@pytest.mark.parametrize(
    "call",
    [
        lambda s3, b: s3.get_bucket_policy(Bucket=b),
        lambda s3, b: s3.get_bucket_location(Bucket=b),
        lambda s3, b: s3.list_buckets(),
        lambda s3, b: s3.create_bucket(Bucket=unique("mine")),
        lambda s3, b: s3.delete_bucket(Bucket=b),
        lambda s3, b: s3.get_object_acl(Bucket=b, Key="media/a.txt"),
        lambda s3, b: s3.put_object(Bucket=b, Key="media/t.txt", Body=b"", Tagging="a=1"),
        lambda s3, b: s3.list_object_versions(Bucket=b, Prefix="media/"),
        lambda s3, b: s3.get_object(Bucket=b, Key="media/a.txt", VersionId="1"),
    ],
)
def test_other_calls_are_refused(site, bucket, call):
    assert refusal(lambda: call(site, bucket)) == DENIED


def test_a_missing_bucket(site):
    assert refusal(lambda: site.get_object(Bucket="no-such-bucket", Key="a")) == (404, "NoSuchBucket")


def test_a_missing_key_inside_the_prefix_is_404(site, bucket):
    assert refusal(lambda: site.get_object(Bucket=bucket, Key="media/none")) == (404, "NoSuchKey")
    assert refusal(lambda: site.head_object(Bucket=bucket, Key="media/none")) == (404, "404")


def test_a_missing_key_without_list_is_403(aws, bucket):
    s3 = acting_as(aws, make_role(aws, allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*")))
    assert refusal(lambda: s3.get_object(Bucket=bucket, Key="media/none")) == DENIED
    assert refusal(lambda: s3.head_object(Bucket=bucket, Key="media/none")) == (403, "403")
    assert s3.get_object(Bucket=bucket, Key="media/a.txt")["ContentLength"] == 11


def test_a_deleted_key_is_missing_too(aws):
    name = make_bucket(aws)
    root = aws.client("s3")
    root.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    root.put_object(Bucket=name, Key="media/a", Body=b"1")
    root.delete_object(Bucket=name, Key="media/a")
    reader = acting_as(aws, make_role(aws, allow("s3:GetObject", f"arn:aws:s3:::{name}/*")))
    assert refusal(lambda: reader.get_object(Bucket=name, Key="media/a")) == DENIED
    assert refusal(lambda: web(aws, name).get_object(Bucket=name, Key="media/a")) == (404, "NoSuchKey")


def test_no_overwrite(site, bucket):
    site.put_object(Bucket=bucket, Key="media/once.txt", Body=b"1", IfNoneMatch="*")
    again = refusal(lambda: site.put_object(Bucket=bucket, Key="media/once.txt", Body=b"2", IfNoneMatch="*"))
    assert again == (412, "PreconditionFailed")
    assert site.get_object(Bucket=bucket, Key="media/once.txt")["Body"].read() == b"1"


def test_copying(aws, site, bucket):
    site.copy_object(Bucket=bucket, Key="media/copy.txt", CopySource=f"{bucket}/media/a.txt")
    assert site.get_object(Bucket=bucket, Key="media/copy.txt")["Body"].read() == b"media/a.txt"
    outside = refusal(lambda: site.copy_object(Bucket=bucket, Key="media/x", CopySource=f"{bucket}/private/a.txt"))
    assert outside == DENIED
    other = make_bucket(aws)
    aws.client("s3").put_object(Bucket=other, Key="media/a.txt", Body=b"x")
    elsewhere = refusal(lambda: site.copy_object(Bucket=bucket, Key="media/x", CopySource=f"{other}/media/a.txt"))
    assert elsewhere == DENIED
    missing = refusal(lambda: site.copy_object(Bucket=bucket, Key="media/x", CopySource=f"{bucket}/media/none"))
    assert missing == (404, "NoSuchKey")
    unknown = refusal(lambda: site.copy_object(Bucket=bucket, Key="media/x", CopySource="no-such-bucket/a"))
    assert unknown == (404, "NoSuchBucket")


def test_a_batch_is_decided_key_by_key(aws, site, bucket):
    root = aws.client("s3")
    root.put_object(Bucket=bucket, Key="media/<&>.txt", Body=b"x")
    keys = ["media/<&>.txt", "private/a.txt", "media/never-there"]
    done = site.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})
    assert sorted(item["Key"] for item in done["Deleted"]) == ["media/<&>.txt", "media/never-there"]
    assert [(item["Key"], item["Code"]) for item in done["Errors"]] == [("private/a.txt", "AccessDenied")]
    assert root.get_object(Bucket=bucket, Key="private/a.txt")["Body"].read() == b"private/a.txt"


def test_a_quiet_batch_tells_errors_only(site, bucket):
    keys = [{"Key": "media/x"}, {"Key": "private/a.txt"}]
    done = site.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
    assert "Deleted" not in done
    assert [item["Key"] for item in done["Errors"]] == ["private/a.txt"]


def test_a_batch_of_versions(aws):
    name = make_bucket(aws)
    root = aws.client("s3")
    root.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    version = root.put_object(Bucket=name, Key="a", Body=b"1")["VersionId"]
    marker = root.delete_objects(Bucket=name, Delete={"Objects": [{"Key": "a"}]})["Deleted"][0]
    assert marker["DeleteMarker"] is True
    gone = root.delete_objects(Bucket=name, Delete={"Objects": [{"Key": "a", "VersionId": version}]})["Deleted"][0]
    assert gone["VersionId"] == version
    remover = acting_as(aws, make_role(aws, allow("s3:DeleteObject", f"arn:aws:s3:::{name}/*")))
    refused = remover.delete_objects(Bucket=name, Delete={"Objects": [{"Key": "a", "VersionId": version}]})
    assert [item["Code"] for item in refused["Errors"]] == ["AccessDenied"]


def test_a_multipart_upload(site, bucket):
    body = bytes(range(256)) * 80_000  # 20 MB, three parts
    site.upload_fileobj(io.BytesIO(body), bucket, "media/big.bin")
    assert site.get_object(Bucket=bucket, Key="media/big.bin")["Body"].read() == body
    assert refusal(lambda: site.create_multipart_upload(Bucket=bucket, Key="private/big.bin")) == DENIED
    upload = site.create_multipart_upload(Bucket=bucket, Key="media/left.bin")["UploadId"]
    site.abort_multipart_upload(Bucket=bucket, Key="media/left.bin", UploadId=upload)


def test_names_and_metadata_arrive_as_sent(site, bucket):
    key = "media/ü +&=?#%25/é.txt"
    site.put_object(Bucket=bucket, Key=key, Body=b"x", Metadata={"my_key": "1"}, CacheControl="max-age=5")
    got = site.get_object(Bucket=bucket, Key=key)
    assert (got["Body"].read(), got["Metadata"], got["CacheControl"]) == (b"x", {"my_key": "1"}, "max-age=5")
    assert key in [item["Key"] for item in site.list_objects_v2(Bucket=bucket, Prefix="media/ü")["Contents"]]


def test_ranges_and_etags(site, bucket):
    got = site.get_object(Bucket=bucket, Key="media/a.txt", Range="bytes=0-4")
    assert (got["ResponseMetadata"]["HTTPStatusCode"], got["Body"].read()) == (206, b"media")
    etag = site.head_object(Bucket=bucket, Key="media/a.txt")["ETag"]
    assert refusal(lambda: site.get_object(Bucket=bucket, Key="media/a.txt", IfNoneMatch=etag)) == (304, "304")


def test_a_bucket_policy_grants_alone(aws):
    name = make_bucket(aws)
    role = make_role(aws)
    s3 = acting_as(aws, role)
    assert refusal(lambda: s3.put_object(Bucket=name, Key="a", Body=b"")) == DENIED
    statement = allow("s3:PutObject", f"arn:aws:s3:::{name}/*", Principal={"AWS": role})
    aws.client("s3").put_bucket_policy(Bucket=name, Policy=document(statement))
    s3.put_object(Bucket=name, Key="a", Body=b"")


def test_a_bucket_policy_denies_by_condition(aws):
    name = make_bucket(aws)
    s3 = web(aws, name)
    insecure = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
    }
    conditions = [{"Bool": {"aws:SecureTransport": "false"}}, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}]
    policy = document(*({**insecure, "Condition": condition} for condition in conditions))
    aws.client("s3").put_bucket_policy(Bucket=name, Policy=policy)
    s3.put_object(Bucket=name, Key="media/a", Body=b"")
    assert aws.client("s3").get_bucket_policy(Bucket=name)["Policy"] == policy
    aws.client("s3").put_bucket_policy(Bucket=name, Policy=document(insecure))
    assert refusal(lambda: s3.put_object(Bucket=name, Key="media/a", Body=b"")) == DENIED
    aws.client("s3").delete_bucket_policy(Bucket=name)
    assert refusal(lambda: aws.client("s3").get_bucket_policy(Bucket=name)) == (404, "NoSuchBucketPolicy")
    s3.put_object(Bucket=name, Key="media/a", Body=b"")


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("{", "not JSON"),
        (document({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::NAME/*"}), "Principal is missing"),
        (document(allow("s3:*", "arn:aws:s3:::another/*", Principal={"AWS": "1"})), "invalid resource"),
        (
            document(allow("s3:*", "arn:aws:s3:::NAME/*", Principal="*", Condition={"Odd": {"a": "b"}})),
            "unknown condition operator 'Odd'",
        ),
    ],
)
def test_a_malformed_bucket_policy(aws, policy, message):
    name = make_bucket(aws)
    with pytest.raises(aws.client("s3").exceptions.ClientError, match=message) as caught:
        aws.client("s3").put_bucket_policy(Bucket=name, Policy=policy.replace("NAME", name))
    assert caught.value.response["Error"]["Code"] == "MalformedPolicy"


def test_a_policy_of_a_deleted_bucket_does_not_come_back(aws):
    name = make_bucket(aws)
    root = aws.client("s3")
    statement = allow("s3:PutObject", f"arn:aws:s3:::{name}/*", Principal={"AWS": "arn:aws:iam::123456789012:role/x"})
    root.put_bucket_policy(Bucket=name, Policy=document(statement))
    root.delete_bucket(Bucket=name)
    root.create_bucket(Bucket=name)
    assert refusal(lambda: root.get_bucket_policy(Bucket=name)) == (404, "NoSuchBucketPolicy")


def test_a_permissions_boundary_takes_away(aws, bucket):
    boundary = aws.client("iam").create_policy(
        PolicyName=unique("boundary"), PolicyDocument=document(allow("s3:GetObject", "*"))
    )["Policy"]["Arn"]
    role = make_role(aws, allow("s3:*", f"arn:aws:s3:::{bucket}/*"), PermissionsBoundary=boundary)
    s3 = acting_as(aws, role)
    assert s3.get_object(Bucket=bucket, Key="media/a.txt")["ContentLength"] == 11
    assert refusal(lambda: s3.put_object(Bucket=bucket, Key="media/a.txt", Body=b"")) == DENIED


def test_managed_policies_follow_their_default_version(aws, bucket):
    iam = aws.client("iam")
    arn = iam.create_policy(PolicyName=unique("read"), PolicyDocument=document(allow("s3:GetObject", "*")))["Policy"][
        "Arn"
    ]
    role = make_role(aws)
    iam.attach_role_policy(RoleName=role.rpartition("/")[2], PolicyArn=arn)
    s3 = acting_as(aws, role)
    s3.get_object(Bucket=bucket, Key="media/a.txt")
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(allow("s3:PutObject", "*")), SetAsDefault=True)
    assert refusal(lambda: s3.get_object(Bucket=bucket, Key="media/a.txt")) == DENIED


def test_an_unknown_sub_resource(aws, bucket):
    url = aws.client("s3").generate_presigned_url(
        "get_bucket_metrics_configuration", Params={"Bucket": bucket, "Id": "1"}
    )
    answer = fetch(url)
    assert (answer.status, "'metrics' is not emulated" in answer.text) == (501, True)


def test_cross_origin_requests(aws):
    name = make_bucket(aws)
    root = aws.client("s3")
    root.put_object(Bucket=name, Key="a", Body=b"x")
    url = f"{aws.endpoint}/{name}/a"
    asks = {"Origin": "https://site.example", "Access-Control-Request-Method": "PUT"}
    assert "CORS is not enabled for this bucket" in fetch(url, "OPTIONS", asks).text
    rule = {"AllowedOrigins": ["https://*.example"], "AllowedMethods": ["PUT", "GET"], "AllowedHeaders": ["content-*"],
            "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 60}  # fmt: skip
    root.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [rule]})
    yes = fetch(url, "OPTIONS", {**asks, "Access-Control-Request-Headers": "Content-Type"})
    assert yes.status == 200
    assert {key: value for key, value in yes.headers.items() if key.startswith("access-control")} == {
        "access-control-allow-origin": "https://site.example",
        "access-control-allow-methods": "PUT, GET",
        "access-control-allow-headers": "Content-Type",
        "access-control-expose-headers": "ETag",
        "access-control-max-age": "60",
        "access-control-allow-credentials": "true",
    }
    for wrong in ({"Origin": "https://evil.test"}, {"Access-Control-Request-Method": "DELETE"},
                  {"Access-Control-Request-Headers": "x-other"}):  # fmt: skip
        assert fetch(url, "OPTIONS", {**asks, **wrong}).status == 403
    assert fetch(url, "OPTIONS").status == 400
    signed = root.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "a"})
    assert fetch(signed, headers=asks).headers["access-control-allow-origin"] == "https://site.example"
    assert "access-control-allow-origin" not in fetch(signed).headers


def test_root_lists_its_buckets(aws, bucket):
    assert bucket in [item["Name"] for item in aws.client("s3").list_buckets()["Buckets"]]
    lister = acting_as(aws, make_role(aws, allow("s3:ListAllMyBuckets", "*")))
    assert bucket in [item["Name"] for item in lister.list_buckets()["Buckets"]]


def test_a_policy_that_is_not_modelled_is_refused(aws):
    iam, name = aws.client("iam"), make_role(aws).rpartition("/")[2]
    odd = document(allow("s3:*", "*", Condition={"BinaryEquals": {"a:b": "c"}}))
    refused = refusal(lambda: iam.put_role_policy(RoleName=name, PolicyName="odd", PolicyDocument=odd))
    assert refused == (400, "MalformedPolicyDocument")
    refused = refusal(lambda: iam.create_policy(PolicyName=unique("odd"), PolicyDocument=odd))
    assert refused == (400, "MalformedPolicyDocument")
