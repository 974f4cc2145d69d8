"""Fixtures: both forms of the runtime, a real Django, an S3 on a free port."""

from __future__ import annotations

import functools
import importlib
import os
import shutil
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import botocore.session
import django
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

import generator.runtime
from tests.runtime import s3_server

if TYPE_CHECKING:
    from types import ModuleType

SOURCE = Path(generator.runtime.__file__).parent
COPY_NAME = "shop_storage"
REGION = "eu-west-1"


def pytest_configure():
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["django.contrib.staticfiles"], STATIC_URL="/static/", USE_TZ=True, SECRET_KEY="tests"
        )
        django.setup()


@dataclass(frozen=True)
class Runtime:
    """One form of the runtime: its package name, and the folder its package lies in."""

    name: str
    root: Path

    def module(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self.name}.{name}")

    def __getattr__(self, name: str) -> ModuleType:
        return self.module(name)


@pytest.fixture(scope="session")
def copied(tmp_path_factory):
    """The runtime as gen-settings puts it into a project: the same bytes under another name."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(SOURCE, root / COPY_NAME, ignore=shutil.ignore_patterns("__pycache__"))
    sys.path.insert(0, str(root))
    yield Runtime(COPY_NAME, root)
    sys.path.remove(str(root))


@pytest.fixture(params=["source", "vendored"])
def runtime(request):
    if request.param == "vendored":
        return request.getfixturevalue("copied")
    return Runtime("generator.runtime", SOURCE.parents[1])


@pytest.fixture(autouse=True)
def no_outside(monkeypatch, tmp_path):
    """No credentials, profile or endpoint of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))


@pytest.fixture(scope="session", autouse=True)
def one_loader():
    """Botocore reads its description of S3, a megabyte, once and not for each storage."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", functools.cache(botocore.session.create_loader))
        yield


@pytest.fixture(scope="session")
def server():
    running, front = s3_server.start()
    front.endpoint = f"http://127.0.0.1:{running.server_port}"
    yield front
    running.shutdown()


@pytest.fixture(scope="session")
def admin(server):
    """A client that may do anything."""
    keys = {"aws_access_key_id": "full", "aws_secret_access_key": "secret"}
    return boto3.client("s3", endpoint_url=server.endpoint, region_name=REGION, **keys)


@pytest.fixture
def bucket(admin):
    name = f"b-{uuid.uuid4().hex[:12]}"
    admin.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


@pytest.fixture
def options(server, bucket):
    """OPTIONS of a storage on the test's own bucket, as an identity of `s3_server.DENIED`."""

    def make(identity: str = "full", **more):
        base = {
            "access_key": identity,
            "secret_key": "secret",
            "bucket_name": bucket,
            "region_name": REGION,
            "endpoint_url": server.endpoint,
            "addressing_style": "path",
            "signature_version": "s3v4",
            "location": "media",
        }
        return {**base, **more}

    return make


@pytest.fixture
def media(runtime, options):
    return lambda identity="full", **more: runtime.s3.S3MediaStorage(**options(identity, **more))


@pytest.fixture(scope="session")
def private_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def pem(private_key):
    form = (serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    return private_key.private_bytes(serialization.Encoding.PEM, *form).decode()
