"""The command `stowplan`: reviews, graphs, signing keys and local clouds. Heavy modules load inside the verbs."""

from __future__ import annotations

import argparse
import os
import sys

from generator import __version__
from generator.commandline import Formatter, hurry, leave
from generator.errors import SpecError, StowplanError
from infra.verbs import comment, diff, explain
from infra.verbs import graph as graph_verb

TYPE_CHECKING = False  # as typing has it, without importing typing
if TYPE_CHECKING:
    from collections.abc import Sequence

DESCRIPTION = "Review what a spec provisions, with no cloud and no credentials, and run it on this machine."


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
        print(error if isinstance(error, SpecError) else f"stowplan: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.filename is not None:
            raise
        print(f"stowplan: the output cannot be written: {error.strerror}", file=sys.stderr)
        return 5
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace) -> int:
    match options.verb:
        case "comment":
            from infra.verbs.comment import run
        case "diff":
            from infra.verbs.diff import run
        case "explain":
            from infra.verbs.explain import run
        case "graph":
            from infra.verbs.graph import run
        case "keys":
            from infra.verbs.keys import run
        case _:
            from infra.verbs.local import run
    return run(options)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser("stowplan", description=DESCRIPTION, formatter_class=Formatter)
    top.add_argument("--version", action="version", version=f"stowplan {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, title="verbs")
    graph = verbs.add_parser("graph", formatter_class=Formatter, help="print the resources an environment registers")
    _common(graph, required=True)
    graph_verb.arguments(graph)
    diff.arguments(
        verbs.add_parser(
            "diff", formatter_class=Formatter, help="what a change does to resources, permissions and settings"
        )
    )
    explain.arguments(
        verbs.add_parser("explain", formatter_class=Formatter, help="who may do what, where, and by which statement")
    )
    comment.arguments(
        verbs.add_parser("comment", formatter_class=Formatter, help="post a review to a pull request, as one comment")
    )
    keys = verbs.add_parser("keys", formatter_class=Formatter, help="make the key pairs that signed URLs need")
    _common(keys, required=True)
    keys.add_argument(
        "--private", metavar="FOLDER", help="where private keys go (default: .stowplan/keys beside the spec)"
    )
    local = verbs.add_parser(
        "local", formatter_class=Formatter, help="a local cloud: provision an environment on this machine"
    )
    actions = local.add_subparsers(dest="action", required=True, title="actions")
    up = actions.add_parser("up", formatter_class=Formatter, help="start it and provision the environment into it")
    _common(up)
    up.add_argument("--port", type=_port, default=0, help="the port of the first local cloud (default: a free one)")
    _common(
        actions.add_parser("status", formatter_class=Formatter, help="say what runs, what exists and who may do what")
    )
    _common(actions.add_parser("down", formatter_class=Formatter, help="stop it; what it held is gone"))
    return top


def _port(text: str) -> int:
    """A port number, as argparse takes a type."""
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port: 0 to 65535, and 0 for a free one")
    return port


def _common(target: argparse.ArgumentParser, *, required: bool = False) -> None:
    target.add_argument("--spec", default="storage.yaml", metavar="FILE", help="the spec (default: %(default)s)")
    fallback = None if required else "local"
    said = "the environment" if required else "the environment (default: %(default)s)"
    target.add_argument("--env", required=required, default=fallback, metavar="NAME", help=said)


if __name__ == "__main__":
    entry()
