# ruff: noqa: E501 - a row is an edit
"""Edits of a site on Amazon S3."""

from __future__ import annotations

from tests.review.edits.row import row
from tests.review.edits.specs import OTHER_KEY, S3

_WORKER = """\
  worker:
    runs_on: {type: lambda}
    grants:
      uploads: [read, delete, list]
      reports: [read, write]
"""
_ARCHIVE = """\
  archive:
    provider: s3
    region: eu-central-1
"""
_REPORTS = """\
  reports:
    store: archive
    prefix: reports/
    access: private
"""
_GRANT = "      reports: [read, write]\n"
_CDN = """\
    cdn:
      domain: media.shop.example
      dns_zone_id: Z0123456789ABCDEFGHIJ
      signing:
        public_keys: {"2026": keys/2026.pem}
        active: "2026"
"""
_TMP = "      - {id: tmp, prefix: uploads/tmp/, expire_days: 30, noncurrent_days: 7}\n"
_MEDIA = "  media:\n    provider: s3\n"
_ONE_KEY = '{"2026": keys/2026.pem}\n        active: "2026"'
_TWO_KEYS = '{"2026": keys/2026.pem, "2027": keys/2027.pem}\n        active: "2027"'
_S3_TWO_KEYS = S3.replace(_ONE_KEY, _TWO_KEYS)
_DEFAULT = "    prefix: pictures/\n    access: public\n"
_DIRECT = S3.replace("    region: eu-central-1\n", "").replace(
    "prefix: reports/\n    access: private", "prefix: reports/\n    access: public"
)

ROWS = [
    row("rename a bucket", S3, (_MEDIA, f"{_MEDIA}    name: acme-media\n")),
    row("change a region", S3, ("region: eu-central-1", "region: eu-west-3")),
    row("change the region of all", S3, ("  region: eu-west-1\n", "  region: eu-west-2\n")),
    row("drop versioning", S3, ("    versioning: true\n", "    versioning: false\n"),
        (", noncurrent_days: 7}\n      - {id: old", "}\n      - {id: old"),
        ("      - {id: old, prefix: documents/, noncurrent_days: 90}\n", "")),
    row("widen a grant", S3, ("      uploads: [write]", "      uploads: [read, write]")),
    row("narrow a grant", S3, ("default: [read, write, delete, list]", "default: [read, write]")),
    row("grant another storage", S3, ("      uploads: [write]\n", "      uploads: [write]\n      reports: [read]\n")),
    row("add a workload", S3, ("  deploy:\n", "  audit:\n    runs_on: {type: ec2}\n    grants:\n      reports: [list]\n  deploy:\n")),
    row("remove a workload", S3, (_WORKER, "")),
    row("rename a workload", S3, ("  worker:\n", "  jobs:\n")),
    row("run elsewhere", S3, ("runs_on: {type: lambda}", "runs_on: {type: ecs}")),
    row("a key instead of a role", S3, ("runs_on: {type: lambda}", "runs_on: {type: vps}")),
    row("add a CDN", S3, ("    region: eu-central-1\n", "    region: eu-central-1\n    cdn: {}\n"), ("prefix: reports/\n    access: private", "prefix: reports/\n    access: private\n    via: direct")),
    row("remove a CDN", S3, ("    cdn: {}\n", "")),
    row("another domain", S3, ("domain: media.shop.example", "domain: files.shop.example")),
    row("rotate: add a key", S3, (_ONE_KEY, '{"2026": keys/2026.pem, "2027": keys/2027.pem}\n        active: "2026"')),
    row("rotate: sign with the new key", S3.replace(_ONE_KEY, '{"2026": keys/2026.pem, "2027": keys/2027.pem}\n        active: "2026"'), ('active: "2026"', 'active: "2027"')),
    row("rotate: remove the old key", _S3_TWO_KEYS, ('{"2026": keys/2026.pem, "2027"', '{"2027"')),
    row("another key under the same name", S3, keys={"keys/2026.pem": OTHER_KEY}),
    row("SSE-S3 to KMS", S3, ("    region: eu-central-1\n", "    region: eu-central-1\n    encryption: {type: kms}\n")),
    row("KMS to SSE-S3", S3, ("    encryption: {type: kms}\n", "    encryption: {type: sse-s3}\n")),
    row("a KMS key of one's own", S3, ("{type: kms}", "{type: kms, key: arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-1111-4222-8333-444455556666}")),
    row("shorten expiry", S3, ("uploads/tmp/, expire_days: 30", "uploads/tmp/, expire_days: 3")),
    row("lengthen expiry", S3, ("uploads/tmp/, expire_days: 30", "uploads/tmp/, expire_days: 60")),
    row("remove a lifecycle rule", S3, (_TMP, "")),
    row("add a lifecycle rule", S3, (_TMP, _TMP + "      - {id: new, prefix: pictures/old/, expire_days: 365}\n")),
    row("widen a lifecycle prefix", S3, ("prefix: uploads/tmp/", "prefix: uploads/")),
    row("disable a lifecycle rule", S3, ("{id: tmp,", "{id: tmp, enabled: false,")),
    row("move old versions sooner", S3, ("prefix: documents/, noncurrent_days: 90", "prefix: documents/, noncurrent_days: 30")),
    row("private to public", S3, ("prefix: documents/\n    access: private\n    url_expiry: 1h", "prefix: documents/\n    access: public")),
    row("public to private", S3, (_DEFAULT, "    prefix: pictures/\n    access: private\n")),
    row("open the bucket", S3, (_DEFAULT, _DEFAULT + "    via: direct\n"), ("    encryption: {type: kms}\n", "")),
    row("open a private bucket", S3, ("prefix: reports/\n    access: private", "prefix: reports/\n    access: public")),
    row("close a bucket", _DIRECT, ("prefix: reports/\n    access: public", "prefix: reports/\n    access: private")),
    row("cookies instead of links", S3, ("    url_expiry: 1h", "    via: cookies")),
    row("through the CDN instead of the bucket", S3, ("    via: direct\n", "")),
    row("move an alias to another store", S3, ("    store: media\n    prefix: uploads/\n    access: private\n    via: direct", "    store: archive\n    prefix: uploads/\n    access: private\n    via: direct"), (_TMP, "")),
    row("another prefix", S3, ("prefix: pictures/", "prefix: images/")),
    row("rename an alias", S3, ("  documents:\n", "  papers:\n"), ("      documents: [read, write]", "      papers: [read, write]")),
    row("rename a store", S3, (_ARCHIVE, _ARCHIVE.replace("archive", "vault")), ("store: archive", "store: vault")),
    row("rename a store of a fixed name", S3.replace(_ARCHIVE, f"{_ARCHIVE}    name: shop-archive\n"), (f"{_ARCHIVE}    name: shop-archive\n", f"{_ARCHIVE}    name: shop-archive\n".replace("  archive:", "  vault:")), ("store: archive", "store: vault")),
    row("remove a store", S3, (_ARCHIVE, ""), (_REPORTS, ""), (_GRANT, "")),
    row("remove a storage", S3, (_REPORTS, ""), (_GRANT, "")),
    row("add a storage", S3, (_REPORTS, _REPORTS + "  thumbs:\n    store: media\n    prefix: thumbs/\n    access: public\n    kind: cache\n")),
    row("add a store", S3, ("storages:\n", "  extra: {provider: s3}\nstorages:\n")),
    row("links live shorter", S3, ("url_expiry: 1h", "url_expiry: 10m")),
    row("cache headers", S3, (_DEFAULT, _DEFAULT + '    cache_control:\n      - {match: "*", value: "public, max-age=60"}\n')),
    row("another origin", S3, ('"https://admin.shop.example"]', '"https://admin.shop.example", "https://new.shop.example"]')),
    row("one origin less", S3, (', "https://admin.shop.example"]', "]")),
    row("CORS of its own", S3, ("    alarms: {size_gb: 500}\n", '    alarms: {size_gb: 500}\n    cors:\n      - {origins: ["*"], methods: [GET, PUT]}\n')),
    row("another package", S3, ("package: shop_storage", "package: files")),
    row("another project", S3, ("project: shop\n", "project: bazaar\n")),
    row("naming of buckets", S3, ("stores:\n", 'naming: {bucket: "acme-{project}-{environment}-{store}"}\nstores:\n')),
    row("naming of roles", S3, ("stores:\n", 'naming: {role: "{environment}-{project}-{workload}"}\nstores:\n')),
    row("tags", S3, ("team: web", "team: ops")),
    row("unprotect", S3, ("    region: eu-central-1\n", "    region: eu-central-1\n    protect: false\n")),
    row("adopt", S3, ("    region: eu-central-1\n", "    region: eu-central-1\n    name: reports-2019\n    adopt: true\n")),
    row("no access logs", S3, ("    access_logs: {store: logs, prefix: s3/media/}\n", "")),
    row("access logs", S3.replace("    access_logs: {store: logs, prefix: s3/media/}\n", ""), ("    alarms:", "    access_logs: {store: logs, prefix: s3/media/}\n    alarms:")),
    row("no alarm", S3, ("    alarms: {size_gb: 500}\n", "")),
    row("object ownership", S3, ("    region: eu-central-1\n", "    region: eu-central-1\n    object_ownership: ObjectWriter\n")),
    row("another branch", S3, ("branch: main", "branch: release")),
    row("any run of the environment", S3, ("branch: main", "environment: production")),
    row("another account", S3, ('"111122223333"', '"444455556666"')),
    row("a boundary", S3, ('  account_id: "111122223333"\n', '  account_id: "111122223333"\n  permissions_boundary: arn:aws:iam::111122223333:policy/boundary\n')),
    row("KMS waits shorter", S3, ("    encryption: {type: kms}\n", "    encryption: {type: kms}\n    kms_deletion_days: 7\n")),
    row("abandoned uploads", S3, ("    region: eu-central-1\n", "    region: eu-central-1\n    abort_multipart_days: 1\n")),
    row("headers", S3, ("    cdn: {}\n", "    cdn: {headers: {frame_options: SAMEORIGIN}}\n")),
]  # fmt: skip
