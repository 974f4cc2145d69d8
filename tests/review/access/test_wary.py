"""What somebody would slip past a reviewer, and what only looks like it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from infra.offline.graph import freeze
from infra.review.access import access
from infra.review.access.front_door import _filters
from infra.review.gates import judge
from infra.review.permissions import permissions
from infra.review.report import EnvironmentReport, Report, Side
from tests.review.access.graphs import azure, bucket, graph, made, policy

PROVIDER = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
HUB = "https://token.actions.githubusercontent.com"
PREFIX = 'resource.name.startsWith("projects/_/buckets/acme-pics/objects/a/")'


def delta(before, after):
    return permissions(access(graph(*before)), access(graph(*after)))


def wider(found):
    return [item for item in (*found.permissions, *found.trusts, *found.exposures) if item.broadened]


def provider(subject="assertion.sub", audiences=(), **more):
    oidc = {"issuerUri": HUB, **({"allowedAudiences": list(audiences)} if audiences else {})}
    inputs = {"oidc": oidc, "attributeCondition": 'assertion.sub == "x"'}
    return made(PROVIDER, "hub", {**inputs, "attributeMapping": {"google.subject": subject, **more}})


def test_another_claim_as_the_subject_of_tokens_lets_others_in():
    (found,) = wider(delta([provider()], [provider("assertion.actor")]))
    assert found.trusted == f"tokens of {HUB} whose assertion.actor is taken for google.subject"


def test_an_attribute_counts_when_a_binding_goes_by_it():
    pool = "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/hub"
    member = made(
        "gcp:serviceaccount/iAMMember:IAMMember",
        "m",
        {
            "serviceAccountId": "projects/p/serviceAccounts/a@p.iam.gserviceaccount.com",
            "role": "roles/iam.workloadIdentityUser",
            "member": f"{pool}/attribute.repository/acme/site",
        },
    )
    before, after = (provider(**{"attribute.repository": f"assertion.{name}"}) for name in ("repository", "actor"))
    assert wider(delta([before, member], [after, member]))
    assert not wider(delta([before], [after]))


def test_tokens_for_another_audience_are_other_tokens():
    assert [item.trusted for item in wider(delta([provider()], [provider(audiences=["evil"])]))] == [
        f"tokens of {HUB} for evil"
    ]
    assert not wider(delta([provider(audiences=["a", "b"])], [provider(audiences=["b"])]))


@pytest.mark.parametrize("edge", ["projects/p/global/securityPolicies/edge"])
def test_a_firewall_before_cloud_cdn_is_missed_when_it_goes(edge):
    backend = "gcp:compute/backendBucket:BackendBucket"
    before, after = (
        made(backend, "cdn", {"bucketName": "acme-pics", "enableCdn": True, **more})
        for more in ({"edgeSecurityPolicy": edge}, {})
    )
    (found,) = wider(delta([before], [after]))
    assert (found.sign, found.what) == ("-", "a security policy no longer filters requests to Cloud CDN")
    assert not wider(delta([after], [before]))


FIREWALL = {"associations": [{"domains": [{"id": "d"}], "patternsToMatch": ["/*"]}], "wafPolicy": {"id": "w"}}


@pytest.mark.parametrize(
    ("parameters", "filters"),
    [
        (FIREWALL, True),
        ({**FIREWALL, "wafPolicy": {}}, False),
        ({**FIREWALL, "associations": []}, False),
        ({**FIREWALL, "associations": [{"domains": []}]}, False),
        ({**FIREWALL, "wafPolicy": {"id": None}}, True),
        ({}, False),
    ],
)
def test_a_security_policy_of_front_door_filters_when_it_has_a_firewall_and_a_domain(parameters, filters):
    assert _filters(made("azure-native:cdn:SecurityPolicy", "waf", {"parameters": parameters})) is filters


def test_an_account_by_number_is_the_account_by_its_arn():
    def statement(who):
        return {
            "Effect": "Allow",
            "Principal": {"AWS": who},
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::acme-pics/*",
        }

    number, arn = policy(statement("999999999999")), policy(statement("arn:aws:iam::999999999999:root"))
    assert delta([bucket(), number], [bucket(), arn]).permissions == ()


def _served(condition):
    cdn = made(
        "aws:cloudfront/distribution:Distribution",
        "cdn",
        {
            "enabled": True,
            "origins": [{"originId": "b", "domainName": "acme-pics.s3.amazonaws.com", "originAccessControlId": "E1"}],
            "defaultCacheBehavior": {"targetOriginId": "b", "viewerProtocolPolicy": "https-only"},
        },
        {"arn": "arn:aws:cloudfront::111122223333:distribution/E2"},
    )
    statement = {
        "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::acme-pics/*", **({"Condition": condition} if condition else {}),
    }  # fmt: skip
    return [bucket(), cdn, policy(statement)]


def test_naming_the_distribution_that_reads_opens_nothing():
    """CloudFront as a whole may read: the distribution of the program is one that does."""
    one = {"StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::111122223333:distribution/E2"}}
    found = delta(_served(None), _served(one))
    assert not wider(found)
    assert not [item for item in delta(_served(one), _served(None)).permissions if item.who.kind == "public"]


def _member(condition):
    return made(
        "gcp:storage/bucketIAMMember:BucketIAMMember",
        "m",
        {
            "bucket": "acme-pics", "role": "roles/storage.objectViewer", "member": "user:ann@acme.example",
            "condition": {"expression": condition},
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    "narrow",
    [
        f'{PREFIX} && request.time < timestamp("2030-01-01T00:00:00Z")',
        f'request.time < timestamp("2030-01-01T00:00:00Z") && ({PREFIX})',
        f'{PREFIX} && (request.auth.claims.x == "a" || request.auth.claims.x == "b")',
    ],
)
def test_a_further_condition_on_google_cloud_opens_nothing(narrow):
    assert not wider(delta([_member(PREFIX)], [_member(narrow)]))
    assert wider(delta([_member(narrow)], [_member(PREFIX)]))


@pytest.mark.parametrize(
    "wide",
    [
        f"{PREFIX} || true",
        f"!({PREFIX})",
        f"true || x && {PREFIX}",
        f"x ? true : y && {PREFIX}",
        f"x // && {PREFIX}",
        f'x == r"" || "" == r" && {PREFIX}',
    ],
)
def test_a_condition_that_only_looks_narrower_opens_more(wide):
    assert wider(delta([_member(PREFIX)], [_member(wide)]))


def _condition(wrap):
    """The rich graph of Azure, with what `wrap` makes of every condition."""
    before = azure()
    resources = []
    for item in before.resources:
        said = item.inputs.get("condition")
        inputs = {**item.inputs, "condition": wrap(said)} if isinstance(said, str) else item.inputs
        resources.append(replace(item, inputs=freeze(inputs)))
    return permissions(access(before), access(graph(*resources)))


UNTIL = "@Environment[UtcNow] DateTimeLessThan '2030-01-01T00:00:00.0Z'"


@pytest.mark.parametrize("form", ["({}) AND ({})", "({}) && {}", "(({}) and ({}))"])
def test_a_further_condition_on_azure_opens_nothing(form):
    assert not wider(_condition(lambda said: form.format(said, UNTIL)))


@pytest.mark.parametrize("form", ["({}) OR ({})", "({}) AND x OR ({})", "({}) AND NOT x OR ({})", "!({}) AND ({})"])
def test_a_condition_on_azure_that_only_looks_narrower_opens_more(form):
    assert wider(_condition(lambda said: form.format(said, UNTIL)))


@pytest.mark.parametrize("who", ["allUsers", "allAuthenticatedUsers"])
def test_whoever_can_make_an_account_is_the_public(who):
    there = made("gcp:storage/bucket:Bucket", "pics", {"name": "acme-pics"})
    binding = {"bucket": "acme-pics", "role": "roles/storage.legacyObjectReader", "member": who}
    found = delta([there], [there, made("gcp:storage/bucketIAMMember:BucketIAMMember", "m", binding)])
    prod = EnvironmentReport("prod", "cloud", permissions=found.permissions)
    report = Report("1", "site", "storage.yaml", "offline", Side("base"), Side("head"), (prod,))
    (gate,) = judge(report, ["public"])
    assert len(gate.stopped_by) == 1


def test_a_condition_that_goes_from_the_cdns_own_role_opens_the_container():
    before = azure()
    after = graph(*(_without_condition(item) for item in before.resources))
    found = permissions(access(before), access(after))
    assert [item for item in found.permissions if item.who.kind == "cdn" and item.broadened]


def _without_condition(resource):
    if not resource.type.endswith(":RoleAssignment"):
        return resource
    inputs, outputs = (
        {key: item for key, item in part.items() if not key.startswith("condition")}
        for part in (resource.inputs, resource.outputs)
    )
    return type(resource)(
        resource.urn, resource.type, resource.name, resource.parent, True, inputs, outputs, resource.dependencies,
        resource.property_dependencies, resource.options,
    )  # fmt: skip


def test_policies_of_roles_are_read_as_json_or_not_at_all():
    """A policy that is no JSON is said to be unread; silence would be consent."""
    broken = made("aws:iam/rolePolicy:RolePolicy", "p", {"role": "web", "policy": "{nope"})
    assert access(graph(broken)).unread
    assert not access(
        graph(made("aws:iam/rolePolicy:RolePolicy", "p", {"role": "web", "policy": json.dumps({"Statement": []})}))
    ).unread
