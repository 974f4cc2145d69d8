"""Things with files, or that open them, which are replaced or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.compare.stateful import THINGS, physical, thing
from infra.review.hazards import words
from infra.review.hazards.hosts import hosts_of, serves_still, staying
from infra.review.report import Hazard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.review.hazards.edit import Edit, Edits
    from infra.review.report import PropertyChange

_ENDS = frozenset({"delete", "replace"})


def fates(found: Edits) -> Iterator[Hazard]:
    """One hazard for each; what goes as a part of something that goes too is not said again."""
    taken, stays = _made_again(found), staying(found)
    for edit in found.all:
        if edit.change.kind not in _ENDS or not edit.change.stateful or edit.base is None:
            continue
        if edit.change.kind == "delete" and edit.change.urn in taken:
            yield _renamed(edit, taken[edit.change.urn])
        elif not _goes_with_whole(found, edit) and not serves_still(found, edit, stays):
            yield _fate(edit, hosts_of(found, edit))


def _made_again(found: Edits) -> Mapping[str, Edit]:
    """Urn of what is deleted -> what is created with the same physical name."""
    created = {_key(edit): edit for edit in found.all if edit.change.kind == "create" and edit.change.stateful}
    return {
        edit.change.urn: created[_key(edit)]
        for edit in found.all
        if edit.change.kind == "delete" and edit.change.stateful and _key(edit) in created and _fixed(edit)
    }


def _key(edit: Edit) -> tuple[str, str]:
    return edit.token, edit.name.casefold()


def _fixed(edit: Edit) -> bool:
    """Whether the inputs say the physical name: what the engine names itself has another one next time."""
    what = thing(edit.base) if edit.base is not None else None
    inputs = edit.base.inputs if edit.base is not None else {}
    fixed = what is not None and bool(what.name) and all(isinstance(inputs.get(key), str) for key in what.name)
    return fixed and what is not None and what.holds not in {"host", "signing"}


def _goes_with_whole(found: Edits, edit: Edit) -> bool:
    what = THINGS[edit.token]
    wholes = found.beside(edit, what.part_of)
    return any(whole.change.kind == edit.change.kind for whole in wholes)


def _fate(edit: Edit, hosts: tuple[str, ...]) -> Hazard:
    what = THINGS[edit.token]
    replaced = edit.change.kind == "replace"
    cause = _cause(edit) if replaced else None
    return Hazard(
        kind="replace" if replaced else "delete",
        subject=edit.change.urn,
        headline=f"the {what.noun} {edit.name} {_ends(edit)}",
        loss=words.loss(edit, what) + (f"{words.HOSTS}{', '.join(hosts)}." if hosts else ""),
        way_out=words.way_out(edit, what, cause.path if cause else ""),
        forced_by=cause.path if cause else "",
        before=cause.before if cause else None,
        after=cause.after if cause else None,
        urn=edit.change.urn,
        paths=edit.paths(*([cause.path] if cause else [])),
    )


def _ends(edit: Edit) -> str:
    if edit.change.kind == "replace":
        return "is replaced"
    return "leaves the stack" if edit.change.forgotten and not edit.change.protected else "is deleted"


def _cause(edit: Edit) -> PropertyChange | None:
    return next((item for item in edit.change.properties if item.forces), None)


def _renamed(edit: Edit, new: Edit) -> Hazard:
    what = THINGS[edit.token]
    name = physical(edit.base) if edit.base is not None else edit.name
    return Hazard(
        kind="name-changed",
        subject=edit.change.urn,
        headline=f"the {what.noun} {name} gets another logical name, {new.change.name} instead of {edit.change.name}",
        loss=words.renamed(edit),
        way_out=f"Keep the name {edit.change.name} in the spec, or say that it is the same resource: an alias in the "
        f"program, or `pulumi state rename '{edit.change.urn}' {new.change.name}` before the deployment.",
        forced_by="logical name",
        before=edit.change.name,
        after=new.change.name,
        urn=edit.change.urn,
        paths=tuple(dict.fromkeys([*new.paths(), *edit.paths()])),
    )
