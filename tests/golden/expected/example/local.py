"""Where the files of the environment local lie; made from storage.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import key, optional, required
from ..hosts import bucket, cdn

STORAGES = {
    "default": {
        "BACKEND": "shop_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "location": "pictures",
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
                ["*.svg", "public, max-age=300"],
                ["*", "public, max-age=86400"],
            ],
        },
    },
    "staticfiles": {
        "BACKEND": "shop_storage.s3.S3StaticManifestStorage",
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
    "documents": {
        "BACKEND": "shop_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "location": "documents",
            "region_name": "eu-west-1",
            "signature_version": "s3v4",
            "addressing_style": optional("STORAGE_S3_ADDRESSING_STYLE", "virtual"),
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_domain": required("STORAGE_MEDIA_CDN_DOMAIN"),
            "url_protocol": optional("STORAGE_CDN_PROTOCOL", "https:"),
            "querystring_expire": 600,
            "cloudfront_key_id": optional("STORAGE_MEDIA_SIGNING_KEY_ID"),
            "cloudfront_key": key("STORAGE_MEDIA_SIGNING_KEY"),
        },
    },
    "uploads": {
        "BACKEND": "shop_storage.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
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
}

STATIC_URL = cdn("STORAGE_ASSETS_CDN_DOMAIN", "/static/")
MEDIA_URL = cdn("STORAGE_MEDIA_CDN_DOMAIN", "/pictures/")

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "font-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
    "img-src": [
        "'self'",
        bucket("STORAGE_MEDIA_BUCKET", "eu-west-1", "amazonaws.com"),
        cdn("STORAGE_ASSETS_CDN_DOMAIN"),
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
    ],
    "media-src": [
        "'self'",
        bucket("STORAGE_MEDIA_BUCKET", "eu-west-1", "amazonaws.com"),
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
    ],
    "script-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
    "style-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "local",
    "target": "local",
    "identity": "keys",
    "private": ["documents", "uploads"],
    "public": ["default", "staticfiles"],
}
