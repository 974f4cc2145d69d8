"""No file is lost: saving, by name and by size, as identities that may more or less."""

from __future__ import annotations

import gzip
import io
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from boto3.s3.transfer import TransferConfig
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File

from tests.runtime.wording import in_the_spec

MIB = 1024 * 1024


@pytest.fixture
def stored(admin, bucket):
    return lambda key: admin.get_object(Bucket=bucket, Key=key)["Body"].read()


class Stream(io.RawIOBase):
    """A file that can be read only once, such as a response's body."""

    def __init__(self, data: bytes) -> None:
        self.data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self.data.readinto(buffer)


def test_a_saved_file_reads_back(media, stored):
    storage = media()
    assert storage.save("cv/anna.txt", ContentFile(b"hello")) == "cv/anna.txt"
    assert stored("media/cv/anna.txt") == b"hello"
    assert (storage.exists("cv/anna.txt"), storage.size("cv/anna.txt")) == (True, 5)
    with storage.open("cv/anna.txt") as found:
        assert found.read() == b"hello"


def test_names_of_all_kinds(media, stored):
    storage = media()
    for name in ("größe.txt", "日本/語.txt", "a b.txt", "a+b.txt", "50%.txt", "a#b.txt", "a?b.txt", "a&b='.txt"):
        assert storage.save(name, ContentFile(b"x")) == name
        assert stored(f"media/{name}") == b"x"
        with storage.open(name) as found:
            assert found.read() == b"x"
        assert storage.save(name, ContentFile(b"y")) != name
        assert stored(f"media/{name}") == b"x"


def test_an_empty_file(media, stored):
    assert media().save("empty.bin", ContentFile(b"")) == "empty.bin"
    assert stored("media/empty.bin") == b""


def test_text_is_stored_whole(media, stored):
    # boto3 takes the number of characters for the number of bytes, and cuts such a file in half.
    text = "é" * 3000
    media().save("text.txt", ContentFile(text))
    assert stored("media/text.txt") == text.encode()


def test_a_file_is_not_closed_and_is_read_from_its_start(media, stored, tmp_path):
    (tmp_path / "a").write_bytes(b"abcdef")
    with (tmp_path / "a").open("rb") as handle:
        handle.seek(3)
        media().save("a.txt", File(handle))
        assert not handle.closed
    assert stored("media/a.txt") == b"abcdef"


def test_a_plain_file_object_with_its_own_name(media, stored):
    content = ContentFile(b"x", name="own.txt")
    assert media().save(None, content) == "own.txt"


def test_a_large_file_goes_in_parts(media, stored, server, bucket):
    data = os.urandom(20 * MIB)
    assert media().save("big.bin", ContentFile(data)) == "big.bin"
    assert stored("media/big.bin") == data
    assert server.asked(bucket).count("PUT media/big.bin") == 3


def test_a_file_of_just_one_part_is_one_request(media, server, bucket):
    media().save("exact.bin", ContentFile(bytes(8 * MIB)))
    assert [line for line in server.asked(bucket) if "exact" in line and "HEAD" not in line] == ["PUT media/exact.bin"]


def test_parts_without_threads_in_sizes_of_choice(media, stored, server, bucket):
    data = os.urandom(11 * MIB)
    storage = media(transfer_config=TransferConfig(use_threads=False, multipart_chunksize=1 * MIB))
    storage.save("big.bin", ContentFile(data))
    assert stored("media/big.bin") == data
    # S3 takes no part below 5 MiB but the last.
    assert server.asked(bucket).count("PUT media/big.bin") == 3


def test_the_largest_file_fits_in_the_number_of_parts_s3_takes(runtime):
    class Huge:
        size = 5 * 1024**4

    assert runtime.s3_transfer.part_size(Huge(), 8 * MIB) * 10_000 >= Huge.size


def test_a_stream_is_saved_also_when_its_name_is_taken(media, stored):
    storage = media("writer")
    storage.save("s.bin", ContentFile(b"first"))
    name = storage.save("s.bin", Stream(b"second" * 1000))
    assert (stored("media/s.bin"), stored(f"media/{name}")) == (b"first", b"second" * 1000)


@pytest.mark.parametrize("size", [10, 9 * MIB])
def test_a_taken_name_is_never_overwritten_even_unseen(media, admin, bucket, stored, size):
    # "writer" may not look, so only the server can tell; a large file learns it at its end.
    admin.put_object(Bucket=bucket, Key="media/cv.tar.gz", Body=b"first")
    data = os.urandom(size)
    name = media("writer").save("cv.tar.gz", ContentFile(data))
    assert name.startswith("cv_")
    assert name.endswith(".tar.gz")
    assert (stored("media/cv.tar.gz"), stored(f"media/{name}")) == (b"first", data)
    assert "Uploads" not in admin.list_multipart_uploads(Bucket=bucket)


def test_simultaneous_saves_of_one_name_all_keep_their_file(media, stored):
    storage, ready = media("writer"), Barrier(10)

    def save(number: int) -> tuple[str, bytes]:
        body = f"file {number}".encode()
        ready.wait()
        return storage.save("cv.pdf", ContentFile(body)), body

    with ThreadPoolExecutor(10) as pool:
        saved = dict(pool.map(save, range(10)))
    assert len(saved) == 10
    assert "cv.pdf" in saved
    assert {name: stored(f"media/{name}") for name in saved} == saved


def test_a_name_that_another_process_is_writing_just_now(media, stored):
    storage = media("writer")
    body = b"<Error><Code>ConditionalRequestConflict</Code></Error>"
    answers = [AWSResponse("", 409, {}, SimpleNamespace(stream=lambda: iter([body])))]
    events = storage.connection.meta.client.meta.events
    events.register("before-send.s3.PutObject", lambda **_: answers.pop() if answers else None)
    name = storage.save("a.txt", ContentFile(b"x"))
    assert name.startswith("a_")
    assert stored(f"media/{name}") == b"x"


def requests_of(storage) -> dict[str, dict]:
    """What the storage is about to send, by operation, filled in as it does."""
    sent: dict[str, dict] = {}
    # A handler's result, if any, would stand for S3's answer.
    storage.connection.meta.client.meta.events.register(
        "before-call.s3", lambda params, model, **_: sent.update({model.name: params})
    )
    return sent


def test_all_parts_carry_the_checksum_that_the_whole_was_begun_with(media):
    # S3 refuses an upload whose requests differ; moto does not.
    storage = media()
    sent = requests_of(storage)
    storage.save("big.bin", ContentFile(bytes(9 * MIB)))
    assert sent["CreateMultipartUpload"]["headers"]["x-amz-checksum-algorithm"] == "CRC32"
    assert "x-amz-checksum-crc32" in sent["UploadPart"]["headers"]
    assert sent["CompleteMultipartUpload"]["body"].count(b"<ChecksumCRC32>") == 2


def test_no_checksums_for_a_store_that_knows_none(media):
    s3 = {"addressing_style": "path"}
    storage = media(client_config=Config(s3=s3, request_checksum_calculation="when_required"))
    sent = requests_of(storage)
    storage.save("big.bin", ContentFile(bytes(9 * MIB)))
    assert not [name for params in sent.values() for name in params["headers"] if "checksum" in name.lower()]
    assert b"Checksum" not in sent["CompleteMultipartUpload"]["body"]


def test_a_name_that_looks_taken_is_changed_before_anything_is_sent(media, server, bucket):
    storage = media()
    storage.save("a.txt", ContentFile(b"1"))
    storage.save("a.txt", ContentFile(b"2"))
    assert server.asked(bucket).count("PUT media/a.txt") == 1


@pytest.mark.parametrize("identity", ["full", "writer"])
def test_max_length_holds_for_a_changed_name(media, stored, identity):
    storage = media(identity)
    first = storage.save("dir/abcdefghijkl.txt", ContentFile(b"1"), max_length=20)
    second = storage.save("dir/abcdefghijkl.txt", ContentFile(b"2"), max_length=20)
    assert first == "dir/abcdefghijkl.txt"
    assert len(second) == 20
    assert second.startswith("dir/abcd_")
    assert (stored(f"media/{first}"), stored(f"media/{second}")) == (b"1", b"2")


@pytest.mark.parametrize("identity", ["full", "writer"])
def test_a_name_that_cannot_be_changed_within_max_length(media, identity):
    storage = media(identity)
    storage.save("abc.txt", ContentFile(b"1"), max_length=7)
    with pytest.raises(SuspiciousFileOperation):
        storage.save("abc.txt", ContentFile(b"2"), max_length=7)


def test_saving_gives_up_in_the_end(runtime, media, monkeypatch):
    storage = media("writer")
    storage.save("a.txt", ContentFile(b"1"))
    monkeypatch.setattr(runtime.saving, "other_name", lambda alternative, name, max_length: "a.txt")
    monkeypatch.setattr(runtime.saving, "ATTEMPTS", 3)
    with pytest.raises(FileExistsError) as failure:
        storage.save("a.txt", ContentFile(b"2"))
    assert str(failure.value) == "no free name for 'a.txt' in 3 attempts"


@pytest.mark.parametrize("identity", ["full", "writer"])
@pytest.mark.parametrize("name", ["../a.txt", "a/../../b.txt", "/a.txt", "dir/.."])
def test_a_name_that_leaves_the_location_is_refused(media, identity, name, server, bucket):
    # Django's CVE-2024-39330: an override of saving must not lose this.
    with pytest.raises(SuspiciousFileOperation):
        media(identity).save(name, ContentFile(b"x"))
    assert not [line for line in server.asked(bucket) if line.startswith("PUT media") or "PUT a" in line]


def test_overwriting_is_a_choice(media, stored):
    storage = media(file_overwrite=True)
    assert [storage.save("a.txt", ContentFile(body)) for body in (b"1", b"2")] == ["a.txt", "a.txt"]
    assert stored("media/a.txt") == b"2"


def test_a_compressed_file(media, admin, bucket):
    storage = media("writer", gzip=True)
    name = [storage.save("a.css", ContentFile(b"a{}" * 1000)) for _ in range(2)][1]
    found = admin.get_object(Bucket=bucket, Key=f"media/{name}")
    assert (found["ContentEncoding"], gzip.decompress(found["Body"].read())) == ("gzip", b"a{}" * 1000)


def test_a_denied_save_names_the_permission(runtime, media, bucket):
    with pytest.raises(runtime.s3.StorageAccessDeniedError) as failure:
        media("reader").save("a.txt", ContentFile(b"x"))
    text = f"access to s3://{bucket}/media/a.txt denied: allow s3:PutObject"
    assert str(failure.value) == text + in_the_spec("write")
    assert isinstance(failure.value, OSError)


def test_a_broken_upload_leaves_no_parts(media, admin, bucket, monkeypatch):
    storage = media()

    def fail(**kwargs):
        raise ConnectionError("gone")

    monkeypatch.setattr(storage.connection.meta.client, "upload_part", fail)
    with pytest.raises(ConnectionError, match="gone"):
        storage.save("big.bin", ContentFile(bytes(9 * MIB)))
    assert "Uploads" not in admin.list_multipart_uploads(Bucket=bucket)


def test_a_migration_names_the_package_and_no_secret(runtime, media, pem):
    path, _, kept = media(cookie_key_id="K1", cookie_key=pem, custom_domain="cdn.example.com").deconstruct()
    assert path == f"{runtime.name}.s3_media.S3MediaStorage"
    assert "cookie_key_id" in kept
    assert not {"access_key", "secret_key"} & set(kept)
    assert kept["cookie_key"] is None


def test_a_pickle_takes_its_keys_from_where_it_is_read(media, monkeypatch):
    storage = media()
    storage.save("a.txt", ContentFile(b"x"))
    pickled = pickle.dumps(storage)
    assert b"secret_key" not in pickled
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "full")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert pickle.loads(pickled).exists("a.txt")
