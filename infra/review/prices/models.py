"""The files that an estimate is made from, as models: what a site uses in a month, and what that costs."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from generator.spec.facts import ProviderName

Amount = Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)]
"""A quantity or a price; GB are what the vendor's page counts, 2**30 bytes or 10**9."""
Region = Annotated[str, Field(min_length=1)]
Unit = Literal["GB-month", "GB", "1,000 requests", "10,000 requests", "month"]
PER: dict[Unit, float] = {"GB-month": 1, "GB": 1, "1,000 requests": 1_000, "10,000 requests": 10_000, "month": 1}


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Egress(_File):
    """GB a month that readers fetch: `cdn` through the CDN where the store has one, `direct` from the store."""

    cdn: Amount = 0
    direct: Amount = 0


class StoreUsage(_File):
    """A month of one store.

    `storage_gb` is all in the store's own class, or by class; `versions_gb` are old versions and count where versioning
    is on; `writes` and `reads` are requests to the store, `cdn_requests` those to the CDN (reads where there is none).
    """

    storage_gb: Amount | dict[str, Amount] = 0
    versions_gb: Amount = 0
    writes: Amount = 0
    reads: Amount = 0
    cdn_requests: Amount = 0
    cdn_misses_gb: Amount = 0
    egress_gb: Egress = Egress()


class Usage(_File):
    """By environment and store."""

    environments: dict[str, dict[str, StoreUsage]]


class Price(_File):
    """One price: of `item` (`storage/STANDARD`, `egress/cdn`, ...) per `per`; the region `*` is any other one."""

    cloud: ProviderName
    region: Region = "*"
    item: Annotated[str, Field(pattern=r"^[a-z-]+(/[A-Za-z0-9_-]+){1,2}$")]
    price: Amount
    per: Unit
    source: str = ""


class Prices(_File):
    """A price table: the day it was read, its currency, its prices."""

    date: date
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    prices: tuple[Price, ...]
