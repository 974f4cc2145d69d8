"""The whole product on this machine: spec, local cloud, settings, and the example shop over HTTP.

    python examples/demo.py [--serve]

Every step is a command a team would run, or a request a browser would make. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import contextlib
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from generator.render.dotenv import read_env

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
SHOP = ROOT / "examples" / "shop"
BIN = Path(sys.executable).parent
FOLDER = ROOT / ".stowplan" / "demo"
ENVIRONMENT = "local"
START_SECONDS = 60


class DemoError(Exception):
    """A step did not do what it should."""


def main() -> int:
    """Run every step; returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--serve", action="store_true", help="leave the site running until Ctrl-C")
    serve = options.parse_args().serve
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that everything is stopped then too
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        run(
            "Start a local AWS and provision the environment `local` into it, by the Pulumi program itself",
            "stowplan",
            "local",
            "up",
        )
        run("Write the settings, environment files and runtime", "gen-settings")
        site(serve)
    except DemoError as error:
        print(f"\nthe demo stopped: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopping")
    finally:
        run("Stop the local AWS", "stowplan", "local", "down")
    return 0


def site(serve: bool) -> None:
    """Everything the site does, each process as its own workload."""
    manage("Make the database", "web", "migrate", "--verbosity", "0")
    manage("Ask Django's system checks, those of the generated package among them", "web", "check")
    manage("Upload the static files, as the deploy workload", "deploy", "collectstatic", "--no-input")
    with running() as base:
        browse(base)
        manage("Process the dropped import, as the worker", "worker", "process_imports")
        refusals()
        run("What exists, and who may do what", "stowplan", "local", "status")
        if serve:
            print(f"\nThe shop is at {base}/ - Ctrl-C stops it and the local AWS.")
            while True:
                time.sleep(3600)


def browse(base: str) -> None:
    """Use the site as a person would."""
    browser = Browser(base)
    step("Open the shop; its style sheet comes from the CDN under a hashed name")
    page = browser.get("/")
    style = find(r'href="([^"]+\.css)"', page)
    expect(fetch(style), 200, style)

    step("Add a product with a picture, through the form")
    page = browser.post(
        "/products/add/", {"name": "Tea pot", "price": "24.50"}, {"picture": SHOP / "catalogue/seed/teapot.svg"}
    )
    picture = find(r'src="([^"]+pictures/[^"]+)"', page)
    expect(fetch(picture), 200, picture)

    step("Order it; the invoice's link is signed")
    form = browser.get("/orders/place/")
    product = find(r'<option value="(\d+)"', form)
    page = browser.post("/orders/place/", {"email": "ada@example.com", "product": product}, {})
    invoice = find(r'href="([^"]+documents/[^"]+)"', page)
    expect(fetch(invoice), 200, invoice)
    expect(fetch(invoice.partition("?")[0]), 403, "the same without the signature")
    expect(fetch(re.sub(r"Expires=\d+", "Expires=4102444800", invoice)), 403, "the same with a later Expires")

    step("Drop a CSV file; the site may write there and nothing else")
    csv = FOLDER / "products.csv"
    csv.write_text("name,price\nBiscuits,3.20\n", encoding="utf-8")
    browser.post("/imports/", {}, {"file": csv})
    print("    200  dropped")


def refusals() -> None:
    """What the web workload's own identity may not do, whatever its code tries."""
    import boto3
    from botocore.exceptions import ClientError

    step("Try what the web workload may not do, with its own credentials")
    found = env("web")
    session = boto3.session.Session(
        found["AWS_ACCESS_KEY_ID"], found["AWS_SECRET_ACCESS_KEY"], found["AWS_SESSION_TOKEN"]
    )
    s3 = session.client("s3", region_name="eu-west-1", endpoint_url=found["AWS_ENDPOINT_URL"])
    media, assets = found["STORAGE_MEDIA_BUCKET"], found["STORAGE_ASSETS_BUCKET"]
    tries: dict[str, Callable[[], object]] = {
        f"put  s3://{media}/pictures/probe.txt": lambda: s3.put_object(
            Bucket=media, Key="pictures/probe.txt", Body=b"x"
        ),
        f"put  s3://{media}/elsewhere.txt": lambda: s3.put_object(Bucket=media, Key="elsewhere.txt", Body=b"x"),
        f"put  s3://{media}/pictures-2/a.txt": lambda: s3.put_object(Bucket=media, Key="pictures-2/a.txt", Body=b"x"),
        f"put  s3://{assets}/static/app.js": lambda: s3.put_object(Bucket=assets, Key="static/app.js", Body=b"x"),
        f"del  s3://{media}/documents/a": lambda: s3.delete_object(Bucket=media, Key="documents/a"),
        f"list s3://{media}/": lambda: s3.list_objects_v2(Bucket=media),
        f"list s3://{media}/uploads/": lambda: s3.list_objects_v2(Bucket=media, Prefix="uploads/"),
    }
    for number, (name, attempt) in enumerate(tries.items()):
        try:
            attempt()
            word = "allowed"
        except ClientError as error:
            word = error.response["Error"]["Code"]
        print(f"    {word:<14}{name}")
        if word != ("AccessDenied" if number else "allowed"):
            raise DemoError(f"{name}: {word}")


class Browser:
    """Cookies, redirects and forms with their CSRF token."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> str:
        """The page; raises `DemoError` unless it is there."""
        return self._read(urllib.request.Request(self.base + path))

    def post(self, path: str, fields: Mapping[str, str], files: Mapping[str, Path]) -> str:
        """Fill in the form at `path` and send it; the page that follows."""
        token = find(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        body, kind = multipart({**fields, "csrfmiddlewaretoken": token}, files)
        page = self._read(
            urllib.request.Request(
                self.base + path, data=body, headers={"Content-Type": kind, "Referer": self.base + path}
            )
        )
        if "errorlist" in page:
            raise DemoError(f"the form at {path} was not taken: {find('errorlist[^>]*>(.*?)</ul>', page)}")
        return page

    def _read(self, request: urllib.request.Request) -> str:
        try:
            with self.opener.open(request, timeout=30) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            raise DemoError(f"{request.full_url} answered {error.code}; see {FOLDER / 'site.log'}") from None


def multipart(fields: Mapping[str, str], files: Mapping[str, Path]) -> tuple[bytes, str]:
    """A form as a browser sends it."""
    border = "----demo-form-border"
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, path in files.items():
        disposition = f'Content-Disposition: form-data; name="{name}"; filename="{path.name}"'
        head = f"--{border}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n"
        parts.append(head.encode() + path.read_bytes() + b"\r\n")
    return b"".join([*parts, f"--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The site as a process of its own with the web workload's identity; yields its base URL."""
    step("Start the site, as the web workload")
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (FOLDER / "site.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=SHOP, env=env("web"), stdout=log, stderr=log)
        try:
            wait_for(process, port)
            print(f"    http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the site answers."""
    end = time.monotonic() + START_SECONDS
    while fetch(f"http://127.0.0.1:{port}/health/") != 200:
        if process.poll() is not None or time.monotonic() > end:
            raise DemoError(f"the site did not start:\n{(FOLDER / 'site.log').read_text()[-2000:]}")
        time.sleep(0.2)


def free_port() -> int:
    """A port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def env(workload: str) -> dict[str, str]:
    """The variables of one workload's processes: the generated file, and the shop's own."""
    name = f".env.{ENVIRONMENT}" if workload == "web" else f".env.{ENVIRONMENT}.{workload}"
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "STORAGE_"))}
    own = {
        "STORAGE_ENVIRONMENT": ENVIRONMENT,
        "SHOP_SECRET_KEY": "of-the-demo-only-0123456789-abcdefghijklmnopqrstuvwxyz",
        "SHOP_HOSTS": "127.0.0.1",
        "SHOP_HTTPS": "0",
        "SHOP_DATABASE": str(FOLDER / "db.sqlite3"),
    }
    return {**inherited, **read_env((SHOP / name).read_text(encoding="utf-8")), **own}


def manage(title: str, workload: str, *arguments: str) -> None:
    """A management command of the site, as a workload."""
    execute(title, ["python", "manage.py", *arguments], [sys.executable, "manage.py", *arguments], SHOP, env(workload))


def run(title: str, *command: str) -> None:
    """A command of this project."""
    execute(title, list(command), [str(BIN / command[0]), *command[1:]], ROOT, dict(os.environ))


def execute(title: str, shown: list[str], command: list[str], folder: Path, variables: dict[str, str]) -> None:
    """Run a command and show what it prints; raises `DemoError` when it fails."""
    step(title)
    print(f"    $ {' '.join(shown)}", flush=True)
    done = subprocess.run(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    for line in done.stdout.splitlines():
        print(f"    {line}" if line else "")
    if done.returncode != 0:
        raise DemoError(f"{' '.join(shown)} ended with {done.returncode}")


def step(title: str) -> None:
    """Say what comes next."""
    print(f"\n==> {title}", flush=True)


def fetch(url: str) -> int:
    """The status of a plain GET, as a visitor without any cookie; 0 when nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def expect(status: int, wanted: int, what: str) -> None:
    """Show an answer; raises `DemoError` for another one than wanted."""
    print(f"    {status}  {what if len(what) < 110 else what[:107] + '...'}")
    if status != wanted:
        raise DemoError(f"expected {wanted}")


def find(pattern: str, page: str) -> str:
    """The first group of the pattern in a page."""
    found = re.search(pattern, page, re.DOTALL)
    if found is None:
        raise DemoError(f"the page has nothing like {pattern}")
    return unescape(found[1])


if __name__ == "__main__":
    sys.exit(main())
