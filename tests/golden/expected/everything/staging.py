"""Where the files of the environment staging lie; made from everything.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import key, optional, required
from ..hosts import bucket, cdn

STORAGES = {
    "default": {
        "BACKEND": "config.storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "location": "uploads",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_MEDIA_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
            "cache_control": [
                ["*.pdf", "private, no-store"],
                ["*", "public, max-age=86400, stale-while-revalidate=3600"],
            ],
        },
    },
    "staticfiles": {
        "BACKEND": "config.storage.s3.S3StaticManifestStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_ASSETS_BUCKET"),
            "location": "static",
            "region_name": "eu-central-1",
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
        "BACKEND": "config.storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "location": "archive",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "querystring_expire": 3600,
            "url_window": 600,
        },
    },
    "class": {
        "BACKEND": "config.storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_SHARED_BUCKET"),
            "location": "class",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": "bucket-owner-full-control",
            "max_memory_size": 33554432,
            "querystring_expire": 3600,
        },
    },
    "import-jobs": {
        "BACKEND": "config.storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_SHARED_BUCKET"),
            "location": "import/jobs",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": True,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "querystring_expire": 3600,
        },
    },
    "invoices": {
        "BACKEND": "config.storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "location": "invoices",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_MEDIA_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
            "querystring_expire": 900,
            "url_window": 300,
            "cloudfront_key_id": optional("STORAGE_MEDIA_SIGNING_KEY_ID"),
            "cloudfront_key": key("STORAGE_MEDIA_SIGNING_KEY"),
        },
    },
    "themes": {
        "BACKEND": "config.storage.s3.S3StaticStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_ASSETS_BUCKET"),
            "location": "themes/v1.0",
            "region_name": "eu-central-1",
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
    "thumbnails": {
        "BACKEND": "config.storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "location": "thumbnails",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": True,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_MEDIA_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
        },
    },
    "videos": {
        "BACKEND": "config.storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "location": "videos",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 268435456,
            "custom_domain": required("STORAGE_MEDIA_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
            "cookie_key_id": optional("STORAGE_MEDIA_SIGNING_KEY_ID"),
            "cookie_key": key("STORAGE_MEDIA_SIGNING_KEY"),
            "cookie_domain": optional("STORAGE_MEDIA_COOKIE_DOMAIN"),
        },
    },
}

STATIC_URL = cdn("STORAGE_ASSETS_CDN_DOMAIN", "/static/")
MEDIA_URL = cdn("STORAGE_MEDIA_CDN_DOMAIN", "/uploads/")

# Merge into SECURE_CSP: each directive lists what it needs.
STORAGE_CSP = {
    "font-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
    "img-src": [
        "'self'",
        bucket("STORAGE_MEDIA_BUCKET", "eu-west-1", "amazonaws.com"),
        bucket("STORAGE_SHARED_BUCKET", "eu-west-1", "amazonaws.com"),
        cdn("STORAGE_ASSETS_CDN_DOMAIN"),
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
    ],
    "media-src": [
        "'self'",
        bucket("STORAGE_MEDIA_BUCKET", "eu-west-1", "amazonaws.com"),
        bucket("STORAGE_SHARED_BUCKET", "eu-west-1", "amazonaws.com"),
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
    ],
    "script-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
    "style-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "staging",
    "target": "cloud",
    "identity": "role",
    "private": ["archive", "class", "import-jobs", "invoices", "videos"],
    "public": ["default", "staticfiles", "themes", "thumbnails"],
}
