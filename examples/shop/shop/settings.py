"""Settings of the shop. Where its files lie comes from `shop_storage`, the package that gen-settings writes.

Environment variables: STORAGE_ENVIRONMENT (which of `shop_storage.settings`), SHOP_DEBUG and SHOP_HTTPS (1 or 0),
SHOP_SECRET_KEY, SHOP_HOSTS (with commas between), SHOP_DATABASE (path of the SQLite file).
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _on(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0") == "1"


def _storage_settings(environment: str) -> dict[str, Any]:
    name = f"shop_storage.settings.{environment.replace('-', '_')}"
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if not f"{name}.".startswith(f"{error.name}."):
            raise
        raise ImproperlyConfigured(
            f"the module {error.name} is missing: run gen-settings beside storage.yaml"
            f" (STORAGE_ENVIRONMENT is {environment!r} and must be one of its environments)"
        ) from None
    return {setting: value for setting, value in vars(module).items() if setting.isupper()}


# STORAGES, STATIC_URL, MEDIA_URL, STORAGE_CSP and STOWPLAN.
_storage = _storage_settings(os.environ.get("STORAGE_ENVIRONMENT") or "test")
globals().update(_storage)

DEBUG = _on("SHOP_DEBUG", default=False)
SECRET_KEY = os.environ.get("SHOP_SECRET_KEY") or ("only-for-development" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SHOP_SECRET_KEY is not set: set it to a long random text, or SHOP_DEBUG to 1")
ALLOWED_HOSTS = [host for host in os.environ.get("SHOP_HOSTS", "").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "shop_storage",
    "catalogue",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware" if django.VERSION >= (6,) else "shop.csp.policy_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.contrib.messages.context_processors.messages"]},
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / os.environ.get("SHOP_DATABASE", "db.sqlite3"),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
STATIC_ROOT = BASE_DIR / "collected"  # only for environments that keep static files on disk
LANGUAGE_CODE = "en-gb"
USE_TZ = True

# A load balancer ends TLS, says so in this header, and asks for /health/ without TLS.
HTTPS = _on("SHOP_HTTPS", default=not DEBUG)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # HSTS for one host, not for all of its domain
SECURE_CSP = {
    "default-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
    **_storage.get("STORAGE_CSP", {}),
}
