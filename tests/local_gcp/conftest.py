"""A local Google Cloud per test module, in threads of the test process, with a clock the tests can move."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from infra.local.gcp.cloud import LocalGcp, local_gcp

if TYPE_CHECKING:
    from collections.abc import Iterator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it misses a package that says more about errors of gRPC, which nobody uses here
    import google.api_core.exceptions  # noqa: F401 - loaded before a test does


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning:pulumi_gcp")


@dataclass
class Clock:
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(scope="session", autouse=True)
def nobody_asks_google() -> Iterator[None]:
    """google-auth asks Google itself, in the background, where an account's requests may come from."""
    from google.auth import credentials

    with pytest.MonkeyPatch.context() as patched:
        found = getattr(credentials, "CredentialsWithRegionalAccessBoundary", None)  # of newer versions
        if found is not None:
            name = "_maybe_start_regional_access_boundary_refresh"
            patched.setattr(found, name, lambda *args: None)
        yield


@pytest.fixture(scope="module")
def shared_clock() -> Clock:
    return Clock()


@pytest.fixture
def clock(shared_clock: Clock) -> Iterator[Clock]:
    yield shared_clock
    shared_clock.ahead = timedelta()


@pytest.fixture(scope="module")
def gcp(shared_clock: Clock) -> Iterator[LocalGcp]:
    with local_gcp(now=shared_clock) as cloud:
        yield cloud
