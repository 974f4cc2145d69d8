"""What a reviewer reads when a management policy changes."""

import pytest

from infra.review.aging import aging
from tests.review.aging.graphs import ACCOUNT, POLICY, azure, azure_rule, graph, resource


def changed(days):
    return {"delete": {"daysAfterModificationGreaterThan": days}}


def made(days):
    return {"delete": {"daysAfterCreationGreaterThan": days}}


def texts(base, head):
    return [item.text for item in aging(base, head).sentences]


def hazards(base, head):
    return [item.headline for item in aging(base, head).hazards]


def test_a_shorter_expiry_by_path():
    base, head = (azure(azure_rule(["files/tmp/"], baseBlob=changed(days))) for days in (30, 3))
    (hazard,) = aging(base, head).hazards
    assert hazard.headline == "mediaaccount: objects under files/tmp/ are deleted after 3 days instead of 30"
    assert hazard.forced_by == "policy.rules[files/tmp/].baseBlob.delete"


def test_the_only_container_is_not_named():
    container = resource("azure-native:storage:BlobContainer", accountName="mediaaccount", containerName="files")

    def graph_of(*rules):
        return graph(*azure(*rules).resources, container)

    assert hazards(graph_of(), graph_of(azure_rule(["files/a/"], baseBlob=changed(3)))) == [
        "mediaaccount: objects under a/ are deleted after 3 days (were kept)"
    ]
    assert hazards(graph_of(), graph_of(azure_rule(["files/"], baseBlob=changed(3)))) == [
        "mediaaccount: objects in the whole account are deleted after 3 days (were kept)"
    ]


def test_versions_and_snapshots_apart():
    base = azure(azure_rule(version=made(30), snapshot=made(30)))
    head = azure(azure_rule(version=made(90), snapshot=made(7)))
    found = aging(base, head)
    assert [item.text for item in found.sentences] == [
        "old versions in the whole account are kept 90 days (were deleted after 30)",
        "snapshots in the whole account are deleted after 7 days instead of 30",
    ]
    (hazard,) = found.hazards
    assert "snapshots that are deleted cannot be brought back" in hazard.loss


def test_another_clock_is_another_rule():
    base = azure(azure_rule(baseBlob={"delete": {"daysAfterLastAccessTimeGreaterThan": 90}}))
    assert hazards(base, azure(azure_rule(baseBlob=changed(90)))) == [
        "mediaaccount: objects in the whole account are deleted after 90 days (were kept)"
    ]
    assert texts(azure(azure_rule(baseBlob=changed(90))), base)[1] == (
        "objects in the whole account are deleted 90 days after they were last read (were kept)"
    )


def test_tiers_and_append_blobs():
    head = azure(
        azure_rule(baseBlob={"tierToArchive": {"daysAfterModificationGreaterThan": 180.0}}),
        azure_rule(["logs/"], blobs=["appendBlob"], baseBlob=changed(30)),
    )
    assert texts(azure(), head) == [
        "objects in the whole account move to Archive after 180 days (new): they cannot be read before they are"
        " restored",
        "append blobs under logs/ are deleted after 30 days (were kept)",
    ]


def test_lost_tags_delete_more():
    base = azure(azure_rule(["files/"], tags=[("kind", "tmp")], baseBlob=changed(9)))
    assert hazards(base, azure(azure_rule(["files/"], baseBlob=changed(9)))) == [
        "mediaaccount: objects under files/ are deleted after 9 days (before, only those tagged kind=tmp)"
    ]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            [azure_rule(["f/a/", "f/b/"], baseBlob=changed(9))],
            [azure_rule(["f/b/", "f/a/"], name="n", baseBlob=changed(9.0))],
        ),
        (
            [azure_rule(["f/a/", "f/b/"], baseBlob=changed(9))],
            [azure_rule(["f/a/"], baseBlob=changed(9)), azure_rule(["f/b/"], baseBlob=changed(9))],
        ),
        (
            [azure_rule(baseBlob=changed(9))],
            [azure_rule(baseBlob=changed(9)), azure_rule(enabled=False, baseBlob=changed(1))],
        ),
    ],
)
def test_what_does_the_same_is_no_change(one, two):
    assert texts(azure(*one), azure(*two)) == texts(azure(*two), azure(*one)) == []


@pytest.mark.parametrize(
    ("service", "loss"),
    [
        ({"isVersioningEnabled": True}, "stays as an old version until somebody deletes it"),
        (
            {"isVersioningEnabled": False, "deleteRetentionPolicy": {"enabled": True, "days": 14}},
            "versioning is off: soft delete keeps it for 14 days",
        ),
        ({"isVersioningEnabled": False}, "versioning is off: what is deleted cannot be brought back"),
    ],
)
def test_the_loss_follows_from_the_service(service, loss):
    head = azure(azure_rule(baseBlob=changed(3)), **service)
    (hazard,) = aging(azure(**service), head).hazards
    assert loss in hazard.loss


def test_types_with_a_version_of_the_api_and_odd_shapes():
    kind = POLICY.replace("storage:", "storage/v20230101:")
    rules = [azure_rule(baseBlob=changed(3)), None, {"definition": None}, 7]
    head = graph(
        resource(ACCOUNT, accountName="mediaaccount"),
        resource(kind, accountName="mediaaccount", policy={"rules": rules}),
    )
    assert hazards(azure(), head) == ["mediaaccount: objects in the whole account are deleted after 3 days (were kept)"]


def test_a_provider_that_is_not_read_is_named_when_it_changes():
    kind = "azure:storage/managementPolicy:ManagementPolicy"
    base, head = (graph(resource(kind, rules=[{"days": days}])) for days in (3, 2))
    assert texts(base, base) == []
    assert texts(base, head) == [
        f"lifecycle rules of {kind} are not read here, and this one changes: look at it yourself"
    ]
