"""The local Front Door over HTTP: routes, the identity it reads with, signatures it passes on, headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from azure.storage.blob import BlobSasPermissions, generate_blob_sas

from generator.errors import LocalCloudError
from infra.decisions.azure import rbac
from infra.local.azure.handlers import handlers
from infra.local.azure.routes import matches
from tests.local.helpers import fetch
from tests.local_azure.door import HSTS, Door, authentication, header, make_door, make_group, make_profile, make_route
from tests.local_azure.helpers import GROUP, Site, assign, make, make_identity, make_role, worker


@pytest.fixture(scope="module")
def door(site: Site) -> Door:
    return make_door(site)


def signed(site: Site, door: Door, name: str) -> str:
    """A URL on the edge with a user delegation SAS of somebody who may read `media/`."""
    who = worker(site, actions=(rbac.READ,))
    assign(site.cloud, who.principal, make_role(site.cloud, site.account_id, (), (rbac.DELEGATE,)), site.account_id)
    soon = datetime.now(UTC) + timedelta(hours=1)
    key = site.client(who.token).get_user_delegation_key(soon - timedelta(hours=2), soon)
    permission = BlobSasPermissions(read=True)
    token = generate_blob_sas(site.account, "files", name, user_delegation_key=key, permission=permission, expiry=soon)
    return f"{door.url}/files/{name}?{token}"


def code(answer) -> tuple[int, str]:
    return answer.status, answer.headers.get("x-ms-error-code", "")


def test_a_public_route_is_read_by_the_identity(site, door):
    answer = fetch(f"{door.url}/files/static/app.css")
    assert (answer.status, answer.text) == (200, "static/app.css")
    assert answer.headers["strict-transport-security"] == HSTS
    assert answer.headers["x-cache"] == "CONFIG_NOCACHE"
    part = fetch(f"{door.url}/files/static/app.css", headers={"Range": "bytes=0-5"})
    assert (part.status, part.text) == (206, "static")
    assert fetch(f"{door.url}/files/static/app.css", "HEAD").headers["content-length"] == "14"
    assert code(fetch(f"{door.url}/files/static/none.css")) == (404, "BlobNotFound")
    assert fetch(f"{site.url}/files/static/app.css").status == 409  # the account itself stays closed


@pytest.mark.parametrize("path", ["/", "/files/", "/files", "/files/mediator/a.txt", "/other/static/app.css",
                                  "/files?restype=container&comp=list&prefix=static/", "/files/static/../x",
                                  "/files/static/%2e%2e/x"])  # fmt: skip
def test_what_no_route_names_is_not_served(door, path):
    assert fetch(door.url + path).status == 404


def test_the_identity_may_read_only(door):
    url = f"{door.url}/files/static/new.css"
    denied = (403, "AuthorizationPermissionMismatch")
    assert code(fetch(url, "PUT", {"x-ms-blob-type": "BlockBlob"}, b"x")) == denied
    assert code(fetch(f"{door.url}/files/static/app.css", "DELETE")) == denied


def test_a_route_ignores_case_and_the_account_does_not(door):
    assert code(fetch(f"{door.url}/FILES/static/app.css")) == (403, "AuthorizationPermissionMismatch")
    assert code(fetch(f"{door.url}/files/STATIC/app.css")) == (403, "AuthorizationPermissionMismatch")


def test_a_signed_route_needs_the_signature(site, door):
    good = signed(site, door, "media/a.txt")
    answer = fetch(good)
    assert (answer.status, answer.text) == (200, "media/a.txt")
    assert "strict-transport-security" not in answer.headers  # this route has no rule set
    assert code(fetch(good.partition("?")[0])) == (409, "PublicAccessNotPermitted")
    assert code(fetch(good.replace("a.txt", "sub/b.txt"))) == (403, "AuthenticationFailed")
    assert code(fetch(signed(site, door, "private/a.txt"))) == (403, "AuthorizationPermissionMismatch")


def test_headers_for_the_sites_own_pages(door):
    url = f"{door.url}/files/static/app.css"
    answer = fetch(url, headers={"Origin": "https://site.example"})
    assert answer.headers["access-control-allow-origin"] == "https://site.example"
    for headers in ({}, {"Origin": "https://evil.test"}):
        assert "access-control-allow-origin" not in fetch(url, headers=headers).headers


def test_a_token_needs_the_rule_that_says_the_version(site, door):
    """Without it the origin answers as the blob service does to a token of an unversioned request."""
    name, _, _, url = make_profile(site, door.identity)
    group = make_group(site, name, "public", authentication=authentication(door.identity))
    make_route(site, name, "public", group, ["/files/static/*"])
    assert code(fetch(f"{url}/files/static/app.css")) == (403, "AuthenticationFailed")
    assert fetch(f"{url}/files/static/app.css", headers={"x-ms-version": "2021-12-02"}).status == 200


def test_append_joins_with_nothing_between(site, door):
    """As in the example of the rule set actions: `ValueSetByClient` becomes `ValueSetByClientAdditionalValue`."""
    name, _, _, url = make_profile(site, door.identity)
    group = make_group(site, name, "public", authentication=authentication(door.identity))
    here = {**HERE, "profileName": name, "ruleSetName": "more"}
    rule_set, _ = make(site.cloud, "cdn:RuleSet", **here)
    actions = [header("x-ms-version", "2021-12-02", kind="ModifyRequestHeader"), header("Content-Type", ";a", "Append"),
               header("ETag", "", "Delete"), header("x-new", "b", "Append")]  # fmt: skip
    make(site.cloud, "cdn:Rule", **here, ruleName="one", order=1, actions=actions)
    make_route(site, name, "public", group, ["/files/static/*"], ruleSets=[{"id": rule_set}])
    answer = fetch(f"{url}/files/static/app.css")
    assert (answer.headers["content-type"], answer.headers["x-new"]) == ("application/octet-stream;a", "b")
    assert "etag" not in answer.headers


def test_changes_and_the_end(site, door):
    made = handlers(site.cloud)
    name, profile, endpoint, url = make_profile(site, door.identity)
    group = make_group(site, name, "signed")
    route = make_route(site, name, "all", group, ["/*"], originPath="/files/media")
    assert code(fetch(f"{url}/a.txt"))[0] == 409
    public = {"resourceGroupName": GROUP, "profileName": name, "endpointName": name, "routeName": "all",
              "originGroup": {"id": group}, "patternsToMatch": ["/x"], "enabledState": "Disabled"}  # fmt: skip
    made["azure-native:cdn:Route"].update(route, {}, public)
    assert fetch(f"{url}/x").status == 404
    made["azure-native:cdn:Profile"].delete(profile, {})
    assert made["azure-native:cdn:AFDEndpoint"].read(endpoint, {}) is None
    with pytest.raises(OSError, match="refused"):
        fetch(url)


@pytest.mark.parametrize(
    ("pattern", "path", "yes"),
    [
        ("/*", "/a/b", True),
        ("/a/*", "/a/b", True),
        ("/a/*", "/A/b", True),
        ("/a/*", "/a", False),
        ("/a/*", "/ab", False),
        ("/a", "/a", True),
        ("/a/", "/a", False),
    ],
)
def test_patterns(pattern, path, yes):
    assert matches(pattern, path) is yes


def test_the_longest_pattern_wins(site, door):
    name, _, _, url = make_profile(site, door.identity)
    wide = make_group(site, name, "signed")
    narrow = make_group(site, name, "public", authentication=authentication(door.identity))
    make_route(site, name, "wide", wide, ["/*"])
    make_route(site, name, "narrow", narrow, ["/files/static/*"])
    version = {"x-ms-version": "2021-12-02"}
    assert fetch(f"{url}/files/static/app.css", headers=version).status == 200
    assert fetch(f"{url}/files/media/a.txt", headers=version).status == 401


HERE = {"resourceGroupName": GROUP}


@pytest.mark.parametrize(
    ("type_name", "inputs", "message"),
    [
        ("Route", {"patternsToMatch": ["files"]}, "the pattern 'files' does not begin with /"),
        ("Route", {"patternsToMatch": ["/a/*/b"]}, "or has \\* before its end"),
        ("Route", {"patternsToMatch": ["/FILES/static/*"]}, "is another route's already; case does not count"),
        (
            "Route",
            {"patternsToMatch": [], "originGroup": {"id": "/none"}},
            "originGroup is '/none', which is not there",
        ),
        ("Route", {"patternsToMatch": [], "forwardingProtocol": "MatchRequest"}, "needs forwardingProtocol HttpsOnly"),
        ("Rule", {"actions": [{"name": "UrlRedirect", "parameters": {}}]}, "the action UrlRedirect is not emulated"),
        ("Rule", {"actions": [header("a", "b", "Set")]}, "the header action 'Set' is none of Append, Overwrite"),
        ("Rule", {"conditions": [{"name": "Cookies", "parameters": {}}]}, "match condition Cookies is not emulated"),
    ],
)
def test_what_front_door_refuses(site, door, type_name, inputs, message):
    name = door.profile.rpartition("/")[2]
    places = {"profileName": name, "endpointName": name, "ruleSetName": "headers", "routeName": "more", "ruleName": "m"}
    given = {"originGroup": {"id": door.public}, "forwardingProtocol": "HttpsOnly", **inputs}
    with pytest.raises(LocalCloudError, match=message):
        make(site.cloud, f"cdn:{type_name}", **HERE, **places, **given)


def test_authentication_needs_an_identity_of_the_profile_and_no_private_link(site, door):
    name, _, _, _ = make_profile(site, None)
    with pytest.raises(LocalCloudError, match="which is not one of the profile's"):
        make_group(site, name, "public", authentication=authentication(make_identity(site.cloud)))
    origin = {"profileName": door.profile.rpartition("/")[2], "originGroupName": "public", "originName": "linked"}
    with pytest.raises(LocalCloudError, match="private link does not go with the origin group's authentication"):
        make(site.cloud, "cdn:AFDOrigin", **HERE, **origin, hostName="h", sharedPrivateLinkResource={"groupId": "blob"})
