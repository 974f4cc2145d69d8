"""Who may do what, by the policies the program emits: nothing outside a grant, everything inside it."""

from __future__ import annotations

import copy
import json

import pytest

from infra.decisions.aws import evaluate
from tests.isolation.evaluator import allowed
from tests.isolation.proof import BUCKET_NEVER, NEVER, OBJECT_ACTIONS, counterexamples

WORKLOADS = ("web", "worker", "lister", "root", "pods", "nobody")


def granted(emitted, workload, store):
    """Verb -> prefixes that the spec grants in a store."""
    found: dict[str, set[str]] = {}
    for alias, actions in emitted.spec.workloads[workload].grants.items():
        storage = emitted.spec.storages[alias]
        for action in actions if storage.store == store else ():
            found.setdefault(action, set()).add(storage.prefix)
    return found


def keys(prefix):
    """Keys inside, outside and almost inside a prefix."""
    bare = prefix.rstrip("/")
    inside = ["a.txt", "deep/er/a", "../up", "%2e%2e/x", "*", "ü", ""]
    beside = [bare, bare + "-2/a", bare + "x", bare[:-1] + "/a", "/" + prefix, prefix.upper() + "a", "x/" + prefix]
    slashes = [prefix.replace("/", other) + "a" for other in ("%2f", "//", "\\")]
    other = [prefix.replace(".", "x") + "a", "other/a", "a", "*", "?", ""]
    return [*(prefix + name for name in inside), *beside, *slashes, *other]


def expectations(emitted, workload, every=1):
    """(action, resource, context, should be allowed), for keys about each `every`th prefix."""
    prefixes = sorted({item.prefix for item in emitted.spec.storages.values()})[::every]
    for store, bucket in emitted.buckets.items():
        wanted = granted(emitted, workload, store)
        for key in sorted({key for prefix in prefixes for key in keys(prefix)}):
            for action, verb in OBJECT_ACTIONS.items():
                inside = any(key.startswith(prefix) for prefix in wanted.get(verb, ()))
                if key:
                    yield action, f"{bucket}/{key}", {}, inside
            for action in NEVER:
                acl = (
                    action == "s3:PutObjectAcl"
                    and store == "three"
                    and any(key.startswith(prefix) for prefix in wanted.get("write", ()))
                )
                if key:
                    yield action, f"{bucket}/{key}", {}, acl
            listed = any(key.startswith(prefix) for prefix in wanted.get("list", ()))
            yield "s3:ListBucket", bucket, {"s3:prefix": key}, listed
        yield "s3:ListBucket", bucket, {}, "" in wanted.get("list", ())
        for action in BUCKET_NEVER:
            yield action, bucket, {}, False


@pytest.mark.parametrize("workload", WORKLOADS)
def test_table_of_requests(small, workload):
    rows = list(expectations(small, workload))
    wrong = [row for row in rows if allowed(small.policies[workload], *row[:3]) is not row[3]]

    assert wrong == []
    assert len(rows) > 5000


@pytest.mark.parametrize("workload", WORKLOADS)
def test_the_local_clouds_evaluator_agrees(small, workload):
    caller = evaluate.Principal("session", "arn:aws:sts::123456789012:assumed-role/r/s", "123456789012")
    policies = [evaluate.policy("p", json.dumps(item)) for item in small.policies[workload]]
    rows = list(expectations(small, workload))
    wrong = [
        row
        for row in rows
        if evaluate.decide(evaluate.Request(row[0], row[1], caller, row[2]), policies).allowed is not row[3]
    ]

    assert wrong == []


@pytest.mark.parametrize("workload", WORKLOADS)
def test_proved_for_every_key(small, workload):
    found = {
        store: counterexamples(small.policies[workload], bucket, granted(small, workload, store), acl=store == "three")
        for store, bucket in small.buckets.items()
    }

    assert found == {store: [] for store in small.buckets}


def test_a_policy_too_large_for_one_document_is_split_and_still_exact(split):
    """By the table, and by the patterns themselves; z3 does not finish on 130 prefixes in one formula."""
    (bucket,) = split.buckets.values()

    assert len(split.policies["web"]) > 1
    assert [len(json.dumps(item, separators=(",", ":"))) <= 6144 for item in split.policies["web"]] == [True] * len(
        split.policies["web"]
    )
    rows = list(expectations(split, "web", every=20))
    assert [row for row in rows if allowed(split.policies["web"], *row[:3]) is not row[3]] == []
    patterns = [text for item in split.policies["web"] for part in item["Statement"] for text in part["Resource"]]
    objects = {text for text in patterns if "/" in text.removeprefix(bucket)}
    assert objects == {f"{bucket}/{item.prefix}*" for item in split.spec.storages.values()}


MUTATIONS = {
    "no final slash": lambda text: text.replace("/media/*", "/media*"),
    "the whole bucket": lambda text: text.replace("/media/*", "/*"),
    "listing without a condition": lambda text: text.replace('"StringLike"', '"StringLikeIfExists"'),
    "a wildcard in a prefix": lambda text: text.replace("tenants/acme/*", "tenants/ac*e/*"),
    "an action too many": lambda text: text.replace('"s3:GetObject"', '"s3:GetObject", "s3:GetObjectAcl"'),
    "a right lost": lambda text: text.replace('"s3:DeleteObject", ', ""),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_proof_notices_a_wrong_policy(small, name):
    policies = copy.deepcopy(small.policies["web"])
    changed = [json.loads(MUTATIONS[name](json.dumps(item))) for item in policies]

    assert changed != policies
    found = [counterexamples(changed, bucket, granted(small, "web", store)) for store, bucket in small.buckets.items()]
    assert any(found)
