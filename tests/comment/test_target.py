"""Which pull request gets the comment: the one of the event's commit, whatever a fork's files say."""

from __future__ import annotations

import json

import pytest

from generator.errors import UsageError
from infra.comment.target import event_of, number_in
from tests.comment.sending import order, post

SHA, OTHER = "a" * 40, "b" * 40


def run_event(**more):
    run = {
        "event": "pull_request", "head_sha": SHA, "head_branch": "fix", "html_url": "https://github.com/acme/shop/actions/runs/5",
        "head_repository": {"full_name": "mallory/shop", "owner": {"login": "mallory"}}, **more,
    }  # fmt: skip
    return event_of(json.dumps({"workflow_run": run, "repository": {"full_name": "acme/shop"}}))


def pull(number, commit=SHA, repository="mallory/shop", state="open", branch="fix"):
    return {"number": number, "state": state, "head": {"sha": commit, "ref": branch, "repo": {"full_name": repository}}}


def test_the_pull_request_is_found_by_the_commit(github, hours):
    github.pulls += [pull(7)]

    said = post(github, hours, order(prefix=""), run_event())

    assert said == ("the comment on acme/shop 7: created",)
    assert "comes from a fork" in github.bodies()[0]


def test_a_number_of_the_fork_does_not_choose_another_pull_request(github, hours):
    github.pulls += [pull(7), pull(8, OTHER, branch="other")]

    post(github, hours, order(prefix="", hint=8), run_event())

    assert len(github.comments) == 1
    assert "POST /repos/acme/shop/issues/8/comments" not in github.lines()


def test_a_number_chooses_between_pull_requests_of_one_commit(github, hours):
    github.pulls += [pull(7), pull(9)]

    assert post(github, hours, order(prefix="", hint=7), run_event()) == ("the comment on acme/shop 7: created",)
    for hint in (None, 8):
        with pytest.raises(UsageError, match=r"several pull requests \(7, 9\)"):
            post(github, hours, order(prefix="", hint=hint), run_event())


@pytest.mark.parametrize(
    "gone",
    [[], [pull(7, OTHER)], [pull(7, state="closed")], [pull(7, repository="mallory/other")],
     [{"number": "7"}, None, 5]],
    ids=["none", "moved on", "closed", "another repository", "nonsense"],
)  # fmt: skip
def test_a_pull_request_that_moved_on_gets_no_old_report(gone, github, hours):
    github.fail("GET /repos/acme/shop/pulls", reply(gone))

    assert post(github, hours, order(prefix=""), run_event()) == (
        "nothing is posted: no open pull request has this commit as its head any more",
    )
    assert github.comments == []


def reply(items):
    from tests.comment.server import Reply

    return Reply(200, items)


def test_the_event_of_a_pull_request_itself():
    repository = {"repo": {"full_name": "acme/shop"}}
    found = {"number": 12, "head": {"sha": SHA, **repository}, "base": repository}
    event = event_of(json.dumps({"pull_request": found}))

    assert (event.number, event.foreign) == (12, False)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"event": "push"}, "started by 'push'"),
        ({"event": None}, "started by 'None'"),
        ({"head_repository": None}, "has the fork been deleted"),
        ({"head_sha": 5}, "has the fork been deleted"),
    ],
)
def test_runs_that_are_about_no_pull_request(more, said):
    with pytest.raises(UsageError, match=said):
        run_event(**more)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00"])
def test_an_event_that_is_no_json(text):
    with pytest.raises(UsageError, match="holds no JSON"):
        event_of(text)


@pytest.mark.parametrize(
    "text", ["{}", "[]", "5", '{"push": {}}', '{"pull_request": {"number": "7"}}', '{"pull_request": null}']
)
def test_other_events_say_nothing(text):
    assert event_of(text).number is None


def test_without_an_event_a_number_is_asked_for(github, hours):
    from infra.comment.target import Event

    with pytest.raises(UsageError, match="Give --number"):
        post(github, hours, order(), Event())


@pytest.mark.parametrize(
    ("text", "number"),
    [("7\n", 7), (" 12 ", 12), ("", None), ("7; rm -rf /", None), ("-7", None), ("\u0667", None), ("1" * 10, None),
     ("7\n8", None)],
)  # fmt: skip
def test_a_number_that_a_fork_wrote(text, number):
    assert number_in(text) == number
