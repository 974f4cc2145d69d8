"""`stowplan graph`: the offline graph of one environment, for people and for other tools."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from infra.offline.graph import Graph

FORMS = ("json", "mermaid", "dot", "stack", "terraform", "arm")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options beside `--spec` and `--env`."""
    about = (
        "json: canonical; mermaid, dot: drawings; stack: as `pulumi stack export`; "
        "terraform, arm: for scanners that read a plan or a template (default: %(default)s)"
    )
    parser.add_argument("--format", choices=FORMS, default="json", help=about)


def run(options: argparse.Namespace) -> int:
    """Print the graph: the same spec gives the same bytes. What a form has no words for is named on stderr."""
    from infra.stack import graph_of

    graph = graph_of(options.spec, options.env)
    text, left = _text(options.format, graph)
    sys.stdout.write(text)
    if left:
        print(f"stowplan: left out, for lack of a form in {options.format}: {', '.join(left)}", file=sys.stderr)
    return 0


def _text(form: str, graph: Graph) -> tuple[str, tuple[str, ...]]:
    """The text, and the types it does not have."""
    match form:
        case "stack":
            from infra.export.stack import stack_export

            return stack_export(graph), ()
        case "terraform":
            from infra.export import terraform

            return terraform.terraform_plan(graph), terraform.left_out(graph)
        case "arm":
            from infra.export import arm

            return arm.arm_template(graph), arm.left_out(graph)
        case "mermaid" | "dot":
            from infra.export import drawing

            return (drawing.mermaid_of if form == "mermaid" else drawing.dot_of)(graph), ()
        case _:
            from infra.offline.graph import canonical_json

            return canonical_json(graph), ()
