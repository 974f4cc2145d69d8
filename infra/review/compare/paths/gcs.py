"""Where the spec says what becomes a property of Google Cloud: infra/components/gcp read backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BUCKET = ("stores.*.name", "naming.bucket", "project")
_LOCATION = ("stores.*.location", "gcp.location")
_ACCOUNT = ("naming.service_account", "project")
_GRANTS = ("workloads.*.grants", "storages", "stores")
_KEY = ("stores.*.encryption.key", "stores.*.encryption.type", "stores.*.encryption")
_DOMAIN = ("stores.*.cdn.domain", "stores.*.cdn.dns_zone", "stores.*.cdn.certificate_map", "stores.*.cdn")
_READERS = ("storages", "workloads.*.grants", "stores.*.isolation", "stores.*.cdn")
_FRONT = (("name", ("project", "stores.*.cdn")), ("", ("stores.*.cdn",)))

PATHS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "gcp:storage/bucket:Bucket": (
        ("name", _BUCKET),
        ("location", _LOCATION),
        ("deletionPolicy", ("stores.*.protect", "target")),
        ("publicAccessPrevention", ("storages",)),
        ("storageClass", ("stores.*.storage_class",)),
        ("autoclass", ("stores.*.autoclass",)),
        ("versioning", ("stores.*.versioning",)),
        ("softDeletePolicy", ("stores.*.soft_delete_days",)),
        ("retentionPolicy.isLocked", ("stores.*.retention.locked", "stores.*.retention")),
        ("retentionPolicy.retentionPeriod", ("stores.*.retention.days", "stores.*.retention")),
        ("retentionPolicy", ("stores.*.retention",)),
        ("encryption", _KEY),
        ("lifecycleRules", ("stores.*.lifecycle", "stores.*.abort_multipart_days")),
        ("cors", ("stores.*.cors", "stores.*.cdn.headers.cors", "site.origins")),
        ("logging", ("stores.*.access_logs",)),
    ),
    "gcp:storage/managedFolder:ManagedFolder": (("", _READERS),),
    "gcp:storage/managedFolderIamMember:ManagedFolderIamMember": (("", _READERS),),
    "gcp:storage/bucketIAMMember:BucketIAMMember": (("", _READERS),),
    "gcp:kms/keyRing:KeyRing": (("name", _BUCKET), ("location", _LOCATION), ("", _KEY)),
    "gcp:kms/cryptoKey:CryptoKey": (("rotationPeriod", ("stores.*.encryption.rotation_days",)), ("", _KEY)),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": (("member", ("gcp.project_number",)), ("", _KEY)),
    "gcp:serviceaccount/account:Account": (("accountId", _ACCOUNT), ("", ("workloads.*.runs_on",))),
    "gcp:serviceaccount/key:Key": (("", ("workloads.*.keys", "workloads.*.runs_on")),),
    "gcp:serviceaccount/iAMMember:IAMMember": (("", ("workloads.*.runs_on", "workloads.*.grants")),),
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": (("", ("workloads",)),),
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": (("", ("workloads",)),),
    "gcp:projects/iAMCustomRole:IAMCustomRole": (("roleId", ("project",)), ("", ("workloads", "storages", "stores"))),
    "gcp:compute/backendBucket:BackendBucket": (
        ("bucketName", _BUCKET),
        ("customResponseHeaders", ("stores.*.cdn.headers",)),
        ("edgeSecurityPolicy", ("stores.*.cdn.edge_security_policy",)),
        *_FRONT,
    ),
    "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey": (
        ("", ("stores.*.cdn.signing.keys", "stores.*.cdn")),
    ),
    "gcp:compute/globalAddress:GlobalAddress": _FRONT,
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": _FRONT,
    "gcp:compute/sSLPolicy:SSLPolicy": (("profile", ("stores.*.cdn.ssl_profile",)), *_FRONT),
    "gcp:compute/uRLMap:URLMap": _FRONT,
    "gcp:compute/targetHttpProxy:TargetHttpProxy": _FRONT,
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": (
        ("quicOverride", ("stores.*.cdn.http3",)),
        ("certificateMap", _DOMAIN),
        *_FRONT,
    ),
    "gcp:certificatemanager/certificate:Certificate": (("", _DOMAIN),),
    "gcp:certificatemanager/certificateMap:CertificateMap": (("", _DOMAIN),),
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": (("", _DOMAIN),),
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": (("", _DOMAIN),),
    "gcp:dns/recordSet:RecordSet": (("managedZone", ("stores.*.cdn.dns_zone",)), ("", _DOMAIN)),
    "gcp:logging/projectSink:ProjectSink": (("", ("stores.*.cdn.logs",)),),
    "gcp:monitoring/alertPolicy:AlertPolicy": (
        ("notificationChannels", ("stores.*.alarms.notify",)),
        ("", ("stores.*.alarms",)),
    ),
}
"""Type -> (wire path, spec paths)."""
