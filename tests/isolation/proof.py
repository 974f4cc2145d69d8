"""Policies as formulas over every key and listing prefix: they allow what the spec grants, or z3 says where not."""

from __future__ import annotations

import re

import z3

from tests.isolation.evaluator import as_list

OBJECT_ACTIONS = {
    "s3:GetObject": "read",
    "s3:PutObject": "write",
    "s3:AbortMultipartUpload": "write",
    "s3:ListMultipartUploadParts": "write",
    "s3:DeleteObject": "delete",
}
NEVER = (
    "s3:PutObjectAcl", "s3:GetObjectAcl", "s3:GetObjectVersion", "s3:DeleteObjectVersion", "s3:PutObjectTagging",
    "s3:BypassGovernanceRetention", "s3:RestoreObject", "s3:PutObjectRetention",
)  # fmt: skip
BUCKET_ACTIONS = ("s3:ListBucket",)
BUCKET_NEVER = (
    "s3:DeleteBucket", "s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:PutBucketAcl", "s3:PutLifecycleConfiguration",
    "s3:ListBucketVersions", "s3:PutBucketPublicAccessBlock", "s3:ListBucketMultipartUploads", "s3:PutBucketVersioning",
)  # fmt: skip


def pattern(text: str):
    everything, one = z3.Full(z3.ReSort(z3.StringSort())), z3.AllChar(z3.ReSort(z3.StringSort()))
    pieces = [
        everything if part == "*" else one if part == "?" else z3.Re(part) for part in re.split(r"([*?])", text) if part
    ]
    return z3.Concat(*pieces) if len(pieces) > 1 else pieces[0]


def condition(block: dict, prefix, has_prefix):
    terms = []
    for operator, keys in block.items():
        for key, wanted in keys.items():
            if key.lower() != "s3:prefix":
                raise AssertionError(f"a condition this proof does not model: {key}")
            tests = {
                "StringLike": lambda value: z3.InRe(prefix, pattern(value)),
                "StringEquals": lambda value: prefix == z3.StringVal(value),
            }
            matches = z3.Or([tests[operator.removesuffix("IfExists")](value) for value in as_list(wanted)])
            absent_passes = operator.endswith("IfExists")
            terms.append(z3.Or(z3.Not(has_prefix), matches) if absent_passes else z3.And(has_prefix, matches))
    return z3.And(terms) if terms else z3.BoolVal(True)


def permitted(policies: list[dict], action: str, resource, prefix, has_prefix):
    allow: list[z3.BoolRef] = []
    deny: list[z3.BoolRef] = []
    for statement in (item for policy in policies for item in as_list(policy["Statement"])):
        wanted = [text.lower().replace("*", ".*") for text in as_list(statement["Action"])]
        if any(re.fullmatch(text, action.lower()) for text in wanted):
            covered = z3.Or([z3.InRe(resource, pattern(text)) for text in as_list(statement["Resource"])])
            hit = z3.And(covered, condition(statement.get("Condition", {}), prefix, has_prefix))
            (allow if statement["Effect"] == "Allow" else deny).append(hit)
    return z3.And(z3.Or(allow), z3.Not(z3.Or(deny)))


def counterexamples(
    policies: list[dict], bucket_arn: str, granted: dict[str, set[str]], *, acl: bool = False
) -> list[tuple[str, str]]:
    """(action, counterexample) for each action on this bucket that is not exactly as granted: verb -> prefixes.

    `acl`: whoever may write may set object ACLs too.
    """
    key, prefix, has_prefix = z3.String("key"), z3.String("prefix"), z3.Bool("has_prefix")
    found = []
    checks = [(action, True, granted.get(verb, set())) for action, verb in OBJECT_ACTIONS.items()]
    with_acl = granted.get("write", set()) if acl else set()
    checks += [(action, True, with_acl if action == "s3:PutObjectAcl" else set()) for action in NEVER]
    checks += [(action, False, granted.get("list", set())) for action in BUCKET_ACTIONS]
    checks += [(action, False, set()) for action in BUCKET_NEVER]
    for action, on_object, prefixes in checks:
        resource = z3.Concat(z3.StringVal(bucket_arn + "/"), key) if on_object else z3.StringVal(bucket_arn)
        subject = key if on_object else prefix
        inside = z3.Or([z3.PrefixOf(z3.StringVal(text), subject) for text in sorted(prefixes)])
        intent = inside if on_object else z3.And(has_prefix, inside)
        if on_object and "" in prefixes:
            intent = z3.BoolVal(True)
        if not on_object and "" in prefixes:
            intent = z3.BoolVal(True)
        solver = z3.Solver()
        solver.set("timeout", 60_000)
        solver.add(permitted(policies, action, resource, prefix, has_prefix) != intent)
        if on_object:
            solver.add(z3.Length(key) > 0)
        answer = solver.check()
        if answer != z3.unsat:
            found.append((action, str(solver.model()) if answer == z3.sat else str(answer)))
    return found
