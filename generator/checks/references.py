"""Names that must exist elsewhere in the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.capabilities import TITLES
from generator.spec.facts import region_of
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, nearest, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.spec.model import Spec
    from generator.spec.parts import LogTarget
    from generator.spec.s3 import S3Store


def check(spec: Spec) -> Iterator[Problem]:
    """Stores of storages and logs, storages of grants, the workload of the settings."""
    for alias, storage in spec.storages.items():
        if storage.store not in spec.stores:
            yield _missing("SPEC030", ("storages", alias, "store"), storage.store, spec.stores)
    for name, workload in spec.workloads.items():
        for alias in workload.grants:
            if alias not in spec.storages:
                yield _missing("SPEC031", ("workloads", name, "grants", alias, KEY), alias, spec.storages)
    if spec.django.workload is not None and spec.django.workload not in spec.workloads:
        yield _missing("SPEC032", ("django", "workload"), spec.django.workload, spec.workloads)
    yield from _logs(spec)
    yield from _unused(spec)
    yield from _no_default(spec)
    yield from _workloads(spec)
    yield from _manifests(spec)
    static = spec.storages.get("staticfiles")
    if static is not None and static.kind != "static":
        yield problem("SPEC034", "storages", "staticfiles", "kind", value=static.kind)


def _missing(code: str, path: tuple[str, ...], value: str, allowed: Iterable[str]) -> Problem:
    names = list(allowed)
    return problem(code, *path, value=value, nearest=nearest(value, names), allowed=listing(names))


def _log_targets(spec: Spec) -> Iterator[tuple[str, tuple[str, ...], LogTarget]]:
    for name, store in spec.stores.items():
        if store.access_logs is not None:
            yield name, ("stores", name, "access_logs"), store.access_logs
        if store.cdn is not None and store.cdn.logs is not None:
            yield name, ("stores", name, "cdn", "logs"), store.cdn.logs


def _logs(spec: Spec) -> Iterator[Problem]:
    for name, path, target in _log_targets(spec):
        found, source = spec.stores.get(target.store), spec.stores[name]
        if found is None:
            yield _missing("SPEC030", (*path, "store"), target.store, spec.stores)
            continue
        reason = fix = ""
        if found.provider != source.provider:
            reason, fix = f"it is on {TITLES[found.provider]}", f"name a store on {TITLES[source.provider]}"
        elif path[-1] == "access_logs" and target.store == name:
            reason, fix = "its own logs would be logged for ever", "name another store"
        elif found.provider == "s3" and path[-1] == "access_logs":
            reason, fix = _access_log(region_of(spec, source), region_of(spec, found), found)
        elif found.provider == "s3":
            yield from _cdn_log(name, path, target, found)
        if reason:
            yield problem("SPEC035", *path, "store", value=target.store, other=name, reason=reason, fix=fix)


def _access_log(region: str, other: str, found: S3Store) -> tuple[str, str]:
    """Same region, SSE-S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html"""
    if other != region:
        return "it is in another region", f"use a store in {region}"
    if found.encryption.type != "sse-s3":
        return "S3 writes access logs to SSE-S3 buckets only", "set `encryption: {type: sse-s3}` there"
    return "", ""


def _cdn_log(name: str, path: tuple[str, ...], target: LogTarget, found: S3Store) -> Iterator[Problem]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html (SSE-KMS).

    The policy of a key that this stack creates lets the service in; no other key's policy is written here.
    """
    encryption = found.encryption
    if encryption.type != "kms" or encryption.key == "create":
        return
    if encryption.key == "aws-managed":
        reason = "the policy of the AWS-managed key cannot be changed to let CloudFront's log delivery in"
        slots = {"value": target.store, "other": name, "reason": reason, "fix": "set `key: create` there"}
        yield problem("SPEC035", *path, "store", **slots)
    else:
        yield problem("SPEC039", *path, "store", value=encryption.key, store=target.store)


def _unused(spec: Spec) -> Iterator[Problem]:
    used = {storage.store for storage in spec.storages.values()}
    used |= {target.store for _, _, target in _log_targets(spec)}
    for name in spec.stores:
        if name not in used:
            yield problem("SPEC033", "stores", name, KEY, value=name)


def _workloads(spec: Spec) -> Iterator[Problem]:
    """A spec without workloads leaves identities to others, and so who writes."""
    names = list(spec.workloads)
    if len(names) > 1 and spec.django.workload is None:
        yield problem("SPEC036", "workloads", KEY, count=len(names), first=names[0], allowed=listing(names))
    grants = [grant for workload in spec.workloads.values() for grant in workload.grants.items()]
    written = {alias for alias, actions in grants if "write" in actions}
    for alias, storage in spec.storages.items():
        store = spec.stores.get(storage.store)
        if names and alias not in written and store is not None and not store.adopt:
            yield problem("SPEC108", "storages", alias, KEY, value=alias)


def _manifests(spec: Spec) -> Iterator[Problem]:
    """The site opens `staticfiles.json` when it first asks for the URL of a static file:
    https://docs.djangoproject.com/en/5.2/ref/contrib/staticfiles/#manifeststaticfilesstorage"""
    name = spec.django.workload or next(iter(spec.workloads), None)
    if name not in spec.workloads or spec.target not in {"cloud", "local"}:
        return
    grants = spec.workloads[name].grants
    for alias, storage in spec.storages.items():
        if storage.kind == "static" and storage.manifest and "read" not in grants.get(alias, ()):
            yield problem("SPEC038", "workloads", name, "grants", KEY, value=name, alias=alias)


def _no_default(spec: Spec) -> Iterator[Problem]:
    """Django has a `default` whatever the spec says: its own, on the disk of the machine that served the upload."""
    uploads = [alias for alias, storage in spec.storages.items() if storage.kind == "media"]
    if uploads and "default" not in spec.storages and spec.target in {"cloud", "local"}:
        yield problem("SPEC121", "storages", KEY, allowed=listing(uploads))
