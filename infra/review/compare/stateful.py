"""Which resources hold files, or what opens them, and what a reader calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from infra.review.compare.tokens import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.offline.graph import Resource

Holds: TypeAlias = Literal["files", "key", "identity", "cdn", "host", "signing"]


class Thing(NamedTuple):
    """A type as a reader meets it; `name` are the wire names of its physical name, joined by `/`.

    `part_of` are types that, gone themselves, take it along.
    """

    noun: str
    name: tuple[str, ...]
    holds: Holds
    part_of: tuple[str, ...] = ()


_FRONT = ("gcp:compute/backendBucket:BackendBucket",)
_PROFILE = ("azure-native:cdn:Profile",)
_DISTRIBUTION = ("aws:cloudfront/distribution:Distribution",)
_CDNS = (*_FRONT, *_PROFILE, *_DISTRIBUTION)
_RECORD_TYPES = frozenset({"A", "AAAA", "CNAME"})

THINGS: Mapping[str, Thing] = {
    "aws:s3/bucket:Bucket": Thing("bucket", ("bucket",), "files"),
    "aws:s3/directoryBucket:DirectoryBucket": Thing("directory bucket", ("bucket",), "files"),
    "aws-native:s3:Bucket": Thing("bucket", ("bucketName",), "files"),
    "gcp:storage/bucket:Bucket": Thing("bucket", ("name",), "files"),
    "google-native:storage/v1:Bucket": Thing("bucket", ("name",), "files"),
    "azure-native:storage:StorageAccount": Thing("storage account", ("accountName",), "files"),
    "azure-native:storage:BlobContainer": Thing("container", ("accountName", "containerName"), "files"),
    "azure-native:resources:ResourceGroup": Thing("resource group", ("resourceGroupName",), "files"),
    "azure:storage/account:Account": Thing("storage account", ("name",), "files"),
    "azure:storage/container:Container": Thing("container", ("storageAccountName", "name"), "files"),
    "azure:core/resourceGroup:ResourceGroup": Thing("resource group", ("name",), "files"),
    "azure:storage/share:Share": Thing("file share", ("storageAccountName", "name"), "files"),
    "azure-native:storage:FileShare": Thing(
        "file share", ("accountName", "shareName"), "files", ("azure-native:storage:StorageAccount",)
    ),
    "azure-native:storage:Table": Thing(
        "table", ("accountName", "tableName"), "files", ("azure-native:storage:StorageAccount",)
    ),
    "aws:rds/cluster:Cluster": Thing("database cluster", ("clusterIdentifier",), "files"),
    "aws:backup/vault:Vault": Thing("backup vault", ("name",), "files"),
    "aws:dynamodb/table:Table": Thing("table", ("name",), "files"),
    "aws:efs/fileSystem:FileSystem": Thing("file system", ("creationToken",), "files"),
    "aws:rds/instance:Instance": Thing("database", ("identifier",), "files"),
    "gcp:sql/databaseInstance:DatabaseInstance": Thing("database", ("name",), "files"),
    "aws:kms/key:Key": Thing("KMS key", (), "key"),
    "gcp:kms/keyRing:KeyRing": Thing("key ring", ("name",), "key"),
    "gcp:kms/cryptoKey:CryptoKey": Thing("KMS key", ("name",), "key", ("gcp:kms/keyRing:KeyRing",)),
    "azure-native:keyvault:Vault": Thing("key vault", ("vaultName",), "key"),
    "azure-native:keyvault:Key": Thing("key", ("vaultName", "keyName"), "key", ("azure-native:keyvault:Vault",)),
    "aws:cloudfront/distribution:Distribution": Thing("CloudFront distribution", (), "cdn"),
    "gcp:compute/backendBucket:BackendBucket": Thing("Cloud CDN backend", ("name",), "cdn"),
    "azure-native:cdn:Profile": Thing("Front Door profile", ("profileName",), "cdn"),
    "azure-native:cdn:AFDEndpoint": Thing("Front Door endpoint", ("endpointName",), "cdn", _PROFILE),
    "azure-native:cdn:AFDCustomDomain": Thing("domain", ("hostName",), "host", _PROFILE),
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": Thing("domain", ("hostname",), "host", _FRONT),
    "gcp:compute/globalAddress:GlobalAddress": Thing("IP address", ("name",), "host", _FRONT),
    "aws:route53/record:Record": Thing("DNS record", ("name", "type"), "host", _CDNS),
    "gcp:dns/recordSet:RecordSet": Thing("DNS record", ("name", "type"), "host", _CDNS),
    "azure-native:dns:RecordSet": Thing(
        "DNS record", ("relativeRecordSetName", "zoneName", "recordType"), "host", _CDNS
    ),
    "aws:route53/zone:Zone": Thing("DNS zone", ("name",), "host"),
    "gcp:dns/managedZone:ManagedZone": Thing("DNS zone", ("dnsName",), "host"),
    "azure-native:dns:Zone": Thing("DNS zone", ("zoneName",), "host"),
    "aws:cloudfront/publicKey:PublicKey": Thing("public key of signed URLs", (), "signing", _DISTRIBUTION),
    "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey": Thing(
        "key of signed URLs", ("name",), "signing", _FRONT
    ),
    "aws:iam/role:Role": Thing("role", ("name",), "identity"),
    "aws:iam/user:User": Thing("user", ("name",), "identity"),
    "aws:iam/accessKey:AccessKey": Thing("access key of the user", ("user",), "identity", ("aws:iam/user:User",)),
    "gcp:serviceaccount/account:Account": Thing("service account", ("accountId",), "identity"),
    "gcp:serviceaccount/key:Key": Thing("service account key", (), "identity", ("gcp:serviceaccount/account:Account",)),
    "azure-native:managedidentity:UserAssignedIdentity": Thing(
        "identity", ("resourceName",), "identity", (*_PROFILE, "azure-native:keyvault:Vault")
    ),
}
"""By type as `plain` names it."""


def thing(resource: Resource) -> Thing | None:
    """What it is, when it holds files or opens them; a record of DNS counts when it leads to a host."""
    found = THINGS.get(plain(resource.type))
    if found is None or found.noun != "DNS record":
        return found
    kind = resource.inputs.get("type") or resource.inputs.get("recordType")
    name = resource.inputs.get("name") or resource.inputs.get("relativeRecordSetName")
    leads = kind in _RECORD_TYPES and not (isinstance(name, str) and name.startswith("_"))
    return found if leads else None


def physical(resource: Resource) -> str:
    """The physical name where the inputs have it, else the logical one."""
    found = thing(resource)
    parts = [resource.inputs.get(key) for key in found.name] if found else []
    if parts and all(isinstance(part, str) and part for part in parts):
        return "/".join(str(part) for part in parts)
    own = resource.inputs.get("bucket") or resource.inputs.get("accountName") or resource.inputs.get("name")
    return own if isinstance(own, str) and own else resource.name
