"""From specs of ours on three clouds to sentences and hazards, with the paths that a reader is led to."""

import pytest

from infra.review.aging import aging, rules
from infra.stack import graph_of

HEAD = """\
version: 1
project: shop
gcp: {project_id: shop-production, location: EU}
azure:
  subscription_id: 11111111-1111-4111-8111-111111111111
  tenant_id: 22222222-2222-4222-8222-222222222222
stores:
  media: {provider: %s%s}
storages:
  default: {store: media, prefix: files/, access: private}
environments: {prod: {}}
"""


@pytest.fixture
def graph(tmp_path):
    def make(provider, more=""):
        path = tmp_path / "storage.yaml"
        path.write_text(HEAD % (provider, f", {more}" if more else ""))
        return graph_of(str(path), "prod")

    return make


@pytest.mark.parametrize("provider", ["s3", "gcs", "azure"])
def test_an_expiry_is_shortened_on_each_cloud(graph, provider):
    rule = "lifecycle: [{id: %s, prefix: files/tmp/, expire_days: %d, noncurrent_days: 40}]"
    base, head = graph(provider, rule % ("tmp", 30)), graph(provider, rule % ("renamed", 3))
    found = aging(base, head)
    text = "objects under files/tmp/ are deleted after 3 days instead of 30"
    assert [(item.store, item.text) for item in found.sentences] == [("media", text)]
    (hazard,) = found.hazards
    assert hazard.subject == "store media: objects under files/tmp/"
    assert hazard.paths == (("stores", "media", "lifecycle"), ("stores", "media"))
    assert "stays as an old version, which is deleted after 40 days" in hazard.loss
    assert aging(head, base).hazards == ()


@pytest.mark.parametrize("provider", ["s3", "gcs", "azure"])
def test_a_first_rule_and_none_at_all(graph, provider):
    base, head = graph(provider), graph(provider, 'lifecycle: [{id: old, prefix: "", noncurrent_days: 90}]')
    (hazard,) = aging(base, head).hazards
    whole = "account" if provider == "azure" else "bucket"
    assert hazard.headline == f"media: old versions in the whole {whole} are deleted after 90 days (were kept)"
    assert [item.text for item in aging(head, base).sentences] == [
        f"old versions in the whole {whole} are kept (were deleted after 90 days)"
    ]
    assert len(rules(head)) == len(rules(base)) + 1


def test_abandoned_uploads_and_moves_of_a_spec(graph):
    base = graph("s3")
    step = "{days: 30, storage_class: STANDARD_IA}"
    more = f"lifecycle: [{{id: colder, prefix: files/, transitions: [{step}]}}], abort_multipart_days: 2"
    found = aging(base, graph("s3", more))
    assert [item.text for item in found.sentences] == [
        "objects under files/ move to STANDARD_IA after 30 days (new)",
        "uploads that are never finished in the whole bucket are removed after 2 days instead of 7",
    ]
    assert found.hazards == ()


def test_a_store_that_goes_to_another_cloud_is_a_new_one(graph):
    rule = "lifecycle: [{id: tmp, prefix: files/tmp/, expire_days: 30}]"
    found = aging(graph("s3", rule), graph("gcs", rule))
    assert found.hazards == ()
    assert all("(were kept)" not in item.text for item in found.sentences)


def test_adopting_a_bucket_with_a_rule_is_a_hazard(graph, tmp_path):
    from infra.offline.graph import Graph

    head = graph("s3", "adopt: true, lifecycle: [{id: tmp, prefix: files/tmp/, expire_days: 30}]")
    (hazard,) = aging(Graph("stowplan", "prod"), head).hazards
    assert hazard.headline == "media: objects under files/tmp/ are deleted after 30 days (were kept)"


def test_nothing_changes_nothing_is_said(graph):
    rule = "lifecycle: [{id: tmp, prefix: files/tmp/, expire_days: 30}]"
    for provider in ("s3", "gcs", "azure"):
        assert aging(graph(provider, rule), graph(provider, rule)) == aging(graph(provider), graph(provider))
