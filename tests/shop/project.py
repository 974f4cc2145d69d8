"""A copy of the shop in a folder of its own, and its `manage.py` in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from generator.cli import main

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "examples" / "shop"
NOT_SOURCE = ("shop_storage", ".env*", "db.sqlite3", "collected", "__pycache__")
SECRET_KEY = "correct-horse-battery-staple-correct-horse-battery-staple-2026"


@dataclass(frozen=True)
class Site:
    """`folder` holds manage.py."""

    folder: Path

    def manage(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a deployed site would, but without TLS; any warning is an error."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
        own = {"SHOP_SECRET_KEY": SECRET_KEY, "SHOP_HTTPS": "0", "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
        return subprocess.run(
            [sys.executable, "-W", "error", "-B", "manage.py", *arguments],
            cwd=self.folder,
            env={**kept, **own, **environ},
            capture_output=True,
            text=True,
            check=False,
        )


def copied(folder: Path) -> Site:
    """The shop as it is in git, without what gen-settings writes."""
    target = folder / "examples" / "shop"
    shutil.copytree(SHOP, target, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    shutil.copy(ROOT / "storage.yaml", folder)
    return Site(target)


def generated(folder: Path) -> Site:
    """The shop with its settings for `test` and `local`."""
    site = copied(folder)
    assert main(["--spec", str(folder / "storage.yaml"), "--env", "test", "--env", "local"]) == 0
    return site
