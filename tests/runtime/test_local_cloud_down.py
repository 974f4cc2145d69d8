"""A local cloud that was stopped: an error at once, which says what to do."""

from __future__ import annotations

import os
import socket

import pytest
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError
from botocore.exceptions import EndpointConnectionError
from django.core.files.base import ContentFile

pytest_plugins = ["tests.runtime.gcs_fixtures"]
VARIABLES = {"s3": "AWS_ENDPOINT_URL", "gcs": "STORAGE_EMULATOR_HOST", "azure": "STORAGE_AZURE_ENDPOINT_URL"}


@pytest.fixture
def nowhere(monkeypatch):
    """An address at which nobody answers, for the length of a test."""
    # A retry would wait here for ever.
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail(f"waits {seconds} s"))
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def _s3(runtime, address, patch, request):
    patch.setenv("AWS_ENDPOINT_URL", address)
    patch.setenv("AWS_ACCESS_KEY_ID", "k")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    return runtime.s3.S3MediaStorage(bucket_name="b", region_name="eu-west-1")


def _gcs(runtime, address, patch, request):
    request.getfixturevalue("google_env")()
    text = request.getfixturevalue("tmp_path").joinpath("full.json")
    old = request.getfixturevalue("google").address
    text.write_text(text.read_text().replace(old, address))
    patch.setenv("STORAGE_EMULATOR_HOST", address)
    return runtime.gcs.GCSMediaStorage(bucket_name="b", project_id="tests")


def _azure(runtime, address, patch, request):
    patch.setenv("STORAGE_AZURE_ENDPOINT_URL", address)
    patch.setenv("STORAGE_AZURE_TOKEN", "t")
    who = runtime.azure_identity.token_credential()
    options = {"account_name": "shop", "azure_container": "files", "expiration_secs": 60}
    return runtime.azure.AzureMediaStorage(**options, token_credential=who, endpoint_url=address)


@pytest.fixture(params=VARIABLES)
def stopped(request, runtime, nowhere, monkeypatch):
    """A storage of a cloud that was stopped, and the text of every error."""
    storage = {"s3": _s3, "gcs": _gcs, "azure": _azure}[request.param](runtime, nowhere, monkeypatch, request)
    return storage, (
        f"the local cloud at {nowhere} ({VARIABLES[request.param]}) does not answer: run `stowplan local up`, then"
        " gen-settings, and load the environment file again"
    )


ASK = {
    "save": lambda storage: storage.save("a.txt", ContentFile(b"x")),
    "open": lambda storage: storage.open("a.txt").read(),
    "exists": lambda storage: storage.exists("a.txt"),
    "size": lambda storage: storage.size("a.txt"),
    "delete": lambda storage: storage.delete("a.txt"),
    "listdir": lambda storage: storage.listdir(""),
}


@pytest.mark.parametrize("what", ASK)
def test_every_question_ends_at_once(runtime, stopped, what):
    storage, text = stopped
    with pytest.raises(runtime.access.LocalCloudDownError) as failure:
        ASK[what](storage)
    assert str(failure.value) == text
    assert isinstance(failure.value, OSError)


def test_a_link_of_azure_asks_too(runtime, nowhere, monkeypatch, request):
    with pytest.raises(runtime.access.LocalCloudDownError, match="stowplan local up"):
        _azure(runtime, nowhere, monkeypatch, request).url("a.txt")


def test_another_s3_than_a_local_one_is_tried_again(runtime, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://s3.provider.example")
    storage = runtime.s3.S3MediaStorage(bucket_name="b", region_name="eu-west-1")
    assert storage.client_config.retries is None
    refused = EndpointConnectionError(endpoint_url="https://s3.provider.example")
    with pytest.raises(EndpointConnectionError), runtime.s3_access.reaching():
        raise refused


def test_a_cloud_that_cannot_be_reached_is_no_local_one(runtime, monkeypatch):
    monkeypatch.delenv("STORAGE_AZURE_ENDPOINT_URL", raising=False)
    access = runtime.azure_access
    with pytest.raises(ServiceRequestError), access.asking(access.READ, access.Place("shop")):
        raise ServiceRequestError("no route")


def test_a_process_that_is_nobody_on_azure(runtime, monkeypatch):
    class Nobody:
        def get_token(self, *scopes, **options):
            raise ClientAuthenticationError(
                "AADSTS7000215: Invalid client secret\n" + "EnvironmentCredential: ...\n" * 50
            )

    for name in [name for name in os.environ if name.startswith(("AZURE_", "STORAGE_AZURE_"))]:
        monkeypatch.delenv(name)
    identity = runtime.azure_identity
    monkeypatch.setattr(identity, "_default", lambda process: Nobody())
    options = {"account_name": "shop", "azure_container": "files", "expiration_secs": 60}
    storage = runtime.azure.AzureMediaStorage(**options, token_credential=identity.token_credential())
    for ask in (lambda: storage.url("a.txt"), lambda: storage.save("a.txt", ContentFile(b"x"))):
        with pytest.raises(runtime.access.StorageIdentityError) as failure:
            ask()
        assert str(failure.value) == (
            "this process has no identity on Azure (AADSTS7000215): attach one to the App Service, Container App or VM"
            " and set AZURE_CLIENT_ID to its client id, which is in the environment file; elsewhere set"
            " AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET of a service principal, or run `az login`"
        )
        assert isinstance(failure.value.__cause__, ClientAuthenticationError)
