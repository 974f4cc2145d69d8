from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from infra.policies.document import document, size, text
from infra.policies.packing import (
    INLINE,
    MANAGED,
    MAX_MANAGED,
    ROLE_INLINE,
    USER_INLINE,
    carries_metrics,
    policy_count,
    split,
)
from infra.policies.s3 import Grant, workload_policy

if TYPE_CHECKING:
    from generator.spec.workloads import Action


def grants(count: int) -> list[Grant]:
    actions: tuple[Action, ...] = ("read", "write", "delete", "list")
    return [Grant("media", "arn:aws:s3:::acme-media-prod", f"tenants/t{index:06}/", actions) for index in range(count)]


def largest(parts):
    return max(size(workload_policy(found)) for found in parts.values())


def test_size_does_not_count_white_space():
    policy = document([{"Sid": "A", "Effect": "Allow", "Action": ["a:b"], "Resource": ["x y"]}])

    assert size(policy) == len(text(policy)) - 1
    assert size(policy) == len("".join(json.dumps(policy, indent=4).split()))


def test_what_fits_is_inline():
    found = grants(80)

    assert split(found) == {INLINE: tuple(found)}
    assert policy_count(found) == 0
    assert size(workload_policy(found)) <= ROLE_INLINE


def test_a_user_takes_less_inline_than_a_role():
    found = grants(20)

    assert policy_count(found) == 0
    assert policy_count(found, inline_limit=USER_INLINE) == 2


@pytest.mark.parametrize("count", [120, 200, 400])
def test_parts_hold_every_grant_once_and_each_fits(count):
    found = grants(count)
    parts = split(found)

    assert sorted((grant for part in parts.values() for grant in part), key=lambda grant: grant.prefix) == found
    assert largest(parts) <= MANAGED
    assert len(parts) == policy_count(found) <= MAX_MANAGED


@pytest.mark.parametrize("count", [120, 200, 300])
def test_a_new_prefix_changes_one_policy_or_divides_one(count):
    before, after = split(grants(count)), split(grants(count + 1))
    same = {part for part in before if after.get(part) == before[part]}

    assert len(before) - len(same) == 1
    assert len(after) - len(same) in {1, 2}


def test_the_order_of_grants_decides_nothing_but_their_order():
    found = grants(150)
    turned = split(list(reversed(found)))

    assert {part: set(items) for part, items in turned.items()} == {
        part: set(items) for part, items in split(found).items()
    }


def test_too_many_are_counted():
    assert policy_count(grants(900)) > MAX_MANAGED


def test_metrics_stand_in_the_first_part_and_may_stand_alone():
    assert split([], usage_metrics=True) == {INLINE: ()}
    parts = split(grants(200), usage_metrics=True)
    first = [part for part in parts if carries_metrics(part)]

    assert len(first) == 1
    assert size(workload_policy(parts[first[0]], usage_metrics=True)) <= MANAGED
