"""Valid specs that the properties start from; together they have every kind of thing."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]

SERVED = """\
version: 1
project: shop
django: {workload: web}
aws: {region: eu-west-1}
stores:
  media:
    provider: s3
    cdn:
      domain: media.example.com
      dns_zone_id: Z0123456789
      headers: {hsts: {max_age: 1h}}
      logs: {store: logs, prefix: cdn/}
      signing: {public_keys: {"2025": keys/a.pem, "2026": "keys/{environment}.pem"}, active: "2025"}
    access_logs: {store: logs, prefix: s3/}
  logs: {provider: s3}
storages:
  staticfiles: {store: media, prefix: static/, access: public, kind: static}
  default: {store: media, prefix: media/, access: public, cache_control: [{match: "*", value: max-age=60}]}
  papers: {store: media, prefix: papers/, access: private, url_expiry: 10m, url_window: 5m}
  gallery: {store: media, prefix: gallery/, access: private, via: cookies}
workloads:
  web:
    runs_on: {type: ecs}
    grants: {default: [read, write, delete, list], papers: [write], gallery: [write], staticfiles: [read]}
  deploy:
    runs_on: {type: github-actions, repository: a/b, branch: main, create_provider: true}
    grants: {staticfiles: [read, write, list]}
environments:
  prod: {}
"""

KEPT = """\
version: 1
project: bank
naming: {bucket: "{project}-{store}-{environment}"}
site: {origins: ["https://bank.example"]}
tags: {team: web, type: shop}
stores:
  letters:
    provider: s3
    encryption: {type: kms, key: create, bucket_key: true}
    lifecycle:
      - {id: old, prefix: letters/, noncurrent_days: 30, noncurrent_keep: 2}
      - id: colder
        prefix: letters/2020/
        transitions: [{days: 30, storage_class: STANDARD_IA}, {days: 90, storage_class: GLACIER}]
        expire_days: 365
    cors: [{origins: ["https://*.bank.example"], methods: [GET, PUT], max_age: 10m}]
    alarms: {size_gb: 10}
  open: {provider: s3, object_ownership: BucketOwnerPreferred, versioning: false}
storages:
  default: {store: letters, prefix: letters/, access: private, url_expiry: 1h}
  exports: {store: open, prefix: exports/, access: private, kind: cache, acl: bucket-owner-full-control}
workloads:
  web:
    runs_on: {type: eks-pod-identity, cluster: c, namespace: n, service_account: s}
    grants: {default: [read, write], exports: [write]}
    usage_metrics: true
environments:
  test: {target: memory}
  prod: {stores: {letters: {encryption: {type: sse-s3}, alarms: null}}}
"""

EXAMPLE = (ROOT / "storage.yaml").read_text(encoding="utf-8")
EVERYTHING = (ROOT / "tests/golden/specs/everything.yaml").read_text(encoding="utf-8")

GOOGLE = """\
version: 1
project: shop
gcp: {project_id: shop-123456, project_number: "123456789012", location: EU}
site: {origins: ["https://www.example.com"]}
tags: {team: web}
stores:
  media:
    provider: gcs
    cdn:
      domain: media.example.com
      dns_zone: example-com
      logs: {store: logs, prefix: requests/}
      signing: {keys: [k2025, k2026], active: k2025}
    access_logs: {store: logs, prefix: gcs/}
    lifecycle:
      - {id: old, prefix: papers/, noncurrent_keep: 2, transitions: [{days: 30, storage_class: NEARLINE}]}
  letters:
    provider: gcs
    location: europe-west1
    isolation: conditions
    encryption: {type: cmek, key: create, rotation_days: 30}
    alarms: {size_gb: 10}
  kept: {provider: gcs, versioning: false, retention: {days: 30}, soft_delete_days: 0}
  logs: {provider: gcs, autoclass: {}}
storages:
  default: {store: media, prefix: media/, access: public, cache_control: [{match: "*", value: max-age=60}]}
  staticfiles: {store: media, prefix: static/, access: public, kind: static}
  papers: {store: media, prefix: papers/, access: private, url_expiry: 10m, url_window: 5m}
  gallery: {store: media, prefix: gallery/, access: private, via: cookies}
  letters: {store: letters, prefix: letters/, access: private}
  books: {store: kept, prefix: "", access: private}
workloads:
  web:
    runs_on: {type: cloud-run}
    grants: {default: [read, write, delete, list], papers: [write], gallery: [write], staticfiles: [read]}
  worker:
    runs_on: {type: gke, namespace: n, service_account: s}
    grants: {books: [read, write], letters: [read, write]}
  deploy:
    runs_on: {type: github-actions, repository: a/b, branch: main}
    grants: {staticfiles: [read, write, delete, list]}
django: {workload: web}
environments:
  test: {target: memory}
  prod: {}
"""

MIXED = """\
version: 1
project: shop
aws: {region: eu-west-1}
gcp: {project_id: shop-123456}
azure: {subscription_id: 00000000-1111-2222-3333-444444444444, tenant_id: 00000000-1111-2222-3333-444444444444}
stores:
  media: {provider: s3, cdn: {signing: {public_keys: {"2026": keys/a.pem}}}}
  backups: {provider: gcs, storage_class: NEARLINE}
  papers:
    provider: azure
    isolation: containers
    cdn: {domain: papers.example.com}
    lifecycle: [{id: old, prefix: papers/, transitions: [{days: 30, tier: Cool}], expire_days: 365}]
storages:
  default: {store: media, prefix: media/, access: private}
  backups: {store: backups, prefix: backups/, access: private}
  papers: {store: papers, prefix: papers/, access: private}
  flyers: {store: papers, prefix: flyers/, access: public}
workloads:
  web:
    runs_on: {type: ecs}
    keys: [gcs]
    service_principal:
      client_id: 00000000-1111-2222-3333-444444444444
      object_id: 00000000-1111-2222-3333-555555555555
    grants: {default: [read, write], backups: [write], papers: [read, write], flyers: [write]}
environments:
  prod: {stores: {papers: {encryption: {type: cmk}}}}
"""
