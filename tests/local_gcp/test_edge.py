"""The local Cloud CDN over HTTP: routes, signatures in URLs and cookies, the bucket's policies behind it, headers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import LocalCloudError
from infra.local.gcp import session
from infra.local.gcp.handlers import handlers
from tests.local_gcp.helpers import READ, bucket, fetch, folder, grant, make, unique

if TYPE_CHECKING:
    from infra.local.gcp.cloud import LocalGcp

FILL = "serviceAccount:service-123456789012@cloud-cdn-fill.iam.gserviceaccount.com"
KEYS = {name: base64.urlsafe_b64encode(name.encode().ljust(16, b".")).decode() for name in ("k1", "k2", "other")}


@dataclass(frozen=True)
class Site:
    bucket: str
    url: str
    backend: str


def load_balancer(gcp: LocalGcp, backend: str, **map_inputs: Any) -> str:
    """The address of a load balancer with an HTTPS proxy, and a redirect on port 80 of the same address."""
    name = unique("lb")
    address = make(gcp, "gcp:compute/globalAddress:GlobalAddress", {"name": name})[1]["address"]
    maps: dict[str, dict[str, Any]] = {
        "443": {"defaultService": backend, **map_inputs},
        "80": {"defaultUrlRedirect": {"httpsRedirect": True, "stripQuery": False}},
    }
    for port, inputs in maps.items():
        kind = "Https" if port == "443" else "Http"
        map_ = make(gcp, "gcp:compute/uRLMap:URLMap", {"name": f"{name}-{port}", **inputs})[1]["selfLink"]
        type_ = f"gcp:compute/target{kind}Proxy:Target{kind}Proxy"
        proxy = make(gcp, type_, {"name": f"{name}-{port}", "urlMap": map_})[1]["selfLink"]
        rule = {"name": f"{name}-{port}", "target": proxy, "portRange": port, "ipAddress": address}
        make(gcp, "gcp:compute/globalForwardingRule:GlobalForwardingRule", rule)
    return f"http://{address}"


def backend_of(gcp: LocalGcp, name: str, **more: Any) -> str:
    inputs = {"name": unique("backend"), "bucketName": name, "enableCdn": True, **more}
    return make(gcp, "gcp:compute/backendBucket:BackendBucket", inputs)[1]["selfLink"]


@pytest.fixture(scope="module")
def site(gcp: LocalGcp) -> Site:
    cors = {"origins": ["https://a.example"], "methods": ["GET"], "responseHeaders": ["ETag"]}
    labels = {"stowplan-store": "media"}
    name = bucket(gcp, publicAccessPrevention="inherited", cors=[cors], labels=labels)
    for prefix in ("static/", "media/", "secret/"):
        folder(gcp, name, prefix)
        for key in ("a.css", "a b+ü.css"):
            gcp.client().bucket(name).blob(prefix + key).upload_from_string(prefix, content_type="text/css")
    grant(gcp, name, READ, "allUsers", "static/")
    grant(gcp, name, READ, FILL, "media/")
    backend = backend_of(gcp, name, customResponseHeaders=["X-Frame-Options: DENY", "Cache-Control: max-age=1"])
    for key in ("k1", "k2"):
        make(gcp, SIGNING_KEY, {"name": key, "backendBucket": backend.rpartition("/")[2], "keyValue": "not this"})
    session.prepare(gcp, {"media": {"k1": KEYS["k1"], "k2": KEYS["k2"]}, "docs": {"k1": KEYS["other"]}})
    return Site(name, load_balancer(gcp, backend), backend)


SIGNING_KEY = "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey"


def signature(text: str, key: str = "k1") -> str:
    digest = hmac.digest(base64.urlsafe_b64decode(KEYS[key]), text.encode(), hashlib.sha1)
    return base64.urlsafe_b64encode(digest).decode()


def signed(url: str, key: str = "k1", seconds: int = 60, name: str = "") -> str:
    joined = "&" if "?" in url else "?"
    text = f"{url}{joined}Expires={int(time.time()) + seconds}&KeyName={name or key}"
    return f"{text}&Signature={signature(text, key)}"


def prefixed(prefix: str, separator: str, key: str = "k1", seconds: int = 60) -> str:
    encoded = base64.urlsafe_b64encode(prefix.encode()).decode()
    parts = [f"URLPrefix={encoded}", f"Expires={int(time.time()) + seconds}", f"KeyName={key}"]
    text = separator.join(parts)
    return f"{text}{separator}Signature={signature(text, key)}"


def cookie(value: str) -> dict[str, str]:
    return {"Cookie": f"theme=dark; Cloud-CDN-Cookie={value}"}


def test_public_files_are_served_unsigned(site):
    answer = fetch(f"{site.url}/static/a%20b%2B%C3%BC.css")
    assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "static/", "text/css")
    assert (answer.headers["x-frame-options"], answer.headers["via"]) == ("DENY", "1.1 google")
    assert answer.headers["cache-control"] == "max-age=1"
    head = fetch(f"{site.url}/static/a.css", "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "7")
    assert fetch(f"{site.url}/static/a.css", headers={"Range": "bytes=0-2"}).text == "sta"


@pytest.mark.parametrize("path", ["/media/a.css", "/secret/a.css", "/static/none", "/", "/static/../media/a.css"])
def test_everything_else_is_not(site, path):
    assert fetch(site.url + path).status == 403


def test_the_token_of_an_owner_is_not_passed_on(gcp, site):
    assert fetch(f"{site.url}/media/a.css", headers={"Authorization": f"Bearer {gcp.token}"}).status == 403


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_methods_that_read_only(site, method):
    assert fetch(f"{site.url}/static/a.css", method, body=b"x").status == 405


@pytest.mark.parametrize("path", ["/media/a.css", "/media/a%20b%2B%C3%BC.css", "/media/a.css?v=2"])
@pytest.mark.parametrize("key", ["k1", "k2"])
def test_a_signed_url(site, path, key):
    answer = fetch(signed(site.url + path, key))
    assert (answer.status, answer.text) == (200, "media/")
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_signature_opens_no_more_than_the_cdn_may_read(site):
    assert fetch(signed(f"{site.url}/secret/a.css")).status == 403
    assert fetch(signed(f"{site.url}/media/none")).status == 403


def test_a_signed_url_ends(site, clock):
    url = signed(f"{site.url}/media/a.css")
    assert fetch(url).status == 200
    clock.ahead = timedelta(seconds=61)
    answer = fetch(url)
    assert (answer.status, answer.text) == (403, "Forbidden: the signature has expired")


@pytest.mark.parametrize(
    ("old", "new"),
    [("a.css", "a%20b%2B%C3%BC.css"), ("Expires=", "Expires=9"), ("KeyName=k1", "KeyName=k2"),
     ("KeyName=k1", "KeyName=k3"), ("Signature=", "Signature=A"), ("?Expires", "?v=1&Expires"),
     ("&Signature=", "&Signatur=")],
)  # fmt: skip
def test_a_tampered_url(site, old, new):
    url = signed(f"{site.url}/media/a.css")
    assert old in url
    assert fetch(url.replace(old, new, 1)).status == 403


def test_a_wrong_signature_closes_public_files_too(site):
    assert fetch(signed(f"{site.url}/static/a.css")).status == 200
    assert fetch(signed(f"{site.url}/static/a.css").replace("Signature=", "Signature=A")).status == 403


def test_the_key_of_another_store_is_none_of_ours(site):
    assert fetch(signed(f"{site.url}/media/a.css", "other", name="k1")).status == 403


def test_a_signed_prefix(site):
    query = prefixed(f"{site.url}/media/", "&")
    assert fetch(f"{site.url}/media/a.css?{query}").status == 200
    assert fetch(f"{site.url}/media/a.css?v=1&{query}").status == 200
    assert fetch(f"{site.url}/secret/a.css?{query}").status == 403
    narrow = prefixed(f"{site.url}/media/b", "&")
    assert fetch(f"{site.url}/media/a.css?{narrow}").text == "Forbidden: the signature is for another prefix"


def test_a_signed_cookie(site, clock):
    value = prefixed(f"{site.url}/media/", ":")
    assert fetch(f"{site.url}/media/a.css", headers=cookie(value)).text == "media/"
    for other in (value.replace("Expires=", "Expires=9"), prefixed(f"{site.url}/static/", ":"), "x", f"{value}x"):
        assert fetch(f"{site.url}/media/a.css", headers=cookie(other)).status == 403
    clock.ahead = timedelta(seconds=61)
    assert fetch(f"{site.url}/media/a.css", headers=cookie(value)).status == 403


def test_the_url_decides_before_the_cookie(site):
    good = cookie(prefixed(f"{site.url}/media/", ":"))
    assert fetch(signed(f"{site.url}/media/a.css", "other", name="k1"), headers=good).status == 403


def test_cors_is_the_buckets(site):
    origin = {"Origin": "https://a.example"}
    url = f"{site.url}/static/a.css"
    assert fetch(url, headers=origin).headers["access-control-allow-origin"] == "https://a.example"
    asked = fetch(url, "OPTIONS", {**origin, "Access-Control-Request-Method": "GET"})
    assert (asked.status, asked.headers["access-control-allow-methods"]) == (200, "GET")
    assert "access-control-allow-origin" not in fetch(url, headers={"Origin": "https://evil.test"}).headers


def test_only_what_changes_the_answer_is_sent_on(site):
    url = signed(f"{site.url}/media/a.css?response-content-disposition=attachment")
    assert fetch(url).headers["content-disposition"] == "attachment"


def test_prefixes_by_url_map(gcp, site):
    hosts = [{"hosts": ["cdn.example"], "pathMatcher": "all"}]
    added = [{"headerName": "X-Path", "headerValue": "static", "replace": True}]
    rules = {"name": "all", "routeRules": [
        {"priority": 2.0, "service": site.backend, "matchRules": [{"prefixMatch": "/static/"}],
         "headerAction": {"responseHeadersToAdds": added}},
        {"priority": 1.0, "service": site.backend, "matchRules": [{"fullPathMatch": "/static/a.css"}]},
    ]}  # fmt: skip
    url = load_balancer(gcp, "", hostRules=hosts, pathMatchers=[rules])
    assert fetch(f"{url}/static/a%20b%2B%C3%BC.css").headers["x-path"] == "static"
    assert "x-path" not in fetch(f"{url}/static/a.css").headers
    assert fetch(f"{url}/media/a.css").status == 404
    paths = {"name": "all", "pathRules": [{"paths": ["/static/*", "/media/a.css"], "service": site.backend}]}
    url = load_balancer(gcp, "", hostRules=hosts, pathMatchers=[paths])
    assert [fetch(url + path).status for path in ("/static/a.css", "/media/a.css", "/secret/x")] == [200, 403, 404]
    with pytest.raises(LocalCloudError, match="URLMap: urlRedirect is not emulated"):
        load_balancer(gcp, "", pathMatchers=[{"name": "x", "pathRules": [{"paths": ["/"], "urlRedirect": {"a": 1}}]}])


def test_a_backend_without_keys_takes_no_notice_of_signatures(gcp, site):
    url = load_balancer(gcp, backend_of(gcp, site.bucket))
    assert fetch(signed(f"{url}/static/a.css", "other")).status == 200
    assert fetch(signed(f"{url}/media/a.css")).status == 403


def test_an_address_goes_with_its_resource(gcp):
    handler = handlers(gcp)["gcp:compute/globalAddress:GlobalAddress"]
    identifier, outputs = handler.create({"name": unique("ip")})
    assert fetch(f"http://{outputs['address']}/x").status == 404
    assert handler.update(identifier, {}, {"name": "ip", "labels": {"a": "b"}})["address"] == outputs["address"]
    handler.delete(identifier, outputs)
    with pytest.raises(OSError, match="refused"):
        fetch(f"http://{outputs['address']}/x")


@pytest.mark.parametrize("value", ["", "short", "x" * 40])
def test_a_key_that_is_none(gcp, site, value):
    with pytest.raises(LocalCloudError, match="the CDN key 'k1': a signing key is base64url text of 16 bytes"):
        session.prepare(gcp, {"media": {"k1": value}})
