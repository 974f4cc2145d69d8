"""What a condition in a language of its own joins by `and` at the top: a part that cannot be read hides no other."""

from __future__ import annotations

import re
from functools import lru_cache

CEL = re.compile(
    r"""(?<![\w"'])(?:"(?:[^"\\]|\\.)*"(?!")|'(?:[^'\\]|\\.)*'(?!'))"""
    r"""|(?P<opens>[(\[{])|(?P<closes>[)\]}])|(?P<both>&&)|(?P<either>\|\||\?)|(?P<odd>["']|//)|.""",
    re.DOTALL,
)
"""https://github.com/google/cel-spec/blob/master/doc/langdef.md"""
ABAC = re.compile(
    r"""'(?:[^'\\]|\\.)*'|(?P<opens>[(\[{])|(?P<closes>[)\]}])|(?P<both>&&|\bAND\b)|(?P<either>\|\||\bOR\b)"""
    r"""|(?P<odd>')|.""",
    re.DOTALL | re.IGNORECASE,
)
"""https://learn.microsoft.com/azure/role-based-access-control/conditions-format: `NOT` is of what follows it."""


@lru_cache(maxsize=4096)
def conjuncts(condition: str, tokens: re.Pattern[str]) -> tuple[str, ...]:
    """The parts, of which each has to hold. A condition with an `or` at the top is one part.

    So is one that ends inside quotes or brackets, or that has comments or literals other than plain texts.
    """
    depth, start = 0, 0
    parts: list[str] = []
    for token in tokens.finditer(condition):
        kind = token.lastgroup
        depth += (kind == "opens") - (kind == "closes")
        if depth < 0 or _hides(kind, depth):
            return (condition,)
        if kind == "both" and not depth:
            parts.append(condition[start : token.start()].strip())
            start = token.end()
    parts.append(condition[start:].strip())
    if depth or not all(parts):
        return (condition,)
    bare = [_bare(part, tokens) for part in parts]
    return tuple(one for part in bare for one in conjuncts(part, tokens)) if bare != [condition] else (condition,)


def _hides(kind: str | None, depth: int) -> bool:
    return (kind == "odd") if depth else kind in {"odd", "either"}


def _bare(part: str, tokens: re.Pattern[str]) -> str:
    """Without brackets around all of it."""
    if not (part.startswith("(") and part.endswith(")")):
        return part
    depth = 0
    for token in tokens.finditer(part):
        depth += (token.lastgroup == "opens") - (token.lastgroup == "closes")
        if depth <= 0 and token.end() < len(part):
            return part
    return part[1:-1].strip() if depth == 0 else part
