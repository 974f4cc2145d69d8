"""The picture shows what is where, and what changes."""

from __future__ import annotations

import pytest

from generator.app import open_project
from infra.review.picture import cut, picture
from infra.review.report import Edge, Node, Picture, ResourceChange
from tests.review.samples import huge_report

SPEC = """
version: 1
project: shop
stores:
  assets: {{provider: s3, cdn: {{}}}}
  media: {{provider: s3{versioning}}}
storages:
  staticfiles: {{store: assets, prefix: static/, access: public, kind: static}}
  default: {{store: media, prefix: media/, access: private}}
  {more}
workloads:
  web:
    runs_on: {{type: ecs}}
    grants: {{default: [{actions}], staticfiles: [read]}}
environments:
  prod: {{}}
"""


@pytest.fixture
def spec(tmp_path):
    def made(actions="read, write", versioning="", more=""):
        file = tmp_path / "storage.yaml"
        file.write_text(SPEC.format(actions=actions, versioning=versioning, more=more))
        return open_project(str(file)).document.specs["prod"]

    return made


def nodes(found):
    return {node.id: node.mark for node in found.nodes}


def edges(found):
    return {(edge.source, edge.target): (edge.label, edge.mark) for edge in found.edges}


def change(owner, kind, *, stateful=False):
    return ResourceChange(f"urn:{owner}:{kind}", "aws:s3/bucketV2:BucketV2", "x", kind, owner, stateful=stateful)


def test_nothing_changes_nothing_is_marked(spec):
    found = picture(spec(), spec(), ())

    assert set(nodes(found).values()) == {"same"}
    assert edges(found) == {
        ("cdn:assets", "reader:anyone"): ("static/", "same"),
        ("storage:default", "store:media"): ("", "same"),
        ("storage:staticfiles", "store:assets"): ("", "same"),
        ("store:assets", "cdn:assets"): ("", "same"),
        ("store:media", "reader:signed"): ("media/", "same"),
        ("workload:web", "storage:default"): ("read, write", "same"),
        ("workload:web", "storage:staticfiles"): ("read", "same"),
    }
    assert [node.label for node in found.nodes] == [
        "web", "default: media/", "staticfiles: static/", "assets (s3)", "media (s3)", "CDN of assets", "anyone",
        "signed URLs",
    ]  # fmt: skip


def test_a_grant_that_changes_is_on_its_arrow(spec):
    found = picture(spec(), spec(actions="read, delete"), ())

    assert edges(found)["workload:web", "storage:default"] == ("read, delete (new), write (removed)", "changed")
    assert nodes(found)["workload:web"] == "same"


def test_a_new_storage_and_a_changed_store_are_marked(spec):
    more = "docs: {store: media, prefix: docs/, access: private}"
    found = picture(spec(), spec(versioning=", versioning: false", more=more), ())

    assert nodes(found)["storage:docs"] == "added"
    assert nodes(found)["store:media"] == "changed"
    assert edges(found)["storage:docs", "store:media"] == ("", "added")
    assert edges(found)["store:media", "reader:signed"] == ("docs/ (new), media/", "changed")


def test_what_goes_is_marked_as_removed(spec):
    more = "docs: {store: media, prefix: docs/, access: private}"
    found = picture(spec(more=more), spec(), ())

    assert nodes(found)["storage:docs"] == "removed"
    assert edges(found)["storage:docs", "store:media"] == ("", "removed")


def test_a_resource_that_changes_marks_its_owner(spec):
    found = picture(spec(), spec(), (change("store media", "replace"), change("workload web", "update")))

    assert nodes(found)["store:media"] == "changed"
    assert nodes(found)["workload:web"] == "changed"
    assert nodes(found)["store:assets"] == "same"


def test_without_a_base_spec_the_changes_say_what_is_new(spec):
    changes = (
        change("store media", "create", stateful=True),
        change("store assets", "create"),
        change("store old", "delete", stateful=True),
        change("workload web", "update"),
        change("", "create"),
    )
    found = picture(None, spec(), changes)

    assert nodes(found) | {"storage:default": "added", "store:media": "added", "reader:signed": "same"} == nodes(found)
    assert nodes(found)["store:assets"] == "changed"
    assert nodes(found)["store:old"] == "removed"
    assert nodes(found)["workload:web"] == "changed"
    assert edges(found)["storage:default", "store:media"] == ("", "added")


def test_an_environment_that_goes_is_drawn_from_its_base(spec):
    changes = (change("store media", "delete", stateful=True), change("workload web", "delete", stateful=True))
    found = picture(spec(), None, changes)

    assert nodes(found)["store:media"] == "removed"
    assert edges(found)["workload:web", "storage:default"] == ("read, write", "removed")


def test_resources_without_any_spec_are_their_owners(spec):
    found = picture(None, None, (change("store x", "create", stateful=True), change("", "delete")))

    assert found == Picture((Node("store:x", "store", "x", "added"),), ())


def test_a_large_picture_is_cut_to_what_changed_and_its_neighbours():
    middle = tuple(Node(f"a{n}", "storage", str(n), "changed" if n == 50 else "same") for n in range(100))
    store = (Node("s", "store", "s"), Node("t", "store", "t"))
    arrows = tuple(Edge(f"a{n}", "s" if n > 40 else "t") for n in range(100))
    found, note = cut(Picture((*middle, *store), arrows), 30, 400)

    assert [node.id for node in found.nodes] == ["a50", "s"]
    assert found.edges == (Edge("a50", "s"),)
    assert note == "99 unchanged storages, 1 unchanged store not drawn"


def test_a_small_picture_is_whole_and_without_loose_arrows():
    whole = Picture((Node("a", "store", "a"),), (Edge("a", "gone"),))

    assert cut(whole, 30, 400) == (Picture(whole.nodes, ()), "")


def test_a_picture_in_which_all_changed_is_cut_too():
    found, note = cut(huge_report(500).environments[0].picture, 80, 400)

    assert len(found.nodes) == 80
    assert note == "420 changed storages, 500 changed stores not drawn"


def test_a_large_picture_in_which_nothing_changed_shows_its_first_nodes():
    found, note = cut(Picture(tuple(Node(f"a{n}", "storage", str(n)) for n in range(100))), 30, 400)

    assert len(found.nodes) == 30
    assert note == "70 unchanged storages not drawn"
