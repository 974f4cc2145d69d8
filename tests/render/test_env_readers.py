"""What `env_line` writes, every reader reads back; what no quoting gets across is refused."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.render.dotenv import EnvValueError, env_line, read_env
from generator.render.raw_env import raw_line, read_raw_env
from tests.render.readers import IN_PROCESS, PROGRAMS, docker_client, missing

if TYPE_CHECKING:
    from pathlib import Path

BATCH = 250
NASTY = "'\"\\$`{}#=;&|~!%()<> \tna*é"
TEXTS = st.text(st.one_of(st.sampled_from(NASTY), st.characters()), max_size=12)
REAL = [
    "",
    "site-media",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "https://u:p@host:5432/db?a=1&b=%20#x",
    "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b+/==;EndpointSuffix=core.windows.net",
    '{"a": "b"}',
    "$(touch pwned)",
    "`touch pwned`",
    "x;touch pwned",
    "it's",
    "  both ends  ",
    "a #b",
    "#a",
    "\ta\u00a0",
    "x${HOME}y",
    "$HOME",
    "a$HOME b",
    "p$5$$x",
    "a\\xb",
    "C:\\temp\\new",
    "'a'",
    '"a"',
    "a'b\"c",
    "%s {x}",
    "export A=B",
    "~/x",
    "(a)<b>",
]
READERS = {**IN_PROCESS, **PROGRAMS}


def accepted(values, line) -> dict[str, str]:
    """Name to value of those values that the writer takes."""
    found = {}
    for number, value in enumerate(values):
        try:
            line(f"K{number}", value)
        except EnvValueError:
            continue
        found[f"K{number}"] = value
    return found


def every_short_text(alphabet: str, length: int):
    return ["".join(chars) for n in range(length + 1) for chars in itertools.product(alphabet, repeat=n)]


def batches(values: dict[str, str]):
    items = list(values.items())
    return [dict(items[start : start + BATCH]) for start in range(0, len(items), BATCH)]


def check_reads(reader, folder: Path, values: dict[str, str]) -> None:
    file = folder / "values.env"
    file.write_text(
        "# a comment: 'x \"y $(z) `w` A=B\n" + "".join(f"{env_line(k, v)}\n" for k, v in values.items()), "utf-8"
    )
    found = reader(file, list(values))

    assert {name: found.get(name) for name in values} == values


@pytest.fixture(params=READERS)
def reader(request):
    if reason := missing(request.param):
        pytest.skip(reason)
    return READERS[request.param]


def test_every_reader_reads_every_short_text(reader, tmp_path):
    values = accepted(REAL + every_short_text("'\"\\$`{#n \té=", 3), env_line)
    assert len(values) > 1000

    for batch in batches(values):
        check_reads(reader, tmp_path, batch)
    assert not (tmp_path / "pwned").exists()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=80))
def test_every_reader_reads_any_text(reader, tmp_path_factory, texts):
    folder = tmp_path_factory.getbasetemp()
    values = accepted(texts, env_line)

    check_reads(reader, folder, values)


@given(TEXTS)
def test_our_reader_reads_back_both_forms(text):
    values = accepted([text], env_line)
    assert read_env("".join(f"{env_line(k, v)}\n" for k, v in values.items())) == values

    values = accepted([text], raw_line)
    assert read_raw_env("".join(f"{raw_line(k, v)}\n" for k, v in values.items())) == values


@pytest.mark.skipif(bool(missing("docker")), reason="docker is not installed")
def test_docker_reads_the_raw_form(tmp_path):
    texts = [*REAL, *every_short_text("'\"\\$#= \t\x0b\x85é", 2), "x" * 59_000]
    values = accepted(texts, raw_line)
    assert len(values) == len(texts)

    file = tmp_path / "raw.env"
    file.write_text("".join(f"{raw_line(k, v)}\n" for k, v in values.items()), "utf-8")
    with docker_client() as reader:
        assert reader(file, list(values)) == values
