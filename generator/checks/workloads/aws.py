"""AWS: the account, ARNs, and who may take a role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.checks.workloads import kubernetes
from generator.spec.facts import s3_stores
from generator.spec.identities import workloads_on
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec
    from generator.spec.workloads import EksIrsa, EksPodIdentity, Workload

_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN = re.compile(r"arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:(role|policy)/[A-Za-z0-9+=,.@_/-]+")
_ISSUER = re.compile(r"https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?")
_CLUSTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def account(spec: Spec) -> Iterator[Problem]:
    """The section `aws`."""
    value = spec.aws.account_id
    if value is not None and not _ACCOUNT.fullmatch(value):
        slots = {"expected": "an AWS account id of 12 digits", "example": '"123456789012"'}
        yield problem("SPEC083", "aws", "account_id", value=value, **slots)
    yield from _arn(("aws", "assume_role_arn"), spec.aws.assume_role_arn, "role")
    yield from _arn(("aws", "permissions_boundary"), spec.aws.permissions_boundary, "policy")


def check(spec: Spec, path: tuple[str, ...], workload: Workload) -> Iterator[Problem]:
    """What only an identity on AWS can use."""
    yield from _arn((*path, "permissions_boundary"), workload.permissions_boundary, "policy")
    if workload.permissions_boundary is not None and path[-1] not in workloads_on(spec, "s3"):
        key, reason = "permissions_boundary", "the workload has no grants on AWS"
        yield problem("SPEC087", *path, key, key=key, reason=reason)
    if workload.usage_metrics and not s3_stores(spec):
        reason = "it reads the metrics of S3 buckets, and no store is on S3"
        yield problem("SPEC087", *path, "usage_metrics", key="usage_metrics", reason=reason)


def pod_identity(path: tuple[str, ...], runs_on: EksPodIdentity) -> Iterator[Problem]:
    """EKS Pod Identity: one cluster, namespace and service account."""
    if not _CLUSTER.fullmatch(runs_on.cluster):
        yield problem("SPEC107", *path, "cluster", value=runs_on.cluster, expected="cluster", allowed="_ -")
    yield from kubernetes.check(path, runs_on)


def irsa(spec: Spec, path: tuple[str, ...], runs_on: EksIrsa, clouds: tuple[ProviderName, ...]) -> Iterator[Problem]:
    """IAM roles for service accounts: the provider's ARN holds the account's number."""
    if not _ISSUER.fullmatch(runs_on.issuer):
        yield problem(
            "SPEC083",
            *path,
            "issuer",
            value=runs_on.issuer,
            expected="an OIDC issuer URL",
            example="https://oidc.eks.eu-west-1.amazonaws.com/id/ABC123",
        )
    yield from kubernetes.check(path, runs_on)
    if spec.aws.account_id is None and spec.target == "cloud" and "s3" in clouds:
        yield problem("SPEC102", *path, fix="")


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
