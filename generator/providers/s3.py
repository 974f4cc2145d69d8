"""S3: the settings of one storage, and the variables they read. All values become OPTIONS, never `AWS_*` globals.

Option names are those of `storages.backends.s3.S3Storage` 1.14.6 (https://django-storages.readthedocs.io/en/latest/backends/amazon-S3.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.plan.settings import AliasPlan, FromEnv, Url, Value, Variable
from generator.spec.facts import (
    Serving,
    bucket_name,
    cookie_domain,
    overwrites,
    partition_of,
    region_of,
    s3_stores,
    serving,
    signing_key,
)
from generator.spec.identities import identity

if TYPE_CHECKING:
    from generator.spec.model import Spec, Storage, Store
    from generator.spec.s3 import S3Store

ADDRESSING = "STORAGE_S3_ADDRESSING_STYLE"
PROTOCOL = "STORAGE_CDN_PROTOCOL"
MEDIA_CLASS = ".s3.S3MediaStorage"
STATIC_CLASS = ".s3.S3StaticStorage"
MANIFEST_CLASS = ".s3.S3StaticManifestStorage"
RUNTIME = (
    "access.py",
    "headers.py",
    "saving.py",
    "static.py",
    "s3.py",
    "s3_access.py",
    "s3_links.py",
    "s3_media.py",
    "s3_static.py",
    "s3_transfer.py",
    "s3_urls.py",
)

_CDN = frozenset[Serving]({"cdn-public", "cdn-signed", "cdn-cookies"})


def variable_name(store: str, what: str) -> str:
    """`media`, `BUCKET` -> `STORAGE_MEDIA_BUCKET`."""
    return f"STORAGE_{store.upper().replace('-', '_')}_{what}"


def settings_entry(spec: Spec, alias: str, storage: Storage) -> AliasPlan:
    """The alias as an entry of `STORAGES`."""
    store = s3_stores(spec)[storage.store]
    how = serving(spec, storage)
    options: dict[str, Value] = {
        "bucket_name": FromEnv("required", variable_name(storage.store, "BUCKET")),
        "location": storage.prefix.rstrip("/"),
        "region_name": region_of(spec, store),
        "signature_version": "s3v4",
        "addressing_style": FromEnv("optional", ADDRESSING, "virtual"),
        "file_overwrite": overwrites(storage),
        "querystring_auth": how in {"cdn-signed", "direct-signed"},
        "default_acl": storage.acl,
        "max_memory_size": storage.max_memory_mb * 1024 * 1024,
        **_url_options(storage, how),
        **_upload_options(storage, store),
    }
    return AliasPlan(alias, _backend(storage), options)


def _backend(storage: Storage) -> str:
    """Subclasses of django-storages' own: its S3Storage cuts non-ASCII text short (s3transfer counts characters)."""
    if storage.kind == "static":
        return MANIFEST_CLASS if storage.manifest else STATIC_CLASS
    return MEDIA_CLASS


def _url_options(storage: Storage, how: Serving) -> dict[str, Value]:
    options: dict[str, Value] = {}
    if how in _CDN:
        options["custom_domain"] = FromEnv("required", variable_name(storage.store, "CDN_DOMAIN"))
        options["url_protocol"] = FromEnv("optional", PROTOCOL, "https:")
    if how in {"cdn-signed", "direct-signed"}:
        options["querystring_expire"] = storage.url_expiry
        if storage.url_window:
            options["url_window"] = storage.url_window
    if how in {"cdn-signed", "cdn-cookies"}:
        use = "cloudfront" if how == "cdn-signed" else "cookie"
        options[f"{use}_key_id"] = FromEnv("optional", variable_name(storage.store, "SIGNING_KEY_ID"))
        options[f"{use}_key"] = FromEnv("key", variable_name(storage.store, "SIGNING_KEY"))
    if how == "cdn-cookies":
        options["cookie_domain"] = FromEnv("optional", variable_name(storage.store, "COOKIE_DOMAIN"))
    return options


def _upload_options(storage: Storage, store: S3Store) -> dict[str, Value]:
    options: dict[str, Value] = {}
    if storage.cache_control:
        options["cache_control"] = tuple((rule.match, rule.value) for rule in storage.cache_control)
    if store.object_ownership == "BucketOwnerEnforced":
        options["default_acl"] = None
    return options


def base_url(spec: Spec, storage: Storage, path: str) -> Url:
    """The URL below which the storage's files are reached, ending in `path`."""
    store = spec.stores[storage.store]
    if serving(spec, storage) in _CDN:
        return Url("cdn", variable_name(storage.store, "CDN_DOMAIN"), path)
    region = region_of(spec, store)
    suffix = partition_of(region).dns_suffix
    return Url("bucket", variable_name(storage.store, "BUCKET"), path, region, suffix)


def variables(spec: Spec, name: str, used: frozenset[Serving]) -> list[Variable]:
    """The variables that the settings of the storages in one store read."""
    store = spec.stores[name]
    where = ("stores", name)
    found = [
        Variable(
            variable_name(name, "BUCKET"),
            "bucket",
            f"the bucket of the store {name!r}",
            bucket_name(spec, name),
            (*where, "bucket"),
        )
    ]
    if used & _CDN and store.cdn is not None:
        why = f"the host of the CDN in front of the store {name!r}"
        found.append(
            Variable(variable_name(name, "CDN_DOMAIN"), "cdn-domain", why, store.cdn.domain, (*where, "cdn_domain"))
        )
    if used & {"cdn-signed", "cdn-cookies"}:
        found += _signing_variables(store, name)
    if "cdn-cookies" in used:
        found.append(_cookie_variable(spec, name))
    return found


def _cookie_variable(spec: Spec, name: str) -> Variable:
    return Variable(
        variable_name(name, "COOKIE_DOMAIN"),
        "cookie-domain",
        "the domain that signed cookies are for, which the site and the CDN share, such as .shop.example",
        cookie_domain(spec, spec.stores[name]),
        supplied=True,
        optional=True,
    )


def _signing_variables(store: Store, name: str) -> list[Variable]:
    key = signing_key(store) or ""
    base64 = variable_name(name, "SIGNING_KEY_BASE64")
    why_id = f"the CloudFront public key {key!r}, which signed URLs name"
    why_key = f"path of the private key of {key!r}, for the processes that make links; or {base64}: the PEM on one line"
    return [
        Variable(
            variable_name(name, "SIGNING_KEY_ID"),
            "signing-key-id",
            why_id,
            output=("stores", name, "signing_keys", key),
            optional=True,
        ),
        Variable(
            variable_name(name, "SIGNING_KEY_FILE"),
            "signing-key",
            why_key,
            output=("local", "signing_key_files", name),
            supplied=True,
            optional=True,
        ),
    ]


def shared_variables() -> list[Variable]:
    """Variables that all S3 storages read; the defaults are production's."""
    return [
        Variable(
            ADDRESSING,
            "addressing-style",
            "`path` for a local S3; leave unset in the cloud",
            output=("local", "addressing_style"),
            optional=True,
        ),
        Variable(
            "AWS_ENDPOINT_URL",
            "endpoint",
            "a local AWS; leave unset in the cloud",
            output=("local", "endpoint_url"),
            optional=True,
        ),
    ]


def protocol_variable() -> Variable:
    """`http:` for a local CDN."""
    return Variable(
        PROTOCOL,
        "cdn-protocol",
        "`http:` for a local CDN; leave unset in the cloud",
        output=("local", "cdn_protocol"),
        optional=True,
    )


def credentials(spec: Spec, workload: str) -> list[Variable]:
    """The access key of a workload without a role (a VPS, `keys: [s3]`), or of any in a local cloud; else nothing.

    Where a role serves, a key in the environment would silently override it.
    """
    local = spec.target == "local"
    if not local and identity(spec, workload, "s3") != "key":
        return []
    section = ("local", "credentials", workload)
    key = (*section, "access_key_id") if local else ("workloads", workload, "access_key_id")
    secret = (*section, "secret_access_key") if local else ("secrets", workload, "secret_access_key")
    found = [
        Variable("AWS_ACCESS_KEY_ID", "access-key-id", f"the access key of the workload {workload!r}", output=key),
        Variable("AWS_SECRET_ACCESS_KEY", "secret-access-key", "its secret", output=secret, secret=True),
    ]
    if local:
        found.append(
            Variable(
                "AWS_SESSION_TOKEN",
                "session-token",
                "its session",
                output=(*section, "session_token"),
                secret=True,
                optional=True,
            )
        )
    return found


def requirements(used: frozenset[Serving]) -> list[str]:
    """What the settings need: boto3 1.35.2 has If-None-Match, 1.14.6 answers missing keys (django-storages#1430)."""
    found = ["boto3>=1.35.2", "django-storages[s3]>=1.14.6,<2"]
    if used & {"cdn-signed", "cdn-cookies"}:
        found.append("cryptography>=44")
    return found


def runtime_modules(entries: list[AliasPlan], used: frozenset[Serving]) -> set[str]:
    """The runtime files those entries use."""
    found = set(RUNTIME) if any(entry.backend.startswith(".s3.") for entry in entries) else set[str]()
    return found | ({"cookies.py"} if "cdn-cookies" in used else set())
