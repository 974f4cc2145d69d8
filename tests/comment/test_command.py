"""The command itself: files, variables of CI, rehearsals."""

from __future__ import annotations

import argparse
import sys

import pytest

from generator.errors import MissingExtraError, UsageError
from infra.comment.errors import ForgeError
from infra.verbs import comment
from tests.comment.conftest import BODY
from tests.comment.fake_github import TOKEN


def run(*arguments):
    parser = argparse.ArgumentParser("stowplan")
    comment.arguments(parser)
    return comment.run(parser.parse_args(arguments))


@pytest.fixture
def actions(github, monkeypatch):
    monkeypatch.setenv("GITHUB_API_URL", github.origin)
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/shop")
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    return github


def test_it_posts_and_says_so(actions, files, capsys):
    assert run(*files(), "--number", "7") == 0
    assert capsys.readouterr().out == (
        "stowplan: the comment on acme/shop 7: created\nstowplan: labels: +storage:none\n"
    )
    assert actions.bodies() == [BODY]


def test_options_win_over_variables(actions, files, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/other")
    monkeypatch.setenv("GITHUB_API_URL", "https://api.github.example")
    monkeypatch.setenv("STOWPLAN_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_TOKEN", "another")

    assert run(*files(), "--number", "7", "--repository", "acme/shop", "--api", actions.origin) == 0


def test_a_rehearsal_sends_nothing_and_needs_no_token(actions, files, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.delenv("GITHUB_REPOSITORY")

    assert run(*files(), "--dry-run", str(tmp_path / "posted.md")) == 0
    assert (tmp_path / "posted.md").read_text() == BODY
    assert "labels: storage:none" in capsys.readouterr().out
    assert actions.requests == []


def test_a_rehearsal_into_a_folder_that_is_not_there(files, tmp_path):
    with pytest.raises(UsageError, match="cannot be written"):
        run(*files(), "--dry-run", str(tmp_path / "nowhere/posted.md"))


def test_files_that_are_not_there(actions, tmp_path):
    with pytest.raises(UsageError, match="there is no file"):
        run("--report", str(tmp_path / "a.json"), "--body", str(tmp_path / "a.md"), "--number", "7")
    assert actions.requests == []


def test_files_that_may_be_missing(actions, tmp_path, capsys):
    names = ("--report", str(tmp_path / "a.json"), "--body", str(tmp_path / "a.md"), "--missing-ok")

    assert run(*names, "--number", "7") == 0
    assert "There is no review of the newest commit" in actions.bodies()[0]
    assert actions.on_pull == []


def test_a_file_that_points_elsewhere_is_not_followed(actions, files, tmp_path):
    files()
    (tmp_path / "link.json").symlink_to(tmp_path / "report.json")

    with pytest.raises(UsageError, match="there is no file"):
        run("--report", str(tmp_path / "link.json"), "--body", str(tmp_path / "comment.md"), "--number", "7")


def test_without_a_token(files, monkeypatch):
    with pytest.raises(UsageError, match="set STOWPLAN_TOKEN or GITHUB_TOKEN"):
        run(*files(), "--number", "7", "--repository", "acme/shop")
    monkeypatch.setenv("GITLAB_CI", "true")
    with pytest.raises(UsageError, match="set STOWPLAN_TOKEN or GITLAB_TOKEN"):
        run(*files(), "--number", "7", "--repository", "acme/shop")


@pytest.mark.parametrize("value", ["a b", "a\nX-Injected: 1", "é"])
def test_a_token_that_is_none_is_refused_without_showing_it(value, files, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", value)

    with pytest.raises(UsageError) as caught:
        run(*files(), "--number", "7", "--repository", "acme/shop")
    assert value not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["shop", "a/b/c", "../x", "a/..", "a/b?x=1", "a/b#", "a b/c", "https://github.com/a/b"]
)
def test_a_repository_of_another_shape(name, files):
    with pytest.raises(UsageError, match="is no repository"):
        run(*files(), "--number", "7", "--repository", name)


def test_without_a_repository(files):
    with pytest.raises(UsageError, match="which repository"):
        run(*files(), "--number", "7")


@pytest.mark.parametrize("number", ["0", "-1", "x", "7;8", "\u0667", "1" * 10])
def test_a_number_that_is_none(number, files, capsys):
    with pytest.raises(SystemExit):
        run(*files(), "--number", number)


def test_an_event_that_cannot_be_read(actions, files, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "nowhere.json"))

    with pytest.raises(UsageError, match="GITHUB_EVENT_PATH cannot be read"):
        run(*files())


def test_links_into_the_repository_stay(actions, files):
    link = "[storage.yaml:7](https://github.com/acme/shop/blob/x/storage.yaml#L7)"

    run(*files(body=f"{BODY}\n{link}\n"), "--number", "7")

    assert link in actions.bodies()[0]


def test_the_package_that_is_needed_is_named(files, monkeypatch):
    monkeypatch.setitem(sys.modules, "urllib3", None)

    with pytest.raises(MissingExtraError, match=r"stowplan\[comment\]"):
        run(*files(), "--number", "7")


def test_a_wrong_token_is_told_without_the_token(actions, files, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_wrongwrongwrong")

    with pytest.raises(ForgeError) as caught:
        run(*files(), "--number", "7")
    assert "ghp_wrong" not in str(caught.value) + capsys.readouterr().out


def test_no_option_takes_a_token():
    parser = argparse.ArgumentParser()
    comment.arguments(parser)

    assert not [name for action in parser._actions for name in action.option_strings if "token" in name]
