"""A spec's own program applied to the local Google Cloud: what is made, who may do what, keys, and a second time."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import stat
import time
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from google.api_core import exceptions
from google.cloud import storage

from generator.spec.model import Spec
from infra.local.gcp import session
from infra.local.gcp.cloud import local_gcp
from infra.local.gcp.handlers import handlers
from infra.offline.apply import apply_graph, stack_outputs
from infra.offline.state import State
from infra.stack import graph_of
from tests.local_gcp.helpers import fetch

if TYPE_CHECKING:
    from infra.local.gcp.cloud import LocalGcp
    from infra.offline.apply import Event
    from infra.offline.graph import Graph, Resource

KEY = base64.urlsafe_b64encode(b"sixteen bytes..!").decode()
ALL = ["read", "write", "delete", "list"]
SPEC: dict[str, Any] = {
    "version": 1,
    "project": "shop",
    "target": "local",
    "site": {"origins": ["http://127.0.0.1:8000"]},
    "stores": {
        "media": {"provider": "gcs", "soft_delete_days": 0, "cdn": {"signing": {"keys": ["k1"]}}},
        "archive": {"provider": "gcs", "isolation": "conditions"},
    },
    "storages": {
        "staticfiles": {"kind": "static", "store": "media", "prefix": "static/", "access": "public"},
        "default": {"kind": "media", "store": "media", "prefix": "media/", "access": "private"},
        "uploads": {"kind": "media", "store": "media", "prefix": "uploads/", "access": "private", "via": "direct"},
        "backups": {"kind": "media", "store": "archive", "prefix": "backups/", "access": "private"},
    },
    "workloads": {
        "web": {"runs_on": {"type": "cloud-run"},
                "grants": {"staticfiles": ALL, "default": ALL, "uploads": ["read"], "backups": ["write"]}},
        "backup": {"runs_on": {"type": "vps"}, "keys": ["gcs"], "grants": {"backups": ["read", "write"]}},
    },
    "django": {"workload": "web"},
    "environments": {"local": {}},
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Applied:
    gcp: LocalGcp
    folder: Path
    graph: Graph
    state: State
    outputs: dict[str, Any]
    events: list[Event]


def without_values(graph: Graph) -> Graph:
    """The graph without the values of CDN keys, which nobody kept."""

    def plain(item: Resource) -> Resource:
        return dataclasses.replace(
            item, inputs=MappingProxyType({key: value for key, value in item.inputs.items() if key != "keyValue"})
        )

    return dataclasses.replace(graph, resources=tuple(map(plain, graph.resources)))


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "storage.yaml").write_text(json.dumps(SPEC))
    graph = without_values(graph_of(str(folder / "storage.yaml"), "local"))
    with local_gcp() as gcp:
        session.prepare(gcp, {"media": {"k1": KEY}})
        events: list[Event] = []
        state = apply_graph(graph, handlers(gcp), State(), events.append)
        yield Applied(gcp, folder, graph, state, stack_outputs(graph, state), events)


def client_of(applied: Applied, workload: str) -> Any:
    from google.oauth2 import service_account

    told = session.credentials(applied.gcp, applied.folder, workload, applied.outputs)
    path = Path(told["google_credentials_file"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    credentials = service_account.Credentials.from_service_account_file(str(path))
    return storage.Client("p", credentials, client_options={"api_endpoint": applied.gcp.endpoint})


def test_everything_is_made(applied):
    assert {event.op for event in applied.events} == {"create"}
    media = applied.outputs["stores"]["media"]
    assert media["bucket"] in [item.name for item in applied.gcp.client().list_buckets()]
    assert media["cdn_domain"] == media["cdn_ip"]
    assert media["cdn_domain"].startswith("127.0.0.1:")
    assert applied.outputs["workloads"]["web"]["gcp"]["email"].endswith("@stowplan-local.iam.gserviceaccount.com")


def test_a_second_time_changes_nothing(applied):
    events: list[Event] = []
    state = State.from_json(applied.state.to_json())
    again = apply_graph(applied.graph, handlers(applied.gcp), state, events.append, refresh=True)
    assert {event.op for event in events} == {"same"}
    assert stack_outputs(applied.graph, again) == applied.outputs


def test_what_is_told(applied):
    assert session.TITLE == "local Google Cloud"
    assert session.shared(applied.gcp) == {"gcs_endpoint_url": applied.gcp.endpoint}
    none = {"workloads": {"other": {"arn": "x"}}}
    assert session.credentials(applied.gcp, applied.folder, "other", none) == {}
    assert session.credentials(applied.gcp, applied.folder, "unknown", none) == {}


def test_a_key_file_is_kept_while_it_works(applied):
    path = Path(session.credentials(applied.gcp, applied.folder, "web", applied.outputs)["google_credentials_file"])
    first = path.read_text()
    session.credentials(applied.gcp, applied.folder, "web", applied.outputs)
    assert path.read_text() == first
    path.write_text("{}")
    session.credentials(applied.gcp, applied.folder, "web", applied.outputs)
    assert json.loads(path.read_text())["private_key_id"] != json.loads(first)["private_key_id"]


def test_the_key_file_is_what_google_auth_finds(applied, monkeypatch):
    import google.auth

    told = session.credentials(applied.gcp, applied.folder, "web", applied.outputs)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", told["google_credentials_file"])
    found, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
    assert found.service_account_email == applied.outputs["workloads"]["web"]["gcp"]["email"]
    assert project == "stowplan-local"


def test_access_as_the_evaluator_says(applied):
    spec = Spec.model_validate({**{key: SPEC[key] for key in SPEC if key != "environments"}, "environment": "local"})
    state = State.from_json(applied.state.to_json())
    assert session.access(spec, state, applied.outputs) == {
        "web": {"staticfiles": ALL, "default": ALL, "uploads": ["read"], "backups": ["write"]},
        "backup": {"staticfiles": [], "default": [], "uploads": [], "backups": ["read", "write"]},
    }


def test_access_over_http_is_the_same(applied):
    media = applied.outputs["stores"]["media"]["bucket"]
    web = client_of(applied, "web").bucket(media)
    web.blob("media/own/a.jpg").upload_from_string("a", if_generation_match=0)
    assert [item.name for item in web.list_blobs(prefix="media/own/")] == ["media/own/a.jpg"]
    for call in (lambda: web.blob("uploads/a").upload_from_string("x"), lambda: list(web.list_blobs())):
        with pytest.raises(exceptions.Forbidden):
            call()
    backup = client_of(applied, "backup").bucket(applied.outputs["stores"]["archive"]["bucket"])
    backup.blob("backups/1").upload_from_string("x")
    assert backup.blob("backups/1").download_as_bytes() == b"x"
    for call in (lambda: backup.blob("other/1").upload_from_string("x"), lambda: list(backup.list_blobs())):
        with pytest.raises(exceptions.Forbidden):
            call()


def test_the_cdn_serves_what_is_public_and_what_is_signed(applied):
    store = applied.outputs["stores"]["media"]
    ours = applied.gcp.client().bucket(store["bucket"])
    for name in ("static/a.css", "media/a.jpg", "uploads/a"):
        ours.blob(name).upload_from_string(name)
    url = f"http://{store['cdn_domain']}"

    def signed(path: str) -> str:
        text = f"{url}/{path}?Expires={int(time.time()) + 60}&KeyName={store['signing_keys']['k1']}"
        digest = hmac.digest(base64.urlsafe_b64decode(KEY), text.encode(), hashlib.sha1)
        return f"{text}&Signature={base64.urlsafe_b64encode(digest).decode()}"

    assert fetch(f"{url}/static/a.css").text == "static/a.css"
    assert fetch(f"{url}/static/a.css").headers["x-content-type-options"] == "nosniff"
    assert fetch(f"{url}/media/a.jpg").status == 403
    assert fetch(signed("media/a.jpg")).text == "media/a.jpg"
    assert fetch(signed("uploads/a")).status == 403
    assert fetch(f"{applied.gcp.endpoint}/{store['bucket']}/static/a.css").status == 200
    assert fetch(f"{applied.gcp.endpoint}/{store['bucket']}/media/a.jpg").status == 403


def test_secrets_are_in_the_state_only_as_secrets(applied):
    text = applied.outputs["secrets"]["backup"]["google_credentials_base64"]
    (key,) = [item for item in applied.state.resources if item.type == "gcp:serviceaccount/key:Key"]
    assert text not in repr(key)


def test_nothing_is_left_of_an_empty_program(applied):
    events: list[Event] = []
    empty = dataclasses.replace(applied.graph, resources=(), outputs=MappingProxyType({}))
    with local_gcp() as gcp:
        state = apply_graph(applied.graph, handlers(gcp), State(), lambda event: None)
        left = apply_graph(empty, handlers(gcp), state, events.append)
        assert (left.resources, {event.op for event in events}) == ((), {"delete"})
        assert list(gcp.client().list_buckets()) == []
