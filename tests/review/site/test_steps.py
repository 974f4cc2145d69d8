"""What has to be done by hand: keys of signed URLs, records in zones that the stack does not have, identities."""

from __future__ import annotations

import pytest

from generator.spec.document import open_document
from infra.review.site_identity import identities
from infra.review.site_steps import steps

SPEC = """\
version: 1
project: shop
gcp: {project_id: shop-project, project_number: "123456789012"}
azure: {subscription_id: 11111111-1111-4111-8111-111111111111, tenant_id: 22222222-2222-4222-8222-222222222222}
stores:
  one: {provider: s3, cdn: {S3}}
  two: {provider: gcs, cdn: {GCS}}
  three: {provider: azure, cdn: {AZURE}}
storages:
  default: {store: one, prefix: x/, access: private}
  second: {store: two, prefix: x/, access: private}
workloads:
  web: {runs_on: {type: ecs}, keys: [gcs], grants: {default: [read], second: [read]}}
environments: {prod: {}, local: {target: local}}
"""
GIVEN = {"S3": "", "GCS": "domain: g.shop.example, dns_zone: zone", "AZURE": ""}


@pytest.fixture
def spec(tmp_path):
    def made(environment="prod", cut="", **given):
        text = SPEC.replace(cut, "")
        for name, value in {**GIVEN, **given}.items():
            text = text.replace(f"cdn: {{{name}}}", f"cdn: {{{value}}}")
        path = tmp_path / "storage.yaml"
        path.write_text(text)
        return open_document(path, "storage.yaml", (), ()).environment(environment)

    return made


def test_a_new_key_of_cloud_cdn_needs_its_value(spec):
    signing = f"{GIVEN['GCS']}, signing: {{keys: [k1%s], active: k1}}"
    before, after = spec(GCS=signing % ""), spec(GCS=signing % ", k2")
    (found,) = steps(before, after)
    assert "`pulumi config set --secret --path 'stowplan:cdn_keys.two.k2' < .stowplan/keys/prod-two-k2.key`" in found
    assert "before `pulumi up`" in found
    assert len(list(steps(None, after))) == 2
    assert list(steps(after, after)) == []


def test_the_private_half_of_a_new_public_key_must_reach_the_site(spec):
    (found,) = steps(spec(), spec(S3='signing: {public_keys: {"2026": keys/a.pem}, active: "2026"}'))
    assert "public key 2026" in found
    assert "STORAGE_ONE_SIGNING_KEY_FILE" in found


@pytest.mark.parametrize(
    ("cloud", "domain", "record"),
    [
        ("S3", "domain: s.shop.example", "s.shop.example: a CNAME to the output stores.one.cdn_host"),
        ("GCS", "domain: g.shop.example", "g.shop.example: an A record to the output stores.two.cdn_ip"),
        ("AZURE", "domain: a.shop.example", "a TXT _dnsauth.a.shop.example with Front Door's token, and a CNAME"),
    ],
)
def test_a_domain_in_a_zone_of_somebody_else_needs_records(spec, cloud, domain, record):
    (found,) = steps(spec(), spec(**{cloud: domain}))
    assert record in found
    assert list(steps(spec(**{cloud: domain}), spec(**{cloud: domain}))) == []


def test_a_laptop_needs_nothing(spec):
    assert list(steps(None, spec("local", S3="domain: s.shop.example"))) == []


def test_a_key_for_another_cloud_that_goes_leaves_no_identity_there(spec):
    base, head = spec(), spec(cut=" keys: [gcs],")
    assert list(identities(base, head, "keys", "role")) == [
        "the site now has no identity on Google Cloud instead of a long-lived key in its environment"
    ]
