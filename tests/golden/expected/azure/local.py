"""Where the files of the environment local lie; made from azure.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..azure_identity import token_credential
from ..env import optional, required
from ..hosts import azure_container, cdn

STORAGES = {
    "default": {
        "BACKEND": "site_storage.azure.AzureMediaStorage",
        "OPTIONS": {
            "account_name": required("STORAGE_MEDIA_ACCOUNT"),
            "azure_container": "files",
            "location": "pictures",
            "token_credential": token_credential(),
            "endpoint_url": optional("STORAGE_AZURE_ENDPOINT_URL"),
            "overwrite_files": False,
            "querystring_auth": False,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_MEDIA_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
            "cache_control": [
                ["*", "public, max-age=60"],
            ],
        },
    },
    "staticfiles": {
        "BACKEND": "site_storage.azure.AzureStaticManifestStorage",
        "OPTIONS": {
            "account_name": required("STORAGE_MEDIA_ACCOUNT"),
            "azure_container": "files",
            "location": "static",
            "token_credential": token_credential(),
            "endpoint_url": optional("STORAGE_AZURE_ENDPOINT_URL"),
            "overwrite_files": True,
            "querystring_auth": False,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_MEDIA_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
        },
    },
    "documents": {
        "BACKEND": "site_storage.azure.AzureMediaStorage",
        "OPTIONS": {
            "account_name": required("STORAGE_MEDIA_ACCOUNT"),
            "azure_container": "files",
            "location": "documents",
            "token_credential": token_credential(),
            "endpoint_url": optional("STORAGE_AZURE_ENDPOINT_URL"),
            "overwrite_files": False,
            "querystring_auth": True,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_MEDIA_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
            "expiration_secs": 600,
            "url_window": 60,
        },
    },
    "open_pages": {
        "BACKEND": "site_storage.azure.AzureMediaStorage",
        "OPTIONS": {
            "account_name": required("STORAGE_APART_ACCOUNT"),
            "azure_container": "open-pages",
            "location": "pages",
            "token_credential": token_credential(),
            "endpoint_url": optional("STORAGE_AZURE_ENDPOINT_URL"),
            "overwrite_files": True,
            "querystring_auth": False,
            "max_memory_size": 33554432,
        },
    },
    "uploads": {
        "BACKEND": "site_storage.azure.AzureMediaStorage",
        "OPTIONS": {
            "account_name": required("STORAGE_APART_ACCOUNT"),
            "azure_container": "uploads",
            "location": "uploads",
            "token_credential": token_credential(),
            "endpoint_url": optional("STORAGE_AZURE_ENDPOINT_URL"),
            "overwrite_files": False,
            "querystring_auth": True,
            "max_memory_size": 33554432,
            "expiration_secs": 3600,
        },
    },
}

STATIC_URL = cdn("STORAGE_MEDIA_CDN_DOMAIN", "/files/static/")
MEDIA_URL = cdn("STORAGE_MEDIA_CDN_DOMAIN", "/files/pictures/")

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "font-src": ["'self'", cdn("STORAGE_MEDIA_CDN_DOMAIN")],
    "img-src": [
        "'self'",
        azure_container("STORAGE_APART_ACCOUNT", "open-pages"),
        azure_container("STORAGE_APART_ACCOUNT", "uploads"),
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
    ],
    "media-src": [
        "'self'",
        azure_container("STORAGE_APART_ACCOUNT", "open-pages"),
        azure_container("STORAGE_APART_ACCOUNT", "uploads"),
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
    ],
    "script-src": ["'self'", cdn("STORAGE_MEDIA_CDN_DOMAIN")],
    "style-src": ["'self'", cdn("STORAGE_MEDIA_CDN_DOMAIN")],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "local",
    "target": "local",
    "identity": "keys",
    "private": ["documents", "uploads"],
    "public": ["default", "open_pages", "staticfiles"],
}
