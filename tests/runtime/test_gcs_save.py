"""No file is lost on Google Cloud Storage: saving and opening, by name and by size, as identities that may less."""

from __future__ import annotations

import io
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation
from django.core.files.base import ContentFile, File

from tests.runtime.wording import in_the_spec

pytest_plugins = ["tests.runtime.gcs_fixtures"]

MIB = 1024 * 1024
NAMES = ("größe.txt", "日本/語.txt", "a b.txt", "a+b.txt", "50%.txt", "50%25.txt", "a#b.txt", "a?b.txt", "a&b='~.txt")
BLIND = ["writer", "writer403"]


class Stream(io.RawIOBase):
    """A file that can be read only once, a little at a time, such as a response's body."""

    def __init__(self, data: bytes) -> None:
        self.data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self.data.readinto(memoryview(buffer)[:1000])


def test_a_saved_file_reads_back(gcs_media, gcs_stored):
    storage = gcs_media()
    assert storage.save("cv/anna.txt", ContentFile(b"hello")) == "cv/anna.txt"
    assert gcs_stored("media/cv/anna.txt") == b"hello"
    assert (storage.exists("cv/anna.txt"), storage.size("cv/anna.txt")) == (True, 5)
    with storage.open("cv/anna.txt") as found:
        assert (found.size, found.name, found.read()) == (5, "cv/anna.txt", b"hello")
    with storage.open("cv/anna.txt", "r") as found:
        assert found.read() == "hello"


def test_names_of_all_kinds(gcs_media, gcs_stored):
    storage = gcs_media()
    for name in NAMES:
        assert storage.save(name, ContentFile(b"x")) == name
        assert gcs_stored(f"media/{name}") == b"x"
        with storage.open(name) as found:
            assert found.read() == b"x"
        assert storage.save(name, ContentFile(b"y")) != name
        assert gcs_stored(f"media/{name}") == b"x"


def test_an_empty_file(gcs_media, gcs_stored):
    storage = gcs_media()
    assert storage.save("empty.bin", ContentFile(b"")) == "empty.bin"
    assert gcs_stored("media/empty.bin") == b""
    with storage.open("empty.bin") as found:
        assert (found.size, found.read()) == (0, b"")


def test_text_is_stored_whole(gcs_media, gcs_stored):
    text = "é" * 3000
    gcs_media().save("text.txt", ContentFile(text))
    assert gcs_stored("media/text.txt") == text.encode()


def test_a_file_is_not_closed_and_is_read_from_its_start(gcs_media, gcs_stored, tmp_path):
    (tmp_path / "a").write_bytes(b"abcdef")
    with (tmp_path / "a").open("rb") as handle:
        handle.seek(3)
        gcs_media().save("a.txt", File(handle))
        assert not handle.closed
    assert gcs_stored("media/a.txt") == b"abcdef"


def test_a_plain_file_object_with_its_own_name(gcs_media):
    assert gcs_media().save(None, ContentFile(b"x", name="own.txt")) == "own.txt"


def test_a_large_file_goes_in_chunks(gcs_media, google, gcs_bucket, gcs_stored):
    data = os.urandom(20 * MIB)
    before = len(google.asked(f"/upload/storage/v1/b/{gcs_bucket}/o"))
    assert gcs_media().save("big.bin", ContentFile(data)) == "big.bin"
    assert gcs_stored("media/big.bin") == data
    sent = google.asked(f"/upload/storage/v1/b/{gcs_bucket}/o")[before:]
    assert [line.split()[0] for line in sent] == ["POST", "PUT", "PUT", "PUT"]


def test_a_small_file_is_one_request(gcs_media, google, gcs_bucket):
    storage = gcs_media("writer")
    before = len(google.asked(gcs_bucket))
    storage.save("a.bin", ContentFile(bytes(8 * MIB)))
    # One to see whether the name is free, which this identity may not, and the listing that would tell.
    assert [line.split()[0] for line in google.asked(gcs_bucket)[before:]] == ["GET", "GET", "POST"]


def test_a_stream_that_gives_little_at_a_time_is_stored_whole(gcs_media, gcs_stored):
    data = os.urandom(100_000)
    assert gcs_media(file_overwrite=True).save("s.bin", Stream(data)) == "s.bin"
    assert gcs_stored("media/s.bin") == data


def test_a_stream_is_saved_also_when_its_name_is_taken(gcs_media, gcs_stored):
    storage = gcs_media("writer")
    storage.save("s.bin", ContentFile(b"first"))
    name = storage.save("s.bin", Stream(b"second" * 1000))
    assert (gcs_stored("media/s.bin"), gcs_stored(f"media/{name}")) == (b"first", b"second" * 1000)


@pytest.mark.parametrize("identity", BLIND)
@pytest.mark.parametrize("size", [10, 9 * MIB])
def test_a_taken_name_is_never_overwritten_even_unseen(gcs_media, gcs_admin, gcs_stored, size, identity):
    gcs_admin.blob("media/cv.tar.gz").upload_from_string(b"first")
    data = os.urandom(size)
    name = gcs_media(identity).save("cv.tar.gz", ContentFile(data))
    assert name.startswith("cv_")
    assert name.endswith(".tar.gz")
    assert (gcs_stored("media/cv.tar.gz"), gcs_stored(f"media/{name}")) == (b"first", data)


def test_a_name_taken_while_a_large_file_is_sent(gcs_media, gcs_admin, gcs_stored, monkeypatch):
    from google.cloud.storage import Blob

    storage, begin, data = gcs_media("writer"), Blob._initiate_resumable_upload, os.urandom(9 * MIB)

    def late(self, *args, **kwargs):
        begun = begin(self, *args, **kwargs)
        if self.name == "media/big.bin":
            gcs_admin.blob("media/big.bin").upload_from_string(b"first")
        return begun

    monkeypatch.setattr(Blob, "_initiate_resumable_upload", late)
    name = storage.save("big.bin", ContentFile(data))
    assert name.startswith("big_")
    assert (gcs_stored("media/big.bin"), gcs_stored(f"media/{name}")) == (b"first", data)


def test_simultaneous_saves_of_one_name_all_keep_their_file(gcs_media, gcs_stored):
    storage, ready = gcs_media("writer"), Barrier(10)

    def save(number: int) -> tuple[str, bytes]:
        body = f"file {number}".encode()
        ready.wait()
        return storage.save("cv.pdf", ContentFile(body)), body

    with ThreadPoolExecutor(10) as pool:
        saved = dict(pool.map(save, range(10)))
    assert len(saved) == 10
    assert "cv.pdf" in saved
    assert {name: gcs_stored(f"media/{name}") for name in saved} == saved


@pytest.mark.parametrize("identity", ["full", "writer"])
def test_max_length_holds_for_a_changed_name(gcs_media, gcs_stored, identity):
    storage = gcs_media(identity)
    first = storage.save("dir/abcdefghijkl.txt", ContentFile(b"1"), max_length=20)
    second = storage.save("dir/abcdefghijkl.txt", ContentFile(b"2"), max_length=20)
    assert (first, len(second), second[:9]) == ("dir/abcdefghijkl.txt", 20, "dir/abcd_")
    assert (gcs_stored(f"media/{first}"), gcs_stored(f"media/{second}")) == (b"1", b"2")


@pytest.mark.parametrize("name", ["../a.txt", "a/../../b.txt", "/a.txt", "dir/.."])
def test_a_name_that_leaves_the_location_is_refused(gcs_media, name, google, gcs_bucket):
    # Django's CVE-2024-39330: an override of saving must not lose this.
    with pytest.raises(SuspiciousFileOperation):
        gcs_media("writer").save(name, ContentFile(b"x"))
    assert not [line for line in google.asked(gcs_bucket) if "/upload/" in line]


def test_overwriting_is_a_choice(gcs_media, gcs_stored):
    storage = gcs_media(file_overwrite=True)
    assert [storage.save("a.txt", ContentFile(body)) for body in (b"1", b"2")] == ["a.txt", "a.txt"]
    assert gcs_stored("media/a.txt") == b"2"


def test_a_denied_save_names_the_permission(runtime, gcs_media, gcs_bucket):
    with pytest.raises(runtime.gcs.StorageAccessDeniedError) as failure:
        gcs_media("reader").save("a.txt", ContentFile(b"x"))
    text = f"access to gs://{gcs_bucket}/media/a.txt denied: allow storage.objects.create"
    assert str(failure.value) == text + in_the_spec("write")


def test_to_replace_takes_the_right_to_delete(runtime, gcs_media, gcs_bucket):
    storage = gcs_media("writer", file_overwrite=True)
    storage.save("a.txt", ContentFile(b"x"))
    with pytest.raises(runtime.gcs.StorageAccessDeniedError) as failure:
        storage.save("a.txt", ContentFile(b"y"))
    rights = "storage.objects.create, and storage.objects.delete to replace an object"
    text = f"access to gs://{gcs_bucket}/media/a.txt denied: allow {rights}"
    assert str(failure.value) == text + in_the_spec("write", "delete")


def test_another_precondition_is_not_a_taken_name(runtime, google):
    from google.api_core.exceptions import PreconditionFailed

    class Blob:
        name = "a"

        def upload_from_file(self, *args, **kwargs):
            raise PreconditionFailed("other")

    with pytest.raises(PreconditionFailed):
        runtime.gcs_transfer.upload(Blob(), None, 0, {"content_type": "a/b"}, only_new=False)


def test_reading_asks_for_what_is_read(gcs_media, gcs_admin, google, gcs_bucket):
    data = os.urandom(9 * MIB)
    gcs_admin.blob("media/big.bin").upload_from_string(data)
    storage = gcs_media(max_memory_size=1 * MIB)
    before = len(google.asked(gcs_bucket))
    with storage.open("big.bin") as found:
        found.seek(5 * MIB)
        assert found.read(10) == data[5 * MIB : 5 * MIB + 10]
        assert found.tell() == 5 * MIB + 10
        found.seek(-4, os.SEEK_END)
        assert found.read(10) == data[-4:]
        assert found.read(10) == b""
        # One for its metadata, one for each place.
        assert len(google.asked(gcs_bucket)) - before == 3
        found.seek(0)
        assert found.read() == data


def test_memory_stays_bounded_while_a_large_file_is_read(gcs_media, gcs_admin):
    gcs_admin.blob("media/big.bin").upload_from_string(bytes(20 * MIB))
    storage = gcs_media(max_memory_size=1 * MIB)
    with storage.open("big.bin") as found:
        pieces = found.chunks(64 * 1024)
        next(pieces)
        held = len(found.file.peek())
        assert sum(map(len, pieces)) == 20 * MIB - 64 * 1024
    assert held <= 1 * MIB


def test_a_file_that_is_replaced_while_it_is_read_is_not_mixed(gcs_media, gcs_admin, monkeypatch):
    from google.api_core.exceptions import NotFound
    from google.cloud.storage import Blob

    storage = gcs_media()
    storage.save("a.txt", ContentFile(b"x"))
    asked = []

    def gone(self, **kwargs):
        asked.append(self.generation)
        raise NotFound("generation")

    monkeypatch.setattr(Blob, "download_as_bytes", gone)
    with storage.open("a.txt") as found, pytest.raises(FileNotFoundError, match="replaced while it was read: media/a"):
        found.read(1)
    assert asked[0]


def test_a_file_written_by_hand(gcs_media, gcs_admin, gcs_stored):
    storage = gcs_media(cache_control=[["a.*", "max-age=60"]])
    for text in ("first", "é"):
        with storage.open("a.svgz", "w") as handle:
            handle.write(text)
    found = gcs_admin.get_blob("media/a.svgz")
    assert gcs_stored("media/a.svgz") == "é".encode()
    assert (found.cache_control, found.content_type, found.content_encoding) == ("max-age=60", "application/gzip", None)


def test_a_compressed_file_reads_back(gcs_media, gcs_admin):
    storage = gcs_media(gzip=True)
    storage.save("a.css", ContentFile(b"a{}" * 1000))
    assert gcs_admin.get_blob("media/a.css").content_encoding == "gzip"
    with storage.open("a.css") as found:
        assert found.read() == b"a{}" * 1000


def test_a_migration_names_the_package_and_no_secret(runtime, gcs_media):
    from google.auth.credentials import AnonymousCredentials

    key = {"cdn_key_name": "k1", "cdn_key": "nZtRohdNF9m3cKM24IcK4w==", "custom_endpoint": "https://cdn.example.com"}
    path, _, kept = gcs_media(credentials=AnonymousCredentials(), **key).deconstruct()
    assert path == f"{runtime.name}.gcs_media.GCSMediaStorage"
    assert "cdn_key_name" in kept
    assert not {"credentials", "cdn_key", "cookie_key"} & set(kept)


def test_a_storage_can_be_pickled(runtime, gcs_options, google_env):
    storage = runtime.gcs.GCSMediaStorage(**gcs_options())
    storage.save("a.txt", ContentFile(b"x"))
    assert pickle.loads(pickle.dumps(storage)).exists("a.txt")


def test_all_storages_and_threads_have_one_client(runtime, gcs_options, google_env):
    storages = [runtime.gcs.GCSMediaStorage(**gcs_options(location=name)) for name in "ab"]
    with ThreadPoolExecutor(4) as pool:
        clients = {id(item) for item in pool.map(lambda number: storages[number % 2].client, range(8))}
    assert len(clients | {id(storages[0].client)}) == 1


def test_a_forked_process_has_its_own_client(runtime, gcs_options, google_env, monkeypatch):
    storage = runtime.gcs.GCSMediaStorage(**gcs_options())
    first, own = storage.client, os.getpid()
    monkeypatch.setattr("os.getpid", lambda: own + 1)
    assert storage.client is not first


def test_nothing_is_asked_but_what_a_call_needs(gcs_media, google, gcs_bucket):
    storage = gcs_media()
    storage.save("a.txt", ContentFile(b"x"))
    storage.exists("a.txt")
    storage.listdir("")
    storage.delete("a.txt")
    # google-cloud-storage reads the bucket's own metadata for traces, which an identity of least privilege may not.
    bucket = f"/storage/v1/b/{gcs_bucket}"
    assert not [line for line in google.asked(bucket) if line.split()[1].split("?")[0] == bucket]


def test_a_local_account_is_not_shown_to_google(runtime, google_env):
    credentials = runtime.gcs_client.client("tests")._credentials
    asked = []
    credentials._rab_manager.maybe_start_refresh = lambda *args: asked.append(args)
    credentials.with_quota_project("x")._maybe_start_regional_access_boundary_refresh(None, "http://127.0.0.1/")
    credentials._maybe_start_regional_access_boundary_refresh(None, "http://127.0.0.1/")
    assert asked == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("unset", "GOOGLE_APPLICATION_CREDENTIALS is not set"),
        ("none", "the file that GOOGLE_APPLICATION_CREDENTIALS names cannot be read (No such file or directory)"),
        ("folder", "the file that GOOGLE_APPLICATION_CREDENTIALS names cannot be read (Is a directory)"),
        ("no json", "the file that GOOGLE_APPLICATION_CREDENTIALS names is no service account's key"),
        ("[]", "the file that GOOGLE_APPLICATION_CREDENTIALS names is no service account's key"),
        ("{}", "the file that GOOGLE_APPLICATION_CREDENTIALS names is no service account's key"),
        ("\xff\xfe", "the file that GOOGLE_APPLICATION_CREDENTIALS names is no service account's key"),
        (
            '{"client_email": "a@b", "token_uri": "x", "private_key": "s3cr3t"}',
            "the file that GOOGLE_APPLICATION_CREDENTIALS names is no service account's key",
        ),
    ],
)
def test_a_local_cloud_without_its_key_file(gcs_media, runtime, gcs_options, monkeypatch, tmp_path, content, problem):
    storage = runtime.gcs.GCSStaticManifestStorage(**gcs_options())
    path = tmp_path / "account"
    if content == "folder":
        path.mkdir()
    elif content != "none":
        path.write_bytes(content.encode("latin-1"))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "" if content == "unset" else str(path))
    for ask in (storage.exists, storage.open, storage.stored_name):
        # A missing manifest would be no error, and a missing key file is no missing manifest.
        with pytest.raises(ImproperlyConfigured) as failure:
            ask("a.txt")
        way = "STORAGE_EMULATOR_HOST says that Google Cloud is a local one, which gives each workload a key file"
        assert str(failure.value) == f"{problem}; {way}: run `stowplan local up`, then gen-settings"
        assert failure.value.__context__ is None


def test_in_the_cloud_the_environment_says_who_asks(runtime, google, google_env, monkeypatch):
    monkeypatch.delenv("STORAGE_EMULATOR_HOST")
    client = runtime.gcs_client.client("tests")
    assert client.api_endpoint == "https://storage.googleapis.com"
    assert client._credentials.signer_email == google.account("full")["client_email"]
    assert client._credentials.scopes == ("https://www.googleapis.com/auth/cloud-platform",)
