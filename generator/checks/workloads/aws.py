"""AWS: the account, ARNs, and who may take a role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.checks.workloads import kubernetes
from generator.spec.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec
    from generator.spec.workloads import EksIrsa, EksPodIdentity

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
    yield from arn(("aws", "assume_role_arn"), spec.aws.assume_role_arn, "role")
    yield from arn(("aws", "permissions_boundary"), spec.aws.permissions_boundary, "policy")


def arn(path: tuple[str, ...], value: str | None, kind: str) -> Iterator[Problem]:
    """The ARN of a role or a policy in IAM."""
    found = None if value is None else _ARN.fullmatch(value)
    if value is not None and (found is None or found[2] != kind):
        yield problem(
            "SPEC083",
            *path,
            value=value,
            expected=f"the ARN of an IAM {kind}",
            example=f"arn:aws:iam::123456789012:{kind}/name",
        )


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
