"""Secrets in a spec: found wherever they stand, never shown, and not seen where there are none."""

from __future__ import annotations

import pytest

from generator.spec.problems import secret_kind
from tests.properties.hostile import SECRETS
from tests.spec.writing import SMALL, problems


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("AKIAIOSFODNN7EXAMPLE", "an AWS access key id"),
        ("ASIAIOSFODNN7EXAMPLE", "an AWS access key id"),
        ("my_AKIAIOSFODNN7EXAMPLE_key", "an AWS access key id"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "an AWS secret access key"),
        ("aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "an AWS secret access key"),
        ("'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',", "an AWS secret access key"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "a private key"),
        ("-----BEGIN RSA PRIVATE KEY----- MIIE", "a private key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "a private key"),
        ("DefaultEndpointsProtocol=https;AccountKey=abc", "an Azure storage key"),
        ("A" * 86 + "==", "an Azure storage key"),
        (
            "https://acme.blob.core.windows.net/files?sv=2025-07-05&sig=tN8yQzB%2Bx1Lm0pR4vW7aKc9dEf",
            "a signature of an Azure SAS",
        ),
        ("SharedAccessSignature=sv=2025", "a signature of an Azure SAS"),
        ("abc8Q~" + "x" * 34, "an Azure client secret"),
        ("AIza" + "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY"[:35], "a Google API key"),
        ('{"type": "service_account", "project_id": "shop"}', "a Google service account key"),
        ('"private_key_id": "0123456789abcdef"', "a Google service account key"),
        ("GOOG1EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLE1", "a Google HMAC key id"),
        ("GOCSPX-0123456789abcdefghijABCDEFGH", "a Google OAuth secret"),
        ("nZtRohdNF9m3cKM24IcK4w==", "a Cloud CDN signing key"),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "a GitHub token"),
        ("github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz", "a GitHub token"),
        ("https://shop:hun/ter2@db.example.com/shop", "a password in a URL"),
        ("postgres://shop:hunter2@db.example.com/shop", "a password in a URL"),
        ("postgresql+psycopg2://shop:hunter2@db/shop", "a password in a URL"),
        ("REDIS://:hunter2@cache:6379/0", "a password in a URL"),
    ],
)
def test_secrets_are_recognised(text, kind):
    assert secret_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
        "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
        "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        "arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab",
        "arn:aws:wafv2:us-east-1:123456789012:global/webacl/Site/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        "-----BEGIN PUBLIC KEY-----",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "media/customers/invoices/archive/",
        "https://www.example.com:8443",
        "https://www.example.com:8443/team@site",
        "ssh://git@github.com:22/octo-org/shop",
        "K2JCJMDEHXQW5F",
        "projects/shop-123456/locations/europe/keyRings/shop/cryptoKeys/media",
        "//certificatemanager.googleapis.com/projects/shop-123456/locations/global/certificateMaps/shop",
        "/subscriptions/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f/resourceGroups/shop/providers/Microsoft.Insights/actionGroups/a",
        "https://shop.vault.azure.net/keys/media/0123456789abcdef0123456789abcdef",
        "deploy@shop-123456.iam.gserviceaccount.com",
        "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        "Z0123456789ABCDEFGHIJ",
        "default-src 'none'; img-src https://media.example.com",
    ],
)
def test_what_only_looks_long_is_none(text):
    assert secret_kind(text) is None


@pytest.mark.parametrize("secret", [secret for secret in SECRETS if "\n" not in secret])
@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("shop", "SECRET"),
        SMALL.replace("default:", "SECRET:"),
        SMALL.replace("media/", "SECRET"),
        SMALL.replace("provider: s3", "provider: SECRET"),
        SMALL.replace("{prod: {}}", "{prod: {tags: {a: SECRET}}}"),
        SMALL.replace("{prod: {}}", "{SECRET: {}}"),
        SMALL + "SECRET: 1\n",
        SMALL + "tags: {SECRET: 1, SECRET: 2}\n",
        SMALL + "tags: [SECRET, [SECRET]]\n",
    ],
    ids=["value", "alias", "prefix", "choice", "overlay", "environment", "unknown key", "key twice", "list"],
)
def test_secrets_are_never_shown(tmp_path, text, secret):
    found = problems(tmp_path, text.replace("SECRET", f'"{secret}"'))

    assert found
    assert not [item for item in found if secret[:12] in item.text() or secret[-12:] in item.text()]


@pytest.mark.parametrize("secret", [secret for secret in SECRETS if secret.isalnum() or "_" in secret])
def test_secrets_are_not_shown_as_tags(tmp_path, secret):
    found = problems(tmp_path, SMALL + f"tags: !{secret} x\n")

    assert [(item.code, item.message) for item in found] == [("SPEC007", "the tag '<secret>' is not allowed")]
