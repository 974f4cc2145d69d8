"""Signed cookies must reach both the site and its CDN."""

from __future__ import annotations

import pytest

from generator.planner import plan
from generator.spec.model import Spec


def found(origins, domain):
    cdn = {"signing": {"public_keys": {"k": "k.pem"}}, **({"domain": domain, "dns_zone_id": "Z123"} if domain else {})}
    data = {
        "version": 1,
        "project": "p",
        "environment": "prod",
        "site": {"origins": origins},
        "stores": {"media": {"provider": "s3", "cdn": cdn}},
        "storages": {"members": {"store": "media", "prefix": "m/", "access": "private", "via": "cookies"}},
    }
    variables = {item.role: item.value for item in plan(Spec.model_validate(data)).variables}
    return variables["cookie-domain"]


@pytest.mark.parametrize(
    ("origins", "domain", "expected"),
    [
        (["https://www.shop.example"], "media.shop.example", ".shop.example"),
        (["https://shop.example:8443", "https://admin.shop.example"], "media.shop.example", ".shop.example"),
        (["https://www.shop.example"], "media.other.example", None),
        (["https://www.shop.example", "https://elsewhere.example"], "media.shop.example", None),
        (["https://notshop.example"], "media.shop.example", None),
        (["https://a.example"], "b.example", None),
        (["https://www.shop.example"], None, None),
        ([], "media.shop.example", None),
    ],
)
def test_the_domain_follows_from_origins_and_cdn(origins, domain, expected):
    assert found(origins, domain) == expected
