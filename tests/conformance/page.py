"""docs/parity.md and the README's table, from the capability table and the recorded answers."""

from __future__ import annotations

import json
from pathlib import Path

from generator.spec.capabilities import FEATURES, TITLES, No
from generator.spec.limits import LIMITS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/parity.md"
README = ROOT / "README.md"
ANSWERS = Path(__file__).with_name("answers.json")
IN_README = (
    "public-cdn", "signed-cdn", "cookies", "signed-direct", "prefix-grants", "prefix-list", "no-replace", "versioning",
    "soft-delete", "lifecycle", "own-keys", "access-logs", "alarms", "github", "kubernetes", "outside",
)  # fmt: skip


def placed(text: str, name: str, content: str) -> str:
    """The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    assert rest, f"no {start}"
    assert after, f"no {end}"
    return f"{before}{start}\n{content}\n{end}{after}"


def capabilities(keys: tuple[str, ...] = tuple(FEATURES)) -> str:
    """A row a feature, a column a cloud."""
    rows = []
    for key in keys:
        feature = FEATURES[key]
        cells = []
        for provider in TITLES:
            found = feature.on(provider)
            cells.append(f"no: {found.reason}" if isinstance(found, No) else found.note or "yes")
        rows.append([feature.title, *cells])
    return _table(["", *TITLES.values()], rows)


def numbers() -> str:
    """A row a limit, a column a cloud; each with the page that says so."""
    rows = []
    for what, found in LIMITS.items():
        cells = [f"[{found[name].most:,}]({found[name].source})" if name in found else "-" for name in TITLES]
        rows.append([what, *cells])
    return _table(["at most", *TITLES.values()], rows)


def conformance() -> str:
    """A row a question, a column a provider; an answer that all give stands once."""
    answers = json.loads(ANSWERS.read_text(encoding="utf-8"))
    rows = []
    for question, found in answers.items():
        cells = [_escaped(found[provider]) for provider in TITLES]
        rows.append([question, *([cells[0], "same", "same"] if len(set(cells)) == 1 else cells)])
    return _table(["asked through Django, over HTTP", *TITLES.values()], rows)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in [head, *rows]]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])
