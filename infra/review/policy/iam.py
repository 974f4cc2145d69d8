"""Rules on what AWS identities may do with files, and on who may become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.policy.documents import Statement, statements
from infra.review.policy.reading import UNREAD, blocks, read, yes
from infra.review.policy.rule import NOT_KNOWN, PASS, Judge, Rule, Verdict, fail, require
from infra.review.policy.scene import arn_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.policy.scene import Scene

_ROLE = "aws:iam:Role"
_IDENTITY = (
    "aws:iam:RolePolicy", "aws:iam:UserPolicy", "aws:iam:GroupPolicy", "aws:iam:Policy", _ROLE,
)  # fmt: skip
_OBJECTS = ("s3:getobject", "s3:putobject", "s3:deleteobject", "s3:getobjectversion", "s3:deleteobjectversion")
_LISTS = ("s3:listbucket", "s3:listbucketversions")
_LISTING = {"stringequals", "stringlike", "stringequalsignorecase"}
_SUBJECTS = (":sub", ":job_workflow_ref", ":repository", ":environment")


def _documents(resource: Resource) -> list[Value]:
    """The policies of an identity: its own, or those inside a role."""
    if "assumeRolePolicy" not in resource.inputs:
        return [read(resource, "policy")]
    return [block.get("policy") for block in blocks(read(resource, "inlinePolicies"))]


def _allows(documents: Callable[[Resource], list[Value]], test: Callable[[Statement], bool], message: str) -> Judge:
    def judge(_: Scene, resource: Resource) -> Verdict:
        found = [statements(value) for value in documents(resource)]
        allowing = [one for listed in found for one in listed or () if one.effect == "Allow"]
        broken = next((one for one in allowing if test(one)), None)
        if broken is not None:
            return fail(f"{broken.label}: {message}")
        return NOT_KNOWN if None in found else PASS

    return judge


def _everything(one: Statement) -> bool:
    return "NotAction" in one.inverted or any(action in ("*", "s3:*") for action in one.actions)


def _keys(one: Statement) -> list[str | None]:
    """The key pattern of each resource that can be a file of S3; None for a bucket itself."""
    files = [arn_name(text) for text in one.resources if text == "*" or (text.startswith("arn:") and ":s3:::" in text)]
    return [text.partition("/")[2] if "/" in text else "*" if text.endswith("*") else None for text in files]


def _whole_bucket(one: Statement) -> bool:
    if not one.does(*_OBJECTS):
        return False
    return "NotResource" in one.inverted or any(key is not None and not key.strip("*?") for key in _keys(one))


def _open_prefix(one: Statement) -> bool:
    """`private*` is also `privateer/x`; a pattern that ends in one file's name has no wildcard."""
    named = [key for key in _keys(one) if key is not None and key.strip("*?")]
    return one.does(*_OBJECTS) and any(key.endswith("*") and not key.rstrip("*").endswith("/") for key in named)


def _lists_all(one: Statement) -> bool:
    return one.does(*_LISTS) and not any(
        operator in _LISTING and key == "s3:prefix" and values and all(value.strip("*?") for value in values)
        for operator, key, values in one.conditions
    )


def _trust(resource: Resource) -> list[Value]:
    return [read(resource, "assumeRolePolicy")]


def _federated(one: Statement) -> bool:
    """Whether it trusts tokens of an OIDC issuer; SAML names its subject elsewhere."""
    issuers = [value for element, value in one.principals if element == "Federated"]
    return any("saml-provider/" not in value for value in issuers)


def _pinned(one: Statement, endings: tuple[str, ...], says: Callable[[str], bool]) -> bool:
    return any(
        operator in _LISTING and key.endswith(endings) and values and all(says(value) for value in values)
        for operator, key, values in one.conditions
    )


def _named(value: str) -> bool:
    return bool(value.strip("*?"))


def _subject(value: str) -> bool:
    """Whether a subject names somebody: `repo:*` and `repo:*:ref:refs/heads/main` are everybody's at the issuer,
    `system:serviceaccount:*:web` is every namespace's.
    """
    parts = value.split(":")
    place = 2 if value.startswith("system:serviceaccount:") else 1
    owner = parts[place] if len(parts) > place and not parts[1].startswith("//") else value
    return _named(owner.partition("/")[0] or owner)


def _no_subject(one: Statement) -> bool:
    return _federated(one) and not _pinned(one, _SUBJECTS, _subject)


def _no_audience(one: Statement) -> bool:
    return _federated(one) and not _pinned(one, (":aud",), _named)


def _anybody(one: Statement) -> bool:
    everyone = one.anybody() or "NotPrincipal" in one.inverted
    return everyone and not one.narrowed()


def _exists(message: str) -> Judge:
    return lambda _scene, _resource: fail(message)


def _rotation(_: Scene, key: Resource) -> Verdict:
    """Only symmetric keys rotate by themselves; another spec is left alone."""
    spec = read(key, "customerMasterKeySpec")
    if spec is UNREAD or spec not in (None, "SYMMETRIC_DEFAULT"):
        return PASS if spec is not UNREAD else NOT_KNOWN
    return require(read(key, "enableKeyRotation"), yes, "the key does not rotate")


_GRANTS = (("grants",),)
_LEAST = "AWS IAM: least privilege"
RULES = (
    Rule("iam-s3-all-actions", "No identity may do everything with S3", "AWS", "warning", ("FSBP IAM.1", "FSBP IAM.21"),
         _IDENTITY, _allows(_documents, _everything, "it allows every action of S3"), "the actions by name",
         "the actions by name in `grants`", _GRANTS),
    Rule("iam-s3-whole-bucket", "Files are granted by prefix", "AWS", "warning", (_LEAST,), _IDENTITY,
         _allows(_documents, _whole_bucket, "it reaches every file of a bucket"), "resources such as bucket/prefix/*",
         "a `prefix` for each storage, or a store of its own", _GRANTS),
    Rule("iam-s3-open-prefix", "A granted prefix ends with a slash", "AWS", "warning", (_LEAST,), _IDENTITY,
         _allows(_documents, _open_prefix, "the prefix has no slash before its *, so longer names match it too"),
         "resources such as bucket/prefix/*", "", _GRANTS),
    Rule("iam-s3-list-all", "Listing is granted by prefix", "AWS", "warning", (_LEAST,), _IDENTITY,
         _allows(_documents, _lists_all, "it lists a whole bucket: no condition holds it to a prefix"),
         "the condition StringLike s3:prefix, without IfExists", "a `prefix` for each storage", _GRANTS),
    Rule("iam-trust-subject", "Federated trust names a subject", "AWS", "error",
         ("AWS IAM: OIDC federation", "EKS Best Practices: IRSA"), (_ROLE,),
         _allows(_trust, _no_subject, "whoever has a token of the issuer may take the role"),
         "a condition StringEquals on the issuer's :sub", "`runs_on` with one branch, environment or service account",
         (("runs_on",),)),
    Rule("iam-trust-audience", "Federated trust names an audience", "AWS", "warning", ("AWS IAM: OIDC federation",),
         (_ROLE,), _allows(_trust, _no_audience, "tokens for any audience are taken"),
         "a condition StringEquals on the issuer's :aud", "", (("runs_on",),)),
    Rule("iam-trust-anybody", "No role is everybody's", "AWS", "error", ("FSBP IAM.1", "CIS AWS 7.0 2.21"), (_ROLE,),
         _allows(_trust, _anybody, "everybody may take the role, under no condition that names somebody"),
         "principals by name", "", (("runs_on",),)),
    Rule("iam-access-key", "Nobody has a long-lived key", "AWS", "warning", ("FSBP IAM.3",), ("aws:iam:AccessKey",),
         _exists("it is a key that never ends"), "a role that the platform takes",
         "`runs_on` a platform with an identity", (("runs_on", "type"), ("runs_on",))),
    Rule("iam-user-policy", "Rights are given to roles, not to users", "AWS", "note", ("FSBP IAM.2",),
         ("aws:iam:UserPolicy", "aws:iam:UserPolicyAttachment"), _exists("it gives rights to a user"), "a role",
         "`runs_on` a platform with an identity", (("runs_on", "type"), ("runs_on",))),
    Rule("kms-rotation", "Keys of KMS rotate", "AWS", "warning", ("CIS AWS 5.0 3.6", "Security Hub KMS.4"),
         ("aws:kms:Key",), _rotation, "enableKeyRotation", options=(("encryption",),)),
)  # fmt: skip
