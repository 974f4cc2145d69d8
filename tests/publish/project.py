"""A small project to publish into: a package of twelve files and two environment files, in versions `a` and `b`."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from generator.plan.files import PlannedFile
from generator.publish import Decision, Result, decide, publish
from generator.publish.disk import TEMPORARY

PACKAGE = PurePosixPath("site/storage")
MANIFEST = PACKAGE / "stowplan.json"
MODULES = ("__init__", "env", "s3", "cdn", "hosts", "checks", "apps", "aliases", "usage", "signing", "cookies")
ENVS = (".env.prod", "deploy/.env.prod.raw")


def module(path: str, text: str, role: str = "runtime") -> PlannedFile:
    return PlannedFile(PurePosixPath(path), text.encode(), role=role)


def version(name: str, modules: int = len(MODULES)) -> dict[str, list[PlannedFile]]:
    """Every file differs between versions; `a` has one module more in a folder of its own, `b` one of its own."""
    runtime = [module(str(PACKAGE / f"{item}.py"), f"VERSION = {name!r}\n") for item in MODULES[:modules]]
    runtime.append(module(str(PACKAGE / f"only_{name}" / "extra.py"), f"VERSION = {name!r}\n"))
    settings = module(str(PACKAGE / "settings" / "prod.py"), f"VERSION = {name!r}\n", "settings")
    env = [
        PlannedFile(PurePosixPath(path), f"VERSION='{name}'\n".encode(), 0o600, checked=False, role="env")
        for path in ENVS
    ]
    return {"": runtime, "prod": [settings, *env]}


def run(root: Path, files, *, force: bool = False, exchange: bool = True, **options) -> tuple[Result, ...]:
    return publish(root, decide(root, files, MANIFEST, **options), force=force, exchange=exchange)


def words(decisions: tuple[Decision, ...]) -> dict[str, str]:
    return {str(item.path): item.status for item in decisions if item.role not in {"state", "manifest"}}


def tree(root: Path) -> dict[str, bytes]:
    """Every file but this machine's own state."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    return {name: data for name, data in found.items() if not name.startswith(".stowplan/")}


def leftovers(root: Path) -> list[str]:
    """Temporary names and journals that a finished run may not leave."""
    found = [path.relative_to(root).as_posix() for path in root.rglob("*")]
    return [name for name in found if TEMPORARY in name or name == ".stowplan/journal"]


def trees(root: Path, **options: int) -> dict[str, dict[str, bytes]]:
    """What each version looks like on disk, published alone into `root/a` and `root/b`."""
    found = {}
    for name in "ab":
        folder = root / name
        folder.mkdir(parents=True)
        run(folder, version(name, **options))
        found[name] = tree(folder)
    return found
