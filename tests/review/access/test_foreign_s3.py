"""Policies of other people's programs on AWS: what is understood is exact, what is not is said."""

from __future__ import annotations

import json

import pytest

from infra.offline.graph import Secret, Unknown
from infra.review.access import access
from tests.review.access.graphs import allow, bucket, graph, made, policy, role, told

OBJECTS, ITSELF = "arn:aws:s3:::acme-pics/*", "arn:aws:s3:::acme-pics"
APP = "arn:aws:iam::${aws.account}:role/app"
ANYONE = {"Principal": "*"}


def rights(*resources):
    return told(access(graph(*resources)).rights)


def test_a_role_reads_what_its_inline_policy_says():
    found = rights(bucket(), *role("app", allow("s3:GetObject", f"{ITSELF}/in/*")))
    assert found == {(APP, "read", "acme-pics/in/*")}


def test_wildcards_of_actions_are_the_four_and_the_rest():
    found = rights(bucket(), *role("app", allow("s3:*", [ITSELF, OBJECTS])))
    assert found == {(APP, word, "acme-pics/*") for word in ("read", "write", "delete", "list", "s3:*")} | {
        (APP, "s3:*", "acme-pics/")
    }


def test_a_pattern_of_actions_has_the_ones_of_the_four_that_it_names():
    assert rights(bucket(), *role("app", allow("S3:get*", OBJECTS))) == {
        (APP, "read", "acme-pics/*"),
        (APP, "S3:get*", "acme-pics/*"),
    }


def test_not_action_leaves_what_it_does_not_name():
    found = rights(bucket(), *role("app", {"Effect": "Allow", "NotAction": "s3:Delete*", "Resource": OBJECTS}))
    assert {item[1] for item in found} == {"read", "write", "everything except s3:delete*"}


def test_a_wildcard_in_a_buckets_name_reaches_the_buckets_that_fit():
    others = bucket("cats", "acme-cats"), bucket("dogs", "umbrella-dogs")
    found = rights(bucket(), *others, *role("app", allow("s3:GetObject", "arn:aws:s3:::acme-*/in/*")))
    assert (APP, "read", "acme-pics/in/*") in found
    assert (APP, "read", "acme-cats/in/*") in found
    assert not any("umbrella" in item[2] for item in found)
    assert (APP, "read", "/arn:aws:s3:::acme-*/in/*") in found  # buckets that are not in the program


def test_objects_are_not_the_bucket_and_the_bucket_is_not_its_objects():
    assert rights(bucket(), *role("app", allow("s3:GetObject", ITSELF), allow("s3:ListBucket", OBJECTS))) == set()


def test_a_prefix_condition_is_the_scope_of_a_listing():
    condition = {"Condition": {"StringLike": {"s3:prefix": ["in/*"]}}}
    assert rights(bucket(), *role("app", allow("s3:ListBucket", ITSELF, **condition))) == {
        (APP, "list", "acme-pics/in/*")
    }


def test_a_prefix_that_must_not_be_is_an_exception():
    condition = {"Condition": {"StringNotLike": {"s3:prefix": "in/*"}}}
    (right,) = access(graph(bucket(), *role("app", allow("s3:ListBucket", ITSELF, **condition)))).rights
    assert (right.scope, right.but) == ("*", ("in/*",))


def test_other_conditions_are_kept_in_one_spelling():
    condition = {"Condition": {"IpAddress": {"aws:SourceIp": ["10.2.0.0/16", "10.1.0.0/16"]}}}
    (found,) = rights(bucket(), *role("app", allow("s3:GetObject", OBJECTS, **condition)))
    assert found[3] == 'IpAddress aws:sourceip "10.1.0.0/16" or "10.2.0.0/16"'


def test_a_policy_variable_is_a_condition_and_not_a_name():
    (found,) = rights(bucket(), *role("app", allow("s3:GetObject", f"{ITSELF}/home/${{aws:username}}/*")))
    assert found[2:] == ("acme-pics/home/*/*", '"the key fits home/${aws:username}/*"')


def test_an_escaped_asterisk_is_one():
    (found,) = rights(bucket(), *role("app", allow("s3:GetObject", f"{ITSELF}/a${{*}}b")))
    assert found[2] == "acme-pics/a${*}b"


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, {"AWS": ["*"]}])
def test_everyone_is_the_public(principal):
    assert rights(bucket(), policy(allow("s3:GetObject", OBJECTS, Principal=principal))) == {
        ("anyone", "read", "acme-pics/*")
    }


def test_block_public_access_closes_what_is_public():
    block = made(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "b",
        {"bucket": "acme-pics", "restrictPublicBuckets": True},
    )
    statement = allow("s3:GetObject", OBJECTS, **ANYONE)
    from_vpc = {**statement, "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}
    assert rights(bucket(), policy(statement), block) == set()
    assert len(rights(bucket(), policy(from_vpc), block)) == 1  # not public in the sense of AWS


def test_a_deny_takes_its_keys_away():
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{ITSELF}/secret/*"}
    found = access(graph(bucket(), policy(deny), *role("app", allow("s3:GetObject", OBJECTS)))).rights
    assert [(right.scope, right.but) for right in found] == [("*", ("secret/*",))]


def test_a_deny_of_everything_leaves_nothing():
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [ITSELF, OBJECTS]}
    assert rights(bucket(), policy(deny), *role("app", allow("s3:*", [ITSELF, OBJECTS]))) == set()


def test_a_deny_for_another_role_takes_nothing():
    deny = {
        "Effect": "Deny",
        "Principal": {"AWS": "arn:aws:iam::123456789012:role/other"},
        "Action": "s3:*",
        "Resource": OBJECTS,
    }
    assert rights(bucket(), policy(deny), *role("app", allow("s3:GetObject", OBJECTS)))


def test_not_principal_and_not_resource_are_said():
    odd = {
        "Effect": "Allow",
        "NotPrincipal": {"AWS": "arn:aws:iam::1:root"},
        "Action": "s3:GetObject",
        "Resource": OBJECTS,
    }
    other = {"Effect": "Deny", "Action": "s3:*", "NotResource": OBJECTS}
    unread = access(graph(bucket(), policy(odd), *role("app", other))).unread
    assert unread == (
        "statement 1 of bucketPolicy pics has NotPrincipal",
        "statement 1 of rolePolicy app has NotResource",
    )


def test_managed_policies_of_the_program_and_of_aws():
    own, _ = role("app")
    document = json.dumps({"Statement": allow("s3:GetObject", OBJECTS)})
    managed = made("aws:iam/policy:Policy", "m", {"policy": document}, {"arn": "arn:aws:iam::123456789012:policy/m"})
    kind = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    mine = made(kind, "mine", {"role": "app", "policyArn": "arn:aws:iam::123456789012:policy/m"})
    theirs = made(kind, "theirs", {"role": "app", "policyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"})
    unknown = made(kind, "u", {"role": "app", "policyArn": "arn:aws:iam::aws:policy/Unheard"})
    assert rights(bucket(), own, managed) == set()  # nobody has it
    assert rights(bucket(), own, managed, mine) == {(APP, "read", "acme-pics/*")}
    assert (APP, "list", "acme-pics/*") in rights(bucket(), own, theirs)
    assert rights(bucket(), own, unknown) == {(APP, "arn:aws:iam::aws:policy/Unheard", "/*")}


def test_a_boundary_is_a_condition():
    found = rights(
        bucket(), *role("app", allow("s3:GetObject", OBJECTS), permissionsBoundary="arn:aws:iam::123456789012:policy/b")
    )
    assert found == {
        (APP, "read", "acme-pics/*", '"within the permissions boundary arn:aws:iam::${aws.account}:policy/b"')
    }


def test_members_of_a_group_have_what_the_group_has():
    user = made("aws:iam/user:User", "joe", {"name": "joe"}, {"arn": "arn:aws:iam::123456789012:user/joe"})
    group = made("aws:iam/group:Group", "g", {"name": "g"}, {"arn": "arn:aws:iam::123456789012:group/g"})
    joined = made("aws:iam/groupMembership:GroupMembership", "m", {"group": "g", "users": ["joe"]})
    given = made("aws:iam/groupPolicy:GroupPolicy", "g", {"group": "g", "policy": json.dumps({"Statement": [allow("s3:PutObject", OBJECTS)]})})  # fmt: skip  # noqa: E501
    assert {item[0].rpartition("/")[2] for item in rights(bucket(), user, group, joined, given)} == {"joe", "g"}


def test_a_public_list_lets_anyone_list():
    acl = made("aws:s3/bucketAclV2:BucketAclV2", "a", {"bucket": "acme-pics", "acl": "public-read"})
    closed = made("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "o", {"bucket": "acme-pics", "rule": {"objectOwnership": "BucketOwnerEnforced"}})  # fmt: skip  # noqa: E501
    assert rights(bucket(), acl) == {("anyone", "list", "acme-pics/*")}
    assert rights(bucket(), acl, closed) == set()


def distribution(**more):
    behaviour = {"targetOriginId": "o", "viewerProtocolPolicy": "allow-all"}
    given = {
        "enabled": True,
        "aliases": ["cdn.acme.example"],
        "origins": [
            {"originId": "o", "domainName": "acme-pics.s3.eu-west-1.amazonaws.com", "originAccessControlId": "E1"}
        ],
        "defaultCacheBehavior": behaviour,
        **more,
    }
    return made(
        "aws:cloudfront/distribution:Distribution",
        "d",
        given,
        {"arn": "arn:aws:cloudfront::123456789012:distribution/D"},
    )


CDN_READ = allow(
    "s3:GetObject",
    OBJECTS,
    Principal={"Service": "cloudfront.amazonaws.com"},
    Condition={"StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::123456789012:distribution/D"}},
)


def test_a_distribution_hands_out_what_it_may_read():
    signed = {"pathPattern": "/private/*", "targetOriginId": "o", "trustedKeyGroups": ["K"]}
    found = access(graph(bucket(), policy(CDN_READ), distribution(orderedCacheBehaviors=[signed])))
    assert told(found.rights) == {
        ("CDN of distribution d", "read", "acme-pics/*"),
        ("signed URLs of acme-pics", "read", "acme-pics/private/*"),
        ("anyone, through the CDN", "read", "acme-pics/*"),
    }
    assert [right.but for right in found.rights if right.who.name == "cdn"] == [("private/*",)]
    assert {item.what for item in found.exposures} == {
        "CloudFront answers plain HTTP",
        "files are served at cdn.acme.example",
        "files are served by CloudFront",
    }


def test_a_distribution_that_may_read_nothing_hands_out_nothing():
    assert rights(bucket(), distribution()) == set()
    assert not any(
        "CDN" in item[0] for item in rights(bucket(), distribution(), policy(allow("s3:PutObject", OBJECTS, **ANYONE)))
    )


def test_a_path_of_the_origin_comes_before_every_key():
    origin = {
        "originId": "o",
        "domainName": "acme-pics.s3.amazonaws.com",
        "originPath": "/pub",
        "originAccessControlId": "E",
    }
    assert ("anyone, through the CDN", "read", "acme-pics/pub/*") in rights(
        bucket(), policy(CDN_READ), distribution(origins=[origin])
    )


def test_keys_of_kms_are_named_by_the_cloud():
    key_policy = {"Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"}, "Action": "kms:Decrypt",
         "Resource": "*"},
    ]}  # fmt: skip
    key = made(
        "aws:kms/key:Key", "k", {"policy": json.dumps(key_policy)}, {"arn": "arn:aws:kms:eu-west-1:123456789012:key/1"}
    )
    assert rights(key) == {("arn:aws:iam::999999999999:root", "kms:Decrypt", "/key k")}  # its own account gains nothing


@pytest.mark.parametrize(
    "document",
    [Unknown(), Secret("x"), "no json", "[]", "{}", {"Statement": "x"}, {"Statement": [1, None, {}]}, 5, None,
     {"Statement": {"Effect": "Allow", "Action": 5, "Resource": {"a": 1}, "Principal": [1], "Condition": [1]}}],
)  # fmt: skip
def test_what_is_no_policy_is_said_and_does_no_harm(document):
    broken = made("aws:s3/bucketPolicy:BucketPolicy", "p", {"bucket": Unknown(), "policy": document})
    trust = made("aws:iam/role:Role", "r", {"assumeRolePolicy": document, "name": Secret("s3cr3t")})
    assert access(graph(broken, trust)).unread
    assert "s3cr3t" not in repr(access(graph(broken, trust)))


def test_types_that_are_not_read_are_named():
    point = made("aws:s3/accessPoint:AccessPoint", "p", {})
    native = made("aws-native:s3:Bucket", "n", {})
    assert len(access(graph(point, native)).unread) == 2
