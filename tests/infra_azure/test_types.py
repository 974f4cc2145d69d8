"""A misspelt key inside an input is not seen by the SDK when it runs: the type checker has to see it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = """\
[mypy]
strict = true
follow_imports = silent
disallow_subclassing_any = false
warn_return_any = false
[mypy-pulumi_azure_native,generator.*,infra.*]
follow_imports = skip
"""


def test_a_misspelt_key_is_an_error(tmp_path):
    pytest.importorskip("mypy", reason="mypy is a development tool")
    plan = (ROOT / "infra/components/azure/plan.py").read_text()
    right = '"prefix_match": list(rule.prefixes)'
    assert right in plan
    files = {"right.py": plan, "wrong.py": plan.replace(right, right.replace("match", "matches")), "mypy.ini": CONFIG}
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    command = [sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "--cache-dir", "cache"]
    ran = subprocess.run(
        [*command, "right.py", "wrong.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    told = ran.stdout.splitlines()
    line = plan[: plan.index('"filters": {"blob_types"')].count("\n")  # of the mapping around it
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert {text.partition(": ")[0] for text in told[:-1]} == {f"wrong.py:{line}"}
