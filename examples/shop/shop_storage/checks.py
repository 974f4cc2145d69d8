"""System checks of the storages: what can be told without the network, before the first request needs a file.

Ids are stable, so that `SILENCED_SYSTEM_CHECKS` can name them. No message holds the value of a setting or a variable.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages

from .check_tables import (
    ACLS,
    CDN_KEYS,
    DEAD,
    ENDPOINTS,
    GLOBALS,
    GOOGLE,
    KEY_VARIABLES,
    PLACES,
    cloud_of,
    is_key_file,
    known,
    used,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def check_storages(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """All findings. `settings.STOWPLAN` says what was planned: `target` ("cloud", "local" or "memory"), `identity`
    ("role", "keys" or "none"), and the lists of aliases `private` and `public`; what is not in it is not looked at.
    """
    plan: Mapping[str, Any] = getattr(settings, "STOWPLAN", {})
    built, broken = _build()
    return [
        *broken,
        *_absent(plan),
        *_unsigned(built, plan),
        *_without_place(built),
        *_keys_over_role(built, plan),
        *_credentials(built),
        *_acls(built),
        *_globals(built),
        *_naive_times(built),
        *_dead(),
        *_endpoints(built, plan),
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
        cloud = cloud_of(storage)
        # Azure's own backend signs by `expiration_secs` alone.
        signs = getattr(storage, "querystring_auth", cloud == "Azure" or None)
        if signs is None or getattr(storage, "cookie_key", None):
            continue
        if getattr(storage, "keyless", False):
            way = (
                "give it token_credential"
                if cloud == "Azure"
                else "set the variables of the signing key"
            )
            hint = f"no matter where no links are made; else {way}"
            text = f"the private storage {alias!r} has no signing key in this process, so it makes no links"
            yield CheckWarning(text, hint=hint, id="stowplan.W006")
            continue
        why = _why_unsigned(storage, cloud, signs)
        if why is not None:
            text = f"the private storage {alias!r} gives unsigned URLs: {why[0]}"
            yield Error(text, hint=why[1], id="stowplan.E003")


def _why_unsigned(
    storage: Any, cloud: str | None, signs: bool
) -> tuple[str, str] | None:
    """The reason, and what to do; None when URLs are signed."""
    if not signs:
        return "querystring_auth is off", "set querystring_auth to True"
    if cloud == "Azure":
        if storage.expiration_secs:
            return None
        hint = "set expiration_secs to how many seconds a URL is good for"
        return "expiration_secs is not set", hint
    domain, signer, hint = CDN_KEYS[cloud or "S3"]
    # Google's own backend has no such option: it signs for any host.
    missing = not getattr(storage, signer, cloud == "Google Cloud Storage")
    if getattr(storage, domain, None) and missing:
        return f"it has a {domain} and nothing to sign with", hint
    return None


def _without_place(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for alias, storage, cloud in known(built):
        # Azure's connection string names the account.
        named = getattr(storage, "connection_string", None)
        for option, what in PLACES[cloud].items():
            if not getattr(storage, option) and not (named and what == "account"):
                yield Error(
                    f"STORAGES[{alias!r}] has no {what}",
                    hint=f"set the option {option}",
                    id="stowplan.E004",
                )


def _keys_over_role(
    built: Mapping[str, Any], plan: Mapping[str, Any]
) -> Iterator[CheckMessage]:
    if plan.get("identity") != "role":
        return
    for place, name in _keys(used(built)):
        hint = "remove it: the role gives keys that expire by themselves"
        text = f"{name} is set in the {place}, and is used instead of the role this site should run as"
        yield CheckWarning(text, hint=hint, id="stowplan.W001")


def _keys(clouds: list[str]) -> Iterator[tuple[str, str]]:
    """Where a long-lived key is named, and by which name."""
    yield from (("environment", name) for name in KEY_VARIABLES if os.environ.get(name))
    if "Google Cloud Storage" in clouds and is_key_file(os.environ.get(GOOGLE)):
        yield "environment", GOOGLE
    if "Azure" in clouds and os.environ.get("AZURE_CLIENT_SECRET"):
        yield "environment", "AZURE_CLIENT_SECRET"
    yield from (
        ("settings", name) for name in KEY_VARIABLES if getattr(settings, name, None)
    )


def _credentials(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    clouds = used(built)
    path = os.environ.get(GOOGLE)
    if "Google Cloud Storage" in clouds and path and not Path(path).is_file():
        hint = "set it to the path of a key or of a federated identity's configuration; remove it where a role serves"
        text = f"{GOOGLE} names a file that is not there"
        yield CheckWarning(text, hint=hint, id="stowplan.W007")
    if "Azure" in clouds and os.environ.get("AZURE_CLIENT_SECRET"):
        for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID"):
            if not os.environ.get(name):
                text = f"AZURE_CLIENT_SECRET is set without {name}, and so is not used"
                hint = f"set {name}, or remove AZURE_CLIENT_SECRET"
                yield CheckWarning(text, hint=hint, id="stowplan.W007")


def _acls(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for alias, storage, cloud in known(built):
        name, refuses = ACLS.get(cloud, ("", ""))
        parameters = getattr(storage, "object_parameters", {})
        if name and (getattr(storage, "default_acl", None) or name in parameters):
            text = f"STORAGES[{alias!r}] sets an ACL, which {refuses} refuses on every upload"
            hint = f"remove default_acl, and {name} from object_parameters"
            yield CheckWarning(text, hint=hint, id="stowplan.W002")


def _globals(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for cloud in used(built):
        for name in GLOBALS[cloud]:
            if settings.is_overridden(name):
                text = f"the setting {name} applies to every {cloud} alias that does not give the option itself"
                hint = "give it in the OPTIONS of the alias it is meant for"
                yield CheckWarning(text, hint=hint, id="stowplan.W003")


def _naive_times(built: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for cloud in () if settings.USE_TZ else used(built):
        text = f"USE_TZ is off: the times of files on {cloud} are given in local time without a zone"
        yield CheckWarning(text, hint="set USE_TZ to True", id="stowplan.W004")


def _dead() -> Iterator[CheckMessage]:
    for name, hint in DEAD.items():
        if settings.is_overridden(name):
            yield CheckWarning(
                f"nothing reads the setting {name} any more",
                hint=hint,
                id="stowplan.W005",
            )


def _endpoints(
    built: Mapping[str, Any], plan: Mapping[str, Any]
) -> Iterator[CheckMessage]:
    target = plan.get("target")
    for cloud in used(built) if target in {"cloud", "local"} else ():
        names = ENDPOINTS[cloud]
        given = [name for name in names if os.environ.get(name)]
        if target == "cloud":
            for name in given:
                text = f"{name} is set, so that these settings of the cloud ask a local {cloud}"
                hint = "remove it, or use the settings of a local environment"
                yield CheckWarning(text, hint=hint, id="stowplan.W008")
        elif not given:
            text = f"{names[0]} is not set, so that these settings of a local cloud ask {cloud} itself"
            hint = "run `stowplan local up`, then gen-settings, and load .env.<environment>"
            yield CheckWarning(text, hint=hint, id="stowplan.W008")
