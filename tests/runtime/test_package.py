"""What the runtime is made of: old enough syntax, few imports, no name of its own package."""

from __future__ import annotations

import ast
import importlib
import shutil
import subprocess
import sys

import pytest
from django.apps import AppConfig

from generator import planner
from generator.providers import s3
from tests.runtime.conftest import SOURCE

FILES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))
# requests is what google-auth asks with.
ALLOWED = {"django", "storages", "boto3", "botocore", "google", "azure", "requests"}
ALWAYS = list(planner.ALWAYS)
S3 = list(s3.RUNTIME)
USAGE = [name for name in FILES if name == "usage.py" or name.startswith("management/")]


def imports(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


@pytest.mark.parametrize("name", FILES)
def test_each_module_is_python_3_10_and_imports_little(name):
    tree = ast.parse((SOURCE / name).read_text(), feature_version=(3, 10))
    absolute = {module.partition(".")[0] for level, module in imports(tree) if level == 0}
    assert absolute - set(sys.stdlib_module_names) <= ALLOWED
    # One level is the package; its commands are two folders down.
    assert {level for level, _ in imports(tree)} <= {0, 1 + name.count("/")}


def test_env_needs_nothing_but_django_exceptions():
    tree = ast.parse((SOURCE / "env.py").read_text())
    assert {module for _, module in imports(tree)} - set(sys.stdlib_module_names) == {"django.core.exceptions"}


def relatives(name: str) -> set[str]:
    """The files that a file imports."""
    tree = ast.parse((SOURCE / name).read_text())
    return {f"{module}.py" for level, module in imports(tree) if level}


@pytest.mark.parametrize(
    "subset", [ALWAYS, ["__init__.py", "env.py", *S3], ["__init__.py", "cookies.py"], ["__init__.py", *USAGE]], ids=str
)
def test_each_part_is_whole_without_the_others(subset, tmp_path):
    for name in subset:
        (tmp_path / "part" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SOURCE / name, tmp_path / "part" / name)
        assert relatives(name) <= set(subset)
    modules = [name.removesuffix(".py").replace("/", ".") for name in subset if "__init__" not in name]
    code = "import django, importlib; from django.conf import settings; settings.configure(); django.setup()\n"
    code += f"[importlib.import_module('part.' + name) for name in {modules}]"
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, check=True)


def test_the_app_is_named_after_its_package(runtime):
    apps = runtime.apps
    config = AppConfig.create(runtime.name)
    assert type(config) is apps.StorageRuntimeConfig
    assert (config.name, config.label) == (runtime.name, runtime.name.replace(".", "_"))
    assert config.default_auto_field == "django.db.models.BigAutoField"


def test_the_public_names_are_in_one_module(runtime):
    s3 = importlib.import_module(f"{runtime.name}.s3")
    assert s3.__all__ == ["S3MediaStorage", "S3StaticManifestStorage", "S3StaticStorage", "StorageAccessDeniedError"]
