"""No file is lost on Azure: saving, by name and by size, as identities that may more or less; and reading back."""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File

from tests.runtime import azure_cloud
from tests.runtime.wording import in_the_spec

MIB = 1024 * 1024
NAMES = ["größe.txt", "日本/語.txt", "a b.txt", "a+b.txt", "50%.txt", "50%25.txt", "a#b.txt", "a?b.txt", "a&b='~().txt"]


@pytest.fixture
def azure():
    return azure_cloud.fresh()


@pytest.fixture
def media(runtime, azure):
    return lambda identity="full", **more: runtime.azure.AzureMediaStorage(**azure.options(identity, **more))


class Stream(io.RawIOBase):
    """A file that can be read only once and gives little at a time, such as a response's body."""

    def __init__(self, data: bytes) -> None:
        self.data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self.data.readinto(memoryview(buffer)[:100_000])


def test_a_saved_file_reads_back(media, azure):
    storage = media()
    assert storage.save("cv/anna.txt", ContentFile(b"hello")) == "cv/anna.txt"
    assert azure.stored("media/cv/anna.txt") == b"hello"
    assert (storage.exists("cv/anna.txt"), storage.size("cv/anna.txt")) == (True, 5)
    with storage.open("cv/anna.txt") as found:
        assert (found.read(), found.size, found.name, found.mode) == (b"hello", 5, "cv/anna.txt", "rb")


def test_names_of_all_kinds(media, azure):
    storage = media()
    for name in NAMES:
        assert storage.save(name, ContentFile(b"x")) == name
        assert azure.stored(f"media/{name}") == b"x"
        with storage.open(name) as found:
            assert found.read() == b"x"
        assert storage.save(name, ContentFile(b"y")) != name
        assert azure.stored(f"media/{name}") == b"x"


def test_a_hidden_file_is_not_another_one(media, azure):
    storage = media(location="")
    for name in (".env", "env"):
        assert storage.save(name, ContentFile(name.encode())) == name
        assert azure.stored(name) == name.encode()


def test_an_empty_file(media, azure):
    storage = media()
    assert storage.save("empty.bin", ContentFile(b"")) == "empty.bin"
    assert azure.stored("media/empty.bin") == b""
    with storage.open("empty.bin") as found:
        assert (found.read(), found.size, list(found.chunks())) == (b"", 0, [])


def test_text_is_stored_whole(media, azure):
    text = "é" * 3000
    media().save("text.txt", ContentFile(text))
    assert azure.stored("media/text.txt") == text.encode()


def test_a_file_is_not_closed_and_is_read_from_its_start(media, azure, tmp_path):
    (tmp_path / "a").write_bytes(b"abcdef")
    with (tmp_path / "a").open("rb") as handle:
        handle.seek(3)
        media().save("a.txt", File(handle))
        assert not handle.closed
    assert azure.stored("media/a.txt") == b"abcdef"


def test_a_large_file_goes_in_blocks_and_is_read_in_ranges(media, azure):
    data = os.urandom(20 * MIB)
    storage = media()
    assert storage.save("big.bin", ContentFile(data)) == "big.bin"
    assert azure.stored("media/big.bin") == data
    assert azure.asked().count("PUT media/big.bin") == 4
    with storage.open("big.bin") as found:
        found.seek(-10, io.SEEK_END)
        assert found.read() == data[-10:]
        found.seek(5 * MIB)
        assert found.read(10) == data[5 * MIB : 5 * MIB + 10]
        assert azure.asked().count("GET media/big.bin") == 2
        assert b"".join(found.open().chunks()) == data
        # In pieces of max_memory_size, which is 2 MiB here.
        assert azure.asked().count("GET media/big.bin") == 2 + 10


def test_a_file_of_just_one_part_is_one_request(media, azure):
    media().save("exact.bin", ContentFile(bytes(8 * MIB)))
    assert [line for line in azure.asked() if "exact" in line and "HEAD" not in line] == ["PUT media/exact.bin"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_stream_is_saved_also_when_its_name_is_taken(media, azure, overwrite):
    data = os.urandom(9 * MIB)
    storage = media("writer", overwrite_files=overwrite)
    storage.save("s.bin", ContentFile(b"first"))
    name = storage.save("s.bin", Stream(data))
    assert (name == "s.bin") is overwrite
    assert azure.stored(f"media/{name}") == data
    assert overwrite or azure.stored("media/s.bin") == b"first"


@pytest.mark.parametrize("size", [10, 9 * MIB])
def test_a_taken_name_is_never_overwritten_even_unseen(media, azure, size):
    # "writer" may not look, so only the server can tell; a large file learns it at its end.
    azure.put("media/cv.tar.gz", b"first")
    data = os.urandom(size)
    name = media("writer").save("cv.tar.gz", ContentFile(data))
    assert name.startswith("cv_")
    assert name.endswith(".tar.gz")
    assert (azure.stored("media/cv.tar.gz"), azure.stored(f"media/{name}")) == (b"first", data)


@pytest.mark.parametrize(("number", "size"), [(10, 100), (3, 17 * MIB)])
def test_simultaneous_saves_of_one_name_all_keep_their_file(media, azure, number, size):
    # The SDK's own uploads, until 12.27, give the blocks of all the same names, and so one file parts of another.
    storage, ready = media("writer"), Barrier(number)

    def save(which: int) -> tuple[str, bytes]:
        body = bytes([which]) * size
        ready.wait()
        return storage.save("cv.pdf", ContentFile(body)), body

    with ThreadPoolExecutor(number) as pool:
        saved = dict(pool.map(save, range(number)))
    assert len(saved) == number
    assert "cv.pdf" in saved
    assert all(azure.stored(f"media/{name}") == body for name, body in saved.items())


@pytest.mark.parametrize("identity", ["full", "writer"])
def test_max_length_holds_for_a_changed_name(media, azure, identity):
    storage = media(identity)
    first = storage.save("dir/abcdefghijkl.txt", ContentFile(b"1"), max_length=20)
    second = storage.save("dir/abcdefghijkl.txt", ContentFile(b"2"), max_length=20)
    assert first == "dir/abcdefghijkl.txt"
    assert len(second) == 20
    assert second.startswith("dir/abcd_")
    assert (azure.stored(f"media/{first}"), azure.stored(f"media/{second}")) == (b"1", b"2")


@pytest.mark.parametrize("identity", ["full", "writer"])
@pytest.mark.parametrize("name", ["../a.txt", "a/../../b.txt", "/a.txt", "dir/.."])
def test_a_name_that_leaves_the_location_is_refused(media, identity, name, azure):
    # Django's CVE-2024-39330: an override of saving must not lose this.
    with pytest.raises(SuspiciousFileOperation):
        media(identity).save(name, ContentFile(b"x"))
    assert not [line for line in azure.asked() if line.startswith("PUT ")]


def test_overwriting_is_a_choice(media, azure):
    storage = media(overwrite_files=True)
    assert [storage.save("a.txt", ContentFile(body)) for body in (b"1", b"2")] == ["a.txt", "a.txt"]
    assert azure.stored("media/a.txt") == b"2"


def test_a_denied_save_names_the_action(runtime, media, azure):
    with pytest.raises(runtime.azure.StorageAccessDeniedError) as failure:
        media("reader").save("a.txt", ContentFile(b"x"))
    action = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"
    text = f"access to azure://shopfiles/{azure.container}/media/a.txt denied: allow {action}"
    assert str(failure.value) == text + in_the_spec("write")
    assert isinstance(failure.value, OSError)
