"""What one run of a program is given, and what must not come out of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

HIDDEN = "[secret]"


@dataclass(frozen=True, slots=True)
class Setup:
    """The project, stack and configuration of a run. Config keys are full (`media:token`); `root` holds Pulumi.yaml."""

    project: str
    stack: str
    root: Path
    config: Mapping[str, str] = field(repr=False)
    secret_keys: frozenset[str] = frozenset()
    dry_run: bool = True


def setup_of(
    project: str, stack: str, root: Path, config: Mapping[str, str], secret_keys: Collection[str], dry_run: bool
) -> Setup:
    """A Setup from what a caller writes: keys without a namespace belong to the project, as in `pulumi config set`."""

    def full(key: str) -> str:
        return key if ":" in key else f"{project}:{key}"

    return Setup(
        project=project,
        stack=stack,
        root=root.resolve(),
        config={full(key): value for key, value in config.items()},
        secret_keys=frozenset(full(key) for key in secret_keys),
        dry_run=dry_run,
    )


def secret_texts(setup: Setup) -> tuple[str, ...]:
    """Every plaintext that configuration marks secret, longest first; the strings inside a secret object count too."""
    found: set[str] = set()
    for key in setup.secret_keys & setup.config.keys():
        value = setup.config[key]
        found |= {value, *_leaves(value)}
    return tuple(sorted(found - {""}, key=lambda text: (-len(text), text)))


def redact(message: str, plaintexts: Collection[str]) -> str:
    """The message with `[secret]` for each plaintext, also where it is quoted, URL-quoted or one line of a longer."""
    for plain in plaintexts:
        lines = [line for line in plain.splitlines() if len(line.strip()) > 1]
        for form in (plain, repr(plain)[1:-1], json.dumps(plain)[1:-1], quote(plain, safe=""), *lines):
            message = message.replace(form, HIDDEN)
    return message


def _leaves(text: str) -> set[str]:
    try:
        document = json.loads(text)
    except ValueError:
        return set()
    return _strings(document)


def _strings(document: Any) -> set[str]:
    match document:
        case str():
            return {document}
        case dict():
            return set().union(*map(_strings, document.values()))
        case list():
            return set().union(*map(_strings, document))
        case _:
            return set()
