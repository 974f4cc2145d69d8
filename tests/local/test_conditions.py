"""Condition operators, row by row; above all what an absent key means to each of them."""

from __future__ import annotations

import pytest

from infra.decisions.aws.evaluate import Principal, Request, decide, policy

ACCOUNT = "123456789012"
USER = Principal("user", f"arn:aws:iam::{ACCOUNT}:user/app", ACCOUNT)
KEY = "arn:aws:s3:::media/private/a.txt"


def granting(condition):
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": KEY, "Condition": condition}
    return [policy("identity", {"Version": "2012-10-17", "Statement": [statement]})]


# operator, values in the policy, values in the request (None: the key is absent), holds
CONDITIONS = [
    ("StringEquals", "a", "a", True),
    ("StringEquals", ["a", "b"], "b", True),
    ("StringEquals", "a", "A", False),
    ("StringEquals", "a*", "ab", False),
    ("StringEquals", "a", None, False),
    ("StringEqualsIfExists", "a", None, True),
    ("StringEqualsIfExists", "a", "b", False),
    ("StringNotEquals", "a", "b", True),
    ("StringNotEquals", ["a", "b"], "b", False),
    ("StringNotEquals", "a", None, True),
    ("StringNotEqualsIfExists", "a", None, True),
    ("StringEqualsIgnoreCase", "AbC", "aBc", True),
    ("StringNotEqualsIgnoreCase", "AbC", "aBc", False),
    ("StringNotEqualsIgnoreCase", "AbC", None, True),
    ("StringLike", "media/*", "media/", True),
    ("StringLike", "media/*", "media", False),
    ("StringLike", "media/?", "media/é", True),
    ("StringLike", "media/*", None, False),
    ("StringLikeIfExists", "media/*", None, True),  # why it must not guard s3:prefix
    ("StringNotLike", "media/*", "other/", True),
    ("StringNotLike", "media/*", None, True),
    ("ArnLike", "arn:aws:s3:::*", "arn:aws:s3:::media", True),
    ("ArnLike", "arn:*", "arn:aws:s3:::media", False),  # each of the six parts on its own
    ("ArnEquals", "arn:aws:iam::*:role/web", "arn:aws:iam::1:role/web", True),
    ("ArnLike", "arn:aws:iam::${aws:PrincipalAccount}:role/*", f"arn:aws:iam::{ACCOUNT}:role/web", True),
    ("ArnNotLike", "arn:aws:s3:::*", "arn:aws:s3:::media", False),
    ("ArnNotEquals", "arn:aws:s3:::other", None, True),
    ("ArnLike", "arn:aws:s3:::*", None, False),
    ("Bool", "false", "false", True),
    ("Bool", False, "FALSE", True),
    ("Bool", "false", "true", False),
    ("Bool", "false", None, False),
    ("BoolIfExists", "false", None, True),
    ("Null", "true", None, True),
    ("Null", True, "x", False),
    ("Null", "false", "x", True),
    ("Null", "false", None, False),
    ("NumericLessThan", "1.2", "1.1", True),
    ("NumericLessThan", "1.2", "1.3", False),
    ("NumericLessThan", "1.2", None, False),
    ("NumericLessThanEquals", 10, "10", True),
    ("NumericGreaterThan", 10, "9", False),
    ("NumericGreaterThanEquals", 10, "10", True),
    ("NumericEquals", "10", "10.0", True),
    ("NumericEquals", "10", "ten", False),
    ("NumericNotEquals", "10", "11", True),
    ("NumericNotEquals", "10", None, True),
    ("DateLessThan", "2030-01-01T00:00:00Z", "2029-12-31T23:59:59Z", True),
    ("DateGreaterThan", "2030-01-01T00:00:00Z", "1893456001", True),
    ("DateLessThan", "2030-01-01T00:00:00Z", None, False),
    ("IpAddress", "10.0.0.0/8", "10.1.2.3", True),
    ("IpAddress", "10.0.0.0/8", "11.1.2.3", False),
    ("IpAddress", "10.0.0.0/8", None, False),
    ("NotIpAddress", "10.0.0.0/8", "11.1.2.3", True),
    ("NotIpAddress", "10.0.0.0/8", None, True),
    ("ForAllValues:StringEquals", ["a", "b"], ("a", "b"), True),
    ("ForAllValues:StringEquals", ["a", "b"], ("a", "c"), False),
    ("ForAllValues:StringEquals", ["a"], None, True),  # the trap of an absent key
    ("ForAnyValue:StringEquals", ["a", "b"], ("c", "b"), True),
    ("ForAnyValue:StringEquals", ["a"], ("b",), False),
    ("ForAnyValue:StringEquals", ["a"], None, False),
    ("ForAnyValue:StringNotEquals", ["a"], ("a", "b"), True),
    ("ForAnyValue:StringNotEquals", ["a"], None, False),
    ("ForAnyValue:StringLikeIfExists", ["a"], None, True),
    ("StringEquals", "${aws:PrincipalAccount}", ACCOUNT, True),
    ("StringEquals", "${aws:PrincipalTag/none}", "x", False),
    ("StringNotEquals", "${aws:PrincipalTag/none}", "x", True),
]


@pytest.mark.parametrize(("operator", "wanted", "given", "holds"), CONDITIONS)
def test_condition(operator, wanted, given, holds):
    context = {} if given is None else {"My:KEY": given}
    request = Request("s3:GetObject", KEY, USER, context, ACCOUNT)
    assert decide(request, granting({operator: {"my:key": wanted}})).allowed is holds


def test_all_operators_and_keys_must_hold():
    policies = granting({"StringEquals": {"a:one": "1", "a:two": "2"}, "Bool": {"a:three": "true"}})
    full = {"a:one": "1", "a:two": "2", "a:three": "true"}
    assert decide(Request("s3:GetObject", KEY, USER, full), policies).allowed
    for missing in full:
        part = {key: value for key, value in full.items() if key != missing}
        assert not decide(Request("s3:GetObject", KEY, USER, part), policies).allowed
