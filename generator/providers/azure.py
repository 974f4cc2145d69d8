"""Azure: the settings of one storage, and the variables they read. All values become OPTIONS, never `AZURE_*` globals.

Option names are those of `storages.backends.azure_storage.AzureStorage` 1.14.6
(https://django-storages.readthedocs.io/en/latest/backends/azure.html), and the runtime's own: `querystring_auth`,
`url_window`, `url_protocol`, `endpoint_url` and `cache_control`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.plan.settings import AliasPlan, FromEnv, Made, Url, Value, Variable
from generator.providers import s3
from generator.spec.facts import Serving, azure_stores, bucket_name, container_name, overwrites, serving
from generator.spec.identities import identity

if TYPE_CHECKING:
    from generator.spec.model import Spec, Storage

ENDPOINT = "STORAGE_AZURE_ENDPOINT_URL"
TOKEN = "STORAGE_AZURE_TOKEN"  # noqa: S105  # the variable's name
MEDIA_CLASS = ".azure.AzureMediaStorage"
STATIC_CLASS = ".azure.AzureStaticStorage"
MANIFEST_CLASS = ".azure.AzureStaticManifestStorage"
RUNTIME = (
    "access.py",
    "env.py",
    "files.py",
    "headers.py",
    "saving.py",
    "static.py",
    "azure.py",
    "azure_access.py",
    "azure_clients.py",
    "azure_files.py",
    "azure_identity.py",
    "azure_links.py",
    "azure_media.py",
    "azure_options.py",
    "azure_sas.py",
    "azure_static.py",
    "azure_transfer.py",
)

_CDN = frozenset[Serving]({"cdn-public", "cdn-signed"})
_SIGNED = frozenset[Serving]({"cdn-signed", "direct-signed"})


def settings_entry(spec: Spec, alias: str, storage: Storage) -> AliasPlan:
    """The alias as an entry of `STORAGES`; private files always have an expiry, without which nothing is signed."""
    how = serving(spec, storage)
    options: dict[str, Value] = {
        "account_name": FromEnv("required", s3.variable_name(storage.store, "ACCOUNT")),
        "azure_container": container_name(spec, alias),
        "location": storage.prefix.rstrip("/"),
        "token_credential": Made("azure_identity", "token_credential"),
        "endpoint_url": FromEnv("optional", ENDPOINT),
        "overwrite_files": overwrites(storage),
        "querystring_auth": how in _SIGNED,
        "max_memory_size": storage.max_memory_mb * 1024 * 1024,
        **_url_options(storage, how),
    }
    if storage.cache_control:
        options["cache_control"] = tuple((rule.match, rule.value) for rule in storage.cache_control)
    return AliasPlan(alias, _backend(storage), options)


def _backend(storage: Storage) -> str:
    if storage.kind == "static":
        return MANIFEST_CLASS if storage.manifest else STATIC_CLASS
    return MEDIA_CLASS


def _url_options(storage: Storage, how: Serving) -> dict[str, Value]:
    options: dict[str, Value] = {}
    if how in _CDN:
        options["custom_domain"] = FromEnv("required", s3.variable_name(storage.store, "CDN_DOMAIN"))
        options["url_protocol"] = FromEnv("optional", s3.PROTOCOL, "https:")
    if how in _SIGNED:
        options["expiration_secs"] = storage.url_expiry
        if storage.url_window:
            options["url_window"] = storage.url_window
    return options


def base_url(spec: Spec, storage: Storage, path: str) -> Url:
    """The URL below which the storage's files are reached, ending in `path`; with a path the container is before it."""
    alias = next(name for name, item in spec.storages.items() if item is storage)
    container = container_name(spec, alias)
    if serving(spec, storage) in _CDN:
        return Url("cdn", s3.variable_name(storage.store, "CDN_DOMAIN"), f"/{container}{path}" if path else "")
    return Url("azure-container", s3.variable_name(storage.store, "ACCOUNT"), path, container=container)


def variables(spec: Spec, name: str, used: frozenset[Serving]) -> list[Variable]:
    """The variables that the settings of the storages in one store read."""
    store = azure_stores(spec)[name]
    where = ("stores", name)
    found = [
        Variable(
            s3.variable_name(name, "ACCOUNT"),
            "account",
            f"the storage account of the store {name!r}",
            bucket_name(spec, name),
            (*where, "account"),
        )
    ]
    if used & _CDN and store.cdn is not None:
        variable = s3.variable_name(name, "CDN_DOMAIN")
        why = f"the host of the CDN in front of the store {name!r}"
        found.append(Variable(variable, "cdn-domain", why, store.cdn.domain, (*where, "cdn_domain")))
    return found


def shared_variables() -> list[Variable]:
    """The variable that all Azure storages read; without it they are in the cloud."""
    return [
        Variable(
            ENDPOINT,
            "endpoint",
            "a local Azure; leave unset in the cloud",
            output=("local", "azure_endpoint_url"),
            optional=True,
        )
    ]


def protocol_variable() -> Variable:
    """`http:` for a local CDN."""
    return s3.protocol_variable()


def credentials(spec: Spec, workload: str) -> list[Variable]:
    """What azure-identity reads to know who the workload is; nothing for an identity that its platform attaches.

    https://learn.microsoft.com/python/api/azure-identity/azure.identity.environmentcredential
    """
    if spec.target == "local":
        output = ("local", "credentials", workload, "azure_token")
        return [Variable(TOKEN, "local-token", f"who the workload {workload!r} is", output=output, secret=True)]
    match identity(spec, workload, "azure"):
        case "native":
            # A system-assigned identity needs no name; of user-assigned ones there may be several.
            attached = getattr(spec.workloads[workload].runs_on, "principal_id", None)
            return [] if attached else [_client(workload)]
        case "federated":
            return [_client(workload), _tenant(spec)]
        case "principal":
            return _principal(spec, workload)
        case "key" | None:
            return []


def _client(workload: str) -> Variable:
    why = f"the client id of the identity that the workload {workload!r} runs as"
    return Variable("AZURE_CLIENT_ID", "client-id", why, output=("workloads", workload, "azure", "client_id"))


def _tenant(spec: Spec) -> Variable:
    tenant = spec.azure.tenant_id
    return Variable("AZURE_TENANT_ID", "tenant-id", "the tenant of that identity", tenant, supplied=tenant is None)


def _principal(spec: Spec, workload: str) -> list[Variable]:
    principal = spec.workloads[workload].service_principal
    why = f"the application that the workload {workload!r} runs as"
    return [
        Variable("AZURE_CLIENT_ID", "client-id", why, principal.client_id if principal else None),
        _tenant(spec),
        Variable("AZURE_CLIENT_SECRET", "client-secret", "its secret", secret=True, supplied=True),
    ]


def requirements(used: frozenset[Serving]) -> list[str]:
    """What the settings need: django-storages' extra leaves azure-identity out."""
    return ["azure-identity>=1.17", "azure-storage-blob>=12.19", "django-storages[azure]>=1.14.6,<2"]


def runtime_modules(entries: list[AliasPlan], used: frozenset[Serving]) -> set[str]:
    """The runtime files those entries use."""
    return set(RUNTIME) if any(entry.backend.startswith(".azure.") for entry in entries) else set()
