"""One spec for each choice, and what it changes."""

from __future__ import annotations

import json

import pytest

from tests.infra_azure.recorder import SUBSCRIPTION, TENANT
from tests.infra_azure.rich import ZONE
from tests.infra_azure.specs import AKS, grants, run, spec, storage

ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
SERVICE = "azure-native:storage:BlobServiceProperties"
LIFECYCLE = "azure-native:storage:ManagementPolicy"
LOCK = "azure-native:authorization:ManagementLockByScope"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
ROLE = "azure-native:authorization:RoleDefinition"
GROUP = "azure-native:resources:ResourceGroup"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
PROFILE, ROUTE = "azure-native:cdn:Profile", "azure-native:cdn:Route"
ORIGINS, ORIGIN = "azure-native:cdn:AFDOriginGroup", "azure-native:cdn:AFDOrigin"
RULE, DOMAIN, RECORD = "azure-native:cdn:Rule", "azure-native:cdn:AFDCustomDomain", "azure-native:dns:RecordSet"
WEB = {"web": grants(default=["read", "write"])}
IN_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop-prod"
MEDIA = f"{IN_GROUP}/providers/Microsoft.Storage/storageAccounts/shopprodmedia"


def media(store=None, workloads=None, **more):
    return spec({"media": store}, {"default": storage(**more)}, workloads or WEB)


def test_a_plain_private_store(tmp_path):
    found = run(tmp_path, media())

    assert found.children("stowplan:azure:Store", "media") == {
        (ACCOUNT, "media"),
        (CONTAINER, "media"),
        (SERVICE, "media"),
        (LOCK, "media"),
        ("stowplan:azure:Access", "media"),
    }
    assert found.inputs(CONTAINER, "media")["publicAccess"] == "None"
    assert found.inputs(ACCOUNT, "media")["sku"] == {"name": "Standard_ZRS"}
    assert found.inputs(LOCK, "media")["level"] == "CanNotDelete"
    assert found.inputs(LOCK, "media")["scope"] == MEDIA


def test_a_local_cloud_can_be_thrown_away(tmp_path):
    found = run(tmp_path, media() | {"target": "local", "azure": {}})

    assert not any(item.protect or item.retain or item.import_id for item in found.resources)
    assert found.names(LOCK) == []


@pytest.mark.parametrize(("store", "locks"), [({"lock": False}, []), ({"protect": False}, ["media"])])
def test_locked_unless_told_otherwise(tmp_path, store, locks):
    assert run(tmp_path, media(store)).names(LOCK) == locks


def rights(folder, granted):
    found = run(folder, media(workloads={"web": grants(default=granted)}))
    kept = [item for item in found.resources if item.type in {ROLE, ASSIGNMENT} and not item.name.endswith("delegate")]
    return {item.key: (item.inputs.get("roleDefinitionId"), item.inputs.get("roleAssignmentName")) for item in kept}


def test_a_grant_that_changes_is_an_edit(tmp_path):
    """A locked account refuses to let go of a role assignment."""
    assert rights(tmp_path, ["read"]) == rights(tmp_path, ["read", "write", "delete", "list"])
    assert len(rights(tmp_path, ["read"])) == 2


def test_the_lock_is_made_last_and_goes_first(tmp_path):
    """Over all that lies in the account, so that it is off before any of it is deleted."""
    store = {
        "access_logs": {"store": "logs", "prefix": "r/"},
        "cdn": {},
        "lifecycle": [{"id": "a", "prefix": "", "noncurrent_days": 9}],
    }
    storages = {"default": storage(), "open": storage(prefix="open/", access="public")}
    found = run(tmp_path, spec({"media": store, "logs": None}, storages, WEB))

    assert set(found.one(LOCK, "media").after) == {
        (ACCOUNT, "media"), (SERVICE, "media"), (CONTAINER, "media"), (LIFECYCLE, "media"),
        (ASSIGNMENT, "media__cdn_files"), (ASSIGNMENT, "web_media_files"), (ASSIGNMENT, "web_media__delegate"),
        ("azure-native:monitor:DiagnosticSetting", "media"),
    }  # fmt: skip
    assert set(found.one(LOCK, "logs").after) == {(ACCOUNT, "logs"), (SERVICE, "logs"), (CONTAINER, "logs")}


def test_an_alias_may_have_any_name(tmp_path):
    """`delegate` was one of ours, and met it."""
    storages = {"delegate": storage(prefix="d/"), "key": storage(prefix="k/")}
    data = spec({"media": {"isolation": "containers"}}, storages, {"web": grants(delegate=["read"], key=["read"])})

    assert run(tmp_path, data).names(ASSIGNMENT) == ["web_media__delegate", "web_media_delegate", "web_media_key"]


@pytest.mark.parametrize(
    ("expiries", "period"), [((600,), "00.00:10:00"), ((3600, 90_061), "01.01:01:01"), ((604_800,), "07.00:00:00")]
)
def test_links_that_last_longer_than_ours_are_logged(tmp_path, expiries, period):
    storages = {f"s{number}": storage(prefix=f"{number}/", url_expiry=one) for number, one in enumerate(expiries)}
    storages["open"] = storage(prefix="open/", access="public", url_expiry=604_800)
    found = run(tmp_path, spec({"media": {"cdn": {}}}, storages, {"web": grants(s0=["read"])}))

    assert found.inputs(ACCOUNT, "media")["sasPolicy"] == {"expirationAction": "Log", "sasExpirationPeriod": period}


def test_no_links_no_policy_and_keys_that_are_off_do_not_age(tmp_path):
    found = run(tmp_path, media({"cdn": {}}, access="public")).inputs(ACCOUNT, "media")

    assert {"sasPolicy", "keyPolicy"} & set(found) == set()


def test_account_keys_ask_to_be_rotated(tmp_path):
    found = run(tmp_path, media({"shared_key": True, "isolation": "containers"}))

    assert found.inputs(ACCOUNT, "media")["keyPolicy"] == {"keyExpirationPeriodInDays": 90}


def test_an_account_that_exists(tmp_path):
    found = run(tmp_path, media({"adopt": True, "name": "legacymedia"}))
    account, container = found.one(ACCOUNT, "media"), found.one(CONTAINER, "media")
    id_ = f"{IN_GROUP}/providers/Microsoft.Storage/storageAccounts/legacymedia"

    assert (account.import_id, account.protect, account.retain) == (id_, True, True)
    assert account.ignored == ("tags", "encryption.requireInfrastructureEncryption")
    assert "tags" not in account.inputs
    assert container.import_id == f"{id_}/blobServices/default/containers/files"


def test_a_group_that_exists_is_no_part_of_the_stack(tmp_path):
    azure = {"subscription_id": SUBSCRIPTION, "tenant_id": TENANT, "resource_group": {"name": "shared", "adopt": True}}
    found = run(tmp_path, media() | {"azure": azure})

    assert found.names(GROUP) == []
    assert found.inputs(ACCOUNT, "media")["resourceGroupName"] == "shared"
    assert found.inputs(ROLE, "media_web")["assignableScopes"] == [
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shared"
    ]


@pytest.mark.parametrize("change", [{"azure": {"resource_group": {"adopt": True}}}, {"azure": {}}])
def test_what_exists_needs_a_subscription(tmp_path, change):
    data = media({"adopt": True}) | change

    with pytest.raises(ValueError, match=r"needs `azure\.subscription_id`"):
        run(tmp_path, data)


def test_a_key_of_our_own(tmp_path):
    found = run(tmp_path, media({"encryption": {"type": "cmk"}}))
    vault, key = found.one("azure-native:keyvault:Vault", "media"), found.one("azure-native:keyvault:Key", "media")
    right = found.one(ASSIGNMENT, "media_key")
    account = found.one(ACCOUNT, "media")
    identity = f"{IN_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shopprodmedia-key"

    assert vault.inputs["properties"]["enablePurgeProtection"] is True
    assert vault.inputs["properties"]["enableRbacAuthorization"] is True
    assert vault.inputs["properties"]["tenantId"] == TENANT
    assert (vault.protect, key.protect, right.retain, found.one(IDENTITY, "media_key").retain) == (True,) * 4
    assert right.inputs["scope"].endswith("/providers/Microsoft.KeyVault/vaults/shopprodmedia/keys/storage")
    assert right.inputs["roleDefinitionId"].endswith("/e147488a-f6f5-4113-8e2d-b22465e65bf6")
    assert (ASSIGNMENT, "media_key") in account.after
    policy = key.inputs["properties"]["rotationPolicy"]
    assert policy["attributes"] == {"expiryTime": "P2Y"}
    assert [one["trigger"] for one in policy["lifetimeActions"]] == [{"timeAfterCreate": "P1Y"}]
    assert account.inputs["identity"] == {"type": "UserAssigned", "userAssignedIdentities": [identity]}
    assert account.inputs["encryption"] == {
        "keySource": "Microsoft.Keyvault",
        "keyVaultProperties": {
            "keyVaultUri": "https://shopprodmedia.vault.azure.net",
            "keyName": "storage",
            "keyVersion": "",
        },
        "encryptionIdentity": {"encryptionUserAssignedIdentity": identity},
        "requireInfrastructureEncryption": True,
        "services": {"blob": {"enabled": True, "keyType": "Account"}, "file": {"enabled": True, "keyType": "Account"}},
    }


@pytest.mark.parametrize(("url", "version"), [("", ""), ("/0a1b", "0a1b")])
def test_a_key_that_is_yours(tmp_path, url, version):
    encryption = {
        "type": "cmk",
        "key": f"https://vault.vault.azure.net/keys/shop{url}",
        "identity": f"{IN_GROUP}/x/mine",
        "infrastructure": False,
    }
    found = run(tmp_path, media({"encryption": encryption}))
    given = found.inputs(ACCOUNT, "media")["encryption"]

    assert found.names("azure-native:keyvault:Vault") == []
    assert given["keyVaultProperties"] == {
        "keyVaultUri": "https://vault.vault.azure.net",
        "keyName": "shop",
        "keyVersion": version,
    }
    assert given["encryptionIdentity"] == {"encryptionUserAssignedIdentity": f"{IN_GROUP}/x/mine"}
    assert given["requireInfrastructureEncryption"] is False


def test_no_public_network(tmp_path):
    found = run(tmp_path, media({"network": {"public": False, "default": "Deny"}})).inputs(ACCOUNT, "media")

    assert found["publicNetworkAccess"] == "Disabled"
    assert found["networkRuleSet"] == {
        "bypass": "AzureServices",
        "defaultAction": "Deny",
        "ipRules": [],
        "virtualNetworkRules": [],
    }


def test_public_without_a_cdn(tmp_path):
    found = run(tmp_path, media(prefix="open/", access="public"))

    assert found.inputs(CONTAINER, "media")["publicAccess"] == "Blob"
    assert found.inputs(ACCOUNT, "media")["allowBlobPublicAccess"] is True


def test_public_and_private_in_containers_of_their_own(tmp_path):
    storages = {"open_files": storage(prefix="open/", access="public"), "closed": storage(prefix="closed/")}
    found = run(tmp_path, spec({"media": {"isolation": "containers"}}, storages, {"web": grants(closed=["read"])}))

    containers = {item.name: item.inputs for item in found.resources if item.type == CONTAINER}
    assert {name: (item["containerName"], item["publicAccess"]) for name, item in containers.items()} == {
        "media_open_files": ("open-files", "Blob"),
        "media_closed": ("closed", "None"),
    }
    right = found.inputs(ASSIGNMENT, "web_media_closed")
    assert right["scope"] == f"{MEDIA}/blobServices/default/containers/closed"
    assert "closed/" not in right["condition"]
    assert "Blob.List" in right["condition"]


@pytest.mark.parametrize(("days", "policy"), [(0, {"enabled": False}), (14, {"enabled": True, "days": 14})])
def test_soft_delete_is_always_said(tmp_path, days, policy):
    service = run(tmp_path, media({"soft_delete_days": days, "versioning": False})).inputs(SERVICE, "media")

    assert service["deleteRetentionPolicy"] == service["containerDeleteRetentionPolicy"] == policy
    assert service["isVersioningEnabled"] is False
    assert service["cors"] == {"corsRules": []}


def test_cors_in_the_specs_order(tmp_path):
    rules = [
        {"origins": ["https://b.example"], "methods": ["PUT"], "headers": ["*"]},
        {"origins": ["https://a.example"]},
    ]
    found = run(tmp_path, media({"cors": rules})).inputs(SERVICE, "media")["cors"]["corsRules"]

    assert found == [
        {
            "allowedOrigins": ["https://b.example"],
            "allowedMethods": ["PUT"],
            "allowedHeaders": ["*"],
            "exposedHeaders": ["ETag"],
            "maxAgeInSeconds": 3600,
        },
        {
            "allowedOrigins": ["https://a.example"],
            "allowedMethods": ["GET", "HEAD"],
            "allowedHeaders": [],
            "exposedHeaders": ["ETag"],
            "maxAgeInSeconds": 3600,
        },
    ]


def test_no_rules_no_policy(tmp_path):
    assert run(tmp_path, media()).names(LIFECYCLE) == []


def credential(found, workload="web"):
    inputs = found.inputs(CREDENTIAL, workload)
    return inputs["issuer"], inputs["subject"], inputs["audiences"]


def test_aks(tmp_path):
    found = run(tmp_path, media(workloads={"web": grants(AKS, default=["read"])}))

    assert credential(found) == (AKS["issuer"], "system:serviceaccount:shop:web", ["api://AzureADTokenExchange"])
    assert found.inputs(IDENTITY, "web")["resourceName"] == "shop-prod-web"


@pytest.mark.parametrize(
    ("which", "subject"),
    [
        ({"branch": "main"}, "repo:octo/shop:ref:refs/heads/main"),
        ({"tag": "v1"}, "repo:octo/shop:ref:refs/tags/v1"),
        ({"environment": "production"}, "repo:octo/shop:environment:production"),
    ],
)
def test_github(tmp_path, which, subject):
    runs_on = {"type": "github-actions", "repository": "octo/shop", **which}
    found = run(tmp_path, media(workloads={"web": grants(runs_on, default=["read"])}))

    assert credential(found) == ("https://token.actions.githubusercontent.com", subject, ["api://AzureADTokenExchange"])


@pytest.mark.parametrize("kind", ["app-service", "container-apps", "azure-vm"])
def test_an_identity_of_the_platforms_own(tmp_path, kind):
    found = run(tmp_path, media(workloads={"web": grants({"type": kind, "principal_id": "abc"}, default=["write"])}))

    assert found.names(IDENTITY) == found.names(CREDENTIAL) == []
    assert found.inputs(ASSIGNMENT, "web_media_files")["principalId"] == "abc"
    assert found.outputs["workloads"]["web"]["azure"] == {
        "client_id": None,
        "principal_id": "abc",
        "identity": "native",
    }


@pytest.mark.parametrize("kind", ["app-service", "container-apps", "azure-vm"])
def test_an_identity_to_be_attached(tmp_path, kind):
    found = run(tmp_path, media(workloads={"web": grants(kind, default=["write"])}))

    assert found.names(IDENTITY) == ["web"]
    assert found.names(CREDENTIAL) == []


@pytest.mark.parametrize("runs_on", ["vps", "ecs", "cloud-run"])
def test_code_outside_azure_runs_as_an_application(tmp_path, runs_on):
    web = {**grants(runs_on, default=["write"]), "service_principal": {"client_id": "app", "object_id": "object"}}
    found = run(tmp_path, media(workloads={"web": web}))

    assert found.names(IDENTITY) == []
    assert found.inputs(ASSIGNMENT, "web_media_files")["principalId"] == "object"
    assert found.outputs["workloads"]["web"]["azure"] == {
        "client_id": "app",
        "principal_id": "object",
        "identity": "principal",
    }


def test_a_workload_without_business_here(tmp_path):
    storages = {"default": storage(), "backups": storage("backups", "dumps/")}
    stores = {"media": {"provider": "azure"}, "backups": {"provider": "s3"}}
    data = spec({}, storages, {"web": grants(default=["read"]), "cron": grants("ecs", backups=["write"])})
    found = run(tmp_path, data | {"stores": stores})

    assert set(found.outputs["workloads"]) == {"web"}
    assert set(found.outputs["stores"]) == {"media"}


def routes(found):
    return {item.name: item.inputs for item in found.resources if item.type == ROUTE}


def test_public_and_signed_paths_behind_one_front_door(tmp_path):
    storages = {
        "default": storage(prefix="pictures/", access="public"),
        "documents": storage(prefix="documents/"),
        "uploads": storage(prefix="uploads/", via="direct"),
    }
    found = run(tmp_path, spec({"media": {"cdn": {}}}, storages, WEB))
    made = routes(found)

    assert {name: item["patternsToMatch"] for name, item in made.items()} == {
        "media_public": ["/files/pictures/*"],
        "media_signed": ["/files/documents/*"],
    }
    assert made["media_public"]["cacheConfiguration"]["queryStringCachingBehavior"] == "UseQueryString"
    assert "cacheConfiguration" not in made["media_signed"]
    assert found.inputs(ORIGINS, "media_public")["authentication"]["type"] == "UserAssignedIdentity"
    assert "authentication" not in found.inputs(ORIGINS, "media_signed")
    assert found.inputs(CONTAINER, "media")["publicAccess"] == "None"
    assert all((ORIGIN, name) in found.one(ROUTE, name).after for name in made)


def test_only_requests_with_a_token_name_a_version(tmp_path):
    storages = {"default": storage(prefix="pictures/", access="public"), "documents": storage(prefix="documents/")}
    found = run(tmp_path, spec({"media": {"cdn": {}}}, storages, WEB))

    assert [name for name in found.names(RULE) if name.endswith("version")] == ["media_public-version"]


def test_logs_keep_no_signature(tmp_path):
    private, public = run(tmp_path, media({"cdn": {}})), run(tmp_path, media({"cdn": {}}, access="public"))

    assert private.inputs(PROFILE, "media")["logScrubbing"] == {
        "state": "Enabled",
        "scrubbingRules": [
            {"matchVariable": "QueryStringArgNames", "selectorMatchOperator": "EqualsAny", "state": "Enabled"}
        ],
    }
    assert "logScrubbing" not in public.inputs(PROFILE, "media")


def test_nothing_public_needs_no_identity(tmp_path):
    found = run(tmp_path, media({"cdn": {}}))

    assert "identity" not in found.inputs(PROFILE, "media")
    assert found.names(IDENTITY) == ["web"]
    assert list(routes(found)) == ["media_signed"]


@pytest.mark.parametrize("access", ["public", "private"])
def test_an_empty_prefix_is_the_whole_container(tmp_path, access):
    found = run(tmp_path, media({"cdn": {}, "container": "media"}, prefix="", access=access))

    assert [item["patternsToMatch"] for item in routes(found).values()] == [["/media/*"]]


def test_a_route_takes_25_patterns(tmp_path):
    storages = {f"s{number:02}": storage(prefix=f"{number:02}/", access="public") for number in range(30)}
    found = run(tmp_path, spec({"media": {"cdn": {}}}, storages, {"web": grants(s00=["read"])}))

    assert {name: len(item["patternsToMatch"]) for name, item in routes(found).items()} == {
        "media_public": 25,
        "media_public2": 5,
    }


def test_over_a_private_link_nobody_shows_who_they_are(tmp_path):
    store = {"network": {"public": False}, "cdn": {"sku": "Premium", "origin_access": "private-link"}}
    found = run(tmp_path, media(store, access="public"))

    assert "authentication" not in found.inputs(ORIGINS, "media_public")
    assert "identity" not in found.inputs(PROFILE, "media")
    assert found.inputs(PROFILE, "media")["sku"] == {"name": "Premium_AzureFrontDoor"}
    assert found.inputs(ORIGIN, "media_public")["sharedPrivateLinkResource"] == {
        "groupId": "blob",
        "privateLink": {"id": MEDIA},
        "privateLinkLocation": "westeurope",
        "requestMessage": "Front Door of the store media",
    }
    assert found.inputs(CONTAINER, "media")["publicAccess"] == "Blob"
    assert found.names(ASSIGNMENT) == ["web_media_files"]


def test_a_private_link_from_another_location(tmp_path):
    cdn = {"sku": "Premium", "origin_access": "private-link", "private_link_location": "francecentral"}
    found = run(tmp_path, media({"location": "spaincentral", "network": {"public": False}, "cdn": cdn}))
    link = found.inputs(ORIGIN, "media_signed")["sharedPrivateLinkResource"]

    assert link["privateLinkLocation"] == "francecentral"
    assert found.inputs(ACCOUNT, "media")["location"] == "spaincentral"


def test_signed_paths_over_a_private_link_stay_private(tmp_path):
    store = {"network": {"public": False}, "cdn": {"sku": "Premium", "origin_access": "private-link"}}
    found = run(tmp_path, media(store))

    assert found.inputs(ORIGIN, "media_signed")["sharedPrivateLinkResource"]["groupId"] == "blob"
    assert found.inputs(CONTAINER, "media")["publicAccess"] == "None"


@pytest.mark.parametrize(
    ("tls", "settings"),
    [
        ("TLS12", {"cipherSuiteSetType": "TLS12_2023", "minimumTlsVersion": "TLS12"}),
        (
            "TLS13",
            {
                "cipherSuiteSetType": "Customized",
                "customizedCipherSuiteSet": {
                    "cipherSuiteSetForTls13": ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"]
                },
                "minimumTlsVersion": "TLS13",
            },
        ),
    ],
)
def test_a_domain_of_ones_own(tmp_path, tls, settings):
    found = run(tmp_path, media({"cdn": {"domain": "static.shop.example", "minimum_tls": tls}}))

    assert found.inputs(DOMAIN, "media")["tlsSettings"] == {"certificateType": "ManagedCertificate", **settings}
    assert found.names(RECORD) == []
    (route,) = routes(found).values()
    assert route["linkToDefaultDomain"] == "Disabled"
    assert [item["id"].rpartition("/")[2] for item in route["customDomains"]] == ["static-shop-example"]
    assert found.outputs["stores"]["media"]["cdn_domain"] == "static.shop.example"


@pytest.mark.parametrize(
    ("domain", "proof", "name", "leads"),
    [
        ("a.b.shop.example", "_dnsauth.a.b", "a.b", "cnameRecord"),
        ("shop.example", "_dnsauth", "@", "targetResource"),
    ],
)
def test_records(tmp_path, domain, proof, name, leads):
    found = run(tmp_path, media({"cdn": {"domain": domain, "dns_zone": ZONE}}))
    way = found.one(RECORD, "media_domain")

    assert found.inputs(RECORD, "media_proof")["relativeRecordSetName"] == proof
    assert found.inputs(RECORD, "media_proof")["txtRecords"] == [{"value": ["the-proof"]}]
    assert (way.inputs["relativeRecordSetName"], way.inputs["resourceGroupName"]) == (name, "dns")
    assert leads in way.inputs
    assert {(DOMAIN, "media"), (ROUTE, "media_signed")} <= set(way.after)


def test_headers_of_every_answer(tmp_path):
    data = media({"cdn": {}}) | {"site": {"origins": ["https://b.example", "https://a.example"]}}
    found = run(tmp_path, data)
    rules = {item.name: item.inputs for item in found.resources if item.type == RULE}

    def headers(name):
        return {item["parameters"]["headerName"]: item["parameters"]["value"] for item in rules[name]["actions"]}

    assert headers("media_signed-security") == {
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }
    assert headers("media_signed-cors1")["Access-Control-Allow-Origin"] == "https://a.example"
    assert rules["media_signed-cors1"]["conditions"][0]["parameters"]["matchValues"] == ["https://a.example"]
    assert sorted(item["order"] for item in rules.values()) == [1, 2, 3]
    assert max(len(item["actions"]) for item in rules.values()) <= 5
    assert "*" not in json.dumps([item["actions"] for item in rules.values()])


def test_no_cors_headers_when_told_so(tmp_path):
    data = media({"cdn": {"headers": {"cors": False}}}) | {"site": {"origins": ["https://a.example"]}}

    assert run(tmp_path, data).names(RULE) == ["media_signed-security"]


def test_two_stores_that_log_into_each_other(tmp_path):
    stores = {
        name: {"access_logs": {"store": other, "prefix": "logs/"}}
        for name, other in (("media", "near"), ("near", "media"))
    }
    data = spec(stores, {"default": storage()}, WEB)
    found = run(tmp_path, data)

    setting = found.inputs("azure-native:monitor:DiagnosticSetting", "media")
    assert setting["resourceUri"] == f"{MEDIA}/blobServices/default"
    assert setting["storageAccountId"].endswith("/shopprodnear")


def test_a_subscription_that_is_not_said(tmp_path):
    """Ids come from what is made, so only what exists already needs it."""
    found = run(tmp_path, media() | {"azure": {}})

    assert "subscriptionId" not in found.inputs("pulumi:providers:azure-native", "azure")
    assert found.inputs(ASSIGNMENT, "web_media_files")["scope"].startswith(MEDIA)
