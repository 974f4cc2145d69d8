"""What a reviewer reads about permissions: what is gained and lost in words of storage, and whether it broadens."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from infra.review.access import access
from infra.review.permissions import PermissionDelta, permissions
from tests.review.access import graphs
from tests.review.access.graphs import allow, bucket, graph, made, policy, role

if TYPE_CHECKING:
    from infra.offline.graph import Graph

ITSELF = "arn:aws:s3:::acme-pics"
APP = "arn:aws:iam::${aws.account}:role/app"


def delta(base: Graph, head: Graph) -> PermissionDelta:
    return permissions(access(base), access(head))


def said(found: PermissionDelta) -> list[str]:
    return [
        f"{item.who.text()}: {item.sign} {', '.join(item.actions)} {', '.join(item.scope)}"
        + (" BROADENED" if item.broadened else "")
        + (f" if {item.condition}" if item.condition else "")
        for item in found.permissions
    ]


def app(*statements, **more):
    return graph(bucket(), *role("app", *statements, **more))


READ = allow("s3:GetObject", f"{ITSELF}/in/*")


@pytest.mark.parametrize("make", [graphs.aws, graphs.google, graphs.azure])
def test_nothing_changed_says_nothing(make):
    backwards = replace(make(), resources=tuple(reversed(make().resources)))
    assert delta(make(), backwards) == PermissionDelta()


def test_names_that_only_a_state_knows_are_no_change():
    for planned, there in zip((graphs.aws(), graphs.google(), graphs.azure()), graphs.deployed(), strict=True):
        assert delta(there, planned) == PermissionDelta()
        assert delta(planned, there) == PermissionDelta()


def test_statements_divided_renamed_and_turned_round_are_no_change():
    many = [
        allow(one, f"{ITSELF}/{key}/*", Sid=f"S{key}{one[3:]}")
        for key in "ab"
        for one in ("s3:PutObject", "s3:GetObject")
    ]
    one = allow(["s3:GetObject", "s3:PutObject"], [f"{ITSELF}/a/*", f"{ITSELF}/b/*", f"{ITSELF}/b/c/*"])
    assert said(delta(app(one), app(*many))) == []


def test_a_right_that_moves_to_a_managed_policy_is_no_change():
    own, _ = role("app")
    document = json.dumps({"Statement": [READ]})
    managed = made("aws:iam/policy:Policy", "m", {"policy": document}, {"arn": "arn:m"})
    attached = made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", {"role": "app", "policyArn": "arn:m"})
    assert said(delta(app(READ), graph(bucket(), own, managed, attached))) == []


def test_a_wider_prefix_broadens_and_a_narrower_one_does_not():
    wide = allow("s3:GetObject", f"{ITSELF}/*")
    assert said(delta(app(READ), app(wide))) == [f"{APP}: + read acme-pics/* BROADENED"]
    assert said(delta(app(wide), app(READ))) == [f"{APP}: - read acme-pics/* except acme-pics/in/*"]


def test_a_wildcard_that_says_what_was_said_gains_only_the_rest():
    assert said(delta(app(READ), app(allow("s3:*", f"{ITSELF}/in/*")))) == [
        f"{APP}: + write, delete, s3:* acme-pics/in/* BROADENED"
    ]
    assert said(delta(app(allow("s3:*", f"{ITSELF}/*")), app(allow("s3:Get*", f"{ITSELF}/*")))) == [
        f"{APP}: - write, delete, s3:* acme-pics/*"
    ]
    both = [allow("s3:*", f"{ITSELF}/in/*"), allow("s3:GetObjectVersion", f"{ITSELF}/in/*")]
    assert said(delta(app(both[0]), app(*both))) == []


def test_conditions_that_go_broaden_and_conditions_that_come_do_not():
    guarded = {**READ, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}
    text = 'IpAddress aws:sourceip "10.0.0.0/8"'
    assert said(delta(app(guarded), app(READ))) == [
        f"{APP}: + read acme-pics/in/* BROADENED",
        f"{APP}: - read acme-pics/in/* if {text}",
    ]
    assert said(delta(app(READ), app(guarded))) == [
        f"{APP}: + read acme-pics/in/* if {text}",
        f"{APP}: - read acme-pics/in/*",
    ]


@pytest.mark.parametrize(
    ("loose", "strict"),
    [
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, {"IpAddress": {"aws:SourceIp": "10.1.0.0/16"}}),
        ({"StringLike": {"aws:PrincipalTag/t": "a*"}}, {"StringEquals": {"aws:PrincipalTag/t": "ab"}}),
        ({"StringEquals": {"a:b": ["x", "y"]}}, {"StringEquals": {"a:b": "x"}}),
        ({"StringNotEquals": {"a:b": ["x"]}}, {"StringNotEquals": {"a:b": ["x", "y"]}}),
        ({"NumericLessThan": {"a:b": 10}}, {"NumericLessThan": {"a:b": 5}}),
        ({"StringEqualsIfExists": {"a:b": "x"}}, {"StringEquals": {"a:b": "x"}}),
        ({"Bool": {"a:b": True}}, {"Bool": {"a:b": "true"}, "StringEquals": {"c:d": "x"}}),
    ],
)
def test_a_condition_that_is_loosened_broadens_and_one_that_is_tightened_does_not(loose, strict):
    one, two = app({**READ, "Condition": loose}), app({**READ, "Condition": strict})
    assert any(item.broadened for item in delta(two, one).permissions)
    assert not any(item.broadened for item in delta(one, two).permissions)
    assert {item.sign for item in delta(one, two).permissions} == {"+", "-"}


def test_a_deny_that_goes_broadens():
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{ITSELF}/in/secret/*"}
    held = [bucket(), *role("app", READ)]
    assert said(delta(graph(*held, policy(deny)), graph(*held))) == [f"{APP}: + read acme-pics/in/secret/* BROADENED"]
    assert said(delta(graph(*held), graph(*held, policy(deny)))) == [f"{APP}: - read acme-pics/in/secret/*"]


def test_a_deny_with_a_condition_that_goes_broadens_and_one_that_comes_does_not():
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [ITSELF, f"{ITSELF}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    (gone, whole) = delta(graph(bucket(), policy(deny)), graph(bucket())).permissions
    assert (gone.sign, gone.broadened, gone.condition) == ("-", True, 'Deny if Bool aws:securetransport "false"')
    assert (gone.scope, whole.scope) == (("acme-pics",), ("acme-pics/*",))
    assert not any(item.broadened for item in delta(graph(bucket()), graph(bucket(), policy(deny))).permissions)
    assert said(delta(graph(), graph(bucket(), policy(deny)))) == []  # a new bucket has nothing to be kept from


def test_public_reading_is_said_first_and_leads_to_the_store():
    public = allow("s3:GetObject", f"{ITSELF}/in/*", Principal="*")
    head = graph(bucket(), policy(public), *role("app", allow("s3:PutObject", f"{ITSELF}/*")))
    found = delta(graph(bucket()), head)
    assert said(found)[0] == "anyone: + read acme-pics/in/* BROADENED"
    assert found.permissions[0].paths == (("stores", "acme-pics", "cdn"), ("storages",), ("stores", "acme-pics"))
    assert said(delta(head, graph(bucket(), *role("app", allow("s3:PutObject", f"{ITSELF}/*"))))) == [
        "anyone: - read acme-pics/in/*"
    ]


def test_what_anyone_may_is_no_news_for_one():
    public = policy(allow("s3:GetObject", f"{ITSELF}/*", Principal="*"))
    assert said(delta(graph(bucket(), public), graph(bucket(), public, *role("app", READ)))) == []


def test_a_bucket_under_another_name_is_the_same_store():
    base = graph(bucket(), *role("app", READ))
    head = graph(
        bucket("pics", "other-name", acl="private"), *role("app", allow("s3:GetObject", "arn:aws:s3:::other-name/in/*"))
    )
    assert said(delta(base, head)) == []


def test_a_role_under_another_name_is_the_same_one():
    own, inline = role("app", READ)
    other = made(own.type, "app", {**own.inputs, "name": "new"}, {"arn": "arn:aws:iam::123456789012:role/new"})
    moved = made(inline.type, "app", {**inline.inputs, "role": "new"})
    assert delta(graph(bucket(), own, inline), graph(bucket(), other, moved)) == PermissionDelta()


def test_a_store_of_a_spec_under_another_name_is_the_same_store():
    assert (
        delta(graphs.aws(), graphs.aws("spec['stores']['media']['name'] = 'quite-another-name'")) == PermissionDelta()
    )
    google = graphs.google(("two: {provider: gcs,", "two: {provider: gcs, name: quite-another-name,"))
    assert delta(graphs.google(), google) == PermissionDelta()
    azure = graphs.azure(("two: {provider: azure,", "two: {provider: azure, name: quiteanothername,"))
    assert delta(graphs.azure(), azure) == PermissionDelta()


AWS = [
    ("spec['workloads']['worker']['grants']['uploads'].append('write')", ["worker: + write media/uploads/* BROADENED"]),
    ("spec['workloads']['web']['grants']['documents'].remove('write')", ["web: - write media/documents/*"]),
    (
        "spec['storages']['documents']['access'] = 'public'",
        [
            "anyone, through the CDN: + read media/documents/* BROADENED",
            "signed URLs of media: - read media/documents/*",
        ],
    ),
    ("del spec['workloads']['resize']", ["resize: - read, write media/pictures/*"]),
]


@pytest.mark.parametrize(("change", "expected"), AWS)
def test_an_edit_of_a_spec_on_aws(change, expected):
    found = [line for line in said(delta(graphs.aws(), graphs.aws(change))) if "kms:" not in line]
    assert found == expected


GOOGLE = [
    (("drop: [write]", "drop: [read, write]"), ["web: + read two/in.box_1/* BROADENED"]),
    (("default: [read, write, delete, list]", "default: [read, list]"), ["web: - write, delete one/media/*"]),
    (("boxed: [read, write, delete]", "boxed: [read]"), ["web: - write, delete three/box/*"]),
    (("everything: [read, write, delete, list]", "everything: [read]"), ["root: - write, delete, list whole/*"]),
    (
        ("prefix: a/b/c/, access: public", "prefix: a/b/c/, access: private"),
        [
            "anyone: - read one/a/b/c/*",
            "anyone, through the CDN: - read one/a/b/c/*",
            "signed URLs of one: + read one/a/b/c/*",
            "CDN of one: + read one/a/b/c/*",
        ],
    ),
]


@pytest.mark.parametrize(("edit", "expected"), GOOGLE)
def test_an_edit_of_a_spec_on_google_cloud(edit, expected):
    assert said(delta(graphs.google(), graphs.google(edit))) == expected


AZURE = [
    (("drop: [write]", "drop: [read, write]"), ["web: + read two/in.box_1/* BROADENED"]),
    (("default: [read, write, delete, list]", "default: [read, list]"), ["web: - write, delete one/media/*"]),
    (("boxed: [read, write, delete]", "boxed: [read]"), ["web: - write, delete three/boxed/*"]),
    (
        ("prefix: media-private/, access: private", "prefix: media-private/, access: public"),
        [
            "anyone, through the CDN: + read one/media-private/* BROADENED",
            "signed URLs of one: - read one/media-private/*",
            "deploy: - generateUserDelegationKey/action one",
            "CDN of one: + read one/media-private/* BROADENED",
        ],
    ),
]


@pytest.mark.parametrize(("edit", "expected"), AZURE)
def test_an_edit_of_a_spec_on_azure(edit, expected):
    assert said(delta(graphs.azure(), graphs.azure(edit))) == expected


def test_a_new_workload_gains_all_it_has():
    head = graphs.google()
    base = replace(head, resources=tuple(item for item in head.resources if "Workload$" not in item.urn or item.name.split("_")[0] != "worker"))  # fmt: skip  # noqa: E501
    found = [item for item in delta(base, head).permissions if item.who.name == "worker"]
    assert {item.sign for item in found} == {"+"}
    assert all(item.broadened for item in found)
    assert found[0].paths == (("workloads", "worker", "grants"), ("workloads", "worker"))


def trust(**condition):
    statement = {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::1:oidc-provider/t.example"},
                 "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition}  # fmt: skip
    return graph(*role("app", assumeRolePolicy=json.dumps({"Statement": [statement]})))


def test_a_trust_for_more_runs_broadens_and_for_fewer_does_not():
    one, many = trust(StringEquals={"t:sub": "repo:o/r:main"}), trust(StringLike={"t:sub": "repo:o/r:*"})
    wider, narrower = delta(one, many).trusts, delta(many, one).trusts
    assert [(item.sign, item.broadened) for item in wider] == [("+", True), ("-", False)]
    assert not any(item.broadened for item in narrower)
    assert wider[0].trusted == "repository o/r, every run (tokens of t.example)"
    assert wider[0].condition == 'StringLike t:sub "repo:o/r:*"'


@pytest.mark.parametrize("make", [graphs.google, graphs.azure])
def test_another_branch_is_another_trust(make):
    came, went = delta(make(), make(("branch: main", "branch: dev"))).trusts[:2]
    assert {came.identity, went.identity} == {"deploy"}
    assert "refs/heads/dev" in came.trusted
    assert came.broadened
    assert came.paths[0] == ("workloads", "deploy", "runs_on")


def test_keys_are_trusts():
    key = made("aws:iam/accessKey:AccessKey", "k", {"user": "joe"})
    user = made("aws:iam/user:User", "joe", {"name": "joe"}, {"arn": "arn:aws:iam::123456789012:user/joe"})
    (found,) = delta(graph(user), graph(user, key)).trusts
    assert (found.trusted, found.broadened) == ("whoever holds its access key", True)


def cors(*origins, methods=("GET",)):
    return bucket(corsRules=[{"allowedOrigins": list(origins), "allowedMethods": list(methods)}])


def test_origins_of_scripts_are_compared_and_not_rules():
    two = [{"allowedOrigins": ["https://a"], "allowedMethods": [one]} for one in ("GET", "PUT")]
    assert delta(graph(cors("https://a", methods=["PUT", "GET"])), graph(bucket(corsRules=two))).exposures == ()
    came = delta(graph(cors("https://a")), graph(cors("https://a", "*"))).exposures
    assert [(item.sign, item.what, item.broadened) for item in came] == [("+", "scripts of any origin: GET", True)]
    covered = delta(graph(cors("https://*.a")), graph(cors("https://*.a", "https://b.a"))).exposures
    assert [item.broadened for item in covered] == [False]


def account(**rules):
    return graph(made("azure-native:storage:StorageAccount", "a", {"accountName": "acme", "networkRuleSet": rules, "allowSharedKeyAccess": False}))  # fmt: skip  # noqa: E501


def test_an_account_that_opens_to_any_network_broadens():
    closed = account(defaultAction="Deny", bypass="None", ipRules=[{"iPAddressOrRange": "1.2.3.4"}])
    (came, went) = delta(closed, account(defaultAction="Allow")).exposures
    assert (came.what, came.broadened) == ("any network reaches the account", True)
    assert (went.what, went.broadened) == ("the addresses 1.2.3.4 no longer reach the account", False)
    assert not any(item.broadened for item in delta(account(defaultAction="Allow"), closed).exposures)


def test_a_thousand_prefixes_take_no_time():
    many = [allow(["s3:GetObject", "s3:PutObject"], f"{ITSELF}/tenants/t{number}/*") for number in range(1000)]
    base, head = access(app(*many)), access(app(*many[:-1], allow("s3:GetObject", f"{ITSELF}/tenants/*")))
    start = time.perf_counter()
    found = permissions(base, head)
    assert time.perf_counter() - start < 2
    assert said(found)[0] == f"{APP}: + read acme-pics/tenants/* BROADENED"
    assert said(found)[1] == f"{APP}: - write acme-pics/tenants/t999/*"
