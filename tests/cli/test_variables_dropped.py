"""A variable that leaves the spec takes along what gen-settings wrote, and never what somebody filled in."""

from __future__ import annotations

import json

import pytest

from generator.render.dotenv import MARKER, read_env
from tests.cli.conftest import SECRET, SPEC

STATE = ".stowplan/manifest.json"
ECS = {"{type: vps}": "{type: ecs}"}  # has a role, so no key
UNSIGNED = {"    cdn: {signing: {public_keys: {k1: keys/prod.pem}}}\n": ""}


def respec(site, changes):
    text = SPEC
    for old, new in changes.items():
        text = text.replace(old, new)
    assert text != SPEC
    (site / "storage.yaml").write_text(text, encoding="utf-8")


def fill(site, name, value, file=".env.prod"):
    path = site / file
    lines = [f"{name}='{value}'" if line.startswith(f"{name}=") else line for line in path.read_text().split("\n")]
    assert f"{name}='{value}'" in lines
    path.write_text("\n".join(lines), encoding="utf-8")


def names(site):
    return set(read_env((site / ".env.prod").read_text()))


@pytest.mark.parametrize("between", [0, 1])
def test_values_from_outputs_go(site, gen, outputs, between):
    gen("--env", "prod", "--outputs", outputs())
    for _ in range(between):
        gen("--env", "prod")
    respec(site, ECS)
    answer = gen("--env", "prod")

    assert (answer.code, "AWS_ACCESS_KEY_ID" in names(site)) == (0, False), answer.err
    assert "updated    .env.prod\n" in answer.out
    assert SECRET not in (site / ".env.prod").read_text()


def test_the_manifest_holds_names_and_no_values(site, gen, outputs):
    gen("--env", "prod", "--outputs", outputs())
    text = (site / STATE).read_text()

    assert json.loads(text)["files"][".env.prod"]["values"] == {
        "STORAGE_MEDIA_BUCKET": "run",
        "STORAGE_MEDIA_CDN_DOMAIN": "run",
        "STORAGE_MEDIA_SIGNING_KEY_ID": "run",
        "STORAGE_MEDIA_SIGNING_KEY_FILE": "team",
        "AWS_ACCESS_KEY_ID": "run",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    assert not [word for word in (SECRET, "AKIAEXAMPLE", "K123", "shop-prod-media") if word in text]


def test_a_value_that_was_filled_in_is_named(site, gen, outputs):
    gen("--env", "prod", "--outputs", outputs())
    fill(site, "STORAGE_MEDIA_SIGNING_KEY_FILE", "/run/secrets/key")
    before = (site / ".env.prod").read_bytes()
    respec(site, UNSIGNED)
    refused = gen("--env", "prod")

    assert (refused.code, (site / ".env.prod").read_bytes()) == (5, before)
    assert (
        "\n  .env.prod: STORAGE_MEDIA_SIGNING_KEY_FILE has a value that may be yours, and nothing reads it any more:"
        " copy it below the line for your own variables if you need it, and make it empty above\n"
    ) in refused.err
    assert "/run/secrets/key" not in refused.err


def test_the_way_out_of_the_refusal(site, gen, outputs):
    gen("--env", "prod", "--outputs", outputs())
    fill(site, "STORAGE_MEDIA_SIGNING_KEY_FILE", "/run/secrets/key")
    respec(site, UNSIGNED)
    fill(site, "STORAGE_MEDIA_SIGNING_KEY_FILE", "")
    path = site / ".env.prod"
    path.write_text(path.read_text() + "STORAGE_MEDIA_SIGNING_KEY_FILE='/run/secrets/key'\n", encoding="utf-8")
    answer = gen("--env", "prod")

    assert answer.code == 0, answer.err
    assert (site / ".env.prod").read_text().partition(MARKER)[2] == (
        "\nSTORAGE_MEDIA_SIGNING_KEY_FILE='/run/secrets/key'\n"
    )


def test_a_value_of_the_outputs_that_somebody_replaced_is_named(site, gen, outputs):
    gen("--env", "prod", "--outputs", outputs())
    fill(site, "AWS_ACCESS_KEY_ID", "AKIAROTATED")
    respec(site, ECS)

    assert ".env.prod: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY have values that may be yours" in gen().err


def test_keys_that_somebody_typed_are_named_after_further_runs(site, gen):
    gen("--env", "prod")
    fill(site, "AWS_ACCESS_KEY_ID", "AKIATYPED")
    assert gen("--env", "prod").code == 0
    respec(site, ECS)

    assert ".env.prod: AWS_ACCESS_KEY_ID has a value that may be yours" in gen().err


def test_a_variable_without_a_value_goes(site, gen):
    gen("--env", "prod")
    respec(site, ECS)

    assert (gen("--env", "prod").code, "AWS_ACCESS_KEY_ID" in names(site)) == (0, False)


def test_an_edit_is_still_an_edit(site, gen, outputs):
    gen("--env", "prod", "--outputs", outputs())
    path = site / ".env.prod"
    path.write_text(path.read_text().replace("# its secret", "# mine"), encoding="utf-8")
    respec(site, ECS)

    assert "  .env.prod: edited by hand\n" in gen("--env", "prod").err


def test_a_manifest_without_names_tells_which_variables_may_be_yours(site, gen, outputs):
    gen("--env", "prod", "--outputs", outputs())
    found = json.loads((site / STATE).read_text())
    for entry in found["files"].values():
        entry.pop("values")
        entry.pop("written")
    (site / STATE).write_text(json.dumps(found), encoding="utf-8")
    same = gen("--check", "--env", "prod")
    respec(site, ECS)
    refused = gen("--env", "prod")

    assert same.code == 0
    assert ".env.prod: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY have values that may be yours" in refused.err
    assert gen("--env", "prod", "--force").code == 0
    assert "AWS_ACCESS_KEY_ID" not in names(site)


def test_a_default_that_nobody_changed_goes(site, gen):
    cookies = SPEC.replace("access: private", "access: private, via: cookies").replace(
        "cdn: {signing", "cdn: {domain: cdn.shop.example, hosted_zone_id: Z1, signing"
    )
    text = cookies.replace("hosted_zone_id: Z1", "dns_zone_id: Z0123456789ABC").replace(
        "project: shop\n", "project: shop\nsite: {origins: [https://www.shop.example]}\n"
    )
    (site / "storage.yaml").write_text(text, encoding="utf-8")
    assert gen("--env", "prod").code == 0
    assert read_env((site / ".env.prod").read_text())["STORAGE_MEDIA_COOKIE_DOMAIN"] == ".shop.example"
    (site / "storage.yaml").write_text(text.replace(", via: cookies", ""), encoding="utf-8")

    assert (gen("--env", "prod").code, "STORAGE_MEDIA_COOKIE_DOMAIN" in names(site)) == (0, False)
