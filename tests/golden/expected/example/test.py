"""Where the files of the environment test lie; made from storage.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/pictures/",
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
    "documents": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/documents/",
        },
    },
    "uploads": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/uploads/",
        },
    },
}

STATIC_URL = "/static/"
MEDIA_URL = "/media/"

# What the system checks of this package read.
STOWPLAN = {
    "environment": "test",
    "target": "memory",
    "identity": "none",
    "private": ["documents", "uploads"],
    "public": ["default", "staticfiles"],
}
