"""System checks of the storages: what can be told without the network, before the first request needs a file.

Ids are stable, so that `SILENCED_SYSTEM_CHECKS` can name them. No message holds the value of a setting or a variable.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_S3_ACCESS_KEY_ID", "AWS_S3_SECRET_ACCESS_KEY")
# Every setting that django-storages 1.14.6 takes for an option that an S3 alias does not give.
GLOBALS = (
    "AWS_S3_ACCESS_KEY_ID",
    "AWS_ACCESS_KEY_ID",
    "AWS_S3_SECRET_ACCESS_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_S3_SESSION_PROFILE",
    "AWS_S3_FILE_OVERWRITE",
    "AWS_S3_OBJECT_PARAMETERS",
    "AWS_STORAGE_BUCKET_NAME",
    "AWS_QUERYSTRING_AUTH",
    "AWS_QUERYSTRING_EXPIRE",
    "AWS_S3_SIGNATURE_VERSION",
    "AWS_LOCATION",
    "AWS_S3_CUSTOM_DOMAIN",
    "AWS_CLOUDFRONT_KEY_ID",
    "AWS_CLOUDFRONT_KEY",
    "AWS_S3_ADDRESSING_STYLE",
    "AWS_S3_FILE_NAME_CHARSET",
    "AWS_IS_GZIPPED",
    "GZIP_CONTENT_TYPES",
    "AWS_S3_URL_PROTOCOL",
    "AWS_S3_ENDPOINT_URL",
    "AWS_S3_PROXIES",
    "AWS_S3_REGION_NAME",
    "AWS_S3_USE_SSL",
    "AWS_S3_VERIFY",
    "AWS_S3_MAX_MEMORY_SIZE",
    "AWS_DEFAULT_ACL",
    "AWS_S3_TRANSFER_CONFIG",
    "AWS_S3_CLIENT_CONFIG",
)
# Settings that nothing reads any more, and what to do instead.
_INFRASTRUCTURE = "buckets and containers are made by the infrastructure, never by Django"
_OBJECT_PARAMETERS = "use the option object_parameters"
_ENDPOINT = "use the option endpoint_url"
DEAD = {
    "AWS_AUTO_CREATE_BUCKET": _INFRASTRUCTURE,
    "AWS_BUCKET_ACL": _INFRASTRUCTURE,
    "AWS_PRELOAD_METADATA": "remove it",
    "AWS_REDUCED_REDUNDANCY": _OBJECT_PARAMETERS,
    "AWS_S3_ENCRYPTION": "encrypt by the bucket's default",
    "AWS_HEADERS": _OBJECT_PARAMETERS,
    "AWS_S3_SECURE_URLS": "use the option url_protocol",
    "AWS_S3_HOST": _ENDPOINT,
    "AWS_S3_PORT": _ENDPOINT,
    "AWS_S3_CALLING_FORMAT": "use the option addressing_style",
    "S3_USE_SIGV4": "use the option signature_version",
    "AWS_S3_USE_THREADS": "use the option transfer_config",
    "GS_AUTO_CREATE_BUCKET": _INFRASTRUCTURE,
    "GS_AUTO_CREATE_ACL": _INFRASTRUCTURE,
    "GS_CACHE_CONTROL": _OBJECT_PARAMETERS,
    "GS_ACCESS_KEY_ID": "use the option credentials",
    "GS_SECRET_ACCESS_KEY": "use the option credentials",
    "AZURE_EMULATED_MODE": "use the option connection_string",
    "AZURE_CUSTOM_CONNECTION_STRING": "use the option connection_string",
    "AZURE_API_VERSION": "use the option client_options",
}
# Django 5.1 dropped these without a word; an older one refuses them beside STORAGES by itself.
if django.VERSION >= (5, 1):
    DEAD |= {"DEFAULT_FILE_STORAGE": 'use STORAGES["default"]', "STATICFILES_STORAGE": 'use STORAGES["staticfiles"]'}


def check_storages(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """All findings. `settings.STOWPLAN` says what was planned: `identity` ("role", "keys" or "none"), and the lists of
    aliases `private` and `public`; without it the findings that need it are left out.
    """
    plan: Mapping[str, Any] = getattr(settings, "STOWPLAN", {})
    built, broken = _build()
    return [
        *broken,
        *_absent(plan),
        *_unsigned(built, plan),
        *_without_bucket(built),
        *_keys_over_role(plan),
        *_acls(built),
        *_globals(built),
        *_naive_times(built),
        *_dead(),
    ]


def _build() -> tuple[dict[str, Any], list[CheckMessage]]:
    built: dict[str, Any] = {}
    broken: list[CheckMessage] = []
    for alias in storages.backends:
        try:
            built[alias] = storages[alias]
        except ImproperlyConfigured as error:
            broken.append(_unusable(alias, str(error)))
        except Exception as error:
            # The text of other errors may quote an option, and an option may be a secret.
            broken.append(_unusable(alias, type(error).__name__))
    return built, broken


def _unusable(alias: str, reason: str) -> CheckMessage:
    hint = "correct this alias's BACKEND and OPTIONS and the variables they read"
    return Error(f"STORAGES[{alias!r}] cannot be built: {reason}", hint=hint, id="stowplan.E001")


def _absent(plan: Mapping[str, Any]) -> Iterator[CheckMessage]:
    needed = ["default", *(["staticfiles"] if apps.is_installed("django.contrib.staticfiles") else [])]
    for alias in needed:
        if alias not in storages.backends:
            hint = "STORAGES replaces Django's own value, so it must hold every alias in use"
            yield Error(f"STORAGES has no alias {alias!r}", hint=hint, id="stowplan.E002")
    for alias in (*plan.get("private", ()), *plan.get("public", ())):
        if alias not in storages.backends and alias not in needed:
            hint = "run gen-settings, or remove the alias from STOWPLAN"
            yield Error(f"STORAGES has no alias {alias!r}, which STOWPLAN names", hint=hint, id="stowplan.E002")


def _unsigned(built: Mapping[str, Any], plan: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for alias in plan.get("private", ()):
        storage = built.get(alias)
        signs = getattr(storage, "querystring_auth", None)
        if signs is None or getattr(storage, "cookie_key", None):
            continue
        if getattr(storage, "keyless", False):
            hint = "no matter where no links are made; else set the variables of the signing key"
            text = f"the private storage {alias!r} has no signing key in this process, so it makes no links"
            yield CheckWarning(text, hint=hint, id="stowplan.W006")
            continue
        if not signs:
            reason, hint = "querystring_auth is off", "set querystring_auth to True"
        elif getattr(storage, "custom_domain", None) and not getattr(storage, "cloudfront_signer", None):
            reason = "it has a custom_domain and nothing to sign with"
            hint = "give it cloudfront_key_id and cloudfront_key, or cookie_key_id and cookie_key, or no custom_domain"
        else:
            continue
        yield Error(f"the private storage {alias!r} gives unsigned URLs: {reason}", hint=hint, id="stowplan.E003")


def _without_bucket(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for alias, storage in _on_s3(built):
        if not storage.bucket_name:
            hint = "set the option bucket_name"
            yield Error(f"STORAGES[{alias!r}] has no bucket", hint=hint, id="stowplan.E004")


def _keys_over_role(plan: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if plan.get("identity") != "role":
        return
    for place, found in (("environment", os.environ.get), ("settings", lambda name: getattr(settings, name, None))):
        for name in KEY_VARIABLES:
            if found(name):
                hint = "remove it: the role gives keys that expire by themselves"
                text = f"{name} is set in the {place}, and is used instead of the role this site should run as"
                yield CheckWarning(text, hint=hint, id="stowplan.W001")


def _acls(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for alias, storage in _on_s3(built):
        if getattr(storage, "default_acl", None) or "ACL" in getattr(storage, "object_parameters", {}):
            text = f"STORAGES[{alias!r}] sets an ACL, which a bucket that enforces its owner refuses on every upload"
            yield CheckWarning(text, hint="remove default_acl, and ACL from object_parameters", id="stowplan.W002")


def _globals(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if not any(_on_s3(built)):
        return
    for name in GLOBALS:
        if settings.is_overridden(name):
            text = f"the setting {name} applies to every S3 alias that does not give the option itself"
            yield CheckWarning(text, hint="give it in the OPTIONS of the alias it is meant for", id="stowplan.W003")


def _naive_times(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if any(_on_s3(built)) and not settings.USE_TZ:
        text = "USE_TZ is off: the times of files on S3 are given in local time without a zone"
        yield CheckWarning(text, hint="set USE_TZ to True", id="stowplan.W004")


def _dead() -> Iterator[CheckMessage]:
    for name, hint in DEAD.items():
        if settings.is_overridden(name):
            yield CheckWarning(f"nothing reads the setting {name} any more", hint=hint, id="stowplan.W005")


def _on_s3(built: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for alias, storage in built.items():
        # What only django-storages' S3 backend and its children have; its module may not be installed.
        if hasattr(storage, "bucket_name") and hasattr(storage, "addressing_style"):
            yield alias, storage
