"""One spec for each choice, and what it changes."""

from __future__ import annotations

import pytest

from tests.infra_gcp.specs import NUMBER, PROJECT, grants, run, spec, storage

FILES = "files-c3f652157b"
"""What logical names call the prefix `files/`."""
READ_WRITE = {"web": grants(default=["read", "write"])}


def media(store=None, workloads=None, top=None, **more):
    return spec({"media": store}, {"default": storage(**more)}, workloads or READ_WRITE, **(top or {}))


def bindings(found):
    return sorted(
        (row.name, row.inputs["role"].rpartition("/")[2], row.inputs.get("managedFolder"))
        for row in found.rows
        if row.type in {"ManagedFolderIamMember", "BucketIAMMember"}
    )


def test_a_plain_private_store():
    found = run(media())
    bucket = found.inputs("Bucket", "media")

    assert bucket["publicAccessPrevention"] == "enforced"
    assert bucket["encryption"] == {
        "customerSuppliedEncryptionEnforcementConfig": {"restrictionMode": "FullyRestricted"}
    }
    assert bucket["versioning"] == {"enabled": True}
    assert bucket["softDeletePolicy"] == {"retentionDurationSeconds": 604800}
    assert not {"logging", "retentionPolicy"} & bucket.keys()
    assert bindings(found) == [
        ("web_media_files-c3f652157b_read", "${read.iAMCustomRole}", "files/"),
        ("web_media_files-c3f652157b_write", "${write.iAMCustomRole}", "files/"),
    ]
    assert found.inputs("gcp", "gcp") == {"project": PROJECT, "addPulumiAttributionLabel": "false"}


def test_only_the_roles_in_use_are_made():
    assert run(media(workloads={"web": grants(default=["list"])})).names("IAMCustomRole") == ["list"]
    assert run(media(workloads={"web": grants(default=["read"])})).names("IAMCustomRole") == ["read", "sign"]
    assert run(media(access="public", workloads={"web": grants()})).names("IAMCustomRole") == ["read"]


def test_an_action_that_stands_twice_is_granted_once():
    assert run(media(workloads={"web": grants(default=["write", "write"])})).names("ManagedFolderIamMember") == [
        f"web_media_{FILES}_write"
    ]


def test_a_storage_without_a_prefix_has_the_whole_bucket():
    found = run(media(prefix="", access="public"))

    assert found.names("ManagedFolder") == []
    assert bindings(found) == [
        ("media_all_public", "${read.iAMCustomRole}", None),
        ("web_media_all_read", "${read.iAMCustomRole}", None),
        ("web_media_all_write", "${write.iAMCustomRole}", None),
    ]
    assert all("condition" not in row.inputs for row in found.rows)


def test_conditions_in_place_of_folders():
    found = run(media({"isolation": "conditions"}))

    assert found.names("ManagedFolder") == []
    assert found.inputs("BucketIAMMember", f"web_media_{FILES}_read")["condition"] == {
        "title": FILES,
        "expression": 'resource.type == "storage.googleapis.com/Object" && '
        'resource.name.startsWith("projects/_/buckets/shop-prod-media/objects/files/")',
    }


def test_what_anyone_reads_has_a_folder_even_with_conditions():
    found = run(media({"isolation": "conditions"}, access="public"))

    assert found.names("ManagedFolder") == [f"media_{FILES}"]
    assert found.inputs("ManagedFolderIamMember", f"media_{FILES}_public")["member"] == "allUsers"
    assert "condition" in found.inputs("BucketIAMMember", f"web_media_{FILES}_write")


def test_cloud_cdn_reads_by_condition_too():
    store = {"isolation": "conditions", "cdn": {"domain": "m.shop.example", "signing": {"keys": ["k1"]}}}
    found = run(media(store))

    member = found.inputs("BucketIAMMember", f"media_{FILES}_cdn")
    assert member["member"] == f"serviceAccount:service-{NUMBER}@cloud-cdn-fill.iam.gserviceaccount.com"
    assert member["condition"]["expression"].endswith('objects/files/")')


def test_a_key_of_your_own_is_granted_and_the_grant_stays():
    key = "projects/keys/locations/europe/keyRings/shop/cryptoKeys/media"
    found = run(media({"encryption": {"type": "cmek", "key": key}, "protect": False}))

    assert found.inputs("Bucket", "media")["encryption"]["defaultKmsKeyName"] == key
    assert found.inputs("CryptoKeyIAMMember", "media") == {
        "cryptoKeyId": key,
        "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "member": f"serviceAccount:service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com",
    }
    assert found.one("CryptoKeyIAMMember", "media").options["retainOnDelete"] is True
    assert found.names("KeyRing") == []


@pytest.mark.parametrize(
    ("location", "where"), [("EU", "europe"), ("us", "us"), ("ASIA", "asia"), ("EUR4", "eur4"), ("europe-west1",) * 2]
)
def test_a_key_lies_where_its_bucket_lies(location, where):
    found = run(media({"location": location, "encryption": {"type": "cmek"}}))

    assert found.inputs("KeyRing", "media")["location"] == where


def test_nothing_is_kept_where_it_is_not_protected():
    found = run(media({"protect": False, "encryption": {"type": "cmek"}}))

    assert [row for row in found.rows if row.options.get("protect") or row.options.get("retainOnDelete")] == []


def test_a_local_cloud_is_nobodys_project_and_keeps_nothing():
    data = {**media({"adopt": True, "encryption": {"type": "cmek"}}), "target": "local", "gcp": {}}
    found = run(data)

    assert found.inputs("gcp", "gcp")["project"] == "stowplan-local"
    assert found.inputs("CryptoKeyIAMMember", "media")["member"].startswith("serviceAccount:service-123456789012@")
    assert found.inputs("Bucket", "media")["deletionPolicy"] == "DELETE"
    assert "import" not in found.one("Bucket", "media").options
    assert [row for row in found.rows if row.options.get("protect")] == []


def test_a_local_load_balancer_is_reached_by_its_address():
    data = {**media({"cdn": {}}, access="public"), "target": "local"}
    found = run(data)

    assert found.outputs["stores"]["media"]["cdn_domain"] == "${media_ipv4.globalAddress.address}"
    assert "certificateMap" not in found.inputs("TargetHttpsProxy", "media")


def test_an_adopted_bucket_keeps_its_labels():
    found = run(media({"adopt": True, "name": "old-media"}))
    bucket = found.one("Bucket", "media")

    assert bucket.options["import"] == f"{PROJECT}/old-media"
    assert bucket.options["ignoreChanges"] == ["labels"]
    assert "labels" not in bucket.inputs


def test_someone_else_to_be():
    data = {**media(), "gcp": {"project_id": PROJECT, "impersonate_service_account": "ci@x.iam.gserviceaccount.com"}}

    assert run(data).inputs("gcp", "gcp")["impersonateServiceAccount"] == "ci@x.iam.gserviceaccount.com"


def test_a_missing_number_is_said():
    data = {**media({"encryption": {"type": "cmek"}}), "gcp": {"project_id": PROJECT}}

    with pytest.raises(Exception, match=r"`gcp\.project_number` is missing; the checks say so"):
        run(data)


def test_cors_of_the_store_and_of_the_site():
    site = {"site": {"origins": ["https://b.example", "https://a.example"]}}
    found = run(media(top=site))
    assert found.inputs("Bucket", "media")["cors"] == [
        {
            "origins": ["https://a.example", "https://b.example"],
            "methods": ["GET", "HEAD"],
            "responseHeaders": ["ETag", "If-Modified-Since", "If-None-Match", "Range"],
            "maxAgeSeconds": 3600,
        }
    ]
    own = {"cors": [{"origins": ["https://c.example"], "methods": ["PUT"], "headers": ["Content-Type", "ETag"]}]}
    assert run(media(own, top=site)).inputs("Bucket", "media")["cors"] == [
        {
            "origins": ["https://c.example"],
            "methods": ["PUT"],
            "responseHeaders": ["ETag", "Content-Type"],
            "maxAgeSeconds": 3600,
        }
    ]
    plain = {"cdn": {"domain": "m.shop.example", "headers": {"cors": False}}}
    assert run(media(plain, top=site, access="public")).inputs("Bucket", "media")["cors"] == []


def test_two_stores_that_log_into_each_other():
    stores = {
        "a": {"access_logs": {"store": "b", "prefix": "a/"}},
        "b": {"access_logs": {"store": "a", "prefix": "b/"}},
    }
    found = run(spec(stores, {"default": storage("a")}))

    assert found.inputs("Bucket", "a")["logging"] == {"logBucket": "shop-prod-b", "logObjectPrefix": "a/"}
    assert found.inputs("Bucket", "b")["logging"] == {"logBucket": "shop-prod-a", "logObjectPrefix": "b/"}
    assert found.one("Bucket", "b").after == ()
    assert found.one("Bucket", "a").after == (("Bucket", "b"),)
    assert [row.name for row in found.rows if row.type == "BucketIAMMember"] == ["a_usage", "b_usage"]


def test_a_certificate_map_of_your_own():
    given = f"projects/{PROJECT}/locations/global/certificateMaps/all"
    found = run(media({"cdn": {"domain": "m.shop.example", "certificate_map": given}}, access="public"))

    proxy = found.inputs("TargetHttpsProxy", "media")
    assert proxy["certificateMap"] == f"//certificatemanager.googleapis.com/{given}"
    assert proxy["quicOverride"] == "ENABLE"
    assert found.names("Certificate") == []


def test_another_domain_makes_another_certificate_before_the_old_one_leaves():
    names = [
        run(media({"cdn": {"domain": domain, "dns_zone": "z"}}, access="public")).inputs(kind, "media")["name"]
        for kind in ("Certificate", "CertificateMapEntry", "DnsAuthorization")
        for domain in ("a.shop.example", "b.shop.example")
    ]

    assert len(set(names)) == 2


GITHUB = {"type": "github-actions", "repository": "octo/shop", "branch": "main"}
SUBJECT = "repo:octo/shop:ref:refs/heads/main"


def test_github_with_the_projects_own_pool():
    found = run(media(workloads={"ci": grants(GITHUB, default=["write"])}))
    pool = f"projects/{NUMBER}/locations/global/workloadIdentityPools/github"
    email = "${ci.account}@${gcp.project}.iam.gserviceaccount.com"

    assert found.names("WorkloadIdentityPool") == []
    assert found.inputs("IAMMember", "ci") == {
        "serviceAccountId": f"projects/${{gcp.project}}/serviceAccounts/{email}",
        "role": "roles/iam.workloadIdentityUser",
        "member": f"principal://iam.googleapis.com/{pool}/subject/{SUBJECT}",
    }
    assert found.outputs["workloads"]["ci"]["gcp"]["workload_identity_provider"] == f"{pool}/providers/github"


def test_a_pool_of_the_stack_takes_its_own_workloads_only():
    workloads = {
        "ci": grants({**GITHUB, "create_provider": True}, default=["write"]),
        "deploy": grants({"type": "github-actions", "repository": "octo/shop", "tag": "v1"}, default=["write"]),
    }
    found = run(media(workloads=workloads))

    assert found.inputs("WorkloadIdentityPool", "github")["workloadIdentityPoolId"] == "stowplan-shop-prod"
    condition = found.inputs("WorkloadIdentityPoolProvider", "github")["attributeCondition"]
    assert condition == f'assertion.sub == "{SUBJECT}" || assertion.sub == "repo:octo/shop:ref:refs/tags/v1"'
    assert found.inputs("IAMMember", "deploy")["member"].endswith("/subject/repo:octo/shop:ref:refs/tags/v1")


def test_gke_in_another_project():
    runs_on = {"type": "gke", "namespace": "web", "service_account": "django", "cluster_project": "clusters-1"}
    found = run(media(workloads={"web": grants(runs_on, default=["write"])}))

    assert found.inputs("IAMMember", "web")["member"] == "serviceAccount:clusters-1.svc.id.goog[web/django]"


@pytest.mark.parametrize("runs_on", ["cloud-run", "gce"])
def test_what_google_attaches_has_no_trust_of_its_own(runs_on):
    found = run(media(workloads={"web": grants(runs_on, default=["write"])}))

    assert found.names("IAMMember") == []
    assert found.outputs["workloads"]["web"]["gcp"]["identity"] == "native"


def test_signing_as_itself_only_where_links_are_signed_without_a_key():
    assert run(media()).names("IAMMember") == ["web_sign"]
    assert run(media(workloads={"web": grants(default=["write"])})).names("IAMMember") == []
    assert run(media(workloads={"box": grants("vps", default=["read"])})).names("IAMMember") == []
    signed = {"cdn": {"domain": "m.shop.example", "signing": {"keys": ["k1"]}}}
    assert run(media(signed)).names("IAMMember") == []


def test_a_key_for_a_workload_of_another_cloud():
    workloads = {"task": {**grants("ecs", default=["read"]), "keys": ["gcs"]}}
    found = run(media(workloads=workloads))

    assert found.names("Key") == ["task"]
    assert found.outputs["workloads"]["task"]["gcp"]["identity"] == "key"
    assert list(found.outputs["secrets"]) == ["task"]


def test_without_a_cdn_compute_engines_sdk_is_not_imported():
    import subprocess
    import sys

    code = (
        "import sys\nimport infra.components.gcp.stack, infra.components.gcp.outputs\n"
        "print([name for name in ('compute', 'monitoring', 'kms') if f'pulumi_gcp.{name}._inputs' in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"
