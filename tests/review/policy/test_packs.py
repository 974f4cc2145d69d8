"""CrossGuard packs: what they say becomes findings, and whatever they do wrong is one message, soon."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from generator.errors import MissingExtraError
from infra.offline.graph import Secret, Unknown, freeze
from infra.offline.values import Sensitive
from infra.packs import process
from infra.packs.folder import open_folder
from infra.packs.process import started
from infra.packs.run import analyze
from infra.review.policy.packs import PackError, run_packs
from tests.review.policy.edits import graph, made

EXAMPLE = Path(__file__).parents[3] / "examples/policy-pack"
SDK = os.environ.get("STOWPLAN_POLICY", "")
"""A Python with pulumi_policy, which needs an older protobuf than Google's libraries here."""
needs_sdk = pytest.mark.skipif(not SDK, reason="STOWPLAN_POLICY names no Python with pulumi_policy: `make test` does")
BUCKET = made("aws:s3/bucket:Bucket", "files", bucket="files")
SERVE = """\
import sys, time, json
from concurrent import futures
import grpc
from pulumi.runtime.proto import analyzer_pb2 as pb, analyzer_pb2_grpc as service

class Pack(service.AnalyzerServicer):
    def GetAnalyzerInfo(self, request, context):
        rows = [pb.PolicyInfo(name=name, enforcementLevel=level, remediation_steps="do it")
                for name, level in (("a", 0), ("m", 1), ("d", 2), ("r", 3))]
        return pb.AnalyzerInfo(name="stub", policies=rows)
    def Analyze(self, request, context):
        {analyze}
    def AnalyzeStack(self, request, context):
        {stack}

server = grpc.server(futures.ThreadPoolExecutor(2))
service.add_AnalyzerServicer_to_server(Pack(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
time.sleep(600)
"""
NOTHING = "return pb.AnalyzeResponse()"


def environment(folder: Path) -> None:
    """A virtual environment `venv` that is the other Python."""
    (folder / "venv/bin").mkdir(parents=True)
    python = folder / "venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec "{SDK}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)


def pack(folder: Path, text: str, manifest: str = "runtime: python\n") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "PulumiPolicy.yaml").write_text(manifest, encoding="utf-8")
    (folder / "__main__.py").write_text(text, encoding="utf-8")
    return folder


def serving(folder: Path, analyze: str = NOTHING, stack: str = NOTHING) -> Path:
    """A pack made of the protocol alone, which needs no pulumi_policy."""
    return pack(folder, SERVE.format(analyze=analyze, stack=stack))


def saying(*rows: str) -> str:
    return f"return pb.AnalyzeResponse(diagnostics=[{', '.join(f'pb.AnalyzeDiagnostic({row})' for row in rows)}])"


def test_levels_become_severities(tmp_path):
    rows = [f"policyName={name!r}, enforcementLevel={level}, message='says {name}'" for name, level in LEVELS]
    found = run_packs(graph(BUCKET), [serving(tmp_path, saying(*rows))])
    assert [(one.rule, one.severity) for one in found] == [("m", "error"), ("r", "error"), ("a", "warning")]
    assert {(one.pack, one.subject, one.urn, one.remedy) for one in found} == {
        ("stub", BUCKET.urn, BUCKET.urn, "do it")
    }


LEVELS = (("a", 0), ("m", 1), ("d", 2), ("r", 3))


def test_a_finding_on_the_stack_has_the_stack_as_subject(tmp_path):
    found = run_packs(
        graph(BUCKET), [serving(tmp_path, stack=saying("policyName='m', enforcementLevel=1, message='x'"))]
    )
    assert [(one.subject, one.urn) for one in found] == [("stack prod", "")]


def test_what_cannot_run_because_a_value_is_unknown_is_a_note(tmp_path):
    text = "policyName='a', message=\"can't run policy 'a' from policy pack 'stub' during preview: unknown\""
    assert [one.severity for one in run_packs(graph(BUCKET), [serving(tmp_path, saying(text))])] == ["note"]


def test_messages_are_one_line_of_plain_text(tmp_path):
    text = "policyName='m', enforcementLevel=1, message='one\\ntwo \\x1b[31m' + 'x' * 900"
    (found,) = run_packs(graph(BUCKET), [serving(tmp_path, saying(text))])
    assert found.message.startswith("one two [31m")
    assert found.message.isprintable()
    assert len(found.message) == 500


def test_a_pack_sees_no_secret(tmp_path):
    """What it is sent comes back in its message."""
    echo = saying("policyName='m', enforcementLevel=1, message=str(request)")
    row = made("aws:x:X", secret=Secret("digest-9c1b"), more=[Sensitive("canary-7f3a")], later=Unknown(),
               odd={"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "canary-7f3a"},
               number=float("inf"), deep=freeze({"a": {"b": [1, None, True]}}))  # fmt: skip
    said = analyze(graph(row), [row], serving(tmp_path, echo))[0].message
    assert "[secret]" in said
    assert "04da6b54" in said
    assert "canary-7f3a" not in said
    assert "digest-9c1b" not in said


def test_dependencies_reach_rules_on_the_stack(tmp_path):
    side = made("aws:s3/bucketPolicy:BucketPolicy", "p", {"bucket": BUCKET.urn}, bucket="files")
    side = replace(side, dependencies=(BUCKET.urn,), parent="urn:parent")
    said = saying("policyName='m', enforcementLevel=1, message=str([(list(r.dependencies), r.parent, "
                  "sorted(r.propertyDependencies)) for r in request.resources])")  # fmt: skip
    found = analyze(graph(BUCKET, side), [BUCKET, side], serving(tmp_path, stack=said))
    assert found[0].message == f"[([], '', []), (['{BUCKET.urn}'], 'urn:parent', ['bucket'])]"


def test_components_and_providers_are_not_asked_about(tmp_path):
    echo = saying("policyName='m', enforcementLevel=1, message=request.type")
    rows = (BUCKET, made("pulumi:providers:aws", "p"), replace(made("my:own:Part"), custom=False))
    assert [one.message for one in run_packs(graph(*rows), [serving(tmp_path, echo)])] == ["aws:s3/bucket:Bucket"]


def test_the_environment_of_a_pack_has_no_token():
    given = {
        "PATH": "/bin",
        "GITHUB_TOKEN": "t",
        "AWS_SECRET_ACCESS_KEY": "s",
        "PULUMI_CONFIG_PASSPHRASE": "p",
        "LANG": "C",
    }
    made_of = process._environment(given, "shop", "prod")
    assert sorted(made_of) == ["LANG", "PATH", "PULUMI_DRY_RUN", "PULUMI_PROJECT", "PULUMI_STACK"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raise SystemExit(3)", "it ended with code 3 before it served"),
        ("raise ValueError('broken')", "ValueError: broken"),
        ("print('hello', flush=True)\nimport time\ntime.sleep(600)", "its first line is not a port"),
        ("import time\ntime.sleep(600)", "it did not serve within 1 s"),
        ("print('123', end='', flush=True)\nimport time\ntime.sleep(600)", "it did not serve within 1 s"),
        ("this is no python", "SyntaxError"),
    ],
)
def test_a_pack_that_does_not_serve_is_one_message(tmp_path, text, expected):
    with pytest.raises(PackError) as caught:
        analyze(graph(BUCKET), [BUCKET], pack(tmp_path, text), start_seconds=1)
    assert expected in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.exit_code == 12


@pytest.mark.parametrize(
    ("analyze_body", "expected"),
    [
        ("time.sleep(600)", "it did not answer in time"),
        ("raise RuntimeError('in a policy')", "in a policy"),
        ("import os; os._exit(1)", "it ended, or does not speak the protocol"),
    ],
)
def test_a_pack_that_does_not_answer_is_one_message(tmp_path, analyze_body, expected):
    begun = time.monotonic()
    with pytest.raises(PackError) as caught:
        analyze(graph(BUCKET), [BUCKET], serving(tmp_path, analyze_body), run_seconds=3)
    assert expected in str(caught.value)
    assert time.monotonic() - begun < 30


def test_a_port_where_nobody_answers(tmp_path):
    listen = "import socket, time\ns = socket.create_server(('127.0.0.1', 0))\n"
    text = listen + "print(s.getsockname()[1], flush=True)\ntime.sleep(600)"
    with pytest.raises(PackError, match=r"asked for its policies"):
        analyze(graph(BUCKET), [BUCKET], pack(tmp_path, text), run_seconds=1)


def test_secrets_in_what_a_pack_prints_are_not_repeated(tmp_path):
    text = "import sys\nsys.stderr.write('password=hunter2 AKIAABCDEFGHIJKLMNOP \\x1b[1m\\n')\nsys.exit(1)"
    with pytest.raises(PackError) as caught:
        analyze(graph(BUCKET), [BUCKET], pack(tmp_path, text))
    assert "password=[secret] [secret]" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_pack_is_killed_with_its_children(tmp_path):
    note = tmp_path / "pids"
    text = f"""\
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({str(note)!r}, "w").write(f"{{os.getpid()}} {{child.pid}}")
print(1, flush=True)
time.sleep(600)
"""
    with started(open_folder(pack(tmp_path / "pack", text)), "shop", "prod", 30):
        pids = [int(pid) for pid in note.read_text().split()]
    end = time.monotonic() + 10  # the system takes a moment to end them
    while any(map(alive, pids)) and time.monotonic() < end:
        pass
    assert [pid for pid in pids if alive(pid)] == []


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ("runtime: nodejs\n", "has no `runtime: python`"),
        ("", "has no `runtime: python`"),
        ("[1, 2", "is not YAML"),
        ("runtime: {name: python, options: {virtualenv: gone}}\n", "virtual environment 'gone' is not there"),
        ("runtime: python\nmain: other.py\n", "there is no other.py"),
    ],
)
def test_a_folder_that_is_no_pack(tmp_path, manifest, expected):
    with pytest.raises(PackError, match=expected):
        open_folder(pack(tmp_path, "", manifest))


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(PackError, match=r"PulumiPolicy\.yaml cannot be read"):
        run_packs(graph(BUCKET), [tmp_path / "none"])


def test_without_the_sdk_the_install_command_is_said(tmp_path):
    text = "raise ModuleNotFoundError(\"No module named 'pulumi_policy'\")"
    with pytest.raises(MissingExtraError, match=r"stowplan\[policy\]"):
        analyze(graph(BUCKET), [BUCKET], pack(tmp_path, text))


def test_no_folder_starts_nothing():
    assert run_packs(graph(BUCKET), []) == ()


@needs_sdk
def test_the_example_pack_runs(tmp_path, riches):
    folder = tmp_path / "pack"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("venv", "__pycache__"))
    environment(folder)
    found = run_packs(riches["aws"], [folder])
    assert {one.rule for one in found} == {"buckets-are-watched"}
    assert [one.paths for one in found] == [(("stores", name),) for name in ("assets", "logs", "nearby")]
    assert {(one.severity, one.pack) for one in found} == {("warning", "house-rules")}
    assert found[0].message == "Buckets have an alarm on their size: nothing says when it grows"
    assert run_packs(riches["aws"], [folder]) == found


@needs_sdk
def test_configuration_of_a_pack_is_what_it_starts_with(tmp_path):
    text = """\
from pulumi_policy import *
def say(args, report): report(str(sorted(args.get_config().items())))
PolicyPack("conf", initial_config={"one": {"limit": 7}}, policies=[
    ResourceValidationPolicy("one", "One.", say, EnforcementLevel.ADVISORY, PolicyConfigSchema(
        {"limit": {"type": "number", "default": 3}, "word": {"type": "string", "default": "w"}}))])
"""
    environment(tmp_path)
    manifest = "runtime: {name: python, options: {virtualenv: venv}}\n"
    (found,) = run_packs(graph(BUCKET), [pack(tmp_path, text, manifest)])
    assert found.message == "One: [('limit', 7.0), ('word', 'w')]"
