"""Who may do what on Azure, by the role assignments the program registers, conditions read by a grammar."""

from __future__ import annotations

import dataclasses

import pytest

from generator.spec.facts import container_name
from infra.policies.azure import ADD, DELETE, READ, WRITE
from tests.isolation.azure_rbac import LIST, Request, allowed
from tests.isolation.graphs import AZURE, WORKLOADS, azure
from tests.isolation.test_isolation import keys

VERBS = {(READ, ""): "read", (READ, LIST): "list", (WRITE, ""): "write", (ADD, ""): "write", (DELETE, ""): "delete"}
BLOBS = READ.removesuffix("/read")
NEVER = (
    f"{BLOBS}/move/action",
    f"{BLOBS}/tags/write",
    f"{BLOBS}/tags/read",
    f"{BLOBS}/runAsSuperUser/action",
    f"{BLOBS}/permanentDelete/action",
    f"{BLOBS}/immutableStorage/runAsSuperUser/action",
)


@pytest.fixture(scope="module")
def emitted(tmp_path_factory):
    path = tmp_path_factory.mktemp("azure") / "storage.yaml"
    path.write_text(AZURE, encoding="utf-8")
    return azure(path)


def grants(emitted, workload):
    """(store, container) -> verb -> prefixes; a container of one storage is granted as a whole."""
    found: dict[tuple[str, str], dict[str, set[str]]] = {}
    for alias, actions in emitted.spec.workloads[workload].grants.items():
        storage = emitted.spec.storages[alias]
        whole = emitted.spec.stores[storage.store].isolation == "containers"
        place = found.setdefault((storage.store, container_name(emitted.spec, alias)), {})
        for action in actions:
            place.setdefault(action, set()).add("" if whole else storage.prefix)
    return found


def expectations(emitted, wanted_in):
    """(request, should be allowed), in every container and in one that is nobody's."""
    prefixes = sorted({item.prefix for item in emitted.spec.storages.values()})
    every = sorted({key for prefix in prefixes for key in keys(prefix)})
    containers = {container_name(emitted.spec, alias) for alias in emitted.spec.storages} | {"other"}
    for store, account in emitted.accounts.items():
        for container in sorted(containers):
            wanted = wanted_in.get((store, container), {})
            for key in every:
                for (action, suboperation), verb in VERBS.items():
                    inside = any(key.startswith(prefix) for prefix in wanted.get(verb, ()))
                    where = {"prefix": key} if suboperation else {"path": key}
                    yield Request(action, account, container, suboperation=suboperation, **where), inside
                for action in NEVER:
                    yield Request(action, account, container, path=key), False
            yield Request(READ, account, container, suboperation=LIST), "" in wanted.get("list", ())


def wrong(assignments, principal, rows):
    return [row for row in rows if allowed(assignments, principal, row[0]) is not row[1]]


@pytest.mark.parametrize("workload", WORKLOADS)
def test_table_of_requests(emitted, workload):
    rows = list(expectations(emitted, grants(emitted, workload)))

    assert wrong(emitted.assignments, emitted.principals[workload], rows) == []
    assert len(rows) > 10000


def test_the_cdn_reads_what_is_public_and_lists_nothing(emitted):
    (principal,) = {item.principal for item in emitted.assignments} - set(emitted.principals.values())
    public = {item.prefix for item in emitted.spec.storages.values() if item.store == "one" and item.access == "public"}
    rows = list(expectations(emitted, {("one", "files"): {"read": public}}))

    assert wrong(emitted.assignments, principal, rows) == []


MUTATIONS = {
    "a prefix without its slash": lambda item: _condition(item, lambda text: text.replace("media/'", "media'")),
    "no condition": lambda item: dataclasses.replace(item, condition=None),
    "the account instead of the container": lambda item: dataclasses.replace(item, container=None),
    "an action that no condition names": lambda item: dataclasses.replace(
        item, data_actions=(*item.data_actions, f"{BLOBS}/move/action")
    ),
    "lists not told from reads": lambda item: _condition(
        item, lambda text: text.replace("'Blob.List'", "'Blob.Other'")
    ),
    "a right lost": lambda item: dataclasses.replace(item, data_actions=item.data_actions[1:]),
}


def _condition(item, change):
    return item if item.condition is None else dataclasses.replace(item, condition=change(item.condition))


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_table_notices_a_wrong_assignment(emitted, name):
    assignments = [MUTATIONS[name](item) for item in emitted.assignments]
    rows = list(expectations(emitted, grants(emitted, "web")))

    assert assignments != emitted.assignments
    assert wrong(assignments, emitted.principals["web"], rows)
