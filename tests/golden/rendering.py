"""Specs of this folder and what they give: file name -> text, for every environment."""

from __future__ import annotations

from pathlib import Path

from generator.checks import ACROSS, CHECKS
from generator.planner import plan
from generator.render.settings import callables_module, settings_module
from generator.spec.document import Document, open_document

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
SPECS = {
    "example": HERE.parents[1] / "storage.yaml",
    **{path.stem: path for path in sorted((HERE / "specs").glob("*.yaml"))},
}


def opened(path: Path) -> Document:
    return open_document(path, path.name, CHECKS, ACROSS)


def rendered(document: Document) -> dict[str, str]:
    """`<environment>.py` is the settings module, `aliases.py` the module of storage functions."""
    plans = {name: plan(spec) for name, spec in document.specs.items()}
    texts = {
        f"{name}.py": settings_module(found, document.specs[name].django.package, document.path)
        for name, found in plans.items()
    }
    aliases = {entry.alias for found in plans.values() for entry in found.aliases}
    return {**texts, "aliases.py": callables_module(aliases)}
