# ruff: noqa: E501 - a row is an edit
"""Edits that change how a spec is written and not what it says: no review says anything."""

from __future__ import annotations

from tests.review.edits.row import row
from tests.review.edits.specs import AZURE, GCS, MIXED, S3

_S3_DEFAULT = "  default:\n    store: media\n    prefix: pictures/\n    access: public\n"
_S3_STATIC = "  staticfiles:\n    store: assets\n    prefix: static/\n    access: public\n    kind: static\n"
_S3_RULES = (
    "      - {id: tmp, prefix: uploads/tmp/, expire_days: 30, noncurrent_days: 7}\n",
    "      - {id: old, prefix: documents/, noncurrent_days: 90}\n",
)
_RULES = (
    "      - {id: tmp, prefix: uploads/tmp/, expire_days: 30}\n",
    "      - {id: old, prefix: documents/, noncurrent_days: 90}\n",
)
_OVER = """\
environments:
  test: {target: memory, storages: {documents: {url_expiry: 1h}}}
  prod: {storages: {documents: {url_expiry: 1h}}}
"""
_PLAIN = "environments:\n  test: {target: memory}\n  prod: {}\n"
_ARCHIVE = "  archive:\n    provider: s3\n    region: eu-central-1\n"
_DEPLOY = """\
  deploy:
    runs_on: {type: github-actions, repository: acme/shop, branch: main}
    grants:
      staticfiles: [read, write, delete, list]
"""
_LOGS = """\
  logs:
    provider: azure
    lifecycle:
      - {id: forget, prefix: "", expire_days: 90}
"""

ROWS = [
    row("comments", S3, ("version: 1\n", "# the shop's files\nversion: 1 # the first\n\n"), ("stores:\n", "stores:   # buckets\n")),
    row("comments on Google Cloud", GCS, ("stores:\n", "\n\nstores:\n  # ----\n")),
    row("comments on Azure", AZURE, ("stores:\n", "\n\nstores:\n  # ----\n")),
    row("Windows line ends", MIXED, ("version: 1\n", "version: 1\r\n"), ("    access: private\nworkloads:\n", "    access: private\r\nworkloads:\r\n")),
    row("order of storages", S3, (_S3_STATIC, ""), (_S3_DEFAULT, _S3_DEFAULT + _S3_STATIC)),
    row("order of stores", S3, (_ARCHIVE, ""), ("stores:\n", f"stores:\n{_ARCHIVE}")),
    row("order of stores on Azure", AZURE, (_LOGS, ""), ("stores:\n", f"stores:\n{_LOGS}")),
    row("order of workloads", GCS, (_DEPLOY, ""), ("workloads:\n", f"workloads:\n{_DEPLOY}")),
    row("order of keys", GCS, ("    versioning: true\n    soft_delete_days: 14\n", "    soft_delete_days: 14\n    versioning: true\n"), ("{days: 30}", "{ days: 30 }")),
    row("order of environments", S3, (_PLAIN, "environments:\n  prod: {}\n  test: {target: memory}\n")),
    row("order of grants", S3, ("default: [read, write, delete, list]", "default: [list, delete, write, read]"), ("      documents: [read, write]\n      uploads: [write]\n", "      uploads: [write]\n      documents: [write, read]\n")),
    row("order of grants on Google Cloud", GCS, ("default: [read, write, delete, list]", "default: [list, delete, write, read]")),
    row("order of grants on Azure", AZURE, ("default: [read, write, delete, list]", "default: [list, delete, write, read]"), ("      documents: [read, write]\n      uploads: [write]\n", "      uploads: [write]\n      documents: [write, read]\n")),
    row("order of lifecycle rules", S3, ("".join(_S3_RULES), "".join(reversed(_S3_RULES)))),
    row("order of lifecycle rules on Google Cloud", GCS, ("".join(_RULES), "".join(reversed(_RULES)))),
    row("order of lifecycle rules on Azure", AZURE, ("".join(_RULES), "".join(reversed(_RULES)))),
    row("order of origins", S3, ('["https://www.shop.example", "https://admin.shop.example"]', '["https://admin.shop.example", "https://www.shop.example"]')),
    row("order of origins on Google Cloud", GCS, ('["https://www.shop.example", "https://admin.shop.example"]', '["https://admin.shop.example", "https://www.shop.example"]')),
    row("order of origins on Azure", AZURE, ('["https://www.shop.example", "https://admin.shop.example"]', '["https://admin.shop.example", "https://www.shop.example"]')),
    row("order of addresses", AZURE, ("[203.0.113.1, 203.0.113.2]", "[203.0.113.2, 203.0.113.1]")),
    row("order of keys of a CDN", GCS.replace("keys: [k2026]", "keys: [k2026, k2027]"), ("[k2026, k2027]", "[k2027, k2026]")),
    row("flow and block style", S3, ("    encryption: {type: kms}\n", "    encryption:\n      type: kms\n"), ("uploads: [write]", "uploads:\n        - write")),
    row("quotes", GCS, ("location: EU", "location: 'EU'"), ("prefix: pictures/", 'prefix: "pictures/"'), ("soft_delete_days: 14", "soft_delete_days:   14")),
    row("a duration in seconds", S3, ("url_expiry: 1h", "url_expiry: 3600")),
    row("a duration in minutes", AZURE, ("url_expiry: 1h", "url_expiry: 60m")),
    row("from the base to every environment", S3, ("    url_expiry: 1h\n", ""), (_PLAIN, _OVER)),
    row("defaults written out on S3", S3, ("    region: eu-central-1\n", "    region: eu-central-1\n    protect: true\n    versioning: true\n    encryption: {type: sse-s3}\n    abort_multipart_days: 7\n    object_ownership: BucketOwnerEnforced\n    lifecycle: []\n    adopt: false\n"), ("    cdn: {}\n", "    cdn: {price_class: PriceClass_100, http3: true}\n"), ("{type: kms}", "{type: kms, key: create, bucket_key: true}")),
    row("defaults written out on Google Cloud", GCS, ("    storage_class: NEARLINE\n", "    storage_class: NEARLINE\n    protect: true\n    soft_delete_days: 7\n    isolation: managed-folders\n    encryption: {type: google-managed}\n")),
    row("defaults written out on Azure", AZURE, ("    access_tier: Cool\n", "    access_tier: Cool\n    protect: true\n    lock: true\n    soft_delete_days: 7\n    redundancy: ZRS\n    shared_key: false\n    network: {default: Allow}\n    encryption: {type: microsoft-managed}\n"), ("    cdn: {}\n", "    cdn: {sku: Standard, origin_access: managed-identity}\n")),
    row("the store's own name written out", S3, (_ARCHIVE, f"{_ARCHIVE}    name: shop-prod-archive\n")),
    row("a region of its own that is everybody's", MIXED, ("{provider: s3}", "{provider: s3, region: eu-west-1}"), ("{provider: gcs}", "{provider: gcs, location: EU}"), ("{provider: azure}", "{provider: azure, location: westeurope}")),
    row("letter case of a location", GCS, ("location: EU", "location: eu"), ("location: europe-west1", "location: EUROPE-WEST1"), "churn 5"),
    row("an acknowledgement", S3, (_PLAIN, f'review: {{acknowledge: [{{id: c123456789abcdef, reason: "tried"}}]}}\n{_PLAIN}')),
    row("via cdn written out", S3, ("    url_expiry: 1h\n", "    url_expiry: 1h\n    via: cdn\n")),
]  # fmt: skip
