"""What a hazard says is lost, and to do instead, where that depends on what the cloud keeps."""

from __future__ import annotations

from tests.review.compare.specs import AZURE, S3, edited, judged


def losses(base, head, kind):
    return {
        item.subject.rpartition("::")[2]: (item.loss, item.way_out) for item in judged(base, head) if item.kind == kind
    }


def test_a_bucket_in_another_region_cannot_have_the_name_that_the_old_one_keeps():
    found = losses(S3, edited(S3, ("    cdn: {}", "    region: eu-west-2\n    cdn: {}")), "replace")
    assert "making the new one of that name fails" in found["assets"][0]


def test_a_bucket_of_another_name_starts_empty():
    found = losses(
        S3, edited(S3, ("  media:\n    provider: s3", "  media:\n    provider: s3\n    name: elsewhere")), "replace"
    )
    assert "the new one starts empty" in found["media"][0]


def test_keys_that_s3_keeps_need_nothing():
    found = losses(
        S3, edited(S3, ("    cdn: {}\n", "    cdn: {}\n    encryption: {type: kms}\n")), "encryption-changed"
    )
    loss, way_out = found["assets"]
    assert "where that is a KMS key, it has to stay" in loss
    assert "aws s3 cp s3://shop-prod-assets s3://shop-prod-assets --recursive --sse" in way_out
