"""The spec of one environment, resolved: the common base with that environment's overlay applied."""

from typing import Annotated, Literal

from pydantic import Field

from generator.spec.azure import AzureStore
from generator.spec.gcs import GcsStore
from generator.spec.review import Review
from generator.spec.s3 import S3Store
from generator.spec.scalars import Bool, Int, Model, Seconds, Seq, Version
from generator.spec.workloads import Workload

Store = Annotated[S3Store | GcsStore | AzureStore, Field(discriminator="provider")]
"""One union member for each provider; adding a provider adds its model here."""

Target = Literal["cloud", "local", "memory", "filesystem"]
DjangoVersion = Literal["4.2", "5.2", "6.0", "6.1"]
Acl = Literal["private", "public-read", "authenticated-read", "bucket-owner-read", "bucket-owner-full-control"]


class Django(Model):
    """The site: `root` is the folder of manage.py (relative to the spec), `package` the generated package in it."""

    version: DjangoVersion = "5.2"
    root: str = "."
    package: str = "site_storage"
    workload: str | None = None
    env_formats: Seq[Literal["shell", "raw"]] = ("shell", "raw")


class Naming(Model):
    """Templates of physical names; `{project}`, `{environment}` and `{store}` or `{workload}` are filled in.

    `bucket` is for S3 and GCS, `account` for Azure (dashes are left out), `role` for IAM roles and users,
    `service_account` for Google's, `identity` for Azure's.
    """

    bucket: str = "{project}-{environment}-{store}"
    account: str = "{project}{environment}{store}"
    role: str = "{project}-{environment}-{workload}"
    service_account: str = "{project}-{environment}-{workload}"
    identity: str = "{project}-{environment}-{workload}"


class Site(Model):
    """Where the site is served: `scheme://host[:port]` each; CORS and the CSP sources follow from it."""

    origins: Seq[str] = ()


class Aws(Model):
    """The AWS account; `partition` follows from the region (`cn-` and `us-gov-` have their own)."""

    region: str = "us-east-1"
    account_id: str | None = None
    assume_role_arn: str | None = None
    permissions_boundary: str | None = None


class Gcp(Model):
    """The Google Cloud project; `location` is where buckets lie unless they say so themselves."""

    project_id: str | None = None
    project_number: str | None = None
    location: str = "EU"
    impersonate_service_account: str | None = None


class ResourceGroup(Model):
    """The resource group; without a `name` it is `<project>-<environment>`, and `adopt` takes one that exists."""

    name: str | None = None
    adopt: Bool = False


class Azure(Model):
    """The Azure subscription; `location` is where accounts lie unless they say so themselves."""

    subscription_id: str | None = None
    tenant_id: str | None = None
    location: str = "westeurope"
    resource_group: ResourceGroup = ResourceGroup()


class CacheRule(Model):
    """Cache-Control for names that match a glob, without the prefix; the first match wins."""

    match: Annotated[str, Field(min_length=1)]
    value: str


class Storage(Model):
    """One `STORAGES` alias: a prefix of a store and how it is served.

    `kind`: `media` is what people upload, `cache` what can be made again, `static` what collectstatic writes.
    `access` `public`: anyone reads, through the CDN or (`via: direct`) from the bucket.
    `access` `private`: signed URLs of the CDN or of the bucket, or (`via: cookies`) signed cookies of the CDN.
    """

    store: str
    prefix: str
    access: Literal["public", "private"]
    via: Literal["cdn", "direct", "cookies"] | None = None
    kind: Literal["media", "static", "cache"] = "media"
    manifest: Bool = True
    overwrite: Bool | None = None
    url_expiry: Annotated[Seconds, Field(ge=1)] = 3600
    url_window: Seconds = 0
    cache_control: Seq[CacheRule] = ()
    acl: Acl | None = None
    max_memory_mb: Annotated[Int, Field(ge=1, le=1024)] = 32


class Spec(Model):
    """Everything one environment asks for."""

    version: Version
    project: str
    environment: str
    target: Target = "cloud"
    django: Django = Django()
    naming: Naming = Naming()
    site: Site = Site()
    aws: Aws = Aws()
    gcp: Gcp = Gcp()
    azure: Azure = Azure()
    tags: dict[str, str] = Field(default_factory=dict)
    stores: dict[str, Store]
    storages: dict[str, Storage]
    workloads: dict[str, Workload] = Field(default_factory=dict)
    review: Review = Review()
