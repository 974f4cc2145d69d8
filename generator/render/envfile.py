"""What both kinds of environment file share: entries in order, values a user filled in, and the user's own lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.render.shell import render

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from generator.plan.files import EnvEntry

MARKER = "# --- your own variables below this line are kept ---"
HIDDEN = "<hidden>"
# Besides real controls: what `str.splitlines` cuts at, and halves of surrogate pairs, which no UTF-8 file can hold.
UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=")


class EnvValueError(ValueError):
    """A name or value that no environment file can hold, or a line that readers disagree on; never shows the value."""


@dataclass(frozen=True)
class Form:
    """How one kind of file writes a variable, and reads the text after `NAME=` back."""

    line: Callable[[str, str], str]
    value: Callable[[str], str]


def check_name(name: str) -> None:
    """Names are what every shell and reader takes: capitals, digits, underscore."""
    if not re.fullmatch(r"[A-Z_][A-Z0-9_]*", name):
        raise EnvValueError(f"{name!a} is no variable name: use A to Z, 0 to 9 and _, not starting with a digit")


def render_file(form: Form, entries: Sequence[EnvEntry], header: tuple[str, ...], existing: str | None) -> str:
    """The text of a file; what the user filled in or added in `existing` is kept.

    Raises:
        EnvValueError: a value that cannot be written, a name given twice, or an existing line that readers disagree on.
    """
    names = [entry.name for entry in entries]
    for name in names:
        if names.count(name) > 1:
            raise EnvValueError(f"{name} is given twice")
    upper, own = _split((existing or "").removeprefix("\ufeff"))
    filled = read_lines(form, upper, {entry.name for entry in entries if entry.supplied})
    blocks = ["\n".join(_block(form, entry, filled.get(entry.name))) for entry in entries]
    head = [_comment(line) for line in header]
    if own is None:
        own = _foreign(upper, set(names), {*head, *(line for block in blocks for line in block.split("\n"))})
    _refuse_twice(own, names)
    return render(
        "env.jinja",
        header="".join(f"{line}\n" for line in head) + ("\n" if head else ""),
        body="".join(f"{block}\n" for block in blocks),
        marker=MARKER,
        own=own,
    )


def read_lines(form: Form, text: str, wanted: Collection[str] | None = None) -> dict[str, str]:
    """Name to value, of all variables or of those wanted; other lines are not looked at when some are wanted.

    Raises:
        EnvValueError: naming the line, if it is no `NAME=value` that every reader takes alike, or repeats a name.
    """
    values: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r")
        found = _ASSIGNMENT.match(line)
        if not line.strip() or line.lstrip().startswith("#") or (wanted is not None and _name(found) not in wanted):
            continue
        name = _name(found)
        if name is None or not line.startswith(f"{name}="):
            raise EnvValueError(f"line {number} is not of the form NAME=value")
        if name in values:
            raise EnvValueError(f"line {number}: {name} is set a second time")
        try:
            values[name] = form.value(line[len(name) + 1 :])
        except EnvValueError as error:
            raise EnvValueError(f"line {number}: {name}: {error}") from None
    return values


def mask(text: str, names: Collection[str]) -> str:
    """The text with the values of `names` blank and the user's own lines gone: what a fingerprint is made of."""
    upper, _ = _split(text)
    return "\n".join(
        f"{_name(found)}=" if _name(found := _ASSIGNMENT.match(line)) in names else line for line in upper.split("\n")
    )


def blank(data: bytes, names: Collection[str]) -> bytes:
    """`mask` for the bytes of a file, whatever they are."""
    return masker(names)(data)


def filled(data: bytes) -> dict[str, bool]:
    """The variables above the user's own lines, whatever the bytes are, and whether each has a value."""
    upper, _ = _split(data.decode("utf-8", "surrogateescape"))
    found = ((_ASSIGNMENT.match(line), line) for line in upper.split("\n"))
    return {item[1]: line[item.end() :].strip() not in {"", "''", '""'} for item, line in found if item}


def masker(names: Collection[str]) -> Callable[[bytes], bytes]:
    """`mask` for the bytes of a file, whatever they are."""
    return lambda data: mask(data.decode("utf-8", "surrogateescape"), names).encode("utf-8", "surrogateescape")


def redact(text: str, shown: Collection[str]) -> str:
    """The text for a diff: only the values of `shown` are readable, and of the user's own lines only their number.

    An allow-list, not a list of secrets: a file that was not generated may hold anybody's password.
    """
    upper, own = _split(text)
    lines = [_redacted(line, shown) for line in upper.split("\n")]
    kept = len((own or "").splitlines())
    return (
        "\n".join(lines)
        + (f"{MARKER}\n" if own is not None else "")
        + (f"# {kept} lines of your own\n" if kept else "")
    )


def _redacted(line: str, shown: Collection[str]) -> str:
    name = _name(_ASSIGNMENT.match(line))
    if not line.strip() or name in shown or (line.startswith("#") and not _ASSIGNMENT.match(line.lstrip("# "))):
        return line
    return f"{name}={HIDDEN}" if name else HIDDEN


def _name(found: re.Match[str] | None) -> str | None:
    return found[1] if found else None


def _split(text: str) -> tuple[str, str | None]:
    """What stands above the marker line, and below it byte for byte; None without a marker."""
    start = 0
    for line in text.split("\n"):
        if line.rstrip() == MARKER:
            return text[:start], text[start + len(line) + 1 :]
        start += len(line) + 1
    return text, None


def _block(form: Form, entry: EnvEntry, filled: str | None) -> Iterator[str]:
    yield from map(_comment, entry.comment)
    yield form.line(entry.name, filled or entry.text())


def _comment(text: str) -> str:
    """One comment line; systemd joins the next line to one that ends in a backslash, so such text is escaped."""
    plain = ascii(text) if UNSAFE.search(text) or text.endswith("\\") else text.rstrip()
    return f"# {plain}" if plain else "#"


def _foreign(text: str, names: set[str], generated: set[str]) -> str:
    """The lines of a file without a marker that are not ours: they become the user's own."""
    lines = text.split("\n")
    kept = [line for line in lines if line not in generated and _name(_ASSIGNMENT.match(line)) not in names]
    own = "\n".join(kept).strip("\n")
    return f"{own}\n" if own else ""


def _refuse_twice(own: str, names: Collection[str]) -> None:
    """Some readers take the first value of a name, some the last."""
    for line in own.splitlines():
        name = _name(_ASSIGNMENT.match(line))
        if name in names:
            raise EnvValueError(f"{name} is set above the line {MARKER!r} and below it: keep one")
