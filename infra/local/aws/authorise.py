"""Whether a caller may do what an S3 request needs: identity policies, bucket policy, Block Public Access and ACLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.decisions.aws.conditions import PolicyError
from infra.decisions.aws.evaluate import Decision, Request, decide
from infra.local.aws import buckets
from infra.local.aws.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws import wire
    from infra.local.aws.actions import Need
    from infra.local.aws.buckets import Bucket
    from infra.local.aws.identities import Caller
    from infra.local.aws.world import World

_ACL_READS = frozenset({"s3:GetObject", "s3:ListBucket"})


def ambient(world: World, request: wire.Request) -> dict[str, str]:
    """The condition keys every request has, whoever sends it."""
    now = world.now()
    keys = {
        "aws:SecureTransport": "true" if world.secure else "false",
        "aws:SourceIp": request.remote,
        "aws:CurrentTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(now.timestamp())),
        "aws:ViaAWSService": "false",
        "aws:ResourceAccount": world.account,
        "s3:ResourceAccount": world.account,
    }
    return {**keys, "s3:TlsVersion": "1.3"} if world.secure else keys


def require(world: World, caller: Caller, need: Need, bucket: Bucket | None, context: Mapping[str, str]) -> None:
    """Raise FaultError AccessDenied, with the reason, unless the caller may."""
    if caller.root:
        return
    decision = judge(world, caller, need, bucket, context)
    if not decision.allowed:
        raise FaultError("AccessDenied", _reason(caller, need, decision))


def allowed(world: World, caller: Caller, need: Need, bucket: Bucket | None, context: Mapping[str, str]) -> bool:
    """Whether the caller may."""
    return caller.root or judge(world, caller, need, bucket, context).allowed


def judge(world: World, caller: Caller, need: Need, bucket: Bucket | None, context: Mapping[str, str]) -> Decision:
    """What the policies say, then what Block Public Access takes away and an ACL adds."""
    merged = {**context, **caller.context, **need.context}
    request = Request(need.action, need.resource, caller.principal, merged, world.account)
    policy = bucket.policy if bucket else None
    try:
        decision = decide(request, caller.policies, policy, limits=caller.limits)
    except PolicyError as error:
        return Decision(False, "none", str(error))
    outside = caller.principal.kind != "service" and caller.principal.account != world.account
    if decision.allowed and outside and bucket and bucket.restricted:
        return Decision(False, "none", "RestrictPublicBuckets keeps a public bucket policy to the account")
    if decision.effect == "none" and bucket and _by_acl(world, need, bucket):
        return Decision(True, "allow", "access control list")
    return decision


def _by_acl(world: World, need: Need, bucket: Bucket) -> bool:
    """Only the reads an ACL can give to everyone; its writes and named grantees are not emulated."""
    if bucket.acls_off or bucket.ignore_public_acls or need.action not in _ACL_READS:
        return False
    key = need.resource.removeprefix(f"arn:aws:s3:::{bucket.name}").removeprefix("/")
    return buckets.public_by_acl(world, bucket.name, key)


def _reason(caller: Caller, need: Need, decision: Decision) -> str:
    if caller.principal.kind == "anonymous":
        return "Access Denied"
    who = f'{caller.principal.name} is not authorized to perform: {need.action} on resource: "{need.resource}"'
    if decision.effect == "deny":
        return f"{who} with an explicit deny: {decision.by} of {decision.policy}"
    return f"{who} because {decision.by}"
