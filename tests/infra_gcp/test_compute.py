"""Only the parts of Compute Engine that are used are imported, and nobody else notices."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

CODE = """\
import json, sys
{before}
from infra.components.gcp import compute
loaded = sum(name.startswith("pulumi_gcp.compute.") for name in sys.modules)
import pulumi_gcp.compute as whole
same = all(getattr(whole, name) is getattr(compute, name) for name in compute.__all__)
print(json.dumps([loaded, same, whole.Instance.__name__, sys.modules["pulumi_gcp.compute"] is whole]))
"""


@pytest.mark.parametrize(
    ("before", "few"),
    [("", True), ("import pulumi_gcp", True), ("import pulumi_gcp.compute as c; c.Instance", False)],
    ids=["first", "after the SDK", "after the whole"],
)
def test_the_parts_and_the_whole_are_the_same(before, few):
    script = [sys.executable, "-W", "ignore", "-c", CODE.format(before=before)]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded, *rest = json.loads(done.stdout)

    assert rest == [True, "Instance", True]
    assert (loaded < 20) is few
