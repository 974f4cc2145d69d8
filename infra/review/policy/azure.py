"""Rules on Azure storage accounts; references are CIS Azure Foundations Benchmark 3.0 and 6.0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.review.policy.reading import no, number, read, unread, yes
from infra.review.policy.rule import NOT_KNOWN, PASS, Rule, Verdict, fail, require
from infra.review.policy.scene import ACCOUNT

if TYPE_CHECKING:
    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.policy.rule import Judge
    from infra.review.policy.scene import Scene

_SERVICE = "azure-native:storage:BlobServiceProperties"
_LOCKS = tuple(f"azure-native:authorization:ManagementLock{at}" for at in ("ByScope", "AtResourceLevel"))
_GROUP_LOCKS = ("azure-native:authorization:ManagementLockAtResourceGroupLevel", _LOCKS[0])
_TLS = ("TLS1_2", "TLS1_3")
_GEO = re.compile(r"(Standard|Premium)V?2?_(RA)?(GRS|GZRS)")
_HOUR, _DAYS_OF_KEY, _SOFT_DAYS = 3600, 90, 7
_PERIOD = re.compile(r"(?:(\d{1,6})\.)?(\d{1,2}):(\d{2}):(\d{2})")


def _is(path: tuple[str, ...], wanted: bool, message: str, unless: bool | None = None) -> Judge:
    """A switch of the account; `unless` is what Azure makes of one that is absent."""

    def judge(_: Scene, account: Resource) -> Verdict:
        said = read(account, *path)
        return require(
            said, lambda value: unless is wanted if value is None else (yes if wanted else no)(value), message
        )

    return judge


def _tls(_: Scene, account: Resource) -> Verdict:
    return require(read(account, "minimumTlsVersion"), lambda said: said in _TLS, "TLS below 1.2 is taken")


def _no_keys(account: Resource) -> bool:
    return no(read(account, "allowSharedKeyAccess"))


def _key_rotation(_: Scene, account: Resource) -> Verdict:
    def soon(days: Value) -> bool:
        count = number(days)
        return count is not None and 0 < count <= _DAYS_OF_KEY

    if _no_keys(account):
        return PASS
    said = read(account, "keyPolicy", "keyExpirationPeriodInDays")
    return require(said, soon, "the account's keys are on, and nothing reminds of renewing them within 90 days")


def _sas(_: Scene, account: Resource) -> Verdict:
    """Without a policy and without account keys only signatures by delegation are left, which end with their key."""
    said = read(account, "sasPolicy", "sasExpirationPeriod")
    if said is None and _no_keys(account):
        return PASS
    return require(said, _within_an_hour, "signatures may last longer than an hour")


def _within_an_hour(said: Value) -> bool:
    match = _PERIOD.fullmatch(said) if isinstance(said, str) else None
    if not match:
        return False
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds <= _HOUR


def _network(_: Scene, account: Resource) -> Verdict:
    said = read(account, "publicNetworkAccess")
    return require(said, _closed, "the account is reached from the public network")


def _closed(said: Value) -> bool:
    return said in ("Disabled", "SecuredByPerimeter")


def _default_deny(_: Scene, account: Resource) -> Verdict:
    public = read(account, "publicNetworkAccess")
    if _closed(public):
        return PASS
    said = (public, read(account, "networkRuleSet", "defaultAction"))
    return require(said, lambda pair: pair[1] == "Deny", "every network may reach the account")


def _trusted(_: Scene, account: Resource) -> Verdict:
    """Absent, it is AzureServices."""
    said = read(account, "networkRuleSet", "bypass")
    return require(said, lambda text: text is None or "AzureServices" in str(text), "Azure's own services are kept out")


def _private_endpoint(scene: Scene, account: Resource) -> Verdict:
    kind = "azure-native:network:PrivateEndpoint"
    if scene.beside(account, kind):
        return PASS
    return NOT_KNOWN if scene.unclear(kind) else fail("there is no private endpoint")


def _soft_delete(policy: str, what: str) -> Judge:
    def judge(scene: Scene, account: Resource) -> Verdict:
        found = scene.beside(account, _SERVICE)
        if not found and scene.unclear(_SERVICE):
            return NOT_KNOWN
        said = [(read(row, policy, "enabled"), read(row, policy, "days")) for row in found]
        if unread(tuple(said)):
            return NOT_KNOWN
        kept = any(yes(enabled) and (number(days) or 0) >= _SOFT_DAYS for enabled, days in said)
        return PASS if kept else fail(f"deleted {what} cannot be brought back for 7 days")

    return judge


def _versioning(scene: Scene, account: Resource) -> Verdict:
    found = scene.beside(account, _SERVICE)
    if not found and scene.unclear(_SERVICE):
        return NOT_KNOWN
    said = tuple(read(row, "isVersioningEnabled") for row in found)
    return require(said, lambda values: any(map(yes, values)), "replaced blobs cannot be brought back")


def _cmk(_: Scene, account: Resource) -> Verdict:
    said = read(account, "encryption", "keySource")
    return require(said, lambda text: text == "Microsoft.Keyvault", "blobs are encrypted with Microsoft's keys")


def _lock(scene: Scene, account: Resource) -> Verdict:
    """A lock on the account, or on the resource group or subscription that it is in."""
    near = scene.beside(account, *_LOCKS)
    wide = [row for kind in _GROUP_LOCKS for row in scene.of(kind) if _wider(scene, row, account)]
    levels = [read(row, "level") for row in (*near, *wide)]
    if any(level in ("CanNotDelete", "ReadOnly") for level in levels):
        return PASS
    if unread(tuple(levels)) or scene.unclear(*_LOCKS):
        return NOT_KNOWN
    return fail("no lock keeps the account from being deleted")


def _wider(scene: Scene, lock: Resource, account: Resource) -> bool:
    """Whether a lock's group is the account's: by its name, or by what both depend on."""
    group, mine = read(lock, "resourceGroupName"), read(account, "resourceGroupName")
    scope = read(lock, "scope")
    if isinstance(group, str) or isinstance(scope, str):
        by_scope = isinstance(scope, str) and isinstance(mine, str) and _ends_in(scope, mine)
        if by_scope or (isinstance(group, str) and isinstance(mine, str) and group.lower() == mine.lower()):
            return True
    depends = {urn for prop in ("resourceGroupName", "scope") for urn in lock.property_dependencies.get(prop, ())}
    shared = depends & set(account.property_dependencies.get("resourceGroupName", ()))
    others = {urn for urn in depends if urn in scene.found and urn not in shared}
    return bool(shared) and not others


def _ends_in(scope: str, group: str) -> bool:
    return scope.lower().rstrip("/").endswith(f"/resourcegroups/{group.lower()}")


def _geo(_: Scene, account: Resource) -> Verdict:
    said = read(account, "sku", "name")
    return require(
        said, lambda text: isinstance(text, str) and bool(_GEO.fullmatch(text)), "no second region has a copy"
    )


def _container(_: Scene, container: Resource) -> Verdict:
    said = read(container, "publicAccess")
    return require(said, lambda text: text in (None, "None"), "anybody reads the container without a signature")


_ON = (ACCOUNT,)
_NET = (("network",),)
RULES = (
    Rule("azure-https-only", "The account takes HTTPS only", "Azure", "error",
         ("CIS Azure 3.0 4.1", "CIS Azure 6.0 9.3.4"), _ON,
         _is(("enableHttpsTrafficOnly",), True, "plain HTTP is taken", unless=True), "enableHttpsTrafficOnly true"),
    Rule("azure-tls", "The account takes TLS 1.2 or newer", "Azure", "error",
         ("CIS Azure 3.0 4.15", "CIS Azure 6.0 9.3.6"), _ON, _tls, "minimumTlsVersion TLS1_2"),
    Rule("azure-anonymous-blobs", "Anonymous access is off", "Azure", "error",
         ("CIS Azure 3.0 4.17", "CIS Azure 6.0 9.3.8"), _ON,
         _is(("allowBlobPublicAccess",), False, "containers may be opened to anybody", unless=False),
         "allowBlobPublicAccess false", "no storage of the store with `access: public` and `via: direct`", (("cdn",),)),
    Rule("azure-public-container", "No container is open to anybody", "Azure", "error",
         ("CIS Azure 3.0 4.17", "CIS Azure 6.0 9.3.8"), ("azure-native:storage:BlobContainer",), _container,
         "publicAccess None", "`access: private`, or a CDN and `access: public`", (("cdn",),)),
    Rule("azure-lock", "A lock keeps the account", "Azure", "error", ("CIS Azure 6.0 9.3.9", "CIS Azure 6.0 9.3.10"),
         _ON, _lock, "a ManagementLockByScope with level CanNotDelete", "`lock: true`", (("lock",),)),
    Rule("azure-infrastructure-encryption", "Blobs are encrypted twice", "Azure", "warning", ("CIS Azure 3.0 4.2",),
         _ON, _is(("encryption", "requireInfrastructureEncryption"), True, "blobs are encrypted once"),
         "encryption.requireInfrastructureEncryption on a new account", "`encryption: {infrastructure: true}`",
         (("encryption", "infrastructure"), ("encryption",))),
    Rule("azure-key-rotation", "Account keys are renewed, or off", "Azure", "warning",
         ("CIS Azure 3.0 4.3", "CIS Azure 3.0 4.4", "CIS Azure 6.0 9.3.1.1", "CIS Azure 6.0 9.3.1.2"), _ON,
         _key_rotation, "keyPolicy.keyExpirationPeriodInDays 90", "`shared_key: false`", (("shared_key",),)),
    Rule("azure-shared-key", "Account keys are off", "Azure", "warning", ("CIS Azure 6.0 9.3.1.3",), _ON,
         _is(("allowSharedKeyAccess",), False, "whoever has an account key may do everything"),
         "allowSharedKeyAccess false", "`shared_key: false`", (("shared_key",),)),
    Rule("azure-sas-expiry", "Signatures end within an hour", "Azure", "warning", ("CIS Azure 3.0 4.5",), _ON, _sas,
         "sasPolicy.sasExpirationPeriod 00.01:00:00", "`url_expiry: 1h` on the storages of the store"),
    Rule("azure-public-network", "The public network is off", "Azure", "note",
         ("CIS Azure 3.0 4.6", "CIS Azure 6.0 9.3.2.2"), _ON, _network, "publicNetworkAccess Disabled",
         "`network: {public: false}`, with `cdn: {origin_access: private-link}`", (("network", "public"), *_NET)),
    Rule("azure-default-deny", "Networks are named", "Azure", "warning", ("CIS Azure 3.0 4.7", "CIS Azure 6.0 9.3.2.3"),
         _ON, _default_deny, "networkRuleSet.defaultAction Deny", "`network: {default: Deny, ip_rules: [...]}`",
         (("network", "default"), *_NET)),
    Rule("azure-trusted-services", "Azure's own services get through", "Azure", "warning",
         ("CIS Azure 3.0 4.8", "CIS Azure 6.0 9.3.5"), _ON, _trusted, "networkRuleSet.bypass AzureServices", "", _NET),
    Rule("azure-private-endpoint", "The account has a private endpoint", "Azure", "note",
         ("CIS Azure 3.0 4.9", "CIS Azure 6.0 9.3.2.1"), _ON, _private_endpoint,
         "an azure-native network.PrivateEndpoint"),
    Rule("azure-blob-soft-delete", "Deleted blobs come back", "Azure", "warning",
         ("CIS Azure 3.0 4.10", "CIS Azure 6.0 9.2.1"), _ON, _soft_delete("deleteRetentionPolicy", "blobs"),
         "deleteRetentionPolicy of 7 days", "`soft_delete_days: 7`", (("soft_delete_days",),)),
    Rule("azure-container-soft-delete", "Deleted containers come back", "Azure", "warning",
         ("CIS Azure 3.0 4.10", "CIS Azure 6.0 9.2.2"), _ON,
         _soft_delete("containerDeleteRetentionPolicy", "containers"), "containerDeleteRetentionPolicy of 7 days",
         "`soft_delete_days: 7`", (("soft_delete_days",),)),
    Rule("azure-versioning", "Versions of blobs are kept", "Azure", "warning", ("CIS Azure 6.0 9.2.3",), _ON,
         _versioning, "isVersioningEnabled", "`versioning: true`", (("versioning",),)),
    Rule("azure-cmk", "Blobs are encrypted with a key of the customer", "Azure", "note", ("CIS Azure 3.0 4.11",), _ON,
         _cmk, "encryption.keySource Microsoft.Keyvault", "`encryption: {type: cmk}`",
         (("encryption", "type"), ("encryption",))),
    Rule("azure-cross-tenant", "Blobs are not copied to other tenants", "Azure", "warning",
         ("CIS Azure 3.0 4.16", "CIS Azure 6.0 9.3.7"), _ON,
         _is(("allowCrossTenantReplication",), False, "replication may copy blobs to other tenants", unless=False),
         "allowCrossTenantReplication false"),
    Rule("azure-entra-default", "The portal signs in by Entra", "Azure", "note", ("CIS Azure 6.0 9.3.3.1",), _ON,
         _is(("defaultToOAuthAuthentication",), True, "the portal uses account keys first"),
         "defaultToOAuthAuthentication true"),
    Rule("azure-geo-redundancy", "A second region has a copy", "Azure", "note", ("CIS Azure 6.0 9.3.11",), _ON, _geo,
         "sku.name Standard_GZRS", "`redundancy: GZRS`", (("redundancy",),)),
)  # fmt: skip
