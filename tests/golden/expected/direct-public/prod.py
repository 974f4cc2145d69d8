"""Where the files of the environment prod lie; made from direct-public.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import optional, required
from ..hosts import bucket

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
            "default_acl": "public-read",
            "max_memory_size": 33554432,
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
        },
    },
    "thumbnails": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_FILES_BUCKET"),
            "location": "thumbnails",
            "region_name": "us-east-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": True,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
        },
    },
}

STATIC_URL = bucket("STORAGE_FILES_BUCKET", "us-east-1", "amazonaws.com", "/static/")
MEDIA_URL = bucket("STORAGE_FILES_BUCKET", "us-east-1", "amazonaws.com", "/media/")

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "font-src": [
        "'self'",
        bucket("STORAGE_FILES_BUCKET", "us-east-1", "amazonaws.com"),
    ],
    "img-src": ["'self'", bucket("STORAGE_FILES_BUCKET", "us-east-1", "amazonaws.com")],
    "media-src": [
        "'self'",
        bucket("STORAGE_FILES_BUCKET", "us-east-1", "amazonaws.com"),
    ],
    "script-src": [
        "'self'",
        bucket("STORAGE_FILES_BUCKET", "us-east-1", "amazonaws.com"),
    ],
    "style-src": [
        "'self'",
        bucket("STORAGE_FILES_BUCKET", "us-east-1", "amazonaws.com"),
    ],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "prod",
    "target": "cloud",
    "identity": "keys",
    "private": [],
    "public": ["default", "staticfiles", "thumbnails"],
}
