"""CORS rules, in the words all three clouds share; how many a store takes is the cloud's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Store

_CORS_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def check(path: tuple[str, ...], store: Store) -> Iterator[Problem]:
    """The rules of one store."""
    rules = store.cors or ()
    for index, rule in enumerate(rules):
        for place, origin in enumerate(rule.origins):
            if origin != "*" and not _CORS_ORIGIN.fullmatch(origin):
                yield problem("SPEC069", *path, "cors", index, "origins", place, value=origin)
        for key in ("headers", "expose_headers"):
            for place, header in enumerate(getattr(rule, key)):
                if not _HEADER.fullmatch(header):
                    slots = {"value": header, "expected": "the name of a header", "example": "x-amz-meta-name"}
                    yield problem("SPEC083", *path, "cors", index, key, place, **slots)
