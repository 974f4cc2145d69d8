"""What a hazard says is lost, and to do instead, where that depends on what the cloud keeps."""

from __future__ import annotations

from tests.review.compare.specs import AZURE, GCS, S3, edited, judged


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


def test_what_a_dropped_key_encrypted_cannot_be_read_by_who_loses_it():
    s3 = losses(S3, edited(S3, ("{type: kms}", "{type: sse-s3}")), "encryption-changed")["media"]
    assert "takes the rights on the old key from the workloads and the CDN" in s3[0]
    assert "Write every object again first" in s3[1]
    assert "outside this stack" in s3[1]
    gcs = losses(GCS, edited(GCS, ("{type: cmek, rotation_days: 90}", "{type: google-managed}")), "encryption-changed")
    assert "takes Cloud Storage's right" in gcs["media"][0]
    azure = losses(AZURE, edited(AZURE, ("{type: cmk}", "{type: microsoft-managed}")), "encryption-changed")
    assert "takes the identity's right" in azure["vaulted"][0]


def test_a_key_where_there_was_none_is_no_other_key():
    kept = edited(GCS, ("versioning: false,", "versioning: false, encryption: {type: cmek},"))
    (found,) = [item for item in judged(GCS, kept) if item.kind == "encryption-changed"]
    assert found.headline == "the bucket shop-prod-kept is encrypted with a key of your own"
    assert "right to use a key" not in found.loss


def test_a_name_is_kept_in_words_of_the_spec():
    named = edited(S3, ("tags: {team: web}", 'tags: {team: web}\nnaming: {bucket: "x-{store}-{environment}"}'))
    assert losses(S3, named, "replace")["media"][1].startswith("Keep the name: `name: shop-prod-media` in the store")
    moved = edited(AZURE, ("location: westeurope", "location: northeurope"))
    assert losses(AZURE, moved, "replace")["azure"][1].startswith("Keep the former `azure.location`.")


def test_an_account_is_shown_as_its_id():
    found = [item.headline for item in judged(S3, edited(S3, ('"111122223333"', '"444455556666"')))]
    assert found == ["the AWS account changes from 111122223333 to 444455556666"]
