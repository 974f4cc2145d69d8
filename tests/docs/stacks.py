"""The program's graph of a spec, and what docs/provisioning.md says of it."""

from __future__ import annotations

import re
import shutil
import types
from typing import Any

from infra.offline.run import run_program
from infra.program import main
from tests.docs.pages import DOCS, ROOT, blocks, tables

PAGE = DOCS / "provisioning.md"
_NAMES = {
    ("stores",): "<store>",
    ("workloads",): "<workload>",
    ("secrets",): "<workload>",
    ("monitoring",): "<store>",
}
_INNER = {"signing_keys": "<key>", "metrics": "<metric>", "containers": "<alias>"}


def graph(folder, spec: str, stack: str = "prod", program=None):
    (folder / "storage.yaml").write_text(spec, encoding="utf-8")
    if not (folder / "keys").exists():
        shutil.copytree(ROOT / "keys", folder / "keys")
        shutil.copy(folder / "keys/prod-2026.pub.pem", folder / "keys/2026.pub.pem")
    return run_program(program or main, project="shop-storage", stack=stack, config={}, root=folder)


def kinds(found) -> set[str]:
    """`aws:s3/bucket:Bucket` -> `s3.Bucket`, as the page writes them; components are in no cloud."""
    return {kind(item.type) for item in found.resources if item.custom}


def kind(type_: str) -> str:
    """One type."""
    if type_.startswith("pulumi:"):
        return type_.replace(":", ".")
    return f"{type_.split(':')[1].partition('/')[0]}.{type_.rpartition(':')[2]}"


def said(*for_: str, when: str | None = None, table: str = "resources") -> set[str]:
    """The resources of the rows for something, and only of those whose second cell begins with `when`."""
    return {
        kind
        for row in tables(PAGE)[table]
        if row[0] in for_ and (when is None or row[1].startswith(when))
        for kind in re.findall(r"`([a-z]\w*\.[\w.-]+)`", row[2])
    }


def names(table: str) -> set[str]:
    """What stands in the first cells."""
    return {row[0].strip("`") for row in tables(PAGE)[table]}


def outputs(found) -> set[str]:
    """The paths of a graph's outputs, with `<store>` and the like for the spec's own names."""
    return _flat(plain(found.outputs))


def _flat(value, path=()) -> set[str]:
    if not isinstance(value, dict):
        return {".".join(path)}
    slot = _NAMES.get(path) or _INNER.get(path[-1] if path else "")
    return {leaf for key, item in value.items() for leaf in _flat(item, (*path, slot or key))} if value else set()


def plain(value: Any) -> Any:
    """The graph's values without the marks of the offline monitor."""
    if isinstance(value, (dict, types.MappingProxyType)):
        return {str(key): plain(item) for key, item in value.items()}
    return value


def options(found: Any, kind: str) -> Any:
    """The options of the one resource of a kind."""
    (item,) = [item for item in found.resources if item.type.endswith(f":{kind}")]
    return plain(item.options)


def whole(heading: str) -> str:
    """The spec that stands below a heading."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index(heading)
    return next(block.text for block in blocks(PAGE, "yaml") if block.line > start and "version: 1" in block.text)
