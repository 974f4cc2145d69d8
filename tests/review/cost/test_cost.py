"""What a reviewer reads about the bill: what changes, at which price, and what has none."""

import re
from pathlib import Path

import pytest

from generator.errors import UsageError
from infra.offline.graph import Graph, Resource, Unknown, freeze
from infra.review.cost import cost
from infra.review.cost_places import store_places
from infra.review.prices import read_prices, read_usage, shipped
from infra.stack import graph_of

PAGE = Path(__file__).parents[3] / "docs" / "cost.md"
HEAD = """\
version: 1
project: shop
gcp: {project_id: shop-production, project_number: "123456789012"}
azure:
  subscription_id: 11111111-1111-4111-8111-111111111111
  tenant_id: 22222222-2222-4222-8222-222222222222
stores:
  media: {%s}
storages:
  default: {store: media, prefix: files/, access: %s}
environments: {prod: {}}
"""
PRICES = read_prices(
    """{"date": "2026-11-01", "currency": "EUR", "prices": [
    {"cloud": "s3", "region": "us-east-1", "item": "storage/STANDARD", "price": 0.02, "per": "GB-month"},
    {"cloud": "s3", "region": "us-east-1", "item": "storage/STANDARD_IA", "price": 0.01, "per": "GB-month"},
    {"cloud": "s3", "item": "egress/direct", "price": 0.09, "per": "GB"},
    {"cloud": "s3", "item": "egress/cloudfront", "price": 0.08, "per": "GB"},
    {"cloud": "s3", "item": "requests/read", "price": 0.0004, "per": "1,000 requests"},
    {"cloud": "s3", "item": "requests/cloudfront", "price": 0.01, "per": "10,000 requests"},
    {"cloud": "azure", "region": "West Europe", "item": "storage/Hot/ZRS", "price": 0.03, "per": "GB-month"},
    {"cloud": "azure", "region": "westeurope", "item": "storage/Hot/LRS", "price": 0.02, "per": "GB-month"},
    {"cloud": "azure", "region": "westeurope", "item": "storage/Cool/ZRS", "price": 0.015, "per": "GB-month"},
    {"cloud": "azure", "item": "egress/direct", "price": 0.08, "per": "GB"},
    {"cloud": "azure", "item": "egress/front-door-standard", "price": 0.07, "per": "GB"},
    {"cloud": "azure", "item": "egress/front-door-premium", "price": 0.07, "per": "GB"},
    {"cloud": "azure", "item": "fee/front-door-standard", "price": 30, "per": "month"},
    {"cloud": "azure", "item": "fee/front-door-premium", "price": 300, "per": "month"}
    ]}"""
)


@pytest.fixture
def graph(tmp_path):
    def make(store, access="private"):
        path = tmp_path / "storage.yaml"
        path.write_text(HEAD % (store, access))
        return graph_of(str(path), "prod")

    return make


def lines(base, head, usage, prices=PRICES):
    found = cost(base, head, read_usage(usage), prices)
    return [(line.what, line.before, line.after) for line in found.lines], list(found.missing)


def test_a_cdn_before_a_bucket(graph):
    usage = "prod: {media: {storage_gb: 100, cdn_requests: 1000000, egress_gb: {cdn: 50, direct: 10}}}"
    assert lines(graph("provider: s3"), graph("provider: s3, cdn: {}", "public"), usage) == (
        [
            ("50 GB to readers (egress/direct -> egress/cloudfront)", 4.5, 4.0),
            ("1,000,000 requests of readers (requests/read -> requests/cloudfront)", 0.4, 1.0),
            ("everything that does not change", 2.9, 2.9),
        ],
        [],
    )


def test_old_versions_cost_where_they_are_kept(graph):
    usage = "prod: {media: {versions_gb: 100}}"
    found = lines(graph("provider: s3"), graph("provider: s3, versioning: false"), usage)
    assert found == ([("100 GB of old versions (storage/STANDARD)", 2.0, 0.0)], [])


def test_a_move_to_another_cloud_by_classes(graph):
    usage = "prod: {media: {storage_gb: {STANDARD: 100, STANDARD_IA: 10}}}"
    found = lines(graph("provider: s3"), graph("provider: azure"), usage)
    assert found == (
        [
            ("100 GB (storage/STANDARD -> storage/Hot/ZRS)", 2.0, 3.0),
            ("10 GB (storage/STANDARD_IA -> storage/Cool/ZRS)", 0.1, 0.15),
        ],
        [],
    )


def test_copies_and_the_fee_of_front_door(graph):
    usage = "prod: {media: {storage_gb: 100, egress_gb: {cdn: 100}}}"
    plain = graph("provider: azure")
    assert lines(plain, graph("provider: azure, redundancy: LRS"), usage)[0][0] == (
        "100 GB (storage/Hot/ZRS -> storage/Hot/LRS)",
        3.0,
        2.0,
    )
    standard, premium = (graph(f"provider: azure, cdn: {{sku: {sku}}}", "public") for sku in ("Standard", "Premium"))
    assert lines(plain, standard, usage)[0] == [
        ("100 GB to readers (egress/direct -> egress/front-door-standard)", 8.0, 7.0),
        ("the CDN itself (fee/front-door-standard)", 0.0, 30.0),
        ("everything that does not change", 3.0, 3.0),
    ]
    assert ("the CDN itself (fee/front-door-standard -> fee/front-door-premium)", 30.0, 300.0) in lines(
        standard, premium, usage
    )[0]


def test_what_has_no_price_is_named_and_left_out(graph):
    usage = "prod: {media: {storage_gb: 100, writes: 10}}"
    base, head = graph("provider: s3"), graph("provider: s3, region: eu-west-1")
    assert lines(base, head, usage) == (
        [],
        [
            "no price of requests/write for s3 in eu-west-1",
            "no price of requests/write for s3 in us-east-1",
            "no price of storage/STANDARD for s3 in eu-west-1",
        ],
    )


def test_what_the_usage_file_leaves_out(graph):
    base, head = graph("provider: s3"), graph("provider: s3, cdn: {}", "public")
    assert lines(base, head, "test: {}") == ([], ["the usage file says nothing of the environment prod"])
    assert lines(base, head, "prod: {other: {storage_gb: 1}}") == (
        [],
        [
            "the usage file has a store other that is not there",
            "the usage file says nothing of the store media, which changes",
        ],
    )
    assert lines(base, base, "prod: {}") == ([], [])


def test_a_new_environment_costs_from_nothing(graph):
    usage = "prod: {media: {storage_gb: 100}}"
    head = graph("provider: s3")
    assert lines(Graph("stowplan", "prod"), head, usage)[0] == [("100 GB (storage/STANDARD)", 0.0, 2.0)]
    assert lines(head, Graph("", ""), usage)[0] == [("100 GB (storage/STANDARD)", 2.0, 0.0)]


def test_a_firewall_is_named(graph):
    arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/11111111-1111-4111-8111-111111111111"
    base, head = (graph(f"provider: s3, cdn: {{{more}}}", "public") for more in ("", f"web_acl_arn: '{arn}'"))
    assert lines(base, head, "prod: {media: {}}")[1] == ["the firewall before media is billed by its own rules"]


def test_buckets_of_other_programs_and_odd_values():
    def bucket(kind, logical, **inputs):
        return Resource(f"urn:pulumi:prod::x::{kind}::{logical}", kind, logical, inputs=freeze(inputs))

    graph = Graph("x", "prod", (
        bucket("aws:s3/bucket:Bucket", "a", bucket=Unknown(), region=3),
        bucket("gcp:storage/bucket:Bucket", "b", name="named", location="EU", storageClass=None),
        bucket("azure-native:storage/v20230101:StorageAccount", "c", sku="none"),
    ))  # fmt: skip
    assert {name: (place.cloud, place.region) for name, place in store_places(graph).items()} == {
        "a": ("s3", ""),
        "named": ("gcs", "EU"),
        "c": ("azure", ""),
    }
    usage = read_usage("prod: {a: {storage_gb: 1}}")
    assert cost(graph, graph, usage, PRICES).missing == ("no price of storage/STANDARD for s3 in an unknown region",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prod: {media: {storage: 4}}", "prod.media.storage: nobody knows this key; known are storage_gb, versions_gb"),
        (
            "prod: {media: {egress_gb: {both: 4}}}",
            "prod.media.egress_gb.both: nobody knows this key; known are cdn, direct",
        ),
        ("prod: {media: {writes: -4}}", "prod.media.writes: input should be greater than or equal to 0"),
        ("prod: {media: {writes: many}}", "prod.media.writes: input should be a valid number"),
        ("prod: {media: {storage_gb: {A: x}}}", "prod.media.storage_gb"),
        ("prod: 4", "prod: input should be a valid dictionary"),
        ("- 4", "the usage file, line 1: "),
        ("a: &b 4", "the usage file, line 1: "),
        ("a: [", "the usage file, line 1: "),
        ("", "the usage file, line 1: "),
    ],
)
def test_a_usage_file_that_cannot_be_read(text, told):
    with pytest.raises(UsageError) as error:
        read_usage(text)
    assert told in str(error.value)
    assert "Traceback" not in str(error.value)


TABLE = '{"date": "2026-01-01", "currency": "EUR", "prices": [%s]}'
ROW = '{"cloud": "s3", "item": "egress/direct", "price": 1, "per": "GB"}'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "the price file, line 1: it is no JSON"),
        ("[]", "the price file, the whole: input should be a valid dictionary"),
        ("[" * 100_000, "it is no JSON"),
        ('{"date": "2026-01-01", "currency": "EUR", "prices": [{"price": NaN}]}', "it is no JSON"),
        ('{"date": "soon", "currency": "EUR", "prices": []}', "date: input should be a valid date"),
        ('{"date": "2026-01-01", "currency": "euro", "prices": []}', "currency: string should match"),
        ('{"date": "2026-01-01", "currency": "EUR", "prices": [], "x": 1}', "x: nobody knows this key; known are date"),
        (TABLE % f"{ROW}, {ROW}", "prices.1: egress/direct of s3 in * is there twice"),
        (TABLE % ROW.replace("1,", "-1,"), "prices.0.price: input should be greater"),
        (TABLE % ROW.replace("GB", "litre"), "prices.0.per: input should be 'GB-month', "),
    ],
)  # fmt: skip
def test_a_price_file_that_cannot_be_read(text, told):
    with pytest.raises(UsageError) as error:
        read_prices(text)
    assert told in str(error.value)


def test_every_shipped_price_names_a_page_of_its_vendor():
    vendors = {
        "s3": "https://aws.amazon.com/",
        "gcs": "https://cloud.google.com/",
        "azure": "https://azure.microsoft.com/",
    }
    found = shipped()
    assert (found.currency, found.date.isoformat()) == ("USD", "2026-11-21")
    assert all(row.source.startswith(vendors[row.cloud]) for row in found.prices)


def page_blocks():
    text = PAGE.read_text()
    return dict(re.findall(r"```(?:yaml|json) (\w+)\n(.*?)```", text, re.S)), text


def test_the_example_of_the_page_is_what_comes_out(tmp_path):
    blocks, text = page_blocks()
    graphs = []
    for name in ("base", "head"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(blocks[name])
        graphs.append(graph_of(str(path), "prod"))
    found = cost(*graphs, read_usage(blocks["usage"]), shipped())
    rows = [f"| {line.store} | {line.what} | {line.before:.2f} | {line.after:.2f} |" for line in found.lines]
    total = [sum(getattr(line, side) for line in found.lines) for side in ("before", "after")]
    rows.append(f"| | in all, {found.currency} a month | {total[0]:.2f} | {total[1]:.2f} |")
    table = "\n".join(["| store | what | before | after |", "|---|---|---|---|", *rows])
    assert between(text, "estimate") == table
    assert between(text, "missing") == "\n".join(f"Missing: {line}." for line in found.missing)


def between(text, name):
    return text.partition(f"<!-- {name} -->\n")[2].partition("<!-- end -->")[0].strip()


def test_the_price_file_of_the_page_is_one():
    assert len(read_prices(page_blocks()[0]["prices"]).prices) == 3
