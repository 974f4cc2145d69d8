"""A storage on each of the three clouds, for what they have in common. Named in `pytest_plugins`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.runtime import azure_cloud

if TYPE_CHECKING:
    from collections.abc import Callable

pytest_plugins = ["tests.runtime.gcs_fixtures"]
CLOUDS = ("s3", "gcs", "azure")


@dataclass(frozen=True)
class Cloud:
    """`media(**options)` makes a storage that may do anything, `stored(key)` gives what is there."""

    name: str
    media: Callable[..., Any]
    stored: Callable[[str], bytes]


def _s3(request) -> Cloud:
    media, admin, bucket = map(request.getfixturevalue, ("media", "admin", "bucket"))
    # As any site's: the keys are the environment's and not the alias's.
    patch = request.getfixturevalue("monkeypatch")
    patch.setenv("AWS_ACCESS_KEY_ID", "full")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    keyless = {"access_key": None, "secret_key": None}
    make = lambda **more: media(**{**keyless, **more})  # noqa: E731
    return Cloud("s3", make, lambda key: admin.get_object(Bucket=bucket, Key=key)["Body"].read())


def _gcs(request) -> Cloud:
    request.getfixturevalue("google_env")
    runtime, options = map(request.getfixturevalue, ("runtime", "gcs_options"))
    make = lambda **more: runtime.gcs.GCSMediaStorage(**options(**more))  # noqa: E731
    return Cloud("gcs", make, request.getfixturevalue("gcs_stored"))


def _azure(request) -> Cloud:
    azure, runtime = azure_cloud.fresh(), request.getfixturevalue("runtime")
    patch = request.getfixturevalue("monkeypatch")
    patch.setenv("STORAGE_AZURE_ENDPOINT_URL", azure.front.endpoint)
    patch.setenv("STORAGE_AZURE_TOKEN", "full")
    own = {"token_credential": runtime.azure_identity.token_credential()}
    make = lambda **more: runtime.azure.AzureMediaStorage(**azure.options(**{**own, **more}))  # noqa: E731
    return Cloud("azure", make, azure.stored)


@pytest.fixture(params=CLOUDS)
def cloud(request, runtime):  # each form of the runtime
    return {"s3": _s3, "gcs": _gcs, "azure": _azure}[request.param](request)
