"""Generated files that are behind the spec in the working tree: what `gen-settings --check` would say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.app import build, known_scopes, manifest_path
from generator.errors import StowplanError
from generator.publish import decide
from generator.verbs.generate import reason
from infra.review.report import Drift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.app import Project
    from generator.publish import Decision
    from infra.review.inputs.side import Opened

WAY_OUT = "run `gen-settings`"


def behind(head: Opened, names: Sequence[str]) -> dict[str, tuple[Drift, ...]]:
    """By environment; files of no single one are the first's. Nothing for a project that has generated none yet."""
    project = head.project
    if project is None or not head.working or not names or not (project.root / manifest_path(project)).is_file():
        return {}
    try:
        return _found(project, names)
    except StowplanError as error:
        return {names[0]: (Drift("generated files", str(error).splitlines()[0]),)}


def _found(project: Project, names: Sequence[str]) -> dict[str, tuple[Drift, ...]]:
    every = list(project.document.specs)
    files = build(project, every, {})
    decisions = decide(project.root, files, manifest_path(project), known=known_scopes(project))
    found: dict[str, tuple[Drift, ...]] = {}
    for item in sorted((item for item in decisions if item.drift), key=lambda item: str(item.path)):
        name = next((name for name in names if _is_of(item, name)), names[0])
        found[name] = (*found.get(name, ()), Drift(str(item.path), f"{reason(item)}: {WAY_OUT}"))
    return found


def _is_of(item: Decision, name: str) -> bool:
    return item.path.stem in {name, name.replace("-", "_")} or item.path.name.startswith(f".env.{name}")
