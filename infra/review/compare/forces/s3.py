"""What replaces a resource of AWS.

Sources: `ForceNew` and `RequiresReplace` of hashicorp/terraform-provider-aws 6 (internal/service/<service>), which
pulumi-aws 7 bridges, and its resources' pages ("Forces new resource"); `region` of every regional resource:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support. A change of the
provider's own region replaces nothing since pulumi-aws 7 (pulumi/pulumi-aws#5656).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# aws-native: `createOnlyProperties` of AWS::S3::Bucket in CloudFormation's registry.
_OF_BUCKET = ("bucket", "expectedBucketOwner", "region")
FORCES: Mapping[str, tuple[str, ...]] = {
    "aws:s3/bucket:Bucket": ("bucket", "bucketPrefix", "bucketNamespace", "objectLockEnabled", "region"),
    "aws:s3/bucketAcl:BucketAcl": _OF_BUCKET,
    "aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration": _OF_BUCKET,
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _OF_BUCKET,
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration": ("bucket", "name", "region"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _OF_BUCKET,
    "aws:s3/bucketLogging:BucketLogging": _OF_BUCKET,
    "aws:s3/bucketMetric:BucketMetric": ("bucket", "name", "region"),
    "aws:s3/bucketNotification:BucketNotification": ("bucket", "region"),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": (*_OF_BUCKET, "objectLockEnabled"),
    "aws:s3/bucketObject:BucketObject": ("bucket", "key", "region"),
    "aws:s3/bucketObjectv2:BucketObjectv2": ("bucket", "key", "region"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ("bucket", "region"),
    "aws:s3/bucketPolicy:BucketPolicy": ("bucket", "region"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ("bucket", "region"),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": ("bucket", "region"),
    "aws:s3/bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration": _OF_BUCKET,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _OF_BUCKET,
    "aws:s3/bucketVersioning:BucketVersioning": _OF_BUCKET,
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": _OF_BUCKET,
    "aws:s3/accessPoint:AccessPoint": (
        "accountId", "bucket", "bucketAccountId", "name", "publicAccessBlockConfiguration", "region",
        "vpcConfiguration",
    ),
    "aws-native:s3:Bucket": ("bucketName", "bucketNamePrefix", "bucketNamespace"),
    "aws:s3/directoryBucket:DirectoryBucket": ("bucket", "location", "region", "type"),
    "aws:cloudfront/distribution:Distribution": ("staging",),
    "aws:cloudfront/function:Function": ("name",),
    "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": (),
    "aws:cloudfront/publicKey:PublicKey": ("encodedKey", "name", "namePrefix"),
    "aws:kms/key:Key": ("customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "region", "xksKeyId"),
    "aws:kms/alias:Alias": ("name", "namePrefix", "region"),
    "aws:kms/keyPolicy:KeyPolicy": ("keyId", "region"),
    "aws:iam/role:Role": ("name", "namePrefix", "path"),
    "aws:iam/rolePolicy:RolePolicy": ("name", "namePrefix", "role"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("policyArn", "role"),
    "aws:iam/policy:Policy": ("description", "name", "namePrefix", "path"),
    "aws:iam/user:User": (),
    "aws:iam/userPolicy:UserPolicy": ("name", "namePrefix", "user"),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": ("policyArn", "user"),
    "aws:iam/accessKey:AccessKey": ("pgpKey", "user"),
    "aws:iam/instanceProfile:InstanceProfile": ("name", "namePrefix", "path"),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ("url",),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": ("clusterName", "namespace", "region", "serviceAccount"),
    "aws:acm/certificate:Certificate": (
        "certificateAuthorityArn", "domainName", "keyAlgorithm", "region", "subjectAlternativeNames",
        "validationMethod", "validationOptions",
    ),
    "aws:acm/certificateValidation:CertificateValidation": ("certificateArn", "region", "validationRecordFqdns"),
    "aws:route53/record:Record": ("name", "zoneId"),
    "aws:route53/zone:Zone": ("delegationSetId", "name"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("name", "region"),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": ("logType", "name", "region", "resourceArn"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": (
        "deliveryDestinationType", "name", "region",
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": ("deliveryDestinationArn", "deliverySourceName", "region"),
    "aws:dynamodb/table:Table": ("hashKey", "localSecondaryIndexes", "name", "rangeKey", "region"),
    "aws:efs/fileSystem:FileSystem": (
        "availabilityZoneName", "creationToken", "encrypted", "kmsKeyId", "performanceMode", "region",
    ),
    "aws:rds/instance:Instance": (
        "characterSetName", "dbName", "engine", "kmsKeyId", "region", "snapshotIdentifier", "storageEncrypted",
        "timezone", "username",
    ),
}  # fmt: skip
"""Type -> wire paths."""
