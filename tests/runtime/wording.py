"""What several errors say alike."""

from __future__ import annotations


def in_the_spec(*grants: str) -> str:
    """How the error of a refused request ends."""
    words = " and ".join(f"`{grant}`" for grant in grants)
    return f"; in the spec: grant {words}, or run this as a workload that has it"
