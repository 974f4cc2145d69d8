"""The keys of Cloud CDN in the stack's configuration: what is wrong with them ends the program before it starts."""

from __future__ import annotations

import json

import pytest

from infra.offline.errors import ProgramError
from infra.offline.graph import Secret, thaw
from infra.settings import PLACEHOLDER_KEY
from tests.infra_gcp.specs import KEY
from tests.infra_gcp.test_program import offline, write

COMMAND = "pulumi config set --secret --path 'stowplan:cdn_keys.media.k2026' < FILE"
MISSING = (
    "no value of the signing key 'k2026' of 'media' is configured\n"
    f"    fix: `stowplan keys` makes the file of one; then `{COMMAND}`"
)
WRONG = (
    "the value of the signing key 'k2026' of 'media' is not 16 bytes in base64url\n"
    f"    fix: `stowplan keys` makes the file of one; then `{COMMAND}`"
)
NO_STORE = (
    "`stowplan:cdn_keys.media` is not a mapping of names to keys\n"
    "    fix: `pulumi config rm --path 'stowplan:cdn_keys.media'`, then"
    " `pulumi config set --secret --path 'stowplan:cdn_keys.media.k2025' < FILE`"
)
NO_MAPPING = (
    "`stowplan:cdn_keys` is not a mapping of stores to their keys\n"
    "    fix: `pulumi config rm stowplan:cdn_keys`, then"
    " `pulumi config set --secret --path 'stowplan:cdn_keys.STORE.KEY' < FILE` for each key"
)
SPOILT = "c2VjcmV0c2VjcmV0"
"""Twelve bytes: what no message may show."""


def config(value):
    return {"stowplan:cdn_keys": value if isinstance(value, str) else json.dumps(value)}


def media(value):
    return {"media": {"k2025": KEY, "k2026": value}}


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (SPOILT, NO_MAPPING),
        (f'{{"media": "{SPOILT}', NO_MAPPING),
        (json.dumps(SPOILT), NO_MAPPING),
        ([SPOILT], NO_MAPPING),
        ({"media": SPOILT}, NO_STORE),
        ({"media": [SPOILT]}, NO_STORE),
        (media(SPOILT), WRONG),
        (media(KEY + SPOILT), WRONG),
        (media(f"{SPOILT}++++++=="), WRONG),
        (media("B" * 22 + "=="), WRONG),
        (media(""), WRONG),
        (media(12345678), WRONG),
        (media([SPOILT]), WRONG),
        (media({SPOILT: SPOILT}), WRONG),
        (media(True), WRONG),
    ],
)
def test_what_is_no_key_is_said_and_never_shown(value, expected, dry_run, tmp_path):
    with pytest.raises(ProgramError) as caught:
        offline(write(tmp_path), config(value), dry_run=dry_run)

    assert str(caught.value) == expected
    assert caught.value.__cause__ is None
    assert SPOILT not in f"{caught.value!r} {caught.value.__context__!r}"


@pytest.mark.parametrize("value", [{"media": {"k2025": KEY}}, media(None)])
def test_a_deployment_with_one_key_missing_registers_nothing(value, tmp_path):
    with pytest.raises(ProgramError) as caught:
        offline(write(tmp_path), config(value), dry_run=False)

    assert str(caught.value) == MISSING


@pytest.mark.parametrize("value", [{}, {"media": {}}, {"media": None}, {"other": {"k": SPOILT}}])
def test_a_deployment_without_keys(value, tmp_path):
    with pytest.raises(ProgramError) as caught:
        offline(write(tmp_path), config(value), dry_run=False)

    assert str(caught.value) == MISSING.replace("k2026", "k2025")


@pytest.mark.parametrize("value", [f" {KEY}\n", KEY.rstrip("=")])
def test_a_key_is_registered_with_its_padding_and_as_a_secret(value, tmp_path):
    graph = offline(write(tmp_path), config(media(value)), dry_run=False)
    found = values(graph)

    assert isinstance(found["k2026"], Secret)
    assert found["k2026"] == found["k2025"]


def test_a_preview_has_a_placeholder_for_the_missing_one_only(tmp_path):
    found = values(offline(write(tmp_path), config({"media": {"k2025": PLACEHOLDER_KEY}})))
    other = values(offline(tmp_path, config({"media": {"k2025": KEY}})))

    assert found["k2025"] == found["k2026"]
    assert other["k2025"] != other["k2026"]


def test_a_spec_without_signing_reads_no_keys(tmp_path):
    storages = {"default": {"store": "media", "prefix": "a/", "access": "private"}}
    write(tmp_path, stores={"media": {"provider": "gcs"}}, storages=storages, workloads={}, django={})

    assert values(offline(tmp_path, config(SPOILT), dry_run=False)) == {}


def values(graph):
    rows = [thaw(row.inputs) for row in graph.resources if row.type.endswith(":BackendBucketSignedUrlKey")]
    return {row["name"]: row["keyValue"] for row in rows}
