from __future__ import annotations

import pytest

from generator.spec.facts import partition_of
from generator.spec.workloads import Ec2, Ecs, EksIrsa, EksPodIdentity, GithubActions, Lambda
from infra.policies.trust import provider_arn, trust_policy

AWS, CHINA, GOV = (partition_of(region) for region in ("eu-west-1", "cn-north-1", "us-gov-west-1"))
ACCOUNT = "111122223333"


def statement(runs_on, partition=AWS, account=ACCOUNT, provider=""):
    made = trust_policy(runs_on, partition, account, provider)
    assert made["Version"] == "2012-10-17"
    (found,) = made["Statement"]
    assert found["Effect"] == "Allow"
    return found


def test_ecs_tasks_of_this_account():
    found = statement(Ecs(type="ecs"))

    assert found["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert found["Action"] == ["sts:AssumeRole"]
    assert found["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_ecs_tasks_when_the_account_is_not_known():
    assert "Condition" not in statement(Ecs(type="ecs"), account=None)


@pytest.mark.parametrize(
    ("runs_on", "partition", "service"),
    [
        (Ec2(type="ec2"), AWS, "ec2.amazonaws.com"),
        (Ec2(type="ec2"), CHINA, "ec2.amazonaws.com.cn"),
        (Ec2(type="ec2"), GOV, "ec2.amazonaws.com"),
        (Lambda(type="lambda"), CHINA, "lambda.amazonaws.com"),
    ],
)
def test_services(runs_on, partition, service):
    assert statement(runs_on, partition) == {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": ["sts:AssumeRole"],
    }


def test_a_pod_of_one_service_account():
    pod = EksPodIdentity(type="eks-pod-identity", cluster="blue", namespace="shop", service_account="web")

    assert statement(pod) == {
        "Effect": "Allow",
        "Principal": {"Service": "pods.eks.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {
            "StringEquals": {
                "aws:RequestTag/eks-cluster-name": "blue",
                "aws:RequestTag/kubernetes-namespace": "shop",
                "aws:RequestTag/kubernetes-service-account": "web",
                "aws:SourceAccount": ACCOUNT,
            }
        },
    }


def test_irsa_names_subject_and_audience():
    issuer = "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC"
    arn = provider_arn(CHINA, ACCOUNT, issuer)
    found = statement(EksIrsa(type="eks-irsa", issuer=issuer, namespace="shop", service_account="web"), provider=arn)

    assert arn == "arn:aws-cn:iam::111122223333:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC"
    assert found == {
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": ["sts:AssumeRoleWithWebIdentity"],
        "Condition": {
            "StringEquals": {
                "oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC:aud": "sts.amazonaws.com",
                "oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC:sub": "system:serviceaccount:shop:web",
            }
        },
    }


@pytest.mark.parametrize(
    ("which", "subject"),
    [
        ({"environment": "production"}, "repo:octo/shop:environment:production"),
        ({"branch": "release/1.x"}, "repo:octo/shop:ref:refs/heads/release/1.x"),
        ({"tag": "v1"}, "repo:octo/shop:ref:refs/tags/v1"),
    ],
)
def test_github_runs_by_exact_subject(which, subject):
    arn = provider_arn(GOV, ACCOUNT, "https://token.actions.githubusercontent.com")
    found = statement(GithubActions(type="github-actions", repository="octo/shop", **which), GOV, provider=arn)

    assert found["Principal"] == {
        "Federated": "arn:aws-us-gov:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    }
    assert found["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": subject,
        }
    }


@pytest.mark.parametrize(("partition", "audience"), [(AWS, "sts.amazonaws.com"), (CHINA, "sts.amazonaws.com.cn")])
def test_github_asks_for_the_audience_of_the_partition(partition, audience):
    runs_on = GithubActions(type="github-actions", repository="octo/shop", branch="main")
    found = statement(runs_on, partition, provider="arn")

    assert found["Condition"]["StringEquals"]["token.actions.githubusercontent.com:aud"] == audience


def test_github_repositories_with_ids_are_named_as_written():
    runs_on = GithubActions(type="github-actions", repository="octo@123/shop@456", environment="production")
    found = statement(runs_on, provider="arn")

    assert found["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"] == (
        "repo:octo@123/shop@456:environment:production"
    )


def test_github_with_no_subject_is_never_trusted():
    with pytest.raises(ValueError, match="names a branch, a tag or an environment"):
        trust_policy(GithubActions(type="github-actions", repository="octo/shop"), AWS, ACCOUNT, "arn")
