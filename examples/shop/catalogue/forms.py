"""The three forms. What a browser says a file is counts for nothing: its stored type follows its name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.text import slugify

from catalogue import orders, pictures
from catalogue.models import Import, Order, Product

IMPORT_BYTES = 1_000_000


def _file_input(accept: str, max_bytes: int) -> forms.FileInput:
    return forms.FileInput(attrs={"accept": accept, "data-max-bytes": max_bytes})


class ProductForm(forms.ModelForm):
    """A product; the worker checks each line of an import with it too."""

    class Meta:
        model = Product
        fields = ["name", "price", "picture"]
        widgets = {"picture": _file_input(",".join(pictures.CONTENT_TYPES), pictures.MAX_BYTES)}
        help_texts = {"picture": "PNG, JPEG, WebP or SVG, 2 MB at most."}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        self.instance.slug = slugify(name)
        if not self.instance.slug:
            raise forms.ValidationError("A name has at least one letter or digit from a to z and 0 to 9.")
        if Product.objects.filter(slug=self.instance.slug).exists():
            raise forms.ValidationError("There is a product of this name already.")
        return name

    def clean_picture(self) -> Any:
        picture = self.cleaned_data["picture"]
        if picture:
            picture.content_type = pictures.content_type(picture.name)
        return picture


class OrderForm(forms.ModelForm):
    """An order of one product."""

    product = forms.ModelChoiceField(Product.objects.all())

    class Meta:
        model = Order
        fields = ["email"]

    def save(self, commit: bool = True) -> Order:
        return orders.place(self.cleaned_data["email"], self.cleaned_data["product"])


class ImportForm(forms.ModelForm):
    """A file to drop."""

    file = forms.FileField(
        label="CSV file",
        help_text="With the columns name and price, 1 MB at most.",
        validators=[FileExtensionValidator(["csv"])],
        widget=_file_input(".csv", IMPORT_BYTES),
    )

    class Meta:
        model = Import
        fields = ["file"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > IMPORT_BYTES:
            raise forms.ValidationError("An import has 1 MB at most.")
        file.content_type = "text/csv"
        return file
