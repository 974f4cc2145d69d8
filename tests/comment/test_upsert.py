"""One comment, whatever happened to it and to the connection."""

from __future__ import annotations

import threading

import pytest

from infra.comment import tags
from infra.comment.errors import ForgeError
from infra.comment.target import Event
from tests.comment.conftest import BODY
from tests.comment.fake_github import BOT
from tests.comment.sending import ISSUE, NOTES, ONE, order, post
from tests.comment.server import Reply

OTHER = BODY.replace("Nothing changes", "Something changes")
PERSON = {"login": "mallory", "id": 5, "type": "User"}


TAG = tags.line("stowplan:review:shop")


def firsts(forge) -> list[str]:
    return [body.splitlines()[0] for body in forge.bodies()]


def test_the_first_report_is_a_new_comment(github, hours):
    assert post(github, hours) == ("the comment on acme/shop 7: created",)
    assert github.bodies() == [BODY]


def test_the_same_report_again_sends_nothing_that_changes_anything(github, hours):
    post(github, hours)
    before = len(github.requests)

    assert post(github, hours) == ("the comment on acme/shop 7: unchanged",)
    assert [item.method for item in github.requests[before:]] == ["POST", "GET"]
    assert github.requests[before].path == "/graphql"


def test_another_report_edits_the_comment(github, hours):
    post(github, hours)

    assert post(github, hours, order(OTHER, prefix="")) == ("the comment on acme/shop 7: updated",)
    assert github.bodies() == [OTHER]


def test_line_ends_of_the_forge_are_no_change(github, hours):
    github.write(BODY.replace("\n", "\r\n").strip())

    assert post(github, hours) == ("the comment on acme/shop 7: unchanged",)


def test_the_comment_is_found_behind_five_hundred_others(github, hours):
    for number in range(500):
        github.write(f"comment {number}", PERSON)
    github.write(BODY)
    github.write("the last", PERSON)

    post(github, hours, order(OTHER, prefix=""))

    assert github.bodies().count(OTHER) == 1
    assert len(github.bodies()) == 502
    assert github.lines("GET").count(f"GET {ISSUE}") == 6


def test_a_comment_with_our_tag_by_somebody_else_is_left_alone(github, hours):
    github.write(BODY, PERSON)
    github.write(BODY, {"login": "other-app[bot]", "id": 9, "type": "Bot"})

    post(github, hours, order(OTHER, prefix=""))

    assert github.bodies() == [BODY, BODY, OTHER]


def test_a_comment_that_quotes_our_tag_is_not_it(github, hours):
    github.write(f"> quoted\n{BODY}")

    post(github, hours)

    assert len(github.comments) == 2


def test_comments_of_other_projects_stay(github, hours):
    theirs = BODY.replace("shop", "blog")
    github.write(theirs)

    post(github, hours)

    assert github.bodies() == [theirs, BODY]


def test_a_tag_of_ones_own_is_looked_for(github, hours):
    post(github, hours)
    post(github, hours, order(tag="storage eu", prefix=""))

    assert [body.splitlines()[0] for body in github.bodies()] == [
        tags.line("stowplan:review:shop"),
        "<!-- storage eu -->",
    ]


@pytest.mark.parametrize("viewer", ["deployer", "github-actions", None])
def test_who_we_are_is_asked_and_where_it_is_not_said_we_are_github_actions(viewer, github, hours):
    github.viewer = viewer
    github.write(BODY, {"login": "deployer", "id": 3, "type": "User"})
    github.write(BODY, BOT)

    post(github, hours, order(OTHER, prefix=""))

    assert github.bodies() == ([OTHER, BODY] if viewer == "deployer" else [BODY, OTHER])


def test_the_author_may_be_given(github, hours):
    github.write(BODY, {"login": "review-app[bot]", "id": 9, "type": "Bot"})

    post(github, hours, order(OTHER, author="review-app[bot]", prefix=""))

    assert github.bodies() == [OTHER]
    assert "POST /graphql" not in github.lines()


def test_a_comment_deleted_while_it_is_edited_is_written_anew(github, hours):
    github.write(BODY)
    github.fail(f"PATCH {ONE}", Reply(404, {"message": "Not Found"}), first=github.comments.clear)

    assert post(github, hours, order(OTHER, prefix="")) == ("the comment on acme/shop 7: created",)
    assert github.bodies() == [OTHER]


def test_a_post_that_arrived_although_the_connection_ended_is_not_repeated(github, hours):
    github.fail(f"POST {ISSUE}", "do and drop")

    assert post(github, hours) == ("the comment on acme/shop 7: created",)
    assert github.bodies() == [BODY]
    assert github.lines().count(f"POST {ISSUE}") == 1


@pytest.mark.parametrize("failure", ["drop", "half", Reply(502, {"message": "Server Error"}), Reply(500), Reply(504)])
def test_a_post_that_did_not_arrive_is_repeated_after_looking(failure, github, hours):
    github.fail(f"POST {ISSUE}", failure, times=2)

    post(github, hours)

    assert github.bodies() == [BODY]
    assert github.lines() == [
        "POST /graphql", f"GET {ISSUE}", f"POST {ISSUE}",
        "POST /graphql", f"GET {ISSUE}", f"POST {ISSUE}",
        "POST /graphql", f"GET {ISSUE}", f"POST {ISSUE}",
        "POST /graphql", f"GET {ISSUE}",
    ]  # fmt: skip
    assert hours.slept == [1, 2]


@pytest.mark.parametrize("failure", ["drop", "do and drop", "half", Reply(502), Reply(503)])
@pytest.mark.parametrize("request_line", [f"PATCH {ONE}", f"GET {ISSUE}"])
def test_what_may_be_repeated_is_repeated(failure, request_line, github, hours):
    github.write(BODY)
    github.fail(request_line, failure, times=3)

    post(github, hours, order(OTHER, prefix=""))

    assert github.bodies() == [OTHER]
    assert hours.slept == [1, 2, 4]


def test_a_forge_that_stays_away_is_an_error(github, hours):
    github.fail(f"GET {ISSUE}", Reply(502), times=99)

    with pytest.raises(ForgeError, match="does not answer, tried 6 times: it answers 502"):
        post(github, hours)
    assert sum(hours.slept) == 31


def test_two_runs_at_the_same_time_leave_one_comment(github, hours):
    github.fail(f"POST {ISSUE}", None, first=lambda: github.write(OTHER))

    post(github, hours)

    assert github.bodies() == [BODY]
    assert github.lines("DELETE") != []


def test_threads_that_post_at_once_leave_one_comment_after_the_next_run(github, hours):
    bodies = [BODY.replace("Nothing", f"Thing {number}") for number in range(4)]
    threads = [threading.Thread(target=post, args=(github, hours, order(body, prefix=""))) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    post(github, hours, order(OTHER, prefix=""))

    assert github.bodies() == [OTHER]


def test_hide_and_new_hides_the_former_one_and_never_touches_it_again(github, hours):
    former = github.write(BODY)

    post(github, hours, order(OTHER, mode="hide-and-new", prefix=""))
    post(github, hours, order(OTHER, mode="hide-and-new", prefix=""))
    post(github, hours, order(BODY, mode="hide-and-new", prefix=""))

    assert len(github.hidden) == 2
    assert github.hidden[0] == f"IC_{former}"
    assert firsts(github) == ["<!-- stowplan:review:shop outdated -->", "<!-- stowplan:review:shop outdated -->", TAG]
    assert "Nothing changes" in github.bodies()[0]


def test_a_former_comment_of_the_largest_size_is_still_hidden(github, hours):
    github.write(BODY + "x" * (65536 - len(BODY)))

    post(github, hours, order(OTHER, mode="hide-and-new", prefix=""))

    assert len(github.comments) == 2
    assert "its text is left out" in github.bodies()[0]


def test_off_posts_nothing_and_still_sets_labels(github, hours):
    assert post(github, hours, order(mode="off")) == ("the comment on acme/shop 7: nothing", "labels: +storage:none")
    assert github.bodies() == []


def test_a_text_longer_than_the_limit_is_one_paragraph_with_the_totals(github, hours):
    counts = {"create": 3, "update": 2, "replace": 1, "delete": 0}
    totals = {"counts": counts, "hazards": [{}], "permissions": [{"broadened": True}]}
    event = Event(7, address="https://github.com/acme/shop/actions/runs/5")

    post(github, hours, order(BODY + "é" * 70_000, totals, prefix=""), event)

    assert github.bodies() == [
        f"{TAG}\n## Storage review: shop\n\nThe review is too long for a comment. "
        "Resources created: 3, updated: 2, replaced: 1, deleted: 0. Changes that can lose files: 1. "
        "Permissions broadened: yes. "
        "The whole review is an artifact of [the run](https://github.com/acme/shop/actions/runs/5).\n"
    ]


@pytest.mark.parametrize("status", [422, 413])
@pytest.mark.parametrize("there", [False, True])
def test_a_forge_with_a_lower_limit_gets_the_paragraph_too(status, there, github, hours):
    if there:
        github.write(OTHER)
    github.fail(f"(PATCH {ONE}|POST {ISSUE})", Reply(status, {"message": "Body is too long"}))

    post(github, hours)

    assert len(github.comments) == 1
    assert "too long for a comment" in github.bodies()[0]


def test_an_emoji_counts_as_the_forge_counts_it(github, hours):
    post(github, hours, order(BODY + "x" * (65_536 - len(BODY) - 1), prefix=""))

    assert "too long" not in github.bodies()[0]


def test_without_a_report_the_comment_says_so_and_the_next_report_takes_it_over(github, hours):
    nothing = order(prefix="")
    nothing = type(nothing)(None, None, prefix="")

    post(github, hours, nothing)
    assert "There is no review of the newest commit" in github.bodies()[0]
    post(github, hours)
    assert github.bodies() == [BODY]
    post(github, hours, nothing)
    assert len(github.comments) == 1
    assert github.bodies()[0].startswith(tags.line("stowplan:review:shop"))
    assert "There is no review of the newest commit" in github.bodies()[0]


def test_gitlab_the_same(gitlab, hours):
    gitlab.write(BODY, {"id": 1, "username": "mallory"})
    gitlab.write("merged", system=True)
    for number in range(150):
        gitlab.write(f"note {number}", {"id": 1, "username": "mallory"})

    assert post(gitlab, hours) == ("the comment on acme/web/shop 3: created",)
    assert post(gitlab, hours) == ("the comment on acme/web/shop 3: unchanged",)
    assert post(gitlab, hours, order(OTHER, prefix="")) == ("the comment on acme/web/shop 3: updated",)
    assert gitlab.bodies().count(BODY) == 1
    assert gitlab.bodies()[-1] == OTHER


def test_gitlab_a_note_too_long_and_a_dropped_post(gitlab, hours):
    gitlab.fail(f"POST {NOTES}", "do and drop")
    gitlab.fail(f"PUT {NOTES}/\\d+", Reply(400, {"message": {"note": ["is too long (maximum is 9 characters)"]}}))

    post(gitlab, hours)
    post(gitlab, hours, order(OTHER, prefix=""))

    assert len(gitlab.notes) == 1
    assert "too long for a comment" in gitlab.bodies()[0]


def test_gitlab_folds_the_former_note(gitlab, hours):
    post(gitlab, hours)
    post(gitlab, hours, order(OTHER, mode="hide-and-new", prefix=""))

    assert gitlab.bodies()[1] == OTHER
    assert gitlab.bodies()[0].splitlines()[:2] == [
        "<!-- stowplan:review:shop outdated -->", "<details><summary>An earlier review</summary>"
    ]  # fmt: skip
