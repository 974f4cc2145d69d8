"""The JSON Schema that editors use says what the reader says, as far as a schema can."""

from __future__ import annotations

import json
import random
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are another distribution
import pytest

from generator.spec.load import parse
from generator.spec.schema import schema
from tests.golden.rendering import SPECS
from tests.properties.mutate import mutated
from tests.properties.outcome import outcome
from tests.properties.test_fuzz import BASES, TREES
from tests.spec.writing import SMALL

VALIDATOR = jsonschema.Draft202012Validator(schema())


def complaints(text: str) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(parse(text).data)]


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


def references(node: Any) -> set[str]:
    if isinstance(node, list):
        return {found for item in node for found in references(item)}
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    mapped = set(node.get("discriminator", {}).get("mapping", {}).values())
    return own | mapped | {found for value in node.values() for found in references(value)}


def test_every_reference_leads_somewhere():
    found = schema()

    assert references(found)
    assert {one for one in references(found) if one.removeprefix("#/$defs/") not in found["$defs"]} == set()


@pytest.mark.parametrize("name", SPECS)
def test_the_specs_of_the_golden_tests_fit(name):
    assert complaints(SPECS[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("provider: s3", "provider: s3, encryption: {type: kms, key: create}"),
        SMALL.replace("{prod: {}}", "{prod: null}"),
        SMALL.replace("{prod: {}}", "{prod: {stores: {media: {cdn: null, encryption: {bucket_key: false}}}}}"),
        SMALL.replace("{prod: {}}", "{prod: {stores: {other: null}, tags: null, storages: null}}"),
        "version: 1\nproject: shop\nenvironments: {prod: {stores: {}, storages: {}}}\n",
        SMALL.replace("access: private", "access: private, url_expiry: 15m, url_window: 60"),
    ],
)
def test_what_the_reader_takes_fits(text):
    assert complaints(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (SMALL + "colour: red\n", "$"),
        (SMALL + "environment: prod\n", "$"),
        (SMALL.replace("version: 1", "version: 2"), "$.version"),
        (SMALL.replace("project: shop\n", ""), "$"),
        (SMALL.replace("environments: {prod: {}}", ""), "$"),
        (SMALL.replace("{prod: {}}", "{}"), "$.environments"),
        (SMALL.replace("{prod: {}}", "[prod]"), "$.environments"),
        (SMALL.replace("{prod: {}}", "{prod: {colour: red}}"), "$.environments.prod"),
        (SMALL.replace("{prod: {}}", "{prod: {stores: {media: {colour: red}}}}"), "$.environments.prod"),
        (SMALL.replace("{prod: {}}", "{prod: {environments: {}}}"), "$.environments.prod"),
        (SMALL.replace("provider: s3", "provider: gcp"), "$.stores.media"),
        (SMALL.replace("provider: s3", "provider: s3, colour: red"), "$.stores.media"),
        (SMALL.replace("provider: s3", "provider: s3, versioning: yes"), "$.stores.media"),
        (SMALL.replace("provider: s3", "provider: s3, encryption: {type: x}"), "$.stores.media"),
        (SMALL.replace("provider: s3", "provider: gcs, region: eu-west-1"), "$.stores.media"),
        (SMALL.replace("provider: s3", "provider: azure, encryption: {type: kms}"), "$.stores.media"),
        (SMALL.replace("access: private", "access: private, url_expiry: 10 minutes"), "$.storages.default.url_expiry"),
        (SMALL.replace("access: private", "access: internal"), "$.storages.default.access"),
    ],
)
def test_what_the_reader_refuses_does_not_fit(text, place):
    assert [found.partition(":")[0] for found in complaints(text)] == [place]


def test_every_valid_spec_fits():
    """A schema that is stricter than the reader would underline what is right; but see `generator.spec.schema`."""
    rng = random.Random(3)
    valid = 0
    for _ in range(400):
        text = json.dumps(mutated(rng, TREES[rng.choice(BASES)]))
        if not outcome(text, None, set()):
            valid += 1
            assert [one for one in complaints(text) if "is a required property" not in one] == []

    assert valid > 60
