"""`gen-settings explain`: what each storage is, in words or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence


def run(options: argparse.Namespace) -> int:
    """Print the environments asked for."""
    from generator.app import chosen, open_project
    from generator.explanation import explain

    project = open_project(options.spec)
    names = chosen(project, options.env)
    found = [explain(project.document.specs[name], project.package) for name in names]
    if options.format == "json":
        print(json.dumps({"environments": found}, indent=2))
    else:
        print("\n\n".join("\n".join(_text(item)) for item in found))
    return 0


def _text(found: dict[str, Any]) -> Iterator[str]:
    yield f"environment {found['environment']}  (target {found['target']}, settings module {found['settings']})"
    for alias, item in found["storages"].items():
        yield ""
        yield f"  {alias}: {item['served']}"
        yield from _rows([("files", item["files"]), ("urls", item["urls"]), ("backend", item["backend"])])
        yield from _rows([("may " + " ".join(actions), name) for name, actions in item["grants"].items()])
    if found["variables"]:
        yield ""
        yield "  variables of the environment file"
        for item in found["variables"]:
            known = f" = {item['value']}" if item["value"] else ""
            yield f"    {item['name']}{known}"
            marks = "".join(f"{mark}: " for mark in ("optional", "secret") if item[mark])
            yield f"        {marks}{item['why']}"
    for note in found["notes"]:
        yield ""
        yield f"  note: {note}"


def _rows(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, value in pairs:
        yield f"    {name:<28}{value}"
