"""Names that Google Cloud refuses: projects, locations, buckets, service accounts, labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.facts import gcs_stores, serving, storages_of
from generator.spec.identities import workloads_on
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec

_PROJECT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_NUMBER = re.compile(r"[0-9]{6,19}")
_EMAIL = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z][a-z0-9.-]*\.gserviceaccount\.com")
_LOCATION = re.compile(
    r"(EU|US|ASIA|ASIA1|EUR[4578]|NAM4)"
    r"|(AFRICA|ASIA|AUSTRALIA|EUROPE|ME|NORTHAMERICA|SOUTHAMERICA|US)-[A-Z]+[0-9]{1,2}"
)
"""Multi-regions, dual-regions that have a name, regions: https://cloud.google.com/storage/docs/locations"""
_BUCKET = re.compile(r"[a-z0-9][a-z0-9_-]*[a-z0-9]")
_GOOGLE = re.compile(r"g[o0]{2}g[l1i]e")
_ACCOUNT = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
_NO_LABEL = re.compile(r"[^a-z0-9_-]")
_NAME = LIMITS["letters of a bucket's or account's name"]["gcs"].most
_ID = LIMITS["letters of an identity's name"]["gcs"].most
MAX_LABEL = 63


def check(spec: Spec) -> Iterator[Problem]:
    """The project, where the buckets lie, and the tags as labels."""
    yield from _formats(spec)
    stores = gcs_stores(spec)
    for name, store in stores.items():
        if store.location is not None and not _LOCATION.fullmatch(store.location.upper()):
            yield problem("SPEC135", "stores", name, "location", value=store.location)
    if stores:
        yield from _labels(spec)
    if spec.target == "cloud" and (stores or workloads_on(spec, "gcs")):
        yield from _needed(spec)


def _formats(spec: Spec) -> Iterator[Problem]:
    found = spec.gcp
    if not _LOCATION.fullmatch(found.location.upper()):
        yield problem("SPEC135", "gcp", "location", value=found.location)
    for key, pattern, expected, example in (
        ("project_id", _PROJECT, "the id of a Google Cloud project", "shop-prod-123456"),
        ("project_number", _NUMBER, "the number of a Google Cloud project", '"123456789012"'),
        (
            "impersonate_service_account",
            _EMAIL,
            "the email address of a service account",
            "deploy@shop-prod-123456.iam.gserviceaccount.com",
        ),
    ):
        value = getattr(found, key)
        if value is not None and not pattern.fullmatch(value):
            yield problem("SPEC083", "gcp", key, value=value, expected=expected, example=example)


def _needed(spec: Spec) -> Iterator[Problem]:
    if spec.gcp.project_id is None:
        reason = "the buckets and identities lie in a project"
        slots = {"key": "project_id", "reason": reason, "example": "shop-prod-123456", "more": ""}
        yield problem("SPEC134", "gcp", "project_id", **slots)
    if spec.gcp.project_number is not None:
        return
    for name, store in gcs_stores(spec).items():
        signed = any(
            serving(spec, storage) in {"cdn-signed", "cdn-cookies"} for storage in storages_of(spec, name).values()
        )
        if store.cdn is not None and signed:
            yield _number(("stores", name, "cdn"), "Cloud CDN reads private files as a service account named by it")
        if store.encryption.type == "cmek":
            path = ("stores", name, "encryption", "key")
            reason = "Cloud Storage uses the key as a service account named by it"
            command = f"gcloud storage service-agent --project {spec.gcp.project_id or 'PROJECT'}"
            yield _number(path, reason, f"; a new project has that account after `{command}`")


def _number(path: tuple[str, ...], reason: str, more: str = "") -> Problem:
    """The stack grants to Google's own accounts, and so has to know their names before it runs."""
    return problem("SPEC134", *path, key="project_number", reason=reason, example='"123456789012"', more=more)


def _labels(spec: Spec) -> Iterator[Problem]:
    """Labels are the tags in lower case with `-` for what they cannot hold, so that two may become one:
    https://cloud.google.com/storage/docs/tags-and-labels"""
    seen: dict[str, str] = {}
    for key, value in spec.tags.items():
        label = _NO_LABEL.sub("-", key.lower())
        other = seen.setdefault(label, key)
        reason = ""
        if len(key) > MAX_LABEL or len(value) > MAX_LABEL:
            reason = f"keys and values of labels have at most {MAX_LABEL} characters"
        elif other != key:
            reason = f"in lower case and with - for other characters it is {label!r}, as {other!r} is"
        elif label.startswith("stowplan-"):
            reason = "labels with `stowplan-` say which part of the spec a resource comes from"
        if reason:
            yield problem("SPEC136", "tags", key, value=key, reason=reason)


def bucket_reason(name: str) -> str:
    """https://cloud.google.com/storage/docs/buckets#naming"""
    if not 3 <= len(name) <= _NAME:
        return f"it has {len(name)} characters, and 3 to {_NAME} are allowed"
    if "." in name:
        return "with a dot it would be a domain, which has to be verified"
    if not _BUCKET.fullmatch(name):
        return "only a-z, 0-9, _ and - are allowed, with a letter or digit at both ends"
    if name.startswith("goog") or _GOOGLE.search(name):
        return "names that begin with goog, or look like google, are reserved"
    return ""


def service_account_reason(name: str) -> str:
    """https://cloud.google.com/iam/docs/service-accounts-create"""
    if not 6 <= len(name) <= _ID:
        return f"the id of a service account has 6 to {_ID} characters, and it has {len(name)}"
    if not _ACCOUNT.fullmatch(name):
        return "only a-z, 0-9 and - are allowed, starting with a letter and not ending with -"
    return ""
