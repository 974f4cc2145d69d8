"""What both forges can do with a pull request's comments and labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of ours; `address` is what the forge's GraphQL calls it, empty where there is none."""

    id: str
    body: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its colour, six hexadecimal digits, and a sentence."""

    name: str
    color: str
    description: str


class Forge(Protocol):
    """One pull request or merge request of one repository. Every method raises ForgeError."""

    @property
    def limit(self) -> int:
        """Characters of the longest comment."""

    def own(self) -> list[Comment]:
        """The comments that the token's owner wrote, oldest first, of all pages."""

    def create(self, body: str) -> None:
        """Write a comment; of the kind `dropped` when nobody knows whether it is there."""

    def edit(self, comment: Comment, body: str) -> None:
        """Replace a comment's text."""

    def delete(self, comment: Comment) -> None:
        """Remove a comment; no error when it is gone already."""

    def hide(self, comment: Comment) -> None:
        """Fold a comment away as outdated, where the forge can."""

    def labels(self) -> set[str]:
        """The names of the labels that it has."""

    def add_labels(self, labels: tuple[Label, ...]) -> None:
        """Add labels, which are made with their colours where the repository has none of the name."""

    def remove_labels(self, names: tuple[str, ...]) -> None:
        """Take labels off; no error for those that are off already."""

    def pause(self, tries: int, said: str) -> None:
        """Wait before the next try, or raise ForgeError where there has been enough of it."""
