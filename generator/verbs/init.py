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
    ("provider", "where files are kept (s3, gcs, azure)", "s3"),
    ("project", "the project's short name, part of every bucket name", "mysite"),
    ("root", "the folder of manage.py, relative to the spec", "."),
    ("package", "the Python package to generate there", "site_storage"),
    ("region", "the region or location", ""),
    ("runs_on", "where the site runs", ""),
    ("origin", "where production is served", "https://www.example.com"),
)
DEFAULTS = {
    "s3": {"region": "us-east-1", "runs_on": "ecs"},
    "gcs": {"region": "EU", "runs_on": "cloud-run"},
    "azure": {"region": "westeurope", "runs_on": "app-service"},
}
WORDS = {
    "s3": {"account": "aws:\n  region: {region}", "place": "bucket", "cdn": "CloudFront", "local": "S3"},
    "gcs": {
        "account": "gcp:\n  project_id: your-project-id   # the Google Cloud project\n  location: {region}",
        "place": "bucket",
        "cdn": "Cloud CDN",
        "local": "Cloud Storage",
    },
    "azure": {
        "account": "azure:\n  location: {region}",
        "place": "storage account",
        "cdn": "Front Door",
        "local": "Azure",
    },
}
"""What the first spec says differently for each cloud."""


def run(options: argparse.Namespace) -> int:
    """Write the spec; an existing file is never replaced."""
    target = Path(options.spec)
    if target.exists():
        raise UsageError(f"{options.spec} is there already; give another name with --spec, or remove it first")
    answers: dict[str, str] = {}
    for name, question, default in QUESTIONS:
        own = DEFAULTS.get(answers.get("provider", ""), {})
        answers[name] = _answer(options, name, question, own.get(name, default))
        if answers["provider"] not in DEFAULTS:  # before six more questions
            raise UsageError(f"the provider {answers['provider']!r} is not one of: {', '.join(DEFAULTS)}")
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
    words = WORDS[answers["provider"]]
    quoted["account"] = words["account"].format(**quoted)
    quoted |= {key: words[key] for key in ("place", "cdn", "local")}
    quoted |= {"provider": answers["provider"], "django": json.dumps(Django().version)}
    quoted["production"] = _production(answers) if answers["provider"] == "gcs" else ""
    return render("storage.yaml.jinja", **{key: value for key, value in quoted.items() if key != "region"})


def _production(answers: dict[str, str]) -> str:
    """Cloud CDN has no host name of its own, so production needs one: `static.` and the site's domain."""
    host = answers["origin"].partition("://")[2].partition(":")[0].removeprefix("www.")
    return f"\n    stores:\n      assets:\n        cdn: {{domain: {json.dumps(f'static.{host}')}}}"


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
