"""From a spec file to the finished files of its environments, in memory. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.agreement import agree
from generator.checks import ACROSS, CHECKS
from generator.errors import SpecError, UsageError
from generator.plan.files import Blanks, PlannedFile
from generator.planner import plan
from generator.render import dotenv
from generator.render.environment import current, entries, env_text, example_entries, whose
from generator.render.settings import callables_module, settings_module
from generator.render.shell import render
from generator.spec.document import Document, open_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from generator.plan.outputs import Outputs
    from generator.plan.settings import SettingsPlan, Variable
    from generator.spec.model import Django

SHARED = ""
"""The scope of files that belong to no single environment."""


@dataclass(frozen=True)
class Project:
    """A spec with the folder its paths are relative to."""

    document: Document
    folder: Path
    file: str

    @property
    def root(self) -> Path:
        """The folder of manage.py."""
        return self.folder / self._django.root

    @property
    def package(self) -> str:
        """The generated package's dotted name."""
        return self._django.package

    @property
    def package_path(self) -> PurePosixPath:
        """The generated package's folder, relative to `root`."""
        return PurePosixPath(*self.package.split("."))

    @property
    def _django(self) -> Django:
        return next(iter(self.document.specs.values())).django


def open_project(path: str, *, strict: bool = False) -> Project:
    """The checked spec at `path`; raises `SpecError`. `strict` makes a warning an error."""
    found = Path(path)
    document = open_document(found, path, CHECKS, ACROSS)
    if strict and document.warnings:
        raise SpecError(document.warnings)
    return Project(document, found.resolve().parent, found.name)


def manifest_path(project: Project) -> PurePosixPath:
    """What the run wrote, with hashes, relative to `root`."""
    return project.package_path / "stowplan.json"


def known_scopes(project: Project) -> frozenset[str]:
    """The scopes whose files stay when only some environments are written."""
    return frozenset({SHARED, *project.document.specs})


def redact(project: Project) -> Callable[[PurePosixPath, str], str]:
    """Text for showing: in environment files only values that are no secrets are readable."""
    plans = [plan(spec) for spec in project.document.specs.values()]
    shown = {item.name for found in plans for item in _all_variables(found) if not item.secret}

    def show(path: PurePosixPath, text: str) -> str:
        return dotenv.redact(text, shown) if path.name.startswith(".env") else text

    return show


def chosen(project: Project, names: Sequence[str] | None) -> list[str]:
    """The environments asked for, or all; raises `SpecError` for one there is not."""
    for name in names or ():
        project.document.environment(name)
    return list(dict.fromkeys(names or project.document.specs))


def expected_outputs(project: Project, environment: str) -> Path:
    """Where `stowplan local up` leaves an environment's outputs."""
    return project.folder / ".stowplan" / "local" / environment / "outputs.json"


def local_outputs(project: Project, environment: str) -> Path | None:
    """What `stowplan local up` left for a local environment, if it did."""
    path = expected_outputs(project, environment)
    local = project.document.specs[environment].target == "local"
    return path if local and path.is_file() else None


def build(project: Project, names: Sequence[str], outputs: Mapping[str, Outputs]) -> dict[str, list[PlannedFile]]:
    """The files by scope: the shared ones under `SHARED`, an environment's own under its name.

    Raises:
        UsageError: the folder of manage.py is not there.
        OutputsError: an output is masked, of another spec, or cannot be written to an environment file.
    """
    if not project.root.is_dir():
        raise UsageError(f"the folder {str(project.root)!r} is not there: `django.root` names the folder of manage.py")
    plans = {name: plan(spec) for name, spec in project.document.specs.items()}
    for name, found in outputs.items():
        agree(project.document.specs[name], _all_variables(plans[name]), found)
    made = {SHARED: _shared(project, list(plans.values()))}
    for name in names:
        made[name] = [_settings(project, plans[name]), *_env_files(project, plans[name], outputs.get(name))]
    return made


def module_name(environment: str) -> str:
    """`pre-prod` -> `pre_prod`: the settings module of an environment."""
    return environment.replace("-", "_")


def _settings(project: Project, found: SettingsPlan) -> PlannedFile:
    path = project.package_path / "settings" / f"{module_name(found.environment)}.py"
    return PlannedFile(path, settings_module(found, project.package, project.file).encode())


def _shared(project: Project, plans: Sequence[SettingsPlan]) -> list[PlannedFile]:
    package = project.package_path
    aliases = {entry.alias for found in plans for entry in found.aliases}
    requirements = sorted({line for found in plans for line in found.requirements})
    deployed = [found for found in plans if found.target == "cloud"] or plans
    variables = [item for found in deployed for item in _all_variables(found)]
    header = ("The variables that a deployment sets. gen-settings fills them in, in .env.<environment>.",)
    example = env_text(example_entries(variables), header, None, raw=False)
    note = f"# What the settings made from {project.file} need, beside Django."
    texts = {
        package / "aliases.py": callables_module(aliases),
        package / "settings" / "__init__.py": '"""One module for each environment: import the one you deploy."""\n',
        package / "requirements.txt": render("requirements.txt.jinja", header=note, body="\n".join(requirements)),
        PurePosixPath(".env.example"): example,
    }
    made = [
        PlannedFile(path, text.encode(), role="example" if path.name == ".env.example" else "shared")
        for path, text in texts.items()
    ]
    return [*(_runtime(package, name) for name in sorted({name for found in plans for name in found.runtime})), *made]


def _runtime(package: PurePosixPath, name: str) -> PlannedFile:
    return PlannedFile(package / name, (resources("generator") / "runtime" / name).read_bytes(), role="runtime")


def _all_variables(found: SettingsPlan) -> Iterable[Variable]:
    yield from found.variables
    for variables in found.workload_variables.values():
        yield from variables


def _env_files(project: Project, found: SettingsPlan, outputs: Outputs | None) -> list[PlannedFile]:
    """`.env.<environment>`, and one more for each further workload that has keys of its own."""
    formats = project.document.specs[found.environment].django.env_formats
    groups = {f".env.{found.environment}": found.variables}
    shared = tuple(item for item in found.variables if item.role not in CREDENTIALS)
    for workload, variables in found.workload_variables.items():
        groups[f".env.{found.environment}.{workload}"] = (*shared, *variables)
    return [
        _env_file(project, found, name, variables, outputs, raw=form == "raw")
        for name, variables in groups.items()
        if variables
        for form in formats
    ]


CREDENTIALS = frozenset({
    "access-key-id", "secret-access-key", "session-token", "service-account", "google-credentials",
    "client-id", "tenant-id", "client-secret", "local-token",
})  # fmt: skip
"""Roles of variables that are one workload's own."""


def _env_file(
    project: Project, of: SettingsPlan, name: str, variables: Sequence[Variable], outputs: Outputs | None, *, raw: bool
) -> PlannedFile:
    path = PurePosixPath(name + ".raw" if raw else name)
    reader = "docker --env-file, kubectl and ECS" if raw else "shells, systemd, Compose and Python's dotenv readers"
    header = (
        f"Written by gen-settings from {project.file} for {of.environment}; for {reader}.",
        "May hold secrets: keep it out of git.",
    )
    found = entries(variables, outputs, local=of.target == "local")
    text = env_text(found, header, current(_existing(project.root / path), variables), raw=raw)
    open_ = {item.name for item in variables if item.output or item.supplied or item.secret}
    values = whose([item for item in found if item.name in open_], text, raw=raw)
    blanks = Blanks(values, dotenv.blank, dotenv.filled)
    return PlannedFile(path, text.encode(), 0o600, blanks, checked=False, role="env")


def _existing(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")  # as it is: line ends of the team's own lines are theirs
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} cannot be read: {type(error).__name__}") from None
