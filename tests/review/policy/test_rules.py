"""Each rule objects to the one edit that breaks it, and to nothing before it."""

from __future__ import annotations

import pytest

from infra.review.policy import RULES, examine, findings
from infra.review.policy.scene import scene_of
from tests.review.policy.cases import CASES

BY_ID = {rule.id: rule for rule in RULES}


def broken(rule, graph):
    scene = scene_of(graph)
    return {row.urn for row in BY_ID[rule].subjects(scene) if BY_ID[rule].judge(scene, row).state == "fail"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_one_edit_breaks_the_rule(case, riches):
    good = (case.good or (lambda graph: graph))(riches[case.cloud])
    before, after = broken(case.rule, good), broken(case.rule, case.bad(good))
    assert after - before, "nobody noticed"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_before_the_edit_something_keeps_the_rule(case, riches):
    good = (case.good or (lambda graph: graph))(riches[case.cloud])
    scene, rule = scene_of(good), BY_ID[case.rule]
    verdicts = [rule.judge(scene, row).state for row in rule.subjects(scene)]
    assert "pass" in verdicts or set(rule.kinds) <= KEYS, "it would object to everything"


KEYS = {
    "aws:iam:AccessKey", "aws:iam:UserPolicy", "aws:iam:UserPolicyAttachment", "gcp:storage:HmacKey",
    "gcp:serviceaccount:Key",
}  # fmt: skip
"""Kinds that are themselves what a rule is against."""


def test_every_rule_has_a_case():
    assert {case.rule for case in CASES} == set(BY_ID)


def test_ids_are_unique_and_kebab_case():
    assert len(BY_ID) == len(RULES)
    assert all(rule.id == rule.id.lower() and "_" not in rule.id and rule.references for rule in RULES)


@pytest.mark.parametrize("provider", ["s3", "azure"])
def test_the_defaults_have_no_error(provider, plains):
    assert not [one for one in findings(plains[provider]) if one.severity == "error"]


def test_google_serves_public_files_to_everybody_and_it_is_said(plains):
    """Cloud CDN reads as everyone: the spec warns of it (SPEC131), and the rule of CIS is not bent."""
    errors = [one for one in findings(plains["gcs"]) if one.severity == "error"]
    assert {one.rule for one in errors} == {"gcs-public-members"}
    assert all("assets" in one.message for one in errors)


def test_everything_of_our_own_graphs_is_known(riches, plains):
    for graph in (*riches.values(), *plains.values()):
        assert examine(graph).not_known == ()


def test_a_finding_says_where_the_spec_decides_it(riches):
    found = next(one for one in findings(riches["azure"]) if one.rule == "azure-lock")
    assert found.paths == (("stores", "tenants", "lock"), ("stores", "tenants"))
    assert found.remedy == "`lock: true`"
    assert found.subject == found.urn
    assert found.message == "store tenants (shopprodtenants): no lock keeps the account from being deleted"


def test_errors_come_first(riches):
    order = [one.severity for one in findings(riches["azure"])]
    assert order == sorted(order, key=("error", "warning", "note").index)


def test_a_rule_knows_what_it_is_about(plains):
    assert BY_ID["s3-versioning"].applies(plains["s3"])
    assert not BY_ID["s3-versioning"].applies(plains["gcs"])
