"""What a store itself asks for: encryption, CORS, alarms, adoption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.checks.buckets import azure, cors, gcs, s3
from generator.spec.limits import LIMITS
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec

_CORS_RULES = LIMITS["CORS rules of a store"]


def check(spec: Spec) -> Iterator[Problem]:
    """Every store, then what only one cloud's stores have."""
    for name, store in spec.stores.items():
        path = ("stores", name)
        yield from cors.check(path, store)
        rules, limit = len(store.cors or ()), _CORS_RULES[store.provider]
        if rules > limit.most:
            yield problem("SPEC113", *path, "cors", count=rules, things="CORS rules", who=limit.who, limit=limit.most)
        if store.adopt and spec.target == "cloud":
            yield problem("SPEC114", *path, "adopt", value=name)
            if not store.protect:
                yield problem("SPEC124", *path, "protect", value=name)
        if store.alarms is not None and store.alarms.size_gb is None and store.alarms.objects is None:
            yield problem("SPEC118", *path, "alarms")
    yield from s3.check(spec)
    yield from gcs.check(spec)
    yield from azure.check(spec)
