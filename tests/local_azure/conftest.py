"""One local Azure per test session, in threads of the test process, with a clock the tests can move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from infra.local.azure.cloud import LocalAzure, available, local_azure
from tests.local_azure.helpers import Site, make_site

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Clock:
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(scope="session")
def shared_clock() -> Clock:
    return Clock()


@pytest.fixture
def clock(shared_clock: Clock) -> Iterator[Clock]:
    yield shared_clock
    shared_clock.ahead = timedelta()


@pytest.fixture(scope="session")
def azure(shared_clock: Clock) -> Iterator[LocalAzure]:
    if reason := available():
        pytest.skip(reason)
    with local_azure(now=shared_clock) as cloud:
        yield cloud


@pytest.fixture(scope="module")
def site(azure: LocalAzure) -> Site:
    return make_site(azure)
