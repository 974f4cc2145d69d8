"""What a product's picture may be: its content must be what its name says, and hold nothing that runs.

Everyone can open these files, so a page or a script that passes for a picture would run on the media domain.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django.core.files import File

CONTENT_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
MAX_BYTES = 2_000_000
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "text", "tspan"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern"),
    }
)


def content_type(name: str) -> str | None:
    """By the extension; None when it is not a picture's."""
    return CONTENT_TYPES.get(PurePosixPath(name).suffix.lower())


def validate_picture(picture: File) -> None:
    """Raise `ValidationError` unless the file is a PNG, JPEG, WebP or plain SVG named as such, of 2 MB at most."""
    expected = content_type(picture.name or "")
    if expected is None:
        allowed = ", ".join(CONTENT_TYPES)
        raise ValidationError(f"A picture's name ends in one of {allowed}.", code="extension")
    if picture.size > MAX_BYTES:
        raise ValidationError("A picture has 2 MB at most.", code="size")
    picture.seek(0)
    data = picture.read()
    picture.seek(0)
    if expected != _found(data):
        raise ValidationError(f"This file's content is not a plain {expected}.", code="content")


def _found(data: bytes) -> str | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/svg+xml" if _is_plain_svg(data) else None


def _is_plain_svg(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
        # Neither entities nor style sheets: both can bring in what is not in the tree below.
        if "<!" in text.replace("<!--", "") or "<?xml-stylesheet" in text:
            return False
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, ElementTree.ParseError):
        return False
    return root.tag == f"{SVG}svg" and all(_is_harmless(element) for element in root.iter())


def _is_harmless(element: ElementTree.Element) -> bool:
    links = [value for name, value in element.attrib.items() if name.rpartition("}")[2] == "href"]
    runs = any(name.lower().startswith("on") for name in element.attrib)
    known = element.tag.startswith(SVG) and element.tag.removeprefix(SVG) in SHAPES
    return known and not runs and all(link.startswith("#") for link in links)
