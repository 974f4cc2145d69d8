# ruff: noqa: PT009
# mypy: ignore-errors
"""The catalogue and the upload of pictures, as the web workload."""

from __future__ import annotations

from io import StringIO

from catalogue.models import Product
from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from tests.shop.inside.cases import ShopTestCase, png

COMMENT = b"<!-- a dot -->"
PLAIN_SVG = b'<?xml version="1.0"?>' + COMMENT + b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'
NOT_PLAIN = {
    "a page": ("a.png", b"<html><script>alert(1)</script></html>", "image/png"),
    "a JPEG named PNG": ("a.png", b"\xff\xd8\xff\xe0", "image/png"),
    "nothing": ("a.webp", b"RIFF", "image/webp"),
    "a script": ("a.svg", PLAIN_SVG.replace(b"circle", b"script"), "image/svg+xml"),
    "a handler": ("a.svg", PLAIN_SVG.replace(b"r=", b"onload="), "image/svg+xml"),
    "a link": ("a.svg", PLAIN_SVG.replace(b'<circle r="1"/>', b'<use href="https://x.example"/>'), "image/svg+xml"),
    "an entity": ("a.svg", PLAIN_SVG.replace(COMMENT, b"<!DOCTYPE svg [<!ENTITY a 'b'>]>"), "image/svg+xml"),
    "a style sheet": ("a.svg", PLAIN_SVG.replace(COMMENT, b"<?xml-stylesheet href='x.xsl'?>"), "image/svg+xml"),
    "another vocabulary": ("a.svg", b"<svg/>", "image/svg+xml"),
    "UTF-16": ("a.svg", PLAIN_SVG.decode().encode("utf-16"), "image/svg+xml"),
    "half an SVG": ("a.svg", PLAIN_SVG[:-3], "image/svg+xml"),
}


class PagesTest(ShopTestCase):
    def add(self, name, file, content, content_type="text/html"):
        picture = SimpleUploadedFile(file, content, content_type)
        return self.client.post("/products/add/", {"name": name, "price": "9.50", "picture": picture}, follow=True)

    def test_an_uploaded_picture_is_in_the_catalogue(self):
        page = self.add("Red mug", "mug.png", png(1))

        self.assertRedirects(page, "/")
        self.assertContains(page, '<img src="/media/pictures/products/mug.png" alt="" loading="lazy">', html=True)
        self.assertContains(page, "<li>Red mug is in the catalogue.</li>", html=True)
        self.assertEqual(png(1), storages["default"].get("products/mug.png"))

    def test_the_stored_type_follows_the_name_not_the_browser(self):
        self.add("Mug", "mug.PNG", png(1), "text/html")
        self.add("Dot", "dot.svg", PLAIN_SVG, "text/html")

        expected = {"products/mug.PNG": "image/png", "products/dot.svg": "image/svg+xml"}
        self.assertEqual(expected, storages["default"].content_types)

    def test_a_name_that_is_taken_gives_another_name(self):
        self.add("Red mug", "mug.png", png(1))
        self.add("Blue mug", "mug.png", png(2))

        blue, red = (product.picture for product in Product.objects.all())
        self.assertEqual("products/mug.png", red.name)
        self.assertRegex(blue.name, r"\Aproducts/mug_\w{7}\.png\Z")
        self.assertEqual((png(1), png(2)), (red.read(), blue.read()))

    def test_a_file_that_is_no_plain_picture_is_refused(self):
        for what, (file, content, content_type) in NOT_PLAIN.items():
            with self.subTest(what):
                page = self.add("Mug", file, content, content_type)

                text = f"This file's content is not a plain {content_type}."
                self.assertFormError(page.context["form"], "picture", text)
        self.assertEqual(0, Product.objects.count())

    def test_other_names_and_sizes_are_refused(self):
        page = self.add("Mug", "mug.html", png(1))
        text = "A picture's name ends in one of .png, .jpg, .jpeg, .webp, .svg."
        self.assertFormError(page.context["form"], "picture", text)

        page = self.add("Mug", "mug.png", png(1) + bytes(2_000_000))
        self.assertFormError(page.context["form"], "picture", "A picture has 2 MB at most.")

    def test_two_products_cannot_share_a_name(self):
        self.client.post("/products/add/", {"name": "Red mug", "price": "1"})
        page = self.client.post("/products/add/", {"name": "Red  MUG", "price": "1"})
        self.assertFormError(page.context["form"], "name", "There is a product of this name already.")
        page = self.client.post("/products/add/", {"name": "茶", "price": "1"})
        text = "A name has at least one letter or digit from a to z and 0 to 9."
        self.assertFormError(page.context["form"], "name", text)

    def test_a_product_needs_no_picture(self):
        page = self.client.post("/products/add/", {"name": "Mug", "price": "1"}, follow=True)

        self.assertContains(page, "No picture yet")

    def test_every_form_and_the_missing_page_render_without_debug(self):
        self.assertFalse(settings.DEBUG)
        for path, heading in {
            "/": "Catalogue",
            "/products/add/": "Add a product",
            "/orders/place/": "Place an order",
            "/imports/": "Import products",
        }.items():
            with self.subTest(path):
                self.assertContains(self.client.get(path), f"<h1>{heading}</h1>", html=True)
        self.assertContains(self.client.get("/nowhere/"), "<h1>Not found</h1>", html=True, status_code=404)

    def test_the_pages_policy_allows_no_one_else(self):
        policy = self.client.get("/").headers["Content-Security-Policy"]

        others = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
        self.assertEqual(f"default-src 'self'; {others}", policy)

    def test_health_names_the_class_of_each_alias(self):
        granted = "tests.shop.inside.storages.Granted"
        static = "django.contrib.staticfiles.storage.StaticFilesStorage"
        expected = {"default": granted, "staticfiles": static, "documents": granted, "uploads": granted}
        self.assertEqual({"storages": expected}, self.client.get("/health/").json())

    def test_seed_adds_two_pictures_and_one_order_and_can_be_repeated(self):
        for _ in range(2):
            call_command("seed", stdout=StringIO())

        found = [(product.name, product.picture.name) for product in Product.objects.all()]
        self.assertEqual([("Mug", "products/mug.png"), ("Teapot", "products/teapot.svg")], found)
        self.assertEqual(["mug.png", "teapot.svg"], storages["default"].names("products"))
