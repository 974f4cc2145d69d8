"""One generated shop for all tests of a process."""

from __future__ import annotations

import pytest

from tests.shop.project import Site, generated


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return generated(tmp_path_factory.mktemp("project"))
