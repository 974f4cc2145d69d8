"""Role assignments of other people's programs on Azure."""

from __future__ import annotations

import pytest

from infra.decisions.azure import rbac
from infra.decisions.azure.conditions import CONTAINER, PATH
from infra.offline.graph import Unknown
from infra.review.access import access
from tests.review.access.graphs import graph, made, told

GROUP = "/subscriptions/s/resourceGroups/g"
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/acme"
FILES = f"{ACCOUNT}/blobServices/default/containers/files"
READER, OWNER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"


def account(**more):
    return made("azure-native:storage/v20230101:StorageAccount", "a", {"accountName": "acme", **more}, {"id": ACCOUNT})


def container(name="files", **more):
    return made("azure-native:storage:BlobContainer", name, {"accountName": "acme", "containerName": name, **more})


def given(role=READER, scope=FILES, **more):
    id_ = f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{role}"
    return made("azure-native:authorization:RoleAssignment", "r", {"principalId": "P", "roleDefinitionId": id_, "scope": scope, **more})  # fmt: skip  # noqa: E501


def files(*resources):
    """Rights on keys only."""
    return {item for item in told(access(graph(*resources)).rights) if "blobServices" not in item[1]}


def test_reading_is_listing_too():
    assert files(account(), container(), given()) == {("P", "read", "acme/files/*"), ("P", "list", "acme/files/*")}


def test_wider_scopes_reach_the_account():
    assert ("P", "read", "acme/*") in files(account(), given(scope=ACCOUNT))
    assert ("P", "read", "acme/*") in files(account(), given(scope=GROUP.upper()))
    assert ("P", "read", f"/{GROUP}") in files(account(), given(scope=GROUP))  # accounts that are not in the program
    assert not any("acme" in item[2] for item in files(account(), given(scope="/subscriptions/s/resourceGroups/other")))


def test_an_owner_has_the_four_and_the_rest():
    found = told(access(graph(account(), given(OWNER))).rights)
    assert {item[1] for item in found if item[2] == "acme/files/*"} == {
        "read", "write", "delete", "list", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*",
    }  # fmt: skip


def test_a_role_that_is_not_known_is_its_id_and_is_said():
    found = access(graph(account(), given("00000000-0000-0000-0000-00000000abcd")))
    assert {right.action for right in found.rights} == {"the role 00000000-0000-0000-0000-00000000abcd"}
    assert len(found.unread) == 1


def scopes(condition):
    found = access(graph(account(), container(), given(condition=condition)))
    return {(right.action, right.scope, *right.but) for right in found.rights if right.action in {"read", "list"}}


READS = f"ActionMatches{{'{rbac.READ}'}} AND NOT SubOperationMatches{{'Blob.List'}}"


@pytest.mark.parametrize(
    ("expression", "scope"),
    [
        (f"{PATH} StringStartsWith 'in/'", ("files/in/*",)),
        (f"{PATH} StringLike 'a?*b'", ("files/a?*b",)),
        (f"{PATH} StringEquals 'a*b'", ("files/a${*}b",)),
        (f"NOT ({PATH} StringStartsWith 'in/')", ("files/*", "files/in/*")),
        (f"{PATH} StringNotStartsWith 'in/'", ("files/*", "files/in/*")),
        (f"{PATH} StringStartsWith 'in/' AND {PATH} StringLike '*.jpg'", ("files/in/*.jpg",)),
        (f"{CONTAINER} StringEquals 'files'", ("files/*",)),
    ],
)
def test_a_condition_is_a_region(expression, scope):
    assert scopes(f"(!({READS}) OR ({expression}))") == {("read", *scope), ("list", "files/*")}


def test_a_condition_for_another_container_leaves_nothing():
    assert scopes(f"(!({READS}) OR ({CONTAINER} StringEquals 'other'))") == {("list", "files/*")}


def test_a_condition_that_is_not_modelled_is_text_and_is_said():
    found = access(graph(account(), container(), given(condition="@Principal[x:y] StringEquals 'a'")))
    assert {right.condition for right in found.rights if right.action == "read"} == {
        "\"@Principal[x:y] StringEquals 'a'\""
    }
    assert found.unread


def test_an_open_container_is_public_unless_the_account_says_no():
    assert files(account(), container(publicAccess="Blob")) == {("anyone", "read", "acme/files/*")}
    assert len(files(account(), container(publicAccess="Container"))) == 2
    assert files(account(allowBlobPublicAccess=False), container(publicAccess="Container")) == set()


def test_account_keys_and_federation_are_trusts():
    identity = made(
        "azure-native:managedidentity:UserAssignedIdentity", "app", {"resourceName": "app"}, {"principalId": "P"}
    )
    federated = made(
        "azure-native:managedidentity:FederatedIdentityCredential",
        "f",
        {"resourceName": "app", "issuer": "https://i", "subject": "s", "audiences": ["a"]},
    )
    assert {(item.identity, item.trusted) for item in access(graph(account(), identity, federated)).trusts} == {
        ("the account of acme", "whoever holds an account key"),
        ("identity app", "s of https://i"),
    }
    assert access(graph(account(allowSharedKeyAccess=False))).trusts == ()


@pytest.mark.parametrize("odd", [Unknown(), None, 5, ["x"], {"a": 1}])
def test_odd_values_do_no_harm(odd):
    names = ("accountName", "containerName", "publicAccess", "principalId", "roleDefinitionId", "scope", "condition",
             "permissions", "networkRuleSet", "cors", "patternsToMatch", "originGroup", "authentication", "actions",
             "subject", "profileName")  # fmt: skip
    kinds = ("storage:StorageAccount", "storage:BlobContainer", "authorization:RoleAssignment", "cdn:Route", "cdn:Rule",
             "authorization:RoleDefinition", "storage:BlobServiceProperties", "cdn:AFDOriginGroup", "cdn:AFDOrigin",
             "managedidentity:FederatedIdentityCredential")  # fmt: skip
    access(graph(*(made(f"azure-native:{kind}", "x", dict.fromkeys(names, odd)) for kind in kinds)))
