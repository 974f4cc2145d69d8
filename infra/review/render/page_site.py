"""The page's sections about Django, files as they age, and the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.review.render.page_parts import (
    Part,
    Parts,
    Row,
    Section,
    Table,
    badge,
    code,
    place,
    plain,
    prose,
    shown,
    sign,
    table,
    value,
)
from infra.review.render.words import marks_of
from infra.review.render.words import retention as retention_of

if TYPE_CHECKING:
    from infra.review.render.page_groups import Group
    from infra.review.report import Cost, CostLine, OptionChange, Sentence, UrlChange, VariableChange


_KINDS = {"secret": "tilde", "optional": "same"}


def settings(group: Group) -> Section:
    """What changes for Django, and what to do before and after deploying."""
    delta = group.environment.settings
    if not delta:
        return Section(f"{group.key}-settings", "Settings and environment")
    made = [
        shown(table("Variables", ("Change", "Variable", "Where", "To do", "Kind"), map(_variable, delta.variables), 1)),
        shown(table("Settings", ("Setting", "Before", "After"), map(_option, delta.options))),
        shown(table("Where a file's link leads", ("Storage", "Before", "After"), map(_url, delta.urls))),
        shown(table("Gone, though models or migrations may import it", ("Name",), map(_gone, delta.gone))),
    ]
    number = len(delta.options) + len(delta.urls) + len(delta.variables) + len(delta.gone) + len(delta.notes)
    return Section(
        f"{group.key}-settings", "Settings and environment", str(number),
        tables=tuple(item for tables, _ in made for item in tables),
        lines=tuple(prose(note) for note in delta.notes),
        folds=tuple(item for _, folds in made for item in folds),
    )  # fmt: skip


def _variable(change: VariableChange) -> Row:
    kind = [badge(word, _KINDS[word]) for word in marks_of(change)]
    cells = (sign(change.sign), code(change.name), plain(change.where), prose(change.todo), tuple(kind))
    return Row(cells)


def _option(change: OptionChange) -> Row:
    name = f'STORAGES["{change.alias}"] {change.option}' if change.alias else change.option
    return Row((code(name), value(change.before), value(change.after)))


def _url(change: UrlChange) -> Row:
    return Row((code(change.alias), value(change.before), value(change.after)))


def _gone(name: str) -> Row:
    return Row((code(name),))


def retention(group: Group) -> Section:
    """What becomes of files as they age, in sentences."""
    said = retention_of(group.environment)
    made = table("How files age", ("Store", "What changes", "Spec"), map(_sentence, said))
    tables, folds = shown(made)
    return Section(f"{group.key}-retention", "Retention", str(len(said)), tables=tables, folds=folds)


def _sentence(item: Sentence) -> Row:
    return Row(((Part(item.store, "strong"),), prose(item.text), place(item.position)))


def cost(group: Group) -> Section:
    """The monthly estimate, with the day of its prices and what has none."""
    estimate = group.environment.cost
    if estimate is None:
        return Section(f"{group.key}-cost", "Cost")
    rows = [_line(line) for line in estimate.lines]
    before, after = sum(line.before for line in estimate.lines), sum(line.after for line in estimate.lines)
    total = Row(((Part("in all", "strong"),), (), *_amounts(before, after)), look="total")
    tables, folds = shown(_priced(estimate, [*rows, total] if rows else []))
    missing = tuple(plain(f"Missing: {name}.") for name in estimate.missing)
    said = f"An estimate in {estimate.currency} a month, for the usage given and the prices of {estimate.priced_on}."
    return Section(f"{group.key}-cost", "Cost", lead=said, tables=tables, lines=missing, folds=folds)


def _priced(estimate: Cost, rows: list[Row]) -> Table:
    heads = ("Store", "What", "Before", "After", "Difference")
    return table(f"Monthly estimate in {estimate.currency}", heads, rows)


def _line(line: CostLine) -> Row:
    return Row((plain(line.store), plain(line.what), *_amounts(line.before, line.after)))


def _amounts(before: float, after: float) -> tuple[Parts, Parts, Parts]:
    return (
        plain(f"{before:,.2f}"),
        plain(f"{after:,.2f}"),
        plain(f"{after - before:+,.2f}".replace("-", "\N{MINUS SIGN}")),
    )
