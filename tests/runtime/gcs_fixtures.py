"""Fixtures of the tests on Google Cloud Storage; a test module names this one in `pytest_plugins`."""

from __future__ import annotations

import json
import os
import uuid
import warnings
from urllib.request import Request, urlopen

import pytest

with warnings.catch_warnings():
    # Pulumi brings grpc, whose presence google-api-core remarks on; nothing here speaks it.
    warnings.simplefilter("ignore", ImportWarning)
    from google.cloud import storage as google_storage
    from storages.backends import gcloud  # noqa: F401

    from tests.runtime import gcs_server


@pytest.fixture(scope="session")
def google():
    """The running front."""
    front, stop = gcs_server.start()
    yield front
    stop()


@pytest.fixture
def google_env(google, monkeypatch, tmp_path):
    """Be one of `gcs_server.DENIED`, as the environment says."""
    for name in [name for name in os.environ if name.startswith(("GOOGLE_", "GCLOUD_", "STORAGE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", google.address)

    def become(identity: str = "full") -> None:
        path = tmp_path / f"{identity}.json"
        path.write_text(json.dumps(google.account(identity)))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))

    become()
    return become


@pytest.fixture
def gcs_bucket(google):
    name = f"b-{uuid.uuid4().hex[:12]}"
    body = json.dumps({"name": name}).encode()
    # The emulator itself: to make buckets is no part of the runtime.
    url = f"http://127.0.0.1:{google.emulator}/storage/v1/b?project=tests"
    urlopen(Request(url, body, {"Content-Type": "application/json"})).close()
    return name


@pytest.fixture
def gcs_admin(google, gcs_bucket):
    """Google's own handle of the bucket, for one who may do anything."""
    from google.auth.credentials import AnonymousCredentials

    options = {"api_endpoint": f"http://127.0.0.1:{google.emulator}"}
    client = google_storage.Client(project="tests", credentials=AnonymousCredentials(), client_options=options)
    client._bucket_metadata_cache = None
    return client.bucket(gcs_bucket)


@pytest.fixture
def gcs_stored(gcs_admin):
    return lambda key: gcs_admin.blob(key).download_as_bytes()


@pytest.fixture
def gcs_options(gcs_bucket):
    return lambda **more: {"bucket_name": gcs_bucket, "project_id": "tests", "location": "media", **more}


@pytest.fixture
def gcs_media(runtime, gcs_options, google_env):
    """A media storage, as an identity of `gcs_server.DENIED`."""

    def make(identity: str = "full", **more):
        google_env(identity)
        storage = runtime.gcs.GCSMediaStorage(**gcs_options(**more))
        # Bound now: the next storage of the test may be another's.
        storage._client = storage.client
        return storage

    return make
