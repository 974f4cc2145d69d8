"""Conditions as text, and as Azure would judge by them: a table of requests, and any set of grants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.policies.azure import ADD, DELETE, MAX_CONDITION, READ, WRITE, Grant, condition, data_actions
from tests.infra_azure.abac import Request, holds
from tests.infra_azure.asked import ACTIONS, NEVER, requests

BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"


def allows(grants, action, name):
    """By the condition alone: a role of any breadth gives no more."""
    text = condition(grants)
    found = {holds(text, request) for request in requests(action, "files", name)}
    assert len(found) == 1, "an operation is allowed by one of its data actions and refused by another"
    return found.pop()


def test_every_action_of_one_prefix():
    assert condition([Grant("uploads/", ("read", "write", "delete", "list"))]) == (
        f"((!(ActionMatches{{'{BLOBS}/add/action'}}) AND !(ActionMatches{{'{BLOBS}/delete'}})"
        f" AND !(ActionMatches{{'{BLOBS}/read'}} AND NOT SubOperationMatches{{'Blob.List'}})"
        f" AND !(ActionMatches{{'{BLOBS}/write'}}))"
        f" OR (@Resource[{BLOBS}:path] StringStartsWith 'uploads/'))"
        f" AND ((!(ActionMatches{{'{BLOBS}/read'}} AND SubOperationMatches{{'Blob.List'}}))"
        f" OR (@Request[{BLOBS}:prefix] StringStartsWith 'uploads/'))"
    )


def test_several_prefixes_are_one_block():
    text = condition([Grant("b/", ("write",)), Grant("a/", ("write",))])

    assert text == (
        f"((!(ActionMatches{{'{BLOBS}/add/action'}}) AND !(ActionMatches{{'{BLOBS}/write'}}))"
        f" OR (@Resource[{BLOBS}:path] StringStartsWith 'a/' OR @Resource[{BLOBS}:path] StringStartsWith 'b/'))"
        f" AND ((!(ActionMatches{{'{BLOBS}/delete'}})"
        f" AND !(ActionMatches{{'{BLOBS}/read'}} AND NOT SubOperationMatches{{'Blob.List'}})"
        f" AND !(ActionMatches{{'{BLOBS}/read'}} AND SubOperationMatches{{'Blob.List'}}))"
        f" OR (@Resource[{BLOBS.removesuffix('/blobs')}:name] StringEquals '-'))"
    )


@pytest.mark.parametrize(
    ("actions", "exact"),
    [
        (("read",), (READ,)),
        (("list",), (READ,)),
        (("read", "list"), (READ,)),
        (("write",), (ADD, WRITE)),
        (("delete",), (DELETE,)),
        (("read", "write", "delete", "list"), (ADD, DELETE, READ, WRITE)),
    ],
)
def test_exactly_the_data_actions_that_are_needed(actions, exact):
    assert data_actions(actions) == exact


@pytest.mark.parametrize(
    ("granted", "asked", "name", "answer"),
    [
        ("read", "read", "uploads/a.jpg", True),
        ("read", "read", "uploads/deep/a.jpg", True),
        ("read", "read", "uploads", False),
        ("read", "read", "uploads-old/a.jpg", False),
        ("read", "read", "Uploads/a.jpg", False),
        ("read", "read", "x/uploads/a.jpg", False),
        ("read", "list", "uploads/", False),
        ("read", "list", None, False),
        ("read", "write", "uploads/a.jpg", False),
        ("read", "delete", "uploads/a.jpg", False),
        ("list", "list", "uploads/", True),
        ("list", "list", "uploads/a", True),
        ("list", "list", "", False),
        ("list", "list", None, False),
        ("list", "list", "upload", False),
        ("list", "list", "documents/", False),
        ("list", "read", "uploads/a.jpg", False),
        ("write", "write", "uploads/a.jpg", True),
        ("write", "write", "documents/a.jpg", False),
        ("write", "read", "uploads/a.jpg", False),
        ("write", "delete", "uploads/a.jpg", False),
        ("delete", "delete", "uploads/a.jpg", True),
        ("delete", "delete", "documents/a.jpg", False),
        ("delete", "write", "uploads/a.jpg", False),
    ],
)
def test_one_action_gives_no_other(granted, asked, name, answer):
    assert allows([Grant("uploads/", (granted,))], asked, name) is answer


@pytest.mark.parametrize("actions", [("read",), ("list",), ("read", "list"), ("write",)])
def test_a_whole_container_keeps_reading_and_listing_apart(actions):
    grants = [Grant("", actions)]

    assert {asked: allows(grants, asked, "anything") for asked in ACTIONS} == {
        asked: asked in actions for asked in ACTIONS
    }


def test_nothing_to_keep_back_needs_no_condition():
    assert condition([Grant("", ("read", "list", "write", "delete"))]) is None
    assert condition([Grant("", ("read", "list")), Grant("", ("write", "delete"))]) is None


def test_grants_that_share_a_role_keep_their_own_prefixes():
    grants = [Grant("a/", ("read",)), Grant("b/", ("list",)), Grant("c/", ("read", "list"))]

    found = {(asked, name): allows(grants, asked, name) for asked in ("read", "list") for name in ("a/", "b/", "c/")}

    assert {key for key, answer in found.items() if answer} == {
        ("read", "a/"), ("read", "c/"), ("list", "b/"), ("list", "c/"),
    }  # fmt: skip


@pytest.mark.parametrize("action", NEVER)
def test_what_a_condition_does_not_name_is_in_no_role(action):
    """Conditions let through what they do not name, so the role must not have it."""
    grants = [Grant("a/", ("read", "write", "delete", "list"))]
    request = Request(action)

    assert holds(condition(grants), request)
    assert action not in data_actions(grants[0].actions)


@pytest.mark.parametrize(
    "prefix", ["x') OR @Resource[a] StringLike '*' OR (@Resource[a] StringEquals 'z/", "a\\/", "a\n/"]
)
def test_what_cannot_be_quoted_is_refused(prefix):
    with pytest.raises(ValueError, match="cannot be written in a condition"):
        condition([Grant(prefix, ("read",))])


def test_thirty_prefixes_with_every_action_fit():
    grants = [Grant(f"tenants/tenant-{number:02}/", ("read", "write", "delete", "list")) for number in range(30)]

    assert len(condition(grants) or "") <= MAX_CONDITION


prefixes = st.sampled_from(["", "a/", "a/b/", "ab/", "b/", "c/d/"])
names = st.sampled_from(["a", "a/", "a/x", "a/b/", "a/b/x", "ab/x", "b/", "c/", "c/d/x", ""])
actions = st.sets(st.sampled_from(sorted(ACTIONS)), min_size=1).map(lambda found: tuple(sorted(found)))
grants_of = st.lists(st.builds(Grant, prefixes, actions), min_size=1, max_size=5)


@given(grants_of, st.sampled_from(sorted(ACTIONS)), names)
def test_what_is_allowed_is_what_is_granted(grants, asked, name):
    granted = any(asked in grant.actions and name.startswith(grant.prefix) for grant in grants)

    assert allows(grants, asked, name) is granted


@given(grants_of, st.randoms())
def test_the_order_of_grants_does_not_show(grants, random):
    assert condition(random.sample(grants, len(grants))) == condition(grants)
