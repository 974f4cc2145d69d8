"""What a state has and the program leaves to the provider, after an import or a refresh."""

from __future__ import annotations

from infra.review.compare import changes
from infra.review.owners import owners
from tests.review.compare.made import BUCKET, graph, resource, urn

RULE = "gcp:compute/globalForwardingRule:GlobalForwardingRule"


def kinds(deployed, head):
    return [item.kind for item in changes(graph(deployed), graph(head)).changes]


def two(type_, extra):
    """The same resource as deployed, and as the program has it, which knows no account yet."""
    said = {"name": "${media}"}
    return resource(type_, "a", {"name": "shop-media", **extra}), resource(type_, "a", said)


def test_what_providers_fill_in():
    assert kinds(*two(BUCKET, {"tagsAll": {"cost": "7"}, "bucketNamespace": "global"})) == []
    assert kinds(*two(RULE, {"project": "trio", "networkTier": "PREMIUM", "effectiveLabels": {"a": "b"}})) == []


def test_what_the_program_says_is_still_compared():
    assert kinds(*two(BUCKET, {"tags": {"cost": "7"}})) == ["update"]
    assert kinds(*two(RULE, {"networkTier": "STANDARD"})) != []


def test_a_circle_of_parents_ends():
    one = resource("a:b:C", "a", parent=urn("a:b:C", "a"))

    assert list(owners(graph(one))) == [one.urn]
