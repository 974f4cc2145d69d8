"""A site's spec on each cloud, as a team would write it, and one on all three."""

from __future__ import annotations

from tests.infra_aws.specs import PUBLIC_KEY

OTHER_KEY = """\
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
KEYS = {"keys/2026.pem": PUBLIC_KEY, "keys/2027.pem": OTHER_KEY}

S3 = """\
version: 1
project: shop
django:
  package: shop_storage
  workload: web
tags:
  team: web
aws:
  region: eu-west-1
  account_id: "111122223333"
site:
  origins: ["https://www.shop.example", "https://admin.shop.example"]
stores:
  media:
    provider: s3
    versioning: true
    encryption: {type: kms}
    access_logs: {store: logs, prefix: s3/media/}
    alarms: {size_gb: 500}
    lifecycle:
      - {id: tmp, prefix: uploads/tmp/, expire_days: 30, noncurrent_days: 7}
      - {id: old, prefix: documents/, noncurrent_days: 90}
    cdn:
      domain: media.shop.example
      dns_zone_id: Z0123456789ABCDEFGHIJ
      signing:
        public_keys: {"2026": keys/2026.pem}
        active: "2026"
  assets:
    provider: s3
    cdn: {}
  archive:
    provider: s3
    region: eu-central-1
  logs:
    provider: s3
    lifecycle:
      - {id: forget, prefix: "", expire_days: 90, noncurrent_days: 7}
storages:
  staticfiles:
    store: assets
    prefix: static/
    access: public
    kind: static
  default:
    store: media
    prefix: pictures/
    access: public
  documents:
    store: media
    prefix: documents/
    access: private
    url_expiry: 1h
  uploads:
    store: media
    prefix: uploads/
    access: private
    via: direct
  reports:
    store: archive
    prefix: reports/
    access: private
workloads:
  web:
    runs_on: {type: ecs}
    grants:
      staticfiles: [read]
      default: [read, write, delete, list]
      documents: [read, write]
      uploads: [write]
  worker:
    runs_on: {type: lambda}
    grants:
      uploads: [read, delete, list]
      reports: [read, write]
  deploy:
    runs_on: {type: github-actions, repository: acme/shop, branch: main}
    grants:
      staticfiles: [read, write, delete, list]
environments:
  test: {target: memory}
  prod: {}
"""

GCS = """\
version: 1
project: shop
django:
  package: shop_storage
  workload: web
tags:
  team: web
gcp:
  project_id: shop-project
  project_number: "123456789012"
  location: EU
site:
  origins: ["https://www.shop.example", "https://admin.shop.example"]
stores:
  media:
    provider: gcs
    versioning: true
    soft_delete_days: 14
    encryption: {type: cmek, rotation_days: 90}
    access_logs: {store: logs, prefix: media/}
    alarms: {size_gb: 500}
    lifecycle:
      - {id: tmp, prefix: uploads/tmp/, expire_days: 30}
      - {id: old, prefix: documents/, noncurrent_days: 90}
    cdn:
      domain: media.shop.example
      dns_zone: shop-zone
      signing:
        keys: [k2026]
        active: k2026
  assets:
    provider: gcs
    cdn: {domain: static.shop.example}
  kept:
    provider: gcs
    versioning: false
    retention: {days: 30}
  archive:
    provider: gcs
    location: europe-west1
    storage_class: NEARLINE
  logs:
    provider: gcs
    lifecycle:
      - {id: forget, prefix: "", expire_days: 90}
storages:
  staticfiles:
    store: assets
    prefix: static/
    access: public
    kind: static
  default:
    store: media
    prefix: pictures/
    access: public
  documents:
    store: media
    prefix: documents/
    access: private
    url_expiry: 1h
  uploads:
    store: media
    prefix: uploads/
    access: private
    via: direct
  invoices:
    store: kept
    prefix: invoices/
    access: private
  reports:
    store: archive
    prefix: reports/
    access: private
workloads:
  web:
    runs_on: {type: cloud-run}
    grants:
      staticfiles: [read]
      default: [read, write, delete, list]
      documents: [read, write]
      uploads: [write]
      invoices: [read, write]
  worker:
    runs_on: {type: gce}
    grants:
      uploads: [read, delete, list]
      reports: [read, write]
  deploy:
    runs_on: {type: github-actions, repository: acme/shop, branch: main}
    grants:
      staticfiles: [read, write, delete, list]
environments:
  test: {target: memory}
  prod: {}
"""

AZURE = """\
version: 1
project: shop
django:
  package: shop_storage
  workload: web
tags:
  team: web
azure:
  subscription_id: 11111111-1111-4111-8111-111111111111
  tenant_id: 22222222-2222-4222-8222-222222222222
  location: westeurope
site:
  origins: ["https://www.shop.example", "https://admin.shop.example"]
stores:
  media:
    provider: azure
    versioning: true
    soft_delete_days: 14
    redundancy: GRS
    access_logs: {store: logs, prefix: media/}
    alarms: {size_gb: 500}
    lifecycle:
      - {id: tmp, prefix: uploads/tmp/, expire_days: 30}
      - {id: old, prefix: documents/, noncurrent_days: 90}
    cdn: {}
  vaulted:
    provider: azure
    encryption: {type: cmk}
    network: {default: Deny, ip_rules: [203.0.113.1, 203.0.113.2]}
  archive:
    provider: azure
    location: northeurope
    isolation: containers
    access_tier: Cool
  logs:
    provider: azure
    lifecycle:
      - {id: forget, prefix: "", expire_days: 90}
storages:
  staticfiles:
    store: media
    prefix: static/
    access: public
    kind: static
  default:
    store: media
    prefix: pictures/
    access: public
  documents:
    store: media
    prefix: documents/
    access: private
    url_expiry: 1h
  uploads:
    store: media
    prefix: uploads/
    access: private
    via: direct
  contracts:
    store: vaulted
    prefix: contracts/
    access: private
  reports:
    store: archive
    prefix: reports/
    access: private
workloads:
  web:
    runs_on: {type: app-service}
    grants:
      staticfiles: [read]
      default: [read, write, delete, list]
      documents: [read, write]
      uploads: [write]
      contracts: [read, write]
  worker:
    runs_on: {type: container-apps}
    grants:
      uploads: [read, delete, list]
      reports: [read, write]
  deploy:
    runs_on: {type: github-actions, repository: acme/shop, branch: main}
    grants:
      staticfiles: [read, write, delete, list]
environments:
  test: {target: memory}
  prod: {}
"""

MIXED = """\
version: 1
project: shop
django:
  package: shop_storage
  workload: web
aws: {region: eu-west-1, account_id: "111122223333"}
gcp: {project_id: shop-project, project_number: "123456789012", location: EU}
azure:
  subscription_id: 11111111-1111-4111-8111-111111111111
  tenant_id: 22222222-2222-4222-8222-222222222222
  location: westeurope
stores:
  media: {provider: s3}
  backups: {provider: gcs}
  papers: {provider: azure}
storages:
  default:
    store: media
    prefix: media/
    access: private
  nightly:
    store: backups
    prefix: nightly/
    access: private
  contracts:
    store: papers
    prefix: contracts/
    access: private
workloads:
  web:
    runs_on: {type: ecs}
    keys: [gcs]
    service_principal:
      client_id: 6a1e8f5b-0c56-4f0e-9f0b-1f6a2f3c4d5e
      object_id: 0b9a7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d
    grants:
      default: [read, write, delete, list]
      nightly: [write]
      contracts: [read, write]
  night:
    runs_on: {type: gce}
    grants:
      nightly: [read, write, list]
  deploy:
    runs_on: {type: github-actions, repository: acme/shop, environment: production}
    grants:
      default: [list]
      nightly: [list]
      contracts: [list]
environments:
  test: {target: memory}
  prod: {}
"""
