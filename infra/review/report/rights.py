"""Who can do what they could not, or no longer what they could."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from infra.review.report.base import Acknowledged, Position, Sign, SpecPath

WhoKind = Literal["workload", "public", "signed", "cdn", "service", "principal"]


@dataclass(frozen=True, slots=True, order=True)
class Who:
    """Somebody with rights.

    `workload` by its name in the spec; `public`: anyone, name is `bucket` or `cdn`; `signed`: whoever holds a signed
    URL or cookie of a CDN, name is the store; `cdn`: the CDN's own identity, name is the store; `service`: a cloud's
    service; `principal`: anybody else by their ARN, member or object id.
    """

    kind: WhoKind
    name: str = ""

    def text(self) -> str:
        """As a reader meets it."""
        match self.kind:
            case "workload":
                return self.name
            case "public":
                return "anyone, through the CDN" if self.name == "cdn" else "anyone"
            case "signed":
                return f"signed URLs of {self.name}"
            case "cdn":
                return f"CDN of {self.name}"
            case "service" | "principal":
                return self.name


@dataclass(frozen=True, slots=True)
class PermissionChange:
    """A right gained or lost, judged by what it reaches and not by a statement's text.

    `action` is read, write, delete or list, or a cloud's own word for what is none of them. `scope` are key patterns
    with the store in front (`media/uploads/*`); without a store, resources as the cloud names them. `by` is the
    statement or binding, of the resource `urn`. `condition` is what else must hold, canonical, empty for nothing.
    `broadened`: somebody can now do what they could not.
    """

    sign: Literal["+", "-"]
    who: Who
    actions: tuple[str, ...]
    scope: tuple[str, ...]
    broadened: bool
    by: str = ""
    urn: str = ""
    condition: str = ""
    cloud: Literal["s3", "gcs", "azure", ""] = ""
    paths: tuple[SpecPath, ...] = ()
    id: str = ""
    position: Position | None = None
    acknowledged: Acknowledged | None = None

    def key(self) -> tuple[str, ...]:
        """What names this change."""
        return ("permission", self.sign, self.who.kind, self.who.name, *self.actions, *self.scope, self.condition)


@dataclass(frozen=True, slots=True)
class TrustChange:
    """Who may act as a workload's `identity`: a service, a repository, a Kubernetes account, a key."""

    sign: Literal["+", "-"]
    identity: str
    trusted: str
    condition: str = ""
    broadened: bool = False
    urn: str = ""
    paths: tuple[SpecPath, ...] = ()
    id: str = ""
    position: Position | None = None
    acknowledged: Acknowledged | None = None

    def key(self) -> tuple[str, ...]:
        """What names this change."""
        return ("trust", self.sign, self.identity, self.trusted, self.condition)


@dataclass(frozen=True, slots=True)
class ExposureChange:
    """How the outside reaches a store: CORS origins, a CDN host, a network rule. `what` is a finished phrase.

    Public read is a `PermissionChange` of the kind `public`.
    """

    sign: Sign
    store: str
    kind: Literal["cors", "cdn", "network"]
    what: str
    broadened: bool = False
    urn: str = ""
    paths: tuple[SpecPath, ...] = ()
    id: str = ""
    position: Position | None = None
    acknowledged: Acknowledged | None = None

    def key(self) -> tuple[str, ...]:
        """What names this change."""
        return ("exposure", self.sign, self.store, self.kind, self.what)
