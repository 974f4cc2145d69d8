"""Which resource types the local AWS can make: `handlers(cloud)` maps a Pulumi type to its handler.

A type that is not here is not emulated; whoever applies a graph reports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.aws.handlers import cloudfront, cloudwatch, iam_policies, iam_principals, kms, s3, s3_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.cloud import LocalAws
    from infra.local.cloud import Handler


def handlers(cloud: LocalAws) -> Mapping[str, Handler]:
    """A handler for every emulated type, working on a running local AWS."""
    return {
        "aws:s3/bucket:Bucket": s3.bucket(cloud),
        "aws:s3/bucketPolicy:BucketPolicy": s3.bucket_policy(cloud),
        **s3_settings.settings(cloud),
        "aws:kms/alias:Alias": kms.alias(cloud),
        "aws:kms/key:Key": kms.key(cloud),
        "aws:kms/keyPolicy:KeyPolicy": kms.key_policy(cloud),
        "aws:iam/accessKey:AccessKey": iam_principals.access_key(cloud),
        "aws:iam/instanceProfile:InstanceProfile": iam_principals.instance_profile(cloud),
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider": iam_principals.open_id_connect_provider(cloud),
        "aws:iam/policy:Policy": iam_policies.managed(cloud),
        "aws:iam/role:Role": iam_principals.role(cloud),
        "aws:iam/rolePolicy:RolePolicy": iam_policies.inline(cloud, "role"),
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": iam_policies.attachment(cloud, "role"),
        "aws:iam/user:User": iam_principals.user(cloud),
        "aws:iam/userPolicy:UserPolicy": iam_policies.inline(cloud, "user"),
        "aws:iam/userPolicyAttachment:UserPolicyAttachment": iam_policies.attachment(cloud, "user"),
        **{f"aws:cloudfront/{kind}:{kind[0].upper()}{kind[1:]}": cloudfront.resource(cloud, kind)
           for kind in cloudfront.FIXED},
        "aws:cloudwatch/metricAlarm:MetricAlarm": cloudwatch.metric_alarm(cloud),
    }  # fmt: skip
