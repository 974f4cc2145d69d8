"""Who can make signed links: a key that comes opens every private file, and is never overlooked."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from infra.offline.graph import freeze
from infra.offline.values import Secret, Unknown
from infra.review.access import access
from infra.review.permissions import permissions
from tests.review.access.graphs import aws, bucket, deployed, google, graph, made

KEY, GROUP = "aws:cloudfront/publicKey:PublicKey", "aws:cloudfront/keyGroup:KeyGroup"
BACKEND = "gcp:compute/backendBucket:BackendBucket"
BACKEND_KEY = "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey"
PEM = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"
HELD = f"whoever holds the private half of the key one (sha256 {sha256(PEM.encode()).hexdigest()[:12]})"


def key(name="one", pem=PEM, id_=None):
    return made(KEY, name, {"encodedKey": pem}, {"id": id_ or f"K{name}"})


def group(*names, name="g"):
    return made(GROUP, name, {"items": [f"K{one}" for one in names]}, {"id": f"G{name}"})


def distribution(*paths, name="d", physical="acme-pics", **more):
    """Each path is (pattern, key groups); the default one trusts nobody."""
    listed = [{"pathPattern": path, "targetOriginId": "o", "trustedKeyGroups": groups} for path, groups in paths]
    origins = [{"originId": "o", "domainName": f"{physical}.s3.amazonaws.com", "originAccessControlId": "E"}]
    given = {"enabled": True, "origins": origins, "orderedCacheBehaviors": listed, **more}
    given.setdefault("defaultCacheBehavior", {"targetOriginId": "o", "viewerProtocolPolicy": "https-only"})
    return made("aws:cloudfront/distribution:Distribution", name, given, {"arn": f"arn:aws:cloudfront::1:d/{name}"})


ONE = distribution(("/in/*", ["Gg"]))


def told(before, after):
    found = permissions(access(graph(bucket(), *before)), access(graph(bucket(), *after))).trusts
    return [
        (item.sign, item.trusted, item.condition, item.broadened)
        for item in found
        if item.identity == "signed URLs of acme-pics"
    ]


def test_a_key_that_a_behaviour_trusts_is_shown_by_its_fingerprint():
    assert told([], [key(), group("one"), ONE]) == [("+", HELD, "", True)]
    assert told([key(), group("one"), ONE], []) == [("-", HELD, "", False)]


def test_a_key_more_lets_its_holder_in_and_one_less_does_not():
    both = [key(), key("two", "other"), group("one", "two"), ONE]
    ((sign, trusted, condition, broadened),) = told([key(), group("one"), ONE], both)
    assert (sign, trusted.partition(" (")[0], condition, broadened) == (
        "+",
        "whoever holds the private half of the key two",
        "",
        True,
    )
    assert [(item[0], item[3]) for item in told(both, [key(), group("one"), ONE])] == [("-", False)]


def test_another_public_key_under_the_same_name_is_another_holder():
    found = told([key(), group("one"), ONE], [key(pem="other"), group("one"), ONE])
    assert sorted((item[0], item[3]) for item in found) == [("+", True), ("-", False)]
    assert len({item[1] for item in found}) == 2


def test_names_ids_and_line_ends_are_no_other_holder():
    """A state has physical ids, a renamed key another name, and a file from Windows other line ends."""
    elsewhere = [
        key("renamed", PEM.replace("\n", "\r\n").strip(), "${renamed}"),
        made(GROUP, "h", {"items": ["${renamed}"]}, {"id": "${h}"}),
        distribution(("/in/*", ["${h}"])),
    ]
    assert told([key(), group("one"), ONE], elsewhere) == []


def test_a_key_that_nobody_trusts_signs_nothing():
    off = distribution(("/in/*", ["Gg"]), enabled=False)
    assert told([], [key(), group("one")]) == told([], [key(), group("one"), off]) == []


def test_a_key_group_of_somebody_else_and_old_signers_are_named():
    old = {"targetOriginId": "o", "trustedSigners": ["self", "123456789012"]}
    foreign = distribution(("/in/*", ["Gelse"]), defaultCacheBehavior=old)
    assert [item[1] for item in told([], [foreign])] == [
        "whoever holds a CloudFront key pair of the account 123456789012",
        "whoever holds a CloudFront key pair of the account itself",
        "whoever holds a key of the key group Gelse",
    ]


TWO = [key(), key("two", "other"), group("one"), group("two", name="h")]


def test_a_key_that_opens_some_paths_only_is_told_with_them():
    """Two teams behind one distribution: the key of the one does not open the files of the other."""
    apart = [*TWO, distribution(("/in/*", ["Gg"]), ("/out/*", ["Gh"]))]
    joined = [*TWO, distribution(("/in/*", ["Gg"]), ("/out/*", ["Gh", "Gg"]))]
    assert [item[2] for item in told([], apart)] == ['StringLike path "in/*"', 'StringLike path "out/*"']
    wider = [(item[0], item[2], item[3]) for item in told(apart, joined)]
    assert wider == [("+", "", True), ("-", 'StringLike path "in/*"', False)]
    assert not any(item[3] for item in told(joined, apart))


@pytest.mark.parametrize("odd", [Unknown(), Secret("abc"), None, 5, {"a": 1}, [Unknown()], [[1]], "x"])
def test_odd_values_do_no_harm(odd):
    behaviour = {"targetOriginId": "o", "trustedKeyGroups": odd, "trustedSigners": odd}
    resources = [
        made(KEY, "k", {"encodedKey": odd}, {"id": "Kone"}),
        group("one"),
        made(GROUP, "h", {"items": odd}, {"id": "Gh"}),
        distribution(("/in/*", ["Gg", "Gh", odd]), defaultCacheBehavior=behaviour),
        made(BACKEND_KEY, "s", {"name": odd, "backendBucket": odd, "keyValue": odd}),
        made(BACKEND, "b", {"name": odd, "bucketName": odd}),
    ]
    assert "abc" not in str(access(graph(bucket(), *resources)))


def test_what_a_preview_does_not_know_is_said_to_be_unknown():
    unknown = distribution(("/in/*", [Unknown()]))
    assert [item[1] for item in told([], [unknown])] == ["whoever holds a key of the key group (known after apply)"]


def backend_key(name="key-2026", backend="bb", **more):
    return made(BACKEND_KEY, f"media_{name}", {"name": name, "backendBucket": backend, **more})


def there(reference):
    return [
        made("gcp:storage/bucket:Bucket", "pics", {"name": "acme-pics"}),
        made(BACKEND, "b", {"name": "bb", "bucketName": "acme-pics"}, {"selfLink": "https://S/bb", "id": "p/bb"}),
        backend_key(backend=reference, keyValue=Secret("feed")),
    ]


@pytest.mark.parametrize("reference", ["bb", "https://S/bb", "p/bb"])
def test_a_key_of_cloud_cdn_is_known_by_its_name_alone(reference):
    before = there(reference)
    found = permissions(access(graph(*before[:2])), access(graph(*before))).trusts
    assert [(item.sign, item.identity, item.trusted, item.broadened) for item in found] == [
        ("+", "signed URLs of acme-pics", "whoever holds the key key-2026", True)
    ]
    assert "feed" not in str(found)
    gone = permissions(access(graph(*before)), access(graph(*before[:2]))).trusts
    assert [(item.sign, item.broadened) for item in gone] == [("-", False)]


def test_a_key_of_a_backend_that_is_elsewhere_is_told_by_that_backend():
    (found,) = permissions(access(graph()), access(graph(backend_key()))).trusts
    assert found.identity == "signed URLs of bb"


def test_a_spec_says_where_its_keys_are():
    """Paths lead to the key's own line first, then to the signing of the store."""
    found = permissions(access(graph()), access(aws())).trusts
    (one,) = [item for item in found if item.identity == "signed URLs of media"]
    assert one.paths[0][:5] == ("stores", "media", "cdn", "signing", "public_keys")
    assert ("stores", "media", "cdn", "signing", "keys") in one.paths
    assert one.broadened


def test_a_deployed_stack_trusts_the_keys_of_its_spec():
    for planned, real in zip((aws(), google()), deployed()[:2], strict=True):
        assert [item for item in access(planned).trusts if item.store]
        assert [item for item in permissions(access(planned), access(real)).trusts if "signed" in item.identity] == []


def test_a_bucket_of_another_name_has_the_same_signers():
    before = [bucket(), key(), group("one"), ONE]
    after = [bucket(physical="acme-new"), *before[1:3], distribution(("/in/*", ["Gg"]), physical="acme-new")]
    assert permissions(access(graph(*before)), access(graph(*after))).trusts == ()


def test_every_public_key_of_a_rich_spec_is_watched():
    """Whichever resource's key is replaced, somebody else can sign."""
    before = aws()
    resources = [
        replace(item, inputs=freeze({**item.inputs, "encodedKey": "other"})) if item.type == KEY else item
        for item in before.resources
    ]
    found = permissions(access(before), access(graph(*resources))).trusts
    keys = [item for item in before.resources if item.type == KEY]
    assert len([item for item in found if item.broadened]) >= 1
    assert {item.urn for item in found if item.sign == "+"} <= {item.urn for item in keys}
    assert json.dumps([item.trusted for item in found]).count("sha256") == len(found)
