"""YAML text to plain values, with the position of every key and value.

YAML 1.2's core words only (`true`, `false`, `null`): `no`, `on`, `012` and dates stay text. Anchors, aliases, tags and
duplicate keys are refused, size and depth are bounded, all before anything is built.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
KEY = "<key>"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")

Path_ = tuple[str | int, ...]


class Mark(NamedTuple):
    """A place in the file, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class LoadProblem(Exception):
    """The text cannot become a tree; `code` and `slots` choose the sentence, `mark` the place."""

    code: str
    mark: Mark
    slots: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Tree:
    """Plain values and, for each path (and each `path + (KEY,)`), where it stands."""

    data: Any
    marks: dict[Path_, Mark]


def read(path: Path) -> str:
    """The file's text; raises `LoadProblem` when it is unreadable, too large or not UTF-8."""
    start = Mark(1, 1)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise LoadProblem("SPEC001", start, {"reason": error.strerror or "unreadable"}) from None
    if len(raw) > MAX_BYTES:
        raise LoadProblem("SPEC002", start, {"limit": f"{MAX_BYTES:,}"})
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        mark = Mark(before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise LoadProblem("SPEC003", mark, {"byte": f"0x{raw[error.start]:02x}"}) from None


def parse(text: str) -> Tree:
    """The text as a tree; raises `LoadProblem`."""
    try:
        _guard(text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _syntax(text, error) from None
    except yaml.YAMLError as error:
        raise LoadProblem("SPEC004", Mark(1, 1), {"problem": _reader_problem(error)}) from None
    marks: dict[Path_, Mark] = {(): Mark(1, 1)}
    data = {} if root is None else _build(root, marks, ())
    if not isinstance(data, dict):
        raise LoadProblem("SPEC010", Mark(1, 1), {"found": _kind(data)})
    return Tree(data, marks)


def _guard(text: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise LoadProblem("SPEC006", _mark(event.start_mark))
        tag = getattr(event, "tag", None)
        if tag:
            raise LoadProblem("SPEC007", _mark(event.start_mark), {"tag": tag})
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise LoadProblem("SPEC011", _mark(event.start_mark))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise LoadProblem("SPEC008", _mark(event.start_mark), {"limit": MAX_DEPTH})


def _syntax(text: str, error: yaml.MarkedYAMLError) -> LoadProblem:
    mark = error.problem_mark or error.context_mark
    where = _mark(mark) if mark is not None else Mark(1, 1)
    lines = text.splitlines()
    line = lines[where.line - 1] if where.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return LoadProblem("SPEC009", Mark(where.line, line.index("\t") + 1))
    return LoadProblem("SPEC004", where, {"problem": error.problem or "not YAML"})


def _reader_problem(error: yaml.YAMLError) -> str:
    reason = getattr(error, "reason", None) or "not YAML"
    character = getattr(error, "character", None)
    return f"{reason} (U+{character:04X})" if isinstance(character, int) else str(reason)


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
        name = _key(key, built)
        marks[(*path, name, KEY)] = _mark(key.start_mark)
        built[name] = _build(value, marks, (*path, name))
    return built


def _key(node: yaml.Node, seen: dict[str, Any]) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise LoadProblem("SPEC012", _mark(node.start_mark))
    if node.value in seen:
        raise LoadProblem("SPEC005", _mark(node.start_mark), {"key": node.value})
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
        type(value), "nothing"
    )
