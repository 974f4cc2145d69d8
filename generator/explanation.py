"""What a spec means, as plain data: each storage, its place, its URLs, its variables, its grants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.planner import plan
from generator.spec.facts import bucket_name, container_name, media_path, partition_of, region_of, s3_stores, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.plan.settings import SettingsPlan, Variable
    from generator.spec.model import Spec, Storage

SERVED = {
    "cdn-public": "public, through the CDN",
    "cdn-signed": "private, by signed URLs of the CDN",
    "cdn-cookies": "private, by signed cookies of the CDN",
}
DIRECT = {"s3": "bucket", "gcs": "bucket", "azure": "account"}
LINKS = {"s3": "presigned URLs", "gcs": "V4 signed URLs", "azure": "SAS links"}
LOCAL = "<the local cloud>"
CDNS = {"s3": "the distribution", "gcs": "Cloud CDN", "azure": "Front Door"}
_SAS = "?se=...&sp=r&sig=..."
_SIGNED: Mapping[tuple[str, str], str] = {
    ("s3", "cdn-signed"): "?Expires=...&Signature=...&Key-Pair-Id=...",
    ("s3", "direct-signed"): "?X-Amz-Signature=...",
    ("gcs", "cdn-signed"): "?Expires=...&KeyName=...&Signature=...",
    ("gcs", "direct-signed"): "?X-Goog-Signature=...",
    ("azure", "cdn-signed"): _SAS,
    ("azure", "direct-signed"): _SAS,
}


def explain(spec: Spec, package: str) -> dict[str, Any]:
    """One environment: `storages` by alias, `variables` in the order of the env file, `notes` on what is left to do."""
    found = plan(spec)
    entries = {entry.alias: entry for entry in found.aliases}
    storages = {
        alias: {
            "served": _served(spec, item),
            "files": _files(spec, alias, item),
            "urls": _urls(spec, alias, item),
            "backend": (package if entries[alias].backend.startswith(".") else "") + entries[alias].backend,
            "grants": {name: list(work.grants[alias]) for name, work in spec.workloads.items() if alias in work.grants},
        }
        for alias, item in spec.storages.items()
    }
    return {
        "environment": spec.environment,
        "target": spec.target,
        "settings": f"{package}.settings.{spec.environment.replace('-', '_')}",
        "storages": storages,
        "variables": _variables(found),
        "notes": list(_notes(spec)),
    }


def _served(spec: Spec, storage: Storage) -> str:
    if spec.target not in {"cloud", "local"}:
        return f"in {_place(spec.target)}, for tests"
    how, provider = serving(spec, storage), spec.stores[storage.store].provider
    if how == "direct-public":
        return f"public, straight from the {DIRECT[provider]}"
    if how == "direct-signed":
        return f"private, by {LINKS[provider]} of the {DIRECT[provider]}"
    return SERVED[how]


def _place(target: str) -> str:
    return "memory" if target == "memory" else "the file system"


def _files(spec: Spec, alias: str, storage: Storage) -> str:
    if spec.target == "memory":
        return "in memory"
    if spec.target == "filesystem":
        return f"$STORAGE_ROOT/{storage.store}/{storage.prefix}"
    name = bucket_name(spec, storage.store)
    match spec.stores[storage.store].provider:
        case "s3":
            return f"s3://{name}/{storage.prefix}"
        case "gcs":
            return f"gs://{name}/{storage.prefix}"
        case "azure":
            host = f"{LOCAL}/{name}" if spec.target == "local" else f"{name}.blob.core.windows.net"
            return f"{_scheme(spec)}{host}/{container_name(spec, alias)}/{storage.prefix}"


def _urls(spec: Spec, alias: str, storage: Storage) -> str:
    if spec.target in {"memory", "filesystem"}:
        return f"{media_path(spec, storage)}<name>" if storage.kind != "static" else "/static/<name>"
    store, how = spec.stores[storage.store], serving(spec, storage)
    domain = (store.cdn.domain if store.cdn else None) or f"<{CDNS[store.provider]}'s host>"
    domain = LOCAL if spec.target == "local" else domain
    host = domain if how.startswith("cdn-") else _host(spec, storage)
    folder = f"{container_name(spec, alias)}/" if store.provider == "azure" else ""
    return f"{_scheme(spec)}{host}/{folder}{storage.prefix}<name>{_SIGNED.get((store.provider, how), '')}"


def _scheme(spec: Spec) -> str:
    return "http://" if spec.target == "local" else "https://"


def _host(spec: Spec, storage: Storage) -> str:
    store, name = spec.stores[storage.store], bucket_name(spec, storage.store)
    if spec.target == "local":
        return f"{LOCAL}/{name}"
    match store.provider:
        case "s3":
            region = region_of(spec, store)
            return f"{name}.s3.{region}.{partition_of(region).dns_suffix}"
        case "gcs":
            return f"storage.googleapis.com/{name}"
        case "azure":
            return f"{name}.blob.core.windows.net"


def _variables(found: SettingsPlan) -> list[dict[str, Any]]:
    return [
        {"name": item.name, "why": _why(item), "value": item.value, "secret": item.secret, "optional": item.optional}
        for item in found.variables
    ]


def _why(item: Variable) -> str:
    return f"{item.why}; url() raises without it" if item.role == "signing-key" else item.why


def _notes(spec: Spec) -> Iterator[str]:
    """What only the team can do: the policy of a KMS key that is theirs."""
    for name, store in s3_stores(spec).items():
        wanted = store.encryption
        if wanted.type == "kms" and wanted.key.startswith("arn:") and store.cdn is not None:
            why = f"add this statement to the policy of {wanted.key}, so that the CDN of {name!r} can decrypt"
            yield f"{why}: {_cdn_statement()}"


def _cdn_statement() -> str:
    statement = {
        "Sid": "CloudFrontDecrypt",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "kms:Decrypt",
        "Resource": "*",
        "Condition": {"StringEquals": {"AWS:SourceArn": "<the distribution's ARN, exported by the stack>"}},
    }
    return json.dumps(statement)
