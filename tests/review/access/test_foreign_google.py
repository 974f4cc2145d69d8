"""Bindings of other people's programs on Google Cloud."""

from __future__ import annotations

import json

import pytest

from infra.offline.graph import Unknown
from infra.review.access import access
from tests.review.access.graphs import graph, made, told

MEMBER = "user:ann@acme.example"


def bucket(**inputs):
    return made("gcp:storage/bucket:Bucket", "pics", {"name": "acme-pics", **inputs}, {"url": "gs://acme-pics"})


def member(role="roles/storage.objectViewer", who=MEMBER, **more):
    return made(
        "gcp:storage/bucketIAMMember:BucketIAMMember", "m", {"bucket": "acme-pics", "role": role, "member": who, **more}
    )


def rights(*resources):
    return told(access(graph(*resources)).rights)


def test_predefined_roles_are_their_permissions():
    assert rights(bucket(), member()) == {(MEMBER, "read", "acme-pics/*"), (MEMBER, "list", "acme-pics/*")}


def test_a_role_that_is_not_known_is_its_name():
    assert rights(bucket(), member("roles/storage.whatever")) == {
        (MEMBER, "the role roles/storage.whatever", "acme-pics/*")
    }


def test_bindings_and_policies_are_members_too():
    binding = made(
        "gcp:storage/bucketIAMBinding:BucketIAMBinding",
        "b",
        {"bucket": "b/acme-pics", "role": "roles/storage.legacyObjectReader", "members": ["allUsers", MEMBER]},
    )
    data = {"bindings": [{"role": "roles/storage.legacyObjectReader", "members": ["allUsers"]}]}
    policy = made(
        "gcp:storage/bucketIAMPolicy:BucketIAMPolicy", "p", {"bucket": "acme-pics", "policyData": json.dumps(data)}
    )
    assert rights(bucket(), binding) == {("anyone", "read", "acme-pics/*"), (MEMBER, "read", "acme-pics/*")}
    assert rights(bucket(), policy) == {("anyone", "read", "acme-pics/*")}


@pytest.mark.parametrize("who", ["allUsers", "allAuthenticatedUsers"])
def test_public_access_prevention_keeps_everyone_out(who):
    assert rights(bucket(), member(who=who))
    assert rights(bucket(publicAccessPrevention="enforced"), member(who=who)) == set()


def test_a_condition_on_names_is_the_scope_and_lists_nothing():
    condition = {"expression": "resource.name.startsWith('projects/_/buckets/acme-pics/objects/in/') || "
                               "resource.name == 'projects/_/buckets/acme-pics/objects/one.txt'"}  # fmt: skip
    assert rights(bucket(), member(condition=condition)) == {
        (MEMBER, "read", "acme-pics/in/*"),
        (MEMBER, "read", "acme-pics/one.txt"),
    }


def test_another_condition_is_kept_as_text_and_said():
    found = access(
        graph(bucket(), member(condition={"expression": 'request.time <  timestamp("2030-01-01T00:00:00Z")'}))
    )
    (text,) = {right.condition for right in found.rights}
    assert json.loads(text) == 'request.time < timestamp("2030-01-01T00:00:00Z")'
    assert len(found.unread) == 1


def test_a_role_on_the_project_reaches_every_bucket():
    project = made("gcp:projects/iAMMember:IAMMember", "p", {"project": "acme", "role": "roles/storage.objectViewer", "member": MEMBER})  # fmt: skip  # noqa: E501
    assert (MEMBER, "read", "acme-pics/*") in rights(bucket(), project)
    assert (MEMBER, "read", "/acme") in rights(bucket(), project)


def test_lists_count_where_access_is_not_uniform():
    acl = made("gcp:storage/bucketACL:BucketACL", "a", {"bucket": "acme-pics", "predefinedAcl": "publicRead"})
    assert ("anyone", "list", "acme-pics/*") in rights(bucket(), acl)
    assert rights(bucket(uniformBucketLevelAccess=True), acl) == set()


def test_a_url_map_hands_out_what_its_paths_lead_to():
    backend = made(
        "gcp:compute/backendBucket:BackendBucket", "b", {"name": "bb", "bucketName": "acme-pics"}, {"selfLink": "S"}
    )
    rules = [{"paths": ["/in/*"], "service": "other"}, {"paths": ["/in/open/*"], "service": "S"}]
    matcher = {"name": "m", "defaultService": "S", "pathRules": rules}
    hosts = [{"hosts": ["cdn.acme.example"], "pathMatcher": "m"}]
    map_ = made(
        "gcp:compute/uRLMap:URLMap", "u", {"defaultService": "other", "hostRules": hosts, "pathMatchers": [matcher]}
    )
    found = access(graph(bucket(), member("roles/storage.legacyObjectReader", "allUsers"), backend, map_))
    served = [(right.scope, right.but) for right in found.rights if right.who.name == "cdn"]
    assert served == [("*", ("in/*",)), ("in/open/*", ())]
    assert "files are served at cdn.acme.example" in {item.what for item in found.exposures}


def test_who_may_act_as_an_account():
    account = made("gcp:serviceaccount/account:Account", "app", {"accountId": "app"}, {"email": "app@acme.iam"})
    kind = "gcp:serviceaccount/iAMMember:IAMMember"
    name = "projects/acme/serviceAccounts/app@acme.iam"
    pool = "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/gh/*"
    one = made(kind, "one", {"serviceAccountId": name, "role": "roles/iam.workloadIdentityUser", "member": pool})
    two = made(kind, "two", {"serviceAccountId": name, "role": "roles/iam.serviceAccountUser", "member": MEMBER})
    key = made("gcp:serviceaccount/key:Key", "k", {"serviceAccountId": name})
    assert {(item.identity, item.trusted) for item in access(graph(account, one, two, key)).trusts} == {
        ("serviceAccount:app@acme.iam", "every token of * in gh"),
        ("serviceAccount:app@acme.iam", f"{MEMBER} (iam.serviceAccounts.actAs)"),
        ("serviceAccount:app@acme.iam", "whoever holds its service account key"),
    }


@pytest.mark.parametrize("odd", [Unknown(), None, 5, ["x"], {"a": 1}])
def test_odd_values_do_no_harm(odd):
    names = ("bucket", "role", "member", "members", "condition", "policyData", "managedFolder", "serviceAccountId")
    kinds = ("storage/bucketIAMMember:BucketIAMMember", "storage/bucketIAMBinding:BucketIAMBinding",
             "storage/bucketIAMPolicy:BucketIAMPolicy", "storage/managedFolderIamMember:ManagedFolderIamMember",
             "serviceaccount/iAMMember:IAMMember", "compute/uRLMap:URLMap", "storage/bucket:Bucket")  # fmt: skip
    given = dict.fromkeys((*names, "pathMatchers", "hostRules", "cors", "name", "permissions"), odd)
    access(graph(*(made(f"gcp:{kind}", "x", given) for kind in kinds)))
