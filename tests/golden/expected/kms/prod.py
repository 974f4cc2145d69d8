"""Where the files of the environment prod lie; made from kms.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import optional, required
from ..hosts import bucket, cdn

STORAGES = {
    "default": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_STATEMENTS_BUCKET"),
            "location": "statements",
            "region_name": "eu-north-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "querystring_expire": 300,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
    "branding": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_BRANDING_BUCKET"),
            "location": "branding",
            "region_name": "eu-north-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_BRANDING_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
        },
    },
    "letters": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_LETTERS_BUCKET"),
            "location": "",
            "region_name": "eu-north-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "querystring_expire": 120,
            "url_window": 60,
        },
    },
}

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "img-src": [
        "'self'",
        bucket("STORAGE_LETTERS_BUCKET", "eu-north-1", "amazonaws.com"),
        bucket("STORAGE_STATEMENTS_BUCKET", "eu-north-1", "amazonaws.com"),
        cdn("STORAGE_BRANDING_CDN_DOMAIN"),
    ],
    "media-src": [
        "'self'",
        bucket("STORAGE_LETTERS_BUCKET", "eu-north-1", "amazonaws.com"),
        bucket("STORAGE_STATEMENTS_BUCKET", "eu-north-1", "amazonaws.com"),
        cdn("STORAGE_BRANDING_CDN_DOMAIN"),
    ],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "prod",
    "target": "cloud",
    "identity": "role",
    "private": ["default", "letters"],
    "public": ["branding"],
}
