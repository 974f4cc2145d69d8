"""Who a workload is on each cloud, and that a cloud which does not know it is told of."""

from __future__ import annotations

import itertools
import json
from typing import Any, get_args

import pytest

from generator.checks.workloads.standing import PLATFORMS
from generator.spec.identities import HOME, identity
from generator.spec.model import Spec
from generator.spec.workloads import RunsOn
from tests.spec.writing import problems

GUID = "72f988bf-86f1-41af-91ab-2d7cd011db47"
OTHER = "6a1e8f5b-0c56-4f0e-9f0b-1f6a2f3c4d5e"
PRINCIPAL = {"client_id": GUID, "object_id": OTHER}
ISSUER = "https://westeurope.oic.prod-aks.azure.com/72f988bf/6a1e8f5b/"
POD = {"namespace": "shop", "service_account": "web"}
MORE: dict[str, dict[str, Any]] = {
    "eks-pod-identity": {"cluster": "main", **POD},
    "eks-irsa": {"issuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC", **POD},
    "gke": POD,
    "aks": {"issuer": ISSUER, **POD},
    "github-actions": {"repository": "octo-org/shop", "branch": "main"},
}
PLATFORM_TYPES = [get_args(kind.model_fields["type"].annotation)[0] for kind in get_args(get_args(RunsOn)[0])]
CLOUDS = ("s3", "gcs", "azure")


def data(kind: str, clouds: tuple[str, ...], **workload: Any) -> dict[str, Any]:
    """One workload with grants on these clouds, and all the accounts it may need."""
    return {
        "version": 1,
        "project": "shop",
        "aws": {"region": "eu-west-1", "account_id": "123456789012"},
        "gcp": {"project_id": "shop-prod-123456", "project_number": "123456789012", "location": "EU"},
        "azure": {"tenant_id": GUID},
        "stores": {cloud: {"provider": cloud} for cloud in clouds},
        "storages": {cloud: {"store": cloud, "prefix": "p/", "access": "private"} for cloud in clouds},
        "workloads": {
            "web": {
                "runs_on": {"type": kind, **MORE.get(kind, {})},
                "grants": {cloud: ["read", "write", "delete"] for cloud in clouds},
                **workload,
            }
        },
    }


def codes(
    folder, kind: str, clouds: tuple[str, ...], change: dict[str, Any] | None = None, **workload: Any
) -> set[str]:
    found = {**data(kind, clouds, **workload), "environments": {"prod": {}}, **(change or {})}
    return {item.code for item in problems(folder, json.dumps(found))}


def test_every_platform_has_a_name():
    assert set(PLATFORMS) == set(PLATFORM_TYPES)
    assert set(HOME) == set(PLATFORM_TYPES) - {"github-actions", "vps"}


@pytest.mark.parametrize(("kind", "cloud"), list(itertools.product(PLATFORM_TYPES, CLOUDS)))
def test_a_platform_is_known_to_its_own_cloud(tmp_path, kind, cloud):
    """And a workload without an identity is refused: neither more nor less often."""
    spec = Spec.model_validate({**data(kind, (cloud,)), "environment": "prod"})
    known = identity(spec, "web", cloud)

    assert ("SPEC160" in codes(tmp_path, kind, (cloud,))) == (known is None)
    assert (known is None) == (kind != "github-actions" and HOME.get(kind) != cloud and (kind, cloud) not in VPS)


VPS = {("vps", "s3"), ("vps", "gcs")}


@pytest.mark.parametrize(
    ("kind", "clouds", "workload", "expected"),
    [
        ("ecs", ("s3",), {}, set()),
        ("ecs", ("s3", "gcs"), {"keys": ["gcs"]}, {"SPEC161"}),
        ("cloud-run", ("gcs", "s3"), {"keys": ["s3"]}, {"SPEC161"}),
        ("aks", ("azure", "s3", "gcs"), {"keys": ["s3", "gcs"]}, {"SPEC161"}),
        ("ecs", ("azure",), {"service_principal": PRINCIPAL}, {"SPEC162"}),
        ("vps", ("s3",), {}, {"SPEC105"}),
        ("vps", ("gcs",), {}, {"SPEC161"}),
        ("vps", ("azure",), {"service_principal": PRINCIPAL}, {"SPEC162"}),
        ("vps", CLOUDS, {"service_principal": PRINCIPAL}, {"SPEC105", "SPEC161", "SPEC162"}),
        ("github-actions", CLOUDS, {}, set()),
        ("ecs", ("s3",), {"keys": ["s3"]}, {"SPEC087"}),
        ("ecs", ("s3",), {"keys": ["gcs"]}, {"SPEC087"}),
        ("gke", ("gcs",), {"keys": ["gcs"]}, {"SPEC087"}),
        ("vps", ("gcs",), {"keys": ["gcs"]}, {"SPEC087", "SPEC161"}),
        ("github-actions", ("gcs",), {"keys": ["gcs"]}, {"SPEC087"}),
        ("github-actions", ("azure",), {"service_principal": PRINCIPAL}, {"SPEC087"}),
        ("aks", ("azure",), {"service_principal": PRINCIPAL}, {"SPEC087"}),
        ("ecs", ("s3",), {"service_principal": PRINCIPAL}, {"SPEC087"}),
    ],
)
def test_keys_and_principals(tmp_path, kind, clouds, workload, expected):
    assert codes(tmp_path, kind, clouds, **workload) == expected


@pytest.mark.parametrize("target", ["local", "memory", "filesystem"])
def test_nobody_is_warned_of_keys_that_are_not_made(tmp_path, target):
    environments = {"environments": {"dev": {"target": target}}}

    assert codes(tmp_path, "vps", CLOUDS, environments, service_principal=PRINCIPAL) == set()


@pytest.mark.parametrize(
    ("kind", "clouds", "without", "expected"),
    [
        ("github-actions", ("s3",), "aws", {"SPEC102"}),
        ("github-actions", ("gcs",), "aws", set()),
        ("github-actions", ("gcs",), "azure", set()),
        ("github-actions", ("azure",), "azure", {"SPEC164"}),
        ("github-actions", ("azure",), "aws", set()),
        ("eks-irsa", ("s3",), "aws", {"SPEC102"}),
        ("eks-irsa", ("gcs",), "aws", {"SPEC160"}),
        ("aks", ("azure",), "azure", set()),
    ],
)
def test_an_account_is_asked_for_where_it_is_used(tmp_path, kind, clouds, without, expected):
    assert codes(tmp_path, kind, clouds, {without: {}}) == expected


def test_the_number_of_the_project(tmp_path):
    change = {"gcp": {"project_id": "shop-prod-123456"}}
    making = {"type": "github-actions", "repository": "a/b", "branch": "main", "create_provider": True}

    assert codes(tmp_path, "github-actions", ("gcs",), change) == {"SPEC163"}
    assert codes(tmp_path, "github-actions", ("gcs",), change, runs_on=making) == set()


@pytest.mark.parametrize(("length", "expected"), [(97, set()), (98, {"SPEC183"})])
def test_the_subject_that_google_takes(tmp_path, length, expected):
    """`repo:octo/shop:ref:refs/heads/` has 30 letters, and 127 are taken."""
    runs_on = {"type": "github-actions", "repository": "octo/shop", "branch": "b" * length}

    assert codes(tmp_path, "github-actions", ("gcs",), runs_on=runs_on) == expected
    assert codes(tmp_path, "github-actions", ("azure",), runs_on=runs_on) == set()


@pytest.mark.parametrize(
    ("runs_on", "expected"),
    [
        ({"type": "aks", "issuer": ISSUER, **POD}, set()),
        ({"type": "aks", "issuer": ISSUER[:-1], **POD}, {"SPEC083"}),
        ({"type": "aks", "issuer": "https://k8s.shop.example", **POD}, set()),
        ({"type": "aks", "issuer": "http://k8s.shop.example", **POD}, {"SPEC083"}),
        ({"type": "aks", "issuer": ISSUER, "namespace": "*", "service_account": "web"}, {"SPEC107"}),
        ({"type": "app-service", "principal_id": GUID}, set()),
        ({"type": "container-apps", "principal_id": "shop-web"}, {"SPEC083"}),
        ({"type": "azure-vm", "principal_id": ""}, {"SPEC083"}),
    ],
)
def test_platforms_of_azure(tmp_path, runs_on, expected):
    assert codes(tmp_path, "aks", ("azure",), runs_on=runs_on) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, set()),
        ({"cluster_project": "shop-clusters"}, set()),
        ({"cluster_project": "Shop"}, {"SPEC083"}),
        ({"service_account": "Web"}, {"SPEC107"}),
        ({"namespace": ""}, {"SPEC107"}),
    ],
)
def test_pods_of_gke(tmp_path, more, expected):
    assert codes(tmp_path, "gke", ("gcs",), runs_on={"type": "gke", **POD, **more}) == expected


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ({"client_id": "shop", "object_id": OTHER}, {"SPEC083", "SPEC162"}),
        ({"client_id": GUID, "object_id": "shop"}, {"SPEC083", "SPEC162"}),
        ({"client_id": GUID, "object_id": GUID.upper()}, {"SPEC165", "SPEC162"}),
    ],
)
def test_ids_of_a_principal(tmp_path, principal, expected):
    assert codes(tmp_path, "vps", ("azure",), service_principal=principal) == expected


def test_metrics_that_only_aws_has(tmp_path):
    assert codes(tmp_path, "aks", ("azure",), usage_metrics=True) == {"SPEC122"}
    assert codes(tmp_path, "aks", (), {"storages": {}, "stores": {}}, usage_metrics=True) == {"SPEC160"}
    assert codes(tmp_path, "ecs", ("s3",), usage_metrics=True) == set()


def test_what_to_do_names_the_keys_there_are(tmp_path):
    found = {**data("aks", CLOUDS, keys=["s3"]), "environments": {"prod": {}}}
    hints = [item.hint for item in problems(tmp_path, json.dumps(found)) if item.code == "SPEC160"]

    assert hints == [
        "add `keys: [s3, gcs]` for a long-lived key, or run the workload on Cloud Run, Compute Engine, GKE or GitHub"
        " Actions"
    ]
