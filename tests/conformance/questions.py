"""The questions. Runs as a script inside a site with its generated settings; prints question -> answer as JSON.

An answer is a short text that says the same for every provider which behaves the same.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
import urllib.error
import urllib.request
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1024 * 1024
NAMES = ("a b.txt", "a+b.txt", "100%.txt", "ünï/日本.txt", "deep/er/x.txt", "a%20b.txt", "q?&=#.txt", "it's (1).txt")
QUESTIONS: dict[str, Callable[[], str]] = {}
ORIGIN = "http://127.0.0.1:8000"


def question(text: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register a question by the words that the table shows."""

    def add(function: Callable[[], str]) -> Callable[[], str]:
        QUESTIONS[text] = function
        return function

    return add


def store(alias: str) -> Any:
    from django.core.files.storage import storages

    return storages[alias]


def file(data: bytes) -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(data)


def fetch(url: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        return error.code, b"", {name.lower(): value for name, value in error.headers.items()}


def outcome(call: Callable[[], object]) -> str:
    """What happened, in words that no cloud has of its own."""
    try:
        return str(call())
    except FileNotFoundError:
        return "FileNotFoundError"
    except FileExistsError:
        return "FileExistsError"
    except PermissionError:
        return "denied"


@question("save, then read the same bytes")
def _round_trip() -> str:
    name = store("default").save("round.txt", file(b"round trip"))
    with store("default").open(name) as found:
        return f"{name}: {found.read().decode()}"


@question("a second file of one name")
def _collision() -> str:
    first = store("default").save("cv.pdf", file(b"one"))
    second = store("default").save("cv.pdf", file(b"two"))
    kept = store("default").open(first).read()
    return f"another name: {first != second and second.startswith('cv_')}, the first stays: {kept == b'one'}"


@question("a name taken behind our back")
def _race() -> str:
    storage = store("default")
    storage.save("race.txt", file(b"one"))
    storage.get_available_name = lambda name, max_length=None: name  # as when another process saves in between
    try:
        second = storage.save("race.txt", file(b"two"))
    finally:
        del storage.get_available_name
    return f"another name: {second != 'race.txt'}, the first stays: {storage.open('race.txt').read() == b'one'}"


@question("a cache is overwritten by name")
def _overwrite() -> str:
    names = {store("thumbnails").save("t.txt", file(data)) for data in (b"old", b"new")}
    return f"{sorted(names)}: {store('thumbnails').open('t.txt').read().decode()}"


@question("an empty file")
def _empty() -> str:
    name = store("default").save("empty.txt", file(b""))
    return f"{store('default').size(name)} bytes, reads {store('default').open(name).read()!r}"


@question("a file of 20 MB, streamed")
def _large() -> str:
    data = os.urandom(MEGABYTE) * 20
    name = store("uploads").save("large.bin", file(data))
    with store("uploads").open(name) as found:
        same = b"".join(found.chunks()) == data
    return f"{store('uploads').size(name) // MEGABYTE} MB, the same bytes: {same}"


@question("seek and read a piece")
def _ranges() -> str:
    name = store("default").save("alphabet.txt", file(b"abcdefghijklmnopqrstuvwxyz"))
    with store("default").open(name) as found:
        found.seek(10)
        piece = found.read(3)
        found.seek(-2, os.SEEK_END)
        return f"{piece.decode()} {found.read().decode()} {found.tell()}"


@question("a browser asks for a range")
def _http_range() -> str:
    name = store("default").save("range.txt", file(b"0123456789"))
    status, body, _ = fetch(store("default").url(name), {"Range": "bytes=2-4"})
    return f"{status} {body.decode()}"


@question("a file opened again after it was closed, as bytes and as text")
def _reopened() -> str:
    storage = store("default")
    found = storage.open(storage.save("again.txt", file("größe".encode())))
    with found:
        first = found.read()
    with found.open() as again:
        same = again.read() == first
    with storage.open("again.txt", "r") as text:
        return f"the same: {same}, {text.read()}"


@question("a file written by `open(name, 'w')` replaces the one that is there")
def _written() -> str:
    storage, found = store("default"), []
    storage.save("written.txt", file(b"something longer"))
    for mode, data in (("w", "größe"), ("wt", "text"), ("wb", b"bytes")):
        with storage.open("written.txt", mode) as handle:
            handle.write(data)
        found.append(f"{storage.open('written.txt', 'r').read()} {handle.closed}")
    return ", ".join(found)


@question("a `with` block that fails while it writes stores nothing")
def _half_written() -> str:
    storage = store("default")
    storage.save("half.txt", file(b"whole"))
    with contextlib.suppress(ZeroDivisionError), storage.open("half.txt", "w") as handle:
        handle.write(f"half {1 // 0}")
    return storage.open("half.txt", "r").read()


@question("modes that append, change or read what is written")
def _modes() -> str:
    found = []
    for mode in ("a", "r+", "w+", "x"):
        try:
            store("default").open("mode.txt", mode)
        except ValueError:
            found.append(f"{mode} ValueError")
    with store("default").open("mode.txt", "w") as handle, contextlib.suppress(io.UnsupportedOperation):
        found.append(f"reads {handle.read()!r}")
    return ", ".join(found)


@question("a link that lasts no time, or a `timedelta`")
def _expire() -> str:
    found = []
    for alias in ("documents", "uploads"):
        for expire in (0, -1):
            try:
                found.append(store(alias).url("round.txt", expire=expire))
            except ValueError:
                found.append("ValueError")
        found.append(str("?" in store(alias).url("round.txt", expire=timedelta(minutes=1))))
    return " ".join(found)


@question("names with a line break or too long, and no name to delete")
def _wrong_names() -> str:
    from django.core.exceptions import SuspiciousFileOperation

    found = []
    for name in ("a\nb.txt", "x" * 1100):
        try:
            found.append(store("default").save(name, file(b"x")))
        except SuspiciousFileOperation:
            found.append("refused")
    try:
        store("default").delete("")
    except ValueError:
        found.append("ValueError")
    return " ".join(found)


@question("size")
def _size() -> str:
    return str(store("default").size(store("default").save("size.txt", file(b"12345"))))


@question("modification time")
def _time() -> str:
    from django.utils import timezone

    name = store("default").save("time.txt", file(b"x"))
    found = store("default").get_modified_time(name)
    near = abs(found - timezone.now()) < timedelta(minutes=2)
    return f"aware: {timezone.is_aware(found)}, now: {near}"


@question("list a folder")
def _listdir() -> str:
    for name in ("list/a.txt", "list/b.txt", "list/deep/c.txt"):
        store("default").save(name, file(b"x"))
    folders, files = store("default").listdir("list")
    return f"{sorted(folders)} {sorted(files)}"


@question("list the storage itself")
def _list_root() -> str:
    folders, files = store("default").listdir("")
    return f"{'list' in folders} {'round.txt' in files} {any('/' in name for name in [*folders, *files])}"


@question("delete, and delete again")
def _delete() -> str:
    name = store("default").save("gone.txt", file(b"x"))
    before = store("default").exists(name)
    store("default").delete(name)
    store("default").delete(name)
    return f"{before} {store('default').exists(name)}"


@question("a missing file: exists, open, size, time")
def _missing() -> str:
    storage = store("default")
    calls = (
        lambda: storage.exists("no/such.txt"),
        lambda: storage.open("no/such.txt").read(),
        lambda: storage.size("no/such.txt"),
        lambda: storage.get_modified_time("no/such.txt"),
    )
    return " ".join(outcome(call) for call in calls)


@question("names with spaces, +, %, ?, ' and Unicode")
def _names() -> str:
    wrong = []
    for name in NAMES:
        for alias in ("default", "documents", "uploads"):
            saved = store(alias).save(f"n/{name}", file(name.encode()))
            status, body, _ = fetch(store(alias).url(saved))
            if (status, body, store(alias).open(saved).read()) != (200, name.encode(), name.encode()):
                wrong.append(f"{alias}:{saved} {status}")
    return f"wrong: {wrong}"


@question("public URL, through the CDN")
def _public() -> str:
    name = store("default").save("public.txt", file(b"for all"))
    url = store("default").url(name)
    status, body, _ = fetch(url)
    return f"{status} {body.decode()}, signed: {'?' in url}"


@question("public URL, straight from the store")
def _direct_public() -> str:
    name = store("pages").save("public.txt", file(b"for all"))
    url = store("pages").url(name)
    status, body, _ = fetch(url)
    return f"{status} {body.decode()}, signed: {'?' in url}"


@question("private URL, through the CDN: signed, unsigned, changed")
def _signed() -> str:
    return _three("documents")


@question("private URL, straight from the store: signed, unsigned, changed")
def _presigned() -> str:
    return _three("uploads")


def _three(alias: str) -> str:
    name = store(alias).save("private.txt", file(b"secret"))
    other = store(alias).save("other.txt", file(b"other"))
    url = store(alias).url(name)
    base, _, query = url.partition("?")
    changed = f"{base.replace(name, other)}?{query}"
    return " ".join(_refused(fetch(each)[0]) for each in (url, base, changed))


def _refused(status: int) -> str:
    """Which refusal it is differs: Azure answers 404 or 409 where the others say 403."""
    return "refused" if status in {401, 403, 404, 409} else str(status)


@question("private files by signed cookies: with, without, another folder's")
def _cookies() -> str:
    if not hasattr(store("members"), "cookie_key"):
        return "refused by the checks"
    signed_cookies = importlib.import_module("conform_storage.cookies").signed_cookies  # of the generated package
    name = store("members").save("m/page.txt", file(b"members"))
    given = [signed_cookies("members", expires_in=60, path=path) for path in ("m/", "other/")]
    headers = [{"Cookie": "; ".join(f"{key}={value}" for key, value in each.items())} for each in given]
    url = store("members").url(name)
    return " ".join(_refused(fetch(url, each)[0]) for each in (headers[0], {}, headers[1]))


@question("a signed URL is the same text within its window")
def _window() -> str:
    name = store("uploads").save("window.txt", file(b"x"))
    found = {store("uploads").url(name) for _ in range(3)}
    return f"{len(found)} URL" if len(found) < 3 else "changes"


@question("a file of another storage is not there through this one's URL")
def _apart() -> str:
    store("documents").save("apart.txt", file(b"secret"))
    url = store("default").url("apart.txt").replace("pictures/", "documents/")
    return _refused(fetch(url)[0])


@question("content type by name, also of a compressed file")
def _types() -> str:
    found = []
    for name in ("t.svg", "t.woff2", "t.tar.gz", "t.unknown"):
        saved = store("default").save(name, file(b"x"))
        _, _, headers = fetch(store("default").url(saved))
        found.append(
            headers.get("content-type", "").partition(";")[0] + ("+gzip" if "content-encoding" in headers else "")
        )
    return " ".join(found)


@question("Cache-Control by pattern, and none else")
def _cache() -> str:
    found = []
    for name in ("c.svg", "c.txt"):
        saved = store("default").save(name, file(b"x"))
        found.append(str(fetch(store("default").url(saved))[2].get("cache-control")))
    return " | ".join(found)


@question("the site's origin may read by CORS")
def _cors() -> str:
    name = store("default").save("cors.txt", file(b"x"))
    allowed = fetch(store("default").url(name), {"Origin": ORIGIN})[2].get("access-control-allow-origin")
    other = fetch(store("default").url(name), {"Origin": "http://other.example"})[2].get("access-control-allow-origin")
    return f"{allowed in {ORIGIN, '*'}} {other in {None, '*'}}"


@question("without a grant: write, list")
def _outside() -> str:
    storage = store("staticfiles")
    return " ".join(
        [
            outcome(lambda: storage.save("outside.txt", file(b"x"))),
            outcome(lambda: storage.listdir("")),
        ]
    )


@question("an identity that may only write")
def _write_only() -> str:
    storage = store("uploads")
    name = storage.save("dropped.txt", file(b"dropped"))
    again = storage.save("dropped.txt", file(b"again"))
    return f"{name == 'dropped.txt'} {again != name} {outcome(lambda: storage.open(name).read())}"


@question("static files: hashed name, for a year; the plain name asks each time")
def _static() -> str:
    url = store("staticfiles").url("site.css")
    status, body, headers = fetch(url)
    plain = fetch(url.replace(url.rpartition("/")[2], "site.css"))[2].get("cache-control")
    return f"{status} {url.rpartition('/')[2]} {headers.get('cache-control')} | {plain} | {b'dot.' in body}"


BY_WORKLOAD = {"an identity that may only write": "dropper"}


def main() -> None:
    """Answer the questions of one workload."""
    import django

    django.setup()
    workload = sys.argv[1]
    found = {}
    for text, function in QUESTIONS.items():
        if BY_WORKLOAD.get(text, "web") == workload:
            try:
                found[text] = function()
            except Exception as error:  # the answer of a provider that fails here
                found[text] = f"{type(error).__name__}: {error}"[:300]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
