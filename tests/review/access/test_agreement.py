"""What is read from the policies is what the evaluators of decisions say, key by key, on three clouds."""

from __future__ import annotations

import json
import random
import re

import pytest

from infra.decisions.aws import evaluate as aws_evaluate
from infra.decisions.azure import rbac
from infra.decisions.azure.conditions import ACCOUNT, CONTAINER, PATH, PREFIX, Asked
from infra.decisions.gcp import evaluate as gcp_evaluate
from infra.decisions.gcp.policies import read as gcp_policies
from infra.offline.graph import thaw
from infra.review.access import access
from tests.review.access import graphs

GOOGLE_KEYS = (
    "media/",
    "media-private/",
    "a/b/c/",
    "static/",
    "tenants/acme/",
    "tenants/acme2/",
    "in.box_1/",
    "box/",
    "box2/",
)
AWS_KEYS = ("static/", "pictures/", "documents/", "films/", "uploads/", "uploads/tmp/")
WORKLOADS = ("web", "worker", "lister", "root", "deploy")
ACTIONS = ("read", "write", "delete", "list")


def samples(prefixes, count=60):
    """Keys below prefixes, beside them and cut short; the same in every run."""
    dice = random.Random(7)
    found = {"", "x", "a", "/"}
    for _ in range(count):
        prefix = dice.choice(prefixes)
        found.add(
            dice.choice([prefix, prefix[:-1], prefix + "x", prefix + "a/b.jpg", prefix[:-2], prefix[:-1] + "x/y"])
        )
    return sorted(found)


def test_aws_identities_reach_what_iam_lets_them():
    graph = graphs.aws()
    rights = graphs.by_action(access(graph).rights)
    policies = {}
    for item in graph.resources:
        if item.type in {"aws:iam/rolePolicy:RolePolicy", "aws:iam/userPolicy:UserPolicy"}:
            text = re.sub(r"\$\{(\w+)\}", r"\1", item.inputs["policy"])  # a symbol is no variable of IAM
            policies[item.name] = aws_evaluate.policy(item.name, text)
    names = {"read": "s3:GetObject", "write": "s3:PutObject", "delete": "s3:DeleteObject", "list": "s3:ListBucket"}
    caller = aws_evaluate.Principal("user", "arn:aws:iam::1:user/x", "1")
    asked = 0
    for workload in policies:
        for store in ("assets", "media", "logs", "nearby"):
            for key in samples(AWS_KEYS):
                for action in ACTIONS:
                    listing = action == "list"
                    where = f"arn:aws:s3:::{store}" + ("" if listing else f"/{key}")
                    context = {"s3:prefix": key} if listing else {}
                    request = aws_evaluate.Request(names[action], where, caller, context)
                    said = aws_evaluate.decide(request, [policies[workload]]).allowed
                    assert graphs.may(rights, workload, action, store, key) is said, (workload, action, store, key)
                    asked += 1
    assert asked > 2000


def test_google_members_reach_what_iam_lets_them():
    graph = graphs.google()
    rights = graphs.by_action(access(graph).rights)
    policies = gcp_policies((item.type, thaw(item.inputs), thaw(item.outputs)) for item in graph.resources)
    names = {"read": "get", "write": "create", "delete": "delete", "list": "list"}
    members = {
        item.name: item.outputs["member"] for item in graph.resources if item.type.endswith("account:Account")
    } | {"bucket": ""}
    asked = 0
    for who, member in members.items():
        for store in ("one", "two", "three", "whole"):
            for key in samples(GOOGLE_KEYS):
                for action in ACTIONS:
                    request = gcp_evaluate.Request(f"storage.objects.{names[action]}", member, f"iso-prod-{store}", key)
                    said = gcp_evaluate.decide(policies, request).allowed
                    found = graphs.may(rights, who, action, store, key) or graphs.may(
                        rights, "bucket", action, store, key
                    )
                    assert found is said, (who, action, store, key)
                    asked += 1
    assert asked > 3000


def test_azure_principals_reach_what_rbac_lets_them():
    graph = graphs.azure()
    rights = graphs.by_action(access(graph).rights)
    roles = {item.outputs["id"]: rbac.role(thaw(item.inputs["permissions"])) for item in graph.resources
             if item.type.endswith(":RoleDefinition")}  # fmt: skip
    given = [
        rbac.Assignment(
            item.inputs["principalId"], roles[item.inputs["roleDefinitionId"]], item.inputs["scope"],
            item.inputs.get("condition", ""),
        )
        for item in graph.resources
        if item.type.endswith(":RoleAssignment") and item.inputs["roleDefinitionId"] in roles
    ]  # fmt: skip
    people = {
        item.name: item.outputs["principalId"] for item in graph.resources if item.type == "stowplan:azure:Workload"
    }
    accounts = {item.name: item.outputs["id"] for item in graph.resources if item.type.endswith(":StorageAccount")}
    names = {"read": rbac.READ, "write": rbac.WRITE, "delete": rbac.DELETE, "list": rbac.READ}
    asked = 0
    for who in WORKLOADS:
        for store, account in accounts.items():
            for container in ("boxed", "boxed2") if store == "three" else ("files",):
                for key in samples(GOOGLE_KEYS, 40):
                    for action in ACTIONS:
                        listing = action == "list"
                        carried = {ACCOUNT: store, CONTAINER: container, (PREFIX if listing else PATH): key}
                        wanted = Asked(names[action], rbac.LIST if listing else "", carried)
                        where = f"{account}/blobServices/default/containers/{container}"
                        said = rbac.allowed(rbac.Access(where, wanted), people[who], given)
                        found = graphs.may(rights, who, action, store, f"{container}/{key}")
                        assert found is said, (who, action, store, container, key)
                        asked += 1
    assert asked > 2000


@pytest.mark.parametrize("make", [graphs.aws, graphs.google, graphs.azure])
def test_our_own_programs_are_understood_wholly(make):
    assert access(make()).unread == ()


def test_the_same_graph_reads_the_same(tmp_path):
    first = access(graphs.aws())
    again = access(graphs.aws())
    assert json.dumps(repr(first)) == json.dumps(repr(again))
