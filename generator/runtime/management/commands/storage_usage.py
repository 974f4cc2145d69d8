"""`manage.py storage_usage`: what each S3 alias holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from ...usage import Usage, UsageError, from_listing, from_metrics, s3_aliases

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADINGS = ("alias", "bucket", "prefix", "size", "objects", "of")


class Command(BaseCommand):
    """Prints a table, or JSON with sizes in bytes."""

    help = "Show how much each S3 storage alias holds, from CloudWatch's daily figures for its bucket."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "alias",
            nargs="*",
            help="aliases of STORAGES; all that are on S3 when none is given",
        )
        parser.add_argument(
            "--live",
            action="store_true",
            help="count the objects under each alias's prefix now",
        )
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        known = s3_aliases()
        chosen = options["alias"] or known
        if unknown := [alias for alias in chosen if alias not in known]:
            there = ", ".join(known) or "none"
            raise CommandError(
                f"not an S3 alias of STORAGES: {', '.join(unknown)}; there is {there}"
            )
        measure = from_listing if options["live"] else from_metrics
        try:
            found = [measure(alias) for alias in chosen]
        except UsageError as error:
            raise CommandError(str(error)) from error
        as_json = options["format"] == "json"
        self.stdout.write(
            json.dumps([asdict(item) for item in found], indent=2)
            if as_json
            else _table(found)
        )


def _table(found: Sequence[Usage]) -> str:
    rows = [HEADINGS, *(_row(item) for item in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def _row(item: Usage) -> tuple[str, ...]:
    size = (
        "no figures yet"
        if item.size is None
        else filesizeformat(item.size).replace("\xa0", " ")
    )
    objects = "-" if item.objects is None else str(item.objects)
    return (item.alias, item.bucket, item.prefix or "/", size, objects, item.scope)
