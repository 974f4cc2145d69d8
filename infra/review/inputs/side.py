"""One side of a review: a spec with its key files, opened; from a file, the working tree or a revision."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.app import Project
from generator.checks import ACROSS, CHECKS
from generator.errors import SpecError, UsageError
from generator.spec.document import Document, open_document
from generator.spec.facts import public_key_file, s3_stores, signing_names
from generator.spec.load import parse, read
from generator.spec.overlay import merge
from infra.review.inputs import git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path, PurePosixPath

    from generator.diagnostics import Diagnostic
    from generator.spec.model import Spec
    from generator.spec.overlay import Merged
    from infra.review.inputs.git import Repository

WORKING_TREE = "working tree"


@dataclass(frozen=True)
class Opened:
    """A side's spec. `path` is where it lies now, `shown` how messages call it; `document` is None when it is wrong.

    `file` is its path in the checkout, where there is one. `merged` are the plain values of each environment with their
    positions. A side without a spec has no `path`.
    """

    name: str
    shown: str
    path: Path | None = None
    commit: str = ""
    content: bytes = b""
    document: Document | None = None
    merged: Mapping[str, Merged] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()
    keys: Mapping[str, bytes] = field(default_factory=dict)
    working: bool = False
    file: str = ""

    @property
    def spec_hash(self) -> str:
        """The first 12 hex digits of the file's sha256; empty without a file."""
        return hashlib.sha256(self.content).hexdigest()[:12] if self.path else ""

    @property
    def specs(self) -> Mapping[str, Spec]:
        """The environments; none when the side has no spec, or a wrong one."""
        return self.document.specs if self.document else {}

    @property
    def project(self) -> Project | None:
        """The side as the generator knows it."""
        if self.document is None or self.path is None:
            return None
        return Project(self.document, self.path.resolve().parent, self.path.name)


def from_file(path: Path, name: str) -> Opened:
    """A spec on disk; what is wrong with it is in `problems`."""
    return _opened(Opened(name, name, path, file=path.as_posix()))


def from_working_tree(path: Path, repository: Repository | None) -> Opened:
    """The spec as it lies there; of the commit that is checked out, as long as nobody edited it."""
    found = _opened(Opened(WORKING_TREE, str(path), path, working=True, file=path.as_posix()))
    inside = git.within(repository, path) if repository else None
    if repository is None or inside is None:
        return found
    commit = git.head_of(repository)
    committed = git.blob(repository, commit, inside) if commit else None
    unedited = committed is not None and committed.content == found.content
    behind = git.within(repository, path.resolve()) or inside
    return replace(found, file=str(behind), commit=commit if unedited else "")


def from_revision(repository: Repository, commit: str, name: str, spec: Path, folder: Path) -> Opened:
    """The spec at a commit, written below `folder` with the public key files it names; no path when it is not there."""
    inside = _inside(repository, spec)
    found = git.blob(repository, commit, inside)
    if found is None:
        return Opened(name, f"{name}:{inside}", commit=commit, file=str(inside))
    target = folder / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(found.content)
    bare = Opened(name, f"{name}:{inside}", target, commit, file=str(inside))
    opened = _opened(bare)
    for shown in sorted(_key_files(opened.specs)):
        _lay(repository, commit, spec, target.parent, folder, shown)
    return _opened(bare)


def _opened(side: Opened) -> Opened:
    assert side.path is not None  # noqa: S101 - for mypy: the callers give one
    try:
        document = open_document(side.path, side.shown, CHECKS, ACROSS)
    except SpecError as error:
        return _with(side, problems=error.diagnostics)
    tree = parse(read(side.path))
    merged = {name: merge(tree, name) for name in document.specs}
    return _with(side, document=document, merged=merged, keys=_keys(side.path.parent, document.specs))


def _with(side: Opened, **found: object) -> Opened:
    content = b"" if side.path is None or not side.path.is_file() else side.path.read_bytes()
    return replace(side, content=content, **found)  # type: ignore[arg-type]


def _inside(repository: Repository, spec: Path) -> PurePosixPath:
    found = git.within(repository, spec)
    if found is None:
        raise UsageError(f"{spec} lies outside the git checkout {repository.root.name}")
    return found


def _key_files(specs: Mapping[str, Spec]) -> set[str]:
    return {
        public_key_file(spec, store, name)
        for spec in specs.values()
        for store, item in s3_stores(spec).items()
        for name in signing_names(item)
    }


def _keys(folder: Path, specs: Mapping[str, Spec]) -> dict[str, bytes]:
    """What the key files hold, so that a key that changes under an unchanged spec is seen."""
    found = {name: folder / name for name in _key_files(specs)}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def _lay(repository: Repository, commit: str, spec: Path, target: Path, jail: Path, shown: str) -> None:
    """Write one key file beside the spec as it was; one outside the checkout is nothing that a revision has.

    Of a spec that is a link, key files lie beside what it leads to.
    """
    goal = (target / shown).resolve()
    if not goal.is_relative_to(jail.resolve()):
        return
    for folder in (spec.parent, spec.resolve().parent):
        inside = git.within(repository, folder / shown)
        found = git.blob(repository, commit, inside) if inside else None
        if found is not None:
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(found.content)
            return


def environments(base: Opened, head: Opened) -> Iterator[str]:
    """The names of both sides: the head's order, then what only the base has."""
    yield from head.specs
    yield from (name for name in base.specs if name not in head.specs)
