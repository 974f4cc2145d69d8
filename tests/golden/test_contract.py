"""The plans against what is installed: classes, OPTIONS, readers and the runtime's own imports."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from generator.plan.settings import Reader
from generator.planner import plan
from generator.render.environment import LOCAL_ONLY
from generator.render.settings import callables_module, function_name, settings_module
from generator.runtime import env, hosts
from tests.golden.rendering import HERE, SPECS, opened

if TYPE_CHECKING:
    from generator.plan.settings import SettingsPlan

RUNTIME = HERE.parents[1] / "generator" / "runtime"


def plans(name: str) -> dict[str, SettingsPlan]:
    return {environment: plan(spec) for environment, spec in opened(SPECS[name]).specs.items()}


@pytest.fixture(scope="module")
def private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode()


def package_of(folder: Path, name: str, *, signing: bool) -> tuple[str, dict[str, Any]]:
    """The generated package of a spec, under a name of its own, with the runtime files its plans ask for."""
    package = "made_" + re.sub(r"\W", "_", name)
    found = plans(name)
    root = folder / package
    for file in {file for item in found.values() for file in item.runtime}:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes((RUNTIME / file).read_bytes())
    (root / "settings").mkdir()
    (root / "settings/__init__.py").write_text("")
    environments = {environment.replace("-", "_"): item for environment, item in found.items()}
    for module, item in environments.items():
        (root / f"settings/{module}.py").write_text(settings_module(item, package, "storage.yaml"))
    aliases = {entry.alias for item in found.values() for entry in item.aliases}
    (root / "aliases.py").write_text(callables_module(aliases))
    given = {module: variables(item, folder, signing=signing) for module, item in sorted(environments.items())}
    return package, {"environments": given, "aliases": sorted(map(function_name, aliases))}


@pytest.mark.parametrize("signing", [True, False], ids=["with the signing key", "without"])
def test_every_storage_is_built_by_django(tmp_path, private_key, signing):
    packages = dict(package_of(tmp_path, name, signing=signing) for name in SPECS)
    (tmp_path / "packages.json").write_text(json.dumps(packages))
    (tmp_path / "key.pem").write_text(private_key)
    (tmp_path / "key.txt").write_text("AAECAwQFBgcICQoLDA0ODw==\n")
    script = [str(HERE / "build_storages.py"), str(tmp_path), str(tmp_path / "packages.json")]

    ran = subprocess.run(
        [sys.executable, "-W", "error", "-W", "ignore:Please install grpcio-status:ImportWarning", *script],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE.parents[1])},
    )
    assert ran.stderr == ""
    assert ran.stdout == ""
    assert ran.returncode == 0


def variables(found: SettingsPlan, folder: Path, *, signing: bool) -> dict[str, str]:
    """Every variable that a plan names, with a value of its kind."""
    values = {}
    for variable in found.variables:
        if variable.role in LOCAL_ONLY and found.target != "local":
            continue
        symmetric = "Cloud CDN" in variable.why
        values[variable.name] = {
            "signing-key": str(folder / ("key.txt" if symmetric else "key.pem")),
            "signing-key-id": "K2JCJMDEHXQW5F",
            "storage-root": str(folder / "files"),
            "cdn-protocol": "https:",
            "addressing-style": "virtual",
            "endpoint": "http://127.0.0.1:9",
        }.get(variable.role, "x.example")
    return values if signing else {name: value for name, value in values.items() if "SIGNING_KEY" not in name}


def test_readers_and_hosts_are_functions_of_the_runtime():
    assert [reader for reader in get_args(Reader) if not callable(getattr(env, reader, None))] == []
    assert all(map(callable, (hosts.cdn, hosts.bucket, hosts.gcs_bucket, hosts.azure_container)))


@pytest.mark.parametrize("name", SPECS)
def test_runtime_files_import_only_what_is_copied_with_them(name):
    for found in plans(name).values():
        files = set(found.runtime)
        for file in files:
            assert imported(file) <= files, (found.environment, file)


def imported(file: str) -> set[str]:
    """The runtime files a runtime file imports."""
    tree = ast.parse((RUNTIME / file).read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = Path(file).parents[node.level - 1]
            inside = folder.joinpath(*node.module.split(".")) if node.module else folder
            names = [inside] if node.module else [inside / alias.name for alias in node.names]
            found |= {path.as_posix() + ".py" for path in names if (RUNTIME / path).with_suffix(".py").is_file()}
    return found


@pytest.mark.parametrize("name", SPECS)
def test_every_variable_that_settings_read_is_in_the_env_file(name):
    for found in plans(name).values():
        text = settings_module(found, "site_storage", "storage.yaml")
        read = set(re.findall(r'"((?:STORAGE|AWS)_[A-Z0-9_]+)"', text))
        listed = {variable.name for variable in found.variables}

        assert {one if one in listed else one + "_FILE" for one in read} <= listed
        assert len(listed) == len(found.variables)
