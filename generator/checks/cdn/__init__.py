"""CDNs: domains and headers, then what one cloud's CDN asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.checks.cdn import azure, gcs, s3
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec

HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_HEADER = re.compile(r"[\x20-\x7e]+")


def check(spec: Spec) -> Iterator[Problem]:
    """Every store with a CDN, then what only one cloud's CDN has."""
    domains: dict[str, str] = {}
    for name, store in spec.stores.items():
        if store.cdn is None:
            continue
        path = ("stores", name, "cdn")
        yield from _domain(spec, path, store.cdn.domain)
        policy = store.cdn.headers.content_security_policy
        if policy is not None and not _HEADER.fullmatch(policy):
            yield problem("SPEC116", *path, "headers", "content_security_policy", value=policy)
        if store.cdn.domain is not None:
            other = domains.setdefault(store.cdn.domain, name)
            if other != name:
                yield problem("SPEC098", *path, "domain", value=store.cdn.domain, other=other, where="")
    yield from s3.check(spec)
    yield from gcs.check(spec)
    yield from azure.check(spec)


def _domain(spec: Spec, path: tuple[str, ...], domain: str | None) -> Iterator[Problem]:
    if domain is None:
        return
    if spec.target == "local":
        yield problem("SPEC099", *path, "domain", value="domain")
    elif not HOST.fullmatch(domain):
        yield problem("SPEC091", *path, "domain", value=domain)
