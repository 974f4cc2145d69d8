"""Key patterns as automata: the states are sets of places in several patterns at once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

STAR: Final = "*any*"
ONE: Final = "?one?"
_OTHER: Final = "another"  # a character that no pattern names
_PIECE = re.compile(r"\$\{([*?$])\}|(.)", re.DOTALL)
_PLAIN = re.compile(r"\$\{\$\}|[*?]")

Tokens = tuple[str, ...]
State = frozenset[tuple[int, int]] | None
"""Places as (pattern, token); None: whatever follows is accepted."""


def literal(text: str) -> str:
    """The pattern that only this text fits."""
    return _PLAIN.sub(lambda found: f"${{{found[0]}}}" if len(found[0]) == 1 else "${${$}}", text)


@lru_cache(maxsize=16384)
def prefix(pattern: str) -> str:
    """The text that every key of the pattern begins with."""
    found = tokens_of(pattern)
    end = next((number for number, token in enumerate(found) if token in {STAR, ONE}), len(found))
    return "".join(found[:end])


@lru_cache(maxsize=16384)
def tokens_of(pattern: str) -> Tokens:
    """A pattern taken apart, in one spelling."""
    found: list[str] = []
    for match in _PIECE.finditer(pattern):
        token = match[1] or {"*": STAR, "?": ONE}.get(match[2], match[2])
        if token == STAR and found[-1:] == [STAR]:
            continue
        if token == ONE and found[-1:] == [STAR]:
            found.insert(-1, ONE)
        else:
            found.append(token)
    return tuple(found)


def text_of(tokens: Tokens) -> str:
    """Tokens as a pattern; what reads as a sign and is none is escaped."""
    pieces: list[str] = []
    plain = ""
    for token in (*tokens, ""):
        if token in {STAR, ONE, ""}:
            pieces.append(literal(plain) + {STAR: "*", ONE: "?"}.get(token, ""))
            plain = ""
        else:
            plain += token
    text = "".join(pieces)
    return text if "**" not in text and "*?" not in text else text_of(tokens_of(text))


class Union:
    """Several patterns as one automaton; steps are remembered."""

    __slots__ = ("_memo", "patterns")

    def __init__(self, patterns: tuple[Tokens, ...]) -> None:
        self.patterns = patterns
        self._memo: dict[tuple[State, str], State] = {}

    def begin(self) -> frozenset[tuple[int, int]]:
        """The places before the first character."""
        return self._closed((number, 0) for number in range(len(self.patterns)))

    def start(self) -> State:
        """The state before the first character."""
        return self._shortened(self.begin())

    def step(self, state: State, char: str) -> State:
        """The state after one more character."""
        if state is None:
            return None
        key = (state, char)
        if key not in self._memo:
            self._memo[key] = self._shortened(self.moved(state, char))
        return self._memo[key]

    def moved(self, places: frozenset[tuple[int, int]], char: str) -> frozenset[tuple[int, int]]:
        """The places after one more character."""
        return self._closed(self._moves(places, char))

    def accepts(self, state: State) -> bool:
        """Whether a key may end here."""
        return state is None or any(place == len(self.patterns[number]) for number, place in state)

    def chars(self, state: State) -> set[str]:
        """The characters that are told apart here."""
        if state is None:
            return set()
        found = {self.patterns[number][place] for number, place in state if place < len(self.patterns[number])}
        return found - {STAR, ONE}

    def _moves(self, places: Iterable[tuple[int, int]], char: str) -> Iterator[tuple[int, int]]:
        for number, place in places:
            tokens = self.patterns[number]
            if place == len(tokens):
                continue
            if tokens[place] == STAR:
                yield number, place
            elif tokens[place] in {ONE, char}:
                yield number, place + 1

    def _closed(self, places: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        found = set()
        for number, place in places:
            found.add((number, place))
            tokens = self.patterns[number]
            if place < len(tokens) and tokens[place] == STAR:
                found.add((number, place + 1))
        return frozenset(found)

    def _shortened(self, places: frozenset[tuple[int, int]]) -> State:
        if any(self.patterns[number][place:] == (STAR,) for number, place in places):
            return None
        return places


def union_of(patterns: Iterable[str]) -> Union:
    """The automaton of these patterns."""
    return _cached(tuple(sorted(set(patterns))))


@lru_cache(maxsize=2048)
def _cached(patterns: tuple[str, ...]) -> Union:
    return Union(tuple(tokens_of(item) for item in patterns))


def reaches(
    unions: tuple[Union, ...],
    wanted: Callable[[Sequence[bool]], bool],
    hopeless: Callable[[Sequence[State]], bool],
) -> bool:
    """Whether some key leads the automata, side by side, to where `wanted` holds of what accepts it."""
    first = tuple(union.start() for union in unions)
    seen, waiting = {first}, [first]
    while waiting:
        states = waiting.pop()
        if hopeless(states):
            continue
        pairs = tuple(zip(unions, states, strict=True))
        if wanted([union.accepts(state) for union, state in pairs]):
            return True
        for char in sorted({_OTHER}.union(*(union.chars(state) for union, state in pairs))):
            following = tuple(union.step(state, char) for union, state in pairs)
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False
