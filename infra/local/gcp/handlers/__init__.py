"""Which resource types the local Google Cloud can make: `handlers(cloud)` maps a Pulumi type to its handler.

A type that is not here (monitoring, log sinks) is not emulated; whoever applies a graph reports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.gcp.handlers import identity, kms, network, storage
from infra.local.gcp.handlers.common import handler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.cloud import Handler
    from infra.local.gcp.cloud import LocalGcp


def handlers(cloud: LocalGcp) -> Mapping[str, Handler]:
    """A handler for every emulated type, working on a running local Google Cloud."""
    kinds = {**storage.KINDS, **identity.KINDS, **network.KINDS, **kms.KINDS}
    return {type_: handler(cloud, type_, kind) for type_, kind in kinds.items()}
