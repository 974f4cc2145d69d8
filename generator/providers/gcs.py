"""Google Cloud Storage: the settings of one storage, and the variables they read. All values become OPTIONS.

Option names are those of `storages.backends.gcloud.GoogleCloudStorage` 1.14.6 and of the runtime's `GCSMediaStorage`
(https://django-storages.readthedocs.io/en/latest/backends/gcloud.html). Credentials are never among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.plan.settings import AliasPlan, FromEnv, Made, Url, Value, Variable
from generator.providers.s3 import protocol_variable, variable_name
from generator.spec.facts import (
    Serving,
    bucket_name,
    cookie_domain,
    gcs_stores,
    overwrites,
    serving,
    signing_key,
)
from generator.spec.identities import clouds_of, identity, main_workload

if TYPE_CHECKING:
    from generator.spec.gcs import GcsStore
    from generator.spec.model import Spec, Storage

__all__ = [
    "base_url",
    "credentials",
    "protocol_variable",
    "requirements",
    "runtime_modules",
    "settings_entry",
    "shared_variables",
    "variables",
]

SERVICE_ACCOUNT = "STORAGE_GCS_SERVICE_ACCOUNT"
KEY_FILE = "GOOGLE_APPLICATION_CREDENTIALS"
MEDIA_CLASS = ".gcs.GCSMediaStorage"
STATIC_CLASS = ".gcs.GCSStaticStorage"
MANIFEST_CLASS = ".gcs.GCSStaticManifestStorage"
RUNTIME = (
    "access.py",
    "files.py",
    "headers.py",
    "saving.py",
    "static.py",
    "gcs.py",
    "gcs_access.py",
    "gcs_client.py",
    "gcs_file.py",
    "gcs_keys.py",
    "gcs_links.py",
    "gcs_media.py",
    "gcs_static.py",
    "gcs_transfer.py",
    "gcs_urls.py",
)

_CDN = frozenset[Serving]({"cdn-public", "cdn-signed", "cdn-cookies"})


def settings_entry(spec: Spec, alias: str, storage: Storage) -> AliasPlan:
    """The alias as an entry of `STORAGES`."""
    store = gcs_stores(spec)[storage.store]
    how = serving(spec, storage)
    options: dict[str, Value] = {
        "bucket_name": FromEnv("required", variable_name(storage.store, "BUCKET")),
        "project_id": spec.gcp.project_id,
        "location": storage.prefix.rstrip("/"),
        "file_overwrite": overwrites(storage),
        "querystring_auth": how in {"cdn-signed", "direct-signed"},
        # Access is uniform on every bucket of a stack: an ACL would be refused on every upload.
        "default_acl": None,
        "max_memory_size": storage.max_memory_mb * 1024 * 1024,
        **_url_options(store, storage, how),
    }
    if storage.cache_control:
        options["cache_control"] = tuple((rule.match, rule.value) for rule in storage.cache_control)
    return AliasPlan(alias, _backend(storage), options)


def _backend(storage: Storage) -> str:
    """Subclasses of django-storages' own, which overwrites by default and has no manifest for static files."""
    if storage.kind == "static":
        return MANIFEST_CLASS if storage.manifest else STATIC_CLASS
    return MEDIA_CLASS


def _url_options(store: GcsStore, storage: Storage, how: Serving) -> dict[str, Value]:
    options: dict[str, Value] = {}
    if how in _CDN:
        options["custom_endpoint"] = Url("cdn", variable_name(storage.store, "CDN_DOMAIN"), "")
    if how in {"cdn-signed", "direct-signed"}:
        options["expiration"] = storage.url_expiry
        if storage.url_window:
            options["url_window"] = storage.url_window
    if how == "direct-signed":
        options["iam_sign_blob"] = True
        options["sa_email"] = FromEnv("optional", SERVICE_ACCOUNT)
    if how in {"cdn-signed", "cdn-cookies"}:
        use = "cdn" if how == "cdn-signed" else "cookie"
        options[f"{use}_key_name"] = signing_key(store)
        options[f"{use}_key"] = Made("gcs_keys", "signing_key", (variable_name(storage.store, "SIGNING_KEY"),))
    if how == "cdn-cookies":
        options["cookie_domain"] = FromEnv("optional", variable_name(storage.store, "COOKIE_DOMAIN"))
    return options


def base_url(spec: Spec, storage: Storage, path: str) -> Url:
    """The URL below which the storage's files are reached, ending in `path`."""
    if serving(spec, storage) in _CDN:
        return Url("cdn", variable_name(storage.store, "CDN_DOMAIN"), path)
    return Url("gcs-bucket", variable_name(storage.store, "BUCKET"), path)


def variables(spec: Spec, name: str, used: frozenset[Serving]) -> list[Variable]:
    """The variables that the settings of the storages in one store read."""
    store = gcs_stores(spec)[name]
    where = ("stores", name)
    why = f"the bucket of the store {name!r}"
    found = [
        Variable(variable_name(name, "BUCKET"), "bucket", why, bucket_name(spec, name), (*where, "bucket")),
    ]
    if used & _CDN and store.cdn is not None:
        why = f"the host of the CDN in front of the store {name!r}"
        found.append(
            Variable(variable_name(name, "CDN_DOMAIN"), "cdn-domain", why, store.cdn.domain, (*where, "cdn_domain"))
        )
    if used & {"cdn-signed", "cdn-cookies"}:
        found.append(_signing_variable(store, name))
    if "cdn-cookies" in used:
        found.append(_cookie_variable(store, spec, name))
    site = main_workload(spec)
    if "direct-signed" in used and (site is None or "gcs" not in clouds_of(spec, site)):
        why = "the service account that the site runs as, which signs URLs where there is no key file"
        found.append(Variable(SERVICE_ACCOUNT, "service-account", why, supplied=True, optional=True))
    return found


def _signing_variable(store: GcsStore, name: str) -> Variable:
    """One variable: a Cloud CDN key is told from others by its name in the spec, not by an id that the cloud gives."""
    base64 = variable_name(name, "SIGNING_KEY_BASE64")
    return Variable(
        variable_name(name, "SIGNING_KEY_FILE"),
        "signing-key",
        f"path of the signing key {signing_key(store) or ''!r} of Cloud CDN, for the processes that make links; or"
        f" {base64}: its 16 bytes in base64url",
        output=("local", "signing_key_files", name),
        supplied=True,
        optional=True,
    )


def _cookie_variable(store: GcsStore, spec: Spec, name: str) -> Variable:
    return Variable(
        variable_name(name, "COOKIE_DOMAIN"),
        "cookie-domain",
        "the domain that signed cookies are for, which the site and the CDN share, such as .shop.example",
        cookie_domain(spec, store),
        supplied=True,
        optional=True,
    )


def shared_variables() -> list[Variable]:
    """The variable that all GCS storages read."""
    return [
        Variable(
            "STORAGE_EMULATOR_HOST",
            "endpoint",
            "a local Google Cloud Storage, with its scheme; leave unset in the cloud",
            output=("local", "gcs_endpoint_url"),
            optional=True,
        )
    ]


def credentials(spec: Spec, workload: str) -> list[Variable]:
    """Who the workload is to Google: a key file where it has one, and who signs URLs where it has none.

    A key file is that of a workload with a long-lived key, or of any workload of a local cloud. Where the platform
    attaches the service account, a key file would silently override it.
    """
    found = []
    if spec.target == "local":
        why = f"the key file of the workload {workload!r} in the local Google Cloud"
        output = ("local", "credentials", workload, "google_credentials_file")
        found.append(Variable(KEY_FILE, "google-credentials", why, output=output))
    elif identity(spec, workload, "gcs") == "key":
        why = (
            f"path of the service account key of the workload {workload!r}; the stack's output"
            f" secrets.{workload}.google_credentials_base64 holds the file in base64"
        )
        found.append(Variable(KEY_FILE, "google-credentials", why, supplied=True))
    if _signs_urls(spec):
        why = f"the service account of the workload {workload!r}, which signs URLs where there is no key file"
        output = ("workloads", workload, "gcp", "email")
        found.append(Variable(SERVICE_ACCOUNT, "service-account", why, output=output, optional=True))
    return found


def _signs_urls(spec: Spec) -> bool:
    stores = gcs_stores(spec)
    return any(item.store in stores and serving(spec, item) == "direct-signed" for item in spec.storages.values())


def requirements(used: frozenset[Serving]) -> list[str]:
    """What the settings need: google-cloud-storage 2.18 is the oldest that the runtime is tested with."""
    return ["django-storages[google]>=1.14.6,<2", "google-cloud-storage>=2.18"]


def runtime_modules(entries: list[AliasPlan], used: frozenset[Serving]) -> set[str]:
    """The runtime files those entries use."""
    found = set(RUNTIME) if any(entry.backend.startswith(".gcs.") for entry in entries) else set[str]()
    return found | ({"cookies.py"} if "cdn-cookies" in used else set())
