"""`gen-settings` itself: write the files of the environments asked for, or say what writing them would do."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from generator import fresh
from generator.app import (
    Project,
    build,
    chosen,
    expected_outputs,
    known_scopes,
    local_outputs,
    manifest_path,
    open_project,
    redact,
)
from generator.errors import DriftError, OutputsError, UsageError
from generator.plan.outputs import Outputs, read_outputs
from generator.publish import Decision, decide, diff, publish
from generator.verbs.words import painted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


BEHIND = {
    "create": "missing",
    "update": "behind the spec",
    "edited": "edited by hand",
    "obsolete": "no longer made",
}


def run(options: argparse.Namespace) -> int:
    """Do what the options say; raises a `StowplanError` for what cannot be done."""
    project = open_project(options.spec, strict=options.strict)
    _warn(project, options)
    names = chosen(project, options.env)
    files = build(project, names, _outputs(options, project, names))
    decisions = decide(project.root, files, manifest_path(project), known=known_scopes(project))
    if options.check:
        return _check(options, project, decisions)
    if options.diff:
        print(diff(decisions, redact(project)), end="")
        return 0
    if options.stdout:
        _print_files(project, decisions)
        return 0
    return _write(options, project, decisions)


def _warn(project: Project, options: argparse.Namespace) -> None:
    if options.format == "text":
        for item in project.document.warnings:
            print(item.text(), file=sys.stderr)


def _outputs(options: argparse.Namespace, project: Project, names: Sequence[str]) -> dict[str, Outputs]:
    """Those named on the command line; for a local environment else those that `stowplan local up` left."""
    if options.outputs is None:
        found = {name: local_outputs(project, name) for name in names}
        texts = {name: _read(path) for name, path in found.items() if path is not None}
    elif len(names) == 1:
        texts = {names[0]: sys.stdin.read() if options.outputs == "-" else _read(Path(options.outputs))}
    else:
        raise UsageError("--outputs are those of one environment: name it with --env")
    specs = project.document.specs
    return {name: read_outputs(text, specs[name].project, name) for name, text in texts.items()}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise OutputsError(f"{path} cannot be read: {reason}") from None


def _check(options: argparse.Namespace, project: Project, decisions: Sequence[Decision]) -> int:
    found = [item for item in decisions if item.drift]
    if options.format == "json":
        _report_json(project, decisions)
        return DriftError.exit_code if found else 0
    if found:
        lines = [f"  {item.path}: {reason(item)}" for item in found]
        edited = any(item.status == "edited" for item in found)
        way_out = "run `gen-settings`" + (" (--diff shows the edits, --force replaces them)" if edited else "")
        raise DriftError("\n".join(["these files are not what the spec gives:", *lines, way_out]))
    print(fresh.ANSWER)
    return 0


def reason(item: Decision) -> str:
    """Why a file is drift, in a few words."""
    return item.reason or BEHIND[item.status]


def _print_files(project: Project, decisions: Sequence[Decision]) -> None:
    show = redact(project)
    for item in decisions:
        if item.content is not None and item.role not in {"runtime", "manifest", "state"}:
            print(f"# ---- {item.path}\n{show(item.path, item.content.decode())}", end="")


def _write(options: argparse.Namespace, project: Project, decisions: Sequence[Decision]) -> int:
    if options.dry_run:
        words = [(str(item.path), _word(item)) for item in _shown(decisions)]
    else:
        results = publish(project.root, decisions, force=options.force)
        _remember(options, project, decisions)
        hidden = {item.path for item in decisions if item not in _shown(decisions)}
        words = [(str(item.path), item.word) for item in results if item.path not in hidden]
    if options.format == "json":
        _report_json(project, decisions, dict(words))
    else:
        _report(words, dry=options.dry_run)
    return 0


def _remember(options: argparse.Namespace, project: Project, decisions: Sequence[Decision]) -> None:
    """After a run that wrote everything; not when it left a file because it was edited, which is drift."""
    if options.env is None and not any(item.status == "obsolete" and not item.removed for item in decisions):
        files = [project.root / item.path for item in decisions]
        given = [expected_outputs(project, name) for name in project.document.specs]
        fresh.remember(options.spec, map(str, [*files, *given]), (item.text() for item in project.document.warnings))


def _word(item: Decision) -> str:
    return "create" if item.status == "absent" else item.status


def _shown(decisions: Sequence[Decision]) -> list[Decision]:
    return [item for item in decisions if item.role != "state"]


def _report(words: Sequence[tuple[str, str]], *, dry: bool) -> None:
    for path, word in words:
        if word != "identical":
            print(f"{painted(word)}{' ' * (11 - len(word))}{path}")
    counts = Counter(word for _, word in words)
    summary = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    print(f"{len(words)} files: {summary}{' (nothing was written)' if dry else ''}")


def _report_json(project: Project, decisions: Sequence[Decision], words: dict[str, str] | None = None) -> None:
    files = [
        {"path": str(item.path), "status": (words or {}).get(str(item.path), item.status), "reason": item.reason}
        for item in _shown(decisions)
    ]
    warnings = [item.as_json() for item in project.document.warnings]
    drift = any(item.drift for item in decisions)
    print(json.dumps({"files": files, "drift": drift, "diagnostics": warnings}, indent=2))
