"""The local clouds, one for each provider of a spec, and what each answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, assert_never

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec
    from infra.local.cloud import Handler
    from infra.offline.state import State

Access = dict[str, dict[str, list[str]]]
"""Workload -> alias -> the actions that the cloud's own policies allow it on the alias's prefix."""


class Running(Protocol):
    """A local cloud that answers."""

    @property
    def endpoint(self) -> str: ...
    @property
    def pid(self) -> int: ...


class Process(Protocol):
    """How a local cloud is started, found and stopped; it keeps its state file in `folder`."""

    def start(self, state_dir: Path, *, port: int = 0) -> Any: ...
    def status(self, state_dir: Path) -> Any: ...
    def stop(self, state_dir: Path) -> bool: ...


class Session(Protocol):
    """What a local environment asks of a cloud that runs.

    `prepare` is given the values of signing keys, which no graph holds; `shared` is what all workloads are told, and
    `credentials` what one is, as they stand under `local` in the outputs.
    """

    TITLE: str

    def prepare(self, cloud: Any, keys: Mapping[str, Mapping[str, str]]) -> None: ...
    def shared(self, cloud: Any) -> dict[str, str]: ...
    def credentials(self, cloud: Any, folder: Path, workload: str, outputs: Mapping[str, Any]) -> dict[str, str]: ...
    def access(self, spec: Spec, state: State, outputs: Mapping[str, Any]) -> Access: ...


@dataclass(frozen=True)
class LocalCloud:
    """One local cloud: its process, what makes its resources, what a session asks it."""

    provider: ProviderName
    process: Process
    session: Session
    handlers: Callable[[Any], Mapping[str, Handler]]


def local_cloud(provider: ProviderName) -> LocalCloud:
    """The local cloud of a provider; its modules load here."""
    match provider:
        case "s3":
            from infra.local.aws import cloud as aws
            from infra.local.aws import session as aws_session
            from infra.local.aws.handlers import handlers as aws_handlers

            return LocalCloud(provider, aws, aws_session, aws_handlers)
        case "gcs":
            from infra.local.gcp import cloud as gcp
            from infra.local.gcp import session as gcp_session
            from infra.local.gcp.handlers import handlers as gcp_handlers

            return LocalCloud(provider, gcp, gcp_session, gcp_handlers)
        case "azure":
            from infra.local.azure import cloud as azure
            from infra.local.azure import session as azure_session
            from infra.local.azure.handlers import handlers as azure_handlers

            return LocalCloud(provider, azure, azure_session, azure_handlers)
        case _:
            assert_never(provider)


def clouds_of_spec(spec: Spec) -> list[LocalCloud]:
    """The local clouds that an environment's stores need, in a fixed order."""
    used = {store.provider for store in spec.stores.values()}
    order: tuple[ProviderName, ...] = ("s3", "gcs", "azure")
    return [local_cloud(name) for name in order if name in used]
