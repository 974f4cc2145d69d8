"""The program's own graph on the local Azure: what the stack registers is what the requests of each workload meet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from azure.storage.blob import BlobSasPermissions, generate_blob_sas

from generator.checks import ACROSS, CHECKS
from generator.spec.document import open_document
from infra.local.azure import session
from infra.local.azure.handlers import handlers
from infra.offline.apply import Event, apply_graph, stack_outputs
from infra.offline.state import State
from infra.stack import graph_of
from tests.local.helpers import fetch
from tests.local_azure.helpers import DENIED, refusal, sdk

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: depot
django: {package: depot_storage, env_formats: [shell], workload: web}
stores:
  media: {provider: azure, cdn: {}, lifecycle: [{id: tmp, prefix: uploads/tmp/, expire_days: 3}]}
  shared: {provider: azure, isolation: containers}
storages:
  default: {store: media, prefix: uploads/, access: private, via: direct, url_expiry: 10m}
  documents: {store: media, prefix: documents/, access: private, url_expiry: 10m}
  pictures: {store: media, prefix: pictures/, access: public}
  pages: {store: shared, prefix: pages/, access: public, via: direct}
  reports: {store: shared, prefix: reports/, access: private, url_expiry: 10m}
workloads:
  web:
    runs_on: {type: app-service}
    grants:
      default: [read, write, delete, list]
      documents: [read, write]
      pictures: [read, write]
      reports: [read]
  cms:
    runs_on: {type: github-actions, repository: acme/depot, branch: main}
    grants:
      pages: [read, write, delete, list]
      reports: [write]
environments:
  local:
    target: local
    site: {origins: ["http://127.0.0.1:8000"]}
"""


class Applied:
    """A spec whose graph has been applied, with the clients of its workloads."""

    def __init__(self, azure: Any, folder: Path) -> None:
        file = folder / "storage.yaml"
        file.write_text(SPEC)
        self.folder = folder
        self.azure, self.events, graph = azure, list[Event](), graph_of(str(file), "local")
        first = apply_graph(graph, handlers(azure), State(), self.events.append)
        self.state = apply_graph(graph, handlers(azure), first, self.events.append)
        self.outputs = stack_outputs(graph, self.state)
        self.spec = open_document(file, str(file), CHECKS, ACROSS).environment("local")

    def client(self, workload: str, store: str) -> Any:
        token = session.credentials(self.azure, self.folder, workload, self.outputs)
        return sdk(self.azure, self.outputs["stores"][store]["account"], token["azure_token"])


@pytest.fixture(scope="module")
def applied(azure, tmp_path_factory) -> Applied:
    return Applied(azure, tmp_path_factory.mktemp("stack"))


def test_everything_is_made_and_nothing_twice(applied):
    ops = [event.op for event in applied.events]
    half = len(ops) // 2
    assert set(ops[:half]) == {"create"}
    assert set(ops[half:]) == {"same"}
    assert applied.outputs["stores"]["media"]["cdn_domain"].startswith("127.0.0.1:")


def test_what_the_evaluator_says(applied):
    assert session.access(applied.spec, applied.state, applied.outputs) == {
        "web": {
            "default": ["read", "write", "delete", "list"],
            "documents": ["read", "write"],
            "pictures": ["read", "write"],
            "pages": [],
            "reports": ["read"],
        },
        "cms": {
            "default": [],
            "documents": [],
            "pictures": [],
            "pages": ["read", "write", "delete", "list"],
            "reports": ["write"],
        },
    }
    assert session.shared(applied.azure) == {"azure_endpoint_url": applied.azure.endpoint}


def test_what_the_requests_meet(applied):
    media, shared = applied.client("web", "media"), applied.client("web", "shared")
    upload = media.get_blob_client("files", "uploads/a.txt")
    upload.upload_blob(b"a")
    assert upload.download_blob().readall() == b"a"
    listed = media.get_container_client("files").list_blobs(name_starts_with="uploads/")
    assert "uploads/a.txt" in [item.name for item in listed]
    document = media.get_blob_client("files", "documents/a.pdf")
    document.upload_blob(b"d", overwrite=True)
    assert refusal(document.delete_blob) == DENIED
    documents = media.get_container_client("files")
    assert refusal(lambda: list(documents.list_blobs(name_starts_with="documents/"))) == DENIED
    assert refusal(lambda: media.get_blob_client("files", "elsewhere/a").upload_blob(b"x")) == DENIED
    assert refusal(lambda: shared.get_blob_client("reports", "reports/a").upload_blob(b"x")) == DENIED
    assert refusal(shared.get_blob_client("pages", "pages/a").download_blob) == DENIED
    report = applied.client("cms", "shared").get_blob_client("reports", "reports/a")
    report.upload_blob(b"r")
    assert refusal(report.download_blob) == DENIED
    assert shared.get_blob_client("reports", "reports/a").download_blob().readall() == b"r"
    assert refusal(applied.client("cms", "media").get_blob_client("files", "uploads/a.txt").download_blob) == DENIED


def test_what_anyone_meets(applied):
    page = applied.client("cms", "shared").get_blob_client("pages", "pages/index.html")
    page.upload_blob(b"<p>")
    assert fetch(page.url).text == "<p>"
    assert fetch(page.url, headers={"Origin": "http://127.0.0.1:8000"}).headers["access-control-allow-origin"]
    assert fetch(page.url.replace("pages/index.html", "?restype=container&comp=list")).status == 404


def test_a_signed_url_of_front_door(applied):
    client = applied.client("web", "media")
    client.get_blob_client("files", "documents/b.pdf").upload_blob(b"pdf")
    client.get_blob_client("files", "uploads/b.txt").upload_blob(b"txt")
    media = applied.outputs["stores"]["media"]
    soon = datetime.now(UTC) + timedelta(minutes=10)
    key = client.get_user_delegation_key(soon - timedelta(hours=1), soon)

    def url(name: str) -> str:
        token = generate_blob_sas(media["account"], "files", name, user_delegation_key=key, expiry=soon,
                                  permission=BlobSasPermissions(read=True))  # fmt: skip
        return f"http://{media['cdn_domain']}/files/{name}?{token}"

    answer = fetch(url("documents/b.pdf"))
    assert (answer.status, answer.text) == (200, "pdf")
    assert answer.headers["strict-transport-security"]
    assert fetch(url("documents/b.pdf").partition("?")[0]).status == 409
    assert fetch(url("uploads/b.txt")).status == 404  # served without the CDN: Front Door has no route to it


def test_a_public_url_of_front_door(applied):
    applied.client("web", "media").get_blob_client("files", "pictures/a.jpg").upload_blob(b"jpg")
    url = f"http://{applied.outputs['stores']['media']['cdn_domain']}/files/pictures/a.jpg"
    assert fetch(url).text == "jpg"
    answer = fetch(url, headers={"Origin": "http://127.0.0.1:8000"})
    assert answer.headers["access-control-allow-origin"] == "http://127.0.0.1:8000"
    assert fetch(url, "DELETE").status == 403
    assert fetch(url.replace("a.jpg", "none.jpg")).status == 404
    account = applied.outputs["stores"]["media"]["account"]
    assert fetch(f"{applied.azure.endpoint}/{account}/files/pictures/a.jpg").status == 409
