"""Names that Google Cloud refuses: locations, buckets, service accounts, projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.problems import Problem


def check(spec: Spec) -> Iterator[Problem]:
    """Every store on Google Cloud Storage."""
    yield from ()


def bucket_reason(name: str) -> str:
    """Why Google refuses the name of a bucket, or nothing."""
    return ""


def service_account_reason(name: str) -> str:
    """Why Google refuses the id of a service account, or nothing."""
    return ""
