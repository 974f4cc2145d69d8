"""What looks like a change to a property and is none: order, letter case, defaults, words for people.

Lists not named here keep their order: it means something, or nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.offline.values import Value

WORDS = frozenset({"alarmDescription", "comment", "description", "notes"})
"""Properties that only people read."""

SETS = frozenset({
    "alarmActions", "aliases", "allowedHeaders", "allowedMethods", "allowedOrigins", "assignableScopes", "audiences",
    "blobTypes", "blockedEncryptionTypes", "cachedMethods", "certificates", "clientIdLists", "contentTypesToCompress",
    "customResponseHeaders", "dataActions", "dnsAuthorizations", "domains", "exposeHeaders", "exposedHeaders",
    "insufficientDataActions", "items", "keyOps", "managedPolicyArns", "matchesPrefixes", "matchesStorageClasses",
    "matchesSuffixes", "members", "methods", "notActions", "notDataActions", "notificationChannels", "okActions",
    "patternsToMatch", "permissions", "prefixMatch", "queryStringBlacklists", "queryStringWhitelists", "records",
    "responseHeaders", "rrdatas", "scopes", "securityGroups", "subnets", "subjectAlternativeNames",
    "supportedProtocols", "thumbprintLists", "trustedKeyGroups", "trustedSigners", "userAssignedIdentities",
    "validationRecordFqdns", "webAclIds", "actions",
})  # fmt: skip
"""Lists of plain values whose order no provider reads; mappings in a list of such a name are compared in order."""

BAGS = frozenset({
    "grants", "ipRules", "lifecycleRules", "lifetimeActions", "logs", "metricQueries", "metrics",
    "noncurrentVersionTransitions", "origins", "rules", "statements", "transitions", "virtualNetworkRules",
})  # fmt: skip
"""Lists of mappings whose order means nothing."""

KEYS = (
    "id", "name", "originId", "pathPattern", "category", "sid", "iPAddressOrRange", "virtualNetworkResourceId",
)  # fmt: skip
"""What tells the items of a list apart, where every item has it and no two share it."""

KEYED = frozenset({"orderedCacheBehaviors"})
"""Lists whose items have a key and whose order counts too."""

ANY_CASE = frozenset({
    "accountName", "location", "locations", "primaryLocation", "privateLinkLocation", "resourceGroupName", "vaultName",
    "zoneName",
})  # fmt: skip
"""Properties that Azure, and Google Cloud's location, read without letter case; Azure's locations without spaces too.

https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
"""
_CASELESS = frozenset({"azure-native", "azure"})
_CASELESS_OF: Mapping[str, frozenset[str]] = {"gcp:storage/bucket:Bucket": frozenset({"location"})}
"""hashicorp/terraform-provider-google stores a bucket's location in capitals."""

_PAB = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
_GCS = "gcp:storage/bucket:Bucket"
_ACCOUNT = "azure-native:storage:StorageAccount"
_CLASSIC = "azure:storage/account:Account"
DEFAULTS: Mapping[tuple[str, str], Value] = {
    ("aws:s3/bucket:Bucket", "forceDestroy"): False,
    ("aws:s3/bucket:Bucket", "objectLockEnabled"): False,
    ("aws:s3/bucket:Bucket", "bucketNamespace"): "global",
    ("aws:s3/bucketVersioning:BucketVersioning", "versioningConfiguration.status"): "Disabled",
    ("aws:s3/bucketVersioning:BucketVersioning", "versioningConfiguration.mfaDelete"): "Disabled",
    (_PAB, "blockPublicAcls"): False,
    (_PAB, "blockPublicPolicy"): False,
    (_PAB, "ignorePublicAcls"): False,
    (_PAB, "restrictPublicBuckets"): False,
    (_PAB, "skipDestroy"): False,
    ("aws:kms/key:Key", "deletionWindowInDays"): 30,
    ("aws:kms/key:Key", "enableKeyRotation"): False,
    ("aws:kms/key:Key", "isEnabled"): True,
    ("aws:kms/key:Key", "multiRegion"): False,
    ("aws:iam/role:Role", "path"): "/",
    ("aws:iam/role:Role", "maxSessionDuration"): 3600,
    ("aws:iam/role:Role", "forceDetachPolicies"): False,
    ("aws:cloudfront/distribution:Distribution", "staging"): False,
    ("aws:cloudfront/distribution:Distribution", "retainOnDelete"): False,
    ("aws:cloudfront/distribution:Distribution", "httpVersion"): "http2",
    ("aws:cloudfront/distribution:Distribution", "waitForDeployment"): True,
    (_GCS, "forceDestroy"): False,
    (_GCS, "storageClass"): "STANDARD",
    (_GCS, "deletionPolicy"): "DELETE",
    (_GCS, "publicAccessPrevention"): "inherited",
    (_GCS, "uniformBucketLevelAccess"): False,
    (_GCS, "versioning.enabled"): False,
    (_GCS, "autoclass.enabled"): False,
    (_GCS, "retentionPolicy.isLocked"): False,
    (_GCS, "softDeletePolicy.retentionDurationSeconds"): 604800,
    (_GCS, "enableObjectRetention"): False,
    (_GCS, "hierarchicalNamespace.enabled"): False,
    (_GCS, "requesterPays"): False,
    (_GCS, "rpo"): "DEFAULT",
    ("gcp:serviceaccount/account:Account", "disabled"): False,
    ("gcp:compute/globalForwardingRule:GlobalForwardingRule", "networkTier"): "PREMIUM",
    (_GCS, "defaultEventBasedHold"): False,
    ("gcp:kms/cryptoKey:CryptoKey", "purpose"): "ENCRYPT_DECRYPT",
    ("gcp:kms/cryptoKey:CryptoKey", "versionTemplate.protectionLevel"): "SOFTWARE",
    (_CLASSIC, "dnsEndpointType"): "Standard",
    (_CLASSIC, "infrastructureEncryptionEnabled"): False,
    (_CLASSIC, "isHnsEnabled"): False,
    (_CLASSIC, "nfsv3Enabled"): False,
    (_CLASSIC, "queueEncryptionKeyType"): "Service",
    (_CLASSIC, "tableEncryptionKeyType"): "Service",
    (_ACCOUNT, "accessTier"): "Hot",
    (_ACCOUNT, "allowBlobPublicAccess"): False,
    (_ACCOUNT, "allowCrossTenantReplication"): False,
    (_ACCOUNT, "allowSharedKeyAccess"): True,
    (_ACCOUNT, "enableHttpsTrafficOnly"): True,
    (_ACCOUNT, "enableNfsV3"): False,
    (_ACCOUNT, "largeFileSharesState"): "Disabled",
    (_ACCOUNT, "isHnsEnabled"): False,
    (_ACCOUNT, "isLocalUserEnabled"): True,
    (_ACCOUNT, "isSftpEnabled"): False,
    (_ACCOUNT, "minimumTlsVersion"): "TLS1_0",
    (_ACCOUNT, "networkRuleSet.bypass"): "AzureServices",
    (_ACCOUNT, "networkRuleSet.defaultAction"): "Allow",
    (_ACCOUNT, "publicNetworkAccess"): "Enabled",
    (_ACCOUNT, "encryption.keySource"): "Microsoft.Storage",
    (_ACCOUNT, "encryption.requireInfrastructureEncryption"): False,
    ("azure-native:storage:BlobContainer", "publicAccess"): "None",
    ("azure-native:storage:BlobServiceProperties", "isVersioningEnabled"): False,
    ("azure-native:storage:BlobServiceProperties", "deleteRetentionPolicy.enabled"): False,
    ("azure-native:storage:BlobServiceProperties", "containerDeleteRetentionPolicy.enabled"): False,
    ("azure-native:storage:BlobServiceProperties", "restorePolicy.enabled"): False,
    ("azure-native:cdn:Route", "linkToDefaultDomain"): "Disabled",
}
"""(type, wire path) -> what the cloud does when the property is absent: the vendors' references of each API."""


_COMPUTED: Mapping[str, frozenset[str]] = {
    "aws": frozenset({"tagsAll"}),
    "gcp": frozenset({"project", "effectiveLabels", "pulumiLabels"}),
}
"""What a provider fills in by itself, and a state has among the inputs after an import or a refresh.

https://github.com/pulumi/pulumi-aws/issues/4030
"""


def computed(cloud: str, name: str) -> bool:
    """Whether a property of a resource that only one side has is the provider's own doing."""
    return name in _COMPUTED.get(cloud, frozenset())


def any_case(cloud: str, token: str, name: str) -> bool:
    """Whether two texts of this property that differ in letter case are one."""
    if cloud in _CASELESS:
        return name in ANY_CASE
    return name in _CASELESS_OF.get(token, frozenset())
