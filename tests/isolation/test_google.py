"""Who may do what on Google Cloud, by the bindings the program registers, conditions read by a CEL implementation."""

from __future__ import annotations

import dataclasses

import pytest

from infra.policies.gcs import PERMISSIONS
from tests.isolation.google import LIST, allowed
from tests.isolation.graphs import GOOGLE, WORKLOADS, google
from tests.isolation.test_isolation import granted, keys

VERBS = {permission: verb for verb in ("read", "list", "write", "delete") for permission in PERMISSIONS[verb]}
NEVER = (
    "storage.objects.setIamPolicy",
    "storage.objects.update",
    "storage.buckets.delete",
    "storage.buckets.setIamPolicy",
    "storage.managedFolders.setIamPolicy",
    "storage.hmacKeys.create",
)
PUBLIC = "storage.objects.get"


@pytest.fixture(scope="module")
def emitted(tmp_path_factory):
    path = tmp_path_factory.mktemp("google") / "storage.yaml"
    path.write_text(GOOGLE, encoding="utf-8")
    return google(path)


def expectations(emitted, wanted_in, public_in):
    """(permission, bucket, object name or listed prefix, should be allowed)."""
    prefixes = sorted({item.prefix for item in emitted.spec.storages.values()})
    for store, bucket in emitted.buckets.items():
        wanted, public = wanted_in(store), public_in(store)
        for key in sorted({key for prefix in prefixes for key in keys(prefix)}):
            for permission, verb in VERBS.items():
                inside = any(key.startswith(prefix) for prefix in wanted.get(verb, ()))
                open_ = permission == PUBLIC and any(key.startswith(prefix) for prefix in public)
                yield permission, bucket, key, inside or open_
            for permission in NEVER:
                yield permission, bucket, key, False
        yield LIST, bucket, "", "" in wanted.get("list", ())


def public(emitted, store):
    return {item.prefix for item in emitted.spec.storages.values() if item.store == store and item.access == "public"}


def wrong(bindings, members, rows):
    return [row for row in rows if allowed(bindings, members, *row[:3]) is not row[3]]


@pytest.mark.parametrize("workload", WORKLOADS)
def test_table_of_requests(emitted, workload):
    rows = list(
        expectations(emitted, lambda store: granted(emitted, workload, store), lambda store: public(emitted, store))
    )

    assert wrong(emitted.bindings, {emitted.members[workload], "allUsers"}, rows) == []
    assert len(rows) > 4000


def test_everybody_reads_what_is_public_and_lists_nothing(emitted):
    rows = list(expectations(emitted, lambda store: {}, lambda store: public(emitted, store)))

    assert wrong(emitted.bindings, {"allUsers"}, rows) == []


def test_the_cdn_reads_what_is_served_signed(emitted):
    (agent,) = {item.member for item in emitted.bindings if "cloud-cdn-fill" in item.member}
    served = {"one": {"read": {"media-private/"}}}
    rows = list(expectations(emitted, lambda store: served.get(store, {}), lambda store: ()))

    assert wrong(emitted.bindings, {agent}, rows) == []


def test_nobody_else_is_named(emitted):
    ours = {*emitted.members.values(), "allUsers"}
    others = {item.member for item in emitted.bindings} - ours

    assert others == {"serviceAccount:service-123456789012@cloud-cdn-fill.iam.gserviceaccount.com"}


MUTATIONS = {
    "a folder without its slash": lambda item: dataclasses.replace(item, folder=item.folder.rstrip("/")),
    "the bucket instead of the folder": lambda item: dataclasses.replace(item, folder=""),
    "a condition lost": lambda item: dataclasses.replace(item, condition=None),
    "a right too many": lambda item: dataclasses.replace(
        item, permissions=(*item.permissions, "storage.objects.update")
    ),
    "a right lost": lambda item: dataclasses.replace(item, permissions=item.permissions[1:]),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_table_notices_a_wrong_binding(emitted, name):
    bindings = [MUTATIONS[name](item) for item in emitted.bindings]
    rows = list(
        expectations(emitted, lambda store: granted(emitted, "web", store), lambda store: public(emitted, store))
    )

    assert bindings != emitted.bindings
    assert wrong(bindings, {emitted.members["web"], "allUsers"}, rows)
