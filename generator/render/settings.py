"""The plan of one environment's settings as the text of its module; and the module of storage callables."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

from generator.plan.settings import FromEnv, Made, Url
from generator.render.shell import render
from generator.render.values import Call, Value, module

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.plan.settings import AliasPlan, SettingsPlan
    from generator.plan.settings import Value as Planned


def settings_module(plan: SettingsPlan, package: str, source_file: str) -> str:
    """The settings of one environment; `package` is the generated package's dotted name, `source_file` the spec's."""
    storages = {entry.alias: _entry(entry, package) for entry in plan.aliases}
    assignments: list[tuple[str, Value, str | None]] = [("STORAGES", storages, None)]
    assignments += [(name, _value(value), None) for name, value in plan.urls.items()]
    if plan.csp:
        assignments.append(("STORAGE_CSP", _csp(plan.csp), _csp_use(plan.django)))
    about: dict[str, Value] = {
        "environment": plan.environment,
        "target": plan.target,
        "identity": plan.identity,
        "private": list(plan.private),
        "public": list(plan.public),
    }
    assignments.append(("STOWPLAN", about, "What the system checks of this package read."))
    title = f"Where the files of the environment {plan.environment} lie; made from {source_file}."
    return module(title, assignments, template="settings.py.jinja")


def _entry(entry: AliasPlan, package: str) -> Value:
    backend = package + entry.backend if entry.backend.startswith(".") else entry.backend
    found: dict[str, Value] = {"BACKEND": backend}
    if entry.options:
        found["OPTIONS"] = {name: _value(value) for name, value in entry.options.items()}
    return found


def _value(value: Planned) -> Value:
    if isinstance(value, FromEnv):
        rest = [part for part in (value.default, value.below or None) if part is not None]
        return Call(f"..env:{value.reader}", (value.name, *rest))
    if isinstance(value, Made):
        return Call(f"..{value.module}:{value.function}", value.arguments)
    if isinstance(value, Url):
        return _url(value)
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return value


def _url(url: Url) -> Value:
    path = (url.path,) if url.path else ()
    match url.kind:
        case "cdn":
            return Call("..hosts:cdn", (url.name, *path))
        case "bucket":
            return Call("..hosts:bucket", (url.name, url.region, url.dns_suffix, *path))
        case "gcs-bucket":
            return Call("..hosts:gcs_bucket", (url.name, *path))
        case "azure-container":
            return Call("..hosts:azure_container", (url.name, url.container, *path))


def _csp(csp: Mapping[str, tuple[Url, ...]]) -> Value:
    return {directive: ["'self'", *(_url(url) for url in urls)] for directive, urls in csp.items()}


def _csp_use(django: str) -> str:
    if django.startswith("6"):
        return "Merge into SECURE_CSP: each directive lists what it needs."
    return "Merge into the policy of your CSP middleware (django-csp: CONTENT_SECURITY_POLICY['DIRECTIVES'])."


def callables_module(aliases: Iterable[str]) -> str:
    """One importable function for each alias, for `FileField(storage=...)`.

    A storage instance on a field would write its OPTIONS, secrets too, into the migration (django-storages#1393).
    """
    names = {function_name(alias): alias for alias in sorted(aliases)}
    body = "\n\n\n".join(
        f'def {name}() -> Storage:\n    """The storage {alias}."""\n    return storages["{alias}"]'
        for name, alias in names.items()
    )
    text = render(
        "storages.py.jinja",
        docstring="One function for each storage, for FileField(storage=...): a migration then holds its name only.",
        imports="from django.core.files.storage import Storage, storages",
        body="\n" + body,
    )
    compile(text, "aliases.py", "exec")
    return text


def function_name(alias: str) -> str:
    """`product-images` -> `product_images`; a keyword gets a trailing underscore."""
    name = alias.replace("-", "_")
    return name + "_" if keyword.iskeyword(name) else name
