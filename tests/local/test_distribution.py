"""Pure parts of the edge: path patterns, path normalisation, response headers policies."""

from __future__ import annotations

import pytest

from infra.local.aws.distribution import matches, normal_path
from infra.local.aws.response_headers import MANAGED, apply
from infra.local.aws.wire import Request, Response


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*", "/anything/at/all", True),
        ("/media/*", "/media/a/b.jpg", True),
        ("media/*", "/media/a", True),
        ("/media/*", "/media", False),
        ("/media/*", "/mediator/a", False),
        ("/media/*", "/Media/a", False),
        ("*.jpg", "/a/b.jpg", True),
        ("*.jpg", "/a/bxjpg", False),
        ("/a?c", "/abc", True),
        ("/a?c", "/ac", False),
        ("/a.c", "/abc", False),
        ("/a[b]", "/ab", False),
    ],
)
def test_path_patterns(pattern, path, fits):
    assert matches(pattern, path) is fits


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("/a/", "/a/"),
        ("/a/../b", "/b"),
        ("/../../b", "/b"),
        ("/a/./b", "/a/b"),
        ("/a/b/..", "/a/"),
        ("/a/.", "/a/"),
        ("/%61%2D%5f%7E", "/a-_~"),
        ("/a%2Fb", "/a%2Fb"),
        ("/a%20b", "/a%20b"),
        ("//a", "//a"),
    ],
)
def test_paths_are_normalised(path, normal):
    assert normal_path(path) == normal


def headers(policy, method: str = "GET", sent: dict[str, str] | None = None, **origin: str) -> dict[str, str]:
    given = tuple((name.replace("_", "-"), value) for name, value in origin.items())
    response = apply(policy, Request(method, "/a", headers=sent or {}), Response(200, given))
    return dict(response.headers)


SECURITY = {
    "contentSecurityPolicy": {"contentSecurityPolicy": "default-src 'none'", "override": True},
    "referrerPolicy": {"referrerPolicy": "no-referrer", "override": False},
    "strictTransportSecurity": {"accessControlMaxAgeSec": 1, "preload": True, "override": True},
    "xssProtection": {"protection": True, "modeBlock": True, "override": True},
}


def test_security_headers():
    assert headers({"securityHeadersConfig": SECURITY}) == {
        "Content-Security-Policy": "default-src 'none'",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=1; preload",
        "X-XSS-Protection": "1; mode=block",
    }


def test_override_decides_who_wins():
    policy = {"securityHeadersConfig": SECURITY}
    got = headers(policy, Referrer_Policy="origin", Content_Security_Policy="default-src *")
    assert (got["Referrer-Policy"], got["Content-Security-Policy"]) == ("origin", "default-src 'none'")


def test_headers_are_removed():
    policy = {"removeHeadersConfig": {"items": [{"header": "X-Powered-By"}]}}
    assert headers(policy, x_powered_by="s3", etag="1") == {"etag": "1"}


def test_cors_of_the_origin_stays_unless_overridden():
    simple = MANAGED["60669652-455b-4ae9-85a4-c4c02393f86c"]
    sent = {"origin": "https://a.example"}
    assert headers(simple, sent=sent) == {"Access-Control-Allow-Origin": "*"}
    kept = headers(simple, sent=sent, Access_Control_Allow_Origin="https://a.example")
    assert kept == {"Access-Control-Allow-Origin": "https://a.example"}
    forced = {"corsConfig": {**simple["corsConfig"], "originOverride": True}}
    assert headers(forced, sent=sent, access_control_allow_origin="x") == {"Access-Control-Allow-Origin": "*"}


@pytest.mark.parametrize(
    ("allowed", "origin", "value"),
    [
        ("https://*.example.com", "https://a.example.com", "https://a.example.com"),
        ("https://*.example.com", "https://example.com", None),
        ("https://a.example", "https://a.example", "https://a.example"),
        ("*", "https://a.example", "*"),
    ],
)
def test_allowed_origins(allowed, origin, value):
    policy = {"corsConfig": {"accessControlAllowOrigins": {"items": [allowed]}, "originOverride": True}}
    assert headers(policy, sent={"origin": origin}).get("Access-Control-Allow-Origin") == value


def test_all_methods_are_spelled_out():
    config = {"accessControlAllowOrigins": {"items": ["*"]}, "accessControlAllowMethods": {"items": ["ALL"]},
              "accessControlAllowCredentials": True}  # fmt: skip
    got = headers({"corsConfig": config}, "OPTIONS", {"origin": "https://a.example"})
    assert got["Access-Control-Allow-Methods"] == "GET, DELETE, HEAD, OPTIONS, PATCH, POST, PUT"
    assert got["Access-Control-Allow-Credentials"] == "true"
