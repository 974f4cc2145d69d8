"""Run in a process of its own: builds every storage of the packages in a folder, and compares their OPTIONS.

Arguments: the folder, and a JSON file: package -> {"environments": {module: variables}, "aliases": [...]}. Prints what
is wrong.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings


def main(folder: str, packages: str) -> None:
    sys.path.insert(0, folder)
    roots = {"STATIC_ROOT": f"{folder}/static", "MEDIA_ROOT": f"{folder}/media"}
    settings.configure(USE_TZ=True, STATIC_URL="/static/", MEDIA_URL="/media/", **roots)
    for package, about in json.loads(Path(packages).read_text()).items():
        for environment, variables in about["environments"].items():
            os.environ.update(variables)
            check(package, environment, about["aliases"])
            for name in variables:
                del os.environ[name]


def check(package: str, environment: str, functions: list[str]) -> None:
    """The settings load; their storages are built; the functions find them."""
    from django.core.files.storage.handler import StorageHandler

    module = importlib.import_module(f"{package}.settings.{environment}")
    storages = StorageHandler(module.STORAGES)
    for alias, entry in module.STORAGES.items():
        unknown = set(entry.get("OPTIONS", {})) - known(storages[alias])
        if unknown:
            print(f"{package} {environment} {alias}: {entry['BACKEND']} does not know {sorted(unknown)}")
    calls = importlib.import_module(f"{package}.aliases")
    vars(calls)["storages"] = storages
    for name in functions:
        found = getattr(calls, name)
        if found.__doc__.removeprefix("The storage ").removesuffix(".") in module.STORAGES and not found():
            print(f"{package} {environment}: {name}() finds nothing")


def known(storage: Any) -> set[str]:
    """The options a storage takes: django-storages' own list, or the parameters of Django's classes."""
    if hasattr(storage, "get_default_settings"):
        return set(storage.get_default_settings())
    return set(inspect.signature(storage.__init__).parameters)


if __name__ == "__main__":
    main(*sys.argv[1:])
