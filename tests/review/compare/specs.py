"""Realistic specs on each cloud, edited as text, and what a comparison of two of them says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.spec.document import open_document
from infra.offline.graph import Graph
from infra.review.compare import changes
from infra.review.hazards import hazards
from infra.review.moves import moves
from infra.stack import graph_of
from tests.infra_aws.specs import PUBLIC_KEY

_OTHER_KEY = """\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtdTgA1t8G4nZWMtO1b95
tJHXnJCUEBSL/b3NyzgkH1LdHyFb4SQSHNBei1yaTQ44Y7qmBZrpzAUwKnNnU5Bt
kIpwyIoq3qtlxht5JhVXctLKAG/CbGJe/hvpsqSNm0lLm5D/lG+NMu6Aq+5Q/N0y
TCyEwBPy3kSxafPQ4imGOEnYKSOQqhc5m8Sc2VVkZlUP8YuD2UpR93s12EZfrKgY
xGqgDbtVCu60e3P4/d5IgWAG4rXQ3xDnRjSVWsHKQt3iVpXBXA5efi/miwBABxoM
G2Tff8xH6HfRtIz/A95C+MiwJiU6XcgStUXHclj6ALOICCnGWa6YPxdwHdADjxM6
JwIDAQAB
-----END PUBLIC KEY-----
"""
S3 = """\
version: 1
project: shop
tags: {team: web}
aws: {region: eu-west-1, account_id: "111122223333"}
site: {origins: ["https://www.shop.example"]}
stores:
  media:
    provider: s3
    versioning: true
    encryption: {type: kms}
    lifecycle:
      - {id: tmp, prefix: uploads/tmp/, expire_days: 7}
      - {id: old, prefix: documents/, noncurrent_days: 90}
    cdn:
      domain: media.shop.example
      dns_zone_id: Z0123456789ABCDEFGHIJ
      signing: {public_keys: {"2026": keys/one.pem, "2027": keys/two.pem}, active: "2026"}
  assets:
    provider: s3
    cdn: {}
  logs: {provider: s3, versioning: false, protect: false}
storages:
  staticfiles: {store: assets, prefix: static/, access: public, kind: static}
  default: {store: media, prefix: uploads/, access: private}
  documents: {store: media, prefix: documents/, access: private}
workloads:
  web:
    runs_on: {type: ecs}
    grants: {staticfiles: [read], default: [read, write, delete, list], documents: [read, write]}
  worker:
    runs_on: {type: lambda}
    grants: {default: [read]}
environments:
  prod: {}
"""
GCS = """\
version: 1
project: shop
tags: {team: web}
gcp: {project_id: shop-project, project_number: "123456789012", location: EU}
site: {origins: ["https://www.shop.example"]}
stores:
  media:
    provider: gcs
    versioning: true
    soft_delete_days: 14
    encryption: {type: cmek, rotation_days: 90}
    lifecycle:
      - {id: tmp, prefix: uploads/tmp/, expire_days: 7}
    cdn:
      domain: media.shop.example
      dns_zone: shop-zone
      signing: {keys: [k1, k2], active: k1}
  kept: {provider: gcs, versioning: false, retention: {days: 30}}
storages:
  default: {store: media, prefix: uploads/, access: private}
  pictures: {store: media, prefix: pictures/, access: public}
  invoices: {store: kept, prefix: invoices/, access: private}
workloads:
  web:
    runs_on: {type: cloud-run}
    grants: {default: [read, write, delete, list], pictures: [read, write], invoices: [read]}
  worker: {runs_on: {type: gce}, grants: {default: [read]}}
environments:
  prod: {}
"""
AZURE = """\
version: 1
project: shop
tags: {team: web}
azure:
  subscription_id: 11111111-1111-4111-8111-111111111111
  tenant_id: 22222222-2222-4222-8222-222222222222
  location: westeurope
site: {origins: ["https://www.shop.example"]}
stores:
  media:
    provider: azure
    versioning: true
    soft_delete_days: 14
    redundancy: GZRS
    cdn: {}
  vaulted:
    provider: azure
    encryption: {type: cmk}
    network: {default: Deny, ip_rules: [203.0.113.1, 203.0.113.2]}
storages:
  default: {store: media, prefix: uploads/, access: private}
  pictures: {store: media, prefix: pictures/, access: public}
  contracts: {store: vaulted, prefix: contracts/, access: private}
workloads:
  web:
    runs_on: {type: app-service}
    grants: {default: [read, write, delete, list], pictures: [read, write], contracts: [read]}
  worker: {runs_on: {type: container-apps}, grants: {default: [read]}}
environments:
  prod: {}
"""
NOTHING = Graph("stowplan", "prod")


def edited(text, *edits):
    """The text with each (old, new) done; what is not there is a mistake of the test."""
    for old, new in edits:
        if text.count(old) < 1:
            raise ValueError(f"the spec has no {old!r}")
        text = text.replace(old, new)
    return text


@cache
def read(text):
    """The graph and the spec of `prod`."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "storage.yaml")
        path.write_text(text)
        keys = path.with_name("keys")
        keys.mkdir()
        (keys / "one.pem").write_text(PUBLIC_KEY)
        (keys / "two.pem").write_text(_OTHER_KEY)
        graph = graph_of(str(path), "prod")
        return graph, open_document(path, "storage.yaml", (), ()).environment("prod")


def compared(base, head):
    """Of two specs as text; None for a side that is not there."""
    before, after = (NOTHING if text is None else read(text)[0] for text in (base, head))
    return changes(before, after)


def judged(base, head):
    """The hazards of two specs, those of storages that move among them."""
    before, after = (NOTHING if text is None else read(text)[0] for text in (base, head))
    found = hazards(before, after, changes(before, after))
    moved = () if base is None or head is None else moves(read(base)[1], read(head)[1])
    return (*found, *moved)
