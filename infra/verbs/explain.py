"""`stowplan explain`: who may do what in one environment, as a matrix, or one question answered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import PublishError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from generator.spec.model import Spec

FORMATS = ("text", "markdown", "svg", "json")
_SUFFIXES = {".txt": "text", ".md": "markdown", ".svg": "svg", ".json": "json"}
_DENIED = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("--spec", default="storage.yaml", metavar="FILE", help="the spec (default: %(default)s)")
    parser.add_argument("--env", required=True, metavar="NAME", help="the environment")
    parser.add_argument(
        "--can",
        nargs=3,
        metavar=("WHO", "ACTION", "PATH"),
        help="answer one question: a workload or `anyone`; read, write, delete or list; STORE/KEY, ALIAS/NAME or the"
        " cloud's own URL. Exit code 0: allowed, 1: denied",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="what is printed (default: %(default)s)")
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="write to this file instead, in the form of its suffix: .txt, .md, .svg or .json; again for more files",
    )


def run(options: argparse.Namespace) -> int:
    """Print or write the matrix, or the answer; 0, or 1 for what is denied."""
    from generator.app import open_project

    outputs = {name: _form(name) for name in options.output}
    forms = list(outputs.values()) or [options.format]
    _check(forms, options.can)
    spec = open_project(options.spec).document.environment(options.env)
    if spec.target in {"memory", "filesystem"}:
        raise UsageError(
            f"{options.env} has the target {spec.target!r}: its files are in no cloud, and nobody has rights"
        )
    makers, code = _answered(options, spec) if options.can else (_matrix(options, spec), 0)
    made = {form: makers[form]() for form in dict.fromkeys(forms)}
    for name, form in outputs.items():
        _write(Path(name), made[form])
    if not outputs:
        _print(made[options.format])
    return code


def _matrix(options: argparse.Namespace, spec: Spec) -> Mapping[str, Callable[[], str]]:
    from infra.explain.clouds import read
    from infra.explain.forms.document import matrix_json
    from infra.explain.forms.markdown import matrix_markdown
    from infra.explain.forms.picture import matrix_svg
    from infra.explain.forms.text import matrix_text
    from infra.explain.matrix import matrix
    from infra.stack import graph_of

    found = matrix(read(graph_of(options.spec, options.env), spec), spec)
    return {
        "text": lambda: matrix_text(found),
        "markdown": lambda: matrix_markdown(found),
        "svg": lambda: matrix_svg(found),
        "json": lambda: matrix_json(found),
    }


def _answered(options: argparse.Namespace, spec: Spec) -> tuple[Mapping[str, Callable[[], str]], int]:
    from infra.explain.clouds import read
    from infra.explain.forms.document import reply_json
    from infra.explain.forms.text import reply_text
    from infra.explain.question import question, reply
    from infra.stack import graph_of

    asked = question(spec, *options.can)  # before the graph: a typing error is told at once
    found = reply(read(graph_of(options.spec, options.env), spec), spec, asked)
    forms = {
        "text": lambda: reply_text(found),
        "json": lambda: reply_json(found, spec.project, spec.environment),
    }
    return forms, 0 if found.allowed else _DENIED


def _form(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(f"--output {name!r}: the suffix says the form, and is one of {', '.join(_SUFFIXES)}")
    return _SUFFIXES[suffix]


def _check(forms: list[str], can: list[str] | None) -> None:
    if can and set(forms) - {"text", "json"}:
        raise UsageError("an answer of --can is text or JSON: --format text or json, --output FILE.txt or FILE.json")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise PublishError(f"{path} cannot be written: {error.strerror}") from None


def _print(text: str) -> None:
    """What the terminal's encoding lacks is escaped rather than refused."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), end="")
