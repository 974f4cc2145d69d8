"""What a command loads before it has work to do; measured as modules, since a clock would lie on a busy machine."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "pydantic", "yaml", "jinja2", "django", "pulumi", "pulumi_aws", "boto3", "moto", "cryptography", "grpc", "urllib3",
)  # fmt: skip
PROBE = """
import contextlib, io, json, sys
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    from {module} import main
    main({argv!r})
print(json.dumps(sorted(set(sys.modules) & set({heavy!r}))))
"""


def loaded(module: str, argv: list[str]) -> list[str]:
    code = PROBE.format(module=module, argv=argv, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("module", "argv"),
    [
        ("generator.cli", ["--help"]),
        ("generator.cli", ["--version"]),
        ("generator.cli", ["init", "--help"]),
        ("infra.cli", ["--help"]),
        ("infra.cli", ["local", "--help"]),
        ("infra.cli", ["diff", "--help"]),
        ("infra.cli", ["explain", "--help"]),
        ("infra.cli", ["comment", "--help"]),
    ],
)
def test_help_loads_nothing_heavy(module, argv):
    assert loaded(module, argv) == []


def test_generating_loads_no_cloud_no_engine_and_no_django(tmp_path):
    (tmp_path / "manage.py").touch()
    from tests.arch.example import write_spec

    spec = write_spec(tmp_path)

    assert loaded("generator.cli", ["--spec", str(spec), "--dry-run"]) == ["jinja2", "pydantic", "yaml"]
