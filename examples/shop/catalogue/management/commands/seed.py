"""`manage.py seed`: two products with pictures and one order, to have something to look at."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand
from django.urls import reverse

from catalogue import orders
from catalogue.models import Product

PICTURES = Path(__file__).resolve().parents[2] / "seed"
PRODUCTS = (("Mug", Decimal("9.50"), "mug.png"), ("Teapot", Decimal("34.00"), "teapot.svg"))


class Command(BaseCommand):
    """Prints the way to the order's page. Run again, it leaves the products and places another order."""

    help = "Add two products with pictures and place one order."

    def handle(self, *args: Any, **options: Any) -> None:
        products = [_product(*values) for values in PRODUCTS]
        order = orders.place("customer@shop.example", products[0])
        self.stdout.write(reverse("order", args=[orders.token(order)]))


def _product(name: str, price: Decimal, picture: str) -> Product:
    product, is_new = Product.objects.get_or_create(slug=name.lower(), defaults={"name": name, "price": price})
    if is_new:
        with (PICTURES / picture).open("rb") as file:
            product.picture.save(picture, File(file))
    return product
