"""Storages that lie elsewhere: named, with the command that copies their files."""

from __future__ import annotations

import pytest

from generator.checks import ACROSS, CHECKS
from generator.spec.document import open_document
from infra.review.moves import moves

SPEC = """\
version: 1
project: shop
gcp: {project_id: shop-project, project_number: "123456789012"}
azure: {subscription_id: 11111111-1111-4111-8111-111111111111, tenant_id: 22222222-2222-4222-8222-222222222222}
stores:
  one: {provider: s3, region: eu-west-1}
  far: {provider: s3, region: eu-west-2}
  two: {provider: gcs}
  three: {provider: azure}
storages:
  default: {store: STORE, prefix: x/, access: private}
  kept: {store: one, prefix: kept/, access: private}
environments:
  prod: {}
  local: {target: local}
"""


@pytest.fixture
def spec(tmp_path):
    def made(text, environment="prod"):
        path = tmp_path / "storage.yaml"
        path.write_text(text)
        return open_document(path, "storage.yaml", CHECKS, ACROSS).environment(environment)

    return made


def at(store):
    return SPEC.replace("STORE", store)


@pytest.mark.parametrize(
    ("before", "after", "command"),
    [
        ("one", "far", "aws s3 sync s3://shop-prod-one/x/ s3://shop-prod-far/x/ --source-region eu-west-1"),
        ("one", "two", "gcloud storage rsync --recursive s3://shop-prod-one/x/ gs://shop-prod-two/x/"),
        ("two", "one", "gcloud storage rsync --recursive gs://shop-prod-two/x/ s3://shop-prod-one/x/"),
        ("one", "three", "azcopy copy 'https://s3.eu-west-1.amazonaws.com/shop-prod-one/x/*' 'https://shopprodthree"),
        ("two", "three", "azcopy copy 'https://storage.cloud.google.com/shop-prod-two/x/*'"),
        ("three", "one", "then `aws s3 sync files s3://shop-prod-one/x/`"),
        ("three", "two", "then `gcloud storage rsync --recursive files gs://shop-prod-two/x/`"),
    ],
)
def test_a_storage_that_moves_says_how_to_copy(spec, before, after, command):
    (found,) = moves(spec(at(before)), spec(at(after)))
    assert (found.kind, found.subject) == ("moved", "storage default")
    assert found.headline.startswith("storage default moves from ")
    assert found.headline.endswith("files are not moved")
    assert command in found.way_out
    assert found.paths[0] == ("storages", "default", "store")


def test_static_files_are_collected_again(spec):
    text = at("one").replace("access: private}\n  kept", "access: public, via: direct, kind: static}\n  kept")
    (found,) = moves(spec(text), spec(text.replace("x/", "y/")))
    assert "collectstatic" in found.way_out


def test_an_alias_that_goes_leaves_its_files(spec):
    gone = at("one").replace("  kept: {store: one, prefix: kept/, access: private}\n", "")
    (found,) = moves(spec(at("one")), spec(gone))
    assert (found.kind, found.subject) == ("delete", "storage kept")
    assert "s3://shop-prod-one/kept/" in found.headline


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  kept:", "  other:"),
        ("access: private}\n  kept", "access: private, url_expiry: 2h}\n  kept"),
        ("stores:\n", "# nothing\nstores:\n"),
        ("storages:\n", "storages:\n  new: {store: one, prefix: new/, access: private}\n"),
    ],
)
def test_what_keeps_its_place_is_not_moved(spec, old, new):
    assert moves(spec(at("one")), spec(at("one").replace(old, new))) == ()


def test_a_storage_that_goes_with_its_bucket_is_the_buckets_matter(spec):
    base = spec(at("two"))
    without = at("two").replace("  default: {store: two, prefix: x/, access: private}\n", "")
    assert moves(base, spec(without.replace("  two: {provider: gcs}\n", ""))) == ()


def test_outside_a_cloud_nothing_is_moved(spec):
    assert moves(spec(at("one"), "local"), spec(at("two"), "local")) == ()


def test_many_storages_of_a_bucket_are_one_sentence(spec):
    more = "".join(f"  a{number}: {{store: one, prefix: a{number}/, access: private}}\n" for number in range(9))
    base = at("one").replace("storages:\n", f"storages:\n{more}")
    (found,) = moves(spec(base), spec(base.replace("eu-west-1}", "eu-west-1, name: elsewhere}")))
    assert found.headline == "11 storages move from s3://shop-prod-one/ to s3://elsewhere/; files are not moved"
    assert "a0, a1, a2, a3, a4 and 6 more" in found.loss
