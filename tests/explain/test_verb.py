"""The command line: exit codes, files, and what is refused."""

from __future__ import annotations

import json

import pytest

from generator.errors import PublishError, SpecError, UsageError
from infra.offline.graph import Graph
from tests.explain.verb import explain
from tests.explain.worlds import ROOT, opened

SHOP = ["--spec", str(ROOT / "storage.yaml")]


@pytest.fixture
def graph(monkeypatch):
    """The graph that was made already; making it is tested elsewhere."""
    monkeypatch.setattr("infra.stack.graph_of", lambda *_: opened("shop")[1])


@pytest.fixture
def no_graph(monkeypatch):
    """A wrong word is told before the program runs."""
    monkeypatch.setattr("infra.stack.graph_of", lambda *_: pytest.fail("the program ran"))


@pytest.mark.parametrize(("who", "code"), [("web", 0), ("worker", 1), ("anyone", 1)])
def test_exit_code_is_the_answer(who, code, graph, capsys):
    assert explain([*SHOP, "--env", "prod", "--can", who, "write", "media/uploads/a.jpg"]) == code
    assert capsys.readouterr().out.startswith("deny: " if code else "allow: ")


def test_json_has_the_same_keys_for_every_answer(graph, capsys):
    shapes = set()
    for who, path in (("web", "uploads/a"), ("worker", "uploads/a"), ("anyone", "default/a"), ("anyone", "logs/a")):
        explain([*SHOP, "--env", "prod", "--format", "json", "--can", who, "write", path])
        found = json.loads(capsys.readouterr().out)
        shapes.add((tuple(found), tuple(found["question"]), *{tuple(answer) for answer in found["answers"]}))

    assert len(shapes) == 1


def test_files_by_suffix(graph, tmp_path, capsys):
    names = [str(tmp_path / f"rights{suffix}") for suffix in (".txt", ".MD", ".svg", ".json")]

    assert explain([*SHOP, "--env", "prod", *(word for name in names for word in ("--output", name))]) == 0
    starts = [(tmp_path / name).read_text(encoding="utf-8")[:4] for name in names]
    assert starts == ["Who ", "### ", "<svg", "{\n  "]
    assert capsys.readouterr().out == ""


def test_a_question_in_files(graph, tmp_path):
    path = tmp_path / "answer.txt"

    assert explain([*SHOP, "--env", "prod", "--can", "worker", "write", "uploads/a", "--output", str(path)]) == 1
    assert path.read_text(encoding="utf-8").startswith("deny: worker may not write")


WRONG = {
    ("--env", "prod", "--output", "rights.pdf"): ".txt, .md, .svg, .json",
    ("--env", "prod", "--output", "rights"): "the suffix says the form",
    ("--env", "prod", "--format", "svg", "--can", "web", "read", "media/x"): "--can is text or JSON",
    ("--env", "prod", "--output", "a.md", "--can", "web", "read", "media/x"): "--can is text or JSON",
    ("--env", "test"): "test has the target 'memory': its files are in no cloud",
    ("--env", "prod", "--can", "web", "read", "nothing/x"): "there is no store or storage 'nothing'",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_what_cannot_be_asked(arguments, no_graph):
    with pytest.raises(UsageError) as caught:
        explain([*SHOP, *arguments])

    assert WRONG[arguments] in str(caught.value)


def test_an_environment_that_is_not_there(no_graph):
    with pytest.raises(SpecError, match="prdo"):
        explain([*SHOP, "--env", "prdo"])


def test_a_folder_that_is_not_there(graph, tmp_path):
    with pytest.raises(PublishError, match="cannot be written"):
        explain([*SHOP, "--env", "prod", "--output", str(tmp_path / "no" / "rights.md")])


def test_a_terminal_that_cannot_print_a_name(graph, capsys, monkeypatch):
    class Ascii:
        encoding = "ascii"
        text = ""

        def write(self, text):
            self.text += text.encode("ascii").decode()

        def flush(self):
            pass

    out = Ascii()
    monkeypatch.setattr("sys.stdout", out)
    explain([*SHOP, "--env", "prod", "--can", "web", "write", "uploads/ü"])

    assert "uploads/\\xfc" in out.text


def test_a_graph_with_nothing_in_it_allows_nothing(monkeypatch, capsys):
    monkeypatch.setattr("infra.stack.graph_of", lambda *_: Graph("stowplan", "prod"))

    assert explain([*SHOP, "--env", "prod", "--can", "web", "write", "uploads/a"]) == 1
    assert "web has no identity on AWS" in capsys.readouterr().out
    assert explain([*SHOP, "--env", "prod"]) == 0
