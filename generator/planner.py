"""From a spec to the plan of its settings. Pure: no clock, no environment, no disk, and no outputs needed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Literal

from generator.plan.settings import AliasPlan, FromEnv, SettingsPlan, Url, Value, Variable
from generator.providers import provider
from generator.spec.facts import ProviderName, Serving, media_path, serving
from generator.spec.identities import clouds_of, main_workload

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.spec.model import Spec, Storage

ALWAYS = ("__init__.py", "apps.py", "check_tables.py", "checks.py", "env.py", "hosts.py")
USAGE = (
    "usage.py",
    "management/__init__.py",
    "management/commands/__init__.py",
    "management/commands/storage_usage.py",
)
FILE_SYSTEM = "django.core.files.storage.FileSystemStorage"
IN_MEMORY = "django.core.files.storage.InMemoryStorage"
STATIC_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"

_CSP: Mapping[str, tuple[str, ...]] = {
    "static": ("script-src", "style-src", "font-src", "img-src"),
    "media": ("img-src", "media-src"),
    "cache": ("img-src", "media-src"),
}


def plan(spec: Spec) -> SettingsPlan:
    """The settings of one environment."""
    if spec.target in {"memory", "filesystem"}:
        return _offline(spec)
    entries = [
        provider(spec.stores[item.store].provider).settings_entry(spec, alias, item)
        for alias, item in spec.storages.items()
    ]
    workload = main_workload(spec)
    return SettingsPlan(
        environment=spec.environment,
        target=spec.target,
        django=spec.django.version,
        aliases=_with_defaults(entries),
        urls=_urls(spec),
        csp=_csp(spec),
        variables=tuple(_unique(_variables(spec, workload))),
        requirements=tuple(_merged(provider(name).requirements(used) for name, used in _used(spec).items())),
        runtime=_runtime(spec, entries),
        identity=_identity(spec, workload),
        private=_of(spec, "private"),
        public=_of(spec, "public"),
        workload_variables=_of_others(spec, workload),
    )


def _with_defaults(entries: list[AliasPlan]) -> tuple[AliasPlan, ...]:
    """`STORAGES` replaces Django's own, so both of its aliases are always there."""
    names = {entry.alias for entry in entries}
    missing = {"default": FILE_SYSTEM, "staticfiles": STATIC_FILES}
    added = [AliasPlan(alias, backend, {}) for alias, backend in missing.items() if alias not in names]
    return (*sorted([*entries, *added], key=lambda entry: (entry.alias not in missing, entry.alias)),)


def _used(spec: Spec) -> dict[ProviderName, frozenset[Serving]]:
    found: dict[ProviderName, frozenset[Serving]] = {}
    for storage in spec.storages.values():
        name = spec.stores[storage.store].provider
        found[name] = found.get(name, frozenset()) | {serving(spec, storage)}
    return found


def _of(spec: Spec, access: str) -> tuple[str, ...]:
    return tuple(sorted(alias for alias, item in spec.storages.items() if item.access == access))


def _urls(spec: Spec) -> dict[str, Value]:
    """From the same prefix and host as the storages: ManifestFilesMixin rewrites by them (django-storages#1389)."""
    found: dict[str, Value] = {}
    for setting, alias in (("STATIC_URL", "staticfiles"), ("MEDIA_URL", "default")):
        storage = spec.storages.get(alias)
        if storage is not None and storage.access == "public":
            found[setting] = _url(spec, storage, "/" + storage.prefix)
    return found


def _url(spec: Spec, storage: Storage, path: str) -> Url:
    return provider(spec.stores[storage.store].provider).base_url(spec, storage, path)


def _csp(spec: Spec) -> dict[str, tuple[Url, ...]]:
    """Directive -> the origins that files are loaded from."""
    pairs = sorted(
        {
            (directive, _url(spec, storage, ""))
            for storage in spec.storages.values()
            for directive in _CSP[storage.kind]
        },
        key=lambda pair: (pair[0], pair[1].kind, pair[1].name, pair[1].container),
    )
    return {directive: tuple(url for _, url in group) for directive, group in groupby(pairs, key=lambda pair: pair[0])}


def _variables(spec: Spec, workload: str | None) -> Iterable[Variable]:
    for name, store in spec.stores.items():
        used = frozenset(serving(spec, item) for item in spec.storages.values() if item.store == name)
        if used:
            yield from provider(store.provider).variables(spec, name, used)
    for name, used in _used(spec).items():
        if any(item.startswith("cdn-") for item in used):
            yield provider(name).protocol_variable()
        yield from provider(name).shared_variables()
    if workload is not None:
        yield from _credentials(spec, workload)


def _of_others(spec: Spec, workload: str | None) -> dict[str, tuple[Variable, ...]]:
    """What each further workload is told of itself; nothing too, where the site's file would tell it to be the site."""
    site = workload is not None and any(_credentials(spec, workload))
    found = {name: tuple(_credentials(spec, name)) for name in spec.workloads if name != workload}
    return {name: variables for name, variables in found.items() if variables or site}


def _unique(variables: Iterable[Variable]) -> Iterable[Variable]:
    """Clouds share some, such as the protocol of a local CDN: the first stays."""
    found: dict[str, Variable] = {}
    for item in variables:
        found.setdefault(item.name, item)
    return found.values()


def _credentials(spec: Spec, workload: str) -> Iterable[Variable]:
    for name in clouds_of(spec, workload):
        yield from provider(name).credentials(spec, workload)


def _identity(spec: Spec, workload: str | None) -> Literal["role", "keys", "none"]:
    if workload is None:
        return "none"
    held = any(item.secret or item.role == "google-credentials" for item in _credentials(spec, workload))
    return "keys" if held else "role"


def _merged(groups: Iterable[list[str]]) -> list[str]:
    return sorted({line for group in groups for line in group})


def _runtime(spec: Spec, entries: list[AliasPlan]) -> tuple[str, ...]:
    modules = set(ALWAYS)
    for name, used in _used(spec).items():
        modules |= provider(name).runtime_modules(entries, used)
    if any(item.usage_metrics for item in spec.workloads.values()):
        modules |= set(USAGE)
    return tuple(sorted(modules))


def _offline(spec: Spec) -> SettingsPlan:
    """Every alias kept, nothing over the network: for tests and for a laptop without a cloud."""
    entries = [_offline_entry(spec, alias, item) for alias, item in spec.storages.items()]
    root = Variable("STORAGE_ROOT", "storage-root", "the folder that holds the files", "var/storage", supplied=True)
    return SettingsPlan(
        environment=spec.environment,
        target=spec.target,
        django=spec.django.version,
        aliases=_with_defaults(entries),
        urls={"STATIC_URL": "/static/", "MEDIA_URL": "/media/"},
        csp={},
        variables=(root,) if spec.target == "filesystem" else (),
        requirements=(),
        runtime=ALWAYS,
        identity="none",
        private=_of(spec, "private"),
        public=_of(spec, "public"),
    )


def _offline_entry(spec: Spec, alias: str, storage: Storage) -> AliasPlan:
    if storage.kind == "static":
        return AliasPlan(alias, STATIC_FILES, {})
    base: dict[str, Value] = {"base_url": media_path(spec, storage)}
    if spec.target == "memory":
        return AliasPlan(alias, IN_MEMORY, base)
    folder = "/".join(part for part in (storage.store, storage.prefix.rstrip("/")) if part)
    return AliasPlan(alias, FILE_SYSTEM, {"location": FromEnv("path", "STORAGE_ROOT", "var/storage", folder), **base})
