"""Names: ours, Python's, and those a cloud would refuse."""

from __future__ import annotations

import keyword
import re
import sys
from typing import TYPE_CHECKING

from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec

PROJECT = re.compile(r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
_ALIAS = re.compile(r"[a-z][a-z0-9_-]{0,49}")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")
_PACKAGES = {
    *("boto3", "botocore", "s3transfer", "google", "azure", "msal", "cryptography", "requests", "django", "storages"),
    *sys.stdlib_module_names,
}
"""What the site itself imports, and a package of that name at the root of the site would hide."""


def check(spec: Spec) -> Iterator[Problem]:
    """Every name in one environment."""
    if not PROJECT.fullmatch(spec.project):
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


def placeholders(path: tuple[str, ...], template: str, *allowed: str) -> Iterator[Problem]:
    """Braces in a template that are no placeholder of it."""
    known = {"{" + name + "}" for name in allowed}
    for found in _PLACEHOLDER.findall(template):
        if found not in known:
            yield problem("SPEC074", *path, value=found, allowed=listing(sorted(known)))
