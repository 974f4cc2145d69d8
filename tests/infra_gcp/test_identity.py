"""What is the same stack in other words: another alias, another order of keys."""

from __future__ import annotations

from typing import Any

import pytest

from infra.offline.graph import canonical_json
from infra.policies.gcp_names import part_name
from tests.infra_gcp.rich import rich
from tests.infra_gcp.specs import grants, run, spec, storage

ALL = ["read", "write", "delete", "list"]
CDN = {"domain": "m.shop.example", "signing": {"keys": ["k1"]}}


@pytest.mark.parametrize(
    ("store", "of"),
    [
        ({}, {"prefix": "docs/"}),
        ({}, {"prefix": ""}),
        ({}, {"prefix": "docs/", "access": "public"}),
        ({"cdn": CDN}, {"prefix": "docs/"}),
        ({"cdn": CDN}, {"prefix": ""}),
        ({"isolation": "conditions"}, {"prefix": "docs/"}),
        ({"isolation": "conditions"}, {"prefix": "docs/", "access": "public"}),
        ({"isolation": "conditions", "cdn": CDN}, {"prefix": "docs/"}),
    ],
)
def test_another_alias_changes_nothing_in_the_cloud(store, of):
    """A grant is on a prefix: under another name it would be made a second time, and then be taken away."""

    def graph(alias: str) -> str:
        data = spec({"media": store}, {alias: storage(**of)}, {"web": grants(**{alias: ALL})})
        return canonical_json(run(data).graph)

    assert graph("docs") == graph("zz_documents")


def test_another_alias_beside_others():
    def graph(alias: str) -> str:
        storages = {"default": storage(prefix="media/"), alias: storage(prefix="docs/")}
        return canonical_json(run(spec({"media": {}}, storages, {"web": grants(default=ALL, **{alias: ALL})})).graph)

    assert graph("docs") == graph("a_documents") == graph("documents")


@pytest.mark.parametrize(
    "prefixes",
    [
        ("a-b/", "a_b/", "a.b/", "a/b/", "A-B/"),
        ("", "all/", "x/", "_/", "-/"),
        tuple(f"{'tenant-' * 12}{number}/" for number in range(500)),
    ],
)
def test_names_of_prefixes_stay_apart(prefixes):
    names = {part_name(prefix) for prefix in prefixes}

    assert len(names) == len(prefixes)
    assert all("_" not in name and len(name) <= 51 for name in names)


def test_one_prefix_in_two_stores():
    storages = {"one": storage("a", "files/"), "two": storage("b", "files/")}
    found = run(spec({"a": {}, "b": {}}, storages, {"web": grants(one=["read"], two=["read"])}))

    assert len(found.names("ManagedFolderIamMember")) == len(set(found.names("ManagedFolderIamMember"))) == 2


def backwards(value: Any) -> Any:
    """The same with the keys of every mapping in the other order."""
    if isinstance(value, dict):
        return {key: backwards(item) for key, item in reversed(value.items())}
    return [backwards(item) for item in value] if isinstance(value, list) else value


def logs_of_each_other() -> dict[str, Any]:
    stores = {
        "a": {"access_logs": {"store": "b", "prefix": "l/"}},
        "b": {
            "access_logs": {"store": "a", "prefix": "l/"},
            "cdn": {"domain": "x.shop.example", "logs": {"store": "a", "prefix": "requests/"}},
        },
        "c": {"access_logs": {"store": "a", "prefix": "c/"}},
    }
    storages = {"default": storage("a", "media/"), "p": storage("b", "p/", "public")}
    return spec(stores, storages, {"web": grants(default=ALL), "aide": grants("vps", p=["write"])})


@pytest.mark.parametrize("data", [rich(), logs_of_each_other()], ids=["rich", "logs"])
def test_the_order_of_keys_means_nothing(data):
    assert canonical_json(run(backwards(data)).graph) == canonical_json(run(data).graph)
