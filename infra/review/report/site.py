"""What changes for Django, for files as they age, and for the bill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.review.report.base import Position, Sign, SpecPath


@dataclass(frozen=True, slots=True)
class OptionChange:
    """One key of `STORAGES[alias]`, or a setting such as MEDIA_URL (`alias` empty); values are Python source."""

    alias: str
    option: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class UrlChange:
    """What a file's URL looks like; `alias` is a storage's."""

    alias: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class VariableChange:
    """A variable of an environment; `where` is the workload or `site`. `todo` says what to do and when."""

    sign: Sign
    name: str
    where: str
    todo: str
    secret: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SettingsDelta:
    """What changes for Django. `gone`: dotted names that models or migrations may still import.

    `notes` are finished sentences: packages to install, a CSP that changes, files that are behind.
    """

    options: tuple[OptionChange, ...] = ()
    urls: tuple[UrlChange, ...] = ()
    variables: tuple[VariableChange, ...] = ()
    gone: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.options, self.urls, self.variables, self.gone, self.notes))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line in words about lifecycle or retention."""

    store: str
    text: str
    paths: tuple[SpecPath, ...] = ()
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class CostLine:
    """A monthly estimate in `currency`; `what` names the price, `quantity` the usage it was multiplied with."""

    store: str
    what: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Cost:
    """The estimate of one environment; `priced_on` is the date of the price table, `missing` what has no price."""

    currency: str
    priced_on: str
    lines: tuple[CostLine, ...]
    missing: tuple[str, ...] = ()
