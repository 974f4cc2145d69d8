"""Where the spec says what becomes a property of AWS: infra/components/aws read backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BUCKET = ("stores.*.name", "naming.bucket", "project")
_REGION = ("stores.*.region", "aws.region")
_ROLE = ("naming.role", "project")
_GRANTS = ("workloads.*.grants", "workloads.*.usage_metrics", "storages", "stores")
_BOUNDARY = ("workloads.*.permissions_boundary", "aws.permissions_boundary")
_SIDE = (("bucket", _BUCKET), ("region", _REGION))
_POLICY = ("storages", "stores.*.cdn", "stores.*.access_logs", "stores", "aws.account_id")
_KEY = ("stores.*.encryption.key", "stores.*.encryption.type", "stores.*.encryption")
_LOGS = ("stores.*.cdn.logs", "stores.*.access_logs")
_DOMAIN = ("stores.*.cdn.domain", "stores.*.cdn.dns_zone_id", "stores.*.cdn.certificate_arn", "stores.*.cdn")
_CDN_CORS = ("stores.*.cdn.headers.cors", "site.origins")
_BEHAVIOURS = ("storages", "stores.*.cdn.signing", "stores.*.cdn")
_IDENTITY = (("name", _ROLE), ("permissionsBoundary", _BOUNDARY), ("", ("workloads.*.runs_on",)))

PATHS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "aws:s3/bucket:Bucket": _SIDE,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (*_SIDE, ("", ("storages",))),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": (*_SIDE, ("rule", ("stores.*.object_ownership",))),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": (*_SIDE, ("", ("stores.*.cors", "site.origins"))),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        *_SIDE,
        ("rules", _KEY),
    ),
    "aws:s3/bucketVersioning:BucketVersioning": (*_SIDE, ("versioningConfiguration", ("stores.*.versioning",))),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (
        *_SIDE,
        ("rules", ("stores.*.lifecycle", "stores.*.abort_multipart_days")),
    ),
    "aws:s3/bucketPolicy:BucketPolicy": (*_SIDE, ("policy", _POLICY)),
    "aws:s3/bucketLogging:BucketLogging": (*_SIDE, ("", ("stores.*.access_logs",))),
    "aws:kms/key:Key": (
        ("deletionWindowInDays", ("stores.*.kms_deletion_days",)),
        ("region", _REGION),
        ("", _KEY),
    ),
    "aws:kms/alias:Alias": (("name", _BUCKET), ("region", _REGION), ("", _KEY)),
    "aws:kms/keyPolicy:KeyPolicy": (("policy", _POLICY), ("region", _REGION), ("", _KEY)),
    "aws:cloudfront/distribution:Distribution": (
        ("aliases", _DOMAIN),
        ("viewerCertificate", ("stores.*.cdn.minimum_tls", *_DOMAIN)),
        ("httpVersion", ("stores.*.cdn.http3",)),
        ("priceClass", ("stores.*.cdn.price_class",)),
        ("webAclId", ("stores.*.cdn.web_acl_arn",)),
        ("defaultCacheBehavior", _BEHAVIOURS),
        ("orderedCacheBehaviors", _BEHAVIOURS),
        ("origins", (*_BUCKET, *_REGION)),
        ("", ("stores.*.cdn",)),
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": (
        ("corsConfig", _CDN_CORS),
        ("securityHeadersConfig", ("stores.*.cdn.headers",)),
        ("", ("stores.*.cdn",)),
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": (("", ("stores.*.cdn",)),),
    "aws:cloudfront/cachePolicy:CachePolicy": (("", ("storages", "stores.*.cdn")),),
    "aws:cloudfront/publicKey:PublicKey": (("", ("stores.*.cdn.signing.public_keys", "stores.*.cdn")),),
    "aws:cloudfront/keyGroup:KeyGroup": (("", ("stores.*.cdn.signing.public_keys", "stores.*.cdn")),),
    "aws:acm/certificate:Certificate": (("", _DOMAIN),),
    "aws:acm/certificateValidation:CertificateValidation": (("", _DOMAIN),),
    "aws:route53/record:Record": (("zoneId", ("stores.*.cdn.dns_zone_id",)), ("", _DOMAIN)),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": (("", _LOGS),),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": (("", _LOGS),),
    "aws:cloudwatch/logDelivery:LogDelivery": (("", _LOGS),),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (
        ("name", _BUCKET),
        ("threshold", ("stores.*.alarms",)),
        ("alarmActions", ("stores.*.alarms.notify",)),
        ("", ("stores.*.alarms",)),
    ),
    "aws:iam/role:Role": (("assumeRolePolicy", ("workloads.*.runs_on", "aws.account_id")), *_IDENTITY),
    "aws:iam/user:User": _IDENTITY,
    "aws:iam/accessKey:AccessKey": (("user", _ROLE), ("", ("workloads.*.keys", "workloads.*.runs_on"))),
    "aws:iam/rolePolicy:RolePolicy": (("role", _ROLE), ("", _GRANTS)),
    "aws:iam/userPolicy:UserPolicy": (("user", _ROLE), ("", _GRANTS)),
    "aws:iam/policy:Policy": (("name", _ROLE), ("", _GRANTS)),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (("role", _ROLE), ("", _GRANTS)),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": (("user", _ROLE), ("", _GRANTS)),
    "aws:iam/instanceProfile:InstanceProfile": _IDENTITY,
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": (("", ("workloads.*.runs_on",)),),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (("", ("workloads",)),),
}
"""Type -> (wire path, spec paths)."""
