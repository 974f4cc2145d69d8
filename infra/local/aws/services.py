"""IAM, STS, KMS and CloudWatch: for the root key everything, for others the few calls a site makes at run time.

`sts:GetCallerIdentity` is open to every valid key. `sts:AssumeRole` is decided by the role's trust policy together with
the caller's own; the CloudWatch reads below by the caller's policies. moto decides about none of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from infra.decisions.aws.documents import policy
from infra.decisions.aws.evaluate import PolicyError, Request, decide
from infra.local.aws import forward, identities, signature, strict
from infra.local.aws.authorise import ambient
from infra.local.aws.faults import FaultError, cbor_error, json_error, query_error
from infra.local.aws.wire import Response, xml_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.decisions.aws.documents import Kind
    from infra.local.aws import wire
    from infra.local.aws.identities import Caller
    from infra.local.aws.signature import Claim
    from infra.local.aws.world import World

EMULATED = frozenset({"cloudwatch", "iam", "kms", "sts"})
BY_POLICY = frozenset({"cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"})
_POLICY_FIELDS: Mapping[str, tuple[str, Kind]] = {
    "iam:CreatePolicy": ("PolicyDocument", "identity"),
    "iam:CreatePolicyVersion": ("PolicyDocument", "identity"),
    "iam:PutGroupPolicy": ("PolicyDocument", "identity"),
    "iam:PutRolePolicy": ("PolicyDocument", "identity"),
    "iam:PutUserPolicy": ("PolicyDocument", "identity"),
    "iam:CreateRole": ("AssumeRolePolicyDocument", "trust"),
    "iam:UpdateAssumeRolePolicy": ("PolicyDocument", "trust"),
}
_SIGNING_NAMES = {"monitoring": "cloudwatch"}


def handle(world: World, request: wire.Request, claim: Claim) -> Response:
    """A signed request of a service other than S3."""
    service = _SIGNING_NAMES.get(claim.service, claim.service)
    try:
        if service not in EMULATED:
            raise FaultError("NotImplemented", f"the service {service} is not emulated")
        with world.lock:
            caller = strict.authenticate(world, request, claim)
            return _serve(world, request, caller, f"{service}:{_operation(request)}")
    except FaultError as fault:
        return _error(request, _renamed(fault))


def _serve(world: World, request: wire.Request, caller: Caller, action: str) -> Response:
    if action == "sts:GetCallerIdentity":
        return _identity(world, request)
    if action == "sts:AssumeRole":
        return _assume(world, request, caller)
    if not caller.root:
        if action not in BY_POLICY:
            raise FaultError("AccessDenied", f"{action} needs the local root key")
        _require(world, request, caller, action)
    _check_policies(request, action)
    return forward.to_service(request)


def _check_policies(request: wire.Request, action: str) -> None:
    """Refuse a policy when it is put that could not be decided when it is used."""
    field, kind = _POLICY_FIELDS.get(action, ("", "identity"))
    text = dict(parse_qsl(request.body.decode())).get(field) if field else None
    try:
        if text:
            policy(action.removeprefix("iam:"), text, kind)
    except PolicyError as error:
        raise FaultError("MalformedPolicyDocument", str(error)) from error


def _require(world: World, request: wire.Request, caller: Caller, action: str) -> None:
    context = {**ambient(world, request), **caller.context}
    try:
        decision = decide(Request(action, "*", caller.principal, context), caller.policies, limits=caller.limits)
    except PolicyError as error:
        raise FaultError("AccessDenied", str(error)) from error
    if not decision.allowed:
        raise _denied(caller, action, "*", decision.by)


def _assume(world: World, request: wire.Request, caller: Caller) -> Response:
    form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    arn, tags = form.get("RoleArn", ""), _tags(form)
    role = identities.role_named(world, arn)
    if role is None:
        raise _denied(caller, "sts:AssumeRole", arn, "the role does not exist")
    if any(name.startswith("PolicyArns.") for name in form):
        raise FaultError("NotImplemented", "PolicyArns of AssumeRole are not emulated; pass Policy")
    longest = int(role.max_session_duration or 3600)
    if int(form.get("DurationSeconds", 0)) > longest:
        raise FaultError("ValidationError", f"DurationSeconds exceeds the role's MaxSessionDuration of {longest}")
    if not caller.root:
        for action in ("sts:AssumeRole", *(["sts:TagSession"] if tags else [])):
            _require_trust(world, request, caller, action, arn, role.assume_role_policy_document, form, tags)
    response = forward.to_service(request)
    if response.status == 200:
        world.session_tags[identities.latest_session(world, arn)] = tags
    return response


def _require_trust(
    world: World,
    request: wire.Request,
    caller: Caller,
    action: str,
    arn: str,
    trust: str,
    form: dict[str, str],
    tags: dict[str, str],
) -> None:
    context = {
        **ambient(world, request),
        **caller.context,
        "sts:RoleSessionName": form.get("RoleSessionName", ""),
        **({"sts:ExternalId": form["ExternalId"]} if "ExternalId" in form else {}),
        **{f"aws:RequestTag/{key}": value for key, value in tags.items()},
    }
    try:
        decision = decide(
            Request(action, arn, caller.principal, context),
            caller.policies,
            policy(f"trust policy of {arn}", trust, "trust"),
            limits=caller.limits,
            resource_must_allow=True,
        )
    except PolicyError as error:
        raise FaultError("AccessDenied", str(error)) from error
    if not decision.allowed:
        raise _denied(caller, action, arn, decision.by)


def _tags(form: dict[str, str]) -> dict[str, str]:
    numbers = [match[1] for name in form if (match := re.fullmatch(r"Tags\.member\.(\d+)\.Key", name))]
    return {form[f"Tags.member.{n}.Key"]: form.get(f"Tags.member.{n}.Value", "") for n in numbers}


def _identity(world: World, request: wire.Request) -> Response:
    claim = signature.read(request)
    identity = identities.find(world, claim.access_key if claim else "")
    return xml_response(
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>{identity.caller.principal.name}</Arn><UserId>{identity.user_id}</UserId>"
        f"<Account>{world.account}</Account></GetCallerIdentityResult>"
        "<ResponseMetadata><RequestId>LOCAL</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    )


def _operation(request: wire.Request) -> str:
    """The operation's name, from the form, the target header or the Smithy RPC path."""
    target = request.headers.get("x-amz-target")
    if target:
        return target.rpartition(".")[2]
    if "/operation/" in request.path:
        return request.path.rpartition("/operation/")[2]
    form = dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))
    name = form.get("Action") or request.params.get("Action")
    if not name:
        raise FaultError("InvalidRequest", "the request names no Action")
    return name


def _denied(caller: Caller, action: str, resource: str, reason: str) -> FaultError:
    who = caller.principal.name
    return FaultError("AccessDenied", f"{who} is not authorized to perform: {action} on resource: {resource}: {reason}")


def _renamed(fault: FaultError) -> FaultError:
    """S3 calls an unknown key InvalidAccessKeyId, the other services InvalidClientTokenId."""
    return FaultError("InvalidClientTokenId", fault.message) if fault.code == "InvalidAccessKeyId" else fault


def _error(request: wire.Request, fault: FaultError) -> Response:
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        return cbor_error(fault)
    return json_error(fault) if "x-amz-target" in request.headers else query_error(fault)
