"""The sentences of Google Cloud."""

# fmt: off
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.messages.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
}
