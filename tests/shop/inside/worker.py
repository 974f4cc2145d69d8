# ruff: noqa: PT009, PT027
# mypy: ignore-errors
"""`process_imports`, as the worker workload: it may not write `uploads`, read `documents` or touch pictures."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from unittest import mock

from catalogue.models import Import, Product
from django.core.files.storage import storages
from django.core.management import call_command

from tests.shop.inside.cases import ShopTestCase

MUGS = "\ufeffname,price\nRed mug,9.50\nBlue mug,-1\n,2\nRed mug,3\nGreen mug,NaN\n"
REPORT = """\
line 2: added Red mug
line 3: refused: price: Ensure this value is greater than or equal to 0.
line 4: refused: name: This field is required.
line 5: refused: name: There is a product of this name already.
line 6: refused: price: Enter a number.
"""


class WorkerTest(ShopTestCase):
    def process(self):
        output = StringIO()
        call_command("process_imports", stdout=output)
        return output.getvalue()

    def test_an_import_becomes_products_and_a_report(self):
        storages["uploads"].put("imports/mugs.csv", MUGS.encode())
        dropped = Import.objects.create(file="imports/mugs.csv")

        self.assertEqual("imports/mugs.csv: report in reports/mugs.txt\n", self.process())

        self.assertEqual([("Red mug", Decimal("9.50"))], list(Product.objects.values_list("name", "price")))
        self.assertEqual(REPORT, storages["documents"].get("reports/mugs.txt").decode())
        self.assertEqual([], storages["uploads"].names("imports"))
        dropped.refresh_from_db()
        self.assertIsNotNone(dropped.processed)

    def test_a_file_that_is_no_csv_is_reported_and_removed(self):
        storages["uploads"].put("imports/mugs.csv", b"\xff\xfe")

        self.process()

        report = storages["documents"].get("reports/mugs.txt").decode()
        self.assertTrue(report.startswith("not a CSV file in UTF-8: 'utf-8' codec can't decode byte 0xff"), report)
        self.assertEqual([], storages["uploads"].names("imports"))

    def test_an_import_stays_until_its_report_is_written(self):
        storages["uploads"].put("imports/mugs.csv", MUGS.encode())
        with mock.patch.object(storages["documents"], "_save", side_effect=OSError), self.assertRaises(OSError):
            self.process()
        self.assertEqual(["mugs.csv"], storages["uploads"].names("imports"))

        self.process()

        self.assertEqual(1, Product.objects.count())
        self.assertIn("line 2: refused", storages["documents"].get("reports/mugs.txt").decode())

    def test_nothing_to_do_is_fine(self):
        self.assertEqual("", self.process())
