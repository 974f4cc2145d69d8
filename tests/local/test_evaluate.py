"""The policy evaluator, row by row: what each rule of IAM allows and refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.decisions.aws.evaluate import ANONYMOUS, Decision, PolicyError, Principal, Request, decide, policy

ACCOUNT = "123456789012"
USER = Principal("user", f"arn:aws:iam::{ACCOUNT}:user/app", ACCOUNT)
SESSION = Principal(
    "session", f"arn:aws:sts::{ACCOUNT}:assumed-role/web/one", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/web"
)
ROOT = Principal("root", f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)
STRANGER = Principal("user", "arn:aws:iam::999999999999:user/other", "999999999999")
EDGE = Principal("service", "cloudfront.amazonaws.com")
KEY = "arn:aws:s3:::media/private/a.txt"
BUCKET = "arn:aws:s3:::media"


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Any = "s3:GetObject", resource: Any = KEY, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any = "s3:*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def asks(action: str = "s3:GetObject", resource: str = KEY, who: Principal = USER, **context: Any) -> Request:
    keys = {name.replace("__", ":").replace("_", "-"): value for name, value in context.items()}
    return Request(action, resource, who, keys, ACCOUNT)


def identity(*statements: dict[str, Any]) -> list[Any]:
    return [policy("identity", document(*statements))]


IDENTITY_ROWS = {
    "nothing is allowed by default": ([], asks(), False),
    "a matching allow": ([allow()], asks(), True),
    "another action": ([allow("s3:PutObject")], asks(), False),
    "actions ignore case": ([allow("S3:getOBJECT")], asks(), True),
    "an action pattern": ([allow("s3:Get*")], asks(), True),
    "a question mark in an action": ([allow("s3:GetObjec?")], asks(), True),
    "an action pattern of another service": ([allow("ec2:*")], asks(), False),
    "resources mind case": ([allow(resource="arn:aws:s3:::media/Private/*")], asks(), False),
    "a star in a resource": ([allow(resource="arn:aws:s3:::media/private/*")], asks(), True),
    "a star crosses slashes": ([allow(resource="arn:aws:s3:::media/*.txt")], asks(), True),
    "a star does not end early": ([allow(resource="arn:aws:s3:::media/private/")], asks(), False),
    "a question mark is one character": ([allow(resource="arn:aws:s3:::media/private/?.txt")], asks(), True),
    "a dot is a dot": ([allow(resource="arn:aws:s3:::media/private/aXtxt")], asks(), False),
    "a sibling prefix": ([allow(resource="arn:aws:s3:::media/priv/*")], asks(), False),
    "a prefix without its slash takes siblings": (
        [allow(resource="arn:aws:s3:::media/private*")],
        asks(resource="arn:aws:s3:::media/privateer/x"),
        True,
    ),
    "ListBucket on an object ARN grants nothing": (
        [allow("s3:ListBucket", "arn:aws:s3:::media/*")],
        asks("s3:ListBucket", BUCKET),
        False,
    ),
    "a deny wins": ([allow(), deny()], asks(), False),
    "a deny wins before the allow too": ([deny(), allow()], asks(), False),
    "a deny whose condition does not hold": (
        [allow(), deny(Condition={"Bool": {"aws:SecureTransport": "false"}})],
        asks(aws__SecureTransport="true"),
        True,
    ),
    "NotAction takes the others": ([{"Effect": "Allow", "NotAction": "s3:Put*", "Resource": "*"}], asks(), True),
    "NotAction leaves the named one": ([{"Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*"}], asks(), False),
    "NotResource takes the others": (
        [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::media/public/*"}],
        asks(),
        True,
    ),
    "NotResource leaves the named one": (
        [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::media/private/*"}],
        asks(),
        False,
    ),
    "lists of actions and resources": ([allow(["s3:PutObject", "s3:GetObject"], [BUCKET, KEY])], asks(), True),
}


TAGGED = Request("s3:GetObject", KEY, USER, {"aws:PrincipalTag/tenant": "private"}, ACCOUNT)
TAGGED_STAR = Request("s3:GetObject", KEY, USER, {"aws:PrincipalTag/tenant": "*"}, ACCOUNT)
BY_TAG = allow(resource="arn:aws:s3:::media/${aws:PrincipalTag/tenant}/*")
BY_TAG_OTHER_CASE = allow(resource="arn:aws:s3:::media/${AWS:principaltag/tenant}/*")
BY_TAG_OR_DEFAULT = allow(resource="arn:aws:s3:::media/${aws:PrincipalTag/tenant, 'private'}/*")
VARIABLE_ROWS = {
    "a variable": ([BY_TAG], TAGGED, True),
    "a variable without a value matches nothing": ([BY_TAG], asks(), False),
    "a variable's value is literal": ([BY_TAG], TAGGED_STAR, False),
    "a variable's name ignores case": ([BY_TAG_OTHER_CASE], TAGGED, True),
    "a variable's default": ([BY_TAG_OR_DEFAULT], asks(), True),
    "a literal star": ([allow(resource="arn:aws:s3:::media/private/a${*}txt")], asks(), False),
}
ROWS = {**IDENTITY_ROWS, **VARIABLE_ROWS}


@pytest.mark.parametrize(("statements", "request_", "allowed"), ROWS.values(), ids=ROWS.keys())
def test_identity_policy(statements, request_, allowed):
    assert decide(request_, identity(*statements)).allowed is allowed


REFUSED = {
    "an unknown operator": (allow(Condition={"StringIs": {"a": "b"}}), "unknown condition operator 'StringIs'"),
    "Null has no IfExists": (allow(Condition={"NullIfExists": {"a": "true"}}), "unknown condition operator"),
    "no number": (allow(Condition={"NumericLessThan": {"a": "x"}}), "'x' is not a value it can compare"),
    "no network": (allow(Condition={"IpAddress": {"a": "10.0.0.300"}}), "'10.0.0.300' is not a value it can compare"),
    "NotPrincipal": (allow(NotPrincipal="*"), "NotPrincipal is not supported"),
    "a principal in an identity policy": (allow(Principal="*"), "an identity policy has no Principal"),
    "no effect": ({"Action": "s3:*", "Resource": "*"}, "Effect is None; it must be Allow or Deny"),
    "no action": ({"Effect": "Allow", "Resource": "*"}, "one of Action and NotAction is needed"),
    "no resource": ({"Effect": "Allow", "Action": "*"}, "one of Resource and NotResource is needed"),
}


@pytest.mark.parametrize(("statement", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_modelled_is_refused(statement, message):
    with pytest.raises(PolicyError, match=message):
        identity({"Sid": "Odd", **statement})


def test_several_values_need_a_quantifier():
    request = Request("s3:GetObject", KEY, USER, {"a:b": ("1", "2")})
    with pytest.raises(PolicyError, match="several values; use ForAnyValue: or ForAllValues:"):
        decide(request, identity(allow(Condition={"StringEquals": {"a:b": "1"}})))


def test_text_that_is_not_json_is_refused():
    with pytest.raises(PolicyError, match="grants: not JSON"):
        policy("grants", "{")
    with pytest.raises(PolicyError, match="grants: no Statement"):
        policy("grants", "{}")


def test_variables_need_the_newer_version():
    old = policy("old", json.dumps({"Version": "2008-10-17", "Statement": BY_TAG}))
    assert not decide(TAGGED, [old]).allowed


def resource(principal: Any, effect: str = "Allow", **more: Any) -> Any:
    statement = {"Effect": effect, "Principal": principal, "Action": "s3:GetObject", "Resource": KEY, **more}
    return policy("bucket policy", document(statement), "resource")


SOURCE = {"StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::1:distribution/E1"}}
RESOURCE_ROWS = {
    "everyone, signed": ("*", USER, (), True),
    "everyone, unsigned": ("*", ANONYMOUS, (), True),
    "AWS everyone is everyone": ({"AWS": "*"}, ANONYMOUS, (), True),
    "the user by ARN": ({"AWS": USER.name}, USER, (), True),
    "another user": ({"AWS": USER.name + "2"}, USER, (), False),
    "a session by its role": ({"AWS": SESSION.role}, SESSION, (), True),
    "a session by its own ARN": ({"AWS": SESSION.name}, SESSION, (), True),
    "one of a list": ({"AWS": ["arn:aws:iam::1:user/x", USER.name]}, USER, (), True),
    "the account does not grant by itself": ({"AWS": ACCOUNT}, USER, (), False),
    "the account is its root": ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ROOT, (), True),
    "a named user does not open to the unsigned": ({"AWS": USER.name}, ANONYMOUS, (), False),
    "a service": ({"Service": "cloudfront.amazonaws.com"}, EDGE, (), True),
    "another service": ({"Service": "logging.s3.amazonaws.com"}, EDGE, (), False),
    "a service is not a user": ({"AWS": "cloudfront.amazonaws.com"}, EDGE, (), False),
    "a stranger needs his own policy too": ({"AWS": STRANGER.name}, STRANGER, (), False),
    "a stranger with both": ({"AWS": STRANGER.name}, STRANGER, (allow(),), True),
    "a stranger through his account": ({"AWS": STRANGER.account}, STRANGER, (allow(),), True),
    "a stranger's own policy alone": ({"AWS": USER.name}, STRANGER, (allow(),), False),
}


@pytest.mark.parametrize(("principal", "who", "own", "allowed"), RESOURCE_ROWS.values(), ids=RESOURCE_ROWS.keys())
def test_resource_policy(principal, who, own, allowed):
    assert decide(asks(who=who), identity(*own), resource(principal)).allowed is allowed


@pytest.mark.parametrize(
    ("principal", "who", "denied"),
    [
        ("*", USER, True),
        ({"AWS": ACCOUNT}, USER, True),  # a Deny for the account binds everyone in it
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, SESSION, True),
        ({"AWS": SESSION.role}, SESSION, True),
        ({"AWS": SESSION.role}, USER, False),
    ],
)
def test_resource_deny(principal, who, denied):
    decision = decide(asks(who=who), identity(allow()), resource(principal, "Deny", Sid="Lock"))
    assert decision.allowed is not denied
    assert not denied or decision == Decision(False, "deny", "Lock", "bucket policy")


@pytest.mark.parametrize(
    ("source", "allowed"),
    [("arn:aws:cloudfront::1:distribution/E1", True), ("arn:aws:cloudfront::1:distribution/E2", False), (None, False)],
)
def test_a_service_is_held_to_its_source(source, allowed):
    context = {"aws:SourceArn": source} if source else {}
    request = Request("s3:GetObject", KEY, EDGE, context, ACCOUNT)
    policy_ = resource({"Service": "cloudfront.amazonaws.com"}, Condition=SOURCE)
    assert decide(request, (), policy_).allowed is allowed


def test_a_limit_takes_away_and_gives_nothing():
    boundary = policy("boundary", document(allow("s3:Get*", "*")))
    assert decide(asks(), identity(allow("s3:*", "*")), limits=[boundary]).allowed
    assert not decide(asks("s3:PutObject"), identity(allow("s3:*", "*")), limits=[boundary]).allowed
    refused = decide(asks(), limits=[boundary])
    assert refused == Decision(False, "none", f"no policy allows s3:GetObject on {KEY}")


TRUST_ROWS = {
    "named": ({"AWS": USER.name}, (), True),
    "by account without an own policy": ({"AWS": ACCOUNT}, (), False),
    "by account with one": ({"AWS": ACCOUNT}, (allow("sts:AssumeRole", "*"),), True),
    "an own policy alone": ({"AWS": "arn:aws:iam::1:user/x"}, (allow("sts:AssumeRole", "*"),), False),
}


@pytest.mark.parametrize(("principal", "own", "allowed"), TRUST_ROWS.values(), ids=TRUST_ROWS.keys())
def test_trust_policy(principal, own, allowed):
    trust = policy("trust", document({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}), "trust")
    request = Request("sts:AssumeRole", SESSION.role, USER, {}, ACCOUNT)
    assert decide(request, identity(*own), trust, resource_must_allow=True).allowed is allowed


def test_a_decision_names_its_statement():
    assert decide(asks(), identity(allow(Sid="Read"))) == Decision(True, "allow", "Read", "identity")
    assert decide(asks(), identity(deny(), allow())) == Decision(False, "deny", "statement 1", "identity")


@pytest.mark.parametrize(
    ("key", "value", "who"),
    [
        ("aws:PrincipalArn", SESSION.role, SESSION),
        ("aws:PrincipalArn", USER.name, USER),
        ("aws:PrincipalType", "AssumedRole", SESSION),
        ("aws:PrincipalAccount", ACCOUNT, USER),
    ],
)
def test_every_request_tells_its_principal(key, value, who):
    assert decide(asks(who=who), identity(allow(Condition={"StringEquals": {key: value}}))).allowed


def test_a_service_is_told_apart():
    only_services = {"Bool": {"aws:PrincipalIsAWSService": "true"}}
    assert decide(asks(who=EDGE), (), resource("*", Condition=only_services)).allowed
    assert not decide(asks(), (), resource("*", Condition=only_services)).allowed
