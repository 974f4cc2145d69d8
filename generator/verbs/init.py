"""`gen-settings init`: a first, commented spec, from answers on a terminal or from flags."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import PublishError, SpecError, UsageError

if TYPE_CHECKING:
    import argparse

QUESTIONS = (
    ("project", "the project's short name, part of every bucket name", "mysite"),
    ("root", "the folder of manage.py, relative to the spec", "."),
    ("package", "the Python package to generate there", "site_storage"),
    ("region", "the AWS region", "us-east-1"),
    ("runs_on", "where the site runs (ecs, ec2, lambda, vps)", "ecs"),
    ("origin", "where production is served", "https://www.example.com"),
)


def run(options: argparse.Namespace) -> int:
    """Write the spec; an existing file is never replaced."""
    target = Path(options.spec)
    if target.exists():
        raise UsageError(f"{options.spec} is there already; give another name with --spec, or remove it first")
    answers = {name: _answer(options, name, question, default) for name, question, default in QUESTIONS}
    text = _render(answers)
    _check(text, options.spec)
    _write(target, text)
    print(f"wrote {options.spec}\nnext: gen-settings explain --spec {options.spec}")
    return 0


def _answer(options: argparse.Namespace, name: str, question: str, default: str) -> str:
    given: str | None = getattr(options, name)
    if given is not None:
        return given
    if options.yes or not sys.stdin.isatty():
        return default
    return input(f"{question} [{default}]: ").strip() or default


def _render(answers: dict[str, str]) -> str:
    """Answers enter as JSON strings, which YAML reads as the same text whatever they hold."""
    from generator.render.shell import render
    from generator.spec.model import Django

    quoted = {name: json.dumps(value) for name, value in answers.items()}
    return render("storage.yaml.jinja", django=json.dumps(Django().version), **quoted)


def _check(text: str, shown: str) -> None:
    """Refuse answers the spec would refuse, before anything is written."""
    import tempfile

    from generator.checks import ACROSS, CHECKS
    from generator.spec.document import open_document

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "storage.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            open_document(path, shown, CHECKS, ACROSS)
        except SpecError as error:
            lines = [
                f"{item.path}: {item.message}; {item.hint}" for item in error.diagnostics if item.severity == "error"
            ]
            raise UsageError("these answers do not make a spec:\n" + "\n".join(lines)) from None


def _write(target: Path, text: str) -> None:
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise PublishError(f"{target} cannot be written: {error.strerror}") from None
