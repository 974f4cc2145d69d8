"""Rules on Google Cloud's identities, and on the load balancer before a bucket.

References are CIS GCP Foundations Benchmark 4.0 and 5.0, whose numbers are the same here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra.review.policy.gcs import bindings
from infra.review.policy.reading import UNREAD, at, blocks, items, read, shown, texts, unread, yes
from infra.review.policy.rule import NOT_KNOWN, PASS, Rule, Verdict, fail, require

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.offline.graph import Resource
    from infra.review.policy.rule import Judge
    from infra.review.policy.scene import Scene

_SSL, _MAP = "gcp:compute:SSLPolicy", "gcp:compute:URLMap"
_PROJECT = tuple(
    f"gcp:{scope}:IAM{form}"
    for scope in ("projects", "folder", "organizations")
    for form in ("Member", "Binding", "Policy")
)
_ADMIN = re.compile(r"roles/(owner|editor|[\w.]*[aA]dmin)")
_ACTING = ("roles/iam.serviceAccountUser", "roles/iam.serviceAccountTokenCreator")
_WEAK = "TLS_RSA_"


def _user_key(_: Scene, __: Resource) -> Verdict:
    return fail("it is a key that never ends")


def _roles(test: Callable[[str], bool], message: str) -> Judge:
    def judge(_: Scene, resource: Resource) -> Verdict:
        found = bindings(resource)
        hit = next((role for role, members, _ in found or () if test(role) and _service(members)), None)
        if hit is not None:
            return fail(f"{shown(hit)} {message}")
        return NOT_KNOWN if found is None or unread(resource.inputs) else PASS

    return judge


def _service(members: object) -> bool:
    return any(member.startswith(("serviceAccount:", "principal")) for member in texts(members))


def _ssl_policy(scene: Scene, proxy: Resource) -> Verdict:
    if not scene.of("gcp:compute:BackendBucket"):
        return PASS
    said = read(proxy, "sslPolicy")
    if not said or said is UNREAD:
        return NOT_KNOWN if said is UNREAD else fail("it has no SSL policy, and Google's takes TLS 1.0")
    policy = scene.named(proxy, "sslPolicy", _SSL) or scene.by_output(_SSL).get(str(said))
    return NOT_KNOWN if policy is None else _ciphers(policy)


def _ciphers(policy: Resource) -> Verdict:
    minimum, profile = read(policy, "minTlsVersion"), read(policy, "profile")
    if UNREAD in (minimum, profile):
        return NOT_KNOWN
    weak = any(name.startswith(_WEAK) for name in texts(read(policy, "customFeatures")))
    if minimum not in ("TLS_1_2", "TLS_1_3"):
        return fail("readers may use TLS below 1.2")
    good = profile in ("MODERN", "RESTRICTED", "FIPS_202205") or (profile == "CUSTOM" and not weak)
    return PASS if good else fail("the SSL policy has weak ciphers")


def _redirects(scene: Scene, proxy: Resource) -> Verdict:
    """A plain HTTP proxy is there to send readers to HTTPS."""
    if not scene.of("gcp:compute:BackendBucket"):
        return PASS
    named = read(proxy, "urlMap")
    found = scene.named(proxy, "urlMap", _MAP) or scene.by_output(_MAP).get(str(named))
    if found is None:
        return NOT_KNOWN
    matchers = blocks(items(read(found, "pathMatchers")))
    ways = [at(block, "defaultUrlRedirect", "httpsRedirect") for block in (found.inputs, *matchers)]
    if UNREAD in ways:
        return NOT_KNOWN
    return PASS if all(map(yes, ways)) else fail("readers may use plain HTTP")


def _condition(_: Scene, provider: Resource) -> Verdict:
    """Issuers that everybody can have tokens of need a condition; those of one team are not known as such."""
    said = read(provider, "attributeCondition")
    if read(provider, "oidc") is None and read(provider, "aws") is None:
        return PASS
    return require(
        said, lambda text: isinstance(text, str) and bool(text.strip()), "every token of the issuer is taken"
    )


def _pool(_: Scene, resource: Resource) -> Verdict:
    found = bindings(resource)
    whole = [member for _, listed, _ in found or () for member in texts(listed) if _whole_pool(member)]
    return fail("every identity of the pool may act as it") if whole else PASS if found is not None else NOT_KNOWN


def _whole_pool(member: str) -> bool:
    return member.startswith("principalSet://") and member.endswith("/*")


_ACCOUNT = tuple(f"gcp:serviceaccount:IAM{form}" for form in ("Member", "Binding", "Policy"))
RULES = (
    Rule("gcp-service-account-key", "Service accounts have Google's keys only", "Google Cloud", "warning",
         ("CIS GCP 4.0 1.4", "CIS GCP 5.0 1.4"), ("gcp:serviceaccount:Key",), _user_key, "federation",
         "`runs_on` a platform with an identity", (("keys",), ("runs_on", "type"))),
    Rule("gcp-project-admin", "Service accounts administer no project", "Google Cloud", "warning",
         ("CIS GCP 4.0 1.5", "CIS GCP 5.0 1.5"), _PROJECT,
         _roles(lambda role: bool(_ADMIN.fullmatch(role)), "is given for all of a project"), "a role on the bucket"),
    Rule("gcp-project-impersonation", "Nobody may act as every service account", "Google Cloud", "warning",
         ("CIS GCP 4.0 1.6", "CIS GCP 5.0 1.6"), _PROJECT,
         _roles(lambda role: role in _ACTING, "is given for all of a project"), "the role on one service account"),
    Rule("gcp-ssl-policy", "Readers use TLS 1.2 or newer, without weak ciphers", "Google Cloud", "error",
         ("CIS GCP 4.0 3.9", "CIS GCP 5.0 3.9"), ("gcp:compute:TargetHttpsProxy",), _ssl_policy,
         "an SSLPolicy with minTlsVersion TLS_1_2 and profile MODERN", "`cdn: {ssl_profile: MODERN}`",
         (("cdn", "ssl_profile"), ("cdn",))),
    Rule("gcp-https-redirect", "Readers use HTTPS", "Google Cloud", "error", ("Checkov CKV2_GCP_38",),
         ("gcp:compute:TargetHttpProxy",), _redirects, "a URL map with defaultUrlRedirect.httpsRedirect",
         options=(("cdn",),)),
    Rule("gcp-federation-condition", "Federated trust names a subject", "Google Cloud", "error",
         ("Google Cloud: workload identity federation",), ("gcp:iam:WorkloadIdentityPoolProvider",), _condition,
         "attributeCondition on assertion.sub", "", (("runs_on",),)),
    Rule("gcp-federation-pool", "Nobody is trusted as a whole pool", "Google Cloud", "error",
         ("Google Cloud: workload identity federation",), _ACCOUNT, _pool, "principal://.../subject/... as member", "",
         (("runs_on",),)),
)  # fmt: skip
