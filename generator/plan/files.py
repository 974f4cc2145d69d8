"""What is to be on disk, as data: finished files, and the entries of an environment file.

Render makes these, publish writes them; neither imports the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import PurePosixPath

HIDDEN = "<secret>"

Whose = Literal["run", "secret", "team"]
"""Who gave a variable its value: a run, a run that wrote a secret, or the team."""


class SecretText:
    """A text that shows only through `reveal()`: not in a repr, an f-string, a pickle or JSON."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself; the caller is about to write it to a file of mode 0600."""
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(HIDDEN, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretText) and other._text == self._text

    def __hash__(self) -> int:
        return hash((SecretText, self._text))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret cannot be pickled or copied")


@dataclass(frozen=True)
class EnvEntry:
    """One variable of an environment file.

    `comment`: lines above it, without `# `.  `secret`: the value is held as SecretText, also when given as str.
    `supplied`: the user fills it in; `value` is then only what stands there until they do, None for nothing.

    Raises:
        ValueError: neither supplied by the user nor given a value.
    """

    name: str
    value: str | SecretText | None = None
    comment: tuple[str, ...] = ()
    secret: bool = False
    supplied: bool = False

    def __post_init__(self) -> None:
        if self.value is None and not self.supplied:
            raise ValueError(f"{self.name} has no value and is not supplied by the user")
        if self.secret and isinstance(self.value, str):
            object.__setattr__(self, "value", SecretText(self.value))

    def text(self) -> str:
        """The value to write, a secret one too; empty while the user has not filled it in."""
        return self.value.reveal() if isinstance(self.value, SecretText) else self.value or ""


@dataclass(frozen=True)
class Blanks:
    """The variables of an environment file whose values are no part of what it is compared by.

    `values`: whose each value is; None where this run does not know it and the file's own stays.
    `mask`: a file's bytes with the values of some variables blank, and without the team's own lines.
    `filled`: the variables of a file's bytes, and whether each has a value; without the team's own lines.
    """

    values: Mapping[str, Whose | None]
    mask: Callable[[bytes, Collection[str]], bytes]
    filled: Callable[[bytes], Mapping[str, bool]]


@dataclass(frozen=True)
class PlannedFile:
    """One file a run produces.

    `path`: relative to the project's root; publish refuses one that leads out of it.
    `mode`: permission bits, None to keep the file's own or follow the umask.
    `blanks`: the manifest hashes the file without these values, so that a value a user fills in is no edit.
    `checked`: False for files that are not committed, such as `.env`: their absence is not drift, and their hash
    stays on this machine.
    `role`: the kind of file ("settings", "runtime", "env", ...); env files are replaced first, settings last.
    """

    path: PurePosixPath
    content: bytes = field(repr=False)
    mode: int | None = None
    blanks: Blanks | None = field(default=None, repr=False, compare=False)
    checked: bool = True
    role: str = "settings"
