"""Exported states and previews of the engine, as graphs without secrets."""

from __future__ import annotations

import json

import pytest

from generator.errors import OutputsError
from infra.offline.graph import canonical_json
from infra.offline.values import Secret, Unknown
from infra.review.inputs import preview, state
from infra.review.inputs.foreign import Names

NAMES = Names("stowplan", "prod")
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270"}
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
CANARY = "canary-5f1d-do-not-show"
HEAD = "urn:pulumi:production::shop-infra"


def bucket(**inputs):
    return {
        "urn": f"{HEAD}::stowplan:aws:Store$aws:s3/bucket:Bucket::media",
        "custom": True,
        "id": "shop-media",
        "type": "aws:s3/bucket:Bucket",
        "inputs": {"__defaults": ["forceDestroy"], "forceDestroy": False, "bucket": "shop-media", **inputs},
        "outputs": {"arn": "arn:aws:s3:::shop-media"},
        "parent": f"{HEAD}::stowplan:aws:Store::media",
        "protect": True,
        "provider": f"{HEAD}::pulumi:providers:aws::aws::3f1c",
        "propertyDependencies": {"bucket": None},
    }


def export(*rows):
    return json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": list(rows)}})


def only(text):
    (found,) = state.read(text, NAMES).resources
    return found


def test_names_become_those_of_the_program():
    found = only(export(bucket()))

    assert found.urn == "urn:pulumi:prod::stowplan::stowplan:aws:Store$aws:s3/bucket:Bucket::media"
    assert found.parent == "urn:pulumi:prod::stowplan::stowplan:aws:Store::media"
    assert found.options["provider"] == "urn:pulumi:prod::stowplan::pulumi:providers:aws::aws"
    assert found.options["protect"] is True
    assert found.outputs["id"] == "shop-media"
    assert state.stack_of(export(bucket())) == "production"


def test_what_a_provider_filled_in_is_no_input():
    nested = {"rules": [{"__defaults": ["enabled"], "enabled": True, "id": "a"}]}

    assert dict(only(export(bucket(**nested))).inputs) == {"bucket": "shop-media", "rules": ({"id": "a"},)}


@pytest.mark.parametrize(
    "value",
    [
        {**SECRET, "ciphertext": "AAAB" + CANARY},
        {**SECRET, "plaintext": json.dumps(CANARY)},
        {**SECRET, "plaintext": json.dumps({"a": [CANARY]})},
        {**SECRET, "value": CANARY},
        {**SECRET, "plaintext": "not JSON " + CANARY},
        "[secret]",
    ],
)
def test_secrets_are_gone(value):
    found = only(export(bucket(tags={"x": value})))

    assert isinstance(found.inputs["tags"]["x"], Secret)
    assert CANARY not in canonical_json(state.read(export(bucket(tags={"x": value})), NAMES))


def test_a_secret_is_hidden_wherever_else_it_stands():
    marked, plain = {**SECRET, "plaintext": json.dumps(CANARY)}, f"Bearer {CANARY}"
    text = canonical_json(state.read(export(bucket(tags={"x": marked, "y": plain, CANARY: "z"})), NAMES))

    assert CANARY not in text


def test_settings_of_providers_and_names_of_secrets_are_hidden():
    provider = {
        "urn": f"{HEAD}::pulumi:providers:aws::aws", "custom": True, "id": "1", "type": "pulumi:providers:aws",
        "inputs": {"secretKey": CANARY, "region": "eu-west-1"},
    }  # fmt: skip
    text = canonical_json(
        state.read(export(provider, bucket(adminPassword=CANARY, password=CANARY, client_secret=CANARY)), NAMES)
    )

    assert CANARY not in text
    provider_text = canonical_json(state.read(export(provider), NAMES))
    assert CANARY not in provider_text


@pytest.mark.parametrize(
    "name", ["DB_PASSWORD", "API_KEY", "DJANGO_SECRET_KEY", "masterUserPassword", "github-token", "STRIPE_SECRET"]
)
def test_what_programs_call_their_secrets(name):
    found = only(export(bucket(environment={"variables": {name: CANARY, "auth": f"Bearer {CANARY}"}})))

    assert CANARY not in canonical_json(state.read(export(bucket(environment={name: CANARY})), NAMES))
    assert all(isinstance(item, Secret) for item in found.inputs["environment"]["variables"].values())
    assert only(export(bucket(cors={"allowCredentials": "false"}))).inputs["cors"]["allowCredentials"] == "false"


def test_what_a_program_only_reads_is_not_the_stacks():
    assert state.read(export({**bucket(), "external": True}), NAMES).resources == ()


@pytest.mark.parametrize(
    "odd",
    [
        {"dependencies": 5}, {"dependencies": [5, None]}, {"propertyDependencies": {"a": 5}}, {"aliases": 5},
        {"propertyDependencies": 5}, {"provider": 5}, {"parent": 5}, {"inputs": 5}, {"outputs": []},
    ],
)  # fmt: skip
def test_rows_with_odd_parts_are_read(odd):
    assert len(state.read(export({**bucket(), **odd}), NAMES).resources) == 1
    assert len(preview.read(digest(step("update", {**bucket(), **odd}, replaceReasons=5)), NAMES).before.resources) == 1


def test_equal_secrets_are_equal_and_others_are_not():
    one = only(export(bucket(x={**SECRET, "plaintext": '"a long one"'}))).inputs["x"]
    same = only(export(bucket(x={**SECRET, "value": "a long one"}))).inputs["x"]
    other = only(export(bucket(x={**SECRET, "value": "another one"}))).inputs["x"]

    assert one == same != other


def test_unknown_values():
    assert isinstance(only(export(bucket(arn=UNKNOWN))).inputs["arn"], Unknown)


def test_what_waits_to_be_deleted_is_not_there():
    assert state.read(export({**bucket(), "delete": True}), NAMES).resources == ()


def test_an_empty_stack():
    assert state.read('{"version": 3, "deployment": {}}', NAMES).resources == ()
    assert state.stack_of('{"version": 3, "deployment": {"resources": null}}') == ""


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"steps": []}', '{"deployment": 5}', '{"deployment": {"resources": 5}}', "[" * 100_000, "null"],
)
def test_what_is_no_export(text):
    with pytest.raises(OutputsError, match="pulumi stack export"):
        state.read(text, NAMES)


@pytest.mark.parametrize("row", [{}, {"urn": 5, "type": "x"}, {"urn": "a::b", "type": "x"}, {"urn": f"{HEAD}::a::b"}])
def test_rows_that_are_no_resources(row):
    with pytest.raises(OutputsError, match="no urn or no type"):
        state.read(export(row), NAMES)


def test_errors_show_nothing_of_the_text():
    with pytest.raises(OutputsError) as found:
        state.read(f'{{"password": "{CANARY}"', NAMES)

    assert CANARY not in str(found.value)
    assert found.value.__context__ is None or found.value.__suppress_context__


def step(op, old=None, new=None, **rest):
    return {"op": op, "urn": bucket()["urn"], "oldState": old, "newState": new, **rest}


def digest(*steps):
    return json.dumps({"config": {}, "steps": list(steps), "changeSummary": {"same": 1}})


def test_a_preview_has_two_sides_and_decisions():
    old, new = bucket(), bucket(bucket="other")
    details = {"bucket": {"kind": "update-replace", "inputDiff": True}, "tags": {"kind": "update"}}
    text = digest(
        step("create-replacement", old, new, replaceReasons=["bucket"], detailedDiff=details),
        step("replace", old, new),
        step("delete-replaced", old),
    )
    found = preview.read(text, NAMES)

    (before,), (after,) = found.before.resources, found.after.resources
    assert (before.inputs["bucket"], after.inputs["bucket"]) == ("shop-media", "other")
    assert found.decisions == {before.urn: preview.Decision("replace", ("bucket",))}
    assert preview.stack_of(text) == "production"


@pytest.mark.parametrize(
    ("op", "sides", "decided"),
    [
        ("create", (0, 1), "create"),
        ("delete", (1, 0), "delete"),
        ("same", (1, 1), "same"),
        ("update", (1, 1), "update"),
        ("import", (0, 1), "create"),
        ("one of tomorrow", (1, 1), "update"),
    ],
)
def test_steps(op, sides, decided):
    old, new = (bucket() if there else None for there in sides)
    found = preview.read(digest(step(op, old, new)), NAMES)

    assert (len(found.before.resources), len(found.after.resources)) == sides
    assert [item.op for item in found.decisions.values()] == [decided]


def test_secrets_of_a_preview_are_gone():
    text = digest(step("update", bucket(x={**SECRET, "plaintext": json.dumps(CANARY)}), bucket(x="[secret]", y=CANARY)))
    found = preview.read(text, NAMES)

    assert CANARY not in canonical_json(found.before) + canonical_json(found.after)


@pytest.mark.parametrize("text", ["{}", '{"steps": 5}', "x", '{"deployment": {}}'])
def test_what_is_no_preview(text):
    with pytest.raises(OutputsError, match="pulumi preview --json"):
        preview.read(text, NAMES)


def test_what_the_program_no_longer_says_is_not_answered_from_the_state():
    """Else a boundary that is taken away seems to stay, and nobody sees the rights that it held back."""
    role = "aws:iam/role:Role"
    said = {"name": "web", "permissionsBoundary": "arn:aws:iam::1:policy/edge"}
    urn = f"{HEAD}::{role}::web"
    row = {"urn": urn, "custom": True, "id": "web", "type": role, "inputs": said, "outputs": {**said, "uniqueId": "A"}}
    deployed = state.read(export(row), NAMES)

    identifier, outputs = state.answers(deployed).respond(role, "web", deployed.resources[0].urn, {"name": "web"})

    assert (identifier, outputs["uniqueId"]) == ("web", "A")
    assert "permissionsBoundary" not in outputs


def test_start_scripts_that_set_a_secret_are_hidden():
    script = f"#!/bin/sh\nexport AWS_SECRET_ACCESS_KEY={CANARY}\nexec app"
    harmless = "TOKEN_URL=https://x; secret: ${from.elsewhere}; password=$PASSWORD"
    found = only(export(bucket(userData=script, note=harmless))).inputs

    assert isinstance(found["userData"], Secret)
    assert found["note"] == harmless


def test_what_the_engine_will_replace_anyway():
    urn = only(export(bucket())).urn

    assert state.unfinished(export({**bucket(), "taint": True}), NAMES) == {urn}
    assert state.unfinished(export({**bucket(), "pendingReplacement": True}), NAMES) == {urn}
    assert state.unfinished(export(bucket()), NAMES) == set()
