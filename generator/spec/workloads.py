"""Where code runs, and so which identity it has."""

from typing import Annotated, Literal

from pydantic import Field

from generator.spec.scalars import Bool, Model, Seq

Action = Literal["read", "write", "delete", "list"]


class Ecs(Model):
    """An ECS or Fargate task role."""

    type: Literal["ecs"]


class Ec2(Model):
    """An instance profile."""

    type: Literal["ec2"]


class Lambda(Model):
    """A Lambda execution role."""

    type: Literal["lambda"]


class EksPodIdentity(Model):
    """An EKS Pod Identity association."""

    type: Literal["eks-pod-identity"]
    cluster: str
    namespace: str
    service_account: str


class EksIrsa(Model):
    """IAM roles for service accounts: `issuer` is the cluster's OIDC issuer URL."""

    type: Literal["eks-irsa"]
    issuer: str
    namespace: str
    service_account: str


class GithubActions(Model):
    """GitHub Actions by OIDC: exactly one of `branch`, `tag` or `environment` says which runs may assume the role."""

    type: Literal["github-actions"]
    repository: str
    branch: str | None = None
    tag: str | None = None
    environment: str | None = None
    create_provider: Bool = False


class Vps(Model):
    """A machine with no cloud identity: an IAM user with an access key, the last resort."""

    type: Literal["vps"]


RunsOn = Annotated[
    Ecs | Ec2 | Lambda | EksPodIdentity | EksIrsa | GithubActions | Vps,
    Field(discriminator="type"),
]


class Workload(Model):
    """Something that runs, and its grants: storage alias -> actions, always inside the storage's prefix."""

    runs_on: RunsOn
    grants: dict[str, Seq[Action]]
    usage_metrics: Bool = False
    permissions_boundary: str | None = None
