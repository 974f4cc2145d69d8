"""A name misspelt in an overlay adds something incomplete: the hint names what was meant."""

from __future__ import annotations

import pytest

from generator.app import open_project
from generator.errors import SpecError

SPEC = """\
version: 1
project: p
stores: {media: {provider: s3}}
storages: {default: {store: media, prefix: m/, access: private}}
environments:
  prod: OVERLAY
"""


def hints(tmp_path, overlay):
    path = tmp_path / "storage.yaml"
    path.write_text(SPEC.replace("OVERLAY", overlay), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        open_project(str(path))
    return {item.hint for item in caught.value.diagnostics}


def test_a_store(tmp_path):
    found = hints(tmp_path, "{stores: {medai: {versioning: false}}}")

    assert found == {"add it: one of azure, gcs, s3; or did you mean 'media'?"}


def test_a_storage(tmp_path):
    assert all(
        hint.endswith("; or did you mean 'default'?")
        for hint in hints(tmp_path, "{storages: {defualt: {kind: cache}}}")
    )


def test_something_new_is_taken_at_its_word(tmp_path):
    assert not any("did you mean" in hint for hint in hints(tmp_path, "{stores: {archive: {versioning: false}}}"))


@pytest.mark.parametrize(
    ("overlay", "expected"),
    [
        ("{stores: {media: {provider: google}}}", "did you mean 'gcs'?"),
        ("{stores: {media: {provider: GCP}}}", "did you mean 'gcs'?"),
        ("{stores: {media: {provider: amazon}}}", "did you mean 's3'?"),
        ("{stores: {media: {provider: azurerm}}}", "did you mean 'azure'?"),
        ("{workloads: {web: {runs_on: app-engine, grants: {default: [read]}}}}", "write {type: gce}"),
        ("{workloads: {web: {runs_on: {type: app-engine}, grants: {default: [read]}}}}", "did you mean 'gce'?"),
        ("{workloads: {web: {runs_on: {type: functions}, grants: {default: [read]}}}}", "did you mean 'app-service'?"),
        ("{workloads: {web: {runs_on: {type: cloud-functions}, grants: {default: [read]}}}}", "did you mean 'gce'?"),
        ("{workloads: {web: {runs_on: {type: fargate}, grants: {default: [read]}}}}", "did you mean 'ecs'?"),
    ],
)
def test_what_a_cloud_or_a_platform_is_called_elsewhere(tmp_path, overlay, expected):
    assert hints(tmp_path, overlay) == {expected}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("bucket", "did you mean 'name'?"),
        ("account", "did you mean 'name'?"),
        ("public_access_prevention", "leave it out, the `access` of the storages decides it"),
    ],
)
def test_what_a_key_of_a_store_is_called_elsewhere(tmp_path, key, expected):
    path = tmp_path / "storage.yaml"
    path.write_text(SPEC.replace("OVERLAY", f"{{stores: {{media: {{{key}: x}}}}}}"), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        open_project(str(path))
    assert [item.message for item in caught.value.diagnostics] == [f"unknown key {key!r}: {expected}"]
