"""Google's client: one for each process, and the credentials that it and the signed URLs have."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import google.auth
import requests
from django.core.exceptions import ImproperlyConfigured
from google.auth import exceptions, iam
from google.auth.credentials import AnonymousCredentials, Signing
from google.auth.transport.requests import AuthorizedSession, Request
from google.cloud.storage import Client
from google.oauth2 import service_account
from requests.adapters import HTTPAdapter

from .access import LocalCloudDownError, StorageAccessDeniedError
from .env import optional
from .gcs_urls import Signer

# What IAM allows decides; of the narrower ones, none both stores objects and signs.
SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
ENDPOINT = "https://storage.googleapis.com"
ACCOUNT = "GOOGLE_APPLICATION_CREDENTIALS"
_REMEDY = (
    "STORAGE_EMULATOR_HOST says that Google Cloud is a local one, which gives each workload a key file: run"
    " `stowplan local up`, then gen-settings"
)
# URLs of one window have one signature; each costs a request where the key is not here.
SIGNATURES = 4096

_clients: dict[tuple[Any, ...], Client] = {}


class LocalCredentials(service_account.Credentials):
    """A service account of a local cloud, which Google knows nothing of.

    google-auth asks Google in the background where an account may be used; that would send it a local token.
    """

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


class LocalAdapter(HTTPAdapter):
    """To a local cloud, which answers or is not there: Google's client would try for two minutes."""

    def send(self, request: Any, *args: Any, **options: Any) -> Any:
        """As `HTTPAdapter`'s. Raises `LocalCloudDownError`, which nobody tries again."""
        try:
            return super().send(request, *args, **options)
        except requests.ConnectionError as error:
            raise LocalCloudDownError("STORAGE_EMULATOR_HOST", endpoint()) from error


def endpoint() -> str:
    """Where Cloud Storage answers: `STORAGE_EMULATOR_HOST` (with its scheme), or Google."""
    return (optional("STORAGE_EMULATOR_HOST") or ENDPOINT).rstrip("/")


def client(project: str | None, credentials: Any = None) -> Client:
    """This process's client, shared by all storages and threads; a process that was forked makes its own.

    Without `credentials` those of the environment are used. Raises google-auth's `DefaultCredentialsError`, or
    `ImproperlyConfigured` where a local cloud's key file cannot be had.
    """
    account = optional(ACCOUNT)
    key = (os.getpid(), project, endpoint(), account, id(credentials))
    found = _clients.get(key)
    return found or _clients.setdefault(key, _client(project, credentials))


def _client(project: str | None, credentials: Any) -> Client:
    found = credentials or _from_environment()
    options: dict[str, Any] = {}
    if endpoint() != ENDPOINT:
        options["client_options"] = {"api_endpoint": endpoint()}
        options["_http"] = _local_session(found)
    made = Client(project=project, credentials=found, **options)
    # Else each bucket's metadata is read in the background, for traces: a right that no storage here needs, so that
    # every process would leave a denied request in the audit log (googleapis/google-cloud-python#17650).
    made._bucket_metadata_cache = None
    return made


def _local_session(credentials: Any) -> AuthorizedSession:
    tokens = requests.Session()
    make: Any = AuthorizedSession
    session: AuthorizedSession = make(credentials, auth_request=Request(tokens))
    for one in (tokens, session):
        one.mount("http://", LocalAdapter())
    return session


def _from_environment() -> Any:
    if endpoint() == ENDPOINT:
        return google.auth.default(scopes=SCOPES)[0]
    path = optional(ACCOUNT)
    if path is None:
        raise ImproperlyConfigured(f"{ACCOUNT} is not set; {_REMEDY}")
    make: Any = LocalCredentials.from_service_account_info
    try:
        return make(json.loads(Path(path).read_text(encoding="utf-8")), scopes=SCOPES)
    except OSError as error:
        reason = f"cannot be read ({error.strerror or type(error).__name__})"
    except (ValueError, TypeError, AttributeError):
        # Raised outside the handler: the error's context may hold the key.
        reason = "is no service account's key"
    # Never a FileNotFoundError: that would be a missing file of the storage's.
    raise ImproperlyConfigured(f"the file that {ACCOUNT} names {reason}; {_REMEDY}")


def signer(credentials: Any, email: str | None, *, remote: bool) -> Signer | None:
    """Who signs URLs: the credentials themselves where they can, else (`remote`) IAM for `email` or for their own.

    None when neither can be.
    """
    if isinstance(credentials, Signing) and credentials.signer_email:
        return Signer(credentials.signer_email, credentials.sign_bytes)
    if not remote or isinstance(credentials, AnonymousCredentials):
        return None
    found = email or _own_email(credentials)
    return _remote(credentials, found) if found else None


def _own_email(credentials: Any) -> str | None:
    if not credentials.valid:
        # On Google's machines the account is called `default` until a token was fetched.
        credentials.refresh(Request())
    found = getattr(credentials, "service_account_email", None)
    return found if found and found != "default" else None


@lru_cache(maxsize=16)
def _remote(credentials: Any, email: str) -> Signer:
    make: Any = iam.Signer
    service = make(Request(), credentials, email)

    @lru_cache(maxsize=SIGNATURES)
    def sign(message: bytes) -> bytes:
        try:
            return bytes(service.sign(message))
        except exceptions.TransportError as error:
            if "PERMISSION_DENIED" in str(error):
                raise StorageAccessDeniedError(
                    f"the service account {email}",
                    "iam.serviceAccounts.signBlob on itself",
                ) from error
            raise

    return Signer(email, sign)
