"""The local clouds of one environment as processes: which run, starting those that are needed, stopping the rest.

What runs is told by the state files in the environment's folder, so that a cloud is found also when the spec does not
name it any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import LocalCloudError, StowplanError
from infra.local import state
from infra.local.clouds import clouds_of_spec, local_cloud

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec
    from infra.local.clouds import LocalCloud, Running

FILES: Mapping[ProviderName, str] = {"s3": "aws", "gcs": "gcp", "azure": "azure"}
"""Provider -> the name of its local cloud's state file."""
PACKAGES: Mapping[ProviderName, str] = {"s3": "aws", "gcs": "gcp", "azure": "azure-native"}
"""Provider -> the Pulumi package of its resources."""


@dataclass(frozen=True)
class Started:
    """A local cloud that runs."""

    cloud: LocalCloud
    running: Running
    was_running: bool


def running(folder: Path) -> list[Started]:
    """The clouds that run, whatever the spec says."""
    clouds = [local_cloud(name) for name, file in FILES.items() if state.path_of(folder, file).is_file()]
    found = [(cloud, cloud.process.status(folder)) for cloud in clouds]
    return [Started(cloud, item, was_running=True) for cloud, item in found if item is not None]


def start(spec: Spec, folder: Path, port: int) -> list[Started]:
    """The clouds that the spec needs; `port` is the first one's.

    Raises:
        StowplanError: one does not start, and those started before it are stopped again.
    """
    before = {item.cloud.provider: item for item in running(folder)}
    started: list[Started] = []
    for cloud in clouds_of_spec(spec):
        found = before.get(cloud.provider)
        if found and port and not started and not found.running.endpoint.endswith(f":{port}"):
            where = f"it runs at {found.running.endpoint} already"
            raise LocalCloudError(f"{where}; `stowplan local down` first, then `up --port {port}`")
        try:
            own = 0 if started else port
            started.append(found or Started(cloud, cloud.process.start(folder, port=own), was_running=False))
        except StowplanError:
            undo(started, folder)
            raise
    return started


def undo(started: list[Started], folder: Path) -> None:
    """Stop those that did not run before."""
    for item in started:
        if not item.was_running:
            item.cloud.process.stop(folder)


def stop(folder: Path, keep: frozenset[ProviderName] = frozenset()) -> list[LocalCloud]:
    """Stop every cloud that has a state file but those to keep; the ones that ran."""
    clouds = [
        local_cloud(name) for name, file in FILES.items() if name not in keep and state.path_of(folder, file).is_file()
    ]
    return [cloud for cloud in clouds if cloud.process.stop(folder)]
