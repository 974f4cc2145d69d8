"""Names that lead to files: whether one that goes is still served by something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.compare.shown import shown
from infra.review.compare.stateful import THINGS
from infra.review.compare.tokens import plain
from infra.review.report import Hazard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Resource
    from infra.review.hazards.edit import Edit, Edits

_DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
_ROUTE = "azure-native:cdn:Route"
_DEFAULT_HOST = "linkToDefaultDomain"
_FRONTS = {
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": "hostname",
    "azure-native:cdn:AFDCustomDomain": "hostName",
}


def staying(found: Edits) -> frozenset[tuple[str, tuple[str, ...]]]:
    """Types and names of the hosts and records that are there afterwards, of what changes."""
    held = ((other.token, other.head) for other in found.all if other.token in THINGS)
    return frozenset((token, _host(head)) for token, head in held if head is not None and THINGS[token].holds == "host")


def serves_still(found: Edits, edit: Edit, stays: frozenset[tuple[str, tuple[str, ...]]]) -> bool:
    """Whether a host or a record that goes is there under another logical name, or goes with a host that is named."""
    if THINGS[edit.token].holds != "host":
        return False
    if edit.change.kind == "replace" and edit.head is not None and _host(edit.base) == _host(edit.head):
        return True
    if (edit.token, _host(edit.base)) in stays:
        return True
    return edit.token not in _FRONTS and any(_names(host, edit) for host in _lost(found, edit))


def hosts_of(found: Edits, edit: Edit) -> tuple[str, ...]:
    """The hosts of a CDN that goes: its own, and those of its parts."""
    if THINGS[edit.token].holds != "cdn":
        return ()
    parts = [other.base for other in found.beside(edit, tuple(_FRONTS)) if other.base is not None]
    named = {str(part.inputs.get(_FRONTS[plain(part.type)], "")) for part in parts}
    return tuple(sorted((named | _aliases(edit.base)) - {""}))


def lost_hosts(found: Edits) -> Iterator[Hazard]:
    """Hosts that a distribution which stays no longer answers at."""
    for edit in found.all:
        gone = _aliases(edit.base) - _aliases(edit.head)
        if edit.token != _DISTRIBUTION or edit.head is None or edit.base is None or not gone:
            continue
        hosts = ", ".join(sorted(gone))
        yield Hazard(
            kind="delete",
            subject=edit.change.urn,
            headline=f"the CDN of {edit.change.owner or edit.name} no longer answers at {hosts}",
            loss="Links that are in pages, mails and databases with this host stop working.",
            way_out="Keep the old host until no link names it any more, or let something else answer there and lead to "
            "the new one.",
            forced_by="aliases",
            before=shown(sorted(_aliases(edit.base))),
            after=shown(sorted(_aliases(edit.head))),
            urn=edit.change.urn,
            paths=edit.paths("aliases"),
        )


def default_hosts(found: Edits) -> Iterator[Hazard]:
    """Front Doors whose routes no longer answer at `*.azurefd.net`; once for each component."""
    seen: set[str] = set()
    for edit in found.all:
        if edit.token != _ROUTE or edit.base is None or edit.head is None or edit.base.parent in seen:
            continue
        before, after = (side.inputs.get(_DEFAULT_HOST) for side in (edit.base, edit.head))
        if before != "Enabled" or after == "Enabled":
            continue
        seen.add(edit.base.parent)
        yield Hazard(
            kind="delete",
            subject=edit.change.urn,
            headline=f"the CDN of {edit.change.owner or edit.name} no longer answers at its own host",
            loss="Links that are in pages, mails and databases with the host *.azurefd.net stop working.",
            way_out="Find who keeps such links first; Azure can answer at both hosts, this program asks for one.",
            forced_by=_DEFAULT_HOST,
            before=shown(before),
            after=None if after is None else shown(after),
            urn=edit.change.urn,
            paths=edit.paths(_DEFAULT_HOST),
        )


def _lost(found: Edits, edit: Edit) -> Iterator[str]:
    """Hosts of the same component that are reported by themselves."""
    for other in found.beside(edit, (_DISTRIBUTION,)):
        yield from _aliases(other.base) - _aliases(other.head)
    for other in found.beside(edit, tuple(_FRONTS)):
        if other.base is not None and other.change.kind in {"delete", "replace"}:
            yield str(other.base.inputs.get(_FRONTS[other.token], ""))


def _names(host: str, edit: Edit) -> bool:
    """Azure's records are relative to their zone."""
    inputs = edit.base.inputs if edit.base is not None else {}
    name = str(inputs.get("name") or inputs.get("relativeRecordSetName") or "").rstrip(".")
    zone = str(inputs.get("zoneName") or "")
    full = zone if name == "@" else f"{name}.{zone}" if zone else name
    return bool(host) and full.casefold() == host.casefold()


def _host(resource: Resource | None) -> tuple[str, ...]:
    if resource is None:
        return ()
    keys = ("hostname", "hostName", "name", "relativeRecordSetName", "zoneName", "type", "recordType", "dnsName")
    return tuple(str(resource.inputs.get(key, "")) for key in keys)


def _aliases(resource: Resource | None) -> set[str]:
    found = resource.inputs.get("aliases") if resource is not None else None
    return {item for item in found if isinstance(item, str)} if isinstance(found, list | tuple) else set()
