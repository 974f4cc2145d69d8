"""The sentences of Google Cloud."""

# fmt: off
from __future__ import annotations

from generator.messages.sentence import error as _error
from generator.messages.sentence import warning as _warning

ACCESS = {
    "SPEC130": _error("conditions cannot let {value!r} list {other!r} alone: Google asks the whole bucket for that right", "remove `list`, or use `isolation: managed-folders`"),
    "SPEC131": _warning("anyone can read {value} straight from the bucket: {reason}", "use `access: private` with signing keys, unless everyone may"),
    "SPEC132": _warning("a URL signed without a key file is good for 12 hours, not for {value} seconds", "lower `url_expiry` to 12h, or serve through a CDN with signing keys"),
    "SPEC133": _error("the prefix {value!r} has {count} folders, and managed folders lie at most 15 deep", "use fewer folders, or `isolation: conditions`"),
}

NAMES = {
    "SPEC134": _error("`gcp.{key}` is needed: {reason}", "add `gcp.{key}: {example}`{more}"),
    "SPEC135": _error("{value!a} is not a location of Cloud Storage", "write a region such as europe-west1, or EU, US, ASIA, EUR4, NAM4"),
    "SPEC136": _error("the tag {value!r} is no label of Google Cloud: {reason}", "change it, or leave it out"),
}

BUCKETS = {
    "SPEC137": _error("keys sent with every request (CSEK) cannot serve a site: browsers and CDNs cannot send the key", "use `type: cmek` with `key:` the name of a key you own"),
    "SPEC138": _error("`key` is {value!r}: not `create` or the name of a Cloud KMS key", "write `projects/<project>/locations/<location>/keyRings/<ring>/cryptoKeys/<key>`"),
    "SPEC139": _error("the key is in {value!r}, but a bucket in {location!r} takes keys of {wanted!r} only", "use a key in {wanted}, or `key: create`"),
    "SPEC140": _warning("the key {value} is yours: the stack lets Cloud Storage's service agent use it, and so changes its policy", "let who deploys set the policy of the key (roles/cloudkms.admin on it), and make the agent, once for a project: `gcloud storage service-agent --project {project}`"),
    "SPEC141": _error("a bucket with `retention` cannot have versions: Google refuses both on one bucket", "set `versioning: false`, or remove `retention`"),
    "SPEC142": _error("{value!r} replaces files by name, and `retention` refuses that for {days} days", "keep such files in a store without `retention`"),
    "SPEC143": _warning("a locked retention can never be shortened or removed, and the bucket stays until its last object is {days} days old", "use `locked: false` until the number is certain"),
    "SPEC144": _warning("the rule asks to delete after {value} days, but `retention` keeps every object for {days}", "use {days} days or more"),
    "SPEC145": _error("{value} is neither 0 nor from 7 to 90 days", "use `soft_delete_days: 7`, or 0 to turn it off"),
    "SPEC146": _error("`{key}` and `autoclass` both choose the class", "remove `{key}`, or `autoclass`"),
}

CDN = {
    "SPEC147": _error("{count} signing keys: Cloud CDN takes 1 to 3 for a bucket", "keep the key in use and the one before it"),
    "SPEC148": _error("the signing key {value!a} is not usable: {reason}", "give it a name of its own: a-z, 0-9 and -, starting with a letter and not ending with -, at most 63 characters"),
    "SPEC149": _error("Cloud Logging writes the logs of the CDN below `requests/`, not {value!r}", "use `prefix: requests/`"),
}

WORKLOADS = {
    "SPEC150": _error("the condition of the provider for GitHub's tokens has {count} characters, and Google takes at most {limit}", "let several jobs run as one workload, by one GitHub `environment`, or split the spec in two"),
}

ACROSS = {
    "SPEC151": _error("{environments} have the projects {ids}, but one project number: {value!r}", "write `project_number` beside each `project_id`: `gcloud projects describe <id> --format='value(projectNumber)'`"),
}

SENTENCES = {
    **ACCESS, **NAMES, **BUCKETS, **CDN, **WORKLOADS, **ACROSS,
}
