# mypy: ignore-errors
"""What the tests in here share."""

from __future__ import annotations

import struct
import zlib

from django.core.files.storage import storages
from django.test import TestCase

ALIASES = ("default", "documents", "uploads")


class ShopTestCase(TestCase):
    """Every storage starts empty."""

    def setUp(self):
        for alias in ALIASES:
            storages[alias].empty()


def png(shade):
    """One pixel."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(bytes([0, shade]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
