"""Where the files of the environment world lie; made from partitions.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import optional, required
from ..hosts import bucket, cdn

STORAGES = {
    "default": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MAPS_BUCKET"),
            "location": "maps",
            "region_name": "us-east-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_MAPS_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
    "exports": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MAPS_BUCKET"),
            "location": "exports",
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
}

MEDIA_URL = cdn("STORAGE_MAPS_CDN_DOMAIN", "/maps/")

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "img-src": [
        "'self'",
        bucket("STORAGE_MAPS_BUCKET", "us-east-1", "amazonaws.com"),
        cdn("STORAGE_MAPS_CDN_DOMAIN"),
    ],
    "media-src": [
        "'self'",
        bucket("STORAGE_MAPS_BUCKET", "us-east-1", "amazonaws.com"),
        cdn("STORAGE_MAPS_CDN_DOMAIN"),
    ],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "world",
    "target": "cloud",
    "identity": "role",
    "private": ["exports"],
    "public": ["default"],
}
