"""Who may run as a service account, by where the workload runs. Every federated trust names one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.identities import workloads_on
from infra.policies.gcs import cel_text
from infra.policies.trust import github_subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.spec.model import Spec
    from generator.spec.workloads import GithubActions, Gke

ISSUER = "https://token.actions.githubusercontent.com"
PROVIDER_ID = "github"
POOL_ID = "github"
"""The pool that a project has already, where `create_provider` is off."""
USER = "roles/iam.workloadIdentityUser"
MAX_ATTRIBUTE_CONDITION = 4_096
"""https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers"""

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


def github_runs(spec: Spec) -> dict[str, GithubActions]:
    """The workloads on Google Cloud that run in GitHub Actions, by name."""
    found = {name: spec.workloads[name].runs_on for name in workloads_on(spec, "gcs")}
    return {name: item for name, item in found.items() if item.type == "github-actions"}


def attribute_condition(spec: Spec) -> str | None:
    """The condition of the provider that the stack makes; None where it makes none."""
    runs = github_runs(spec)
    if not any(item.create_provider for item in runs.values()):
        return None
    return github_condition(github_subject(item) for item in runs.values())


def github_condition(subjects: Iterable[str]) -> str:
    """The provider takes tokens of these subjects only, which say repository and branch, tag or environment.

    Google refuses a provider for GitHub's issuer, which is everyone's, without a condition:
    https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions
    Equalities, since policy checkers read no lists (CKV_GCP_125 of Checkov); a list where they would be too long.
    """
    texts = [cel_text(subject) for subject in sorted(set(subjects))]
    equalities = " || ".join(f"assertion.sub == {text}" for text in texts)
    return equalities if len(equalities) <= MAX_ATTRIBUTE_CONDITION else f"assertion.sub in [{', '.join(texts)}]"
