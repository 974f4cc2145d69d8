"""A word for every file: what is on disk, what earlier runs wrote, and what this run made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from generator.errors import PublishError
from generator.publish import journal, manifest
from generator.publish.jail import check_paths, package_of, real_root
from generator.publish.manifest import Entry, digest
from generator.publish.whose import is_generated, lost, remember

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from generator.plan.files import PlannedFile

Status = Literal["create", "identical", "update", "edited", "obsolete", "absent"]
_DRIFT = frozenset({"create", "update", "edited", "obsolete"})


@dataclass(frozen=True)
class Decision:
    """What one file is, and what publishing makes of it.

    create: not there.  identical: there, byte for byte.  update: as an earlier run wrote it, and behind.
    edited: somebody changed it, or it was never generated.  obsolete: an earlier run wrote it, no run makes it now;
    it is removed, or left if somebody changed it.  absent: not there and not committed, so no drift; publish makes it.

    `content`: what will be there, None if the file goes or stays as it is.
    `seen`: what is there now, None for nothing.
    """

    path: PurePosixPath
    status: Status
    reason: str = ""
    content: bytes | None = field(default=None, repr=False)
    seen: bytes | None = field(default=None, repr=False)
    mode: int | None = None
    role: str = ""
    removed: bool = False

    @property
    def drift(self) -> bool:
        """Whether the disk is not what the spec gives; a manifest that stays on this machine never counts."""
        return self.status in _DRIFT and self.role != "state"


def decide(
    root: Path,
    files: Mapping[str, Sequence[PlannedFile]],
    manifest_path: PurePosixPath,
    *,
    known: Collection[str] | None = None,
) -> tuple[Decision, ...]:
    """Decisions for the files by scope, for what is obsolete in these scopes, and for the manifests, which come last.

    `known`: the scopes there are besides those of `files`; what the manifest holds of any other is obsolete. None:
    nothing is known of other scopes, and their files stay.

    Raises:
        PublishError: a path leads out of the project or names two files, or a file or manifest cannot be read.
    """
    root = real_root(root)
    try:
        check_paths(root, [*(file.path for group in files.values() for file in group), manifest_path])
        package_of(root, manifest_path)
        return _decide(journal.view(root), files, manifest_path, known)
    except OSError as error:
        raise PublishError(f"cannot read {error.filename}: {error.strerror}") from None


def _decide(
    view: journal.View,
    files: Mapping[str, Sequence[PlannedFile]],
    manifest_path: PurePosixPath,
    known: Collection[str] | None,
) -> tuple[Decision, ...]:
    planned = [(scope, file) for scope, group in files.items() for file in group]
    shared, local = (manifest.load(view.read(path), path) for path in (manifest_path, manifest.LOCAL))
    old = local | shared
    made = {str(file.path) for _, file in planned}
    scopes = {entry.scope for entry in old.values()} if known is None else set(known)
    stay = {path for path, entry in old.items() if entry.scope in scopes.difference(files)} - made
    left = sorted(old.keys() - made - stay)
    gone = [_obsolete(view, PurePosixPath(path), old[path], own=path in local) for path in left]
    decisions = [_judge(view, file, old.get(str(file.path))) for _, file in planned]
    decisions += [item for item in gone if item is not None]
    made_now = {
        str(file.path): (file.checked, remember(file, scope, old.get(str(file.path)), item.seen))
        for (scope, file), item in zip(planned, decisions, strict=False)
    }
    new_local = _next(local, stay, made_now, checked=False)
    if local or new_local:
        decisions.append(_manifest(view, manifest.LOCAL, new_local, "state"))
    new_shared = _next(shared, stay, made_now, checked=True)
    return (*decisions, _manifest(view, manifest_path, new_shared, "manifest"))


def _next(
    old: Mapping[str, Entry], stay: Collection[str], made: Mapping[str, tuple[bool, Entry]], *, checked: bool
) -> dict[str, Entry]:
    """A manifest after this run: what stays of it, and the files made that belong in it."""
    kept = {path: entry for path, entry in old.items() if path in stay}
    return kept | {path: entry for path, (belongs, entry) in made.items() if belongs == checked}


def _judge(view: journal.View, file: PlannedFile, entry: Entry | None) -> Decision:
    seen = view.read(file.path)
    status, reason = _word(view, file, entry, seen)
    return Decision(file.path, status, reason, file.content, seen, file.mode, file.role)


def _word(view: journal.View, file: PlannedFile, entry: Entry | None, seen: bytes | None) -> tuple[Status, str]:
    if seen is None:
        return ("create" if file.checked else "absent"), ""
    if seen == file.content:
        mode = view.mode(file.path)
        if file.mode is None or not mode & ~file.mode:
            return "identical", ""
        return "update", f"mode {mode:04o} instead of {file.mode:04o}"
    if not is_generated(file, entry, seen):
        return "edited", "edited by hand" if entry is not None else "not written by gen-settings"
    own = lost(file, entry, seen)
    return ("edited", _kept(own)) if own else ("update", "")


def _kept(names: Sequence[str]) -> str:
    has, it = ("has a value", "it") if len(names) == 1 else ("have values", "them")
    way_out = f"copy {it} below the line for your own variables if you need {it}, and make {it} empty above"
    return f"{', '.join(names)} {has} that may be yours, and nothing reads {it} any more: {way_out}"


def _obsolete(view: journal.View, path: PurePosixPath, entry: Entry, *, own: bool) -> Decision | None:
    """None if the file is gone already: then only the manifest changes. `own`: it may hold values of the team."""
    seen = view.read(path)
    if seen is None:
        return None
    if own:
        return Decision(path, "obsolete", "left, for it may hold values of your own: delete it if not", seen=seen)
    if digest(seen) == entry.sha256:
        return Decision(path, "obsolete", "removed", seen=seen, removed=True)
    return Decision(path, "obsolete", "left, because it was edited: delete it if you do not need it", seen=seen)


def _manifest(view: journal.View, path: PurePosixPath, entries: Mapping[str, Entry], role: str) -> Decision:
    content, seen = manifest.dump(entries), view.read(path)
    status: Status = "create" if seen is None else "identical" if seen == content else "update"
    return Decision(path, status, "", content, seen, None, role)
