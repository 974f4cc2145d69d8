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
    """A machine with no cloud identity: long-lived keys, the last resort."""

    type: Literal["vps"]


class CloudRun(Model):
    """A Cloud Run service or job, which runs as a service account of this stack."""

    type: Literal["cloud-run"]


class Gce(Model):
    """A Compute Engine instance (or App Engine, Cloud Functions): the service account is attached to it."""

    type: Literal["gce"]


class Gke(Model):
    """GKE with Workload Identity Federation; `cluster_project`, if not `gcp.project_id`, is the cluster's."""

    type: Literal["gke"]
    namespace: str
    service_account: str
    cluster_project: str | None = None


class Aks(Model):
    """AKS with workload identity: `issuer` is the cluster's OIDC issuer URL."""

    type: Literal["aks"]
    issuer: str
    namespace: str
    service_account: str


class AppService(Model):
    """App Service (or Functions); `principal_id` is the object id of the app's system-assigned identity.

    Without it the stack makes a user-assigned identity, to be attached to the app.
    """

    type: Literal["app-service"]
    principal_id: str | None = None


class ContainerApps(Model):
    """Container Apps; `principal_id` as for `app-service`."""

    type: Literal["container-apps"]
    principal_id: str | None = None


class AzureVm(Model):
    """A virtual machine (or scale set); `principal_id` as for `app-service`."""

    type: Literal["azure-vm"]
    principal_id: str | None = None


RunsOn = Annotated[
    Ecs
    | Ec2
    | Lambda
    | EksPodIdentity
    | EksIrsa
    | CloudRun
    | Gce
    | Gke
    | Aks
    | AppService
    | ContainerApps
    | AzureVm
    | GithubActions
    | Vps,
    Field(discriminator="type"),
]


class ServicePrincipal(Model):
    """An application registered in Entra ID that code outside Azure runs as; its secret is in the environment only."""

    client_id: str
    object_id: str


class Workload(Model):
    """Something that runs, and its grants: storage alias -> actions, always inside the storage's prefix.

    `keys` names clouds other than its own that it reaches with a long-lived key, `service_principal` is who it is on
    Azure when it runs elsewhere.
    """

    runs_on: RunsOn
    grants: dict[str, Seq[Action]]
    keys: Seq[Literal["s3", "gcs"]] = ()
    service_principal: ServicePrincipal | None = None
    usage_metrics: Bool = False
    permissions_boundary: str | None = None
