"""Which line of the spec a change is shown at."""

from __future__ import annotations

from generator.spec.load import parse
from generator.spec.overlay import merge
from infra.review.places import Written, position

BASE = """\
version: 1
project: shop
naming: {bucket: "{project}-{store}"}
stores:
  media:
    provider: s3
    versioning: true
    lifecycle:
      - {id: tmp, prefix: tmp/, expire_days: 30}
    cdn:
      signing:
        public_keys:
          "2026": keys/a.pem
environments:
  prod:
    stores:
      media:
        region: eu-west-1
"""


def written(text, name="storage.yaml"):
    return Written(name, merge(parse(text), "prod"))


def found(head, *paths, base=BASE):
    place = position(written(base, "main:storage.yaml"), written(head), paths)
    return place and (place.file, place.line, place.path, place.side)


def test_the_first_path_that_differs_wins():
    head = BASE.replace("versioning: true", "versioning: false")

    assert found(head, ("naming", "bucket"), ("stores", "media", "versioning")) == (
        "storage.yaml", 7, "stores.media.versioning", "head",
    )  # fmt: skip


def test_what_is_gone_is_shown_in_the_base():
    head = BASE.replace("    versioning: true\n", "")

    assert found(head, ("stores", "media", "versioning")) == (
        "main:storage.yaml", 7, "stores.media.versioning", "base",
    )  # fmt: skip


def test_what_an_environment_says_is_shown_there():
    head = BASE.replace("eu-west-1", "eu-north-1")

    assert found(head, ("aws", "region"), ("stores", "media", "region"))[1] == 18


def test_items_of_lists_by_their_number_and_keys_that_look_like_one():
    head = BASE.replace("expire_days: 30", "expire_days: 3").replace("a.pem", "b.pem")

    assert found(head, ("stores", "media", "lifecycle", "0", "expire_days"))[1] == 9
    assert found(head, ("stores", "media", "cdn", "signing", "public_keys", "2026"))[1] == 13


def test_without_a_difference_the_first_path_that_is_there():
    assert found(BASE, ("stores", "media", "encryption"), ("stores", "media"))[1:3] == (5, "stores.media")


def test_a_key_that_is_nowhere_is_shown_at_what_is_above_it():
    assert found(BASE, ("stores", "media", "encryption"))[1:3] == (5, "stores.media.encryption")


def test_no_paths_no_place():
    assert found(BASE) is None
    assert found(BASE, ()) is None
    assert position(None, None, (("stores",),)) is None
    assert position(None, written(BASE), (("stores", "media"),)).line == 5


def test_paths_through_texts_and_beyond_lists_lead_nowhere():
    assert found(BASE, ("project", "name"), ("stores", "media", "lifecycle", "7"))[1] == 2


def test_single_values_before_mappings_and_into_them():
    head = BASE.replace("versioning: true", "versioning: false").replace('"{project}-{store}"', '"x-{store}"')

    assert found(head, ("stores",), ("naming", "bucket"))[1:3] == (3, "naming.bucket")
    assert found(head, ("stores",))[1:3] == (7, "stores.media.versioning")
    assert found(head.replace("expire_days: 30", "expire_days: 3"), ("stores",))[1:3] == (5, "stores.media")
