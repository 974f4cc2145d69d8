"""What must be true of any file: it opens and gives working files, or is refused at a place, without a secret."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from generator.checks import ACROSS, CHECKS
from generator.errors import SpecError
from generator.explanation import explain
from generator.messages import SENTENCES
from generator.planner import plan
from generator.render.environment import entries, env_text
from generator.render.settings import callables_module, settings_module
from generator.spec.document import open_document

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.spec.document import Document

LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
READ = re.compile(r'\b(?:required|optional|key|signing_key|path|cdn|bucket|gcs_bucket|azure_container)\("([A-Z0-9_]+)"')
Rendered = set[str]
"""Plans that were rendered before: most changes do not reach the settings, and rendering takes the longest."""


class Held:
    """A file that is not on disk: all that reading a spec asks of a path."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def open(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self.data)


def outcome(text: str | bytes, secret: str | None, done: Rendered) -> list[str]:
    """The codes of what was found; asserts everything that holds for every file."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    path: Any = Held(data)
    document: Document | None = None
    try:
        document = open_document(path, "storage.yaml", CHECKS, ACROSS)
        found = document.warnings
    except SpecError as error:
        found = error.diagnostics
    errors = [item.code for item in found if item.severity == "error"]
    assert bool(errors) is (document is None)
    assert errors or secret is None
    if document is not None:
        _gives_files(document, done)
    lines = LINE_END.split(data.decode("utf-8-sig", "replace"))
    for item in found:
        _is_fit_to_show(item, lines, secret)
    return errors


def _is_fit_to_show(item: Diagnostic, lines: list[str], secret: str | None) -> None:
    assert item.file == "storage.yaml"
    assert item.code in SENTENCES
    assert 1 <= item.line <= len(lines)
    assert 1 <= item.column <= len(lines[item.line - 1]) + 1
    shown = [item.path, item.message, item.hint]
    assert all(text.isprintable() for text in shown)
    assert item.message
    if secret is not None:
        pieces = {secret[start : start + 12] for start in range(len(secret) - 11)}
        assert not [piece for piece in pieces for text in shown if piece in text]


def _gives_files(document: Document, done: Rendered) -> None:
    plans = {name: plan(spec) for name, spec in document.specs.items()}
    for name, found in plans.items():
        if repr(found) in done:
            continue
        done.add(repr(found))
        package = document.specs[name].django.package
        settings = settings_module(found, package, "storage.yaml")
        compile(settings, name, "exec")
        listed = [variable.name for variable in found.variables]
        assert len(set(listed)) == len(listed)
        assert {read if read in listed else f"{read}_FILE" for read in READ.findall(settings)} <= set(listed)
        for raw in (True, False):
            env_text(entries(found.variables, None, local=found.target == "local"), (), None, raw=raw)
        assert explain(document.specs[name], package)["environment"] == name
    aliases = sorted({entry.alias for found in plans.values() for entry in found.aliases})
    if repr(aliases) not in done:
        done.add(repr(aliases))
        assert callables_module(aliases).count("\ndef ") == len(aliases)
