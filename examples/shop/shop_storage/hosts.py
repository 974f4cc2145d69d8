"""Base URLs of the places files are served from, made from the variables that name them while settings load."""

from __future__ import annotations

from .env import optional, required


def cdn(name: str, path: str = "") -> str:
    """`https://<host>` and `path`, where the variable `name` holds the host of a CDN."""
    return f"{optional('STORAGE_CDN_PROTOCOL', 'https:')}//{required(name)}{path}"


def bucket(name: str, region: str, dns_suffix: str, path: str = "") -> str:
    """The URL of an S3 bucket, named by the variable `name`, and `path`; of a local S3 where one is configured."""
    endpoint = optional("AWS_ENDPOINT_URL_S3") or optional("AWS_ENDPOINT_URL")
    if endpoint is not None:
        # A local S3 answers under one host; a CSP source with a bucket's path would match nothing below it.
        return (
            f"{endpoint.rstrip('/')}/{required(name)}{path}"
            if path
            else endpoint.rstrip("/")
        )
    return f"https://{required(name)}.s3.{region}.{dns_suffix}{path}"


def gcs_bucket(name: str, path: str = "") -> str:
    """The URL of a bucket of Google Cloud Storage, named by the variable `name`, and `path`; of a local one if set."""
    endpoint = optional("STORAGE_EMULATOR_HOST") or "https://storage.googleapis.com"
    # The host is every bucket's; a CSP source that ends in a slash matches what is below it.
    return f"{endpoint.rstrip('/')}/{required(name)}{path or '/'}"


def azure_container(name: str, container: str, path: str = "") -> str:
    """The URL of a container in the Azure account that the variable `name` names, and `path`; of a local one if set."""
    endpoint = optional("STORAGE_AZURE_ENDPOINT_URL")
    account = required(name)
    base = (
        f"{endpoint.rstrip('/')}/{account}"
        if endpoint
        else f"https://{account}.blob.core.windows.net"
    )
    return f"{base}/{container}{path or '/'}"
