"""Where the files of the environment old lie; made from django-versions.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import optional, required
from ..hosts import cdn

STORAGES = {
    "default": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_FILES_BUCKET"),
            "location": "media",
            "region_name": "us-east-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_FILES_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
        },
    },
    "staticfiles": {
        "BACKEND": "site_storage.s3.S3StaticManifestStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_FILES_BUCKET"),
            "location": "static",
            "region_name": "us-east-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": True,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_FILES_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
        },
    },
}

STATIC_URL = cdn("STORAGE_FILES_CDN_DOMAIN", "/static/")
MEDIA_URL = cdn("STORAGE_FILES_CDN_DOMAIN", "/media/")

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "font-src": ["'self'", cdn("STORAGE_FILES_CDN_DOMAIN")],
    "img-src": ["'self'", cdn("STORAGE_FILES_CDN_DOMAIN")],
    "media-src": ["'self'", cdn("STORAGE_FILES_CDN_DOMAIN")],
    "script-src": ["'self'", cdn("STORAGE_FILES_CDN_DOMAIN")],
    "style-src": ["'self'", cdn("STORAGE_FILES_CDN_DOMAIN")],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "old",
    "target": "cloud",
    "identity": "role",
    "private": [],
    "public": ["default", "staticfiles"],
}
