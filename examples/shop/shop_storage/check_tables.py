"""Names that the system checks look for, and which cloud a storage is on by them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What only django-storages' backend of that cloud and its children have; its module may not be installed.
CLOUDS = {
    "S3": ("bucket_name", "addressing_style"),
    "Google Cloud Storage": ("bucket_name", "blob_chunk_size"),
    "Azure": ("account_name", "azure_container"),
}
# The options without which a storage has no place, and what each names.
PLACES = {
    "S3": {"bucket_name": "bucket"},
    "Google Cloud Storage": {"bucket_name": "bucket"},
    "Azure": {"account_name": "account", "azure_container": "container"},
}
# The object parameter that is an ACL, and what refuses it.
ACLS = {
    "S3": ("ACL", "a bucket that enforces its owner"),
    "Google Cloud Storage": ("acl", "a bucket with uniform access"),
}
# The option that takes URLs to a CDN's host, the one that signs them there, and what to do without that.
CDN_KEYS = {
    "S3": (
        "custom_domain",
        "cloudfront_signer",
        "give it cloudfront_key_id and cloudfront_key, or cookie_key_id and cookie_key, or no custom_domain",
    ),
    "Google Cloud Storage": (
        "custom_endpoint",
        "cdn_key",
        "give it cdn_key_name and cdn_key, or cookie_key_name and cookie_key, or no custom_endpoint",
    ),
}
# Where a local cloud answers; the first is what gen-settings writes.
ENDPOINTS = {
    "S3": ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"),
    "Google Cloud Storage": ("STORAGE_EMULATOR_HOST",),
    "Azure": ("STORAGE_AZURE_ENDPOINT_URL",),
}
GOOGLE = "GOOGLE_APPLICATION_CREDENTIALS"
KEY_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_S3_ACCESS_KEY_ID",
    "AWS_S3_SECRET_ACCESS_KEY",
)
# Every setting that django-storages 1.14.6 takes for an option that an alias of the cloud does not give.
GLOBALS = {
    "S3": (
        "AWS_S3_ACCESS_KEY_ID",
        "AWS_ACCESS_KEY_ID",
        "AWS_S3_SECRET_ACCESS_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_SECURITY_TOKEN",
        "AWS_S3_SESSION_PROFILE",
        "AWS_S3_FILE_OVERWRITE",
        "AWS_S3_OBJECT_PARAMETERS",
        "AWS_STORAGE_BUCKET_NAME",
        "AWS_QUERYSTRING_AUTH",
        "AWS_QUERYSTRING_EXPIRE",
        "AWS_S3_SIGNATURE_VERSION",
        "AWS_LOCATION",
        "AWS_S3_CUSTOM_DOMAIN",
        "AWS_CLOUDFRONT_KEY_ID",
        "AWS_CLOUDFRONT_KEY",
        "AWS_S3_ADDRESSING_STYLE",
        "AWS_S3_FILE_NAME_CHARSET",
        "AWS_IS_GZIPPED",
        "GZIP_CONTENT_TYPES",
        "AWS_S3_URL_PROTOCOL",
        "AWS_S3_ENDPOINT_URL",
        "AWS_S3_PROXIES",
        "AWS_S3_REGION_NAME",
        "AWS_S3_USE_SSL",
        "AWS_S3_VERIFY",
        "AWS_S3_MAX_MEMORY_SIZE",
        "AWS_DEFAULT_ACL",
        "AWS_S3_TRANSFER_CONFIG",
        "AWS_S3_CLIENT_CONFIG",
    ),
    "Google Cloud Storage": (
        "GS_PROJECT_ID",
        "GS_CREDENTIALS",
        "GS_BUCKET_NAME",
        "GS_CUSTOM_ENDPOINT",
        "GS_LOCATION",
        "GS_DEFAULT_ACL",
        "GS_QUERYSTRING_AUTH",
        "GS_EXPIRATION",
        "GS_IS_GZIPPED",
        "GZIP_CONTENT_TYPES",
        "GS_FILE_OVERWRITE",
        "GS_OBJECT_PARAMETERS",
        "GS_MAX_MEMORY_SIZE",
        "GS_BLOB_CHUNK_SIZE",
        "GS_IAM_SIGN_BLOB",
        "GS_SA_EMAIL",
    ),
    "Azure": (
        "AZURE_ACCOUNT_NAME",
        "AZURE_ACCOUNT_KEY",
        "AZURE_OBJECT_PARAMETERS",
        "AZURE_CONTAINER",
        "AZURE_SSL",
        "AZURE_UPLOAD_MAX_CONN",
        "AZURE_CONNECTION_TIMEOUT_SECS",
        "AZURE_BLOB_MAX_MEMORY_SIZE",
        "AZURE_URL_EXPIRATION_SECS",
        "AZURE_OVERWRITE_FILES",
        "AZURE_LOCATION",
        "AZURE_CACHE_CONTROL",
        "AZURE_SAS_TOKEN",
        "AZURE_ENDPOINT_SUFFIX",
        "AZURE_CUSTOM_DOMAIN",
        "AZURE_CONNECTION_STRING",
        "AZURE_TOKEN_CREDENTIAL",
        "AZURE_CLIENT_OPTIONS",
    ),
}
# Settings that nothing reads any more, and what to do instead.
_INFRASTRUCTURE = (
    "buckets and containers are made by the infrastructure, never by Django"
)
_OBJECT_PARAMETERS = "use the option object_parameters"
_ENDPOINT = "use the option endpoint_url"
DEAD = {
    "AWS_AUTO_CREATE_BUCKET": _INFRASTRUCTURE,
    "AWS_BUCKET_ACL": _INFRASTRUCTURE,
    "AWS_PRELOAD_METADATA": "remove it",
    "AWS_REDUCED_REDUNDANCY": _OBJECT_PARAMETERS,
    "AWS_S3_ENCRYPTION": "encrypt by the bucket's default",
    "AWS_HEADERS": _OBJECT_PARAMETERS,
    "AWS_S3_SECURE_URLS": "use the option url_protocol",
    "AWS_S3_HOST": _ENDPOINT,
    "AWS_S3_PORT": _ENDPOINT,
    "AWS_S3_CALLING_FORMAT": "use the option addressing_style",
    "S3_USE_SIGV4": "use the option signature_version",
    "AWS_S3_USE_THREADS": "use the option transfer_config",
    "GS_AUTO_CREATE_BUCKET": _INFRASTRUCTURE,
    "GS_AUTO_CREATE_ACL": _INFRASTRUCTURE,
    "GS_CACHE_CONTROL": _OBJECT_PARAMETERS,
    "GS_ACCESS_KEY_ID": "use the option credentials",
    "GS_SECRET_ACCESS_KEY": "use the option credentials",
    "AZURE_EMULATED_MODE": "use the option connection_string",
    "AZURE_CUSTOM_CONNECTION_STRING": "use the option connection_string",
    "AZURE_API_VERSION": "use the option client_options",
}
# Django 5.1 dropped these without a word; an older one refuses them beside STORAGES by itself.
if django.VERSION >= (5, 1):
    DEAD |= {
        "DEFAULT_FILE_STORAGE": 'use STORAGES["default"]',
        "STATICFILES_STORAGE": 'use STORAGES["staticfiles"]',
    }


def cloud_of(storage: Any) -> str | None:
    """Which cloud's, by what only its backend has."""
    names = CLOUDS.items()
    return next(
        (name for name, own in names if all(hasattr(storage, item) for item in own)),
        None,
    )


def known(built: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Alias, storage and cloud, for those storages that are on one."""
    for alias, storage in built.items():
        cloud = cloud_of(storage)
        if cloud is not None:
            yield alias, storage, cloud


def used(built: Mapping[str, Any]) -> list[str]:
    """The clouds of the storages."""
    return sorted({cloud for _, _, cloud in known(built)})


def is_key_file(path: str | None) -> bool:
    """Whether it is a service account's key, and not of a local cloud; a federated identity has such a file too."""
    try:
        text = Path(path or "").read_text(encoding="utf-8")
        found = {} if os.environ.get("STORAGE_EMULATOR_HOST") else json.loads(text)
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("type") == "service_account"
