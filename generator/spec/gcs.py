"""A Google Cloud Storage bucket as the spec says it, with Cloud CDN in front of it.

Words are Google's own (https://cloud.google.com/storage/docs/json_api/v1/buckets).
"""

from typing import Annotated, Literal

from pydantic import Field

from generator.spec.parts import Alarms, CorsRule, Headers, LogTarget
from generator.spec.scalars import Bool, Days, Int, Model, Seq

GcsStorageClass = Literal["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"]
ColderGcsClass = Literal["NEARLINE", "COLDLINE", "ARCHIVE"]


class GoogleManaged(Model):
    """Keys that Google keeps."""

    type: Literal["google-managed"]


class Cmek(Model):
    """Keys in Cloud KMS; `key` is `create` (a key of this stack) or the resource name of a key you own."""

    type: Literal["cmek"]
    key: str = "create"
    rotation_days: Days = 90


class Csek(Model):
    """Keys sent with every request; known so that the refusal can say what to use instead."""

    type: Literal["csek"]


GcsEncryption = Annotated[GoogleManaged | Cmek | Csek, Field(discriminator="type")]


class GcsTransition(Model):
    """Objects move to a colder class after `days`."""

    days: Days
    storage_class: ColderGcsClass


class GcsLifecycleRule(Model):
    """What happens to objects under `prefix` as they age; days since creation, or since they became noncurrent."""

    id: str
    prefix: str
    enabled: Bool = True
    expire_days: Days | None = None
    noncurrent_days: Days | None = None
    noncurrent_keep: Annotated[Int, Field(ge=1, le=100)] | None = None
    abort_multipart_days: Days | None = None
    transitions: Seq[GcsTransition] = ()
    noncurrent_transitions: Seq[GcsTransition] = ()


class Autoclass(Model):
    """Google moves objects between classes by use; `terminal_storage_class` is the coldest it goes to."""

    terminal_storage_class: Literal["NEARLINE", "ARCHIVE"] = "NEARLINE"


class Retention(Model):
    """Objects cannot be deleted or replaced for `days`; `locked` cannot ever be undone."""

    days: Annotated[Int, Field(ge=1, le=36500)]
    locked: Bool = False


class GcsSigning(Model):
    """Names of the keys that signed URLs and cookies are checked against, newest last; their values are never here.

    `pulumi config set --secret --path 'stowplan:cdn_keys.<store>.<name>'` gives a value to the stack; the settings read
    the one of `active` from the environment.
    """

    keys: Seq[str]
    active: str | None = None


class GcsCdn(Model):
    """Cloud CDN: a backend bucket behind a global HTTPS load balancer with a managed certificate."""

    domain: str | None = None
    certificate_map: str | None = None
    dns_zone: str | None = None
    http3: Bool = True
    ssl_profile: Literal["MODERN", "RESTRICTED"] = "MODERN"
    headers: Headers = Headers()
    signing: GcsSigning | None = None
    logs: LogTarget | None = None
    edge_security_policy: str | None = None


class GcsStore(Model):
    """A bucket: private, uniform access, versioned, soft delete and protected unless the spec says otherwise."""

    provider: Literal["gcs"]
    name: str | None = None
    location: str | None = None
    adopt: Bool = False
    protect: Bool = True
    encryption: GcsEncryption = GoogleManaged(type="google-managed")
    versioning: Bool = True
    soft_delete_days: Annotated[Int, Field(ge=0, le=90)] = 7
    storage_class: GcsStorageClass = "STANDARD"
    autoclass: Autoclass | None = None
    retention: Retention | None = None
    isolation: Literal["managed-folders", "conditions"] = "managed-folders"
    abort_multipart_days: Days = 7
    lifecycle: Seq[GcsLifecycleRule] = ()
    cors: Seq[CorsRule] | None = None
    access_logs: LogTarget | None = None
    alarms: Alarms | None = None
    cdn: GcsCdn | None = None
