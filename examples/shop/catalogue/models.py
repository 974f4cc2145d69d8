"""What the shop keeps. Each file field names the storage its files belong to."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from shop_storage import aliases

from catalogue.pictures import validate_picture


class Product(models.Model):
    """Something to buy; its picture is public."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    price = models.DecimalField("price in euros", max_digits=8, decimal_places=2, validators=[MinValueValidator(0)])
    picture = models.FileField(upload_to="products/", blank=True, validators=[validate_picture])

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """One order; its invoice is private: `documents` gives signed links only."""

    number = models.CharField(max_length=20, unique=True)
    email = models.EmailField("customer e-mail")
    invoice = models.FileField(storage=aliases.documents, upload_to="invoices/%Y/")
    placed = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.number


class Import(models.Model):
    """A CSV file that someone dropped. The site may only write to `uploads`; `process_imports` reads it."""

    FOLDER = "imports/"

    file = models.FileField("CSV file", storage=aliases.uploads, upload_to=FOLDER)
    dropped = models.DateTimeField(auto_now_add=True)
    processed = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return self.file.name
