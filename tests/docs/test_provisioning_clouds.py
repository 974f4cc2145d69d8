"""What docs/provisioning.md says of Google Cloud and of Azure, against what the program registers and exports."""

from __future__ import annotations

import re

import pytest
import yaml

from infra.cli import main as stowplan
from tests.docs.cloud_specs import AZURE, AZURE_BARE, GCP, GCP_BARE
from tests.docs.pages import blocks, prose
from tests.docs.stacks import PAGE, graph, kinds, names, options, outputs, plain, said, whole

FOR = ("the stack", "a store", "a CDN", "a workload")
OWN_WORDS = ("accounts", "projects", "subscriptions")
SPECS = {"gcp": (GCP_BARE, GCP), "azure": (AZURE_BARE, AZURE)}
BARE_CDN = {
    "gcp": "provider: gcs, cdn: {domain: media.shop.example, certificate_map: "
    "projects/shop-prod-123456/locations/global/certificateMaps/shop}",
    "azure": "provider: azure, cdn: {}",
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    return {cloud: graph(tmp_path_factory.mktemp(cloud), spec) for cloud, (_, spec) in SPECS.items()}


@pytest.mark.parametrize("cloud", SPECS)
def test_what_every_store_has(cloud, tmp_path):
    assert kinds(graph(tmp_path, SPECS[cloud][0])) == said(*FOR, when="always", table=f"resources {cloud}") - said(
        "a CDN", "a workload", table=f"resources {cloud}"
    )


@pytest.mark.parametrize("cloud", SPECS)
def test_nothing_else_is_registered(cloud, everything):
    assert kinds(everything[cloud]) == said(*FOR, table=f"resources {cloud}")


@pytest.mark.parametrize("cloud", SPECS)
def test_every_row_of_a_cdn_that_says_always_is_there_for_the_smallest(cloud, tmp_path):
    provider = {"gcp": "provider: gcs", "azure": "provider: azure"}[cloud]
    spec = SPECS[cloud][0].replace(provider, BARE_CDN[cloud]).replace("private", "public")

    assert said("a CDN", when="always", table=f"resources {cloud}") <= kinds(graph(tmp_path, spec))


@pytest.mark.parametrize("cloud", SPECS)
def test_the_outputs(cloud, everything):
    assert outputs(everything[cloud]) == names("outputs") | names(f"outputs {cloud}")


def test_the_sections_of_the_clouds_have_the_same_headings():
    found = re.findall(r"^### (AWS|Google Cloud|Azure): (.+)$", prose(PAGE), re.MULTILINE)
    by_cloud = {cloud: [topic for name, topic in found if name == cloud] for cloud, _ in found}
    common = [[topic for topic in topics if topic not in OWN_WORDS] for topics in by_cloud.values()]

    assert list(by_cloud) == ["AWS", "Google Cloud", "Azure"]
    assert common[0] == common[1] == common[2]
    assert {len(topics) for topics in by_cloud.values()} == {8}


def test_projects(tmp_path):
    found = graph(tmp_path, whole("### Google Cloud: projects"))
    (provider,) = [item for item in found.resources if item.type == "pulumi:providers:gcp"]

    assert plain(provider.inputs)["project"] == "shop-prod-123456"
    assert plain(provider.inputs)["impersonateServiceAccount"] == "deploy@shop-prod-123456.iam.gserviceaccount.com"


def test_subscriptions(tmp_path):
    found = graph(tmp_path, whole("### Azure: subscriptions"), stack="staging")
    (provider,) = [item for item in found.resources if item.type == "pulumi:providers:azure-native"]

    assert plain(provider.inputs)["subscriptionId"] == "1b0cfb9a-3f0e-4a52-9b6d-2c7a6d1f0e55"


def test_an_account_is_adopted_with_its_container(tmp_path):
    found = graph(tmp_path, whole("### Azure: data"))
    account = "/resourceGroups/rg-shop/providers/Microsoft.Storage/storageAccounts/shopuploads2019"

    assert options(found, "StorageAccount")["import"].endswith(account)
    assert options(found, "BlobContainer")["import"].endswith(f"{account}/blobServices/default/containers/uploads")
    assert "resources.ResourceGroup" not in kinds(found)


def test_a_bucket_of_google_is_adopted(tmp_path):
    spec = GCP_BARE.replace("provider: gcs", "provider: gcs, name: shop-uploads-2019, adopt: true")

    assert options(graph(tmp_path, spec), "Bucket")["import"] == "shop-prod-123456/shop-uploads-2019"


@pytest.mark.parametrize(("cloud", "kind"), [("gcp", "Bucket"), ("azure", "StorageAccount")])
def test_what_holds_files_is_kept_until_the_spec_says_otherwise(cloud, kind, tmp_path):
    bare = SPECS[cloud][0]
    provider = {"gcp": "provider: gcs", "azure": "provider: azure"}[cloud]
    kept = options(graph(tmp_path, bare), kind)
    loose = options(graph(tmp_path, bare.replace(provider, f"{provider}, protect: false")), kind)

    assert (kept["protect"], kept["retainOnDelete"]) == (True, True)
    assert (loose.get("protect", False), loose.get("retainOnDelete", False)) == (False, False)


def test_what_is_kept_is_what_the_page_says(everything):
    """Of a store that leaves the stack, by the words of `Removing:`."""
    kept = {
        cloud: {item.type.rpartition(":")[2] for item in found.resources if plain(item.options).get("retainOnDelete")}
        for cloud, found in everything.items()
    }

    assert kept["gcp"] == {"Bucket", "KeyRing", "CryptoKey", "CryptoKeyIAMMember"}
    assert kept["azure"] == {
        "ResourceGroup", "StorageAccount", "BlobContainer", "BlobServiceProperties", "Vault", "Key",
        "UserAssignedIdentity", "RoleAssignment",
    }  # fmt: skip


def test_the_command_for_a_signing_key_is_the_one_that_is_printed(tmp_path, capsys, monkeypatch):
    (tmp_path / "storage.yaml").write_text(GCP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert stowplan(["keys", "--env", "prod"]) == 0
    printed = capsys.readouterr().out.replace(f"{tmp_path}/", "")
    (shown,) = [
        line.removeprefix("$ ")
        for block in blocks(PAGE, "console")
        for line in block.text.splitlines()
        if "config set --secret" in line
    ]
    assert f"    {shown}\n" in printed


def test_a_workflow_takes_what_the_pool_of_a_project_has():
    """The provider that the page's commands make is the one that a stack without its own looks for."""
    from infra.policies import gcp_trust

    made = "\n".join(block.text for block in blocks(PAGE, "console"))

    assert f"pools create {gcp_trust.POOL_ID} " in made
    assert f"create-oidc {gcp_trust.PROVIDER_ID} --workload-identity-pool {gcp_trust.POOL_ID} " in made
    assert [f"{key}={value}" for key, value in gcp_trust.MAPPING.items()] == re.findall(
        r"--attribute-mapping (\S+)", made
    )
    assert f"--issuer-uri {gcp_trust.ISSUER} " in made


def test_names_in_the_commands_of_azure(everything):
    """Profile, endpoint and identity are called what the commands say."""
    inputs = [(item.type.rpartition(":")[2], plain(item.inputs)) for item in everything["azure"].resources]
    made = {
        ("--profile-name", next(item["profileName"] for kind, item in inputs if kind == "Profile")),
        ("--endpoint-name", next(item["endpointName"] for kind, item in inputs if kind == "AFDEndpoint")),
        (
            "--custom-domain-name",
            next(item["customDomainName"] for kind, item in inputs if kind == "AFDCustomDomain"),
        ),
        ("--resource-group", next(item["resourceGroupName"] for kind, item in inputs if kind == "ResourceGroup")),
        ("--name", "shop-prod-web"),
    }
    text = "\n".join(block.text for block in blocks(PAGE, "console"))

    assert "shop-prod-web" in {item.get("resourceName") for kind, item in inputs if kind == "UserAssignedIdentity"}
    assert {pair for pair in made if f"{pair[0]} {pair[1]}" not in text} == set()


def test_platforms_of_every_identity_table():
    from generator.spec.identities import HOME

    text = prose(PAGE)
    rows = {
        "s3": text[text.index("### AWS: identities") : text.index("### AWS: domains")],
        "gcs": text[text.index("### Google Cloud: identities") : text.index("### Google Cloud: domains")],
        "azure": text[text.index("### Azure: identities") : text.index("### Azure: domains")],
    }
    missing = [(kind, home) for kind, home in HOME.items() if f"| `{kind}` |" not in rows[home]]

    assert missing == []
    assert [home for home, section in rows.items() if "| `github-actions` |" not in section] == []


def test_the_key_of_a_rotation_is_named_in_the_spec():
    (fragment,) = [
        yaml.safe_load(block.text) for block in blocks(PAGE, "yaml") if block.mark == "fragment, on google cloud"
    ]
    named = fragment["stores"]["media"]["cdn"]["signing"]["keys"]

    assert re.findall(r"config rm --path 'stowplan:cdn_keys\.media\.(.+?)'", PAGE.read_text("utf-8")) == [named[0]]
