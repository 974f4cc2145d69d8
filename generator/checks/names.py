"""Names: ours, Python's, and those a cloud would refuse."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

from generator.spec.facts import bucket_name, region_of, role_name
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.spec.model import Spec

_PROJECT = re.compile(r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
_ALIAS = re.compile(r"[a-z][a-z0-9_-]{0,49}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]*[a-z0-9]")
_ROLE = re.compile(r"[A-Za-z0-9+=,.@_-]+")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")
_RESERVED_START = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_END = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


def check(spec: Spec) -> Iterator[Problem]:
    """Every name in one environment."""
    if not _PROJECT.fullmatch(spec.project):
        yield problem("SPEC070", "project", value=spec.project)
    for group in ("stores", "workloads"):
        for name in getattr(spec, group):
            if not _NAME.fullmatch(name):
                yield problem("SPEC076", group, name, KEY, value=name)
    yield from _aliases(spec)
    yield from _django(spec)
    yield from _regions(spec)
    if _PROJECT.fullmatch(spec.project):
        yield from _buckets(spec)
        yield from _roles(spec)


def check_across(specs: dict[str, Spec]) -> Iterator[tuple[str, Problem]]:
    """Two environments that would share one bucket or one role: each `pulumi up` would undo the other's."""
    groups: tuple[tuple[str, str, Callable[[Spec, str], str], str], ...] = (
        ("stores", "SPEC072", bucket_name, "bucket"),
        ("workloads", "SPEC075", role_name, "role"),
    )
    for group, code, name_of, template in groups:
        owners: dict[str, list[tuple[str, str]]] = {}
        for environment, spec in specs.items():
            for key in getattr(spec, group) if spec.target == "cloud" else ():
                owners.setdefault(name_of(spec, key), []).append((environment, key))
        for name, found in owners.items():
            if len({environment for environment, _ in found}) > 1 and not _adopted(specs, group, found):
                environment = found[-1][0]
                listed = listing(f"{key} of {owner}" for owner, key in found)
                yield environment, problem(code, "naming", template, value=name, owners=listed)


def _adopted(specs: dict[str, Spec], group: str, found: list[tuple[str, str]]) -> bool:
    return group == "stores" and any(specs[environment].stores[key].adopt for environment, key in found)


def _aliases(spec: Spec) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for alias in spec.storages:
        if not _ALIAS.fullmatch(alias):
            yield problem("SPEC077", "storages", alias, KEY, value=alias)
        identifier = alias.replace("-", "_")
        if identifier in seen:
            yield problem("SPEC081", "storages", alias, KEY, value=alias, other=seen[identifier])
        seen[identifier] = alias


def _django(spec: Spec) -> Iterator[Problem]:
    parts = spec.django.package.split(".")
    if not all(part.isascii() and part.isidentifier() and not keyword.iskeyword(part) for part in parts):
        yield problem("SPEC078", "django", "package", value=spec.django.package)
    root = spec.django.root
    if root.startswith(("/", "~")) or "\\" in root or ".." in root.split("/"):
        yield problem("SPEC079", "django", "root", value=root)


def _regions(spec: Spec) -> Iterator[Problem]:
    if not _REGION.fullmatch(spec.aws.region):
        yield problem("SPEC082", "aws", "region", value=spec.aws.region)
    for name, store in spec.stores.items():
        if store.region is not None and not _REGION.fullmatch(region_of(spec, store)):
            yield problem("SPEC082", "stores", name, "region", value=store.region)


def _unknown(path: tuple[str, ...], filled: str, allowed: str) -> Iterator[Problem]:
    for found in _PLACEHOLDER.findall(filled):
        yield problem("SPEC074", *path, value=found, allowed=allowed)


def _buckets(spec: Spec) -> Iterator[Problem]:
    owners: dict[str, list[str]] = {}
    for store in spec.stores:
        name = bucket_name(spec, store)
        path = ("stores", store, "name") if spec.stores[store].name else ("naming", "bucket")
        unknown = list(_unknown(path, name, "{project}, {environment}, {store}"))
        yield from unknown
        reason = _bucket_reason(name)
        if reason and not unknown:
            yield problem("SPEC071", *path, value=name, reason=reason, store=store)
        owners.setdefault(name, []).append(store)
    for name, found in owners.items():
        if len(found) > 1:
            yield problem("SPEC072", "stores", found[-1], KEY, value=name, owners=listing(found))


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
    for workload in spec.workloads:
        name = role_name(spec, workload)
        unknown = list(_unknown(("naming", "role"), name, "{project}, {environment}, {workload}"))
        yield from unknown
        if not unknown and (len(name) > 64 or not _ROLE.fullmatch(name)):
            reason = (
                f"it has {len(name)} characters, and 64 are allowed"
                if len(name) > 64
                else "only letters, digits and +=,.@_- are allowed"
            )
            yield problem("SPEC073", "naming", "role", value=name, reason=reason)
        owners.setdefault(name, []).append(workload)
    for name, found in owners.items():
        if len(found) > 1:
            yield problem("SPEC075", "workloads", found[-1], KEY, value=name, owners=listing(found))
