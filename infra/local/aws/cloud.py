"""The local AWS for its users: start, find and stop it, use it inside a test, act as one of its roles."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError, MissingExtraError
from infra.local import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from infra.local.aws.world import Missing

_NAME = "aws"
_MODULES = ("moto", "boto3", "cryptography", "flask", "flask_cors")
_IN_PROCESS = threading.Lock()
_SESSION = threading.Lock()  # making a client is not thread-safe


@dataclass(frozen=True)
class LocalAws:
    """A running local AWS. The keys are its root key; `token` opens its private endpoints."""

    endpoint: str
    account: str
    pid: int
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    token: str = field(repr=False)

    def client(self, service: str, region: str = "us-east-1") -> Any:
        """A boto3 client with the root key."""
        return client(self.endpoint, service, self.access_key, self.secret_key, region=region)


def start(state_dir: Path, *, port: int = 0, missing: Missing = "conditioned") -> LocalAws:
    """The local AWS of a state directory, started as one detached process if it does not run.

    Raises LocalCloudError when it cannot start, MissingExtraError when the extra `local` is not installed.
    """
    _require()
    arguments = ["--port", str(port), "--missing", missing]
    return _of(process.launch(_NAME, "infra.local.aws.server", state_dir, arguments))


def status(state_dir: Path) -> LocalAws | None:
    """The local AWS of a state directory, if it runs."""
    record = process.find(_NAME, state_dir)
    return _of(record) if record else None


def stop(state_dir: Path) -> bool:
    """Stop the local AWS of a state directory; False when it was not running."""
    return process.halt(_NAME, state_dir)


@contextlib.contextmanager
def local_aws(
    *, missing: Missing = "conditioned", secure: bool = True, now: Callable[[], datetime] | None = None
) -> Iterator[LocalAws]:
    """A local AWS in threads of this process, empty at the start; `now` is its clock.

    moto keeps its state per process, so there is one at a time: LocalCloudError for a second.
    """
    _require()
    from infra.local.aws import server
    from infra.local.aws.world import new_world

    if not _IN_PROCESS.acquire(blocking=False):
        raise LocalCloudError("a local AWS already runs in this process; moto has room for one")
    try:
        running = server.boot(new_world(missing, secure, *([now] if now else [])))
        try:
            yield _of(server.state_of(running))
        finally:
            server.shut(running)
            server.reset()
    finally:
        _IN_PROCESS.release()


def credentials_for_role(cloud: LocalAws, role_arn: str, session_name: str, *, seconds: int = 3600) -> dict[str, str]:
    """The environment variables with which an AWS SDK acts as a role; they hold secrets and expire."""
    from botocore.exceptions import ClientError

    try:
        made = cloud.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=session_name, DurationSeconds=seconds)[
            "Credentials"
        ]
    except ClientError as error:
        raise LocalCloudError(f"cannot act as {role_arn}: {error.response['Error']['Message']}") from error
    return {
        "AWS_ACCESS_KEY_ID": made["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"],
        "AWS_SESSION_TOKEN": made["SessionToken"],
    }


def client(
    endpoint: str, service: str, access_key: str, secret_key: str, token: str = "", region: str = "us-east-1"
) -> Any:
    """A boto3 client of a local endpoint: path-style addresses, Signature Version 4, no retries."""
    from botocore.config import Config

    config = Config(
        signature_version="s3v4" if service == "s3" else "v4",
        s3={"addressing_style": "path"},
        retries={"total_max_attempts": 1},
        proxies={},
    )
    with _SESSION:
        return _session().client(
            service,
            endpoint_url=endpoint,
            region_name=region,
            config=config,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            aws_session_token=token or None,
        )


@functools.lru_cache(maxsize=1)
def _session() -> Any:
    """One boto3 session: a second one would read every service model again, a sixth of a second each."""
    import boto3

    return boto3.session.Session()


def _require() -> None:
    for module in _MODULES:
        if importlib.util.find_spec(module) is None:
            raise MissingExtraError(module, "local", "the local AWS")


def _of(record: dict[str, str]) -> LocalAws:
    return LocalAws(
        endpoint=record["endpoint"],
        account=record["account"],
        pid=int(record["pid"]),
        access_key=record["access_key"],
        secret_key=record["secret_key"],
        token=record["token"],
    )
