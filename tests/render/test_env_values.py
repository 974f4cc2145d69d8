"""Which quoting a value gets, and what is refused."""

from __future__ import annotations

import pytest

from generator.render.dotenv import EnvValueError, env_line, read_env
from generator.render.raw_env import raw_line, read_raw_env

WAY_OUT = "put it in a file and name the file, or encode it as one line of base64"


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("", "K=''"),
        ("a b", "K='a b'"),
        ('say "hi"', "K='say \"hi\"'"),
        ("p$5$$x", "K='p$5$$x'"),
        ("a\\nb", "K='a\\nb'"),
        ("é✓𝄞", "K='é✓𝄞'"),
        ("it's", 'K="it\'s"'),
        ("'", 'K="\'"'),
    ],
)
def test_quoting(value, line):
    assert env_line("K", value) == line


@pytest.mark.parametrize(
    "value", ["CANARY\n", "CANARY\x00", "CANARY\u2028", "CANARY\x85", "CANARY\ud800", "\x1bCANARY"]
)
def test_controls_are_refused_without_the_value(value):
    with pytest.raises(EnvValueError) as caught:
        env_line("DB_PASSWORD", value)
    assert str(caught.value) == f"DB_PASSWORD holds a control or line-separator character: {WAY_OUT}"


@pytest.mark.parametrize(
    "value", ["$CANARY", "a${CANARY", "CANARY\\\\x", "CANARY\\", '"CANARY"', "CANARY'$", "CANARY'\"", "CANARY'`"]
)
def test_what_readers_disagree_on_is_refused_without_the_value(value):
    with pytest.raises(EnvValueError) as caught:
        env_line("DB_PASSWORD", value)
    assert str(caught.value) == (
        f"DB_PASSWORD holds quotes, $ or backslashes that no quoting makes every reader read alike: {WAY_OUT}"
    )


@pytest.mark.parametrize("name", ["", "a", "1A", "A-B", "A B", "A\n", "É", "A=B"])
@pytest.mark.parametrize("line", [env_line, raw_line])
def test_names(line, name):
    with pytest.raises(EnvValueError, match=r"is no variable name: use A to Z, 0 to 9 and _"):
        line(name, "x")


def test_raw_values_are_verbatim():
    assert raw_line("K", "  'a' #\\$ ") == "K=  'a' #\\$ "
    for value in ("CANARY\n", "CANARY\r", "CANARY\0", "CANARY\ud800"):
        with pytest.raises(EnvValueError) as caught:
            raw_line("K", value)
        assert str(caught.value) == "K holds a line end or NUL: put it in a file, or encode it as one line of base64"
    with pytest.raises(EnvValueError, match=r"^K is longer than 60000 bytes: put it in a file$"):
        raw_line("K", "é" * 30_000)


def test_plain_lines_of_a_user_are_read():
    assert read_env("# note\n\nA=abc+/=\nB='x' \r\nC=\nD=\"it's\"\nlower=1\n") == {
        "A": "abc+/=", "B": "x", "C": "", "D": "it's", "lower": "1",
    }  # fmt: skip
    assert read_raw_env("A='x' \nB=\n") == {"A": "'x' ", "B": ""}


QUOTING = "readers disagree on this quoting: use single quotes around the whole value"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('A=1\nB="CANARY\\n"\n', f"line 2: B: {QUOTING}"),
        ("B=CANARY # x\n", f"line 1: B: {QUOTING}"),
        ("B='CANARY\n", f"line 1: B: {QUOTING}"),
        ("B=1\nB=CANARY\n", "line 2: B is set a second time"),
        ("export B=CANARY\n", "line 1 is not of the form NAME=value"),
        ("B = CANARY\n", "line 1 is not of the form NAME=value"),
        ("CANARY\n", "line 1 is not of the form NAME=value"),
    ],
)
def test_what_cannot_be_read_is_named_without_the_value(text, message):
    with pytest.raises(EnvValueError) as caught:
        read_env(text)
    assert str(caught.value) == message
