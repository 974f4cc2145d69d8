"""Graphs of our own program: owners, spec paths, counts."""

from __future__ import annotations

import pytest

from tests.review.compare.specs import AZURE, GCS, S3, compared, edited, judged


@pytest.mark.parametrize(
    ("base", "edits", "token", "path"),
    [
        (S3, [("    versioning: true", "    versioning: true\n    name: x-media")], ":Bucket", "stores.media.name"),
        (S3, [("    cdn: {}", "    cdn: {price_class: PriceClass_All}")], ":Distribution",
         "stores.assets.cdn.price_class"),
        (S3, [("documents: [read, write]", "documents: [read]")], ":RolePolicy", "workloads.web.grants"),
        (S3, [("expire_days: 7", "expire_days: 3")], ":BucketLifecycleConfiguration", "stores.media.lifecycle"),
        (GCS, [("soft_delete_days: 14", "soft_delete_days: 8")], ":Bucket", "stores.media.soft_delete_days"),
        (GCS, [("retention: {days: 30}", "retention: {days: 31}")], ":Bucket", "stores.kept.retention.days"),
        (AZURE, [("redundancy: GZRS", "redundancy: GRS")], ":StorageAccount", "stores.media.redundancy"),
        (AZURE, [("default: Deny", "default: Allow")], ":StorageAccount", "stores.vaulted.network.default"),
    ],
)  # fmt: skip
def test_a_change_points_at_the_line_that_caused_it(base, edits, token, path):
    found = [item for item in compared(base, edited(base, *edits)).changes if item.type.endswith(token)]
    assert [".".join(item.paths[0]) for item in found] == [path]
    kind, name = found[0].owner.split()
    assert found[0].paths[-1] == (f"{kind}s", name)


@pytest.mark.parametrize("spec", [S3, GCS, AZURE], ids=["s3", "gcs", "azure"])
def test_the_same_spec_changes_nothing(spec):
    found = compared(spec, spec)
    assert (found.changes, found.churn, judged(spec, spec)) == ((), 0, ())


@pytest.mark.parametrize("spec", [S3, GCS, AZURE], ids=["s3", "gcs", "azure"])
def test_an_environment_comes_and_goes_as_a_whole(spec):
    made, gone = compared(None, spec), compared(spec, None)
    assert {item.kind for item in made.changes} == {"create"}
    assert {item.kind for item in gone.changes} == {"delete"}
    assert made.counts.create == gone.counts.delete == len(made.changes)


@pytest.mark.parametrize("spec", [S3, GCS, AZURE], ids=["s3", "gcs", "azure"])
def test_every_resource_of_a_store_has_a_path_in_the_spec(spec):
    lost = [item.urn for item in compared(None, spec).changes if not item.paths]
    assert lost == []


def test_signing_keys_in_another_order_are_the_same_keys():
    found = compared(GCS, edited(GCS, ("[k1, k2]", "[k2, k1]")))
    assert found.changes == ()
