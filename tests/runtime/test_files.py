"""Open files on all three clouds: opened again, in text, written by hand, and through a model's field."""

from __future__ import annotations

import io
import pickle
from copy import copy, deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile

pytest_plugins = ["tests.runtime.clouds"]

GOOD = {"w": "größe", "wt": "größe", "wb": "größe".encode()}


def field_file(storage, name: str) -> FieldFile:
    """A saved file as a model's `FileField` has it."""
    model: Any = SimpleNamespace()
    field: Any = SimpleNamespace(storage=storage, attname="file", name="file")
    return FieldFile(model, field, name)


def test_a_fields_file_opens_as_often_as_one_likes(cloud):
    storage = cloud.media()
    name = storage.save("a.txt", ContentFile(b"abc"))
    found = field_file(storage, name)
    for _ in range(3):
        with found.open() as handle:
            assert (handle.read(), handle.size) == (b"abc", 3)
        assert found.closed
    found.open()
    assert found.read(1) == b"a"
    assert found.open().read() == b"abc"
    found.close()


def test_a_picture_is_measured_after_it_was_closed(cloud):
    # As django.core.files.images.get_image_dimensions does, which leaves a file as it was.
    storage = cloud.media()
    found = field_file(storage, storage.save("a.png", ContentFile(bytes(100))))
    for _ in range(2):
        assert found.closed
        found.open()
        assert (found.tell(), len(found.read(24))) == (0, 24)
        found.close()


def test_a_file_opened_again_is_the_one_that_is_there_then(cloud):
    storage = cloud.media(**({"overwrite_files": True} if cloud.name == "azure" else {"file_overwrite": True}))
    storage.save("a.txt", ContentFile(b"first"))
    with storage.open("a.txt") as found:
        assert found.read() == b"first"
    storage.save("a.txt", ContentFile(b"the second"))
    if cloud.name != "s3":  # whose file keeps the size it had
        assert found.open().size == 10
    assert found.open().read() == b"the second"
    found.close()


@pytest.mark.parametrize(
    ("mode", "expected"), [("r", "größe\nzwei"), ("rt", "größe\nzwei"), ("rb", "größe\nzwei".encode())]
)
def test_modes_to_read(cloud, mode, expected, monkeypatch):
    # What Python would take where no locale is set, as in most containers.
    monkeypatch.setattr("locale.getpreferredencoding", lambda *args: "ascii")
    monkeypatch.setattr("locale.getencoding", lambda: "ascii", raising=False)
    storage = cloud.media()
    storage.save("a.txt", ContentFile("größe\nzwei".encode()))
    with storage.open("a.txt", mode) as found:
        assert (found.mode, found.read()) == (mode, expected)
    assert found.closed
    with found.open() as again:
        assert again.read() == expected


def test_a_file_to_read_changes_between_text_and_bytes(cloud):
    storage = cloud.media()
    storage.save("a.txt", ContentFile("größe".encode()))
    found = storage.open("a.txt")
    found.close()
    if cloud.name == "s3":
        with pytest.raises(ValueError, match="Cannot reopen file with a new mode"):
            found.open("r")
        return
    assert found.open("r").read() == "größe"
    assert found.open("rb").read() == "größe".encode()
    with pytest.raises(ValueError, match=r"a\.txt is open to read; open it by the storage to replace it"):
        found.open("wb")
    found.close()


@pytest.mark.parametrize("mode", sorted(GOOD))
def test_a_written_file_replaces(cloud, mode):
    storage = cloud.media()
    storage.save("a.txt", ContentFile(b"something longer that was there"))
    handle = storage.open("a.txt", mode)
    handle.write(GOOD[mode])
    assert (handle.closed, handle.mode, handle.name) == (False, mode, "a.txt")
    handle.close()
    assert handle.closed
    handle.close()
    assert cloud.stored("media/a.txt") == "größe".encode()


def test_an_empty_written_file_replaces_too(cloud):
    storage = cloud.media()
    storage.save("a.txt", ContentFile(b"there"))
    for name in ("a.txt", "new.txt"):
        with storage.open(name, "w"):
            pass
        assert cloud.stored(f"media/{name}") == b""


def test_a_large_written_file(cloud):
    data = bytes(range(256)) * 4096 * 9
    with cloud.media().open("a.bin", "wb") as handle:
        handle.writelines([data, data])
    assert cloud.stored("media/a.bin") == data + data


def test_after_an_error_nothing_is_stored(cloud):
    storage = cloud.media()
    storage.save("a.txt", ContentFile(b"first"))
    for name in ("a.txt", "new.txt"):
        handle = storage.open(name, "w")
        with pytest.raises(TypeError), handle:
            handle.writelines(["half", None])
        assert handle.closed
    assert cloud.stored("media/a.txt") == b"first"
    assert not storage.exists("new.txt")


def test_a_file_that_cannot_be_stored_is_closed(cloud, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no network")

    handle = cloud.media().open("a.txt", "w")
    handle.write("x")
    monkeypatch.setattr(handle, "_send", fail)
    with pytest.raises(OSError, match="no network"):
        handle.close()
    assert handle.closed


def test_a_file_to_write_cannot_be_read_or_opened_again(cloud):
    with cloud.media().open("a.txt", "w") as handle:
        assert (handle.readable(), handle.writable()) == (False, True)
        for ask in (handle.read, handle.readline, handle.readlines, lambda: list(handle)):
            with pytest.raises(io.UnsupportedOperation, match=r"a\.txt is open to write and not to read"):
                ask()
    with pytest.raises(ValueError, match=r"a\.txt is open to write, or was; open it by the storage"):
        handle.open("r")


@pytest.mark.parametrize("mode", ["a", "ab", "r+", "r+b", "rb+", "w+", "wb+", "x", "xb", "rw", "", "b", "U", "rbt"])
def test_other_modes_are_refused_at_once(cloud, mode):
    with pytest.raises(ValueError, match="mode is") as failure:
        cloud.media().open("a.txt", mode)
    assert str(failure.value) == (
        f"mode is {mode!r}; use 'rb' or 'r' to read, 'wb' or 'w' to replace the file: a stored file is not changed in"
        " place, and save() never replaces one by accident"
    )


def test_djangos_own_storage_replaces_as_these_do(tmp_path):
    storage = FileSystemStorage(tmp_path)
    storage.save("a.txt", ContentFile(b"first"))
    with storage.open("a.txt", "w") as handle:
        handle.write("b")
    assert (tmp_path / "a.txt").read_text() == "b"


@pytest.mark.parametrize("name", ["a\nb.txt", "a\x00b.txt", "a\x7fb.txt", "é" * 511 + ".txt"])
def test_names_that_cannot_be(cloud, name):
    if cloud.name == "azure" and name.startswith("é"):
        name = "é" * 1030
    with pytest.raises(
        SuspiciousFileOperation, match=r"has a control character|is longer than 1024 (bytes|characters)"
    ):
        cloud.media().save(name, ContentFile(b"x"))
    if cloud.name != "s3":
        for ask in (cloud.media().exists, cloud.media().open, cloud.media().url, cloud.media().delete):
            with pytest.raises(SuspiciousFileOperation):
                ask(name)


def test_half_a_letter_is_no_name(cloud):
    with pytest.raises(ValueError if cloud.name == "s3" else SuspiciousFileOperation):
        cloud.media().save("\ud800.txt", ContentFile(b"x"))


def test_a_name_that_azure_would_change(cloud):
    storage = cloud.media()
    if cloud.name != "azure":
        assert storage.save("a.", ContentFile(b"x")) == "a."
        assert cloud.stored("media/a.") == b"x"
        return
    storage.save("a", ContentFile(b"x"))
    for ask in (lambda name: storage.save(name, ContentFile(b"y")), storage.exists, storage.delete, storage.url):
        with pytest.raises(SuspiciousFileOperation) as failure:
            ask("a.")
        assert str(failure.value) == "the name 'media/a.' ends in a dot, which Azure leaves out"


@pytest.mark.parametrize("location", ["", "media"])
def test_nothing_is_deleted_by_an_empty_name(cloud, location):
    with pytest.raises(ValueError, match=r"The name must be given to delete\(\)\."):
        cloud.media(location=location).delete("")


def test_a_pickled_storage_works_and_so_does_a_copy(cloud):
    storage = cloud.media()
    storage.save("a.txt", ContentFile(b"x"))
    for other in (pickle.loads(pickle.dumps(storage)), copy(storage), deepcopy(storage)):
        assert type(other) is type(storage)
        assert other.exists("a.txt")
