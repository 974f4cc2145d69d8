"""What replaces a resource of Google Cloud.

Sources: `ForceNew` of hashicorp/terraform-provider-google 7 (google/services/<service>), which pulumi-gcp 10 bridges.
The bucket: google/services/storage/resource_storage_bucket.go, where a locked retention policy that is unlocked also
forces one (`isPolicyLocked`). IAM members are made of what they say, so any part of them makes another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FORCES: Mapping[str, tuple[str, ...]] = {
    "gcp:storage/bucket:Bucket": (
        "customPlacementConfig", "enableObjectRetention", "hierarchicalNamespace", "location", "name", "project",
    ),
    "gcp:storage/bucketIAMMember:BucketIAMMember": ("bucket", "condition", "member", "role"),
    "gcp:storage/bucketIAMBinding:BucketIAMBinding": ("bucket", "condition", "role"),
    "gcp:storage/bucketIAMPolicy:BucketIAMPolicy": ("bucket",),
    "gcp:storage/bucketACL:BucketACL": ("bucket", "predefinedAcl"),
    "gcp:storage/bucketObject:BucketObject": ("bucket", "contentType", "name"),
    "gcp:storage/defaultObjectACL:DefaultObjectACL": ("bucket",),
    "gcp:storage/folder:Folder": ("bucket",),
    "gcp:storage/hmacKey:HmacKey": ("project", "serviceAccountEmail"),
    "gcp:storage/managedFolder:ManagedFolder": ("bucket", "name"),
    "gcp:storage/managedFolderIamMember:ManagedFolderIamMember": (
        "bucket", "condition", "managedFolder", "member", "role",
    ),
    "gcp:storage/notification:Notification": (
        "bucket", "customAttributes", "eventTypes", "objectNamePrefix", "payloadFormat", "topic",
    ),
    "gcp:kms/keyRing:KeyRing": ("location", "name", "project"),
    "gcp:kms/cryptoKey:CryptoKey": (
        "cryptoKeyBackend", "destroyScheduledDuration", "importOnly", "keyRing", "name", "purpose",
        "skipInitialVersionCreation", "versionTemplate.protectionLevel",
    ),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": ("condition", "cryptoKeyId", "member", "role"),
    "gcp:serviceaccount/account:Account": ("accountId", "project"),
    "gcp:serviceaccount/iAMMember:IAMMember": ("condition", "member", "role", "serviceAccountId"),
    "gcp:serviceaccount/key:Key": (
        "keepers", "keyAlgorithm", "privateKeyType", "publicKeyData", "publicKeyType", "serviceAccountId",
    ),
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": ("project", "workloadIdentityPoolId"),
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": (
        "project", "workloadIdentityPoolId", "workloadIdentityPoolProviderId",
    ),
    "gcp:projects/iAMCustomRole:IAMCustomRole": ("project", "roleId"),
    "gcp:projects/iAMMember:IAMMember": ("condition", "member", "project", "role"),
    "gcp:compute/backendBucket:BackendBucket": ("loadBalancingScheme", "name", "project"),
    "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey": (
        "backendBucket", "keyValue", "name", "project",
    ),
    "gcp:compute/globalAddress:GlobalAddress": (
        "address", "addressType", "description", "ipVersion", "name", "network", "prefixLength", "project", "purpose",
    ),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": (
        "description", "ipAddress", "ipProtocol", "ipVersion", "loadBalancingScheme", "metadataFilters", "name",
        "network", "portRange", "project", "sourceIpRanges", "subnetwork",
    ),
    "gcp:compute/sSLPolicy:SSLPolicy": ("description", "name", "project"),
    "gcp:compute/uRLMap:URLMap": ("name", "project"),
    "gcp:compute/targetHttpProxy:TargetHttpProxy": (
        "description", "httpKeepAliveTimeoutSec", "name", "project", "proxyBind",
    ),
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": (
        "description", "httpKeepAliveTimeoutSec", "name", "project", "proxyBind",
    ),
    "gcp:compute/managedSslCertificate:ManagedSslCertificate": (
        "certificateId", "description", "managed", "name", "project", "type",
    ),
    "gcp:certificatemanager/certificate:Certificate": ("location", "managed", "name", "project", "scope"),
    "gcp:certificatemanager/certificateMap:CertificateMap": ("name", "project"),
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": (
        "hostname", "map", "matcher", "name", "project",
    ),
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": ("domain", "location", "name", "project", "type"),
    "gcp:dns/recordSet:RecordSet": ("managedZone", "name", "project"),
    "gcp:dns/managedZone:ManagedZone": ("dnsName", "name", "project", "visibility"),
    "gcp:logging/projectSink:ProjectSink": ("customWriterIdentity", "name", "project", "uniqueWriterIdentity"),
    "gcp:monitoring/alertPolicy:AlertPolicy": ("project",),
    "gcp:sql/databaseInstance:DatabaseInstance": ("encryptionKeyName", "name", "project", "region"),
}  # fmt: skip
"""Type -> wire paths."""
