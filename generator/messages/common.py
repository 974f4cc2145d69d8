"""The sentences that hold for every cloud, and those of S3."""

# fmt: off
from __future__ import annotations

from generator.messages.sentence import error as _error
from generator.messages.sentence import warning as _warning

LOADING = {
    "SPEC001": _error("the file cannot be read: {reason}", "give the path of the spec, or write one with `gen-settings init`"),
    "SPEC002": _error("the file is larger than {limit}", "a spec is a few hundred lines; check that this is the right file"),
    "SPEC003": _error("byte {byte} is not UTF-8", "save the file as UTF-8"),
    "SPEC004": _error("not YAML: {problem}", "check the indentation, the quotes and the colons around this place"),
    "SPEC005": _error("the key {key!r} stands twice in one mapping, first on line {line}", "keep one of the two; YAML would silently take the last"),
    "SPEC006": _error("anchors and aliases are not allowed", "write the value out, or put what environments share in the base"),
    "SPEC007": _error("the tag {tag!r} is not allowed", "write the plain value, in quotes if it must be text"),
    "SPEC008": _error("nested deeper than {limit} levels", "check the brackets around this place"),
    "SPEC009": _error("a tab indents this line", "indent with spaces"),
    "SPEC010": _error("the spec is {found}, not a mapping", "start with `version: 1`; `gen-settings init` writes a first spec"),
    "SPEC011": _error("a second YAML document starts here", "keep one document; environments are overlays in `environments:`"),
    "SPEC012": _error("a key is not plain text", "write a name before the colon"),
}

SHAPE = {
    "SPEC013": _error("no environment is named", "add `environments:` with at least one name below it, such as `prod: {{}}`"),
    "SPEC014": _error("the environment name {value!a} is not usable", "use a-z, 0-9 and -, starting with a letter, at most 20 characters"),
    "SPEC015": _error("{count} environments, and a file takes {limit}", "split the spec in two"),
    "SPEC020": _error("unknown key {value!a}{nearest}", "allowed here: {allowed}"),
    "SPEC021": _error("the key {value!r} is missing", "add it{where}"),
    "SPEC022": _error("{value} is not one of {allowed}", "{fix}"),
    "SPEC023": _error("{value} is not {expected}", "{fix}"),
    "SPEC024": _error("{value} is out of range: it must be {expected}", "choose a value in the range"),
    "SPEC025": _error("{value} is not usable: {expected}", "write it in the form the message names"),
    "SPEC026": _error("there is no environment {value!a}{nearest}", "environments of this spec: {allowed}"),
}

REFERENCES = {
    "SPEC030": _error("there is no store {value!a}{nearest}", "stores of this spec: {allowed}"),
    "SPEC031": _error("there is no storage {value!a}{nearest}", "a grant names one alias, and covers its prefix; storages: {allowed}"),
    "SPEC032": _error("there is no workload {value!a}{nearest}", "workloads of this spec: {allowed}"),
    "SPEC033": _warning("the store {value!r} is used by no storage and no log", "add a storage in it, or remove the store"),
    "SPEC034": _error("`staticfiles` is where collectstatic writes, but its kind is {value!r}", "set `kind: static`"),
    "SPEC035": _error("the store {value!r} cannot take the logs of {other!r}: {reason}", "{fix}"),
    "SPEC036": _warning("{count} workloads, and `django.workload` does not say which one the site runs as", "add `django.workload: {first}`, or another of: {allowed}"),
    "SPEC037": _error("objects cannot move from {value} to {other}", "classes only get colder; after {value} may come: {allowed}"),
    "SPEC038": _error("the site runs as {value!r}, which may not read the manifest of the static files {alias!r}", "grant it `{alias}: [read]`, or set `manifest: false` there"),
    "SPEC039": _warning("the key {value} of the log store {store!r} is yours: its policy must let delivery.logs.amazonaws.com use it", "allow that service kms:GenerateDataKey* and kms:Decrypt on the key, or use `key: create`"),
}

PREFIXES = {
    "SPEC040": _error("the prefix {value!a} is not usable: {reason}", "use letters, digits and . _ - in folders that each end with /, such as {example!r}"),
    "SPEC041": _error("the prefix {value!r} overlaps {other!r} of the storage {owner!r}", "give each storage of a store a folder of its own; a grant on one would reach into the other"),
    "SPEC042": _error("an empty prefix takes the whole store, which {other!r} uses too", "give both storages a folder of their own"),
    "SPEC043": _error("the rule applies to no storage of this store: nothing lies under {value!r}", "prefixes in this store: {allowed}"),
    "SPEC044": _error("the rule {value!r} does nothing", "add one of {actions}"),
    "SPEC045": _error("the rule id {value!r} stands twice", "give every rule an id of its own"),
    "SPEC046": _error("static files would be deleted by age: pages of an older deploy still name them", "leave the prefix of {other!r} out of the rule"),
    "SPEC047": _error("{value} comes before day {floor}: {reason}", "use {floor} days or more"),
    "SPEC048": _error("noncurrent versions need `versioning: true`", "turn versioning on, or remove {value!r}"),
    "SPEC049": _warning("the rule deletes every object of the store after {value} days", "name a prefix, unless that is what you want"),
}

ACCESS = {
    "SPEC050": _error("private files through a CDN without signing keys would be readable by anyone", "add `stores.{store}.cdn.signing.{key}`, or use `via: direct`"),
    "SPEC051": _error("`via: {value}` needs a CDN, and the store {store!r} has none", "add `stores.{store}.cdn`, or use `via: direct`"),
    "SPEC052": _error("`via: cookies` protects private files, but this storage is public", "use `access: private`, or leave `via` out"),
    "SPEC053": _error("the ACL {value!r} is refused by a bucket whose `object_ownership` is BucketOwnerEnforced", "remove `acl`; if you must keep it set `stores.{store}.object_ownership: BucketOwnerPreferred`"),
    "SPEC054": _error("the ACL {value!r} contradicts `access: {access}` of files served by {serving}", "remove `acl`; the bucket policy and the CDN decide who reads"),
    "SPEC055": _error("static files are public, but `access` is {value!r}", "use `access: public`; signed URLs change each second and break caching and CSS"),
    "SPEC056": _error("`manifest: false` on a storage that is not static has no effect", "remove `manifest`"),
    "SPEC057": _error("`overwrite: true` on uploads loses files: two people's cv.pdf become one", "remove `overwrite`; use `kind: cache` for files that can be made again"),
    "SPEC058": _error("{value} seconds is more than {what} can last (604800, 7 days)", "lower `url_expiry`, or serve through a CDN with signing keys"),
    "SPEC059": _warning("a URL signed by a role dies with the role's credentials, within 1 to 12 hours, not after {value} seconds", "lower `url_expiry` to 1h, or serve through a CDN with signing keys"),
    "SPEC060": _error("`url_window` ({value} seconds) must be shorter than `url_expiry` ({other} seconds)", "use a window of at most half the expiry"),
    "SPEC061": _warning("anyone can read {value!r} straight from the bucket, so Block Public Access is partly off", "put a CDN in front and leave `via` out"),
    "SPEC062": _error("`url_window` has no effect: these URLs are not signed", "remove `url_window`"),
    "SPEC063": _error("{value!r} cannot be a Cache-Control header", "write it as in `public, max-age=86400`"),
    "SPEC064": _error("customer-provided keys (SSE-C) cannot serve a site: browsers and CDNs cannot send the key, and new buckets refuse it", "use `type: kms` with `key:` the ARN of a key you own"),
    "SPEC065": _error("CloudFront cannot read objects under the AWS-managed key: its policy cannot be changed", "use `key: create` or the ARN of a key you own, or `type: sse-s3`"),
    "SPEC066": _warning("the key {value} is yours: its policy must let CloudFront decrypt for this distribution", "add the statement printed by `gen-settings explain`"),
    "SPEC067": _error("anonymous readers cannot decrypt KMS objects", "serve {value!r} through a CDN, or use `type: sse-s3`"),
    "SPEC068": _error("`key` is {value!r}: not `create`, `aws-managed` or a KMS key ARN", "write `arn:aws:kms:<region>:<account>:key/<id>`"),
    "SPEC069": _error("the CORS origin {value!r} is not `*` or scheme://host[:port]", "write it as in https://www.example.com"),
    "SPEC086": _error("`overwrite: false` on static files: collectstatic would write each file beside its old one, under a name nobody asks for", "remove `overwrite`"),
    "SPEC087": _warning("`{key}` has no effect: {reason}", "remove `{key}`, or write null in this environment"),
    "SPEC119": _error("{value!r} is private, but the ACL {acl!r} of {other!r} loosens Block Public Access for the whole store {store!r}", "give the private storage a store of its own"),
}

NAMES = {
    "SPEC070": _error("the project name {value!a} is not usable", "use a-z, 0-9 and -, starting with a letter and not ending with -, at most 20 characters"),
    "SPEC071": _error("{who} refuses the {what} {value!a}: {reason}", "change `naming.{key}` or `stores.{store}.name`"),
    "SPEC072": _error("two stores have the {what} {value!r}: {owners}", "put {{store}} and {{environment}} into the name, or choose names that do not run together"),
    "SPEC073": _error("{who} refuses the name {value!a}: {reason}", "change `naming.{key}` or the name of the workload"),
    "SPEC074": _error("the placeholder {value!a} is not known", "allowed: {allowed}"),
    "SPEC075": _error("two workloads have the name {value!r}: {owners}", "put {{workload}} and {{environment}} into `naming.{key}`, or choose names that do not run together"),
    "SPEC076": _error("the name {value!a} is not usable", "use a-z, 0-9 and -, starting with a letter, at most 30 characters"),
    "SPEC077": _error("the alias {value!a} is not usable", "use a-z, 0-9, - and _, starting with a letter, at most 50 characters"),
    "SPEC078": _error("{value!a} is not a Python package name", "write importable names, such as `shop_storage` or `config.storage`"),
    "SPEC079": _error("the path {value!r} is not usable: {reason}", "write a path below the folder of the spec, with / between folders"),
    "SPEC081": _error("the aliases {value!r} and {other!r} give one function name in `aliases.py`: {function}", "rename one of them"),
    "SPEC082": _error("{value!a} is not a region of AWS, of its GovCloud or of its China partition", "write it as in eu-west-1"),
    "SPEC083": _error("{value!r} is not {expected}", "write it as in {example}"),
    "SPEC084": _error("the name {value!r} is taken: {reason}", "choose another name"),
    "SPEC085": _error("`{key}` is {value!r} here and {other!r} in {environment}", "write it once in the base: all environments share one generated package"),
    "SPEC088": _error("the region {value!r} is in the partition {partition}, but the account is in {account}", "use a region of {account}, or a spec of its own for the other account"),
    "SPEC089": _error("{thing} is in {value!r}, but the bucket is in {region!r}", "use one in {region}"),
}

CDN = {
    "SPEC090": _error("CloudFront is not offered in the partition {value}", "write `cdn: null` in this environment and serve with `via: direct`"),
    "SPEC091": _error("the domain {value!a} is not a bare host name", "write the host alone and in lower case, as in media.example.com, without scheme, port or slash"),
    "SPEC092": _error("the domain {value!r} has no certificate", "add `certificate_arn` (in us-east-1), or `dns_zone_id` so that one is issued and validated"),
    "SPEC093": _error("CloudFront takes certificates from us-east-1 only, not {value!r}", "issue the certificate in us-east-1 and give its ARN"),
    "SPEC094": _error("`{value}` has no effect without `domain`", "add `domain`, or remove `{value}`"),
    "SPEC095": _error("the signing key {value!r} is not in `{key}`", "names there: {allowed}"),
    "SPEC096": _error("{count} public keys: a key group takes 1 to 5", "keep the key in use and the one before it"),
    "SPEC097": _error("{count} storages behind one CDN: a distribution takes 24 prefixes beside its default", "split the store in two"),
    "SPEC098": _error("the domain {value!r} is used by the store {other!r}{where} too", "give each CDN a domain of its own"),
    "SPEC099": _error("a local CDN has no {value}", "set `{value}` in the cloud environments only; null removes it here"),
}

WORKLOADS = {
    "SPEC100": _error("the workload has no grants", "name at least one storage and its actions"),
    "SPEC101": _error("the grant on {value!r} has no actions", "allowed: read, write, delete, list"),
    "SPEC102": _error("`aws.account_id` is needed to name the identity provider", 'add `aws.account_id: "123456789012"`{fix}'),
    "SPEC103": _error("{count} of `branch`, `tag` and `environment` are given", "give exactly one: it says which runs may take the role"),
    "SPEC104": _error("{value!r} is not owner/name", "write the repository as in octo-org/shop"),
    "SPEC105": _warning("a VPS has no identity, so this makes a long-lived access key", "use a platform with a role where you can; rotate the key"),
    "SPEC106": _error("the grants of {value!r} need {count} policies of at most 6,144 characters, and a role takes 10", "split the workload, or give fewer storages to each"),
    "SPEC107": _error("{value!r} does not name exactly one {expected}", "write the name itself: letters, digits and {allowed}, no wildcards"),
    "SPEC108": _warning("no workload may write {value!r}", "grant write to one, or leave the storage out"),
    "SPEC109": _error("{environments} would both make the identity provider of GitHub, and an account has one", "set `create_provider: true` in one of them; if they have accounts of their own, give both `aws.account_id`"),
}

VALUES = {
    "SPEC110": _error("a secret stands in the spec ({kind})", "remove it and revoke it; secrets come from the environment at run time"),
    "SPEC111": _error("the origin {value!r} is not scheme://host[:port]", "write it as in https://www.example.com"),
    "SPEC112": _error("the tag {value!r} is not usable: {reason}", "change it, or leave it out"),
    "SPEC113": _error("{count} {things}: {who} takes at most {limit}", "merge some of them"),
    "SPEC114": _warning("the `pulumi up` that adopts {value!r} also changes it: policy, lifecycle, CORS, versioning, encryption and public access become what the spec says", "compare what it has now with `stowplan graph` before `pulumi up`"),
    "SPEC115": _error("the public key file {value!r} cannot be used: {reason}", "write a pair with `stowplan keys`, and commit the public one"),
    "SPEC116": _error("{value!r} cannot be a header: only printable ASCII is allowed", "write plain text on one line"),
    "SPEC117": _error("the public key file {value!r} is used by {owners}: what one signs would open the files of the other", "put {{environment}} and {{store}} into the path, and make a pair for each"),
    "SPEC118": _error("the alarm watches nothing", "add `size_gb` or `objects`, or remove `alarms`"),
    "SPEC120": _error("the bucket policy of {value!r} has {count} characters, and S3 takes at most 20,480", "split the store, or shorten the prefixes"),
    "SPEC121": _warning("no storage is the `default`: files of fields that name no storage go to the local disk", "name one of these `default`, or give every field its storage: {allowed}"),
}

CLOUDS = {
    "SPEC122": _error("{what} is not possible on {provider}: {reason}", "{instead}"),
    "SPEC123": _error("`{key}` is a key of {owners} stores, and this one is {provider}", "{instead}"),
    "SPEC124": _error("{value!r} is adopted, and without protection the stack would delete what it did not make", "remove `protect: false`; to leave it in the cloud take the store out of the spec after `pulumi state unprotect`"),
}

SENTENCES = {
    **LOADING, **SHAPE, **REFERENCES, **PREFIXES, **ACCESS, **NAMES, **CDN, **WORKLOADS, **VALUES, **CLOUDS,
}
