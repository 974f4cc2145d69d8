"""The demo's last step: what a pull request that changes the example would do, with no cloud and no credentials."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EDITS = {
    "expire_days: 7": "expire_days: 3",
    "uploads: [write]": "uploads: [read, write]",
    "domain: media.shop.example": "domain: files.shop.example",
}
"""Files go earlier, the site may read its drop box, links get another host."""


def proposal(root: Path, folder: Path) -> Path:
    """The example's spec with the edits, and its keys, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (root / "storage.yaml").read_text(encoding="utf-8")
    for before, after in EDITS.items():
        if before not in text:
            raise LookupError(f"the example has no {before!r} any more")
        text = text.replace(before, after)
    shutil.copytree(root / "keys", folder / "keys", dirs_exist_ok=True)
    path = folder / "storage.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def commands(head: Path, page: Path) -> list[tuple[str, list[str]]]:
    """Titles and commands: the review as text, then as a page."""
    diff = ["stowplan", "diff", "--base", "storage.yaml", "--head", str(head), "--env", "prod"]
    files = ["--output", str(page), "--output", str(page.with_suffix(".json"))]
    return [
        ("Review a change of production: what can be lost, who may do more, which settings follow", diff),
        ("The same as a page for the browser, and as JSON", [*diff, *files]),
    ]
