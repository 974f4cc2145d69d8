"""An Azure storage account with its container as the spec says it, with Front Door in front of it.

Words are Azure's own (https://learn.microsoft.com/rest/api/storagerp/storage-accounts).
"""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from generator.spec.parts import Alarms, CorsRule, Headers, LogTarget
from generator.spec.scalars import Bool, Days, Int, Model, Seq

if TYPE_CHECKING:
    from collections.abc import Mapping

Tier = Literal["Cool", "Cold", "Archive"]
Redundancy = Literal["LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"]


class MicrosoftManaged(Model):
    """Keys that Microsoft keeps; `infrastructure` encrypts a second time, and is decided when the account is made."""

    type: Literal["microsoft-managed"]
    infrastructure: Bool = True


class AzureCmk(Model):
    """Keys in Key Vault; `key` is `create` (a vault and key of this stack) or the URL of a key you own.

    With a key of your own, `identity` is the resource id of a user-assigned identity that may wrap and unwrap with it.
    """

    type: Literal["cmk"]
    key: str = "create"
    identity: str | None = None
    infrastructure: Bool = True


AzureEncryption = Annotated[MicrosoftManaged | AzureCmk, Field(discriminator="type")]


class AzureTransition(Model):
    """Blobs move to a colder tier after `days`."""

    days: Days
    tier: Tier


class AzureLifecycleRule(Model):
    """What happens to blobs under `prefix` as they age: days since the last write, or since a version was made."""

    id: str
    prefix: str
    enabled: Bool = True
    expire_days: Days | None = None
    noncurrent_days: Days | None = None
    transitions: Seq[AzureTransition] = ()
    noncurrent_transitions: Seq[AzureTransition] = ()


class Network(Model):
    """Who reaches the account over the network; `ip_rules` are IPv4 addresses or CIDR, `subnets` resource ids."""

    public: Bool = True
    default: Literal["Allow", "Deny"] = "Allow"
    ip_rules: Seq[str] = ()
    subnets: Seq[str] = ()


class AzureCdn(Model):
    """Front Door: profile, endpoint, origin group and routes.

    `origin_access`: `managed-identity` reads public prefixes over the public endpoint, `private-link` (Premium only)
    keeps the account off the public network, and begins in `private_link_location`, one that offers it, instead of the
    account's. `dns_zone` is the resource id of an Azure DNS zone.
    """

    domain: str | None = None
    dns_zone: str | None = None
    sku: Literal["Standard", "Premium"] = "Standard"
    origin_access: Literal["managed-identity", "private-link"] = "managed-identity"
    private_link_location: str | None = None
    minimum_tls: Literal["TLS12", "TLS13"] = "TLS12"
    headers: Headers = Headers()
    logs: LogTarget | None = None
    waf_policy_id: str | None = None


class AzureStore(Model):
    """A storage account and its container: private, no shared keys, TLS 1.2, versioned, soft delete, locked."""

    provider: Literal["azure"]
    name: str | None = None
    container: str = "files"
    location: str | None = None
    adopt: Bool = False
    protect: Bool = True
    lock: Bool = True
    redundancy: Redundancy = "ZRS"
    access_tier: Literal["Hot", "Cool", "Cold"] = "Hot"
    encryption: AzureEncryption = MicrosoftManaged(type="microsoft-managed")
    versioning: Bool = True
    soft_delete_days: Annotated[Int, Field(ge=0, le=365)] = 7
    shared_key: Bool = False
    network: Network = Network()
    isolation: Literal["conditions", "containers"] = "conditions"
    lifecycle: Seq[AzureLifecycleRule] = ()
    cors: Seq[CorsRule] | None = None
    access_logs: LogTarget | None = None
    alarms: Alarms | None = None
    cdn: AzureCdn | None = None


def log_prefixes(stores: "Mapping[str, AzureStore]", target: str) -> tuple[list[str], list[str]]:
    """The prefixes of the logs that a store takes: of accounts, and of Front Doors.

    Azure Monitor puts all of one kind into the same containers, so a prefix only says which are meant.
    """
    cdns = [item.cdn.logs for item in stores.values() if item.cdn and item.cdn.logs]
    access = [item.access_logs for item in stores.values() if item.access_logs]
    return [log.prefix for log in access if log.store == target], [log.prefix for log in cdns if log.store == target]
