"""Where the files of the environment test lie; made from offline.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/media/",
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
    "scratch": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/scratch/",
        },
    },
    "secret-papers": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/papers/secret/",
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
    "private": ["scratch", "secret-papers"],
    "public": ["default", "staticfiles"],
}
