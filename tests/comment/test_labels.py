"""Labels say what a report says, come and go, and leave everybody else's alone."""

from __future__ import annotations

import json

import pytest

from generator.errors import UsageError
from infra.comment import labels, totals
from infra.comment.errors import ForgeError
from tests.comment.conftest import report
from tests.comment.sending import order, post
from tests.comment.server import Reply

RIGHT = {"sign": "+", "who": {"kind": "workload", "name": "web"}, "actions": ["write"], "broadened": True}
PUBLIC = {**RIGHT, "who": {"kind": "public", "name": "cdn"}}
NARROWED = {**RIGHT, "sign": "-", "broadened": False}
SETTINGS = {"options": [{"alias": "default"}], "urls": [], "variables": [], "gone": [], "notes": []}


def counts(**more):
    return {"create": 0, "update": 0, "replace": 0, "delete": 0, "same": 3, **more}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "none"),
        ({"counts": counts(create=3)}, "additive"),
        ({"counts": counts(create=3, update=1)}, "change"),
        ({"counts": counts(delete=1)}, "change"),
        ({"counts": counts(replace=1), "hazards": [{"kind": "replace"}]}, "destructive"),
        ({"counts": counts(update=1), "hazards": [{"kind": "retention-shortened"}]}, "destructive"),
        ({"counts": counts(delete=1), "resources": [{"kind": "delete", "stateful": True}]}, "destructive"),
        ({"counts": counts(update=1), "permissions": [RIGHT]}, "change broadened"),
        ({"counts": counts(update=1), "permissions": [NARROWED]}, "change"),
        ({"counts": counts(update=1), "trusts": [{"sign": "+", "broadened": True}]}, "change broadened"),
        ({"counts": counts(update=1), "exposures": [{"sign": "+", "broadened": True}]}, "change broadened"),
        ({"counts": counts(create=1), "permissions": [PUBLIC]}, "additive broadened public"),
        ({"settings": SETTINGS}, "none settings"),
        ({"settings": {**SETTINGS, "options": [], "notes": ["a"]}}, "none"),
        ({"settings": None}, "none"),
    ],
)
def test_labels_of_a_report(environment, expected):
    found = totals.read(json.dumps(report(**environment)).encode())

    assert labels.wanted(found) == tuple(expected.split())


def test_a_spec_that_cannot_be_read_has_no_labels():
    data = report()
    data["head"] = {**data["head"], "problems": [{"code": "SPEC040"}]}

    assert labels.wanted(totals.read(json.dumps(data).encode())) == ()


def test_labels_are_made_with_colours_added_and_removed(github, hours):
    github.on_pull += ["bug", "storage:destructive", "storage:settings", "storage:ours", "storage-ack:c1234567"]

    said = post(github, hours, order(totals={"counts": counts(create=1), "permissions": [PUBLIC]}))

    assert (
        said[1] == "labels: -storage:destructive -storage:settings +storage:additive +storage:broadened +storage:public"
    )
    assert sorted(github.on_pull) == [
        "bug", "storage-ack:c1234567", "storage:additive", "storage:broadened", "storage:ours", "storage:public"
    ]  # fmt: skip
    assert github.labels["storage:public"]["color"] == labels.MEANINGS["public"][0]


def test_labels_that_are_right_are_left_alone(github, hours):
    post(github, hours, order())
    before = len(github.requests)

    post(github, hours, order())

    assert [item.method for item in github.requests[before:]] == ["POST", "GET", "GET"]


def test_a_label_that_exists_keeps_its_colour(github, hours):
    github.labels["storage:none"] = {"name": "storage:none", "color": "000000"}

    post(github, hours, order())

    assert github.labels["storage:none"]["color"] == "000000"
    assert "POST /repos/acme/shop/labels" not in github.lines()


def test_a_label_that_another_run_makes_or_removes_meanwhile(github, hours):
    github.on_pull.append("storage:settings")
    github.fail("POST /repos/acme/shop/labels", Reply(422, {"message": "Validation Failed"}))
    github.fail("DELETE .*", Reply(404, {"message": "Label does not exist"}))

    post(github, hours, order())

    assert "storage:none" in github.on_pull


def test_another_prefix_and_none(github, hours):
    github.on_pull.append("storage:settings")

    post(github, hours, order(prefix="files"))
    assert github.on_pull == ["storage:settings", "files:none"]
    assert len(post(github, hours, order(prefix=""))) == 1


def test_labels_need_a_permission_after_the_comment_is_there(github, hours):
    headers = {"X-Accepted-GitHub-Permissions": "issues=write"}
    github.fail("POST /repos/acme/shop/labels", Reply(403, {"message": "Resource not accessible"}, headers))

    with pytest.raises(ForgeError, match="give it `issues: write`"):
        post(github, hours, order())
    assert len(github.comments) == 1


def test_a_full_page_of_labels(github, hours):
    github.on_pull += [f"label {number}" for number in range(130)] + ["storage:settings"]

    post(github, hours, order())

    assert github.on_pull[-1] == "storage:none"
    assert "storage:settings" not in github.on_pull


def test_gitlab_the_same(gitlab, hours):
    gitlab.on_request += ["bug", "storage:settings"]

    post(gitlab, hours, order())
    post(gitlab, hours, order())

    assert gitlab.on_request == ["bug", "storage:none"]
    assert gitlab.labels == {"storage:none": f"#{labels.MEANINGS['none'][0]}"}
    assert gitlab.lines("PUT") == ["PUT /projects/acme%2Fweb%2Fshop/merge_requests/3"] * 2


@pytest.mark.parametrize("prefix", ["a,b", "a:b", "\n", "-", "x" * 31, "a<b"])
def test_a_prefix_that_no_label_can_begin_with(prefix):
    with pytest.raises(UsageError, match="--label-prefix"):
        labels.checked(prefix)


def test_descriptions_fit():
    assert all(len(text) <= 100 and len(color) == 6 for color, text in labels.MEANINGS.values())


HOSTILE = [
    b"", b"{", b"[]", b"null", b'"x"', b"[" * 100_000, b"{}", b'{"version": 2, "project": "shop"}', b"\xff\xfe", b"NaN",
    b'{"version": 1}', b'{"version": 1, "project": 5}', b'{"version": 1, "project": "a b"}',
    b'{"version": 1, "project": "--> @all"}', b'{"version": 1, "project": "' + b"x" * 64 + b'"}', b"1" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_report_is_refused_in_words(data):
    with pytest.raises(UsageError):
        totals.read(data)


PLACES = "environments base head counts hazards permissions trusts exposures settings resources"


@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [None], [5], [[]], True, 1e308, -1, {"a": 1}])
@pytest.mark.parametrize("key", PLACES.split())
def test_a_report_with_anything_in_any_place_is_read(key, value):
    data = report()
    (data if key in data else data["environments"][0])[key] = value

    labels.wanted(totals.read(json.dumps(data).encode()))


def test_numbers_are_bounded():
    data = report(counts={"create": 10**30, "update": -5, "replace": True, "delete": "9"})
    found = totals.read(json.dumps(data).encode())

    assert (found.create, found.update, found.replace, found.delete) == (1_000_000, 0, 0, 0)
