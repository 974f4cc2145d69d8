"""The local CloudFront over HTTP: behaviours, signatures, the bucket policy behind it, headers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import LocalCloudError
from infra.local.aws.handlers import handlers
from tests.local.edge_site import (
    KEYS,
    Site,
    as_cookie,
    as_query,
    behavior,
    canned,
    custom_policy,
    encoded,
    later,
    make_site,
    policy_values,
    sign,
)
from tests.local.helpers import allow, document, fetch, unique

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws
    from tests.local.conftest import Clock

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


@pytest.fixture(scope="module")
def site(aws: LocalAws) -> Site:
    return make_site(aws)


def refused(answer, code: str) -> bool:
    return answer.status == 403 and f"<Code>{code}</Code>" in answer.text


def test_a_public_behaviour_is_served(site):
    answer = fetch(f"{site.url}/static/app.css")
    assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "static/app.css", "text/plain")
    assert answer.headers["x-cache"] == "Miss from cloudfront"


def test_the_root_object(site):
    assert fetch(f"{site.url}/").text == "static/index.html"


def test_the_bucket_itself_stays_closed(aws, site):
    assert fetch(f"{aws.endpoint}/{site.bucket}/static/app.css").status == 403


def test_the_bucket_policy_decides(site):
    answer = fetch(f"{site.url}/secret/x.txt")
    assert refused(answer, "AccessDenied")
    assert answer.headers["x-cache"] == "Error from cloudfront"


def test_a_missing_object_is_403_as_the_edge_may_not_list(site):
    assert refused(fetch(f"{site.url}/static/none.css"), "AccessDenied")


def test_head_range_and_conditions_pass(site):
    url = f"{site.url}/static/app.css"
    head = fetch(url, "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "14")
    part = fetch(url, headers={"Range": "bytes=7-9"})
    assert (part.status, part.text, part.headers["content-range"]) == (206, "app", "bytes 7-9/14")
    same = fetch(url, headers={"If-None-Match": head.headers["etag"]})
    assert (same.status, same.body) == (304, b"")
    assert same.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_methods_outside_the_behaviour(site, method):
    answer = fetch(f"{site.url}/static/app.css", method, body=b"x")
    assert refused(answer, "AccessDenied")
    assert f"does not allow {method} on /static/*" in answer.text


def test_the_query_string_is_not_sent_on(site):
    assert fetch(f"{site.url}/static/app.css?versionId=1&acl").text == "static/app.css"


def test_a_private_behaviour_needs_a_signature(site):
    answer = fetch(f"{site.url}/media/cv.pdf")
    assert refused(answer, "MissingKey")
    assert "Missing Key-Pair-Id query parameter or cookie value" in answer.text


@pytest.mark.parametrize("path", ["/media/cv.pdf", "/media/a%20b.jpg", "/media/cv.pdf?v=2"])
def test_a_signed_url_is_served(site, path):
    answer = fetch(canned(site, site.url + path))
    assert answer.status == 200
    assert answer.text in {"media/cv.pdf", "media/a b.jpg"}


def test_a_signed_url_ends(site, clock: Clock):
    url = canned(site, f"{site.url}/media/cv.pdf", seconds=60)
    assert fetch(url).status == 200
    clock.ahead = timedelta(seconds=62)
    assert refused(fetch(url), "AccessDenied")


@pytest.mark.parametrize(
    ("old", "new"),
    [("cv.pdf", "a%20b.jpg"), ("Expires=", "Expires=1"), ("?Expires", "?v=1&Expires"), ("Signature=", "Signature=A")],
)
def test_a_tampered_url_is_refused(site, old, new):
    url = canned(site, f"{site.url}/media/cv.pdf")
    assert refused(fetch(url.replace(old, new, 1)), "AccessDenied")


def test_a_url_signed_for_another_host_is_refused(site):
    url = canned(site, "http://cdn.example/media/cv.pdf")
    assert refused(fetch(url.replace("http://cdn.example", site.url)), "AccessDenied")


def test_a_key_outside_the_group_is_unknown(site):
    assert refused(fetch(canned(site, f"{site.url}/media/cv.pdf", key_id=site.other_key_id)), "InvalidKey")
    assert refused(fetch(canned(site, f"{site.url}/media/cv.pdf", key_id="KNONE")), "InvalidKey")


def test_the_wrong_private_key_is_refused(site):
    policy = custom_policy(f"{site.url}/media/cv.pdf")
    values = policy_values(site, policy, Signature=encoded(sign(policy, KEYS[1])))
    assert refused(fetch(as_query(f"{site.url}/media/cv.pdf", values)), "AccessDenied")


def test_a_custom_policy_covers_a_pattern(site):
    host = site.url.removeprefix("http")
    values = policy_values(site, custom_policy(f"http*{host}/media/*"))
    assert fetch(as_query(f"{site.url}/media/cv.pdf", values)).status == 200
    assert fetch(as_query(f"{site.url}/media/a%20b.jpg", values)).status == 200
    narrow = policy_values(site, custom_policy(f"{site.url}/media/c?.pdf"))
    assert fetch(as_query(f"{site.url}/media/cv.pdf", narrow)).status == 200
    assert refused(fetch(as_query(f"{site.url}/media/a%20b.jpg", narrow)), "AccessDenied")


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"DateGreaterThan": {"AWS:EpochTime": int(later(-60).timestamp())}}, 200),
        ({"DateGreaterThan": {"AWS:EpochTime": int(later(3600).timestamp())}}, 403),
        ({"IpAddress": {"AWS:SourceIp": "127.0.0.0/8"}}, 200),
        ({"IpAddress": {"AWS:SourceIp": "10.0.0.0/8"}}, 403),
    ],
)
def test_a_custom_policy_has_a_window(site, condition, status):
    values = policy_values(site, custom_policy(f"{site.url}/media/*", 300, **condition))
    assert fetch(as_query(f"{site.url}/media/cv.pdf", values)).status == status


def test_an_expired_custom_policy_is_refused(site):
    values = policy_values(site, custom_policy(f"{site.url}/media/*", -1))
    assert refused(fetch(as_query(f"{site.url}/media/cv.pdf", values)), "AccessDenied")


@pytest.mark.parametrize("policy", [b"{}", b"not json", b'{"Statement":[]}', b'{"Statement":[{"Resource":"*"}]}'])
def test_a_policy_without_an_end_is_refused(site, policy):
    assert refused(fetch(as_query(f"{site.url}/media/cv.pdf", policy_values(site, policy))), "AccessDenied")


def test_sha256_is_taken_when_named(site):
    policy = custom_policy(f"{site.url}/media/*")
    values = policy_values(site, policy, **{"Hash-Algorithm": "SHA256"})
    assert fetch(as_query(f"{site.url}/media/cv.pdf", values)).status == 200
    unnamed = {name: value for name, value in values.items() if name != "Hash-Algorithm"}
    assert refused(fetch(as_query(f"{site.url}/media/cv.pdf", unnamed)), "AccessDenied")


def test_signed_cookies(site):
    values = policy_values(site, custom_policy(f"{site.url}/media/*"))
    assert fetch(f"{site.url}/media/cv.pdf", headers=as_cookie(values)).text == "media/cv.pdf"
    elsewhere = policy_values(site, custom_policy(f"{site.url}/other/*"))
    assert refused(fetch(f"{site.url}/media/cv.pdf", headers=as_cookie(elsewhere)), "AccessDenied")
    unknown = {**values, "Key-Pair-Id": site.other_key_id}
    assert refused(fetch(f"{site.url}/media/cv.pdf", headers=as_cookie(unknown)), "InvalidKey")


def test_signed_cookies_with_a_canned_policy(site):
    url, expires = f"{site.url}/media/cv.pdf", int(later().timestamp())
    policy = f'{{"Statement":[{{"Resource":"{url}","Condition":{{"DateLessThan":{{"AWS:EpochTime":{expires}}}}}}}]}}'
    values = {"Expires": str(expires), "Signature": encoded(sign(policy.encode())), "Key-Pair-Id": site.key_id}
    assert fetch(url, headers=as_cookie(values)).status == 200
    assert refused(fetch(f"{site.url}/media/a%20b.jpg", headers=as_cookie(values)), "AccessDenied")


def test_a_signature_in_the_url_decides_before_cookies(site):
    good = policy_values(site, custom_policy(f"{site.url}/media/*"))
    bad = canned(site, f"{site.url}/media/a%20b.jpg").replace("a%20b.jpg", "cv.pdf")
    assert refused(fetch(bad, headers=as_cookie(good)), "AccessDenied")


@pytest.mark.parametrize("path", ["/static/../media/cv.pdf", "/%6dedia/cv.pdf", "/static/%2e%2e/media/cv.pdf"])
def test_a_disguised_path_finds_its_behaviour(site, path):
    assert refused(fetch(site.url + path), "MissingKey")


def test_response_headers(site):
    headers = fetch(f"{site.url}/static/app.css").headers
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "max-age=60"
    assert "access-control-allow-origin" not in headers


def test_a_cross_origin_request(site):
    headers = fetch(f"{site.url}/static/app.css", headers={"Origin": "https://site.example"}).headers
    assert headers["access-control-allow-origin"] == "https://site.example"
    assert headers["access-control-expose-headers"] == "ETag"
    assert headers["vary"] == "Origin"
    assert "access-control-allow-methods" not in headers  # of preflight answers
    other = fetch(f"{site.url}/static/app.css", headers={"Origin": "https://evil.test"}).headers
    assert "access-control-allow-origin" not in other


def test_a_preflight_needs_the_bucket_and_gets_the_policys_headers(aws, site):
    asks = {"Origin": "https://site.example", "Access-Control-Request-Method": "GET"}
    assert fetch(f"{site.url}/static/app.css", "OPTIONS", asks).status == 403
    rule = {"AllowedOrigins": ["https://site.example"], "AllowedMethods": ["GET"]}
    aws.client("s3").put_bucket_cors(Bucket=site.bucket, CORSConfiguration={"CORSRules": [rule]})
    answer = fetch(f"{site.url}/static/app.css", "OPTIONS", asks)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "https://site.example"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    assert answer.headers["access-control-allow-headers"] == "Range"
    assert answer.headers["access-control-max-age"] == "600"


def changed(aws: LocalAws, site: Site, **more: Any) -> str:
    """The address of another distribution of the same bucket."""
    _, outputs = handlers(aws)[DISTRIBUTION].create({**site.inputs, **more})
    return f"http://{outputs['domainName']}"


def test_another_distribution_is_another_source(aws, site):
    assert refused(fetch(f"{changed(aws, site)}/static/app.css"), "AccessDenied")


def test_without_an_access_control_the_edge_is_anonymous(aws, site):
    bare = [{key: value for key, value in site.inputs["origins"][0].items() if key != "originAccessControlId"}]
    assert refused(fetch(f"{changed(aws, site, origins=bare)}/static/app.css"), "AccessDenied")


def test_a_disabled_distribution(aws, site):
    assert refused(fetch(f"{changed(aws, site, enabled=False)}/static/app.css"), "AccessDenied")


def test_an_update_keeps_the_address(aws, site):
    handler = handlers(aws)[DISTRIBUTION]
    identifier, outputs = handler.create({**site.inputs, "enabled": False})
    updated = handler.update(identifier, site.inputs, {**site.inputs, "defaultRootObject": "static/app.css"})
    assert updated["domainName"] == outputs["domainName"]
    statement = allow(
        "s3:GetObject", f"arn:aws:s3:::{site.bucket}/*", Principal={"Service": "cloudfront.amazonaws.com"},
        Condition={"StringLike": {"AWS:SourceArn": [site.arn, updated["arn"]]}},
    )  # fmt: skip
    policy = aws.client("s3").get_bucket_policy(Bucket=site.bucket)["Policy"]
    aws.client("s3").put_bucket_policy(Bucket=site.bucket, Policy=document(statement))
    assert fetch(f"http://{updated['domainName']}/").text == "static/app.css"
    aws.client("s3").put_bucket_policy(Bucket=site.bucket, Policy=policy)
    handler.delete(identifier, updated)
    assert handler.read(identifier, {}) is None


def test_query_strings_by_cache_policy(aws, site):
    config = {"queryStringBehavior": "whitelist", "queryStrings": {"items": ["response-content-type"]}}
    inputs = {"parametersInCacheKeyAndForwardedToOrigin": {"queryStringsConfig": config}, "defaultTtl": 60}
    cache, _ = handlers(aws)["aws:cloudfront/cachePolicy:CachePolicy"].create(inputs)
    static = behavior(pathPattern="static/*", cachePolicyId=cache)
    handler = handlers(aws)[DISTRIBUTION]
    updated = handler.update(site.distribution, site.inputs, {**site.inputs, "orderedCacheBehaviors": [static]})
    answer = fetch(f"http://{updated['domainName']}/static/app.css?response-content-type=text/css&versionId=1")
    handler.update(site.distribution, site.inputs, site.inputs)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/css")


def test_a_signed_url_names_the_file_it_downloads_as(aws, site):
    """With the cache policy that the program gives to signed behaviours."""
    config = {
        "queryStringBehavior": "whitelist",
        "queryStrings": {"items": ["response-content-disposition", "response-content-type"]},
    }
    inputs = {"parametersInCacheKeyAndForwardedToOrigin": {"queryStringsConfig": config}}
    cache, _ = handlers(aws)["aws:cloudfront/cachePolicy:CachePolicy"].create(inputs)
    *others, media = site.inputs["orderedCacheBehaviors"]
    signed = [*others, {**media, "cachePolicyId": cache}]
    handler = handlers(aws)[DISTRIBUTION]
    updated = handler.update(site.distribution, site.inputs, {**site.inputs, "orderedCacheBehaviors": signed})
    asked = (
        f"http://{updated['domainName']}/media/cv.pdf?response-content-disposition=attachment%3B%20filename%3Dcv.pdf"
    )
    good, changed = fetch(canned(site, asked)), fetch(canned(site, asked).replace("attachment", "inline", 1))
    handler.update(site.distribution, site.inputs, site.inputs)

    assert (good.status, good.text) == (200, "media/cv.pdf")
    assert good.headers["content-disposition"] == "attachment; filename=cv.pdf"
    assert refused(changed, "AccessDenied")


REFUSED = {
    "an unknown key group": ({"defaultCacheBehavior": behavior(trustedKeyGroups=["g"])}, "no keyGroup 'g'"),
    "an unknown headers policy": (
        {"defaultCacheBehavior": behavior(responseHeadersPolicyId="h")},
        "no responseHeadersPolicy 'h'",
    ),
    "an unknown origin": ({"defaultCacheBehavior": behavior(targetOriginId="x")}, "behaviour \\*: no origin 'x'"),
    "a function": (
        {"defaultCacheBehavior": behavior(functionAssociations=[{"eventType": "viewer-request"}])},
        "functionAssociations are not emulated",
    ),
    "another kind of origin": (
        {"origins": [{"originId": "s3", "domainName": "app.example.com"}]},
        "'app.example.com' is not an S3 bucket's domain name",
    ),
    "origin groups": ({"originGroups": [{"originId": "g"}]}, "originGroups are not emulated"),
}


@pytest.mark.parametrize(("more", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_the_edge_cannot_do_is_refused(aws, site, more, message):
    with pytest.raises(LocalCloudError, match=f"aws:cloudfront/distribution: .*{message}"):
        changed(aws, site, **more)


def test_resources_in_use_are_not_deleted(aws, site):
    group = site.inputs["orderedCacheBehaviors"][1]["trustedKeyGroups"][0]
    with pytest.raises(LocalCloudError, match=f"{group} is in use by distribution"):
        handlers(aws)["aws:cloudfront/keyGroup:KeyGroup"].delete(group, {})
    with pytest.raises(LocalCloudError, match=f"{site.key_id} is in use by keyGroup {group}"):
        handlers(aws)["aws:cloudfront/publicKey:PublicKey"].delete(site.key_id, {})


def test_the_private_endpoints_need_the_token(aws):
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = fetch(f"{aws.endpoint}/_stowplan/edge", headers=headers)
        assert (answer.status, "token" in answer.text) == (403, True)
    headers = {"Authorization": f"Bearer {aws.token}"}
    assert fetch(f"{aws.endpoint}/_stowplan/edge", headers=headers).status == 200
    assert fetch(f"{aws.endpoint}/_stowplan/{unique('x')}", headers=headers).status == 404
    odd = fetch(f"{aws.endpoint}/_stowplan/edge/teapot", "POST", headers, b"{}")
    assert (odd.status, odd.text) == (400, '{"error": "no edge resource of kind \'teapot\'"}')
