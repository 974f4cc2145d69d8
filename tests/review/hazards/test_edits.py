"""One edit of a realistic spec, and what of it can lose files: kinds with a part of the headline."""

from __future__ import annotations

import pytest

from tests.review.compare.specs import AZURE, GCS, S3, compared, edited, judged

WORKER_S3 = "  worker:\n    runs_on: {type: lambda}\n    grants: {default: [read]}\n"
WORKER_GCS = "  worker: {runs_on: {type: gce}, grants: {default: [read]}}\n"
WORKER_AZURE = "  worker: {runs_on: {type: container-apps}, grants: {default: [read]}}\n"
OLD_RULE = "      - {id: old, prefix: documents/, noncurrent_days: 90}\n"
TMP_RULE = "    lifecycle:\n      - {id: tmp, prefix: uploads/tmp/, expire_days: 7}\n"
CDN_S3 = """\
    cdn:
      domain: media.shop.example
      dns_zone_id: Z0123456789ABCDEFGHIJ
      signing: {public_keys: {"2026": keys/one.pem, "2027": keys/two.pem}, active: "2026"}
"""
MORE = "storages:\n"
EXTRA = "contracts/, access: private}"
PRIVATE = "invoices/, access: private}"
CDN_GCS = """\
    cdn:
      domain: media.shop.example
      dns_zone: shop-zone
      signing: {keys: [k1, k2], active: k1}
"""

DANGEROUS = [
    # S3
    (S3, [("  media:\n    provider: s3", "  media:\n    provider: s3\n    name: elsewhere")],
     ["replace: bucket shop-prod-media", "moved: default", "moved: documents"]),
    (S3, [("    cdn: {}", "    region: eu-west-2\n    cdn: {}")], ["replace: bucket shop-prod-assets"]),
    (S3, [("    versioning: true", "    versioning: false"), (OLD_RULE, "")], ["versioning-off: shop-prod-media"]),
    (S3, [("{type: kms}", "{type: sse-s3}")], ["delete: KMS key media", "encryption-changed: aws:kms to AES256"]),
    (S3, [("{type: kms}", '{type: kms, key: "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d"}')],
     ["delete: KMS key media", "encryption-changed: another key"]),
    (S3, [("{type: kms}", "{type: kms}\n    kms_deletion_days: 7")], ["retention-shortened: 7 days instead of 30"]),
    (S3, [("    versioning: true\n", "    versioning: true\n    protect: false\n")],
     ["protection-removed: KMS key media", "protection-removed: bucket shop-prod-media"]),
    (S3, [("  logs: {provider: s3, versioning: false, protect: false}\n", "")], ["delete: bucket shop-prod-logs"]),
    (S3, [("    cdn: {}\n", "    cdn: {}\n    object_ownership: ObjectWriter\n")],
     ["protection-removed: ACLs count again in the bucket shop-prod-assets"]),
    (S3, [("kind: static}", "kind: static}\n  open: {store: assets, prefix: o/, access: public, via: direct}")],
     ["protection-removed: blockPublicPolicy, restrictPublicBuckets"]),
    (S3, [(CDN_S3, "")], ["delete: CloudFront distribution media"]),
    (S3, [("domain: media.", "domain: files.")], ["delete: no longer answers at media.shop.example"]),
    (S3, [("      domain: media.shop.example\n      dns_zone_id: Z0123456789ABCDEFGHIJ\n", "")],
     ["delete: no longer answers at media.shop.example"]),
    (S3, [(', "2027": keys/two.pem}', "}")], ["delete: public key of signed URLs media_2027"]),
    (S3, [('"2026": keys/one.pem', '"2026": keys/two.pem'), ('"2027": keys/two.pem', '"2027": keys/one.pem')],
     ["replace: public key of signed URLs media_2026", "replace: public key of signed URLs media_2027"]),
    (S3, [(WORKER_S3, "")], ["delete: role shop-prod-worker"]),
    (S3, [("  worker:\n", "  jobs:\n")], ["delete: role shop-prod-worker"]),
    (S3, [("tags: {team: web}", 'tags: {team: web}\nnaming: {role: "x-{workload}"}')],
     ["replace: role shop-prod-web", "replace: role shop-prod-worker"]),
    (S3, [("store: media, prefix: documents/", "store: media, prefix: papers/"), (OLD_RULE, "")],
     ["moved: s3://shop-prod-media/documents/ to s3://shop-prod-media/papers/"]),
    (S3, [("documents: {store: media,", "documents: {via: direct, store: assets,"), (OLD_RULE, "")],
     ["moved: s3://shop-prod-media/documents/ to s3://shop-prod-assets/documents/"]),
    (S3, [("  documents: {store: media, prefix: documents/, access: private}\n", ""), (OLD_RULE, ""),
          (", documents: [read, write]", "")], ["delete: storage documents is removed"]),
    (S3, [("  media:\n    provider: s3", "  photos:\n    provider: s3\n    name: shop-prod-media"),
          ("store: media", "store: photos")],
     ["name-changed: photos instead of media", "delete: KMS key media", "delete: CloudFront distribution media",
      "encryption-changed: shop-prod-media"]),
    (S3, [('"111122223333"', '"444455556666"')], ["moved: AWS account"]),
    (S3, [("project: shop\n", "project: bazaar\n")],
     ["replace: bucket shop-prod-assets", "replace: bucket shop-prod-logs", "replace: bucket shop-prod-media",
      "replace: role shop-prod-web", "replace: role shop-prod-worker", "moved: default", "moved: documents",
      "moved: staticfiles"]),
    # Google Cloud
    (GCS, [("location: EU", "location: US")],
     ["replace: bucket shop-prod-kept", "replace: bucket shop-prod-media", "replace: key ring"]),
    (GCS, [("    versioning: true", "    versioning: false")], ["versioning-off: shop-prod-media"]),
    (GCS, [("soft_delete_days: 14", "soft_delete_days: 8")], ["retention-shortened: 8 days instead of 14 days"]),
    (GCS, [("soft_delete_days: 14", "soft_delete_days: 0")], ["protection-removed: soft delete"]),
    (GCS, [("    soft_delete_days: 14\n", "")], ["retention-shortened: 7 days instead of 14 days"]),
    (GCS, [("{type: cmek, rotation_days: 90}", "{type: google-managed}")],
     ["delete: key ring", "encryption-changed: a key that the cloud keeps"]),
    (GCS, [("retention: {days: 30}", "retention: {days: 10}")], ["retention-shortened: from 30 days to 10 days"]),
    (GCS, [(", retention: {days: 30}", "")], ["retention-shortened: from 30 days to no time"]),
    (GCS, [("retention: {days: 30}", "retention: {days: 30, locked: true}")], ["locked-for-good: shop-prod-kept"]),
    (GCS, [("retention: {days: 30}", "retention: {days: 30}, protect: false")], ["protection-removed: shop-prod-kept"]),
    (GCS, [(PRIVATE, f"{PRIVATE}\n  p: {{store: kept, prefix: p/, access: public}}")],
     ["protection-removed: public access to the bucket shop-prod-kept"]),
    (GCS, [("domain: media.", "domain: files.")], ["replace: domain media.shop.example"]),
    (GCS, [("[k1, k2]", "[k1]")], ["delete: key of signed URLs k2"]),
    (GCS, [(WORKER_GCS, "")], ["delete: service account shop-prod-worker"]),
    (GCS, [("tags: {team: web}", 'tags: {team: web}\nnaming: {service_account: "x-{workload}-shop"}')],
     ["replace: service account shop-prod-web", "replace: service account shop-prod-worker"]),
    (GCS, [("store: kept, prefix: invoices/", "store: media, prefix: invoices/")],
     ["moved: gs://shop-prod-kept/invoices/ to gs://shop-prod-media/invoices/"]),
    # Azure
    (AZURE, [("    versioning: true", "    location: northeurope\n    versioning: true")],
     ["replace: storage account shopprodmedia", "replace: identity shopprodmedia-cdn"]),
    (AZURE, [("    versioning: true", "    versioning: false")], ["versioning-off: shopprodmedia"]),
    (AZURE, [("soft_delete_days: 14", "soft_delete_days: 7")], ["retention-shortened: 7 days instead of 14"]),
    (AZURE, [("soft_delete_days: 14", "soft_delete_days: 0")], ["protection-removed: blobs and containers"]),
    (AZURE, [("GZRS", "LRS")], ["protection-removed: Standard_LRS instead of Standard_GZRS"]),
    (AZURE, [("default: Deny", "default: Allow")], ["protection-removed: network of the account shopprodvaulted"]),
    (AZURE, [("    cdn: {}", "    cdn: {sku: Premium}")], ["replace: Front Door profile shopprodmedia"]),
    (AZURE, [("    cdn: {}", "    cdn: {domain: media.shop.example}")],
     ["delete: CDN of store media no longer answers at its own host"]),
    (AZURE, [("{type: cmk}", "{type: microsoft-managed}")],
     ["delete: key vault shopprodvaulted", "encryption-changed: shopprodvaulted"]),
    (AZURE, [("{type: cmk}", "{type: cmk, infrastructure: false}")], ["encryption-changed: second encryption"]),
    (AZURE, [("    versioning: true", "    versioning: true\n    lock: false")],
     ["protection-removed: lock of store media"]),
    (AZURE, [("    versioning: true", "    versioning: true\n    protect: false")],
     ["protection-removed: storage account shopprodmedia"]),
    (AZURE, [("    versioning: true", "    versioning: true\n    container: other")],
     ["replace: container shopprodmedia/files", "moved: default", "moved: pictures"]),
    (AZURE, [(WORKER_AZURE, "")], ["delete: identity shop-prod-worker"]),
    (AZURE, [("  pictures:", "  images:"), (", pictures: [read, write]", ", images: [read, write]"),
             ("prefix: pictures/", "prefix: images/")], ["delete: storage pictures is removed"]),
    (AZURE, [("subscription_id: 1111", "subscription_id: 3111")],
     ["moved: Azure subscription"]),
]  # fmt: skip

HARMLESS = [
    (S3, [("team: web", "team: ops"), ("version: 1\n", "# a comment\nversion: 1\n\n")]),
    (S3, [("{type: kms}", '{ "type": "kms" }'), ("[read, write, delete, list]", "[list, delete, write, read]"),
          (OLD_RULE, ""), ("    lifecycle:\n", f"    lifecycle:\n{OLD_RULE}"),
          ("  logs: {provider: s3, versioning: false, protect: false}\n", ""),
          ("stores:\n", "stores:\n  logs: {provider: s3, versioning: false, protect: false}\n")]),
    (S3, [(MORE, "  more: {provider: s3, encryption: {type: kms}, cdn: {}}\nstorages:\n"),
          ("kind: static}", "kind: static}\n  new: {store: more, prefix: n/, access: public}"),
          (WORKER_S3, WORKER_S3 + WORKER_S3.replace("worker", "extra"))]),
    (S3, [("kind: static}", "kind: static}\n  new: {store: assets, prefix: n/, access: public}")]),
    (S3, [("kind: static}", "kind: static}\n  new: {store: assets, prefix: n/, access: private, via: direct}")]),
    (S3, [("  logs: {provider: s3,", "  logs: {provider: s3, cdn: {},"), ("expire_days: 7", "expire_days: 70")]),
    (S3, [("  documents:", "  papers:"), ("documents: [read, write]", "papers: [read]")]),
    (S3, [("    cdn: {}", "    cdn: {domain: static.shop.example, dns_zone_id: Z0123456789ABCDEFGHIJ}"),
          ("    versioning: true", "    versioning: true\n    abort_multipart_days: 3"),
          ('["https://www.shop.example"]', '["https://www.shop.example", "https://shop.example"]')]),
    (GCS, [("team: web", "team: ops"), ("location: EU}", "location: eu}")]),
    (GCS, [("soft_delete_days: 14", "soft_delete_days: 30"), ("retention: {days: 30}", "retention: {days: 60}"),
           ("rotation_days: 90", "rotation_days: 30"), ("[k1, k2]", "[k1, k2, k3]"),
           ("default: [read, write, delete, list]", "default: [read]")]),
    (GCS, [(MORE, "  more: {provider: gcs, cdn: {domain: m.shop.example}}\nstorages:\n"),
           (PRIVATE, f"{PRIVATE}\n  m: {{store: more, prefix: m/, access: public}}"),
           (WORKER_GCS, WORKER_GCS + WORKER_GCS.replace("worker", "extra"))]),
    (GCS, [(PRIVATE, f"{PRIVATE}\n  m: {{store: kept, prefix: m/, access: private}}")]),
    (GCS, [(PRIVATE, f"{PRIVATE}\n  m: {{store: media, prefix: m/, access: public}}")]),
    (AZURE, [("team: web", "team: ops"), ("[203.0.113.1, 203.0.113.2]", "[203.0.113.2, 203.0.113.1]")]),
    (AZURE, [(MORE, "  more: {provider: azure, cdn: {}}\nstorages:\n"),
             (EXTRA, f"{EXTRA}\n  m: {{store: more, prefix: m/, access: public}}"),
             (WORKER_AZURE, WORKER_AZURE + WORKER_AZURE.replace("worker", "extra"))]),
    (AZURE, [(EXTRA, f"{EXTRA}\n  m: {{store: media, prefix: m/, access: public}}")]),
    (AZURE, [("redundancy: GZRS", "redundancy: RAGZRS"), ("soft_delete_days: 14", "soft_delete_days: 21"),
             ("pictures: [read, write]", "pictures: [read]")]),
]  # fmt: skip


def _names(case):
    cloud = {S3: "s3", GCS: "gcs", AZURE: "azure"}[case[0]]
    return f"{cloud}: {case[1][0][0][:25]!r} -> {case[1][0][1][:35]!r}"


@pytest.mark.parametrize("case", DANGEROUS, ids=map(_names, DANGEROUS))
def test_what_can_lose_files_is_named(case):
    base, edits, expected = case
    found = [f"{item.kind}: {item.headline}" for item in judged(base, edited(base, *edits))]
    missed = [one for one in expected if not any(_fits(one, text) for text in found)]
    surplus = [text for text in found if not any(_fits(one, text) for one in expected)]
    assert (missed, surplus) == ([], [])


@pytest.mark.parametrize("case", HARMLESS, ids=map(_names, HARMLESS))
def test_nothing_else_raises_an_alarm(case):
    base, edits = case
    assert [item.headline for item in judged(base, edited(base, *edits))] == []


@pytest.mark.parametrize("spec", [S3, GCS, AZURE], ids=["s3", "gcs", "azure"])
def test_an_environment_that_is_removed_loses_everything_that_holds_files(spec):
    found = judged(spec, None)
    gone = {item.name for item in compared(spec, None).changes if item.stateful and item.type.endswith(_FILES)}
    said = " ".join(f"{item.urn} {item.loss}" for item in found)
    assert gone
    assert [name for name in gone if name not in said] == []
    assert {item.kind for item in found} == {"delete"}


@pytest.mark.parametrize("spec", [S3, GCS, AZURE], ids=["s3", "gcs", "azure"])
def test_an_environment_that_is_new_loses_nothing(spec):
    assert judged(None, spec) == ()


_FILES = (":Bucket", ":StorageAccount", ":BlobContainer", ":Distribution", ":Role", ":Account", ":Vault", ":KeyRing")


def _fits(expected, text):
    kind, _, part = expected.partition(": ")
    return text.startswith(f"{kind}: ") and part in text
