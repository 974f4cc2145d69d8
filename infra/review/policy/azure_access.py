"""Rules on Azure's roles, identities, logs and Front Door."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.review.policy.reading import UNREAD, at, blocks, items, read, texts, unread, yes
from infra.review.policy.rule import NOT_KNOWN, PASS, Rule, Verdict, fail, require
from infra.review.policy.scene import ACCOUNT

if TYPE_CHECKING:
    from infra.offline.graph import Resource
    from infra.offline.values import Value
    from infra.review.policy.rule import Judge
    from infra.review.policy.scene import Scene

_ROLE, _ASSIGNMENT = "azure-native:authorization:RoleDefinition", "azure-native:authorization:RoleAssignment"
_SETTING = "azure-native:monitor:DiagnosticSetting"
_BLOBS = "microsoft.storage/storageaccounts/blobservices/containers/blobs/"
_BUILT_IN = {
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
    "2a2b9908-6ea1-4ae8-8e65-a410df84e7d1": "Storage Blob Data Reader",
}
"""https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage"""
_CATEGORIES = {"StorageRead", "StorageWrite", "StorageDelete"}
_GROUPS = {"allLogs", "audit"}
_PREFIXED = re.compile(r"blobs:(path|prefix)\]", re.IGNORECASE)
_OLD_TLS = ("TLS10", "TLS11")


def _blob_actions(scene: Scene, assignment: Resource) -> tuple[str, ...] | None:
    """The data actions on blobs that its role has, in lower case; empty for another role, None when not known."""
    said = read(assignment, "roleDefinitionId")
    role = scene.named(assignment, "roleDefinitionId", _ROLE) or scene.by_output(_ROLE).get(str(said))
    if role is not None:
        return _data_actions(role)
    if not isinstance(said, str):
        return None
    return (f"{_BLOBS}*",) if said.rpartition("/")[2].lower() in _BUILT_IN else ()


def _data_actions(role: Resource) -> tuple[str, ...] | None:
    listed = read(role, "permissions")
    if unread(listed):
        return None
    found = [text.lower() for block in blocks(listed) for text in texts(at(block, "dataActions"))]
    return tuple(text for text in found if text.startswith(_BLOBS) or text in _EVERYTHING)


_EVERYTHING = ("*", "microsoft.storage/*", _BLOBS.removesuffix("/blobs/") + "/*")


def _condition(scene: Scene, assignment: Resource) -> Verdict:
    """A role on blobs is held to a container by its scope, or to a prefix by a condition."""
    actions, scope = _blob_actions(scene, assignment), read(assignment, "scope")
    condition = read(assignment, "condition")
    if actions == () or condition or (isinstance(scope, str) and "/containers/" in scope.lower()):
        return PASS
    return NOT_KNOWN if actions is None or scope is UNREAD else fail("the role is for every blob in its scope")


def _names_all(scene: Scene, assignment: Resource) -> Verdict:
    """A condition binds the data actions that it names: the role's others are allowed everywhere.

    https://learn.microsoft.com/azure/role-based-access-control/conditions-format
    """
    condition, actions = read(assignment, "condition"), _blob_actions(scene, assignment)
    if not condition:
        return PASS
    if actions is None or not isinstance(condition, str):
        return NOT_KNOWN
    if not _PREFIXED.search(condition):
        return PASS  # it holds nobody to a prefix: a container's scope may be all that is meant
    named = {name.lower() for name in re.findall(r"ActionMatches\s*\{\s*'([^']*)'\s*\}", condition, re.IGNORECASE)}
    free = [action for action in actions if "*" not in action and not _matched(action, named)]
    if free:
        return fail(f"the condition does not bind {free[0].removeprefix(_BLOBS)}, which is allowed in all of the scope")
    return PASS


def _matched(action: str, named: set[str]) -> bool:
    return any(name == action or (name.endswith("*") and action.startswith(name.rstrip("*"))) for name in named)


def _wildcard(_: Scene, role: Resource) -> Verdict:
    actions = _data_actions(role)
    return require(actions, lambda found: not any("*" in one for one in found or ()), "it allows every action on blobs")


def _subject(_: Scene, credential: Resource) -> Verdict:
    said = read(credential, "subject") or read(credential, "claimsMatchingExpression", "value")
    named = isinstance(said, str) and bool(said.strip("*? ")) and not said.startswith("*")
    return NOT_KNOWN if said is UNREAD else PASS if named else fail("whoever has a token of the issuer may act as it")


def _logs(service: str, present: str) -> Judge:
    """Requests to a service of the account are logged; only blobs are there in every account of ours."""

    def judge(scene: Scene, account: Resource) -> Verdict:
        if present and not scene.beside(account, present):
            return PASS
        rows = [row for row in scene.beside(account, _SETTING) if _about(row, service)]
        said = [tuple(_logged(row)) for row in rows]
        if any(set(found) >= _CATEGORIES or _GROUPS & set(found) for found in said):
            return PASS
        return (
            NOT_KNOWN if scene.unclear(_SETTING) else fail(f"reads, writes and deletions of {service}s are not logged")
        )

    return judge


def _about(setting: Resource, service: str) -> bool:
    uri = read(setting, "resourceUri")
    return isinstance(uri, str) and f"/{service}services/" in f"{uri.lower()}/"


def _logged(setting: Resource) -> list[str]:
    on = [block for block in blocks(items(read(setting, "logs"))) if yes(at(block, "enabled"))]
    return [text for block in on for key in ("category", "categoryGroup") for text in texts(at(block, key))]


def _viewer(_: Scene, route: Resource) -> Verdict:
    protocols, redirect = read(route, "supportedProtocols"), read(route, "httpsRedirect")
    if redirect == "Enabled" or texts(protocols) == ("Https",):
        return PASS
    return NOT_KNOWN if unread((protocols, redirect)) else fail("readers may use plain HTTP")


def _origin(_: Scene, route: Resource) -> Verdict:
    return require(read(route, "forwardingProtocol"), lambda said: said == "HttpsOnly", "origins may be read over HTTP")


def _domain(_: Scene, domain: Resource) -> Verdict:
    said = read(domain, "tlsSettings", "minimumTlsVersion")
    return require(said, lambda text: text not in _OLD_TLS, "readers may use TLS below 1.2")


def _firewall(scene: Scene, profile: Resource) -> Verdict:
    policies = scene.of("azure-native:cdn:SecurityPolicy")
    return PASS if any(_of_profile(row, profile) for row in policies) else fail("there is no firewall before it")


def _cdn_logs(scene: Scene, profile: Resource) -> Verdict:
    rows = [row for row in scene.of(_SETTING) if profile.urn in row.property_dependencies.get("resourceUri", ())]
    name = str(read(profile, "profileName")).lower()
    rows += [row for row in scene.of(_SETTING) if str(read(row, "resourceUri")).lower().endswith(f"/profiles/{name}")]
    logged = any({"FrontDoorAccessLog", *_GROUPS} & set(_logged(row)) for row in rows)
    return PASS if logged else fail("requests are not logged")


def _of_profile(row: Resource, profile: Resource) -> bool:
    said: Value = read(row, "profileName")
    return profile.urn in row.property_dependencies.get("profileName", ()) or (
        isinstance(said, str) and said == read(profile, "profileName")
    )


_LEAST = ("Azure RBAC: least privilege",)
_CDN = (("cdn",),)
_DOOR = "Microsoft cloud security benchmark v1"
RULES = (
    Rule("azure-whole-account", "Blobs are granted by prefix or container", "Azure", "warning", _LEAST, (_ASSIGNMENT,),
         _condition, "a condition on blobs:path, or the scope of a container", "a `prefix` for each storage",
         (("grants",),)),
    Rule("azure-open-condition", "Conditions bind every action of their role", "Azure", "warning",
         ("Azure RBAC: conditions",), (_ASSIGNMENT,), _names_all, "ActionMatches for every data action of the role", "",
         (("grants",),)),
    Rule("azure-role-wildcard", "No role has every action on blobs", "Azure", "warning", _LEAST, (_ROLE,), _wildcard,
         "dataActions by name", "the actions by name in `grants`", (("grants",),)),
    Rule("azure-federation-subject", "Federated trust names a subject", "Azure", "error",
         ("Microsoft Entra: workload identity federation",),
         ("azure-native:managedidentity:FederatedIdentityCredential",),
         _subject, "a subject", "", (("runs_on",),)),
    Rule("azure-blob-logging", "Requests to blobs are logged", "Azure", "note", ("CIS Azure 3.0 4.13",), (ACCOUNT,),
         _logs("blob", ""), "a DiagnosticSetting on blobServices/default with StorageRead, StorageWrite, StorageDelete",
         "`access_logs: {store: ..., prefix: ...}`", (("access_logs",),)),
    Rule("azure-queue-logging", "Requests to queues are logged", "Azure", "note", ("CIS Azure 3.0 4.12",), (ACCOUNT,),
         _logs("queue", "azure-native:storage:Queue"),
         "a DiagnosticSetting on queueServices/default with StorageRead, StorageWrite, StorageDelete"),
    Rule("azure-table-logging", "Requests to tables are logged", "Azure", "note", ("CIS Azure 3.0 4.14",), (ACCOUNT,),
         _logs("table", "azure-native:storage:Table"),
         "a DiagnosticSetting on tableServices/default with StorageRead, StorageWrite, StorageDelete"),
    Rule("azure-frontdoor-https", "Readers use HTTPS", "Azure", "error", (f"{_DOOR} DP-3",),
         ("azure-native:cdn:Route",), _viewer, "httpsRedirect Enabled", options=_CDN),
    Rule("azure-frontdoor-origin", "Origins are read over HTTPS", "Azure", "error", (f"{_DOOR} DP-3",),
         ("azure-native:cdn:Route",), _origin, "forwardingProtocol HttpsOnly", options=_CDN),
    Rule("azure-frontdoor-tls", "Readers use TLS 1.2 or newer", "Azure", "error", (f"{_DOOR} DP-3",),
         ("azure-native:cdn:AFDCustomDomain",), _domain, "tlsSettings.minimumTlsVersion TLS12",
         "`cdn: {minimum_tls: TLS12}`", (("cdn", "minimum_tls"), ("cdn",))),
    Rule("azure-frontdoor-waf", "A firewall is before it", "Azure", "note", (f"{_DOOR} NS-6",),
         ("azure-native:cdn:Profile",), _firewall, "a cdn.SecurityPolicy with a firewall policy",
         "`cdn: {waf_policy_id: ...}`", (("cdn", "waf_policy_id"), ("cdn",))),
    Rule("azure-frontdoor-logging", "Requests are logged", "Azure", "note", (f"{_DOOR} LT-3",),
         ("azure-native:cdn:Profile",), _cdn_logs, "a DiagnosticSetting with FrontDoorAccessLog",
         "`cdn: {logs: {store: ..., prefix: ...}}`", (("cdn", "logs"), ("cdn",))),
)  # fmt: skip
