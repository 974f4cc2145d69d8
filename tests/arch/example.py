"""The smallest spec that names every kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: tiny
stores: {files: {provider: s3}}
storages: {default: {store: files, prefix: media/, access: private}}
workloads: {web: {runs_on: {type: ecs}, grants: {default: [read, write, list]}}}
environments: {prod: {}, test: {target: memory}}
"""


def write_spec(folder: Path) -> Path:
    """The spec in `folder`; returns its path."""
    path = folder / "storage.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path
