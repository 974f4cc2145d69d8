"""Where the files of the environment local lie; made from google.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

from ..env import optional, required
from ..gcs_keys import signing_key
from ..hosts import cdn, gcs_bucket

STORAGES = {
    "default": {
        "BACKEND": "site_storage.gcs.GCSMediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "project_id": "gold-project",
            "location": "pictures",
            "file_overwrite": False,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_endpoint": cdn("STORAGE_MEDIA_CDN_DOMAIN"),
            "cache_control": [
                ["*", "public, max-age=60"],
            ],
        },
    },
    "staticfiles": {
        "BACKEND": "site_storage.gcs.GCSStaticStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "project_id": "gold-project",
            "location": "static",
            "file_overwrite": True,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_endpoint": cdn("STORAGE_MEDIA_CDN_DOMAIN"),
        },
    },
    "documents": {
        "BACKEND": "site_storage.gcs.GCSMediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "project_id": "gold-project",
            "location": "documents",
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_endpoint": cdn("STORAGE_MEDIA_CDN_DOMAIN"),
            "expiration": 600,
            "url_window": 60,
            "cdn_key_name": "new",
            "cdn_key": signing_key("STORAGE_MEDIA_SIGNING_KEY"),
        },
    },
    "members": {
        "BACKEND": "site_storage.gcs.GCSMediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_MEDIA_BUCKET"),
            "project_id": "gold-project",
            "location": "members",
            "file_overwrite": False,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
            "custom_endpoint": cdn("STORAGE_MEDIA_CDN_DOMAIN"),
            "cookie_key_name": "new",
            "cookie_key": signing_key("STORAGE_MEDIA_SIGNING_KEY"),
            "cookie_domain": optional("STORAGE_MEDIA_COOKIE_DOMAIN"),
        },
    },
    "pages": {
        "BACKEND": "site_storage.gcs.GCSMediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_DIRECT_BUCKET"),
            "project_id": "gold-project",
            "location": "pages",
            "file_overwrite": True,
            "querystring_auth": False,
            "default_acl": None,
            "max_memory_size": 33554432,
        },
    },
    "uploads": {
        "BACKEND": "site_storage.gcs.GCSMediaStorage",
        "OPTIONS": {
            "bucket_name": required("STORAGE_DIRECT_BUCKET"),
            "project_id": "gold-project",
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

STATIC_URL = cdn("STORAGE_MEDIA_CDN_DOMAIN", "/static/")
MEDIA_URL = cdn("STORAGE_MEDIA_CDN_DOMAIN", "/pictures/")

# Merge into the policy of your CSP middleware (django-csp:
# CONTENT_SECURITY_POLICY['DIRECTIVES']).
STORAGE_CSP = {
    "font-src": ["'self'", cdn("STORAGE_MEDIA_CDN_DOMAIN")],
    "img-src": [
        "'self'",
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
        gcs_bucket("STORAGE_DIRECT_BUCKET"),
    ],
    "media-src": [
        "'self'",
        cdn("STORAGE_MEDIA_CDN_DOMAIN"),
        gcs_bucket("STORAGE_DIRECT_BUCKET"),
    ],
    "script-src": ["'self'", cdn("STORAGE_MEDIA_CDN_DOMAIN")],
    "style-src": ["'self'", cdn("STORAGE_MEDIA_CDN_DOMAIN")],
}

# What the system checks of this package read.
STOWPLAN = {
    "environment": "local",
    "target": "local",
    "identity": "keys",
    "private": ["documents", "members", "uploads"],
    "public": ["default", "pages", "staticfiles"],
}
