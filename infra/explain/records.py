"""What is asked and what is answered, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from generator.spec.facts import ProviderName
    from generator.spec.workloads import Action

Verdict = Literal["allow", "signed", "deny"]
"""`signed`: whoever shows a link (or cookies) that somebody with the key has signed."""
Way = Literal["identity", "bucket", "cdn"]
"""By an identity; as anyone straight at the store; as anyone through the CDN."""
Effect = Literal["allow", "deny", "route"]

ACTIONS: tuple[Action, ...] = ("read", "write", "delete", "list")
ANYONE = "anyone"
WAYS: tuple[Way, ...] = ("bucket", "cdn")
CLOUDS: dict[ProviderName, str] = {"s3": "AWS", "gcs": "Google Cloud", "azure": "Azure"}
CDNS: dict[ProviderName, str] = {"s3": "CloudFront", "gcs": "Cloud CDN", "azure": "Front Door"}


@dataclass(frozen=True, slots=True)
class Place:
    """A key in a store, or for a listing a prefix; `bucket` is the bucket's or the account's physical name.

    `container` is Azure's, empty elsewhere; `several` says that the store has one for each storage. `alias` is the
    storage that the key lies in, empty when it lies in none.
    """

    store: str
    provider: ProviderName
    bucket: str
    container: str = ""
    key: str = ""
    alias: str = ""
    several: bool = False

    @property
    def path(self) -> str:
        """What follows the store in a path that a person writes."""
        return f"{self.container}/{self.key}" if self.several else self.key

    def text(self) -> str:
        """As in `s3://shop-prod-media/uploads/a.jpg`."""
        scheme = {"s3": "s3://", "gcs": "gs://", "azure": "https://"}[self.provider]
        host = f"{self.bucket}.blob.core.windows.net/{self.container}" if self.container else self.bucket
        return f"{scheme}{host}/{self.key}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that decided: a statement, a binding, an assignment, a setting, or what a CDN does with a path.

    `name` is its Sid, role or pattern; `text` names it in a sentence; `resource` and `urn` are those of the resource
    that it is part of; `action` is what it decided on, in the cloud's words.
    """

    effect: Effect
    name: str
    text: str
    action: str
    resource: str = ""
    urn: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cloud says to one question.

    `action` and `resource` are in the cloud's words. `statements` decided, all of them together. `reason` says in
    words why not, empty when it is allowed. `closest` is what somebody may do instead. `notes` are what bears on the
    answer and cannot be read from the graph.
    """

    verdict: Verdict
    way: Way
    provider: ProviderName
    action: str
    resource: str
    statements: tuple[Statement, ...] = ()
    reason: str = ""
    closest: str = ""
    notes: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether it needs nothing more."""
        return self.verdict == "allow"
