"""The shop's pages and its worker, each with the grants that the spec gives it and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.shop.project import Site

INSIDE = {"web": ("pages", "orders", "imports"), "worker": ("worker",)}


@pytest.mark.parametrize("workload", INSIDE)
def test_the_workload_does_its_job_within_its_grants(workload: str, site: Site) -> None:
    labels = [f"tests.shop.inside.{module}" for module in INSIDE[workload]]
    done = site.manage("test", *labels, SHOP_WORKLOAD=workload, DJANGO_SETTINGS_MODULE="tests.shop.inside.settings")

    assert done.returncode == 0, done.stderr
    assert "\nOK\n" in done.stderr
