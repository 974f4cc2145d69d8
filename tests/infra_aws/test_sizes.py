"""The size of a bucket policy is known before anything exists."""

from __future__ import annotations

import pytest

from infra.policies.sizes import bucket_policy_size
from tests.infra_aws.recorder import ACCOUNT
from tests.infra_aws.specs import load, run, spec, storage

POLICY = "aws:s3/bucketPolicy:BucketPolicy"
STORES = {
    "media": {"cdn": {"logs": {"store": "logs", "prefix": "cdn/"}}, "access_logs": {"store": "logs", "prefix": "s3/"}},
    "open": {"access_logs": {"store": "logs", "prefix": "open/"}},
    "logs": None,
}
STORAGES = {
    "default": storage(prefix="b/", access="public"),
    "other": storage(prefix="a/", access="public"),
    "open": storage("open", "o/", access="public"),
}


@pytest.mark.parametrize("aws", [{"region": "eu-west-1"}, {"region": "eu-west-1", "account_id": ACCOUNT}])
def test_it_is_the_length_of_what_is_written(tmp_path, aws):
    data = spec(STORES, STORAGES, aws=aws)
    found, loaded = run(tmp_path, data), load(tmp_path, data)
    written = {name: len(found.inputs(POLICY, name)["policy"]) for name in STORES}

    sizes = {name: bucket_policy_size(loaded, name) for name in STORES}
    assert sizes == {**written, "media": written["media"] + len("E" * 14) - len("EMEDIA")}
