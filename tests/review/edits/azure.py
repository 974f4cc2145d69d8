# ruff: noqa: E501 - a row is an edit
"""Edits of a site on Azure."""

from __future__ import annotations

from tests.review.edits.row import row
from tests.review.edits.specs import AZURE

_WORKER = """\
  worker:
    runs_on: {type: container-apps}
    grants:
      uploads: [read, delete, list]
      reports: [read, write]
"""
_ARCHIVE = """\
  archive:
    provider: azure
    location: northeurope
    isolation: containers
    access_tier: Cool
"""
_NAMED = f"{_ARCHIVE}    name: shoparchive\n"
_REPORTS = """\
  reports:
    store: archive
    prefix: reports/
    access: private
"""
_GRANT = "      reports: [read, write]\n"
_TMP = "      - {id: tmp, prefix: uploads/tmp/, expire_days: 30}\n"
_OLD = "      - {id: old, prefix: documents/, noncurrent_days: 90}\n"
_MEDIA = "  media:\n    provider: azure\n"
_DEFAULT = "    prefix: pictures/\n    access: public\n"
_REPORTS_OPEN = "prefix: reports/\n    access: public"
_REPORTS_SHUT = "prefix: reports/\n    access: private"
_DENY = "    network: {default: Deny, ip_rules: [203.0.113.1, 203.0.113.2]}\n"
_TIER = "    access_tier: Cool\n"
_CLUSTER = "{type: aks, issuer: https://westeurope.oic.prod-aks.azure.com/22222222-2222-4222-8222-222222222222/0f1e2d3c/, namespace: n, service_account: s}"

ROWS = [
    row("rename an account", AZURE, (_MEDIA, f"{_MEDIA}    name: acmemedia\n")),
    row("change a location", AZURE, ("location: northeurope", "location: uksouth")),
    row("change the location of all", AZURE, ("  location: westeurope\n", "  location: northeurope\n")),
    row("another subscription", AZURE, ("11111111-1111", "31111111-1111")),
    row("another resource group", AZURE, ("  location: westeurope\n", "  location: westeurope\n  resource_group: {name: other}\n")),
    row("drop versioning", AZURE, ("    versioning: true\n", "    versioning: false\n"), (_OLD, "")),
    row("shorten soft delete", AZURE, ("soft_delete_days: 14", "soft_delete_days: 7")),
    row("drop soft delete", AZURE, ("soft_delete_days: 14", "soft_delete_days: 0")),
    row("lengthen soft delete", AZURE, ("soft_delete_days: 14", "soft_delete_days: 30")),
    row("widen a grant", AZURE, ("      uploads: [write]", "      uploads: [read, write]")),
    row("narrow a grant", AZURE, ("default: [read, write, delete, list]", "default: [read, write]")),
    row("grant another storage", AZURE, ("      uploads: [write]\n", "      uploads: [write]\n      reports: [read]\n")),
    row("add a workload", AZURE, ("  deploy:\n", "  audit:\n    runs_on: {type: azure-vm}\n    grants:\n      reports: [list]\n  deploy:\n")),
    row("remove a workload", AZURE, (_WORKER, "")),
    row("rename a workload", AZURE, ("  worker:\n", "  jobs:\n")),
    row("run elsewhere", AZURE, ("runs_on: {type: container-apps}", f"runs_on: {_CLUSTER}")),
    row("the app's own identity", AZURE, ("runs_on: {type: app-service}", "runs_on: {type: app-service, principal_id: 0b9a7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d}")),
    row("add a CDN", AZURE, (_TIER, f"{_TIER}    cdn: {{}}\n"), (_REPORTS_SHUT, f"{_REPORTS_SHUT}\n    via: direct")),
    row("remove a CDN", AZURE, ("    cdn: {}\n", "    isolation: containers\n")),
    row("a domain of one's own", AZURE, ("    cdn: {}\n", "    cdn: {domain: media.shop.example}\n")),
    row("another domain", AZURE.replace("    cdn: {}\n", "    cdn: {domain: media.shop.example}\n"), ("domain: media.shop.example", "domain: files.shop.example")),
    row("a bigger CDN", AZURE, ("    cdn: {}\n", "    cdn: {sku: Premium}\n")),
    row("CMK", AZURE, (_TIER, f"{_TIER}    encryption: {{type: cmk}}\n")),
    row("no CMK", AZURE, ("    encryption: {type: cmk}\n", "")),
    row("a key of one's own", AZURE, ("{type: cmk}", "{type: cmk, key: https://keys.vault.azure.net/keys/k, identity: /subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i}")),
    row("shorten expiry", AZURE, ("uploads/tmp/, expire_days: 30", "uploads/tmp/, expire_days: 3")),
    row("lengthen expiry", AZURE, ("uploads/tmp/, expire_days: 30", "uploads/tmp/, expire_days: 60")),
    row("remove a lifecycle rule", AZURE, (_TMP, "")),
    row("add a lifecycle rule", AZURE, (_TMP, f"{_TMP}      - {{id: new, prefix: pictures/old/, expire_days: 365}}\n")),
    row("widen a lifecycle prefix", AZURE, ("prefix: uploads/tmp/", "prefix: uploads/")),
    row("disable a lifecycle rule", AZURE, ("{id: tmp,", "{id: tmp, enabled: false,")),
    row("private to public", AZURE, ("prefix: documents/\n    access: private\n    url_expiry: 1h", "prefix: documents/\n    access: public")),
    row("public to private", AZURE, (_DEFAULT, "    prefix: pictures/\n    access: private\n")),
    row("open a container", AZURE, (_REPORTS_SHUT, _REPORTS_OPEN)),
    row("close a container", AZURE.replace(_REPORTS_SHUT, _REPORTS_OPEN), (_REPORTS_OPEN, _REPORTS_SHUT)),
    row("through the CDN instead of the account", AZURE, ("    via: direct\n", "")),
    row("move an alias to another store", AZURE, ("    store: media\n    prefix: uploads/", "    store: archive\n    prefix: uploads/"), (_TMP, "")),
    row("another prefix", AZURE, ("prefix: pictures/", "prefix: images/")),
    row("rename an alias", AZURE, ("  documents:\n", "  papers:\n"), ("      documents: [read, write]", "      papers: [read, write]")),
    row("rename an alias of containers", AZURE, ("  reports:\n", "  papers:\n"), (_GRANT, _GRANT.replace("reports", "papers"))),
    row("rename a store", AZURE, (_ARCHIVE, _ARCHIVE.replace("archive", "vault")), ("store: archive", "store: vault")),
    row("rename a store of a fixed name", AZURE.replace(_ARCHIVE, _NAMED), (_NAMED, _NAMED.replace("  archive:", "  vault:")), ("store: archive", "store: vault")),
    row("remove a store", AZURE, (_ARCHIVE, ""), (_REPORTS, ""), (_GRANT, "")),
    row("add a store", AZURE, ("storages:\n", "  extra: {provider: azure}\nstorages:\n")),
    row("another container", AZURE, ("    redundancy: GRS\n", "    redundancy: GRS\n    container: other\n")),
    row("containers instead of conditions", AZURE, ("    encryption: {type: cmk}\n", "    encryption: {type: cmk}\n    isolation: containers\n")),
    row("less redundancy", AZURE, ("redundancy: GRS", "redundancy: LRS")),
    row("more redundancy", AZURE, ("redundancy: GRS", "redundancy: RAGRS")),
    row("access tier", AZURE, (_TIER, "    access_tier: Cold\n")),
    row("open the network", AZURE, (_DENY, "")),
    row("another address", AZURE, ("203.0.113.2]", "203.0.113.2, 203.0.113.9]")),
    row("close the network", AZURE, (_TIER, f"{_TIER}    network: {{default: Deny, ip_rules: [203.0.113.1]}}\n")),
    row("no lock", AZURE, (_TIER, f"{_TIER}    lock: false\n")),
    row("unprotect", AZURE, (_TIER, f"{_TIER}    protect: false\n")),
    row("shared keys", AZURE, (_TIER, f"{_TIER}    shared_key: true\n")),
    row("another origin", AZURE, ('"https://admin.shop.example"]', '"https://admin.shop.example", "https://new.shop.example"]')),
    row("naming of accounts", AZURE, ("stores:\n", 'naming: {account: "acme{project}{environment}{store}"}\nstores:\n')),
    row("naming of identities", AZURE, ("stores:\n", 'naming: {identity: "x-{project}-{environment}-{workload}"}\nstores:\n')),
    row("tags", AZURE, ("team: web", "team: ops")),
    row("no access logs", AZURE, ("    access_logs: {store: logs, prefix: media/}\n", "")),
    row("no alarm", AZURE, ("    alarms: {size_gb: 500}\n", "")),
    row("another branch", AZURE, ("branch: main", "branch: release")),
]  # fmt: skip
