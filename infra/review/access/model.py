"""What is read from a graph about access: rights, trust, exposure, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from infra.review.keys import Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.review.report import Who

Cloud = Literal["s3", "gcs", "azure", ""]
Effect = Literal["allow", "deny"]
_PACKAGES: Mapping[str, Cloud] = {"aws": "s3", "gcp": "gcs", "azure-native": "azure", "azure": "azure"}
READ, WRITE, DELETE, LIST = FOUR = ("read", "write", "delete", "list")


@dataclass(frozen=True, slots=True)
class Right:
    """Somebody may do `action` with the keys of a store that fit `scope` and none of `but`.

    `store` is a name in the spec, or what a foreign bucket is called. Without a store, `scope` is a resource as the
    cloud names it; an empty scope with a store is the bucket or account itself. On Azure a key begins with its
    container. For `list` keys are the prefixes that may be asked for. `condition` is canonical: see
    `infra.review.access.conditions`. A deny is here when it has a condition, or an action that is none of the four;
    the others are taken from the rights already.
    """

    who: Who
    action: str
    store: str
    scope: str
    by: str
    urn: str
    condition: str = ""
    effect: Effect = "allow"
    cloud: Cloud = ""
    but: tuple[str, ...] = ()

    @property
    def term(self) -> Term:
        """The keys."""
        return Term(self.scope, self.but)


@dataclass(frozen=True, slots=True)
class Trust:
    """Somebody (`trusted`) may act as `identity`; with effect deny, may not.

    `trusted` is what is compared, `shown` what a reader meets in its place, empty for the same. `store`: whose signed
    links the identity is.
    """

    identity: str
    trusted: str
    condition: str = ""
    urn: str = ""
    effect: Effect = "allow"
    workload: bool = False
    shown: str = ""
    store: str = ""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How the outside reaches a store. `subject` is what is compared, `what` the phrase; `opens`: it lets more in.

    For CORS, `subject` is an origin pattern and `what` a method.
    """

    store: str
    kind: Literal["cors", "cdn", "network"]
    what: str
    urn: str = ""
    opens: bool = True
    subject: str = ""


class Name(NamedTuple):
    """What a resource is called here; one urn with another name is a renamed thing."""

    urn: str
    kind: Literal["store", "who", "container"]
    name: str


@dataclass(frozen=True, slots=True)
class Access:
    """All of it, sorted. `unread` are sentences about what is not understood; `names` are for comparing two graphs."""

    rights: tuple[Right, ...] = ()
    trusts: tuple[Trust, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    unread: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()

    @property
    def stores(self) -> set[tuple[str, Cloud]]:
        """With their cloud: a store that moves to another one keeps its name."""
        return {(item.name, cloud_of(item.urn)) for item in self.names if item.kind == "store"}


def cloud_of(urn: str) -> Cloud:
    """By the package of the resource's type: `...::stowplan:aws:Store$aws:s3/bucket:Bucket::media`."""
    return _PACKAGES.get("".join(urn.split("::")[2:3]).rpartition("$")[2].partition(":")[0], "")


@dataclass(slots=True)
class Found:
    """What one reader collects on its way."""

    rights: list[Right]
    trusts: list[Trust]
    exposures: list[Exposure]
    unread: list[str]

    def add(self, other: Found) -> None:
        """Everything of another one."""
        self.rights += other.rights
        self.trusts += other.trusts
        self.exposures += other.exposures
        self.unread += other.unread


def nothing() -> Found:
    """An empty one."""
    return Found([], [], [], [])
