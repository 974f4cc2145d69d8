"""An S3 bucket as the spec says it, with the CloudFront distribution in front of it.

Words are AWS's own (https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html).
"""

from typing import Annotated, Literal

from pydantic import Field

from generator.spec.parts import Alarms, CorsRule, Headers, LogTarget
from generator.spec.scalars import Bool, Days, Int, Model, Seq

StorageClass = Literal["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]
Ownership = Literal["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]
PriceClass = Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]


class SseS3(Model):
    """Keys that S3 keeps (AES256)."""

    type: Literal["sse-s3"]


class SseKms(Model):
    """Keys in KMS; `key` is `create` (a key of this stack), `aws-managed` (`aws/s3`) or the ARN of a key you own."""

    type: Literal["kms"]
    key: str = "create"
    bucket_key: Bool = True


class SseC(Model):
    """Keys sent with every request; known so that the refusal can say what to use instead."""

    type: Literal["sse-c"]


Encryption = Annotated[SseS3 | SseKms | SseC, Field(discriminator="type")]


class Transition(Model):
    """Objects move to a colder class after `days`."""

    days: Days
    storage_class: StorageClass


class LifecycleRule(Model):
    """What happens to objects under `prefix` as they age; days since creation, or since they became noncurrent."""

    id: str
    prefix: str
    enabled: Bool = True
    expire_days: Days | None = None
    noncurrent_days: Days | None = None
    noncurrent_keep: Annotated[Int, Field(ge=1, le=100)] | None = None
    abort_multipart_days: Days | None = None
    transitions: Seq[Transition] = ()
    noncurrent_transitions: Seq[Transition] = ()


class Signing(Model):
    """Public keys that signed URLs and signed cookies are checked against: name -> path of a PEM file, newest last.

    The private keys never enter the spec or the stack; the settings read the one of `active` from the environment.
    """

    public_keys: dict[str, str]
    active: str | None = None


class Cdn(Model):
    """A CloudFront distribution with origin access control in front of the bucket."""

    domain: str | None = None
    certificate_arn: str | None = None
    dns_zone_id: str | None = None
    price_class: PriceClass = "PriceClass_100"
    http3: Bool = True
    minimum_tls: Literal["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"] = "TLSv1.2_2021"
    headers: Headers = Headers()
    signing: Signing | None = None
    logs: LogTarget | None = None
    web_acl_arn: str | None = None


class S3Store(Model):
    """A bucket: private, TLS only, versioned and protected unless the spec says otherwise."""

    provider: Literal["s3"]
    name: str | None = None
    region: str | None = None
    adopt: Bool = False
    protect: Bool = True
    encryption: Encryption = SseS3(type="sse-s3")
    versioning: Bool = True
    object_ownership: Ownership = "BucketOwnerEnforced"
    abort_multipart_days: Days = 7
    lifecycle: Seq[LifecycleRule] = ()
    cors: Seq[CorsRule] | None = None
    access_logs: LogTarget | None = None
    alarms: Alarms | None = None
    cdn: Cdn | None = None
    kms_deletion_days: Annotated[Int, Field(ge=7, le=30)] = 30
