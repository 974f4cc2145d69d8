"""One cause is one hazard, which names what goes with it."""

from __future__ import annotations

import pytest

from infra.offline.graph import Graph, Resource, freeze
from infra.review.compare import changes
from infra.review.hazards import hazards
from infra.review.hazards.fold import folded
from tests.review.compare.specs import AZURE, GCS, S3, edited, judged, read

OWN_GROUP = edited(AZURE, ("location: westeurope", "location: westeurope\n  resource_group: {name: one, adopt: true}"))


def union(base, *edits):
    head = edited(base, *edits)
    return folded(judged(base, head), read(base)[0], read(head)[0])


def heads(found):
    return [f"{item.kind}: {item.headline}" for item in found]


@pytest.mark.parametrize(
    ("base", "edit", "headline"),
    [
        (AZURE, ("location: westeurope", "location: northeurope"), "replace: the resource group shop-prod is replaced"),
        (AZURE, ("project: shop\n", "project: bazaar\n"), "replace: the resource group shop-prod is replaced"),
        (AZURE, ("subscription_id: 1111", "subscription_id: 3111"), "moved: the Azure subscription changes from 1111"),
        (OWN_GROUP, ("name: one", "name: two"), "moved: the resource group changes from one to two"),
        (
            GCS,
            ("project_id: shop-project", "project_id: other-project"),
            "moved: the Google Cloud project changes from shop-",
        ),
    ],
)
def test_all_of_a_group_is_one_hazard(base, edit, headline):
    (found,) = union(base, edit)
    assert heads([found])[0].startswith(headline)
    assert found.loss.startswith("`pulumi up` stops here, because it is protected.")
    assert "Replaced along with it: the " in found.loss
    assert "shop-prod-web" in found.loss


def test_storages_are_named_by_the_bucket_that_gets_another_name():
    naming = ("tags: {team: web}", 'tags: {team: web}\nnaming: {bucket: "x-{store}-{environment}"}')
    found = {item.subject.rpartition("::")[2]: item for item in union(S3, naming)}
    assert sorted(found) == ["assets", "logs", "media"]
    assert "The storages default and documents lie elsewhere afterwards. Files that were" in found["media"].loss
    assert "The storage staticfiles lies elsewhere afterwards." in found["assets"].loss
    assert "Run `collectstatic`" in found["assets"].way_out


def test_a_storage_of_another_prefix_moves_by_itself():
    name = ("  media:\n    provider: s3", "  media:\n    provider: s3\n    name: elsewhere")
    prefix = ("store: media, prefix: documents/", "store: media, prefix: papers/")
    rule = ("      - {id: old, prefix: documents/, noncurrent_days: 90}\n", "")
    assert [item.subject for item in union(S3, name, prefix, rule) if item.kind == "moved"] == ["storage documents"]


def test_storages_are_named_by_the_container_that_gets_another_name():
    found = union(AZURE, ("    versioning: true", "    versioning: true\n    container: other"))
    assert heads(found) == ["replace: the container shopprodmedia/files is replaced"]
    assert "The storages default and pictures lie elsewhere" in found[0].loss


def test_to_fold_twice_adds_nothing():
    head = edited(AZURE, ("project: shop\n", "project: bazaar\n"))
    graphs = read(AZURE)[0], read(head)[0]
    once = folded(judged(AZURE, head), *graphs)
    assert folded(once, *graphs) == once


def test_what_takes_others_along_keeps_its_key():
    head = edited(AZURE, ("location: westeurope", "location: northeurope"))
    (found,) = judged(AZURE, head)
    assert found.key()[1:] == ("replace", found.urn, "location", '"westeurope"', '"northeurope"')


def made(type_, logical, **inputs):
    return Resource(f"urn:pulumi:prod::site::{type_}::{logical}", type_, logical, "", True, freeze(inputs), freeze({}))


def test_a_foreign_container_goes_with_its_account_by_name():
    account = made("azure:storage/account:Account", "a", name="acme")
    container = made("azure:storage/container:Container", "c", storageAccountName="ACME", name="files")
    other = made("azure:storage/container:Container", "d", storageAccountName="kept", name="files")
    base, head = Graph("site", "prod", (account, container, other)), Graph("site", "prod", ())
    found = hazards(base, head, changes(base, head))
    assert sorted(item.subject.rpartition("::")[2] for item in found) == ["a", "d"]
    assert "Along with it go: the container ACME/files." in next(one.loss for one in found if one.subject[-1] == "a")


def test_a_foreign_program_is_told_its_own_property():
    bucket = made("aws:s3/bucket:Bucket", "b", bucket="one")
    other = made("aws:s3/bucket:Bucket", "b", bucket="two")
    base, head = Graph("site", "prod", (bucket,)), Graph("site", "prod", (other,))
    (found,) = hazards(base, head, changes(base, head))
    assert found.way_out.startswith("Leave `bucket` as it is.")
