"""Rate limits, permissions, other hosts; and the token, which is in nothing anybody reads."""

from __future__ import annotations

import socket
import traceback

import pytest

from infra.comment.client import Client, check_address, following_page
from infra.comment.errors import ForgeError
from tests.comment import fake_github
from tests.comment.sending import ISSUE, order, post, where
from tests.comment.server import Reply

EXCEEDED = {"message": "API rate limit exceeded"}
SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}


@pytest.mark.parametrize(
    ("reply", "slept"),
    [
        (Reply(429, {"message": "Too many"}, {"Retry-After": "7"}), [7]),
        (Reply(403, SECONDARY, {"Retry-After": "30"}), [30]),
        (Reply(403, SECONDARY), [60]),
        (Reply(403, EXCEEDED, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000120"}), [121]),
        (Reply(429, {}, {"RateLimit-Remaining": "0", "RateLimit-Reset": "1000005"}), [6]),
        (Reply(403, EXCEEDED, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "5"}), [1]),
        (Reply(429, {}, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), [60]),
        (Reply(429, {}, {"Retry-After": "-5"}), [60]),
    ],
)  # fmt: skip
def test_rate_limits_are_waited_for_as_they_say(reply, slept, github, hours):
    github.fail(f"POST {ISSUE}", reply)

    post(github, hours)

    assert hours.slept == slept
    assert len(github.comments) == 1


def test_a_secondary_limit_that_stays_is_waited_for_longer_each_time(github, hours):
    github.fail(f"GET {ISSUE}", Reply(403, SECONDARY), times=2)

    post(github, hours, order(prefix="", patience=1000))

    assert hours.slept == [60, 120]


def test_a_limit_beyond_our_patience_is_an_error_at_once(github, hours):
    late = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1003600"}
    github.fail(f"GET {ISSUE}", Reply(403, {"message": "API rate limit exceeded"}, late))

    with pytest.raises(ForgeError, match="asks for 3601 more seconds, and --patience leaves 300"):
        post(github, hours)
    assert hours.slept == []


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        (None, "give it `pull-requests: write`:"),
        ("issues=write; pull_requests=write", "give it `pull-requests: write`:"),
        ("issues=write", "give it `issues: write`:"),
        ("contents=read,issues=write", "give it `contents: read` and `issues: write`:"),
        ("nonsense", "give it `pull-requests: write`:"),
    ],
)
def test_a_403_names_the_permission(accepted, said, github, hours):
    headers = {"X-Accepted-GitHub-Permissions": accepted} if accepted else {}
    github.fail(f"POST {ISSUE}", Reply(403, {"message": "Resource not accessible by integration"}, headers))

    with pytest.raises(ForgeError) as caught:
        post(github, hours)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert hours.slept == []


def test_gitlab_needs_a_scope_and_a_role(gitlab, hours):
    gitlab.fail("POST .*/notes", Reply(403, {"message": "403 Forbidden"}))

    with pytest.raises(ForgeError, match=r"the scope `api` and the role Developer: 403 Forbidden"):
        post(gitlab, hours)


def test_a_wrong_token(github, hours):
    github.fail(f"GET {ISSUE}", Reply(401, {"message": "Bad credentials"}))

    with pytest.raises(ForgeError, match=r"not valid or has expired \(401: Bad credentials\)"):
        post(github, hours)


def test_the_token_is_in_no_message_no_trace_and_no_repr(github, hours):
    said = []
    for reply in (
        Reply(401, {"message": "no"}),
        Reply(403),
        Reply(404),
        Reply(418, {"message": "tea"}),
        "drop",
        Reply(200, {}),
    ):
        github.fail(f"GET {ISSUE}", reply, times=9)
        try:
            post(github, hours)
        except ForgeError as error:
            said.append("".join(traceback.TracebackException.from_exception(error, capture_locals=False).format()))
        github.faults.clear()
    client = Client(github.origin, {"Authorization": f"Bearer {fake_github.TOKEN}"})

    assert len(said) == 6
    assert fake_github.TOKEN not in "".join(said) + repr(client) + repr(where(github))


def test_the_token_is_sent_to_no_other_host(github, gitlab, hours):
    github.fail(f"GET {ISSUE}", Reply(200, [], {"Link": f'<{gitlab.origin}/next>; rel="next"'}))
    with pytest.raises(ForgeError, match="the token is not sent there"):
        post(github, hours)
    github.fail(f"GET {ISSUE}", Reply(302, None, {"Location": f"{gitlab.origin}/next"}))
    with pytest.raises(ForgeError, match="the token is not sent there"):
        post(github, hours)

    assert gitlab.requests == []


def test_a_renamed_repository_is_followed_when_reading(github, hours):
    github.fail(f"GET {ISSUE}", Reply(301, None, {"Location": f"{github.origin}{ISSUE}"}))

    assert post(github, hours) == ("the comment on acme/shop 7: created",)


def test_a_redirected_post_is_refused(github, hours):
    github.fail(f"POST {ISSUE}", Reply(307, None, {"Location": f"{github.origin}/elsewhere"}))

    with pytest.raises(ForgeError, match="give --repository its new name"):
        post(github, hours)


@pytest.mark.parametrize(
    "api",
    ["http://github.example", "ftp://github.com", "https://", "api.github.com", "https://user:pass@github.com", "https://github.com?a=b"],
)  # fmt: skip
def test_an_api_that_cannot_be_right_is_refused(api):
    with pytest.raises(ForgeError, match="--api is"):
        check_address(api)


def test_nobody_there(hours):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    client = Client(f"http://127.0.0.1:{port}", {}, clock=hours.clock)

    with pytest.raises(ForgeError, match="does not answer, tried 6 times: it cannot be reached"):
        client.send("POST", "/x", {})


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("", None),
        ('<https://a/b?page=2>; rel="next", <https://a/b?page=9>; rel="last"', "https://a/b?page=2"),
        ('<https://a/b?page=1>; rel="prev", <https://a/b?page=3>; rel="next"', "https://a/b?page=3"),
        ("<https://a/2>; rel=next", "https://a/2"),
        ('<https://a/b?page=9>; rel="last"', None),
        ('<https://a/b?x=1,2>; title="a"; rel="next"', "https://a/b?x=1,2"),
        ("nonsense", None),
    ],
)
def test_the_next_page(link, expected):
    assert following_page(link) == expected
