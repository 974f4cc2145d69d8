"""Over the real protocol a program gives the graph that it gives in process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import infra
from infra.offline.errors import ProgramError
from infra.offline.graph import canonical_json
from infra.offline.run import run_file
from infra.offline.wire import record_over_wire
from tests.offline.conftest import CANARY, settings


def test_the_graphs_are_equal_sources_and_secrets_included(site):
    assert record_over_wire(site, **settings()) == run_file(site, **settings())


def test_failures_read_the_same(site):
    site.write_text(
        "import pulumi, pulumi_aws as aws\n"
        "token = pulumi.Config().require('token')\n"
        "aws.s3.Bucket('media').arn.apply(lambda arn: {}[token])\n"
    )
    messages = []
    for run in (run_file, record_over_wire):
        with pytest.raises(ProgramError) as caught:
            run(site, **settings())
        messages.append(str(caught.value))
    assert messages == ["the program failed: KeyError: '[secret]' (infra/__main__.py:3)"] * 2


def test_a_data_source_is_refused_and_output_kept_off_stdout(site, capfd):
    site.write_text("import pulumi_aws as aws\nprint('looking')\naws.get_caller_identity()\n")
    with pytest.raises(ProgramError) as caught:
        record_over_wire(site, **settings())
    assert str(caught.value) == "data source in an offline program: aws:index/getCallerIdentity:getCallerIdentity"
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.strip() == "looking"


def test_a_program_that_dies_or_hangs(site, capfd):
    site.write_text("import os\nos._exit(9)\n")
    with pytest.raises(ProgramError, match=r"^the program's process died with exit code 9; see its output above$"):
        record_over_wire(site, **settings())
    site.write_text("import time\ntime.sleep(60)\n")
    with pytest.raises(ProgramError, match=r"^the program did not end within 0\.2 seconds$"):
        record_over_wire(site, **settings(), timeout=0.2)


def test_the_program_sees_what_it_sees_under_the_real_host(site, tmp_path, capfd):
    site.write_text(
        "import json, os, sys, pulumi\n"
        "ours = [p for p in sys.path if p.rstrip('/').endswith('offline')]\n"
        "pulumi.export('seen', [os.getcwd(), pulumi.get_root_directory(), sys.argv, ours, 'graph' in sys.modules])\n"
        "pulumi.export('hidden', pulumi.Config().require('token') in json.dumps([dict(os.environ), sys.argv]))\n"
    )
    outputs = record_over_wire(site, **settings()).outputs
    assert outputs["seen"] == (str(site.parent), str(tmp_path), (str(site),), (), False)
    assert outputs["hidden"] is False


def test_the_same_bytes_in_different_processes(site):
    code = (
        "import json, sys\nfrom pathlib import Path\nfrom infra.offline.run import run_file\n"
        "from infra.offline.graph import canonical_json\nmain, options = json.load(sys.stdin)\n"
        "sys.stdout.buffer.write(canonical_json(run_file(Path(main), **options)).encode())"
    )
    asked = json.dumps([str(site), settings()])
    texts = {canonical_json(run_file(site, **settings())).encode()}
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(infra.__file__).parents[1])}
        done = subprocess.run(
            [sys.executable, "-c", code], input=asked.encode(), env=environment, capture_output=True, check=True
        )
        texts.add(done.stdout)
    assert len(texts) == 1
    assert json.dumps(CANARY)[1:-1].encode() not in texts.pop()
