"""YAML text to plain values, with the position of every key and value.

YAML 1.2's core words only (`true`, `false`, `null`): `no`, `on`, `012` and dates stay text. Anchors, aliases, tags,
duplicate keys and control characters are refused, size and depth are bounded, all before anything is built.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_VALUES = 50_000
KEY = "\0key"
"""The last part of a path that means the key itself, not its value; no key of a file can be this text."""

_STANDARD_TAGS = "tag:yaml.org,2002:"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
}
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2 calls not printable (https://yaml.org/spec/1.2.2/#51-character-set)."""
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)")

Path_ = tuple[str | int, ...]


class Mark(NamedTuple):
    """A place in the file, counted from 1."""

    line: int
    column: int


class LoadProblem(Exception):
    """The text cannot become a tree; `code` and `slots` choose the sentence, `mark` the place."""

    def __init__(self, code: str, mark: Mark, slots: dict[str, object] | None = None) -> None:
        super().__init__(code)
        self.code, self.mark, self.slots = code, mark, slots or {}


@dataclass(frozen=True)
class Tree:
    """Plain values and, for each path (and each `path + (KEY,)`), where it stands."""

    data: Any
    marks: dict[Path_, Mark]

    def mark(self, path: Path_) -> Mark:
        """Where `path` stands, or the start of the file."""
        return self.marks.get(path, Mark(1, 1))


def read(path: Path) -> str:
    """The file's text; raises `LoadProblem` when it is unreadable, too large or not UTF-8."""
    start = Mark(1, 1)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise LoadProblem("SPEC001", start, {"reason": reason[:1].lower() + reason[1:]}) from None
    if len(raw) > MAX_BYTES:
        raise LoadProblem("SPEC002", start, {"limit": f"{MAX_BYTES:,} bytes"})
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        body = raw.removeprefix(codecs.BOM_UTF8)  # the error counts from behind it
        mark = _after(body[: error.start].decode())
        raise LoadProblem("SPEC003", mark, {"byte": f"0x{body[error.start]:02x}"}) from None


def parse(text: str) -> Tree:
    """The text as a tree; raises `LoadProblem`."""
    found = _CONTROL.search(text)
    if found:
        problem = f"the character U+{ord(found[0]):04X} is not allowed"
        raise LoadProblem("SPEC004", _after(text[: found.start()]), {"problem": problem})
    try:
        _guard(text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _syntax(text, error) from None
    marks: dict[Path_, Mark] = {(): Mark(1, 1)}
    data = None if root is None else _build(root, marks, ())
    if not isinstance(data, dict):
        raise LoadProblem("SPEC010", Mark(1, 1), {"found": _kind(data)})
    return Tree(data, marks)


def _guard(text: str) -> None:
    depth = documents = values = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.NodeEvent):
            _refuse_marks(event)
            values += 1
            depth += isinstance(event, yaml.CollectionStartEvent)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if documents > 1:
            raise LoadProblem("SPEC011", _mark(event.start_mark))
        if values > MAX_VALUES:
            raise LoadProblem("SPEC002", _mark(event.start_mark), {"limit": f"{MAX_VALUES:,} keys and values"})
        if depth > MAX_DEPTH:
            raise LoadProblem("SPEC008", _mark(event.start_mark), {"limit": MAX_DEPTH})


def _refuse_marks(event: yaml.NodeEvent) -> None:
    """An alias's event has its name where a value's has its anchor."""
    if event.anchor:
        raise LoadProblem("SPEC006", _mark(event.start_mark))
    tag = getattr(event, "tag", None)
    if tag:
        raise LoadProblem("SPEC007", _mark(event.start_mark), {"tag": tag.replace(_STANDARD_TAGS, "!!")})


def _syntax(text: str, error: yaml.MarkedYAMLError) -> LoadProblem:
    mark = error.problem_mark or error.context_mark
    where = _mark(mark) if mark is not None else Mark(1, 1)
    lines = _LINE_END.split(text)
    if where.line > len(lines):  # libyaml's end of a file without a final newline
        where = _after(text)
    line = lines[where.line - 1]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return LoadProblem("SPEC009", Mark(where.line, line.index("\t") + 1))
    return LoadProblem("SPEC004", where, {"problem": error.problem or "not YAML"})


def _after(text: str) -> Mark:
    """The place right behind `text`; line ends are those of YAML."""
    lines = _LINE_END.split(text)
    return Mark(len(lines), len(lines[-1]) + 1)


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _build(node: yaml.Node, marks: dict[Path_, Mark], path: Path_) -> Any:
    marks[path] = _mark(node.start_mark)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, marks, (*path, index)) for index, item in enumerate(node.value)]
    built: dict[str, Any] = {}
    for key, value in node.value:
        name = _key(key, marks, path)
        marks[(*path, name, KEY)] = _mark(key.start_mark)
        built[name] = _build(value, marks, (*path, name))
    return built


def _key(node: yaml.Node, marks: dict[Path_, Mark], path: Path_) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value.isprintable():
        raise LoadProblem("SPEC012", _mark(node.start_mark))
    first = marks.get((*path, node.value, KEY))
    if first is not None:
        raise LoadProblem("SPEC005", _mark(node.start_mark), {"key": node.value, "line": first.line})
    return str(node.value)


def _scalar(node: yaml.ScalarNode) -> Any:
    value: str = node.value
    if node.style:  # quoted or block text; plain is '' from the C loader and None from the Python one
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INT.fullmatch(value):
        return int(value)
    if len(value) < 40 and _FLOAT.fullmatch(value) and math.isfinite(float(value)):
        return float(value)
    return value


def _kind(value: Any) -> str:
    return {list: "a list", str: "text", int: "a number", float: "a number", bool: "true or false"}.get(
        type(value), "empty"
    )
