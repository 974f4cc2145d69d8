"""The settings of one environment as data: aliases with their OPTIONS, URLs, CSP sources, variables, requirements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Reader = Literal["required", "optional", "key", "path"]
"""A function of the runtime's `env` module."""


@dataclass(frozen=True)
class FromEnv:
    """A value read from the environment when the settings load: `required("STORAGE_MEDIA_BUCKET")`.

    `below`: with the reader `path`, the folder below the one the variable names.
    """

    reader: Reader
    name: str
    default: str | None = None
    below: str = ""


@dataclass(frozen=True)
class Url:
    """A base URL made from the environment: of a CDN (`name` holds its host) or of a bucket (`name` holds its name).

    `bucket` is S3's, with its region and DNS suffix; `gcs-bucket` Google's; `azure-container` is in the account that
    `name` holds, `container` being literal.
    """

    kind: Literal["cdn", "bucket", "gcs-bucket", "azure-container"]
    name: str
    path: str
    region: str = ""
    dns_suffix: str = ""
    container: str = ""


@dataclass(frozen=True)
class Made:
    """What a function of the runtime gives: `Made("azure_identity", "token_credential")` is `token_credential()`."""

    module: str
    function: str
    arguments: tuple[str, ...] = ()


Value = str | int | bool | None | FromEnv | Made | Url | tuple["Value", ...]
"""What an option may be; tuples render as lists."""


@dataclass(frozen=True)
class AliasPlan:
    """One `STORAGES` entry; a `backend` that starts with `.` is a class of the generated package."""

    alias: str
    backend: str
    options: Mapping[str, Value]


VariableRole = Literal[
    "bucket", "cdn-domain", "signing-key-id", "signing-key", "cookie-domain",
    "access-key-id", "secret-access-key", "session-token",
    "endpoint", "addressing-style", "cdn-protocol", "storage-root",
    "account", "service-account", "google-credentials", "client-id", "tenant-id", "client-secret", "local-token",
]  # fmt: skip


@dataclass(frozen=True)
class Variable:
    """An environment variable the settings (or the cloud's SDK) read.

    `value` is what is known without outputs, `output` where stack outputs hold it. A `secret` is never a value here.
    `supplied`: only the team has it, so the env file leaves it for them and keeps what they wrote.
    """

    name: str
    role: VariableRole
    why: str
    value: str | None = None
    output: tuple[str, ...] = ()
    secret: bool = False
    supplied: bool = False
    optional: bool = False


@dataclass(frozen=True)
class SettingsPlan:
    """Everything one environment's settings module, env files and requirements are rendered from."""

    environment: str
    target: str
    django: str
    aliases: tuple[AliasPlan, ...]
    urls: Mapping[str, Value]
    csp: Mapping[str, tuple[Url, ...]]
    variables: tuple[Variable, ...]
    requirements: tuple[str, ...]
    runtime: tuple[str, ...]
    identity: Literal["role", "keys", "none"]
    private: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    workload_variables: Mapping[str, tuple[Variable, ...]] = field(default_factory=dict)
    """Credentials of further workloads that are not the site by name: each gets an env file of its own."""
