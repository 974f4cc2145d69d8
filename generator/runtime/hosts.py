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
