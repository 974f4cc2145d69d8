"""Reports made by hand for every form that shows one: nothing in them was worked out.

`empty_report`, `rich_report` (each record and each field, three environments of which prod and staging say the same,
hostile texts), `failed_report` (a side that cannot be read), `huge_report`.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic
from infra.review.report import (
    Counts,
    Edge,
    EnvironmentReport,
    GateResult,
    Hazard,
    Node,
    PermissionChange,
    Picture,
    Position,
    PropertyChange,
    Report,
    ResourceChange,
    Sentence,
    SettingsDelta,
    Side,
    VariableChange,
    Who,
)
from tests.review.sample_records import (
    HOSTILE,
    LONG,
    cost,
    drifts,
    exposures,
    findings,
    hazards,
    permissions,
    picture,
    resources,
    sentences,
    settings,
    trusts,
    urn_of,
)

__all__ = ["HOSTILE", "LONG", "empty_report", "failed_report", "huge_report", "named", "rich_report"]

if TYPE_CHECKING:
    from collections.abc import Iterable


def empty_report() -> Report:
    """Two revisions that come to the same."""
    return Report(
        tool="stowplan 0.4.0",
        project="shop",
        spec="storage.yaml",
        mode="offline",
        base=Side("origin/main", "a" * 40, "0123456789ab"),
        head=Side("HEAD", "b" * 40, "0123456789ab"),
        environments=(EnvironmentReport("prod", "cloud", counts=Counts(same=41)),),
    )


def rich_report() -> Report:
    """Each record and each field once or more; the texts are hostile where a user's could be."""
    prod = _environment("prod")
    return replace(
        empty_report(),
        base=Side("origin/main", "a1" * 20, "0123456789ab"),
        head=Side("pull request @team `#7` <b>", "b2" * 20, "ba9876543210"),
        environments=(prod, _environment("staging"), _local()),
        gates=(
            GateResult("stateful", tuple((h.id, h.headline) for h in prod.hazards if h.acknowledged is None)),
            GateResult("broadened", tuple((p.id, "anyone can read media/pictures/*") for p in prod.permissions[:1])),
            GateResult("public"),
            GateResult("drift", ((prod.drifts[0].id, "the bucket media differs from the state | <b>"),)),
            GateResult("policy", ((prod.findings[0].id, "s3-tls-only: the bucket media allows plain HTTP"),)),
        ),
        stale=("cdeadbee", "cfeed000"),
        limits=("Physical names are not known before the engine ran.", "Drift is not known offline <script>."),
        notes=("The environment preview exists in both, but only in the head as a cloud.", *HOSTILE),
    )


def failed_report() -> Report:
    """A head with two mistakes and a base that is older than what can be read."""
    return replace(
        empty_report(),
        head=Side("HEAD", "b" * 40, "ba9876543210", problems=_problems("storage.yaml")),
        base=Side("origin/main", "a" * 40, "0123456789ab", problems=_problems("old/storage.yaml")[:1]),
        environments=(),
    )


def huge_report(resources: int = 2000) -> Report:
    """One environment in which `resources` buckets change, every fiftieth of them with a hazard, ten with a right."""
    changes = tuple(_bucket(number) for number in range(resources))
    environment = EnvironmentReport(
        "prod",
        "cloud",
        mark="changed",
        counts=Counts(update=resources, same=7),
        hazards=tuple(_versioning_off(number) for number in range(0, resources, 50)),
        permissions=tuple(_right(number) for number in range(0, resources, 10)),
        sentences=tuple(
            Sentence(f"store{number}", f"objects under tmp/ are deleted after {number} days instead of 30")
            for number in range(1, resources, 20)
        ),
        resources=changes,
        picture=_huge_picture(resources),
    )
    return replace(empty_report(), head=Side("HEAD", "b" * 40, "ba9876543210"), environments=(environment,))


def _id(*key: str) -> str:
    return "c" + sha256("\0".join(key).encode()).hexdigest()[:7]


def named(environment: str, records: Iterable[Any]) -> tuple[Any, ...]:
    """The records with the ids that acknowledgements name."""
    return tuple(replace(record, id=_id(environment, *record.key())) for record in records)


def _problems(file: str) -> tuple[Diagnostic, ...]:
    return (
        Diagnostic(file, 12, 5, "SPEC012", "stores.media.regoin", "unknown key 'regoin' <b>", "write region @team"),
        Diagnostic(file, 30, 9, "SPEC044", "storages.default", "two\nlines | and `ticks`", "", "warning"),
    )


def _environment(name: str) -> EnvironmentReport:
    return EnvironmentReport(
        name,
        "cloud",
        mark="changed",
        counts=Counts(create=2, update=3, replace=1, delete=1, same=34),
        hazards=named(name, hazards(name)),
        permissions=named(name, permissions(name)),
        trusts=named(name, trusts(name)),
        exposures=named(name, exposures(name)),
        settings=settings(),
        sentences=sentences(),
        cost=cost(),
        resources=resources(name),
        churn=12,
        secrets_changed=1,
        findings=named(name, findings(name)),
        drifts=named(name, drifts()),
        picture=picture(),
    )


def _local() -> EnvironmentReport:
    variables = (VariableChange("+", "STORAGE_MEDIA_ENDPOINT", "site", "set it before deploying", optional=True),)
    return EnvironmentReport("local", "local", mark="added", settings=SettingsDelta(variables=variables))


def _bucket(number: int) -> ResourceChange:
    urn = urn_of("prod", "aws:s3/bucketV2:BucketV2", f"store{number}")
    properties = (PropertyChange("versioning.enabled", "true", "false"), PropertyChange("tags.team", None, '"shop"'))
    owner = f"store store{number // 4}"
    return ResourceChange(urn, "aws:s3/bucketV2:BucketV2", f"store{number}", "update", owner, properties, stateful=True)


def _versioning_off(number: int) -> Hazard:
    hazard = Hazard(
        "versioning-off", f"bucket store{number}", f"versions of shop-store{number} are no longer kept",
        "What is replaced or deleted from now on.", "Leave versioning on.", "versioning.enabled", "true", "false",
        position=Position("storage.yaml", 10 + number, 5, f"stores.store{number}.versioning"),
    )  # fmt: skip
    return replace(hazard, id=_id("prod", *hazard.key()))


def _right(number: int) -> PermissionChange:
    who = Who("workload", f"worker{number}")
    right = PermissionChange("+", who, ("read", "write"), (f"store{number}/uploads/*",), True, "uploads", cloud="s3")
    return replace(right, id=_id("prod", *right.key()))


def _huge_picture(resources: int) -> Picture:
    names = [f"store{number}" for number in range(resources)]
    storages = tuple(Node(f"a:{name}", "storage", f"{name}/", "changed") for name in names)
    stores = tuple(Node(f"s:{name}", "store", name, "changed") for name in names)
    return Picture((*storages, *stores), tuple(Edge(f"a:{name}", f"s:{name}") for name in names))
