"""`stowplan diff`: what a change does to resources, permissions and settings, with no cloud and no credentials."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import GateError, PublishError, SpecError, UsageError

if TYPE_CHECKING:
    from typing import IO

    from infra.review.report import Gate, GateResult, Report
    from infra.reviewing.asked import Asked

FORMS = ("text", "markdown", "html", "json", "sarif")
SUFFIXES = {".txt": "text", ".md": "markdown", ".html": "html", ".json": "json", ".sarif": "sarif"}
GATES = ("stateful", "broadened", "public", "drift", "policy")
LABELS = "STOWPLAN_LABELS"
LIMIT = 60_000
SMALLEST = 4_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    add = parser.add_argument
    add("--spec", default="storage.yaml", metavar="FILE", help="the spec (default: %(default)s)")
    add("--base", metavar="REVISION|FILE", help="what to compare with (default: HEAD)")
    add("--head", metavar="REVISION|FILE", help="what is reviewed (default: the working tree)")
    add("--env", action="append", default=[], metavar="NAME", help="only this environment; can be repeated")
    engine = parser.add_mutually_exclusive_group()
    engine.add_argument("--state", metavar="FILE", help="compare with what `pulumi stack export` wrote")
    engine.add_argument("--preview", metavar="FILE", help="show what `pulumi preview --json` wrote")
    add("--format", choices=FORMS, default="text", help="the form on the terminal (default: %(default)s)")
    add(
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="write a file instead; .md .html .json .sarif .txt",
    )
    add("--fail-on", default="", metavar="GATES", help=f"exit with 10 at any of: {','.join(GATES)}")
    add("--labels", metavar="TEXT", help=f"labels of the pull request (default: ${LABELS})")
    add("--usage", metavar="FILE", help="estimate the bill for this usage")
    add("--prices", metavar="FILE", help="with these prices instead of the built-in ones")
    add(
        "--policy-pack", action="append", default=[], metavar="FOLDER", help="a CrossGuard pack to run; can be repeated"
    )
    add(
        "--link",
        default="",
        metavar="URL",
        help="of a line of the spec, with {commit}, {file} and {line}, for Markdown",
    )
    add("--report-url", default="", metavar="URL", help="where the whole report is, for Markdown that is too long")
    add("--limit", type=_size, default=LIMIT, metavar="N", help="most characters of Markdown (default: %(default)s)")
    add("--schema", action="store_true", help="print the JSON Schema of the form json, and do nothing else")


def _size(text: str) -> int:
    """A number of characters, as argparse takes a type."""
    size = int(text)
    if size < SMALLEST:
        raise argparse.ArgumentTypeError(f"{size} is too few: {SMALLEST} or more")
    return size


def run(options: argparse.Namespace) -> int:
    """Write or print the report; exit code 10 when a gate stops it, 3 when a spec is wrong."""
    if options.schema:
        from infra.review.render.document_schema import published

        _print(published())
        return 0
    from infra.reviewing.run import review

    outputs = _outputs(options.output)
    report = review(_asked(options))
    for path, form in outputs:
        _write(path, _rendered(form, report, options))
    if not outputs:
        _print(_rendered(options.format, report, options, sys.stdout))
    return _verdict(report, shown=not outputs and options.format == "text")


def _asked(options: argparse.Namespace) -> Asked:
    from infra.reviewing.asked import Asked

    labels = options.labels if options.labels is not None else os.environ.get(LABELS, "")
    return Asked(
        spec=Path(options.spec),
        base=options.base,
        head=options.head,
        environments=tuple(dict.fromkeys(options.env)),
        state=Path(options.state) if options.state else None,
        preview=Path(options.preview) if options.preview else None,
        gates=_gates(options.fail_on),
        labels=labels,
        usage=Path(options.usage) if options.usage else None,
        prices=Path(options.prices) if options.prices else None,
        packs=tuple(Path(item) for item in options.policy_pack),
    )


def _gates(text: str) -> tuple[Gate, ...]:
    from generator.spec.problems import nearest
    from infra.review.report import GATES as KNOWN

    names = [item.strip() for item in text.split(",") if item.strip()]
    for name in names:
        if name not in GATES:
            raise UsageError(f"there is no gate {name!r}{nearest(name, GATES)}; there are {', '.join(GATES)}")
    return tuple(gate for gate in KNOWN if gate in names)


def _outputs(names: list[str]) -> list[tuple[Path, str]]:
    found = [(Path(name), SUFFIXES.get(Path(name).suffix, "")) for name in names]
    for path, form in found:
        if not form:
            raise UsageError(f"{path}: the form of a report follows from its suffix, one of {' '.join(SUFFIXES)}")
        if not path.parent.is_dir():
            raise UsageError(f"{path}: there is no folder {str(path.parent)!r}")
    return found


def _rendered(form: str, report: Report, options: argparse.Namespace, stream: IO[str] | None = None) -> str:
    match form:
        case "markdown":
            from infra.review.render.markdown import markdown
            from infra.review.render.markdown_links import Links

            return markdown(report, options.limit, Links(options.link, options.report_url))
        case "html":
            from infra.review.render.page import page

            return page(report)
        case "json":
            from infra.review.render.document import as_json

            return as_json(report)
        case "sarif":
            from infra.review.render.sarif import sarif

            return sarif(report)
        case _:
            return _terminal(report, stream)


def _terminal(report: Report, stream: IO[str] | None) -> str:
    import shutil

    from infra.review.render.terminal import terminal

    color = bool(stream and stream.isatty() and not os.environ.get("NO_COLOR"))
    return terminal(report, color, shutil.get_terminal_size((100, 24)).columns if stream else 100)


def _print(text: str) -> None:
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise PublishError(f"{path} cannot be written: {error.strerror}") from None


def _verdict(report: Report, *, shown: bool) -> int:
    problems = (*report.base.problems, *report.head.problems)
    stopped = [gate for gate in report.gates if gate.failed]
    if report.head.problems or (problems and stopped):
        if not shown:
            print("\n".join(item.text() for item in problems), file=sys.stderr)
        return SpecError.exit_code
    if stopped:
        _say(stopped)
        return GateError.exit_code
    return 0


def _say(stopped: list[GateResult]) -> None:
    for gate in stopped:
        for identifier, sentence in gate.stopped_by:
            print(f"stowplan: {gate.gate} {identifier}: {sentence}", file=sys.stderr)
    print("stowplan: acknowledge what is meant, in the spec (`review: acknowledge`) or by a label", file=sys.stderr)
