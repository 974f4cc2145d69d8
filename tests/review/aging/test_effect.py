"""Differences against a reading of every rule for every key: nothing is missed, and nothing is said for nothing."""

from hypothesis import given
from hypothesis import strategies as st

from infra.review.aging.effect import differences
from infra.review.aging.rule import Bite, Condition, Kind, Rule

KIND = Kind("old versions", "delete")
TAG, BIG, BIGGER = Condition("tag a", "=", "1"), Condition("bytes", ">", 10), Condition("bytes", ">", 20)
PREFIXES = ("", "a", "ab", "b", "ba", "bab")
KEYS = ("c", "a", "ac", "ab", "abc", "b", "bc", "ba", "bac", "bab", "babc")
OBJECTS = [(key, tagged, size) for key in KEYS for tagged in (False, True) for size in (5, 15, 25)]
RULES = st.lists(
    st.builds(
        Rule,
        st.just(KIND),
        st.sampled_from(PREFIXES),
        st.builds(Bite, st.integers(1, 3), st.integers(0, 2)),
        st.sets(st.sampled_from([TAG, BIG, BIGGER])).map(frozenset),
    ),
    max_size=5,
)


def met(condition, tagged, size):
    return tagged if condition == TAG else size > condition.value


def gone(rules, item, age, newer):
    """Whether one of the rules deletes a version of this age that has so many newer ones."""
    key, tagged, size = item
    return any(
        key.startswith(rule.prefix)
        and all(met(one, tagged, size) for one in rule.filter)
        and age >= rule.bite.days
        and newer >= rule.bite.keep
        for rule in rules
    )


def deeds(rules, item):
    return frozenset((age, newer) for age in range(5) for newer in range(4) if gone(rules, item, age, newer))


@given(RULES, RULES)
def test_a_difference_is_said_exactly_when_some_object_is_treated_otherwise(before, after):
    found = list(differences(before, after))
    changed = [item for item in OBJECTS if deeds(before, item) != deeds(after, item)]
    more = [item for item in OBJECTS if deeds(after, item) - deeds(before, item)]
    assert bool(found) == bool(changed)
    assert any(one.earlier for one in found) == bool(more)


@given(RULES, RULES)
def test_every_object_that_changes_is_below_a_difference_that_is_said(before, after):
    found = list(differences(before, after))
    for item in OBJECTS:
        if deeds(after, item) - deeds(before, item):
            key, tagged, size = item
            assert any(
                one.earlier and key.startswith(one.prefix) and all(met(need, tagged, size) for need in one.filter)
                for one in found
            )


@given(RULES, st.randoms())
def test_order_and_redundant_rules_are_no_difference(rules, random):
    mixed = [*rules, *rules]
    random.shuffle(mixed)
    assert list(differences(rules, mixed)) == []
