from __future__ import annotations

import pytest

from tests.review.policy.specs import RICH, plain, rich


@pytest.fixture(scope="session")
def riches(tmp_path_factory):
    """The graphs of the rich specs by cloud."""
    return {cloud: rich(tmp_path_factory.mktemp(cloud), cloud) for cloud in RICH}


@pytest.fixture(scope="session")
def plains(tmp_path_factory):
    """The graphs of nothing but the required keys, by provider."""
    return {name: plain(tmp_path_factory.mktemp(name), name) for name in ("s3", "gcs", "azure")}
