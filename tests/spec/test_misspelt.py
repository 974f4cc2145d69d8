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
