"""The matrix as every form shows it: marks in cells, footnotes, and which way round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.explain.records import CLOUDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from infra.explain.matrix import Matrix, Right, Row
    from infra.explain.records import Place

NONE = "-"
BEYOND, PART = "+", "~"
LEGEND = {
    "r w d l": "read, write, delete, list",
    "(r)": "with a signed link (or signed cookies) only",
    f"r{BEYOND}": "reaches beyond the storage's prefix",
    f"r{PART}": "only a part of the storage's prefix",
}
WIDE = 8
"""More storages than this stand below each other."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The marks of a cell and the number of its footnote, 0 for none; `words` is what it says aloud."""

    marks: tuple[str, ...]
    note: int
    words: str

    @property
    def text(self) -> str:
        """As in `r w d l [2]`."""
        return f"{' '.join(self.marks)} [{self.note}]" if self.marks else NONE


@dataclass(frozen=True, slots=True)
class Head:
    """A heading, with the place of a storage below it."""

    title: str
    place: str = ""


@dataclass(frozen=True)
class Grid:
    """Cells below and beside their headings; `notes` are the footnotes, from number 1; `legend` the marks in use."""

    title: str
    corner: str
    columns: tuple[Head, ...]
    rows: tuple[tuple[Head, tuple[Cell, ...]], ...]
    notes: tuple[str, ...]
    legend: tuple[tuple[str, str], ...]


def grid(matrix: Matrix, *, turned: bool | None = None) -> Grid:
    """The matrix with whoever may do something in rows; `turned`, or when there are many storages, in columns."""
    numbers: dict[str, int] = {}
    cells = {
        (row, place.alias): _cell(matrix.cells.get((row, place.alias), ()), row, place, numbers)
        for row in matrix.rows
        for place in matrix.places
    }
    whos = [(row, Head(row.title)) for row in matrix.rows]
    places = [(place, Head(place.alias, where(place))) for place in matrix.places]
    if len(places) > WIDE if turned is None else turned:
        rows = [(head, tuple(cells[row, place.alias] for row, _ in whos)) for place, head in places]
        columns, corner = [head for _, head in whos], "storage"
    else:
        rows = [(head, tuple(cells[row, place.alias] for place, _ in places)) for row, head in whos]
        columns, corner = [head for _, head in places], "who may"
    title = f"Who may do what: {matrix.project}, environment {matrix.environment}"
    return Grid(title, corner, tuple(columns), tuple(rows), tuple(numbers), _legend(cells.values()))


def where(place: Place) -> str:
    """The path of a storage, as `--can` takes it."""
    return f"{place.store}/{place.path}"


def mark(right: Right) -> str:
    """As in `r`, `(r)`, `w+` and `l~`."""
    letter = right.action[0]
    letter = f"({letter})" if right.verdict == "signed" else letter
    return letter + (BEYOND if right.beyond else "") + (PART if right.part else "")


def sentence(rights: Sequence[Right]) -> str:
    """Rights by what gives them: `read write by statement ReadWrite of the role policy web; list by ...`."""
    grouped: dict[str, list[str]] = {}
    for right in rights:
        given = " and ".join(statement.text for statement in right.answer.statements) or "the account's own key"
        grouped.setdefault(given, []).append(spoken(right))
    return "; ".join(f"{' '.join(words)} by {given}" for given, words in grouped.items())


def spoken(right: Right) -> str:
    """As in `read`, `read (signed)`, `list (beyond the prefix)`."""
    said = [
        "signed" if right.verdict == "signed" else "",
        "beyond the prefix" if right.beyond else "",
        "a part of the prefix" if right.part else "",
    ]
    told = ", ".join(filter(None, said))
    return f"{right.action} ({told})" if told else right.action


def _cell(rights: Sequence[Right], row: Row, place: Place, numbers: dict[str, int]) -> Cell:
    if not rights:
        return Cell((), 0, "nothing")
    note = f"{row.title}, {CLOUDS[place.provider]}: {sentence(rights)}"
    number = numbers.setdefault(note, len(numbers) + 1)
    return Cell(tuple(map(mark, rights)), number, " ".join(map(spoken, rights)))


def _legend(cells: Iterable[Cell]) -> tuple[tuple[str, str], ...]:
    marks = "".join(mark for cell in cells for mark in cell.marks)
    shown = {"r w d l": True, "(r)": "(" in marks, f"r{BEYOND}": BEYOND in marks, f"r{PART}": PART in marks}
    return tuple((sign, said) for sign, said in LEGEND.items() if shown[sign])
