"""`gen-settings schema`: the JSON Schema of a spec."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Print the schema; there are no options to look at."""
    from generator.spec.schema import schema

    print(json.dumps(schema(), indent=2, sort_keys=True))
    return 0
