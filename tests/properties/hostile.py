"""Values and texts that break readers, policies, templates and terminals."""

from __future__ import annotations

from typing import Any

SECRETS = (
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "postgres://shop:correct-horse-battery@db.internal/shop",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAqPfgaTEWEP3S9w0t\n-----END RSA PRIVATE KEY-----",
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq==",
    "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
    "sv=2026-10-06&sr=b&sp=r&sig=Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm8%3D",
)

TEXTS = (
    "", " ", "x", "-", "/",
    "//", "a/", "a//b/", "../", "./a/", "/a/", "a", "media/", "static/", "é/", "a b/", "*", "?", "a*/",
    "${aws:username}/", "{project}", "{environment}", "{store}", "{nope}", "{", "}", "{0}", "{project.__class__}",
    "%s", "%(x)s", "'", '"', "\\", "`", "$(id)", "'; import os #", '"""', "\n", "a\nb", "\r\n", "\t", "\x00", "\x07",
    "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202eabc", "\ufeff", "\u200b", "\U0001f600", "\u0430\u0441\u0441ess",
    "\uff41", "I\u0307", "\u00df", "default", "staticfiles", "storages", "class", "import", "None", "__init__",
    "self", "prod", "local", "example", "raw", "s3", "gcs", "kms", "sse-s3", "sse-c", "cloud", "memory", "filesystem",
    "public", "private", "direct", "cdn", "cookies", "static", "media", "cache", "create", "aws-managed", "true",
    "True", "null", "NO", "yes", "on", "012", "1_000", "1e999", "0x1f", "2026-11-21", "12:30:45", "=", "<<", "~",
    "!!str", "&a", "*a", "- a", "a: b", "{a: b}", "[a]", "# c", "|", ">", "@a", "%", "1h", "0s", "15m", "730d",
    "731d", "1d", "999999999d", "-1", "5.5", "eu-west-1", "us-gov-west-1", "cn-north-1", "mars-1", "123456789012",
    "media.example.com", "https://media.example.com", "HTTPS://X.example", "http://127.0.0.1:8000", "*.example.com",
    "Z0123456789ABCDEFGHIJ", "arn:aws:acm:us-east-1:123456789012:certificate/abc",
    "arn:aws:acm:eu-west-1:123456789012:certificate/abc", "arn:aws:kms:eu-west-1:123456789012:key/abc",
    "arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:policy/x", "arn:aws:sns:eu-west-1:123456789012:t",
    "public-read", "BucketOwnerPreferred", "ObjectWriter", "STANDARD_IA", "DEEP_ARCHIVE", "4.2", "6.1", "ecs", "vps",
    "github-actions", "eks-irsa", "max-age=60", "max-age=60\r\nSet-Cookie: a=b", "owner/repo", "x" * 20, "x" * 63,
    "x" * 64, "x" * 300, "x" * 5000, "é" * 5000, "a/" * 300, "-" * 100,
)  # fmt: skip

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 7, 24, 25, 30, 31, 64, 65, 365, 3600, 604_800, 604_801, 36_500, 36_501,
    10**18 - 1, -(10**18) + 1, 0.0, -0.5, 1.5, 1e300, [], {}, [None], [[]], [{}], {"": None}, {"type": "kms"},
    {"type": "sse-s3"}, {"type": None}, {"type": "?"}, {"type": "ecs"}, {"type": "vps"}, {"provider": "s3"},
    {"provider": None}, [1, "a", None, {}], ["read"], ["read", "write"], {"store": "logs", "prefix": "x/"},
    {"signing": {"public_keys": {"a": "keys/a.pem"}}}, {"match": "*", "value": "no-store"},
)  # fmt: skip

RAW = (
    "NO", "yes", "012", "1_000", "1e999", ".inf", "9" * 5000, "0.1" + "0" * 5000, "!!str x", "!x", "&a x", "*a",
    "2026-11-21", "=", "<<", "? x", "- x", "'", '"', "{", "}", "[", "]", "[" * 80, "{a: " * 80, "|", "> ", "%TAG",
    "---", "...", "@", "`", ", ", ": ", "\t", "\x00", "\x1b", "\u2028", "\ufeff", "'a", '"\\x', '"\\ud800"', "#", "~",
    "Null", "TRUE", "!!python/object:os.system x", '"a\\nb"', '"\\u202e"', "a\u0085b",
)  # fmt: skip
