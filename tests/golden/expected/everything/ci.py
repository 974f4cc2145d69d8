"""Where the files of the environment ci lie; made from everything.yaml."""

# Written by gen-settings: change the spec instead, the next run replaces this file.
# Django takes STORAGES whole: its own "default" and "staticfiles" count no more.

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/uploads/",
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
    "archive": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/archive/",
        },
    },
    "class": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/class/",
        },
    },
    "import-jobs": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/import/jobs/",
        },
    },
    "invoices": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/invoices/",
        },
    },
    "themes": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
    "thumbnails": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/thumbnails/",
        },
    },
    "videos": {
        "BACKEND": "django.core.files.storage.InMemoryStorage",
        "OPTIONS": {
            "base_url": "/media/videos/",
        },
    },
}

STATIC_URL = "/static/"
MEDIA_URL = "/media/"

# What the system checks of this package read.
STOWPLAN = {
    "environment": "ci",
    "target": "memory",
    "identity": "none",
    "private": ["archive", "class", "import-jobs", "invoices", "videos"],
    "public": ["default", "staticfiles", "themes", "thumbnails"],
}
