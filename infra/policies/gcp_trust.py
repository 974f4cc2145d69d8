"""Who may run as a service account, by where the workload runs. Every federated trust names one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.policies.gcs import cel_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.spec.workloads import Gke

ISSUER = "https://token.actions.githubusercontent.com"
PROVIDER_ID = "github"
POOL_ID = "github"
"""The pool that a project has already, where `create_provider` is off."""
USER = "roles/iam.workloadIdentityUser"

MAPPING = {"google.subject": "assertion.sub"}


def gke_member(runs_on: Gke, project: str) -> str:
    """One service account of Kubernetes in the cluster's project.

    Every cluster of that project has the same pool: a namespace of the same name in another is the same principal
    (https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity#identity_sameness).
    """
    pool = runs_on.cluster_project or project
    return f"serviceAccount:{pool}.svc.id.goog[{runs_on.namespace}/{runs_on.service_account}]"


def pool_name(project_number: str) -> str:
    """The pool that a project has already."""
    return f"projects/{project_number}/locations/global/workloadIdentityPools/{POOL_ID}"


def provider_name(pool: str) -> str:
    """The provider of GitHub's tokens in a pool, as google-github-actions/auth asks for it."""
    return f"{pool}/providers/{PROVIDER_ID}"


def github_member(pool: str, subject: str) -> str:
    """The runs that have exactly this subject."""
    return f"principal://iam.googleapis.com/{pool}/subject/{subject}"


def github_condition(subjects: Iterable[str]) -> str:
    """The provider takes tokens of these subjects only, which say repository and branch, tag or environment.

    Google refuses a provider for GitHub's issuer, which is everyone's, without a condition:
    https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions
    """
    return f"assertion.sub in [{', '.join(cel_text(subject) for subject in sorted(set(subjects)))}]"
