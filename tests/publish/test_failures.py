"""The disk refuses, another run is there, a killed run left something: one message, and never half a run."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import PublishError
from generator.publish import apply, decide, publish
from generator.publish import exchange as exchanges
from generator.publish.journal import load
from tests.publish.project import ENVS, MANIFEST, PACKAGE, leftovers, run, tree, trees, version

if TYPE_CHECKING:
    from collections.abc import Callable

S3 = str(PACKAGE / "s3.py")


class Refusal:
    """Makes the k-th call of some functions fail, and counts them."""

    def __init__(self, number: int) -> None:
        self.left = number

    def wrap(self, function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: Any, **options: Any) -> object:
            self.left -= 1
            if self.left == 0:
                name = None if isinstance(args[0], int) else os.fspath(args[0])
                raise OSError(errno.ENOSPC, "No space left on device", name)
            return function(*args, **options)

        return call


CALLS = ("open", "write", "replace", "rename", "link", "mkdir", "unlink", "chmod")


def attempt(root, number: int, *, exchange: bool) -> str | None:
    """The message of a run whose step `number` on the disk fails; None if it never came to that step."""
    refusal = Refusal(number)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, refusal.wrap(getattr(os, name)))
        try:
            run(root, version("b", 2), exchange=exchange)
        except PublishError as error:
            return str(error)
    return "" if refusal.left <= 0 else None


@pytest.mark.parametrize(("start", "exchange"), [("a", True), ("a", False), (None, True)])
def test_a_full_disk_at_any_step_leaves_all_or_nothing(tmp_path, monkeypatch, exchange, start):
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    alone, root, seen = trees(tmp_path, modules=2), tmp_path / "project", set[str]()
    for number in range(1, 500):
        shutil.copytree(tmp_path / start, root) if start else root.mkdir()
        message = attempt(root, number, exchange=exchange)
        check_after(root, alone, message, start)
        after = "b" if message else "a"  # what a refusal leaves that hit the tidying up, the next change takes away
        run(root, version(after, 2), exchange=exchange)
        assert tree(root) == alone[after]
        assert leftovers(root) == []
        shutil.rmtree(root)
        if message is None:
            break
        seen.add(message.rpartition("; ")[2])
    assert number > 40
    assert seen - {""} == {
        "nothing was changed",
        "the next run completes the change",
        "all files are written, and the next run tidies up",
    }


def check_after(root, alone, message: str | None, start: str | None) -> None:
    if not message:  # the refusal hit the tidying up, which stops nothing
        assert {name: data for name, data in tree(root).items() if ".tmp-" not in name} == alone["b"]
        return
    assert message.startswith("cannot write ")
    assert "No space left on device" in message
    assert str(root) not in message
    if message.endswith("nothing was changed"):
        assert tree(root) == (alone[start] if start else {})
    elif message.endswith("completes the change"):
        assert load(root) is not None
    else:
        assert tree(root) == alone["b"]


def test_a_folder_without_permission_is_named(tmp_path, monkeypatch):
    run(tmp_path, version("a"))
    before, real = tree(tmp_path), os.open

    def refuse(path, *args, **options):
        if str(path).startswith(f"{tmp_path}/deploy/.tmp-"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *args, **options)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PublishError, match=r"^cannot write deploy/.tmp-\S+: Permission denied; nothing was changed$"):
        run(tmp_path, version("b"))
    assert tree(tmp_path) == before
    assert leftovers(tmp_path) == []


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    run(tmp_path, version("a"))

    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(PublishError, match=r"^cannot read .*: Permission denied$"):
        decide(tmp_path, version("b"), MANIFEST)


def test_a_second_run_at_the_same_time_is_refused(tmp_path):
    run(tmp_path, version("a"))
    with (tmp_path / ".stowplan/lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(PublishError) as caught:
            run(tmp_path, version("b"))
        assert {item.word for item in run(tmp_path, version("a"))} == {"identical"}

    assert str(caught.value) == (
        f"another run is writing here (process {os.getpid()} on {socket.gethostname()}, lock .stowplan/lock): "
        "wait until it ends, then run again"
    )
    run(tmp_path, version("b"))


def interrupt(root, monkeypatch, at: str) -> None:
    """Publish `b`, and die in `apply` at the function named."""

    class Killed(BaseException):
        pass

    def die(*args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(apply, at, die)
        patch.setattr("generator.publish.run.apply.clean", lambda *args: None)
        patch.setattr("generator.publish.journal.is_untouched", lambda *args: False)
        with pytest.raises(Killed):
            run(root, version("b"))


def test_decisions_see_an_interrupted_run_as_completed(tmp_path, monkeypatch):
    run(tmp_path, version("a"))
    interrupt(tmp_path, monkeypatch, "_commit_package")
    assert (tmp_path / ENVS[0]).read_text() == "VERSION='b'\n"
    assert (tmp_path / S3).read_text() == "VERSION = 'a'\n"

    assert {item.status for item in decide(tmp_path, version("b"), MANIFEST)} == {"identical"}
    assert {item.status for item in decide(tmp_path, version("a"), MANIFEST)} == {"update", "create", "obsolete"}

    assert {item.word for item in run(tmp_path, version("b"))} == {"identical"}
    assert (tmp_path / S3).read_text() == "VERSION = 'b'\n"
    assert leftovers(tmp_path) == []


def test_an_interrupted_run_is_discarded_if_its_files_changed_since(tmp_path, monkeypatch):
    run(tmp_path, version("a"))
    interrupt(tmp_path, monkeypatch, "_rename")
    (tmp_path / S3).write_text("EDITED = 1\n")

    with pytest.raises(
        PublishError, match=r"(?s)^1 file is not as generated.*\n  site/storage/s3.py: edited by hand\n"
    ):
        run(tmp_path, version("b"))
    assert (tmp_path / S3).read_text() == "EDITED = 1\n"

    run(tmp_path, version("b"), force=True)
    assert (tmp_path / S3).read_text() == "VERSION = 'b'\n"
    assert leftovers(tmp_path) == []


def test_a_file_added_after_the_kill_survives_the_recovery(tmp_path, monkeypatch):
    run(tmp_path, version("a"))
    interrupt(tmp_path, monkeypatch, "_commit_package")
    (tmp_path / PACKAGE / "mine.py").write_text("MINE = 1\n")

    run(tmp_path, version("b"))

    assert (tmp_path / PACKAGE / "mine.py").read_text() == "MINE = 1\n"
    assert (tmp_path / S3).read_text() == "VERSION = 'b'\n"


def test_a_journal_that_is_none_is_named(tmp_path):
    run(tmp_path, version("a"))
    (tmp_path / ".stowplan/journal").write_text("{}")
    with pytest.raises(PublishError, match=r"^.stowplan/journal cannot be read: delete it and run again$"):
        decide(tmp_path, version("a"), MANIFEST)


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.EBUSY, errno.EXDEV, errno.EPERM])
def test_where_folders_cannot_be_exchanged_files_are_replaced_one_by_one(tmp_path, monkeypatch, code):
    alone = trees(tmp_path)
    monkeypatch.setattr(exchanges, "_call", lambda first, second: code)

    run(tmp_path / "a", version("b"))

    assert tree(tmp_path / "a") == alone["b"]
    assert leftovers(tmp_path / "a") == []


def test_another_failure_to_exchange_is_an_error(tmp_path, monkeypatch):
    run(tmp_path, version("a"))
    monkeypatch.setattr(exchanges, "_call", lambda first, second: errno.EACCES)
    with pytest.raises(
        PublishError, match=r"^cannot write site/storage: Permission denied; the next run completes the change$"
    ):
        run(tmp_path, version("b"))

    monkeypatch.undo()
    run(tmp_path, version("b"))
    assert (tmp_path / S3).read_text() == "VERSION = 'b'\n"


@pytest.mark.parametrize("code", [errno.EXDEV, errno.EPERM])
def test_files_that_cannot_be_linked(tmp_path, monkeypatch, code):
    run(tmp_path, version("a"))
    (tmp_path / PACKAGE / "mine.py").write_text("MINE = 1\n")
    before = (tmp_path / PACKAGE).stat().st_ino

    def refuse(*args: object, **options: object) -> None:
        raise OSError(code, "no link")

    monkeypatch.setattr(os, "link", refuse)
    run(tmp_path, version("b"))

    assert (tmp_path / PACKAGE / "mine.py").read_text() == "MINE = 1\n"
    assert (tmp_path / S3).read_text() == "VERSION = 'b'\n"
    exchanged = (tmp_path / PACKAGE).stat().st_ino != before
    assert exchanged is (code == errno.EPERM)  # another file system inside means that the folder stays where it is
    assert leftovers(tmp_path) == []


def test_a_cache_of_another_user_keeps_the_folder_where_it_is(tmp_path, monkeypatch):
    run(tmp_path, version("a"))
    (tmp_path / PACKAGE / "__pycache__").mkdir()
    before = (tmp_path / PACKAGE).stat().st_ino
    monkeypatch.setattr(os, "access", lambda path, mode: "__pycache__" not in str(path))

    run(tmp_path, version("b"))

    assert (tmp_path / PACKAGE).stat().st_ino == before
    assert (tmp_path / S3).read_text() == "VERSION = 'b'\n"
    assert leftovers(tmp_path) == []


def test_an_empty_plan_writes_only_the_manifest(tmp_path):
    assert [item.word for item in publish(tmp_path, decide(tmp_path, {}, MANIFEST))] == ["created"]
    assert list(tree(tmp_path)) == [str(MANIFEST)]
