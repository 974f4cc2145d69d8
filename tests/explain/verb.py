"""The verb with a parser of its own."""

from __future__ import annotations

import argparse

from infra.verbs import explain as verb


def explain(arguments):
    """The exit code of a command line."""
    parser = argparse.ArgumentParser("stowplan explain")
    verb.arguments(parser)
    return verb.run(parser.parse_args(arguments))
