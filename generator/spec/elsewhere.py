"""Keys and words that one provider's stores have, and what another calls the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.capabilities import FEATURES, No

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from generator.spec.facts import ProviderName
    from generator.spec.load import Path_

_CERTIFICATE = "leave it out: `domain` alone gets a certificate that the cloud manages"
_CMK: Mapping[ProviderName, str] = {"s3": "kms", "gcs": "cmek", "azure": "cmk"}
_MANAGED: Mapping[ProviderName, str] = {"s3": "sse-s3", "gcs": "google-managed", "azure": "microsoft-managed"}
_COOL: Mapping[ProviderName, str] = {"s3": "STANDARD_IA", "gcs": "NEARLINE", "azure": "Cool"}
_COLD: Mapping[ProviderName, str] = {"s3": "GLACIER_IR", "gcs": "COLDLINE", "azure": "Cold"}
_FROZEN: Mapping[ProviderName, str] = {"s3": "DEEP_ARCHIVE", "gcs": "ARCHIVE", "azure": "Archive"}

_KEYS: Mapping[str, Mapping[ProviderName, str]] = {
    "region": {"gcs": "use `location`", "azure": "use `location`"},
    "location": {"s3": "use `region`"},
    "object_ownership": {
        "gcs": "leave it out: buckets have uniform access and no ACLs",
        "azure": "leave it out: blobs have no ACLs",
    },
    "kms_deletion_days": {
        "gcs": "leave it out: the stack keeps the key",
        "azure": "leave it out: the vault keeps deleted keys for 90 days",
    },
    "bucket_key": {"gcs": "leave it out: Cloud KMS is asked seldom anyway", "azure": "leave it out"},
    "rotation_days": {"s3": "leave it out: KMS rotates each year", "azure": "leave it out: set rotation in the vault"},
    "abort_multipart_days": {"azure": "leave it out: Azure removes abandoned uploads after 7 days"},
    "storage_class": {"s3": "use `lifecycle` with `transitions`", "azure": "use `access_tier`, in a transition `tier`"},
    "access_tier": {"s3": "use `lifecycle` with `transitions`", "gcs": "use `storage_class`"},
    "tier": {"s3": "use `storage_class`", "gcs": "use `storage_class`"},
    "autoclass": {"s3": "use a transition to INTELLIGENT_TIERING"},
    "isolation": {"s3": "leave it out: policies end at the prefix"},
    "container": {"s3": "leave it out: files lie in the bucket", "gcs": "leave it out: files lie in the bucket"},
    "redundancy": {"s3": "leave it out: S3 spans zones", "gcs": "choose a `location` such as EU or EUR4"},
    "lock": {"s3": "use `protect`", "gcs": "use `protect`, or `retention`"},
    "shared_key": {"s3": "leave it out", "gcs": "leave it out"},
    "infrastructure": {"s3": "leave it out", "gcs": "leave it out"},
    "identity": {"s3": "leave it out", "gcs": "leave it out"},
    "price_class": {"gcs": "leave it out", "azure": "use `sku`"},
    "sku": {"s3": "use `price_class`", "gcs": "leave it out"},
    "certificate_arn": {"gcs": "use `certificate_map`, or leave it out", "azure": _CERTIFICATE},
    "certificate_map": {"s3": "use `certificate_arn`", "azure": _CERTIFICATE},
    "dns_zone_id": {"gcs": "use `dns_zone`", "azure": "use `dns_zone`"},
    "dns_zone": {"s3": "use `dns_zone_id`"},
    "web_acl_arn": {"gcs": "use `edge_security_policy`", "azure": "use `waf_policy_id`"},
    "edge_security_policy": {"s3": "use `web_acl_arn`", "azure": "use `waf_policy_id`"},
    "waf_policy_id": {"s3": "use `web_acl_arn`", "gcs": "use `edge_security_policy`"},
    "minimum_tls": {"gcs": "use `ssl_profile`"},
    "ssl_profile": {"s3": "use `minimum_tls`", "azure": "use `minimum_tls`"},
    "origin_access": {"s3": "leave it out: CloudFront has origin access control", "gcs": "leave it out"},
    "public_keys": {"gcs": "use `keys`, a list of names"},
    "keys": {"s3": "use `public_keys`, names with paths"},
    "signing": {"azure": "leave it out: Front Door passes the signature on to the account"},
}  # fmt: skip
_FEATURES = {
    "soft_delete_days": "soft-delete",
    "retention": "retention",
    "autoclass": "colder-by-use",
    "noncurrent_keep": "keep-versions",
    "network": "network",
    "http3": "http3",
}
"""Keys whose row in the table of capabilities says what to do instead."""
_SYNONYMS = {
    **dict.fromkeys(_CMK.values(), _CMK),
    **dict.fromkeys(_MANAGED.values(), _MANAGED),
    **dict.fromkeys(("STANDARD_IA", "ONEZONE_IA", "NEARLINE", "Cool"), _COOL),
    **dict.fromkeys(("GLACIER_IR", "GLACIER", "COLDLINE", "Cold"), _COLD),
    **dict.fromkeys(("DEEP_ARCHIVE", "ARCHIVE", "Archive"), _FROZEN),
}

_MEANT = {
    **dict.fromkeys(("aws", "amazon"), "s3"),
    **dict.fromkeys(("google", "gcp"), "gcs"),
    **dict.fromkeys(("azure-blob", "azurerm"), "azure"),
    **dict.fromkeys(("app-engine", "cloud-functions"), "gce"),
    **dict.fromkeys(("azure-functions", "functions"), "app-service"),
    "fargate": "ecs",
}
"""Other names of clouds and platforms; where two spell alike, the nearest word would be another cloud's."""
_STORE_KEYS = {
    **dict.fromkeys(("bucket", "bucket_name", "account", "account_name"), "did you mean 'name'?"),
    "public_access_prevention": "leave it out, the `access` of the storages decides it",
}


def instead_of_key(key: str, provider: ProviderName) -> str:
    """What to do on a provider whose stores have no such key."""
    answer = FEATURES[_FEATURES[key]].on(provider) if key in _FEATURES else None
    if key in _KEYS and provider in _KEYS[key]:
        return _KEYS[key][provider]
    return answer.instead if isinstance(answer, No) else f"remove `{key}`"


def instead_of_word(word: str, allowed: Container[str]) -> str | None:
    """What is called `word` on another cloud, among the words that are allowed here; None for all other words."""
    return next((other for other in _SYNONYMS.get(word, {}).values() if other in allowed), None)


def meant_by_word(word: str, allowed: Container[str]) -> str | None:
    """The cloud or platform that another name stands for, if it is allowed here."""
    found = _MEANT.get(word.lower().replace("_", "-"))
    return found if found is not None and found in allowed else None


def meant_by_key(key: str, within: Path_) -> str | None:
    """What to write for a key that stores have elsewhere, for an unknown key of a store."""
    is_store = len(within) == 2 and within[0] == "stores"
    return _STORE_KEYS.get(key) if is_store else None
