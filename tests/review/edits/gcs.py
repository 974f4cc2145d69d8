# ruff: noqa: E501 - a row is an edit
"""Edits of a site on Google Cloud."""

from __future__ import annotations

from tests.review.edits.row import row
from tests.review.edits.specs import GCS

_WORKER = """\
  worker:
    runs_on: {type: gce}
    grants:
      uploads: [read, delete, list]
      reports: [read, write]
"""
_ARCHIVE = """\
  archive:
    provider: gcs
    location: europe-west1
    storage_class: NEARLINE
"""
_NAMED = f"{_ARCHIVE}    name: shop-archive\n"
_REPORTS = """\
  reports:
    store: archive
    prefix: reports/
    access: private
"""
_GRANT = "      reports: [read, write]\n"
_TMP = "      - {id: tmp, prefix: uploads/tmp/, expire_days: 30}\n"
_MEDIA = "  media:\n    provider: gcs\n"
_SIGNING = "        keys: [k2026]\n        active: k2026\n"
_BOTH = "        keys: [k2026, k2027]\n        active: k2026\n"
_NEW = "        keys: [k2026, k2027]\n        active: k2027\n"
_DEFAULT = "    prefix: pictures/\n    access: public\n"
_REPORTS_OPEN = "prefix: reports/\n    access: public"
_REPORTS_SHUT = "prefix: reports/\n    access: private"

ROWS = [
    row("rename a bucket", GCS, (_MEDIA, f"{_MEDIA}    name: acme-media\n")),
    row("change a location", GCS, ("location: europe-west1", "location: europe-west4")),
    row("change the location of all", GCS, ("  location: EU\n", "  location: US\n")),
    row("another project of Google", GCS, ("project_id: shop-project", "project_id: other-project")),
    row("drop versioning", GCS, ("    versioning: true\n", "    versioning: false\n"),
        ("      - {id: old, prefix: documents/, noncurrent_days: 90}\n", "")),
    row("shorten soft delete", GCS, ("soft_delete_days: 14", "soft_delete_days: 8")),
    row("drop soft delete", GCS, ("soft_delete_days: 14", "soft_delete_days: 0")),
    row("default soft delete", GCS, ("    soft_delete_days: 14\n", "")),
    row("widen a grant", GCS, ("      uploads: [write]", "      uploads: [read, write]")),
    row("narrow a grant", GCS, ("default: [read, write, delete, list]", "default: [read, write]")),
    row("grant another storage", GCS, ("      uploads: [write]\n", "      uploads: [write]\n      reports: [read]\n")),
    row("add a workload", GCS, ("  deploy:\n", "  audit:\n    runs_on: {type: gke, namespace: n, service_account: s}\n    grants:\n      reports: [list]\n  deploy:\n")),
    row("remove a workload", GCS, (_WORKER, "")),
    row("rename a workload", GCS, ("  worker:\n", "  jobs:\n")),
    row("run elsewhere", GCS, ("runs_on: {type: gce}", "runs_on: {type: gke, namespace: n, service_account: s}")),
    row("a key instead of an identity", GCS, ("runs_on: {type: gce}", "runs_on: {type: vps}")),
    row("add a CDN", GCS, ("    storage_class: NEARLINE\n", "    storage_class: NEARLINE\n    cdn: {domain: reports.shop.example}\n"), (_REPORTS_SHUT, f"{_REPORTS_SHUT}\n    via: direct")),
    row("remove a CDN", GCS, ("    cdn: {domain: static.shop.example}\n", "")),
    row("another domain", GCS, ("domain: media.shop.example", "domain: files.shop.example")),
    row("rotate: add a key", GCS, (_SIGNING, _BOTH)),
    row("rotate: sign with the new key", GCS.replace(_SIGNING, _BOTH), (_BOTH, _NEW)),
    row("rotate: remove the old key", GCS.replace(_SIGNING, _NEW), ("[k2026, k2027]", "[k2027]")),
    row("CMEK", GCS, ("    storage_class: NEARLINE\n", "    storage_class: NEARLINE\n    encryption: {type: cmek}\n")),
    row("no CMEK", GCS, ("    encryption: {type: cmek, rotation_days: 90}\n", "")),
    row("a key of one's own", GCS, ("{type: cmek, rotation_days: 90}", "{type: cmek, key: projects/shop-project/locations/europe/keyRings/r/cryptoKeys/k}")),
    row("rotate CMEK more seldom", GCS, ("rotation_days: 90", "rotation_days: 365")),
    row("shorten expiry", GCS, ("uploads/tmp/, expire_days: 30", "uploads/tmp/, expire_days: 3")),
    row("lengthen expiry", GCS, ("uploads/tmp/, expire_days: 30", "uploads/tmp/, expire_days: 60")),
    row("remove a lifecycle rule", GCS, (_TMP, "")),
    row("add a lifecycle rule", GCS, (_TMP, f"{_TMP}      - {{id: new, prefix: pictures/old/, expire_days: 365}}\n")),
    row("widen a lifecycle prefix", GCS, ("prefix: uploads/tmp/", "prefix: uploads/")),
    row("shorten retention", GCS, ("retention: {days: 30}", "retention: {days: 10}")),
    row("drop retention", GCS, ("    retention: {days: 30}\n", "")),
    row("lock retention", GCS, ("retention: {days: 30}", "retention: {days: 30, locked: true}")),
    row("lengthen retention", GCS, ("retention: {days: 30}", "retention: {days: 90}")),
    row("private to public", GCS, ("prefix: documents/\n    access: private\n    url_expiry: 1h", "prefix: documents/\n    access: public")),
    row("public to private", GCS, (_DEFAULT, "    prefix: pictures/\n    access: private\n")),
    row("open a private bucket", GCS, (_REPORTS_SHUT, _REPORTS_OPEN)),
    row("close a bucket", GCS.replace(_REPORTS_SHUT, _REPORTS_OPEN), (_REPORTS_OPEN, _REPORTS_SHUT)),
    row("cookies instead of links", GCS, ("    url_expiry: 1h", "    via: cookies")),
    row("through the CDN instead of the bucket", GCS, ("    via: direct\n", "")),
    row("move an alias to another store", GCS, ("    store: media\n    prefix: uploads/", "    store: archive\n    prefix: uploads/"), (_TMP, "")),
    row("another prefix", GCS, ("prefix: pictures/", "prefix: images/")),
    row("rename an alias", GCS, ("  documents:\n", "  papers:\n"), ("      documents: [read, write]", "      papers: [read, write]")),
    row("rename a store", GCS, (_ARCHIVE, _ARCHIVE.replace("archive", "vault")), ("store: archive", "store: vault")),
    row("rename a store of a fixed name", GCS.replace(_ARCHIVE, _NAMED), (_NAMED, _NAMED.replace("  archive:", "  vault:")), ("store: archive", "store: vault")),
    row("remove a store", GCS, (_ARCHIVE, ""), (_REPORTS, ""), (_GRANT, "")),
    row("add a store", GCS, ("storages:\n", "  extra: {provider: gcs}\nstorages:\n")),
    row("storage class", GCS, ("storage_class: NEARLINE", "storage_class: COLDLINE")),
    row("autoclass", GCS, ("    storage_class: NEARLINE\n", "    autoclass: {terminal_storage_class: ARCHIVE}\n")),
    row("conditions instead of folders", GCS, ("    storage_class: NEARLINE\n", "    storage_class: NEARLINE\n    isolation: conditions\n")),
    row("another origin", GCS, ('"https://admin.shop.example"]', '"https://admin.shop.example", "https://new.shop.example"]')),
    row("naming of buckets", GCS, ("stores:\n", 'naming: {bucket: "acme-{project}-{environment}-{store}"}\nstores:\n')),
    row("naming of service accounts", GCS, ("stores:\n", 'naming: {service_account: "x-{project}-{environment}-{workload}"}\nstores:\n')),
    row("labels", GCS, ("team: web", "team: ops")),
    row("unprotect", GCS, ("    storage_class: NEARLINE\n", "    storage_class: NEARLINE\n    protect: false\n")),
    row("no access logs", GCS, ("    access_logs: {store: logs, prefix: media/}\n", "")),
    row("no alarm", GCS, ("    alarms: {size_gb: 500}\n", "")),
    row("another branch", GCS, ("branch: main", "branch: release")),
    row("another repository", GCS, ("repository: acme/shop", "repository: acme/other")),
    row("links live longer", GCS, ("url_expiry: 1h", "url_expiry: 8h")),
]  # fmt: skip
