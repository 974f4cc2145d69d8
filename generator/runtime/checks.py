"""System checks of the storages: what can be told without the network, before the first request needs a file.

Ids are stable, so that `SILENCED_SYSTEM_CHECKS` can name them. No message holds the value of a setting or a variable.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages

from .check_tables import DEAD, GLOBALS, KEY_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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
    return Error(
        f"STORAGES[{alias!r}] cannot be built: {reason}", hint=hint, id="stowplan.E001"
    )


def _absent(plan: Mapping[str, Any]) -> Iterator[CheckMessage]:
    needed = [
        "default",
        *(["staticfiles"] if apps.is_installed("django.contrib.staticfiles") else []),
    ]
    for alias in needed:
        if alias not in storages.backends:
            hint = "STORAGES replaces Django's own value, so it must hold every alias in use"
            yield Error(
                f"STORAGES has no alias {alias!r}", hint=hint, id="stowplan.E002"
            )
    for alias in (*plan.get("private", ()), *plan.get("public", ())):
        if alias not in storages.backends and alias not in needed:
            hint = "run gen-settings, or remove the alias from STOWPLAN"
            yield Error(
                f"STORAGES has no alias {alias!r}, which STOWPLAN names",
                hint=hint,
                id="stowplan.E002",
            )


def _unsigned(
    built: Mapping[str, Any], plan: Mapping[str, Any]
) -> Iterator[CheckMessage]:
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
        elif getattr(storage, "custom_domain", None) and not getattr(
            storage, "cloudfront_signer", None
        ):
            reason = "it has a custom_domain and nothing to sign with"
            hint = "give it cloudfront_key_id and cloudfront_key, or cookie_key_id and cookie_key, or no custom_domain"
        else:
            continue
        yield Error(
            f"the private storage {alias!r} gives unsigned URLs: {reason}",
            hint=hint,
            id="stowplan.E003",
        )


def _without_bucket(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for alias, storage in _on_s3(built):
        if not storage.bucket_name:
            hint = "set the option bucket_name"
            yield Error(
                f"STORAGES[{alias!r}] has no bucket", hint=hint, id="stowplan.E004"
            )


def _keys_over_role(plan: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if plan.get("identity") != "role":
        return
    for place, found in (
        ("environment", os.environ.get),
        ("settings", lambda name: getattr(settings, name, None)),
    ):
        for name in KEY_VARIABLES:
            if found(name):
                hint = "remove it: the role gives keys that expire by themselves"
                text = f"{name} is set in the {place}, and is used instead of the role this site should run as"
                yield CheckWarning(text, hint=hint, id="stowplan.W001")


def _acls(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for alias, storage in _on_s3(built):
        if getattr(storage, "default_acl", None) or "ACL" in getattr(
            storage, "object_parameters", {}
        ):
            text = f"STORAGES[{alias!r}] sets an ACL, which a bucket that enforces its owner refuses on every upload"
            yield CheckWarning(
                text,
                hint="remove default_acl, and ACL from object_parameters",
                id="stowplan.W002",
            )


def _globals(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if not any(_on_s3(built)):
        return
    for name in GLOBALS:
        if settings.is_overridden(name):
            text = f"the setting {name} applies to every S3 alias that does not give the option itself"
            yield CheckWarning(
                text,
                hint="give it in the OPTIONS of the alias it is meant for",
                id="stowplan.W003",
            )


def _naive_times(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if any(_on_s3(built)) and not settings.USE_TZ:
        text = "USE_TZ is off: the times of files on S3 are given in local time without a zone"
        yield CheckWarning(text, hint="set USE_TZ to True", id="stowplan.W004")


def _dead() -> Iterator[CheckMessage]:
    for name, hint in DEAD.items():
        if settings.is_overridden(name):
            yield CheckWarning(
                f"nothing reads the setting {name} any more",
                hint=hint,
                id="stowplan.W005",
            )


def _on_s3(built: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for alias, storage in built.items():
        # What only django-storages' S3 backend and its children have; its module may not be installed.
        if hasattr(storage, "bucket_name") and hasattr(storage, "addressing_style"):
            yield alias, storage
