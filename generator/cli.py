"""The command `gen-settings`: arguments to a request, a request to one verb. Heavy modules load inside the verbs."""

from __future__ import annotations

import argparse
import os
import sys

from generator import __version__
from generator.commandline import Formatter, hurry, leave
from generator.errors import SpecError, StowplanError

TYPE_CHECKING = False  # as typing has it, without importing typing
if TYPE_CHECKING:
    from collections.abc import Sequence

DESCRIPTION = "Write the Django settings, environment files and runtime of the environments in a spec."
EPILOG = """\
exit codes: 0 done; 1 --check found drift; 2 wrong arguments; 3 the spec has problems; 4 the stack outputs do not fit;
5 a file cannot be written or was edited by hand; 6 an optional package is missing; 7 a local cloud failed"""

PROVIDERS = ("s3", "gcs", "azure")
PLATFORMS = ("ecs", "ec2", "lambda", "cloud-run", "gce", "app-service", "container-apps", "azure-vm", "vps")


def entry() -> None:
    """The installed command: `main` in a process that is about to end."""
    hurry()
    leave(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code."""
    options = parser().parse_args(argv)
    try:
        return _run(options)
    except StowplanError as error:
        _report(error, options)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except EOFError:
        print("gen-settings: no answer; see `gen-settings --help` for flags", file=sys.stderr)
        return 2
    except OSError as error:
        if error.filename is not None:
            raise
        print(f"gen-settings: the output cannot be written: {error.strerror}", file=sys.stderr)
        return 5
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace) -> int:
    match options.verb:
        case "schema":
            from generator.verbs.schema import run
        case "explain":
            from generator.verbs.explain import run
        case "init":
            from generator.verbs.init import run
        case _:
            if options.check and _is_fresh(options):
                return 0
            from generator.verbs.generate import run
    return run(options)


def _is_fresh(options: argparse.Namespace) -> bool:
    """Answer a plain `--check` by the last run's hashes, where they still hold."""
    if options.env or options.outputs or options.strict or options.format != "text":
        return False
    from generator import fresh

    warnings = fresh.still(options.spec)
    if warnings is None:
        return False
    for warning in warnings:
        print(warning, file=sys.stderr)
    print(fresh.ANSWER)
    return True


def _report(error: StowplanError, options: argparse.Namespace) -> None:
    if getattr(options, "format", "text") == "json":
        import json

        found = [item.as_json() for item in error.diagnostics] if isinstance(error, SpecError) else []
        print(json.dumps({"error": str(error), "exit_code": error.exit_code, "diagnostics": found}, indent=2))
        return
    print(error if isinstance(error, SpecError) else f"gen-settings: {error}", file=sys.stderr)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser("gen-settings", description=DESCRIPTION, epilog=EPILOG, formatter_class=Formatter)
    top.add_argument("--version", action="version", version=f"gen-settings {__version__}")
    _common(top)
    mode = top.add_mutually_exclusive_group()
    mode.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when a file is not what the spec gives"
    )
    mode.add_argument("--dry-run", action="store_true", help="write nothing; say what would be done to each file")
    mode.add_argument("--diff", action="store_true", help="write nothing; show the changes as a unified diff")
    mode.add_argument("--stdout", action="store_true", help="write nothing; print the files, secrets left out")
    top.add_argument(
        "--outputs",
        metavar="FILE",
        help="stack outputs as JSON (`pulumi stack output --json`), - for standard input; for one --env",
    )
    top.add_argument("--force", action="store_true", help="replace files that were edited by hand")
    top.add_argument("--strict", action="store_true", help="treat warnings as errors")
    verbs = top.add_subparsers(dest="verb", title="other verbs")
    verbs.add_parser("schema", formatter_class=Formatter, help="print the JSON Schema of the spec, for editors")
    told = verbs.add_parser(
        "explain",
        formatter_class=Formatter,
        help="say what each storage is, where its files lie, what its URLs look like, what it reads",
    )
    _common(told, suppress=True)
    _init(
        verbs.add_parser(
            "init", formatter_class=Formatter, help="write a first, commented spec; asks on a terminal, or takes flags"
        )
    )
    return top


def _common(target: argparse.ArgumentParser, *, suppress: bool = False) -> None:
    def default(value: object) -> object:
        return argparse.SUPPRESS if suppress else value

    target.add_argument(
        "--spec", default=default("storage.yaml"), metavar="FILE", help="the spec (default: storage.yaml)"
    )
    target.add_argument(
        "--env",
        action="append",
        default=default(None),
        metavar="NAME",
        help="an environment; may be given again (default: all)",
    )
    target.add_argument(
        "--format", choices=("text", "json"), default=default("text"), help="how to report (default: text)"
    )


def _init(target: argparse.ArgumentParser) -> None:
    target.add_argument(
        "--spec", default="storage.yaml", metavar="FILE", help="where to write it (default: storage.yaml)"
    )
    target.add_argument("--project", metavar="NAME", help="the project's short name, part of every bucket name")
    target.add_argument("--root", metavar="FOLDER", help="the folder of manage.py, relative to the spec")
    target.add_argument("--package", metavar="NAME", help="the Python package to generate there")
    _choice(target, "--provider", PROVIDERS, "where files are kept")
    target.add_argument("--region", metavar="REGION", help="the region or location, such as eu-west-1, EU, westeurope")
    _choice(target, "--runs-on", PLATFORMS, "where the site runs")
    target.add_argument("--origin", metavar="URL", help="where production is served, such as https://www.example.com")
    target.add_argument("--yes", action="store_true", help="take the default for what is not given, ask nothing")


def _choice(target: argparse.ArgumentParser, flag: str, allowed: tuple[str, ...], help_text: str) -> None:
    """As argparse's `choices`, with a guess at what another name stands for."""

    def read(given: str) -> str:
        if given in allowed:
            return given
        from generator.spec.elsewhere import meant_by_word

        meant = meant_by_word(given, allowed)
        guess = f": did you mean {meant!r}?" if meant else ""
        raise argparse.ArgumentTypeError(f"{given!r} is not one of {', '.join(allowed)}{guess}")

    target.add_argument(flag, type=read, metavar=f"{{{','.join(allowed)}}}", help=help_text)


if __name__ == "__main__":
    entry()
