"""Where a request's bucket stands, and what a presigned URL carries besides its signature."""

from __future__ import annotations

import pytest

from infra.local.aws.addressing import path_style
from infra.local.aws.wire import Request


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        ("127.0.0.1:80", "/media/a", "/media/a"),
        ("localhost", "/media/a", "/media/a"),
        ("media.localhost:80", "/a", "/media/a"),
        ("media.127.0.0.1:80", "/", "/media/"),
        ("files.example.com.localhost", "/a", "/files.example.com/a"),
        ("storage.internal", "/media/a", "/media/a"),
        ("", "/media/a", "/media/a"),
    ],
)
def test_the_bucket_is_in_the_path(host, path, expected):
    assert path_style(Request("GET", path, headers={"host": host})).path == expected


def test_a_signature_is_left_behind_and_other_parameters_stay():
    query = "versionId=1&X-Amz-Algorithm=a&X-Amz-Signature=b&prefix=a%20b&uploads"
    assert path_style(Request("GET", "/b", query)).query == "versionId=1&prefix=a%20b&uploads="


def test_a_moved_header_is_a_header_again():
    got = path_style(Request("PUT", "/b/k", "x-amz-acl=public-read&X-Amz-Signature=b", {"host": "localhost"}))
    assert (got.query, got.headers["x-amz-acl"]) == ("", "public-read")


def test_a_moved_header_does_not_hide_the_one_sent():
    sent = {"host": "localhost", "x-amz-acl": "private"}
    assert path_style(Request("PUT", "/b/k", "x-amz-acl=public-read", sent)).headers["x-amz-acl"] == "private"
