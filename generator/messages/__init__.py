"""Every sentence about a spec, keyed by its code: severity, what is wrong, the likely fix. Codes are never reused.

`docs/diagnostics.md` explains each one. Names that may only hold ASCII are shown with `!a`, so that a letter of another
alphabet that looks like an ASCII one can be told from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.messages import azure, common, gcs

if TYPE_CHECKING:
    from generator.messages.sentence import Sentence

SENTENCES: dict[str, Sentence] = {**common.SENTENCES, **gcs.SENTENCES, **azure.SENTENCES}
