"""For each rule, an edit that breaks it. Where the rich specs do not keep the rule, an edit before it that does."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from tests.review.policy.edits import GONE, Edit, add, drop, made, policy, put, urn

BUCKET_TYPE, AZURE_TYPE = "aws:s3/bucketV2:BucketV2", "azure-native:storage/v20230501:StorageAccount"
NAME = "other-files"
BUCKET = made(BUCKET_TYPE, bucket=NAME)
ACCOUNT = made(AZURE_TYPE, accountName="otherfiles")
HTTP_PROXY, HTTPS_PROXY = "TargetHttpProxy", "TargetHttpsProxy"
S3, GCS = "s3/bucket:Bucket", "storage/bucket:Bucket"
CDN, TRUST = "distribution:Distribution", "assumeRolePolicy"
IF_EXISTS = {"StringLikeIfExists": {"aws:PrincipalOrgID": "o-1"}}
EVERYBODY = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::x/*"}


class Case(NamedTuple):
    """`cloud`: whose rich spec. `good` makes it keep the rule; `bad`, after that, breaks it."""

    rule: str
    cloud: str
    bad: Edit
    good: Edit | None = None


def s3(kind: str, **inputs: Any) -> Edit:
    """A side resource of the bucket made by hand."""
    return add(BUCKET, made(f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}", bucket=NAME, **inputs))


def door(kind: str, path: str, value: Any) -> Edit:
    return put(f"cdn:{kind}", path, value)


def account(path: str, value: Any) -> Edit:
    return put("storage:StorageAccount", path, value)


def identity(**statement: Any) -> Edit:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    return add(made("aws:iam/policy:Policy", policy=json.dumps(document)))


def first(key: str, value: Any):
    def change(statements: list[dict[str, Any]]) -> None:
        statements[0][key] = value

    return change


def without(word: str, key: str):
    """A condition's key, gone from the statements that have it."""

    def change(statements: list[dict[str, Any]]) -> None:
        for statement in statements:
            for operator in statement.get("Condition", {}).values():
                for name in [name for name in operator if name.lower().endswith(word.lower())]:
                    operator.pop(name)
            statement.setdefault(key, {})

    return change


AZURE_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
SETTING = "azure-native:monitor:DiagnosticSetting"
LOGS = [{"category": name, "enabled": True} for name in ("StorageRead", "StorageWrite", "StorageDelete")]


def logged(service: str) -> tuple[Edit, Edit]:
    """An account with queues or tables, with and without logs."""
    kind = {"queue": "Queue", "table": "Table"}[service]
    on = {"accountName": urn(AZURE_TYPE)}
    parts = (ACCOUNT, made(f"azure-native:storage:{kind}", _on=on, accountName="otherfiles"))
    uri = f"/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a/{service}Services/default"
    setting = made(SETTING, service, {"resourceUri": urn(AZURE_TYPE)}, resourceUri=uri, logs=LOGS)
    return add(*parts, setting), drop("DiagnosticSetting", service)


QUEUES, TABLES = logged("queue"), logged("table")
CASES = (
    Case("s3-public-access-block", "aws", put("BucketPublicAccessBlock", "blockPublicPolicy", False)),
    Case("s3-public-access-block", "aws", drop("BucketPublicAccessBlock", "media")),
    Case("s3-public-acl", "aws", put(S3, "acl", "public-read", "media")),
    Case("s3-acls-off", "aws", put("BucketOwnershipControls", "rule.objectOwnership", "ObjectWriter")),
    Case("s3-acls-off", "aws", drop("BucketOwnershipControls")),
    Case("s3-versioning", "aws", put("BucketVersioning", "versioningConfiguration.status", "Suspended")),
    Case("s3-versioning", "aws", drop("BucketVersioning", "assets")),
    Case("s3-abort-uploads", "aws", drop("BucketLifecycleConfiguration")),
    Case("s3-abort-uploads", "aws", put("BucketLifecycleConfiguration", "rules.0.filter", {"prefix": "x/"}, "assets")),
    Case("s3-noncurrent-versions", "aws", put("BucketLifecycleConfiguration", "rules", [], "media")),
    Case("s3-access-logging", "aws", drop("BucketLogging")),
    Case("s3-kms", "aws", put("BucketServerSideEncryptionConfiguration",
         "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm", "AES256", "media")),
    Case("s3-replication", "aws", drop("BucketReplicationConfig"), s3("BucketReplicationConfig")),
    Case("s3-events", "aws", drop("BucketNotification"), s3("BucketNotification")),
    Case("s3-object-lock", "aws", put("BucketV2", "objectLockEnabled", False),
         add(made(BUCKET_TYPE, bucket=NAME, objectLockEnabled=True))),
    Case("s3-access-point", "aws", put("AccessPoint", "publicAccessBlockConfiguration.blockPublicPolicy", False),
         add(made("aws:s3/accessPoint:AccessPoint", publicAccessBlockConfiguration={"blockPublicPolicy": True}))),
    Case("s3-tls-only", "aws", drop("BucketPolicy")),
    Case("s3-tls-only", "aws", policy("BucketPolicy", first("Action", "s3:GetObject"))),
    Case("s3-tls-only", "aws", policy("BucketPolicy", first("Principal", {"AWS": "arn:aws:iam::1:root"}))),
    Case("s3-tls-only", "aws", policy("BucketPolicy", lambda rows: rows[0]["Resource"].pop())),
    Case("s3-tls-only", "aws", policy("BucketPolicy", first("Effect", "Allow"))),
    Case("s3-wildcard-principal", "aws", policy("BucketPolicy", lambda rows: rows.append(EVERYBODY))),
    Case("s3-wildcard-principal", "aws", policy("BucketPolicy", lambda rows: rows.append(
         {**EVERYBODY, "Principal": {"AWS": ["*"]}, "Condition": IF_EXISTS}))),
    Case("s3-cdn-source", "aws", policy("BucketPolicy", without("SourceArn", "Sid"))),
    Case("s3-service-source", "aws", policy("BucketPolicy", lambda rows: rows.append(
         {**EVERYBODY, "Principal": {"Service": "logging.s3.amazonaws.com"}}))),
    Case("s3-policy-administration", "aws", policy("BucketPolicy", lambda rows: rows.append(
         {**EVERYBODY, "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "s3:Put*"}))),
    Case("kms-wildcard-principal", "aws", policy("KeyPolicy", first("Principal", {"AWS": "*"}))),
    Case("kms-rotation", "aws", put("key:Key", "enableKeyRotation", False)),
    Case("iam-s3-all-actions", "aws", policy("RolePolicy", first("Action", "s3:*"), "web")),
    Case("iam-s3-whole-bucket", "aws", identity(Action="s3:Get*", Resource=["arn:aws:s3:::x/*"])),
    Case("iam-s3-whole-bucket", "aws", identity(Action="s3:PutObject", Resource="*")),
    Case("iam-s3-open-prefix", "aws", identity(Action="s3:PutObject", Resource="arn:aws:s3:::x/private*")),
    Case("iam-s3-list-all", "aws", identity(Action="s3:ListBucket", Resource="arn:aws:s3:::x")),
    Case("iam-s3-list-all", "aws", identity(Action="s3:List*", Resource="arn:aws:s3:::x",
         Condition={"StringLikeIfExists": {"s3:prefix": "a/*"}})),
    Case("iam-trust-subject", "aws", policy("role:Role", without(":sub", "Sid"), "deploy", TRUST)),
    Case("iam-trust-audience", "aws", policy("role:Role", without(":aud", "Sid"), "deploy", TRUST)),
    Case("iam-trust-anybody", "aws", policy("role:Role", first("Principal", "*"), "worker", TRUST)),
    Case("iam-access-key", "aws", add(made("aws:iam/accessKey:AccessKey", user="x"))),
    Case("iam-user-policy", "aws", add(made("aws:iam/userPolicy:UserPolicy", user="x", policy="{}"))),
    Case("cloudfront-default-root-object", "aws", put(CDN, "defaultRootObject", GONE)),
    Case("cloudfront-viewer-https", "aws", put(CDN, "orderedCacheBehaviors.0.viewerProtocolPolicy", "allow-all")),
    Case("cloudfront-viewer-https", "aws", put(CDN, "defaultCacheBehavior.viewerProtocolPolicy", GONE)),
    Case("cloudfront-failover", "aws", put(CDN, "originGroups", []), put(CDN, "originGroups", [{"originId": "two"}])),
    Case("cloudfront-logging", "aws", drop("LogDeliverySource")),
    Case("cloudfront-waf", "aws", put(CDN, "webAclId", GONE, "media")),
    Case("cloudfront-own-certificate", "aws",
         put(CDN, "viewerCertificate", {"cloudfrontDefaultCertificate": True}, "assets")),
    Case("cloudfront-sni", "aws", put(CDN, "viewerCertificate.sslSupportMethod", "vip", "assets")),
    Case("cloudfront-tls", "aws", put(CDN, "viewerCertificate.minimumProtocolVersion", "TLSv1.1_2016", "assets")),
    Case("cloudfront-tls-policy", "aws",
         put(CDN, "viewerCertificate.minimumProtocolVersion", "TLSv1.2_2019", "assets")),
    Case("cloudfront-origin-https", "aws",
         put(CDN, "origins.0.customOriginConfig", {"originProtocolPolicy": "http-only"})),
    Case("cloudfront-origin-ssl", "aws", put(CDN, "origins.0.customOriginConfig", {"originSslProtocols": ["SSLv3"]})),
    Case("cloudfront-origin-exists", "aws", add(made("aws:cloudfront/distribution:Distribution",
         origins=[{"domainName": "gone.s3.eu-west-1.amazonaws.com", "originAccessControlId": "E1"}]))),
    Case("cloudfront-oac", "aws", put(CDN, "origins.0.originAccessControlId", GONE)),
    Case("cloudfront-oac", "aws", put("OriginAccessControl", "signingBehavior", "never")),
    Case("cloudfront-oai", "aws", put(CDN, "origins.0.s3OriginConfig", {"originAccessIdentity": "o/E1"})),
    Case("cloudfront-key-groups", "aws", put(CDN, "defaultCacheBehavior.trustedSigners", ["self"])),
    Case("gcs-public-members", "gcp", put("ManagedFolderIamMember", "member", "allAuthenticatedUsers")),
    Case("gcs-public-members", "gcp", add(made("gcp:storage/bucketIAMPolicy:BucketIAMPolicy", bucket="b",
         policyData=json.dumps({"bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]})))),
    Case("gcs-public-acl", "gcp", put("BucketACL", "roleEntities", ["READER:allUsers"]),
         add(made("gcp:storage/bucketACL:BucketACL", roleEntities=["OWNER:project-owners"]))),
    Case("gcs-public-access-prevention", "gcp", put(GCS, "publicAccessPrevention", "inherited")),
    Case("gcs-uniform-access", "gcp", put(GCS, "uniformBucketLevelAccess", GONE)),
    Case("gcs-versioning", "gcp", put(GCS, "versioning.enabled", False)),
    Case("gcs-soft-delete", "gcp", put(GCS, "softDeletePolicy.retentionDurationSeconds", 0)),
    Case("gcs-access-logging", "gcp", put(GCS, "logging", GONE, "media"), put(GCS, "logging", {"logBucket": "l"})),
    Case("gcs-log-loop", "gcp", put(GCS, "logging", {"logBucket": "shop-prod-media"}, "media")),
    Case("gcs-log-retention", "gcp", put(GCS, "retentionPolicy.isLocked", False, "logs"),
         put(GCS, "retentionPolicy", {"isLocked": True, "retentionPeriod": "99"}, "logs")),
    Case("gcs-whole-bucket", "gcp", put("BucketIAMMember", "condition", GONE, "backup_archive_dumps-3a22463ec2_read")),
    Case("gcs-hmac-key", "gcp", add(made("gcp:storage/hmacKey:HmacKey"))),
    Case("gcp-kms-public", "gcp", put("CryptoKeyIAMMember", "member", "allUsers")),
    Case("gcp-kms-rotation", "gcp", put("CryptoKey", "rotationPeriod", "7776001s")),
    Case("gcp-service-account-key", "gcp", add(made("gcp:serviceaccount/key:Key"))),
    Case("gcp-project-admin", "gcp", put("IAMMember", "role", "roles/storage.admin", "p"),
         add(made("gcp:projects/iAMMember:IAMMember", "p", role="roles/viewer", member="serviceAccount:a@b"))),
    Case("gcp-project-impersonation", "gcp", put("IAMMember", "role", "roles/iam.serviceAccountTokenCreator", "p"),
         add(made("gcp:projects/iAMMember:IAMMember", "p", role="roles/viewer", member="serviceAccount:a@b"))),
    Case("gcp-ssl-policy", "gcp", put("SSLPolicy", "minTlsVersion", "TLS_1_0")),
    Case("gcp-ssl-policy", "gcp", put("SSLPolicy", "profile", "COMPATIBLE")),
    Case("gcp-ssl-policy", "gcp", put(HTTPS_PROXY, "sslPolicy", GONE)),
    Case("gcp-https-redirect", "gcp", put("URLMap", "defaultUrlRedirect", {"httpsRedirect": False}, "media_http")),
    Case("gcp-federation-condition", "gcp", put("WorkloadIdentityPoolProvider", "attributeCondition", GONE)),
    Case("gcp-federation-pool", "gcp", put("serviceaccount/iAMMember:IAMMember", "member",
         "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*", "deploy")),
    Case("azure-https-only", "azure", account("enableHttpsTrafficOnly", False)),
    Case("azure-tls", "azure", account("minimumTlsVersion", "TLS1_1")),
    Case("azure-tls", "azure", account("minimumTlsVersion", GONE)),
    Case("azure-anonymous-blobs", "azure", account("allowBlobPublicAccess", True)),
    Case("azure-public-container", "azure", put("BlobContainer", "publicAccess", "Container")),
    Case("azure-lock", "azure", drop("ManagementLockByScope", "media")),
    Case("azure-lock", "azure", put("ManagementLockByScope", "level", "NotSpecified")),
    Case("azure-infrastructure-encryption", "azure", account("encryption.requireInfrastructureEncryption", False)),
    Case("azure-key-rotation", "azure", account("allowSharedKeyAccess", True)),
    Case("azure-shared-key", "azure", account("allowSharedKeyAccess", GONE)),
    Case("azure-sas-expiry", "azure", account("sasPolicy", {"sasExpirationPeriod": "00.01:00:01"})),
    Case("azure-public-network", "azure", account("publicNetworkAccess", "Enabled"),
         account("publicNetworkAccess", "Disabled")),
    Case("azure-default-deny", "azure", account("networkRuleSet.defaultAction", "Allow")),
    Case("azure-trusted-services", "azure", account("networkRuleSet.bypass", "None")),
    Case("azure-private-endpoint", "azure", drop("PrivateEndpoint"),
         add(ACCOUNT, made("azure-native:network:PrivateEndpoint",
             _on={"privateLinkServiceConnections": ACCOUNT.urn}, privateLinkServiceConnections=[{}]))),
    Case("azure-blob-soft-delete", "azure", put("BlobServiceProperties", "deleteRetentionPolicy.days", 6)),
    Case("azure-container-soft-delete", "azure",
         put("BlobServiceProperties", "containerDeleteRetentionPolicy.enabled", False)),
    Case("azure-versioning", "azure", drop("BlobServiceProperties")),
    Case("azure-cmk", "azure", account("encryption.keySource", "Microsoft.Storage")),
    Case("azure-cross-tenant", "azure", account("allowCrossTenantReplication", True)),
    Case("azure-entra-default", "azure", account("defaultToOAuthAuthentication", False)),
    Case("azure-geo-redundancy", "azure", account("sku.name", "Standard_LRS")),
    Case("azure-whole-account", "azure", add(made("azure-native:authorization:RoleAssignment", scope="/subscriptions/s",
         roleDefinitionId="/x/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe"))),
    Case("azure-open-condition", "azure", put("RoleDefinition", "permissions",
         [{"dataActions": [f"{AZURE_BLOBS}/read", f"{AZURE_BLOBS}/tags/write"]}])),
    Case("azure-role-wildcard", "azure", put("RoleDefinition", "permissions", [{"dataActions": [f"{AZURE_BLOBS}/*"]}])),
    Case("azure-federation-subject", "azure", put("FederatedIdentityCredential", "subject", "*")),
    Case("azure-blob-logging", "azure", put("DiagnosticSetting", "logs", LOGS[:2], "media")),
    Case("azure-queue-logging", "azure", QUEUES[1], QUEUES[0]),
    Case("azure-table-logging", "azure", TABLES[1], TABLES[0]),
    Case("azure-frontdoor-https", "azure", door("Route", "httpsRedirect", "Disabled")),
    Case("azure-frontdoor-origin", "azure", door("Route", "forwardingProtocol", "MatchRequest")),
    Case("azure-frontdoor-tls", "azure", door("AFDCustomDomain", "tlsSettings.minimumTlsVersion", "TLS10")),
    Case("azure-frontdoor-waf", "azure", drop("SecurityPolicy")),
    Case("azure-frontdoor-logging", "azure", drop("DiagnosticSetting", "media_cdn")),
)  # fmt: skip
