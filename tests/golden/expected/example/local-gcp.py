"""Where the files of the environment local-gcp lie; made from storage.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import optional, required
from ..gcs_keys import signing_key
from ..hosts import cdn, gcs_bucket

STORAGES = {
    "default": {
        "BACKEND": "shop_storage.gcs.GCSMediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "project_id": None,
            "location": "pictures",
            "file_overwrite": False,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_endpoint": cdn("STORAGE_MEDIA_CDN_DOMAIN"),
            "cache_control": [
                ["*.svg", "public, max-age=300"],
                ["*", "public, max-age=86400"],
            ],
        },
    },
    "staticfiles": {
        "BACKEND": "shop_storage.gcs.GCSStaticManifestStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_ASSETS_BUCKET"),
            "project_id": None,
            "location": "static",
            "file_overwrite": True,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_endpoint": cdn("STORAGE_ASSETS_CDN_DOMAIN"),
        },
    },
    "documents": {
        "BACKEND": "shop_storage.gcs.GCSMediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "project_id": None,
            "location": "documents",
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_endpoint": cdn("STORAGE_MEDIA_CDN_DOMAIN"),
            "expiration": 600,
            "cdn_key_name": "key-2026",
            "cdn_key": signing_key("STORAGE_MEDIA_SIGNING_KEY"),
        },
    },
    "uploads": {
        "BACKEND": "shop_storage.gcs.GCSMediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "project_id": None,
            "location": "uploads",
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "expiration": 3600,
            "iam_sign_blob": True,
            "sa_email": optional("STORAGE_GCS_SERVICE_ACCOUNT"),
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
        cdn("STORAGE_ASSETS_CDN_DOMAIN"),
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
        gcs_bucket("STORAGE_MEDIA_BUCKET"),
    ],
    "media-src": [
        "'self'",
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
        gcs_bucket("STORAGE_MEDIA_BUCKET"),
    ],
    "script-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
    "style-src": ["'self'", cdn("STORAGE_ASSETS_CDN_DOMAIN")],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "local-gcp",
    "target": "local",
    "identity": "keys",
    "private": ["documents", "uploads"],
    "public": ["default", "staticfiles"],
}
