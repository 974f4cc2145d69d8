"""Accounts on Azure: names, keys, networks, tiers, and where each rule ends."""

from __future__ import annotations

import pytest

from tests.spec.azure import GROUP, GUID, codes, storage, told

RANGE = {"default": "Deny", "ip_rules": ["203.0.113.0/24"]}
OWN_KEY = {"type": "cmk", "key": "https://shop.vault.azure.net/keys/media"}
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/wrapper"
SUBNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/shop/subnets/shop-web"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("abc", set()),
        ("a" * 24, set()),
        ("0shop", set()),
        ("ab", {"SPEC071"}),
        ("a" * 25, {"SPEC071"}),
        ("shop-media", {"SPEC071"}),
        ("Shop", {"SPEC071"}),
    ],
)
def test_account_names(tmp_path, name, expected):
    assert codes(tmp_path, {"name": name}) == expected


def test_names_from_the_template_lose_their_dashes(tmp_path):
    found = told(tmp_path, project="shop-of-shops", environments={"production": {}})

    assert [item.message for item in found] == [
        "Azure refuses the account name 'shopofshopsproductionmedia': it has 26 characters, and 3 to 24 are allowed"
    ]


def test_two_stores_on_one_account(tmp_path):
    stores = {"a-b": {"provider": "azure"}, "ab": {"provider": "azure"}}
    storages = {"default": {**storage(), "store": "ab"}, "other": {**storage(), "store": "a-b"}}

    assert codes(tmp_path, stores=stores, storages=storages) == {"SPEC072"}


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("abc", set()),
        ("a-1-b", set()),
        ("a" * 63, set()),
        ("ab", {"SPEC177"}),
        ("a" * 64, {"SPEC177"}),
        ("a--b", {"SPEC177"}),
        ("-ab", {"SPEC177"}),
        ("ab-", {"SPEC177"}),
        ("$web", {"SPEC177"}),
        ("Files", {"SPEC177"}),
    ],
)
def test_container_names(tmp_path, container, expected):
    assert codes(tmp_path, {"container": container}) == expected


@pytest.mark.parametrize(("alias", "expected"), [("a_b", set()), ("a__b", {"SPEC177"}), ("ab_", {"SPEC177"})])
def test_containers_named_after_storages(tmp_path, alias, expected):
    storages = {"default": storage(), alias: storage("other/")}

    assert codes(tmp_path, {"isolation": "containers"}, storages=storages) == expected
    assert codes(tmp_path, {"isolation": "conditions"}, storages=storages) == set()


def test_one_container_beside_one_for_each(tmp_path):
    assert codes(tmp_path, {"isolation": "containers", "container": "media"}) == {"SPEC087"}


@pytest.mark.parametrize(
    ("azure", "expected"),
    [
        ({"location": "westeurope", "subscription_id": GUID, "tenant_id": GUID.upper()}, set()),
        ({"location": "West Europe"}, {"SPEC083"}),
        ({"subscription_id": "shop"}, {"SPEC083"}),
        ({"tenant_id": "shop.onmicrosoft.com"}, {"SPEC083"}),
        ({"resource_group": {"name": "rg.{project}-(x)_{environment}"}}, set()),
        ({"resource_group": {"name": "rg."}}, {"SPEC180"}),
        ({"resource_group": {"name": "a" * 91}}, {"SPEC180"}),
        ({"resource_group": {"name": ""}}, set()),
        ({"resource_group": {"name": "rg-{store}"}}, {"SPEC074"}),
        ({"resource_group": {"adopt": True}}, {"SPEC181"}),
        ({"resource_group": {"adopt": True}, "subscription_id": GUID}, set()),
    ],
)
def test_the_section_azure(tmp_path, azure, expected):
    assert codes(tmp_path, azure=azure) == expected


@pytest.mark.parametrize("target", ["local", "memory"])
def test_nothing_is_adopted_but_in_the_cloud(tmp_path, target):
    assert codes(tmp_path, {"adopt": True}, environments={"dev": {"target": target}}) == set()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ({"type": "cmk"}, set()),
        ({"type": "cmk", "identity": IDENTITY}, {"SPEC087"}),
        (OWN_KEY, {"SPEC175"}),
        ({**OWN_KEY, "identity": IDENTITY}, set()),
        ({**OWN_KEY, "key": OWN_KEY["key"] + "/" + "0" * 32, "identity": IDENTITY.lower()}, set()),
        ({**OWN_KEY, "key": "shop/media", "identity": IDENTITY}, {"SPEC083"}),
        ({**OWN_KEY, "identity": "wrapper"}, {"SPEC083"}),
        ({"type": "microsoft-managed", "infrastructure": False}, set()),
    ],
)
def test_keys(tmp_path, key, expected):
    assert codes(tmp_path, {"encryption": key}) == expected


@pytest.mark.parametrize(("name", "expected"), [("shop1", set()), ("1shop", {"SPEC071"})])
def test_the_vault_has_the_name_of_the_account(tmp_path, name, expected):
    assert codes(tmp_path, {"name": name, "encryption": {"type": "cmk"}}) == expected


@pytest.mark.parametrize(("isolation", "expected"), [("conditions", {"SPEC169"}), ("containers", set())])
def test_shared_keys(tmp_path, isolation, expected):
    assert codes(tmp_path, {"shared_key": True, "isolation": isolation}) == expected


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        ("203.0.113.7", False),
        ("203.0.113.0/24", False),
        ("203.0.113.4/30", False),
        ("0.0.0.0/0", True),
        ("203.0.113.4/31", True),
        ("203.0.113.4/32", True),
        ("203.0.113.7/24", True),
        ("172.31.0.0/16", True),
        ("192.168.1.1", True),
        ("2001:db8::1", True),
        ("office", True),
        ("", True),
    ],
)
def test_ip_rules(tmp_path, rule, refused):
    network = {"default": "Deny", "ip_rules": [rule]}

    assert ("SPEC173" in codes(tmp_path, {"network": network})) == refused


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ({"default": "Deny", "subnets": [SUBNET]}, {"SPEC172"}),
        ({"default": "Deny", "subnets": ["web"]}, {"SPEC083", "SPEC172"}),
        ({"subnets": [SUBNET]}, {"SPEC087"}),
        ({**RANGE, "public": False}, {"SPEC087", "SPEC172"}),
        ({"default": "Deny", "ip_rules": [f"203.0.{i // 250}.{i % 250}" for i in range(401)]}, {"SPEC113", "SPEC172"}),
    ],
)
def test_networks(tmp_path, network, expected):
    assert codes(tmp_path, {"network": network}) == expected


def test_cors_without_rules_counts_the_origins_of_the_site(tmp_path):
    few = {"origins": [f"https://shop{i}.example" for i in range(64)]}
    many = {"origins": [f"https://shop{i}.example" for i in range(65)]}
    long = {"origins": [f"https://{i}{'x' * 60}.example" for i in range(30)]}

    assert codes(tmp_path, site=few) == set()
    assert codes(tmp_path, site=many) == {"SPEC113"}
    assert codes(tmp_path, site=long) == {"SPEC113"}
    assert codes(tmp_path, {"cors": []}, site=many) == set()


def test_five_cors_rules(tmp_path):
    rule = {"origins": ["https://shop.example"]}

    assert codes(tmp_path, {"cors": [rule] * 5}) == set()
    assert codes(tmp_path, {"cors": [rule] * 6}) == {"SPEC113"}


def test_who_is_told(tmp_path):
    group = f"{GROUP}/providers/microsoft.insights/actionGroups/alerts"

    assert codes(tmp_path, {"alarms": {"size_gb": 1, "notify": group}}) == set()
    assert codes(tmp_path, {"alarms": {"size_gb": 1, "notify": "alerts"}}) == {"SPEC083"}


@pytest.mark.parametrize(
    ("logs", "expected"),
    [
        ({"provider": "azure"}, set()),
        ({"provider": "azure", "location": "northeurope"}, {"SPEC035"}),
        ({"provider": "s3"}, {"SPEC035"}),
    ],
)
def test_where_logs_go(tmp_path, logs, expected):
    stores = {"media": {"provider": "azure", "access_logs": {"store": "logs", "prefix": "media/"}}, "logs": logs}

    assert codes(tmp_path, stores=stores) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"team": "web", "cost center": "4711"}, set()),
        ({"team/web": "x"}, {"SPEC112"}),
        ({"Azure-team": "x"}, {"SPEC112"}),
        ({"team": "x", "Team": "y"}, {"SPEC112"}),
    ],
)
def test_tags(tmp_path, tags, expected):
    assert codes(tmp_path, tags=tags) == expected


def steps(*pairs: tuple[int, str]) -> list[dict[str, object]]:
    return [{"days": days, "tier": tier} for days, tier in pairs]


@pytest.mark.parametrize(
    ("store", "rule", "expected"),
    [
        ({}, {"transitions": steps((1, "Cool"), (2, "Cold"))}, set()),
        ({}, {"transitions": steps((30, "Cold"), (60, "Cool"))}, {"SPEC037"}),
        ({}, {"transitions": steps((30, "Cool"), (60, "Cool"))}, {"SPEC037"}),
        ({}, {"transitions": steps((30, "Cool"), (30, "Cold"))}, {"SPEC047"}),
        ({"access_tier": "Cool"}, {"transitions": steps((30, "Cool"))}, {"SPEC037"}),
        ({"access_tier": "Cool"}, {"transitions": steps((30, "Cold"))}, set()),
        ({"access_tier": "Cold", "redundancy": "LRS"}, {"transitions": steps((1, "Archive"))}, set()),
        ({"redundancy": "ZRS"}, {"transitions": steps((90, "Archive"))}, {"SPEC176"}),
        ({"redundancy": "GZRS"}, {"noncurrent_transitions": steps((90, "Archive"))}, {"SPEC176"}),
        ({"redundancy": "RAGRS"}, {"noncurrent_transitions": steps((90, "Archive"))}, set()),
        ({}, {"transitions": steps((30, "Cool")), "expire_days": 30}, {"SPEC047"}),
        ({}, {"transitions": steps((30, "Cool")), "expire_days": 31}, set()),
        ({}, {"noncurrent_transitions": steps((30, "Cool")), "noncurrent_days": 7}, {"SPEC047"}),
        ({"versioning": False}, {"noncurrent_days": 7}, {"SPEC048"}),
        ({}, {}, {"SPEC044"}),
        ({}, {"id": "a b-c_d.e", "expire_days": 7}, set()),
        ({}, {"id": "", "expire_days": 7}, {"SPEC083"}),
        ({}, {"id": "x" * 257, "expire_days": 7}, {"SPEC083"}),
    ],
)
def test_lifecycle(tmp_path, store, rule, expected):
    assert codes(tmp_path, {**store, "lifecycle": [{"id": "old", "prefix": "media/", **rule}]}) == expected


def test_a_hundred_rules(tmp_path):
    rules = [{"id": f"r{i}", "prefix": f"media/{i}/", "expire_days": 1} for i in range(101)]

    assert codes(tmp_path, {"lifecycle": rules[:100]}) == set()
    assert codes(tmp_path, {"lifecycle": rules}) == {"SPEC113"}


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("westeurope", set()),
        ("germanywestcentral", set()),
        ("usgovvirginia", {"SPEC188"}),
        ("usdodcentral", {"SPEC188"}),
        ("chinaeast2", {"SPEC188"}),
        ("germanycentral", {"SPEC188"}),
    ],
)
def test_clouds_apart(tmp_path, location, expected):
    assert codes(tmp_path, {"location": location}) == expected
    assert codes(tmp_path, azure={"location": location}) == expected


def logged(*prefixes: str, **rule: object) -> dict[str, object]:
    """Accounts that log into `logs` under these prefixes, and a rule there."""
    targets: dict[str, dict[str, object]] = {
        f"s{i}": {"access_logs": {"store": "logs", "prefix": one}} for i, one in enumerate(prefixes)
    }
    stores: dict[str, dict[str, object]] = {"media": {}, **targets, "logs": {"lifecycle": [{"id": "old", **rule}]}}
    storages = {name: {"store": name, "prefix": "files/", "access": "private"} for name in ("media", *targets)}
    storages["own"] = {"store": "logs", "prefix": "other/", "access": "private"}
    storages["default"] = storages.pop("media")
    return {"stores": {name: {"provider": "azure", **store} for name, store in stores.items()}, "storages": storages}


@pytest.mark.parametrize(
    ("prefixes", "rule", "expected"),
    [
        (("r/a/", "r/b/"), {"prefix": "r/", "expire_days": 9}, set()),
        (("r/a/", "r/b/"), {"prefix": "r/a/", "expire_days": 9}, {"SPEC191"}),
        (("r/",), {"prefix": "r/a/", "expire_days": 9}, {"SPEC191"}),
        (("r/",), {"prefix": "other/", "noncurrent_days": 9}, set()),
        (("r/",), {"prefix": "r/", "expire_days": 90, "transitions": steps((30, "Cool"))}, {"SPEC190"}),
        (("r/",), {"prefix": "r/", "noncurrent_days": 9}, {"SPEC190"}),
        (("r/",), {"prefix": "r/", "noncurrent_transitions": steps((30, "Cool"))}, {"SPEC190"}),
    ],
)
def test_rules_over_logs(tmp_path, prefixes, rule, expected):
    assert codes(tmp_path, **logged(*prefixes, **rule)) == expected


OTHER = "0b1e3c2a-1111-4222-8333-444444444444"
WEB = {"grants": {"default": ["read", "write"]}}
VM = {"type": "azure-vm", "principal_id": GUID}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"runs_on": {**VM, "principal_id": GUID.upper()}}, {"SPEC186"}),
        ({"runs_on": {"type": "vps"}, "service_principal": {"client_id": OTHER, "object_id": GUID}}, {"SPEC186"}),
        ({"runs_on": {**VM, "principal_id": OTHER}}, set()),
        ({"runs_on": {"type": "azure-vm"}}, set()),
    ],
)
def test_a_principal_is_one_workload(tmp_path, other, expected):
    workloads = {"web": {"runs_on": VM, **WEB}, "worker": {**other, **WEB}}

    found = codes(tmp_path, workloads=workloads, django={"workload": "web"}, azure={"tenant_id": GUID})
    assert found - {"SPEC162"} == expected


def test_one_principal_in_two_environments_needs_two_accounts(tmp_path):
    """Which two environments never share, adopted or not; so its rights never meet."""
    web = {"workloads": {"web": {"runs_on": VM, **WEB}}, "environments": {"staging": {}, "prod": {}}}
    subscription = {"azure": {"subscription_id": GUID}}

    assert codes(tmp_path, **web) == set()
    assert "SPEC072" in codes(tmp_path, {"name": "legacymedia", "adopt": True}, **web, **subscription)


@pytest.mark.parametrize(
    ("workload", "template", "expected"),
    [
        ("media-cdn", "{project}{environment}{workload}", {"SPEC187"}),
        ("media-key", "{project}{environment}{workload}", {"SPEC187"}),
        ("media-cdn", "{project}-{environment}-{workload}", set()),
    ],
)
def test_identities_that_are_taken(tmp_path, workload, template, expected):
    workloads = {workload: {"runs_on": {"type": "app-service"}, **WEB}}

    assert codes(tmp_path, workloads=workloads, naming={"identity": template}) == expected
    own = {workload: {"runs_on": VM, **WEB}}
    assert codes(tmp_path, workloads=own, naming={"identity": template}) == set()


@pytest.mark.parametrize(("length", "expected"), [(120, set()), (121, {"SPEC073"}), (129, {"SPEC073"})])
def test_a_federated_credential_has_the_name_of_its_identity(tmp_path, length, expected):
    runs_on = {"type": "github-actions", "repository": "octo/shop", "branch": "main"}
    changes = {"naming": {"identity": "x" * length}, "azure": {"tenant_id": GUID}}

    assert codes(tmp_path, workloads={"web": {"runs_on": runs_on, **WEB}}, **changes) == expected
    native = {"web": {"runs_on": {"type": "app-service"}, **WEB}}
    assert codes(tmp_path, workloads=native, **changes) == ({"SPEC073"} if length > 128 else set())
