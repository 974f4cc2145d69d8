"""`--can`: allow or deny, with what decided and on which cloud; names of files that nobody expected."""

from __future__ import annotations

import pytest

from generator.errors import UsageError
from infra.explain.forms.text import reply_text
from infra.explain.places import place_of
from tests.explain.test_matrix import added, allow, deny, public
from tests.explain.worlds import BLOCK, BUCKET_POLICY, ROLE_POLICY, adding, can, edited, opened, statements

ANSWERS = [
    ("shop", "web", "write", "media/uploads/a.jpg", True, "statement Write of the role policy web"),
    ("shop", "web", "write", "uploads/a.jpg", True, "arn:aws:s3:::shop-prod-media/uploads/a.jpg"),
    ("shop", "web", "write", "s3://shop-prod-media/uploads/a.jpg", True, "s3:PutObject"),
    ("shop", "web", "read", "uploads/a.jpg", False, "closest: web may read media/pictures/*, media/documents/*"),
    ("shop", "worker", "write", "media/uploads/a.jpg", False, "closest: worker may write media/documents/*"),
    ("shop", "worker", "write", "default/a.jpg", False, "nothing allows it"),
    ("shop", "worker", "list", "uploads/", True, "statement ListMedia of the role policy worker"),
    ("shop", "worker", "list", "media", False, "closest: worker may list media/uploads/*"),
    ("shop", "worker", "list", "media/", False, "list everything in store media"),
    ("shop", "deploy", "delete", "assets/static/app.js", True, "statement ReadWriteDelete"),
    ("shop", "deploy", "delete", "assets/other/app.js", False, "closest: deploy may delete assets/static/*"),
    ("shop", "web", "read", "logs/s3/assets/x", False, "nothing allows it"),
    ("shop", "anyone", "read", "default/a.jpg", True, "behaviour pictures/* of the distribution media"),
    ("shop", "anyone", "read", "documents/a.pdf", False, "asks for a signed URL or signed cookies"),
    ("shop", "anyone", "read", "uploads/a.csv", False, "Block Public Access of the bucket (restrictPublicBuckets)"),
    ("shop", "anyone", "write", "default/a.jpg", False, "does not take PUT"),
    ("shop", "anyone", "list", "media/", False, "is a page and no listing"),
    ("aws", "anyone", "read", "acl/a.jpg", True, "statement PublicRead of the bucket policy three"),
    ("aws", "anyone", "read", "two/tenants/acme/x", False, "no CDN is in front of this store"),
    ("aws", "web", "write", "secret/x", True, "statement KeyEncrypt of the role policy web (kms:GenerateDataKey)"),
    ("aws", "worker", "read", "drop/x", True, "statement KeyDecrypt of the role policy worker (kms:Decrypt)"),
    ("aws", "root", "list", "whole/", True, "statement ListWhole of the user policy root"),
    ("aws", "lister", "read", "deep/x", False, "closest: lister may list here"),
    ("google", "web", "write", "one/media/x", True, "role stowplan_iso_prod_write on iso-prod-one/media/"),
    ("google", "web", "read", "gs://iso-prod-three/box/x", True, "with a condition"),
    ("google", "web", "list", "boxed/", False, "nothing allows it"),
    ("google", "web", "write", "drop/x", True, "it may write new names only"),
    ("google", "worker", "read", "default/x", True, "for allUsers"),
    ("google", "anyone", "read", "default/x", True, "from the store: allow, Google Cloud: storage.objects.get"),
    ("google", "anyone", "read", "sibling/x", False, "through the CDN: signed"),
    ("google", "anyone", "read", "secret/x", False, "publicAccessPrevention of the bucket two is enforced"),
    ("google", "anyone", "delete", "default/x", False, "Cloud CDN (Google Cloud) only reads"),
    ("azure", "web", "write", "one/media/x", True, "role assignment web_one_files"),
    ("azure", "web", "list", "one/media/", True, "(Blob.List)"),
    ("azure", "web", "list", "one/", False, "closest: web may list one/media/*"),
    ("azure", "worker", "read", "three/boxed2/x", True, "role assignment worker_three_boxed2"),
    ("azure", "worker", "read", "three/boxed/x", False, "closest: worker may read three/boxed2/box2/*"),
    ("azure", "anyone", "read", "https://isoprodone.blob.core.windows.net/files/media/a%20b", True, "route one_public"),
    ("azure", "anyone", "read", "sibling/x", False, "asks for a SAS of somebody who may"),
    ("azure", "anyone", "read", "secret/x", False, "allowBlobPublicAccess of the account is off"),
    ("azure", "anyone", "list", "one/", False, "not routed"),
    ("trio", "web", "read", "contracts/contracts/x", True, "Azure"),
    ("trio", "web", "write", "archive/archive/x", True, "Google Cloud"),
    ("trio", "deploy", "read", "archive/x", False, "closest: deploy may list archive/archive/*"),
    ("trio", "deploy", "read", "archive/archive/x", False, "closest: deploy may list here"),
]


@pytest.mark.parametrize(("name", "who", "action", "path", "allowed", "words"), ANSWERS)
def test_an_answer_says_what_decided(name, who, action, path, allowed, words):
    found = can(name, who, action, path)
    text = reply_text(found)

    assert found.allowed is allowed
    assert words in text
    assert text.startswith("allow: " if allowed else "deny: ")
    assert len(text.splitlines()) == (5 if who == "anyone" else 3)


@pytest.mark.parametrize("name", ["aws", "google", "azure"])
def test_every_statement_names_a_resource_of_the_graph(name):
    spec, graph = opened(name)
    urns = {item.urn for item in graph.resources}
    given = [
        statement
        for alias in spec.storages
        for who in (*spec.workloads, "anyone")
        for answer in can(name, who, "read", f"{alias}/a").answers
        for statement in answer.statements
    ]

    assert {item.urn for item in given} <= urns
    assert all(item.text and item.name for item in given)
    assert len(given) > 5


KEYS = [
    "it's", 'say "hi"', "ünïcode/日本", "*", "?", "a*b", "${aws:username}", "..", "../up", "a/../../b", "%2e%2e/x",
    "a b", " ", "\\", "'; DROP", "<script>", "\u202egpj.exe", "a\nb", "|", "`", "x" * 1024, "//", "é",
]  # fmt: skip
OPEN = [("aws", "web", "secret"), ("google", "web", "default"), ("azure", "web", "default")]


@pytest.mark.parametrize("key", KEYS, ids=ascii)
@pytest.mark.parametrize(("name", "who", "alias"), OPEN)
def test_any_name_inside_a_grant_is_allowed_and_none_beside_it(name, who, alias, key):
    """A key is only text: `..` leads nowhere and `*` is an asterisk."""
    spec, _ = opened(name)
    storage = spec.storages[alias]
    beside = storage.prefix.rstrip("/") + "x/"
    text = reply_text(can(name, who, "read", f"{alias}/{key}"))

    assert text.startswith("allow")
    assert len(text.splitlines()) == 3
    assert all(line.isprintable() for line in text.splitlines())
    assert not can(name, who, "read", f"{storage.store}/{beside}{key}").allowed


@pytest.mark.parametrize("key", ["../documents/a.pdf", "a/../../documents/a.pdf", "."])
@pytest.mark.parametrize(("name", "alias"), [("shop", "default"), ("azure", "default")])
def test_no_url_of_a_cdn_has_dots_between_slashes(name, alias, key):
    """Browsers and CDNs resolve them first, so such a URL is one of another file."""
    found = can(name, "anyone", "read", f"{alias}/{key}")

    assert not found.allowed
    assert "no URL leads to a name with `.` or `..`" in reply_text(found)


def test_a_deny_is_named():
    graph = edited("shop", ROLE_POLICY, "web", adding(deny("NoJpg", "s3:PutObject", "arn:aws:s3:::${media}/*.jpg")))

    text = reply_text(can("shop", "web", "write", "uploads/a.jpg", graph))
    assert text.splitlines()[2].startswith("    statement NoJpg of the role policy web denies it; closest: ")
    assert can("shop", "web", "write", "uploads/a.png", graph).allowed


def test_a_deny_of_the_bucket_is_named_too():
    stop = {**deny("Frozen", "s3:*", "arn:aws:s3:::${media}/*"), "Principal": "*"}
    graph = edited("shop", BUCKET_POLICY, "media", adding(stop))

    assert "statement Frozen of the bucket policy media denies it" in reply_text(
        can("shop", "web", "write", "uploads/a.jpg", graph)
    )


def test_block_public_access_is_what_denies_where_a_policy_would_allow():
    graph = edited("shop", BUCKET_POLICY, "media", adding(public("arn:aws:s3:::${media}/uploads/*")))
    found = can("shop", "anyone", "read", "uploads/x", graph).answers[0]

    assert found.verdict == "deny"
    assert "keeps a public bucket policy from everyone" in found.reason
    assert [item.name for item in found.statements] == ["restrictPublicBuckets"]


def test_a_key_that_may_not_be_used_denies_though_the_bucket_allows():
    def without_key(found):
        return [item for item in found if not item["Sid"].startswith("Key")]

    graph = edited("aws", ROLE_POLICY, "web", statements(without_key))
    text = reply_text(can("aws", "web", "read", "secret/x", graph))

    assert "objects are encrypted with the key two: nothing allows it (kms:Decrypt)" in text
    assert can("aws", "web", "list", "secret/", graph).allowed  # a listing needs no key


def test_what_only_a_real_request_has_is_said():
    office = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    graph = edited(
        "shop", ROLE_POLICY, "web", adding(allow("Office", "s3:GetObject", "arn:aws:s3:::${media}/*", Condition=office))
    )  # fmt: skip
    text = reply_text(can("shop", "web", "read", "uploads/x", graph))

    assert text.startswith("deny")
    assert "note: Office also depends on aws:SourceIp, which only a real request has" in text


UNREADABLE = {
    "an operator nobody knows": adding(allow("Odd", "s3:*", "*", Condition={"StringSounds": {"aws:x": "y"}})),
    "NotPrincipal": adding({**deny("Not", "s3:*", "*"), "NotPrincipal": "*"}),
    "no policy at all": lambda inputs: {**inputs, "policy": "nonsense"},
    "a number": lambda inputs: {**inputs, "policy": 1.0},
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize(("type_", "resource"), [(ROLE_POLICY, "web"), (BUCKET_POLICY, "media"), (BLOCK, "media")])
def test_a_policy_that_cannot_be_read_is_said_and_nothing_breaks(name, type_, resource):
    change = UNREADABLE[name]
    graph = edited("shop", type_, resource, change) if type_ != BLOCK else edited("shop", type_, resource, lambda _: {})
    text = reply_text(can("shop", "web", "read", "uploads/x", graph))

    assert text.startswith("deny")
    assert type_ == BLOCK or "note: the " in text


def test_a_permissions_boundary_outside_the_graph_is_said():
    arn = "arn:aws:iam::123456789012:policy/limits"
    graph = edited("shop", "aws:iam/role:Role", "web", lambda inputs: {**inputs, "permissionsBoundary": arn})

    assert f"the permissions boundary {arn} is not in the graph" in reply_text(
        can("shop", "web", "write", "uploads/x", graph)
    )


def test_resources_of_another_kind_do_not_disturb():
    graph = added("shop", "x:y:Z", "unrelated", {"bucket": None, "policy": {"secret": True}})

    assert can("shop", "web", "write", "uploads/x", graph).allowed
    assert can("trio", "web", "read", "archive/archive/x").allowed


def test_a_store_before_a_storage_of_the_same_name():
    """`archive/x` is in no storage, though there is a storage `archive`; what comes closest shows the way."""
    text = reply_text(can("trio", "web", "write", "archive/x"))

    assert text.splitlines()[0] == "deny: web may not write x in store archive"
    assert "closest: web may write archive/archive/*" in text


WRONG = [
    (
        "wbe",
        "read",
        "media/x",
        "there is no workload 'wbe': did you mean 'web'?; there is: web, worker, deploy, anyone",
    ),
    ("web", "raed", "media/x", "there is no action 'raed': did you mean 'read'?; there is: read, write, delete, list"),
    ("web", "read", "medai/x", "there is no store or storage 'medai': did you mean 'media'?; there is: assets, media,"),
    ("web", "read", "", "there is no store or storage ''"),
    ("web", "read", "/media/x", "there is no store or storage ''"),
    ("web", "read", "media/", "read needs the name of one file behind 'media/'"),
    ("web", "read", "media", "read needs the name of one file behind 'media'"),
    ("web", "read", "s3://shop-prod-medai/x", "did you mean 'shop-prod-media'?"),
    ("web", "read", "gs://shop-prod-media/x", "there is no bucket 'shop-prod-media'; there is: none"),
    ("web", "read", "ftp://shop-prod-media/x", "'ftp://shop-prod-media/x' is no path of a file"),
    ("web", "read", "https://example.com/x?sig=hidden", "'https://example.com/x' is no address of a blob"),
    ("web", "read", "https://[::1/x", "is no address of a blob"),
    ("web", "read", "\udcff/x", "the path is not UTF-8"),
    ("web", "read", "a\nb/x", "'a\\nb'"),
]


@pytest.mark.parametrize(("who", "action", "path", "words"), WRONG)
def test_a_wrong_word_is_told_with_the_nearest_and_what_there_is(who, action, path, words):
    with pytest.raises(UsageError) as caught:
        can("shop", who, action, path)

    assert words in str(caught.value)
    assert "hidden" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_container_that_is_not_there():
    with pytest.raises(UsageError, match=r"there is no container of three 'box'.*boxed, boxed2"):
        can("azure", "web", "read", "three/box/x")


PLACES = {
    "media/pictures/a": ("media", "pictures/a", "default"),
    "media/other": ("media", "other", ""),
    "default/a": ("media", "pictures/a", "default"),
    "default": ("media", "pictures/", "default"),
    "s3://shop-prod-media/uploads/%41": ("media", "uploads/%41", "uploads"),
    "s3://shop-prod-media": ("media", "", ""),
    "media/": ("media", "", ""),
    "media//x": ("media", "/x", ""),
}


@pytest.mark.parametrize("path", PLACES)
def test_what_a_path_means(path):
    found = place_of(opened("shop")[0], path, "list")

    assert (found.store, found.key, found.alias) == PLACES[path]
