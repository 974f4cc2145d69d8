"""The condition language of role assignments, and roles with scopes, without a server."""

from __future__ import annotations

import re

import pytest

from infra.decisions.azure import conditions, rbac
from infra.decisions.azure.conditions import Asked, ConditionError, parse
from infra.decisions.azure.rbac import Access, Assignment, Role, allowed, within
from tests.local_azure.helpers import DATA, under

FILES = {conditions.CONTAINER: "files"}


def blob(action: str, path: str, container: str = "files") -> Asked:
    return Asked(action, "", {conditions.CONTAINER: container, conditions.PATH: path})


def listing(prefix: str | None, container: str = "files") -> Asked:
    more = {} if prefix is None else {conditions.PREFIX: prefix}
    return Asked(rbac.READ, rbac.LIST, {conditions.CONTAINER: container, **more})


@pytest.mark.parametrize(
    ("asked", "yes"),
    [
        *[(blob(action, "media/a"), True) for action in DATA],
        *[
            (blob(action, path), False)
            for action in DATA
            for path in ("mediator/a", "media", "", "Media/a", "x/media/a")
        ],
        *[(blob(action, "media/a", "other"), False) for action in DATA],
        (listing("media/"), True),
        (listing("media/sub"), True),
        (listing("media"), False),
        (listing(""), False),
        (listing(None), False),
        (listing("media/", "other"), False),
        (Asked(rbac.READ, "", FILES), False),
    ],
)
def test_the_products_condition(asked, yes):
    assert parse(under("files", "media/"))(asked) is yes


P = conditions.PATH


@pytest.mark.parametrize(
    ("text", "path", "yes"),
    [
        (f"{P} StringEquals 'a'", "a", True),
        (f"{P} StringEquals 'a'", "A", False),
        (f"{P} StringEqualsIgnoreCase 'a'", "A", True),
        (f"{P} StringNotEquals 'a'", "b", True),
        (f"{P} StringNotStartsWith 'a'", "ab", False),
        (f"{P} StringLike 'a*c?'", "abbcd", True),
        (f"{P} StringLike 'a*c?'", "abbc", False),
        (rf"{P} StringLike 'a\*'", "a*", True),
        (rf"{P} StringLike 'a\*'", "ab", False),
        (f"{P} StringLike 'a.c'", "abc", False),
        (f"{P} StringNotLike 'a*'", "b", True),
        (f"{P} ForAnyOfAnyValues:StringStartsWith {{'a/', 'b/'}}", "b/x", True),
        (f"{P} ForAnyOfAnyValues:StringStartsWith {{'a/', 'b/'}}", "c/x", False),
        (f"NOT {P} StringEquals 'a' AND {P} StringEquals 'b'", "b", True),
        (f"{P} StringEquals 'a' OR {P} StringEquals 'b' AND {P} StringEquals 'c'", "a", True),
        (f"({P} StringEquals 'a' || {P} StringEquals 'b') && {P} StringEquals 'c'", "a", False),
        (f"!(!({P} StringEquals 'a'))", "a", True),
        (f"Exists {P}", "a", True),
        (f"Exists {conditions.PREFIX}", "a", False),
        ("ActionMatches{'*/blobs/read'}", "a", True),
        ("ActionMatches{'Microsoft.Storage/*'} AND SubOperationMatches{'Blob.List'}", "a", False),
        (f"{conditions.PREFIX} StringEquals 'a'", "a", False),
        (f"{conditions.PREFIX} StringNotEquals 'a'", "a", False),  # a missing attribute is false whatever is asked
        (f"{conditions.PREFIX} StringNotStartsWith 'a'", "a", False),
        (f"NOT ({conditions.PREFIX} StringEquals 'a')", "a", True),
    ],
)
def test_the_language(text, path, yes):
    assert parse(text)(blob(rbac.READ, path)) is yes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "unexpected 'the end' in the condition"),
        (f"{P} StringEquals", "unexpected 'the end' in the condition; text is needed"),
        (f"{P} StringEquals 'a' 'b'", "unexpected 'b' in the condition"),
        (f"({P} StringEquals 'a'", "unexpected 'the end' in the condition; ) is needed"),
        (f"{P} StringMatches 'a'", "the operator 'StringMatches' is not modelled"),
        (f"{P} ForAllOfAllValues:StringEquals {{'a'}}", "is not modelled"),
        ("@Resource[Microsoft.Storage/other:name] StringEquals 'a'", "the attribute @Resource["),
        ("@Environment[UtcNow] StringEquals 'a'", "the attribute @Environment[UtcNow] is not modelled"),
        ("Matches{'a'}", "unexpected 'Matches'"),
        (f"{P} StringEquals $a", "the condition cannot be read at '$a'"),
        (f"{P} StringEquals '{'a' * 8200}'", "bytes; Azure takes 8192"),
    ],
)
def test_what_is_refused(text, message):
    with pytest.raises(ConditionError, match=re.escape(message)):
        parse(text)


ACCOUNT = "/subscriptions/1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/shop"
HERE = f"{ACCOUNT}/blobServices/default/containers/files"


def test_scopes():
    assert within(HERE, ACCOUNT.upper())
    assert within(HERE, HERE + "/")
    assert not within(f"{HERE}2", HERE)
    assert not within(ACCOUNT, HERE)


@pytest.mark.parametrize(
    ("assignment", "yes"),
    [
        (Assignment("Me", Role((), (), (rbac.READ,)), ACCOUNT), True),
        (Assignment("you", Role((), (), (rbac.READ,)), ACCOUNT), False),
        (Assignment("me", Role((), (), (rbac.WRITE,)), ACCOUNT), False),
        (Assignment("me", Role((), (), ("*",)), f"{HERE}x"), False),
        (Assignment("me", Role((), (), ("Microsoft.Storage/*/read",)), HERE), True),
        (Assignment("me", Role((), (), ("*",), (rbac.READ,)), HERE), False),
        (Assignment("me", Role((rbac.READ,)), HERE), False),  # a control action is no data action
        (Assignment("me", rbac.BUILT_IN["ba92f5b4-2d11-453d-a403-e96b0029c9fe"], HERE, f"{P} StringEquals 'b'"), False),
        (Assignment("me", rbac.BUILT_IN["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"], "/subscriptions/1"), True),
    ],
)
def test_assignments(assignment, yes):
    assert allowed(Access(HERE, blob(rbac.READ, "a")), "me", [assignment]) is yes


def test_assignments_only_add():
    narrow = Assignment("me", Role((), (), (rbac.READ,)), HERE, f"{P} StringEquals 'b'")
    wide = Assignment("me", Role((), (), (rbac.READ,)), ACCOUNT)
    assert allowed(Access(HERE, blob(rbac.READ, "a")), "me", [narrow, wide])
