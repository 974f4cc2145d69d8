"""The variables of a plan as entries of environment files, with values from stack outputs where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import OutputsError
from generator.plan.files import EnvEntry
from generator.render.dotenv import EnvValueError, env_line, render_env
from generator.render.raw_env import raw_line, render_raw_env

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.plan.files import Whose
    from generator.plan.outputs import Outputs
    from generator.plan.settings import Variable

LOCAL_ONLY = frozenset({"endpoint", "addressing-style", "cdn-protocol", "session-token", "local-token"})
"""Variables that production leaves unset."""


def entries(variables: Iterable[Variable], outputs: Outputs | None, *, local: bool) -> list[EnvEntry]:
    """One entry a variable; what is not known is left for the team, what only a local cloud sets out of the cloud's.

    Which entries there are does not depend on the outputs, so that a check without them agrees with a run with them.

    Raises:
        OutputsError: outputs are given, and a variable that must be set is not among them.
    """
    wanted = [item for item in variables if local or item.role not in LOCAL_ONLY]
    return [_entry(item, outputs, local=local) for item in wanted]


def _entry(variable: Variable, outputs: Outputs | None, *, local: bool) -> EnvEntry:
    exported = outputs.get(variable.output) if outputs is not None and variable.output else None
    value = exported if exported is not None else variable.value
    if value is None and outputs is not None and variable.output and not variable.supplied:
        value = _absent(variable, local=local)
    supplied = value is None or (variable.supplied and exported is None)
    return EnvEntry(variable.name, value, (variable.why,), secret=variable.secret, supplied=supplied)


def _absent(variable: Variable, *, local: bool) -> str:
    """An old value is no answer for what a stack no longer exports."""
    if variable.optional:
        return ""
    dotted = ".".join(variable.output)
    way = "run `stowplan local up` again" if local else "run `pulumi up`, then export them again"
    raise OutputsError(f"the outputs have no {dotted}, which {variable.name} is; {way}")


def current(existing: str | None, variables: Iterable[Variable]) -> str | None:
    """The text of a file less the values that were for something else: another key, another workload.

    What a variable is for stands in the comment above it, so a value under another comment is not kept.
    """
    if existing is None:
        return None
    lines = existing.split("\n")
    changed = {item.name for item in variables if item.output and f"# {item.why}" not in lines}
    return "\n".join(line for line in lines if line.partition("=")[0] not in changed)


def whose(found: Iterable[EnvEntry], text: str, *, raw: bool) -> dict[str, Whose | None]:
    """Whose the values in a file's `text` are; None for a value that is not known without outputs."""
    lines = frozenset(text.split("\n"))
    return {item.name: _whose(item, lines, raw=raw) for item in found}


def _whose(entry: EnvEntry, lines: frozenset[str], *, raw: bool) -> Whose | None:
    if not entry.text():
        return None
    if (raw_line if raw else env_line)(entry.name, entry.text()) not in lines:
        return "team"
    return "secret" if entry.secret else "run"


def example_entries(variables: Iterable[Variable]) -> list[EnvEntry]:
    """Every variable once, without a value."""
    unique: dict[str, Variable] = {}
    for item in variables:
        if item.role not in LOCAL_ONLY:
            unique.setdefault(item.name, item)
    return [EnvEntry(item.name, None, (_example(item),), supplied=True) for item in unique.values()]


def _example(variable: Variable) -> str:
    return f"optional: {variable.why}" if variable.optional else variable.why


def env_text(found: Sequence[EnvEntry], header: tuple[str, ...], existing: str | None, *, raw: bool) -> str:
    """The file's text, keeping what the team filled in; raises `OutputsError` for a value that cannot be written."""
    try:
        return (render_raw_env if raw else render_env)(found, header=header, existing=existing)
    except EnvValueError as error:
        raise OutputsError(str(error)) from None
