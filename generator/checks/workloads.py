"""Workloads: grants, and trust that names exactly who may take a role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.model import Spec
    from generator.spec.workloads import EksIrsa, EksPodIdentity, GithubActions

_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN = re.compile(r"arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:(role|policy)/[A-Za-z0-9+=,.@_/-]+")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(@[0-9]+)?/[A-Za-z0-9._-]+(?(1)@[0-9]+)")
"""Names, or names with the ids of the immutable subject, on both parts or on neither:
https://docs.github.com/en/actions/reference/security/oidc"""
_ISSUER = re.compile(r"https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?")
_CLUSTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_NAMESPACED = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_REF = re.compile(r"[A-Za-z0-9._/ -]+")


def check(spec: Spec) -> Iterator[Problem]:
    """Every workload, and the account they are in."""
    account = spec.aws.account_id
    if account is not None and not _ACCOUNT.fullmatch(account):
        slots = {"expected": "an AWS account id of 12 digits", "example": '"123456789012"'}
        yield problem("SPEC083", "aws", "account_id", value=account, **slots)
    yield from _arn(("aws", "assume_role_arn"), spec.aws.assume_role_arn, "role")
    yield from _arn(("aws", "permissions_boundary"), spec.aws.permissions_boundary, "policy")
    for name, workload in spec.workloads.items():
        path = ("workloads", name)
        yield from _arn((*path, "permissions_boundary"), workload.permissions_boundary, "policy")
        if not workload.grants and not workload.usage_metrics:
            yield problem("SPEC100", *path)
        for alias, actions in workload.grants.items():
            if not actions:
                yield problem("SPEC101", *path, "grants", alias, value=alias)
        yield from _runs_on(spec, (*path, "runs_on"), name)


def _arn(path: tuple[str, ...], value: str | None, kind: str) -> Iterator[Problem]:
    found = None if value is None else _ARN.fullmatch(value)
    if value is not None and (found is None or found[2] != kind):
        yield problem(
            "SPEC083",
            *path,
            value=value,
            expected=f"the ARN of an IAM {kind}",
            example=f"arn:aws:iam::123456789012:{kind}/name",
        )


def _runs_on(spec: Spec, path: tuple[str, ...], name: str) -> Iterator[Problem]:
    runs_on = spec.workloads[name].runs_on
    match runs_on.type:
        case "vps":
            if spec.target == "cloud":
                yield problem("SPEC105", *path)
        case "github-actions":
            yield from _github(spec, path, runs_on)
        case "eks-irsa":
            yield from _irsa(spec, path, runs_on)
        case "eks-pod-identity":
            if not _CLUSTER.fullmatch(runs_on.cluster):
                slots = {"value": runs_on.cluster, "expected": "cluster", "allowed": "_ -"}
                yield problem("SPEC107", *path, "cluster", **slots)
            yield from _kubernetes(path, runs_on)
        case "ecs" | "ec2" | "lambda" | "cloud-run" | "gce" | "gke" | "aks":
            pass
        case "app-service" | "container-apps" | "azure-vm":
            pass


def _github(spec: Spec, path: tuple[str, ...], runs_on: GithubActions) -> Iterator[Problem]:
    if not _REPOSITORY.fullmatch(runs_on.repository):
        yield problem("SPEC104", *path, "repository", value=runs_on.repository)
    given = {
        key: getattr(runs_on, key) for key in ("branch", "tag", "environment") if getattr(runs_on, key) is not None
    }
    if len(given) != 1:
        yield problem("SPEC103", *path, count=len(given))
    for key, value in given.items():
        if not _REF.fullmatch(value):
            yield problem("SPEC107", *path, key, value=value, expected=key, allowed=". _ / - and spaces")
    if not runs_on.create_provider and spec.aws.account_id is None and spec.target == "cloud":
        yield problem("SPEC102", *path, fix=", or `create_provider: true` if the account has none for GitHub yet")


def _irsa(spec: Spec, path: tuple[str, ...], runs_on: EksIrsa) -> Iterator[Problem]:
    if not _ISSUER.fullmatch(runs_on.issuer):
        yield problem(
            "SPEC083",
            *path,
            "issuer",
            value=runs_on.issuer,
            expected="an OIDC issuer URL",
            example="https://oidc.eks.eu-west-1.amazonaws.com/id/ABC123",
        )
    yield from _kubernetes(path, runs_on)
    if spec.aws.account_id is None and spec.target == "cloud":
        yield problem("SPEC102", *path, fix="")


def _kubernetes(path: tuple[str, ...], runs_on: EksIrsa | EksPodIdentity) -> Iterator[Problem]:
    for key in ("namespace", "service_account"):
        value = getattr(runs_on, key)
        if not _NAMESPACED.fullmatch(value):
            yield problem("SPEC107", *path, key, value=value, expected=key.replace("_", " "), allowed=". -")
