"""Price tables: the one shipped here, and one of a team's own; and what a site uses, as a team says it."""

from __future__ import annotations

from importlib.resources import files

from infra.review.prices.models import Prices, StoreUsage, Usage
from infra.review.prices.read import read_prices, read_usage

__all__ = ["Prices", "StoreUsage", "Usage", "read_prices", "read_usage", "shipped"]


def shipped() -> Prices:
    """The table that comes with the tool: list prices that a vendor's own page backs, each with its page."""
    return read_prices((files("infra.review.prices") / "prices.json").read_text(encoding="utf-8"))
