"""Where the files of the environment prod lie; made from three-clouds.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..azure_identity import token_credential
from ..env import optional, required
from ..gcs_keys import signing_key
from ..hosts import bucket, cdn

STORAGES = {
    "default": {
        "BACKEND": "trio_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_ASSETS_BUCKET"),
            "location": "uploads",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "querystring_expire": 3600,
        },
    },
    "staticfiles": {
        "BACKEND": "trio_storage.s3.S3StaticManifestStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_ASSETS_BUCKET"),
            "location": "static",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": True,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_ASSETS_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
        },
    },
    "archive": {
        "BACKEND": "trio_storage.gcs.GCSMediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_ARCHIVE_BUCKET"),
            "project_id": "trio-production",
            "location": "archive",
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_endpoint": cdn("STORAGE_ARCHIVE_CDN_DOMAIN"),
            "expiration": 3600,
            "cdn_key_name": "key-2026",
            "cdn_key": signing_key("STORAGE_ARCHIVE_SIGNING_KEY"),
        },
    },
    "contracts": {
        "BACKEND": "trio_storage.azure.AzureMediaStorage",
        "OPTIONS": {
            "account_name": required("STORAGE_CONTRACTS_ACCOUNT"),
            "azure_container": "files",
            "location": "contracts",
            "token_credential": token_credential(),
            "endpoint_url": optional("STORAGE_AZURE_ENDPOINT_URL"),
            "overwrite_files": False,
            "querystring_auth": True,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_CONTRACTS_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
            "expiration_secs": 3600,
        },
    },
}

STATIC_URL = cdn("STORAGE_ASSETS_CDN_DOMAIN", "/static/")

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "font-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
    "img-src": [
        "'self'",
        bucket("STORAGE_ASSETS_BUCKET", "eu-west-1", "amazonaws.com"),
        cdn("STORAGE_ARCHIVE_CDN_DOMAIN"),
        cdn("STORAGE_ASSETS_CDN_DOMAIN"),
        cdn("STORAGE_CONTRACTS_CDN_DOMAIN"),
    ],
    "media-src": [
        "'self'",
        bucket("STORAGE_ASSETS_BUCKET", "eu-west-1", "amazonaws.com"),
        cdn("STORAGE_ARCHIVE_CDN_DOMAIN"),
        cdn("STORAGE_CONTRACTS_CDN_DOMAIN"),
    ],
    "script-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
    "style-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "prod",
    "target": "cloud",
    "identity": "keys",
    "private": ["archive", "contracts", "default"],
    "public": ["staticfiles"],
}
