"""How trust and exposure read: short first, what is gone is gone, and nothing is said twice."""

from __future__ import annotations

import json

import pytest

from infra.review.access import access
from infra.review.access.phrases import ANY_NETWORK, gone, methods
from infra.review.access.subjects import reading
from infra.review.permissions import permissions
from tests.review.access.graphs import bucket, graph, made, role

HUB, EKS = "token.actions.githubusercontent.com", "oidc.eks.eu-west-1.amazonaws.com/id/ABC"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("files are served at x.example", "files are no longer served at x.example"),
        ("CloudFront answers plain HTTP", "CloudFront no longer answers plain HTTP"),
        ("a web ACL filters requests to CloudFront", "a web ACL no longer filters requests to CloudFront"),
        ("the subnet s reaches the account", "the subnet s no longer reaches the account"),
        ("AzureServices pass the network rules of the account", "AzureServices no longer pass the network rules of the account"),  # noqa: E501
        (ANY_NETWORK, "the account is no longer open to every network"),
        ("something else", "something else"),
    ],
)  # fmt: skip
def test_what_is_gone_is_said_to_be_gone(was, now):
    assert gone(was) == now


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (["HEAD", "GET"], "GET, HEAD"),
        (["GET", "GET through the CDN", "HEAD", "HEAD through the CDN"], "GET, HEAD; through the CDN too"),
        (["GET through the CDN", "HEAD through the CDN"], "GET, HEAD through the CDN"),
        (["GET", "PUT", "GET through the CDN"], "GET, PUT; through the CDN: GET"),
        (["GET", "reading through the CDN"], "GET; through the CDN: reading"),
        (["GET with cookies through the CDN", "HEAD with cookies through the CDN"], "GET, HEAD with cookies through the CDN"),  # noqa: E501
    ],
)  # fmt: skip
def test_methods_of_an_origin_are_listed_once(found, said):
    assert methods(found) == said


def distribution(*hosts):
    origin = {"originId": "o", "domainName": "acme-pics.s3.amazonaws.com", "originAccessControlId": "E"}
    behaviour = {"targetOriginId": "o", "viewerProtocolPolicy": "https-only"}
    given = {"enabled": True, "aliases": list(hosts), "origins": [origin], "defaultCacheBehavior": behaviour}
    return made("aws:cloudfront/distribution:Distribution", "d", given)


def reach(before, after):
    found = permissions(access(graph(bucket(), *before)), access(graph(bucket(), *after))).exposures
    return [f"{item.sign} {item.what}" for item in found]


def test_a_cdn_comes_and_goes_with_its_host_in_one_line():
    there = [distribution("files.acme.example")]
    assert reach([], there) == ["+ files are served by CloudFront at files.acme.example"]
    assert reach(there, []) == ["- files are no longer served by CloudFront at files.acme.example"]


def test_a_host_alone_is_a_line_of_its_own():
    one, two = [distribution("a.example")], [distribution("b.example")]
    assert reach(one, two) == ["+ files are served at b.example", "- files are no longer served at a.example"]
    assert reach(one, [distribution("A.example.")]) == []


def account(name="a", **rules):
    inputs = {"accountName": "acme", "networkRuleSet": rules, "allowSharedKeyAccess": False}
    return made("azure-native:storage:StorageAccount", name, inputs)


def test_a_new_account_opens_nothing_that_was_there():
    """Also when a bucket of another cloud had that name; an account that was there and opens is another thing."""
    lake = made("gcp:storage/bucket:Bucket", "a", {"name": "acme"})
    closed = account(defaultAction="Deny", bypass="None")

    def opens(*before):
        (found,) = permissions(access(graph(*before)), access(graph(account()))).exposures
        return found.what, found.broadened

    assert opens() == opens(lake) == (ANY_NETWORK, False)
    assert opens(closed) == opens(closed, lake) == (ANY_NETWORK, True)


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("repo:acme/shop:environment:prod", "repository acme/shop, environment prod"),
        ("repo:acme/shop:ref:refs/heads/release/1", "repository acme/shop, branch release/1"),
        ("repo:acme/shop:ref:refs/tags/v*", "repository acme/shop, tag v*"),
        ("repo:acme/shop:pull_request", "repository acme/shop, pull requests"),
        ("repo:acme/*:*", "repository acme/*, every run"),
        ("system:serviceaccount:shop:web", "Kubernetes account shop/web"),
        ("serviceAccount:p.svc.id.goog[shop/web]", "Kubernetes account shop/web of p"),
        ("repo:acme/shop", ""),
        ("repo:acme/shop:environment:prod extra", ""),
        ("", ""),
    ],
)
def test_subjects_in_words(subject, said):
    assert reading(subject) == said


def trusted(issuer, **condition):
    principal = {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{issuer}"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRoleWithWebIdentity",
                 "Condition": condition}  # fmt: skip
    found = access(graph(*role("app", assumeRolePolicy=json.dumps({"Statement": [statement]}))))
    return permissions(access(graph()), found).trusts


def test_a_repository_is_read_before_its_condition():
    (one,) = trusted(HUB, StringEquals={f"{HUB}:sub": "repo:acme/shop:environment:prod", f"{HUB}:aud": "sts"})
    assert one.trusted == f"repository acme/shop, environment prod (tokens of {HUB})"
    assert one.condition == (
        f'StringEquals {HUB}:aud "sts" and StringEquals {HUB}:sub "repo:acme/shop:environment:prod"'
    )
    (two,) = trusted(EKS, StringEquals={f"{EKS}:sub": "system:serviceaccount:shop:web"})
    assert two.trusted == f"Kubernetes account shop/web (tokens of {EKS})"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringNotEquals": {f"{HUB}:sub": "repo:acme/shop:pull_request"}},
        {"StringLikeIfExists": {f"{HUB}:sub": "repo:acme/shop:*"}},
        {"StringLike": {f"{HUB}:sub": ["repo:acme/shop:*", "*"]}},
        {"StringEquals": {f"{HUB}:aud": "sts"}},
    ],
)
def test_a_condition_that_lets_others_in_has_no_short_reading(condition):
    (found,) = trusted(HUB, **condition)
    assert found.trusted == f"tokens of {HUB}"


def test_fewer_runs_of_a_repository_broaden_nothing():
    """The reading is for people: what is compared is the condition."""

    def role_of(subject):
        statement = {"Effect": "Allow", "Principal": {"Federated": f"x:oidc-provider/{HUB}"},
                     "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {f"{HUB}:sub": subject}}}  # fmt: skip  # noqa: E501
        return access(graph(*role("app", assumeRolePolicy=json.dumps({"Statement": [statement]}))))

    wide, narrow = role_of("repo:acme/shop:*"), role_of("repo:acme/shop:pull_request")
    assert [item.broadened for item in permissions(wide, narrow).trusts] == [False, False]
    assert [item.broadened for item in permissions(narrow, wide).trusts].count(True) == 1
