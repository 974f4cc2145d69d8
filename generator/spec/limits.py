"""How much each cloud takes: the vendor's numbers, each with the page that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.facts import ProviderName


class Limit(NamedTuple):
    """The most that `who` takes of something, and where they say so."""

    who: str
    most: int
    source: str


_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
_CLOUDFRONT = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
_GCS = "https://cloud.google.com/storage/quotas"
_GOOGLE_IAM = "https://cloud.google.com/iam/quotas"
_AZURE_STORAGE = "https://learn.microsoft.com/azure/storage/blobs/"
_AZURE = "https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits"
_RBAC = "https://learn.microsoft.com/azure/role-based-access-control/"

LIMITS: Mapping[str, Mapping[ProviderName, Limit]] = {
    "CORS rules of a store": {
        "s3": Limit("S3", 100, _S3 + "ManageCorsUsing.html"),
        "gcs": Limit("Cloud Storage", 100, "https://cloud.google.com/storage/docs/cross-origin"),
        "azure": Limit("Azure", 5, "https://learn.microsoft.com/rest/api/storageservices/set-blob-service-properties"),
    },
    "lifecycle rules of a store": {
        "s3": Limit("S3", 1000, _S3 + "object-lifecycle-mgmt.html"),
        "gcs": Limit("Cloud Storage", 100, "https://cloud.google.com/storage/docs/lifecycle"),
        "azure": Limit("Azure", 100, _AZURE_STORAGE + "lifecycle-management-policy-structure"),
    },
    "prefixes of a lifecycle rule": {
        "s3": Limit("S3", 1, _S3 + "intro-lifecycle-rules.html"),
        "azure": Limit("Azure", 10, _AZURE_STORAGE + "lifecycle-management-policy-structure"),
    },
    "letters of a bucket's or account's name": {
        "s3": Limit("S3", 63, _S3 + "bucketnamingrules.html"),
        "gcs": Limit("Cloud Storage", 63, _GCS),
        "azure": Limit("Azure", 24, "https://learn.microsoft.com/azure/storage/common/storage-account-overview"),
    },
    "letters of an identity's name": {
        "s3": Limit("IAM", 64, _IAM),
        "gcs": Limit("Google Cloud", 30, "https://cloud.google.com/iam/docs/service-accounts-create"),
        "azure": Limit("Azure", 128, "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"),
    },
    "bytes of a prefix": {
        "s3": Limit("this tool", 512, _S3 + "object-keys.html"),
        "gcs": Limit("this tool", 512, "https://cloud.google.com/storage/docs/managed-folders"),
        "azure": Limit("this tool", 512, "https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata"),
    },
    "folders of a prefix": {
        "gcs": Limit("Cloud Storage", 15, "https://cloud.google.com/storage/docs/managed-folders"),
    },
    "prefixes behind a CDN": {
        "s3": Limit("CloudFront", 24, _CLOUDFRONT),
        "azure": Limit("Front Door", 2500, "https://learn.microsoft.com/azure/frontdoor/front-door-routing-limits"),
    },
    "signing keys of a CDN": {
        "s3": Limit("CloudFront", 5, _CLOUDFRONT),
        "gcs": Limit("Cloud CDN", 3, "https://cloud.google.com/cdn/docs/using-signed-urls"),
    },
    "seconds that a signed link of the store lasts": {
        "s3": Limit("S3", 604_800, _S3 + "using-presigned-url.html"),
        "gcs": Limit("Cloud Storage", 604_800, "https://cloud.google.com/storage/docs/access-control/signed-urls"),
        "azure": Limit("Azure", 604_800, "https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas"),
    },
    "tags or labels of a resource": {
        "s3": Limit("AWS", 50, "https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html"),
        "gcs": Limit("Google Cloud", 64, "https://cloud.google.com/storage/docs/tags-and-labels"),
        "azure": Limit("Azure", 50, "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources"),
    },
    "letters of the grants of a workload": {
        "s3": Limit("IAM", 10 * 6144, _IAM),
        "azure": Limit("Azure", 8 * 1024, _RBAC + "conditions-faq"),
    },
    "letters of the policy of a bucket": {
        "s3": Limit("S3", 20_480, _S3 + "bucket-policies.html"),
    },
    "logical operators of a condition": {
        "gcs": Limit("Google Cloud", 12, _GOOGLE_IAM),
    },
    "conditional bindings of a bucket": {
        "gcs": Limit("Google Cloud", 100, "https://cloud.google.com/iam/docs/conditions-overview"),
    },
    "conditions of one role for one identity": {
        "gcs": Limit("Google Cloud", 20, _GOOGLE_IAM),
    },
    "principals of a bucket's policy": {
        "gcs": Limit("Google Cloud", 1500, _GOOGLE_IAM),
    },
    "custom roles": {
        "gcs": Limit("a Google Cloud project", 300, _GOOGLE_IAM),
        "azure": Limit("an Entra tenant", 5000, _RBAC + "custom-roles"),
    },
    "role assignments": {
        "azure": Limit("an Azure subscription", 4000, _RBAC + "troubleshoot-limits"),
    },
    "addresses and subnets of the network rules": {
        "azure": Limit("Azure", 400, _AZURE),
    },
}  # fmt: skip
"""By what is counted, then by provider; a provider that is absent sets no such limit."""
