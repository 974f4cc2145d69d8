"""Mermaid's own parser, in Node.js; STOWPLAN_BROWSER names the node_modules that have mermaid and jsdom."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

MODULES = os.environ.get("STOWPLAN_BROWSER", "")
needs_mermaid = pytest.mark.skipif(
    not (Path(MODULES) / "mermaid").is_dir() or not MODULES,
    reason="STOWPLAN_BROWSER names no node_modules with mermaid: `make test` does",
)
CHECKER = """
import { JSDOM } from 'jsdom';
import { readFileSync } from 'fs';
globalThis.window = new JSDOM('').window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');
for (const file of process.argv.slice(2)) {
  await mermaid.parse(readFileSync(file, 'utf8'));
}
"""


def complaints(folder: Path, texts: Sequence[str]) -> str:
    """What the parser says of the flowcharts; nothing when it reads them all."""
    (folder / "node_modules").symlink_to(MODULES)
    (folder / "check.mjs").write_text(CHECKER)
    files = [folder / f"{number}.mmd" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, "utf-8", "replace")
    done = subprocess.run(
        ["node", "check.mjs", *(file.name for file in files)], cwd=folder, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr
