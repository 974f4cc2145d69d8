"""Names: ours, Python's, and those a cloud would refuse."""

from __future__ import annotations

import keyword
import re
import sys
from typing import TYPE_CHECKING

from generator.spec.facts import bucket_name, partition_of, role_name
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec

_PROJECT = re.compile(r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
_ALIAS = re.compile(r"[a-z][a-z0-9_-]{0,49}")
_REGION = re.compile(r"(?![a-z]+-iso)[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]*[a-z0-9]")
_ROLE = re.compile(r"[A-Za-z0-9+=,.@_-]+")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")
_RESERVED_START = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_END = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
_PACKAGES = {"boto3", "botocore", "cryptography", "django", "s3transfer", "storages", *sys.stdlib_module_names}
"""What the site itself imports, and a package of that name at the root of the site would hide."""


def check(spec: Spec) -> Iterator[Problem]:
    """Every name in one environment."""
    if not _PROJECT.fullmatch(spec.project):
        yield problem("SPEC070", "project", value=spec.project)
    for group in ("stores", "workloads"):
        for name in getattr(spec, group):
            if not _NAME.fullmatch(name):
                yield problem("SPEC076", group, name, KEY, value=name)
    if "raw" in spec.workloads:
        reason = f"`.env.{spec.environment}.raw` is the env file for readers that take quotes literally"
        yield problem("SPEC084", "workloads", "raw", KEY, value="raw", reason=reason)
    yield from _aliases(spec)
    yield from _django(spec)
    yield from _regions(spec)
    if _PROJECT.fullmatch(spec.project):
        yield from _buckets(spec)
        yield from _roles(spec)


def _aliases(spec: Spec) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for alias in spec.storages:
        if not _ALIAS.fullmatch(alias):
            yield problem("SPEC077", "storages", alias, KEY, value=alias)
        if alias == "storages":
            reason = "the functions in `aliases.py` look the others up in `django.core.files.storage.storages`"
            yield problem("SPEC084", "storages", alias, KEY, value=alias, reason=reason)
        function = function_name(alias)
        if function in seen:
            yield problem("SPEC081", "storages", alias, KEY, value=alias, other=seen[function], function=function)
        seen[function] = alias


def function_name(alias: str) -> str:
    """The function that stands for an alias in `aliases.py` (as `generator.render.settings` writes it)."""
    name = alias.replace("-", "_")
    return name + "_" if keyword.iskeyword(name) else name


def _django(spec: Spec) -> Iterator[Problem]:
    parts = spec.django.package.split(".")
    if not all(part.isascii() and part.isidentifier() and not keyword.iskeyword(part) for part in parts):
        yield problem("SPEC078", "django", "package", value=spec.django.package)
    elif parts[0] in _PACKAGES:
        reason = "it would hide the package of that name which the site imports"
        yield problem("SPEC084", "django", "package", value=parts[0], reason=reason)
    yield from file_path(("django", "root"), spec.django.root)


def file_path(path: tuple[str, ...], value: str) -> Iterator[Problem]:
    """A path in the spec: relative to it, below it, the same on every system."""
    reason = ""
    if not value:
        reason = "it is empty"
    elif value.startswith(("/", "~")) or ".." in value.split("/"):
        reason = "it leaves the folder of the spec"
    elif "\\" in value or ":" in value or not value.isprintable():
        reason = "it has characters that not every system takes"
    if reason:
        yield problem("SPEC079", *path, value=value, reason=reason)


def _regions(spec: Spec) -> Iterator[Problem]:
    if not _REGION.fullmatch(spec.aws.region):
        yield problem("SPEC082", "aws", "region", value=spec.aws.region)
        return
    account = partition_of(spec.aws.region).name
    for name, store in spec.stores.items():
        if store.region is None:
            continue
        partition = partition_of(store.region).name
        if not _REGION.fullmatch(store.region):
            yield problem("SPEC082", "stores", name, "region", value=store.region)
        elif partition != account:
            slots = {"value": store.region, "partition": partition, "account": account}
            yield problem("SPEC088", "stores", name, "region", **slots)


def placeholders(path: tuple[str, ...], template: str, *allowed: str) -> Iterator[Problem]:
    """Braces in a template that are no placeholder of it."""
    known = {"{" + name + "}" for name in allowed}
    for found in _PLACEHOLDER.findall(template):
        if found not in known:
            yield problem("SPEC074", *path, value=found, allowed=listing(sorted(known)))


def _buckets(spec: Spec) -> Iterator[Problem]:
    owners: dict[str, list[str]] = {}
    allowed = ("project", "environment", "store")
    unknown = list(placeholders(("naming", "bucket"), spec.naming.bucket, *allowed))
    for store, found in spec.stores.items():
        name = bucket_name(spec, store)
        own = [] if found.name is None else list(placeholders(("stores", store, "name"), found.name, *allowed))
        yield from own
        reason = _bucket_reason(name)
        if reason and not own and (found.name is not None or not unknown):
            at = KEY if found.name is None else "name"
            yield problem("SPEC071", "stores", store, at, value=name, reason=reason, store=store)
        owners.setdefault(name, []).append(store)
    yield from unknown
    for name, stores in owners.items():
        if len(stores) > 1:
            yield problem("SPEC072", "stores", stores[-1], KEY, value=name, owners=listing(stores))


def _bucket_reason(name: str) -> str:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""
    if not 3 <= len(name) <= 63:
        return f"it has {len(name)} characters, and 3 to 63 are allowed"
    if "." in name:
        return "with a dot, TLS certificates of virtual-hosted URLs do not match"
    if not _BUCKET.fullmatch(name):
        return "only a-z, 0-9 and - are allowed, with a letter or digit at both ends"
    if name.startswith(_RESERVED_START) or name.endswith(_RESERVED_END):
        return "AWS reserves this start or ending"
    return ""


def _roles(spec: Spec) -> Iterator[Problem]:
    owners: dict[str, list[str]] = {}
    unknown = list(placeholders(("naming", "role"), spec.naming.role, "project", "environment", "workload"))
    yield from unknown
    for workload in spec.workloads:
        name = role_name(spec, workload)
        if not unknown and (len(name) > 64 or not _ROLE.fullmatch(name)):
            reason = (
                f"it has {len(name)} characters, and 64 are allowed"
                if len(name) > 64
                else "only letters, digits and +=,.@_- are allowed"
            )
            yield problem("SPEC073", "workloads", workload, KEY, value=name, reason=reason)
        owners.setdefault(name, []).append(workload)
    for name, found in owners.items():
        if len(found) > 1:
            yield problem("SPEC075", "workloads", found[-1], KEY, value=name, owners=listing(found))
