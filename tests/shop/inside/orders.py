# ruff: noqa: PT009
# mypy: ignore-errors
"""Orders and their invoices, as the web workload."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from unittest import mock

from catalogue import orders
from catalogue.models import Order, Product
from django.core import signing
from django.core.management import call_command
from django.urls import reverse

from tests.shop.inside.cases import ShopTestCase


class OrdersTest(ShopTestCase):
    def setUp(self):
        super().setUp()
        self.mug = Product.objects.create(name="Mug (1\\2 litre)", slug="mug", price=Decimal("9.5"))

    def place(self):
        data = {"email": "ada@shop.example", "product": self.mug.pk}
        return self.client.post("/orders/place/", data, follow=True)

    def test_placing_an_order_leads_to_a_page_that_links_its_invoice(self):
        page = self.place()

        order = Order.objects.get()
        self.assertRedirects(page, reverse("order", args=[orders.token(order)]))
        self.assertContains(page, f'href="/media/documents/{order.invoice.name}"')
        self.assertRegex(order.invoice.name, rf"\Ainvoices/\d{{4}}/{order.number}\.pdf\Z")

    def test_the_invoice_is_a_pdf_of_the_order(self):
        self.place()

        order = Order.objects.get()
        content = order.invoice.read()
        for line in (f"Invoice {order.number}", "For ada@shop.example", r"1 x Mug \(1\\2 litre\)", "EUR 9.50"):
            self.assertIn(f"({line}) Tj".encode(), content)
        table = int(content.rpartition(b"startxref\n")[2].split()[0])
        self.assertEqual((b"%PDF-1.4", b"xref"), (content[:8], content[table : table + 4]))

    def test_the_page_is_in_no_cache(self):
        self.assertIn("no-store", self.place().headers["Cache-Control"])

    def test_only_the_orders_own_token_opens_it(self):
        self.place()
        order = Order.objects.get()
        good = orders.token(order)
        tokens = {
            "the number": order.number,
            "the key": str(order.pk),
            "altered": good[:-1] + ("A" if good[-1] != "A" else "B"),
            "signed for something else": signing.dumps(order.number, salt="another"),
            "of an order that is not there": signing.dumps("S-00000000", salt=orders.SALT),
        }
        for what, token in tokens.items():
            with self.subTest(what):
                page = self.client.get(f"/orders/{token}/")
                self.assertNotContains(page, order.invoice.name, status_code=404)

    def test_a_token_expires(self):
        self.place()
        path = reverse("order", args=[orders.token(Order.objects.get())])
        self.assertEqual(200, self.client.get(path).status_code)
        with mock.patch.object(orders, "LINK_LASTS", timedelta(seconds=-1)):
            self.assertEqual(404, self.client.get(path).status_code)

    def test_seed_prints_the_way_to_its_order(self):
        output = StringIO()
        call_command("seed", stdout=output)

        self.assertContains(self.client.get(output.getvalue().strip()), "customer@shop.example")
