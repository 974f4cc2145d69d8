# ruff: noqa: PT009
# mypy: ignore-errors
"""Dropping an import, as the web workload: its `uploads` refuses anything but a write."""

from __future__ import annotations

from catalogue.models import Import
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.shop.inside.cases import ShopTestCase


class ImportsTest(ShopTestCase):
    def drop(self, name, content):
        file = SimpleUploadedFile(name, content, "application/octet-stream")
        return self.client.post("/imports/", {"file": file}, follow=True)

    def test_a_drop_only_writes(self):
        self.assertEqual({"write"}, storages["uploads"].actions)

        page = self.drop("mugs.csv", b"name,price\nMug,9.50\n")

        self.assertContains(page, "<li>The import is in the queue.</li>", html=True)
        self.assertEqual("imports/mugs.csv", Import.objects.get().file.name)
        self.assertEqual(b"name,price\nMug,9.50\n", storages["uploads"].get("imports/mugs.csv"))
        self.assertEqual({"imports/mugs.csv": "text/csv"}, storages["uploads"].content_types)

    def test_other_files_are_refused(self):
        page = self.drop("mugs.xlsx", b"PK")
        text = "File extension “xlsx” is not allowed. Allowed extensions are: csv."
        self.assertFormError(page.context["form"], "file", text)

        page = self.drop("mugs.csv", bytes(1_000_001))
        self.assertFormError(page.context["form"], "file", "An import has 1 MB at most.")
        self.assertEqual(0, Import.objects.count())
