"""Names that Azure refuses: locations, accounts, containers, identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.problems import Problem


def check(spec: Spec) -> Iterator[Problem]:
    """Every store on Azure."""
    yield from ()


def account_reason(name: str) -> str:
    """Why Azure refuses the name of a storage account, or nothing."""
    return ""


def identity_reason(name: str) -> str:
    """Why Azure refuses the name of a user-assigned identity, or nothing."""
    return ""
