"""Placing an order, its invoice, and the token that opens its page."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.core.files.base import ContentFile

from catalogue.models import Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalogue.models import Product

SALT = "catalogue.order"
LINK_LASTS = timedelta(days=90)
_ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})


def place(email: str, product: Product) -> Order:
    """A new order of one product, with its invoice stored."""
    order = Order(number=f"S-{secrets.token_hex(4).upper()}", email=email)
    lines = [f"Invoice {order.number}", f"For {email}", f"1 x {product.name}", f"EUR {product.price:.2f}"]
    order.invoice.save(f"{order.number}.pdf", ContentFile(pdf(lines)), save=True)
    return order


def token(order: Order) -> str:
    """What the order's page has in its URL; nobody can make one up without the site's secret key."""
    return signing.dumps(order.number, salt=SALT)


def by_token(value: str) -> Order:
    """The order. Raises `signing.BadSignature` (or its `SignatureExpired`) and `Order.DoesNotExist`."""
    return Order.objects.get(number=signing.loads(value, salt=SALT, max_age=LINK_LASTS))


def pdf(lines: Sequence[str]) -> bytes:
    """One page of text. Characters outside Latin-1 become question marks."""
    text = "".join(f"({line.translate(_ESCAPES)}) Tj T*\n" for line in lines)
    drawing = f"BT /F1 14 Tf 20 TL 60 780 Td\n{text}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, found in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, found)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + head + table + trailer
