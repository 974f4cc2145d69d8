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

STORES = {
    "SPEC166": _error("{value!r} is private, but {other!r} is open to anyone, and Azure opens the container {container!r} as a whole", "set `stores.{store}.isolation: containers`, or give the private storage a store of its own"),
    "SPEC167": _warning("anyone can read {value!r} straight from the account, so anonymous access is on", "{fix}"),
    "SPEC168": _error("{value} seconds is more than a link of Azure can last (604800, 7 days)", "lower `url_expiry`"),
    "SPEC169": _error("`shared_key: true` beside conditions: who has an account key is bound by none of them", "remove `shared_key`, or set `stores.{store}.isolation: containers`"),
    "SPEC170": _error("Front Door comes to the account from anywhere, but {reason}", "use `sku: Premium` and `origin_access: private-link`, or open the network"),
    "SPEC171": _error("anyone may read {value!r} straight from the account, but {reason} and nobody gets there", "put a CDN in front with `origin_access: private-link`, or open the network"),
    "SPEC172": _warning("links to {value!r} open only in networks that reach the account: {reason}", "put a CDN in front with `origin_access: private-link`, unless only servers read these files"),
    "SPEC173": _error("the IP rule {value!a} is refused: {reason}", "write public IPv4 addresses and ranges, as in 203.0.113.7 and 203.0.113.0/24"),
    "SPEC174": _error("only the Premium tier of Front Door has private links", "set `sku: Premium`, or use `origin_access: managed-identity`"),
    "SPEC175": _error("a key of your own needs `identity`: who wraps and unwraps with it", "add the resource id of a user-assigned identity with the role Key Vault Crypto Service Encryption User on the key"),
    "SPEC176": _error("there is no Archive tier with {value} redundancy", "set `redundancy` to one of: {allowed}; or stop at Cold"),
    "SPEC177": _error("Azure refuses the container name {value!a}: {reason}", "{fix}"),
    "SPEC178": _error("the zone {value!r} does not hold the domain {domain!r}", "give the zone of the domain, or a domain in the zone"),
    "SPEC179": _warning("{value!r} is the apex of its zone: Front Door asks for a new proof of it before each renewal of the certificate", "use a name below it, as in media.{value}"),
    "SPEC180": _error("Azure refuses the name {value!a} of the resource group: {reason}", "change `azure.resource_group.name`"),
    "SPEC181": _error("`azure.subscription_id` is needed to name what exists already", "add `azure.subscription_id`; `az account show` tells it"),
    "SPEC182": _error("the domain {value!r} has {count} characters, and its certificate takes at most 64", "use a shorter one"),
}

GOOGLE = {
    "SPEC183": _error("the subject of GitHub's tokens has {count} bytes, and Google takes at most {limit}", "name a GitHub environment with a short name instead"),
}

LIMITS = {
    "SPEC184": _error("the condition of {who} on {store!r} has {count} characters, and Azure takes at most {limit}", "set `isolation: containers` there, or split the store"),
    "SPEC185": _error("two environments would make the resource group {value!r}: {owners}", "put {{environment}} into its name, or set `adopt: true` in all but one"),
}

APART = {
    "SPEC186": _error("{value!r} is the principal of {other!r} too, and Azure would give it the grants of both", "make them one workload, or give each a principal of its own"),
    "SPEC187": _error("the identity of {workload!r} would have the name {value!r}, which is that of {what} of the store {store!r}", "change `naming.identity`, or rename the workload"),
    "SPEC188": _error("{value!r} is a location of {cloud}, a cloud apart with hosts and sign-ins of its own", "use a location of the public cloud, as in westeurope"),
    "SPEC189": _error("{value!r} lies in {other!r} for Front Door, which does not tell letters by case", "use prefixes that differ in more than case, or `via: direct` for one of them"),
    "SPEC190": _error("`{key}` reaches the logs of Azure Monitor, which can be deleted by age and nothing else", "leave it out, or use the prefix of a storage"),
    "SPEC191": _error("the rule is over a part of the logs under {prefixes}, and Azure keeps all of these in the same containers", "use a prefix over all of them, or a store for each"),
}

SENTENCES = {
    **IDENTITIES, **STORES, **GOOGLE, **LIMITS, **APART,
}
