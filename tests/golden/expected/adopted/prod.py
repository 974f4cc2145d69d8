"""Where the files of the environment prod lie; made from adopted.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import optional, required
from ..hosts import bucket

STORAGES = {
    "default": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "location": "uploads/2026",
            "region_name": "us-east-1",
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
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "img-src": ["'self'", bucket("STORAGE_MEDIA_BUCKET", "us-east-1", "amazonaws.com")],
    "media-src": [
        "'self'",
        bucket("STORAGE_MEDIA_BUCKET", "us-east-1", "amazonaws.com"),
    ],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "prod",
    "target": "cloud",
    "identity": "role",
    "private": ["default"],
    "public": [],
}
