"""A workload's grants in as few policies as fit: inline when they do, else managed policies that change one at a time.

Grants are divided by the bits of a hash of (store, prefix), as in a trie, until each part fits. Where a grant goes
depends on itself and on how full its part is, never on its neighbours in a list: a new prefix rewrites one policy, or
divides one in two, and leaves the others as they are.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from infra.policies.document import size
from infra.policies.s3 import Grant, workload_policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROLE_INLINE = 10_240
USER_INLINE = 2_048
MANAGED = 6_144
MAX_MANAGED = 10
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

INLINE = ""

Parts = dict[str, tuple[Grant, ...]]
"""Part -> its grants; the only part of an inline policy is `INLINE`, a managed one is named by its bits."""


def split(grants: Sequence[Grant], *, inline_limit: int = ROLE_INLINE, usage_metrics: bool = False) -> Parts:
    """The parts, in the order of their names. ARNs must be as long as the real ones, which may not exist yet.

    Not bounded by `MAX_MANAGED`: the caller says what is wrong, with `policy_count`.
    """
    if size(workload_policy(grants, usage_metrics=usage_metrics)) <= inline_limit:
        return {INLINE: tuple(grants)}
    return dict(_divided(tuple(grants), "", usage_metrics))


def policy_count(grants: Sequence[Grant], *, inline_limit: int = ROLE_INLINE, usage_metrics: bool = False) -> int:
    """How many managed policies the grants need; 0 when one inline policy holds them."""
    return len(split(grants, inline_limit=inline_limit, usage_metrics=usage_metrics).keys() - {INLINE})


def carries_metrics(part: str) -> bool:
    """Metrics are asked for once: in the first part."""
    return "1" not in part


def _divided(grants: tuple[Grant, ...], bits: str, usage_metrics: bool) -> Iterator[tuple[str, tuple[Grant, ...]]]:
    whole = workload_policy(grants, usage_metrics=usage_metrics and carries_metrics(bits))
    if not whole["Statement"]:
        return
    if bits and (size(whole) <= MANAGED or len(grants) < 2):
        yield bits, grants
        return
    for bit in "01":
        part = tuple(grant for grant in grants if _bit(grant, len(bits)) == bit)
        yield from _divided(part, bits + bit, usage_metrics)


def _bit(grant: Grant, position: int) -> str:
    digest = hashlib.sha256(f"{grant.store}/{grant.prefix}".encode()).digest()
    return str(digest[position // 8] >> (7 - position % 8) & 1)
