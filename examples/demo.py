"""The whole product on this machine: spec, local clouds, settings, and the example shop over HTTP.

    python examples/demo.py [--clouds aws,gcp,azure] [--serve]

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
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from generator.render.dotenv import read_env

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
SHOP = ROOT / "examples" / "shop"
BIN = Path(sys.executable).parent
FOLDER = ROOT / ".stowplan" / "demo"
ENVIRONMENTS = {"aws": "local", "gcp": "local-gcp", "azure": "local-azure"}
TITLES = {"aws": "AWS", "gcp": "Google Cloud", "azure": "Azure"}
UNSIGNED = {"aws": 403, "gcp": 403, "azure": 409}
"""How a private file is refused to somebody without a signature: Azure says that nothing in the account is public."""
DENIED = {"aws": "AccessDenied", "gcp": "Forbidden", "azure": "AuthorizationPermissionMismatch"}
"""What each cloud calls a right that an identity does not have."""
START_SECONDS = 60


class DemoError(Exception):
    """A step did not do what it should."""


def main() -> int:
    """Run every step in each cloud; returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--clouds", default="", help="some of aws,gcp,azure (default: all that this machine can run)")
    options.add_argument("--serve", action="store_true", help="leave the last site running until Ctrl-C")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that everything is stopped then too
    clouds = chosen(given.clouds)
    try:
        for cloud in clouds:
            tour(cloud, serve=given.serve and cloud == clouds[-1])
        reviewed()
    except DemoError as error:
        print(f"\nthe demo stopped: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopping")
    return 0


def chosen(asked: str) -> list[str]:
    """The clouds to show: those asked for, which must run here, else all that do."""
    names = [name.strip() for name in asked.split(",") if name.strip()] or list(ENVIRONMENTS)
    unknown = [name for name in names if name not in ENVIRONMENTS]
    if unknown:
        raise SystemExit(f"there is no cloud {unknown[0]!r}; choose from {','.join(ENVIRONMENTS)}")
    missing = {name: reason for name in names if (reason := absent(name))}
    for name, reason in missing.items():
        if asked:
            raise SystemExit(f"the local {TITLES[name]} cannot run: {reason}")
        print(f"left out: the local {TITLES[name]}: {reason}")
    return [name for name in names if name not in missing]


def absent(cloud: str) -> str:
    """Why the local cloud cannot run on this machine, or nothing."""
    if cloud != "azure":
        return ""
    from infra.local.azure.cloud import available

    return available()


def tour(cloud: str, *, serve: bool) -> None:
    """The shop in one local cloud."""
    environment = ENVIRONMENTS[cloud]
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    print(f"\n{'=' * 20} {TITLES[cloud]} {'=' * 20}")
    try:
        title = f"Start a local {TITLES[cloud]} and provision `{environment}` into it, by the Pulumi program itself"
        run(title, "stowplan", "local", "up", "--env", environment)
        run("Write the settings, environment files and runtime", "gen-settings")
        site(cloud, serve)
    finally:
        run(f"Stop the local {TITLES[cloud]}", "stowplan", "local", "down", "--env", environment)


def reviewed() -> None:
    """What a pull request would say."""
    import review

    print(f"\n{'=' * 20} Review {'=' * 20}")
    folder, page = FOLDER.with_name("review"), FOLDER.with_name("review") / "review.html"
    for title, words in review.commands(review.proposal(ROOT, folder).relative_to(ROOT), page.relative_to(ROOT)):
        run(title, *words)
    print(f"\nOpen {page.relative_to(ROOT)} in a browser.")


def site(cloud: str, serve: bool) -> None:
    """Everything the site does, each process as its own workload."""
    environment = ENVIRONMENTS[cloud]
    manage = partial(command, environment)
    manage("Make the database", "web", "migrate", "--verbosity", "0")
    manage("Ask Django's system checks, those of the generated package among them", "web", "check")
    manage("Upload the static files, as the deploy workload", "deploy", "collectstatic", "--no-input")
    with running(environment) as base:
        browse(base, cloud)
        manage("Process the dropped import, as the worker", "worker", "process_imports")
        refusals(cloud)
        run("What exists, and who may do what", "stowplan", "local", "status", "--env", environment)
        if serve:
            print(f"\nThe shop is at {base}/ - Ctrl-C stops it and the local cloud.")
            while True:
                time.sleep(3600)


def browse(base: str, cloud: str) -> None:
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
    expect(fetch(invoice.partition("?")[0]), UNSIGNED[cloud], "the same without the signature")
    later = re.sub(r"\bse=[^&]+", "se=2099-01-01T00%3A00%3A00Z", re.sub(r"Expires=\d+", "Expires=4102444800", invoice))
    expect(fetch(later), 403, "the same with a later end")

    step("Drop a CSV file; the site may write there and nothing else")
    csv = FOLDER / "products.csv"
    csv.write_text("name,price\nBiscuits,3.20\n", encoding="utf-8")
    browser.post("/imports/", {}, {"file": csv})
    print("    200  dropped")


def refusals(cloud: str) -> None:
    """What the web workload's own identity may not do, whatever its code tries."""
    from refusals import attempts

    step("Try what the web workload may not do, with its own credentials")
    for number, (what, answer) in enumerate(attempts(cloud, env(ENVIRONMENTS[cloud], "web"))):
        print(f"    {answer:<34}{what}")
        if answer != (DENIED[cloud] if number else "allowed"):
            raise DemoError(f"{what}: {answer}")


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
def running(environment: str) -> Iterator[str]:
    """The site as a process of its own with the web workload's identity; yields its base URL."""
    step("Start the site, as the web workload")
    port = free_port()
    server = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (FOLDER / "site.log").open("wb") as log:
        process = subprocess.Popen(server, cwd=SHOP, env=env(environment, "web"), stdout=log, stderr=log)
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


def env(environment: str, workload: str) -> dict[str, str]:
    """The variables of one workload's processes: the generated file, and the shop's own."""
    name = f".env.{environment}" if workload == "web" else f".env.{environment}.{workload}"
    ours = ("AWS_", "STORAGE_", "GOOGLE_", "AZURE_")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    own = {
        "STORAGE_ENVIRONMENT": environment,
        "SHOP_SECRET_KEY": "of-the-demo-only-0123456789-abcdefghijklmnopqrstuvwxyz",
        "SHOP_HOSTS": "127.0.0.1",
        "SHOP_HTTPS": "0",
        "SHOP_DATABASE": str(FOLDER / "db.sqlite3"),
    }
    return {**inherited, **read_env((SHOP / name).read_text(encoding="utf-8")), **own}


def command(environment: str, title: str, workload: str, *arguments: str) -> None:
    """A management command of the site, as a workload."""
    shown = ["python", "manage.py", *arguments]
    execute(title, shown, [sys.executable, *shown[1:]], SHOP, env(environment, workload))


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
