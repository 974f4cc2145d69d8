"""Who a process is to Azure: by azure-identity in the cloud, by a given token on a local one.

https://learn.microsoft.com/python/api/azure-identity/azure.identity.defaultazurecredential
"""

from __future__ import annotations

import os
import re
import time
from functools import cache
from typing import Any

from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from .access import StorageIdentityError
from .env import optional, required

ENDPOINT = "STORAGE_AZURE_ENDPOINT_URL"
TOKEN = "STORAGE_AZURE_TOKEN"  # noqa: S105  # the variable's name
YEAR = 365 * 24 * 3600
# https://learn.microsoft.com/entra/identity-platform/reference-error-codes
CODE = re.compile(r"AADSTS\d+")


PRINCIPAL = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")
# What else azure-identity takes from the environment.
OTHERS = ("AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_USERNAME")


class ProcessCredential:
    """A `DefaultAzureCredential` for each process, made when first used: settings load fast, and forks share none."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """As azure-identity's. Raises `StorageIdentityError` where none of its ways gives a token."""
        try:
            return _default(os.getpid()).get_token(*scopes, **options)  # type: ignore[no-any-return]  # lazily imported
        except ClientAuthenticationError as error:
            raise StorageIdentityError(_unknown(error)) from error

    def __reduce__(self) -> tuple[Any, tuple[()]]:
        """A copy is the process's own again, and so is its client."""
        return token_credential, ()


class LocalCredential:
    """The token that a local cloud gave this process, read when used: settings load without it, as in the cloud."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """`STORAGE_AZURE_TOKEN`, whatever it is for; it does not expire. Raises `ImproperlyConfigured` without it."""
        return AccessToken(required(TOKEN), int(time.time()) + YEAR)

    def __reduce__(self) -> tuple[Any, tuple[()]]:
        """As the other's."""
        return token_credential, ()


def token_credential() -> ProcessCredential | LocalCredential:
    """What `AzureStorage` takes as `token_credential`: the same object for all aliases.

    With `STORAGE_AZURE_ENDPOINT_URL` it is the token in `STORAGE_AZURE_TOKEN`. It asks for nothing until it is used.
    """
    return _local() if optional(ENDPOINT) else _of_process()


@cache
def _local() -> LocalCredential:
    return LocalCredential()


@cache
def _of_process() -> ProcessCredential:
    return ProcessCredential()


def _unknown(error: ClientAuthenticationError) -> str:
    # Entra's code for why, and nothing else of its text: that is pages long.
    codes = sorted(set(CODE.findall(str(error))))
    reason = f" ({', '.join(codes)})" if codes else ""
    return (
        f"this process has no identity on Azure{reason}: attach one to the App Service, Container App or VM and set"
        " AZURE_CLIENT_ID to its client id, which is in the environment file; elsewhere set AZURE_CLIENT_ID,"
        " AZURE_TENANT_ID and AZURE_CLIENT_SECRET of a service principal, or run `az login`"
    )


@cache
def _default(process: int) -> Any:
    # Slow to import, and not needed by commands that touch no file.
    from azure.identity import DefaultAzureCredential

    # An empty variable counts as not set, here as everywhere; azure-identity would look for an identity without a name,
    # and raise where the secret or the tenant of a service principal is still to be filled in.
    complete = all(map(optional, PRINCIPAL)) or any(map(optional, OTHERS))
    return DefaultAzureCredential(
        managed_identity_client_id=optional("AZURE_CLIENT_ID"),
        exclude_environment_credential=not complete,
    )
