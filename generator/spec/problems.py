"""A problem before it has a place in the file: what a check yields."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic
from generator.messages import SENTENCES
from generator.spec.load import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.spec.load import Mark, Path_

MAX_COMPARED = 100
SHORTEST = len("://:p@")
_BASE64 = "[A-Za-z0-9/+]"
_AWS_SECRET = re.compile(
    f"(?<!{_BASE64})(?={_BASE64}*[/+0-9])(?={_BASE64}*[a-z])(?={_BASE64}*[A-Z]){_BASE64}{{40}}(?![A-Za-z0-9/+=])"
)
_SECRETS = (
    ("an AWS access key id", re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("an AWS secret access key", _AWS_SECRET),
    ("an Azure storage key", re.compile(r"AccountKey=|(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{86}==")),
    ("a signature of an Azure SAS", re.compile(r"(?:^|[?&; ])sig=[A-Za-z0-9%/+]{20}|SharedAccessSignature=")),
    ("an Azure client secret", re.compile(r"(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,34}(?![\w.~-])")),
    ("a Google API key", re.compile(r"(?<![\w-])AIza[\w-]{35}(?![\w-])")),
    ("a Google service account key", re.compile(r'"private_key(?:_id)?"\s*:|"type"\s*:\s*"service_account"')),
    ("a Google HMAC key id", re.compile(r"(?<![A-Z0-9])GOOG1E?[A-Z0-9]{19,58}(?![A-Z0-9])")),
    ("a Google OAuth secret", re.compile(r"\bGOCSPX-[\w-]{20}|\bya29\.[\w-]{20}")),
    ("a Cloud CDN signing key", re.compile(r"(?<![\w=/+-])[\w-]{22}==(?![\w=])")),
    ("a GitHub token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{20}|github_pat_[A-Za-z0-9_]{20})")),
    ("a password in a URL", re.compile(r"://[^/\s:@]{0,99}:(?![0-9]{1,5}/)[^\s@]{1,99}@")),
)


@dataclass(frozen=True)
class Problem:
    """`path` is the path in the merged spec; one that ends in `KEY` points at the key instead of its value."""

    code: str
    path: Path_
    slots: Mapping[str, object] = field(default_factory=dict)


def problem(code: str, *path: str | int, **slots: object) -> Problem:
    """A `Problem` with its slots as keywords."""
    return Problem(code, path, slots)


def diagnostic(found: Problem, file: str, written: Path_, mark: Mark) -> Diagnostic:
    """The problem as a sentence at its place in the file, on one line and without secrets."""
    sentence = SENTENCES[found.code]
    slots = {name: harmless(value) for name, value in found.slots.items()}
    place = _printable(str(harmless(".".join(str(part) for part in written if part != KEY))))
    message = _printable(sentence.message.format(**slots))
    hint = _printable(sentence.hint.format(**slots))
    return Diagnostic(file, mark.line, mark.column, found.code, place, message, hint, sentence.severity)


def secret_kind(text: str) -> str | None:
    """What kind of secret the text looks like, or None."""
    if len(text) < SHORTEST or text.startswith("/subscriptions/"):  # a resource id has runs as long as a secret
        return None
    return next((kind for kind, pattern in _SECRETS if pattern.search(text)), None)


def harmless(value: object) -> object:
    """The value itself, or a placeholder when it looks like a secret."""
    if isinstance(value, str):
        return "<secret>" if secret_kind(value) else _short(value)
    return value


def _printable(text: str) -> str:
    """The text with line ends, escape sequences and direction marks as Python would write them."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:300] + "..."


def nearest(value: str, allowed: Iterable[str]) -> str:
    """`: did you mean 'x'?` when something allowed is close, else nothing."""
    names = list(allowed)[:MAX_COMPARED]
    parts = value.replace("-", "_").split("_")
    found = [name for name in names if name in parts]  # `sse-kms` means `kms`, though `sse-s3` looks more like it
    found = found or difflib.get_close_matches(value[:MAX_COMPARED], names, n=1, cutoff=0.6)
    if not found and len(value) > 2:
        found = [name for name in names if name.startswith(value)]
    return f": did you mean {found[0]!r}?" if found else ""


def listing(names: Iterable[str], limit: int = 12) -> str:
    """The names in order, cut with a count when there are many."""
    ordered = list(names)
    shown = ", ".join(ordered[:limit])
    more = len(ordered) - limit
    return (f"{shown} and {more} more" if more > 0 else shown) or "none"
