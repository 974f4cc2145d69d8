"""Who may take a role, by where the workload runs. Every federated trust names one subject and one audience."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from infra.policies.document import Document, Statement, document

if TYPE_CHECKING:
    from generator.spec.facts import Partition
    from generator.spec.workloads import Ec2, Ecs, EksIrsa, EksPodIdentity, GithubActions, Lambda

    TakesRole = Ecs | Ec2 | Lambda | EksPodIdentity | EksIrsa | GithubActions

GITHUB = "token.actions.githubusercontent.com"
_AUDIENCE = "sts.amazonaws.com"


def trust_policy(runs_on: TakesRole, partition: Partition, account_id: str | None, provider_arn: str = "") -> Document:
    """The role's trust. `provider_arn` is the identity provider's, for `eks-irsa` and `github-actions`.

    A known account narrows what services may do on behalf of others
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
    """
    match runs_on.type:
        case "ecs":
            return document([_service("ecs-tasks.amazonaws.com", account_id)])
        case "ec2":
            return document([_service(f"ec2.{partition.dns_suffix}", None)])
        case "lambda":
            return document([_service("lambda.amazonaws.com", None)])
        case "eks-pod-identity":
            return document([_pod(runs_on, account_id)])
        case "eks-irsa":
            subject = f"system:serviceaccount:{runs_on.namespace}:{runs_on.service_account}"
            return document([_federated(provider_arn, host(runs_on.issuer), subject, _AUDIENCE)])
        case "github-actions":
            subject = github_subject(runs_on)
            return document([_federated(provider_arn, GITHUB, subject, github_audience(partition))])
        case _:
            assert_never(runs_on.type)


def host(issuer: str) -> str:
    """The issuer as IAM names it: without the scheme."""
    return issuer.removeprefix("https://")


def provider_arn(partition: Partition, account_id: str, issuer: str) -> str:
    """The ARN of an identity provider that the account has already."""
    return f"arn:{partition.name}:iam::{account_id}:oidc-provider/{host(issuer)}"


def github_audience(partition: Partition) -> str:
    """What aws-actions/configure-aws-credentials asks for; in China it is another (its README, `audience`)."""
    return f"sts.{partition.dns_suffix}"


def github_subject(runs_on: GithubActions) -> str:
    """Which runs, with the repository as written: `owner/name`, or with the ids that GitHub's subjects may carry.

    https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
    """
    for kind, value in (
        ("environment", runs_on.environment),
        ("ref:refs/heads/", runs_on.branch),
        ("ref:refs/tags/", runs_on.tag),
    ):
        if value is not None:
            return f"repo:{runs_on.repository}:{kind}{'' if kind.endswith('/') else ':'}{value}"
    raise ValueError("a GitHub workload names a branch, a tag or an environment; the checks say so")


def _service(service: str, account_id: str | None) -> Statement:
    statement: Statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": ["sts:AssumeRole"]}
    if account_id:
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": account_id}}
    return statement


def _pod(runs_on: EksPodIdentity, account_id: str | None) -> Statement:
    """https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html: the tags say which pod asks."""
    statement = _service("pods.eks.amazonaws.com", account_id)
    tags = {
        "aws:RequestTag/eks-cluster-name": runs_on.cluster,
        "aws:RequestTag/kubernetes-namespace": runs_on.namespace,
        "aws:RequestTag/kubernetes-service-account": runs_on.service_account,
    }
    equals = {**tags, **({"aws:SourceAccount": account_id} if account_id else {})}
    return {**statement, "Action": ["sts:AssumeRole", "sts:TagSession"], "Condition": {"StringEquals": equals}}


def _federated(provider: str, issuer: str, subject: str, audience: str) -> Statement:
    """Plain StringEquals: ForAllValues would hold when the claim is absent."""
    return {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": ["sts:AssumeRoleWithWebIdentity"],
        "Condition": {"StringEquals": {f"{issuer}:aud": audience, f"{issuer}:sub": subject}},
    }
