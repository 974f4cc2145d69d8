"""Where the files of the environment prod lie; made from cookies.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import key, optional, required
from ..hosts import cdn

STORAGES = {
    "default": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_PICTURES_BUCKET"),
            "location": "members",
            "region_name": "us-east-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_PICTURES_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
            "cookie_key_id": optional("STORAGE_PICTURES_SIGNING_KEY_ID"),
            "cookie_key": key("STORAGE_PICTURES_SIGNING_KEY"),
            "cookie_domain": optional("STORAGE_PICTURES_COOKIE_DOMAIN"),
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
    "previews": {
        "BACKEND": "site_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_PICTURES_BUCKET"),
            "location": "previews",
            "region_name": "us-east-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": True,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_PICTURES_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
        },
    },
}

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "img-src": ["'self'", cdn("STORAGE_PICTURES_CDN_DOMAIN")],
    "media-src": ["'self'", cdn("STORAGE_PICTURES_CDN_DOMAIN")],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "prod",
    "target": "cloud",
    "identity": "role",
    "private": ["default"],
    "public": ["previews"],
}
