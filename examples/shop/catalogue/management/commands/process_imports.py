"""`manage.py process_imports`: what the worker does, with no more than its grants.

It lists, reads and deletes in `uploads`, and writes to `documents`; an import becomes products and a report.
"""

from __future__ import annotations

import csv
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from shop_storage import aliases

from catalogue.forms import ProductForm
from catalogue.models import Import

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.storage import Storage


class Command(BaseCommand):
    """Prints one line for each import."""

    help = "Make products from the dropped imports, write a report for each, and delete it."

    def handle(self, *args: Any, **options: Any) -> None:
        uploads, documents = aliases.uploads(), aliases.documents()
        for name in _waiting(uploads):
            with uploads.open(name) as file:
                data = file.read()
            with transaction.atomic():
                report = "\n".join(_results(data)) + "\n"
                Import.objects.filter(file=name).update(processed=timezone.now())
            written = documents.save(f"reports/{PurePosixPath(name).stem}.txt", ContentFile(report.encode()))
            # Last: a run that ends early is repeated, and then finds the products it made.
            uploads.delete(name)
            self.stdout.write(f"{name}: report in {written}")


def _waiting(uploads: Storage) -> list[str]:
    try:
        _, names = uploads.listdir(Import.FOLDER)
    except FileNotFoundError:
        # Object storage has no folders to miss; a disk has.
        return []
    return [Import.FOLDER + name for name in sorted(names) if name]


def _results(data: bytes) -> Iterator[str]:
    """Make the products; one line of text for each line of the file, or one for a file that cannot be read."""
    try:
        rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        yield f"not a CSV file in UTF-8: {error}"
        return
    for number, row in enumerate(rows, start=2):
        form = ProductForm({"name": row.get("name"), "price": row.get("price")})
        if form.is_valid():
            yield f"line {number}: added {form.save()}"
        else:
            problems = "; ".join(f"{field}: {text}" for field, texts in form.errors.items() for text in texts)
            yield f"line {number}: refused: {problems}"
