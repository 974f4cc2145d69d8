"""Decisions on S3: identity policies, bucket policy, Block Public Access, and the key of an encrypted bucket."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from infra.decisions.aws.conditions import PolicyError
from infra.decisions.aws.evaluate import Decision, Request
from infra.decisions.aws.evaluate import decide as evaluate
from infra.explain.decide import narrow
from infra.explain.decide.s3_asked import Asked, depends
from infra.explain.decide.s3_buckets import ENCRYPTED, Bucket, Key
from infra.explain.decide.s3_identities import NOBODY, Identity
from infra.explain.records import Answer, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.spec.workloads import Action
    from infra.decisions.aws.documents import Policy
    from infra.decisions.aws.documents import Statement as Part
    from infra.explain.decide.narrow import Policies
    from infra.explain.records import Effect, Place, Way

WORDS: Mapping[Action, str] = {
    "read": "s3:GetObject", "write": "s3:PutObject", "delete": "s3:DeleteObject", "list": "s3:ListBucket",
}  # fmt: skip


@dataclass(frozen=True)
class S3:
    """Buckets by physical name, identities by workload, and what every statement is called, by its policy."""

    account: str
    buckets: Mapping[str, Bucket]
    identities: Mapping[str, Identity]
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # urn -> (how it is called, logical name)


def decide(world: S3, workload: str, action: Action, place: Place, *, open_: bool = True) -> Answer:
    """Whether a workload may; without `open_` what everyone may does not count."""
    found = world.identities.get(workload)
    if found is None:
        return _plain(action, place, "identity", reason=f"{workload} has no identity on AWS")
    return answer(world, found, action, place, "identity", open_=open_)


def anyone(world: S3, action: Action, place: Place) -> Answer:
    """Whether a request without a signature is served by the bucket itself."""
    bucket = world.buckets.get(place.bucket)
    found = answer(world, NOBODY, action, place, "bucket")
    if bucket is None:
        return found
    if found.allowed and bucket.blocked:
        reason = f"{bucket.blocked.text} keeps a public bucket policy from everyone"
        return replace(found, verdict="deny", statements=(bucket.blocked,), reason=reason)
    notes = found.notes
    if not found.allowed and bucket.acls and action in {"read", "list"}:
        notes = (*notes, "the bucket takes access control lists: one that is public can open it as well")
    blocked = f"; {bucket.blocked.text} is on" if bucket.blocked and not found.statements else ""
    return replace(found, notes=notes, reason=f"{found.reason}{blocked}" if found.reason else "")


def answer(
    world: S3, who: Identity, action: Action, place: Place, way: Way, *, open_: bool = True,
    context: Mapping[str, str] | None = None,
) -> Answer:  # fmt: skip
    """What the policies say to this caller, and those of the key where the bucket is encrypted with one."""
    bucket = world.buckets.get(place.bucket)
    if bucket is None:
        return _plain(action, place, way, reason=f"the bucket {place.bucket!r} is not in the graph")
    requests = [
        Asked(who, WORDS[action], _arn(bucket, action, place), bucket.name, {**listed, **(context or {})}, open_)
        for listed in _listed(action, place.key)
    ]
    decisions = [(asked, _decided(world, asked, bucket.policy)) for asked in requests]
    asked, decision = next((item for item in decisions if item[1].allowed), decisions[0])
    found = _answer(world, asked, decision, way)
    found = replace(found, notes=(*who.notes, *bucket.notes, *depends(asked, bucket.policy)))
    return _with_key(world, found, who, action, place, bucket, context or {}) if found.allowed else found


def shapes(world: S3, workload: str, action: Action, bucket: str) -> tuple[str, ...]:
    """The patterns of keys that policies have for a bucket, none where nothing allows; `workload` "" is everyone."""
    found = world.buckets.get(bucket)
    policies = (world.identities.get(workload, NOBODY).policies, *([found.policy] if found else []))
    if not any(narrow.allows(item, WORDS[action], bucket) for item in policies):
        return ()
    if action == "list":
        return tuple(sorted({"*", *(text for item in policies for text in _prefixes(item))}))
    return tuple(sorted({"*", *(text for item in policies for text in narrow.shapes(item, WORDS[action], bucket))}))


def _prefixes(item: Policies) -> Iterable[str]:
    """What listings are compared with; a statement without such a condition allows any."""
    for one in item.statements:
        for keys in one.statement.condition.values():
            for key, wanted in keys.items():
                if key.lower() == "s3:prefix":
                    yield from (wanted,) if isinstance(wanted, str) else map(str, wanted)


def _plain(action: Action, place: Place, way: Way, *, reason: str) -> Answer:
    return Answer("deny", way, "s3", WORDS[action], place.text(), reason=reason)


def _arn(bucket: Bucket, action: Action, place: Place) -> str:
    return bucket.arn if action == "list" else f"{bucket.arn}/{place.key}"


def _listed(action: Action, prefix: str) -> tuple[dict[str, str], ...]:
    """What a listing says of its prefix; one of everything may say nothing, or that it is empty."""
    if action != "list":
        return ({},)
    return ({"s3:prefix": prefix},) if prefix else ({}, {"s3:prefix": ""})


def _decided(world: S3, asked: Asked, resource: Policies, *, must: bool = False) -> Decision:
    """The evaluator's decision on what can bear on the request."""
    own = narrow.narrow(asked.who.policies, asked.action, asked.resource, asked.bucket)
    theirs_may = asked.open_ or narrow.allows(resource, asked.action, asked.bucket)
    if not theirs_may and not any(map(_allows, own)):
        return Decision(False, "none", "no policy allows it")  # a matrix does not say which statement denies
    limits = narrow.narrow(asked.who.limits, asked.action, asked.resource, asked.bucket)
    left = {item.name for item in limits}
    empty = tuple(replace(item, statements=()) for item in asked.who.limits.all if item.name not in left)
    theirs = narrow.narrow(resource, asked.action, asked.resource, asked.bucket)
    of_resource = next((item if asked.open_ else _closed(item) for item in theirs), None)
    context = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3", "aws:ResourceAccount": world.account}
    request = Request(
        asked.action, asked.resource, asked.who.principal, {**context, **asked.who.context, **asked.context},
        world.account,
    )  # fmt: skip
    try:
        return evaluate(request, own, of_resource, limits=(*limits, *empty), resource_must_allow=must)
    except PolicyError as error:
        return Decision(False, "none", f"a policy cannot be decided: {error}")


def _closed(item: Policy) -> Policy:
    """Without what a resource's policy allows everyone."""
    return replace(item, statements=tuple(part for part in item.statements if not _for_everyone(part)))


def _allows(item: Policy) -> bool:
    return any(part.effect == "Allow" for part in item.statements)


def _for_everyone(part: Part) -> bool:
    return part.effect == "Allow" and any(value == "*" for _, value in part.principals or ())


def _answer(world: S3, asked: Asked, decision: Decision, way: Way) -> Answer:
    given = _statement(world, asked, decision)
    return Answer(
        "allow" if decision.allowed else "deny",
        way,
        "s3",
        asked.action,
        asked.resource,
        (given,) if given else (),
        "" if decision.allowed else _reason(world, decision, given),
    )


def _reason(world: S3, decision: Decision, given: Statement | None) -> str:
    if given:
        return f"{given.text} denies it"
    if decision.policy in world.texts:
        return f"{world.texts[decision.policy][0]} does not allow it"
    return decision.by if decision.by.startswith("a policy cannot") else "nothing allows it"


def _statement(world: S3, asked: Asked, decision: Decision) -> Statement | None:
    if decision.effect == "none":
        return None
    called, name = world.texts.get(decision.policy, ("a policy", ""))
    effect: Effect = "allow" if decision.effect == "allow" else "deny"
    label = decision.by if decision.by.startswith("statement ") else f"statement {decision.by}"
    return Statement(effect, decision.by, f"{label} of {called}", asked.action, name, decision.policy)


def _with_key(
    world: S3, found: Answer, who: Identity, action: Action, place: Place, bucket: Bucket, context: Mapping[str, str]
) -> Answer:
    """Reading decrypts and writing makes a data key; deleting and listing need no key.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    key = bucket.key
    needed = ENCRYPTED.get(action)
    if key is None or needed is None:
        return found
    if key.managed:
        if who.principal.kind in {"user", "session"}:
            return found
        reason = f"objects are encrypted with {key.text}, which serves identities of the account only"
        return replace(found, verdict="deny", reason=reason)
    used = _key_answer(world, who, needed, key, bucket, place, found.way, context)
    notes = (*found.notes, *key.notes)
    if not used.allowed:
        reason = f"objects are encrypted with {key.text}: {used.reason} ({needed})"
        statements = (*found.statements, *used.statements)
        return replace(found, verdict="deny", statements=statements, reason=reason, notes=notes)
    if action == "write" and not _key_answer(world, who, "kms:Decrypt", key, bucket, place, found.way, context).allowed:
        notes = (*notes, "uploads in parts ask for kms:Decrypt as well, which is not allowed")
    return replace(found, statements=(*found.statements, *used.statements), notes=notes)


def _key_answer(
    world: S3, who: Identity, needed: str, key: Key, bucket: Bucket, place: Place, way: Way, more: Mapping[str, str]
) -> Answer:
    context = {
        "kms:ViaService": bucket.endpoint,
        "kms:CallerAccount": who.principal.account,
        "kms:EncryptionContext:aws:s3:arn": bucket.arn if key.bucket_key else f"{bucket.arn}/{place.key}",
        **more,
    }
    if key.alias:
        context["kms:ResourceAliases"] = key.alias
    asked = Asked(who, needed, key.arn, "", context)
    if key.outside and who.principal.kind == "service":
        return Answer("allow", way, "s3", needed, key.arn)
    return _answer(world, asked, _decided(world, asked, key.policy, must=not key.outside), way)
