"""The sentences of Azure, and of workloads that are known to more than one cloud."""

# fmt: off
from __future__ import annotations

from generator.messages.sentence import error as _error
from generator.messages.sentence import warning as _warning

IDENTITIES = {
    "SPEC160": _error("{platform} has no identity on {cloud}, where {where}", "add {keys}, or run the workload on {native}"),
    "SPEC161": _warning("{platform} has no identity on {cloud}, so this makes a long-lived {what}", "use a platform with an identity there where you can; rotate the key"),
    "SPEC162": _warning("{platform} has no identity on {cloud}, so the secret of a service principal opens what is granted", "use a platform with an identity there where you can; let the secret end within months"),
    "SPEC163": _error("`gcp.project_number` is needed to name the workload identity pool", 'add `gcp.project_number: "123456789012"`, or `create_provider: true` if the project has no pool for GitHub yet'),
    "SPEC164": _error("`azure.tenant_id` is needed: a workload outside Azure signs in to one tenant", "add `azure.tenant_id`; `az account show` tells it"),
    "SPEC165": _error("{value!r} is the client id too, but roles are assigned to the object id", "write what `az ad sp show --id <client id> --query id` answers"),
}

SENTENCES = {
    **IDENTITIES,
}
