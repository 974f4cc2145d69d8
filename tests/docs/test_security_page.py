"""The tables and the policy of docs/security.md, and the grants of docs/spec.md."""

from __future__ import annotations

import json
import re

from generator.messages import SENTENCES
from generator.messages.common import ACCESS
from infra.policies import s3
from infra.policies.grants import grants_of
from tests.docs.pages import DOCS, blocks, opened, tables

PAGE = DOCS / "security.md"
OBJECT_SETS = {"read": s3.READ, "write": s3.WRITE, "delete": s3.DELETE, "list": s3.LIST}


def codes(table: str) -> set[str]:
    return {row[0].strip("`") for row in tables(PAGE)[table]}


def of(sentences, severity: str) -> set[str]:
    return {code for code, sentence in sentences.items() if sentence.severity == severity}


def test_what_is_refused_is_an_error():
    assert codes("refused") <= of(SENTENCES, "error")


def test_no_refused_way_of_serving_is_left_out():
    assert of(ACCESS, "error") - codes("refused") == set()


def test_every_warning_is_listed():
    assert codes("warned") == of(SENTENCES, "warning")


def test_the_policy_is_the_one_that_is_made(tmp_path):
    (spec,) = [block.text for block in blocks(PAGE, "yaml")]
    (shown,) = [json.loads(block.text) for block in blocks(PAGE, "json") if block.mark == "policy: web"]
    prod = opened(tmp_path, spec).document.environment("prod")

    assert s3.workload_policy(grants_of(prod, "web")) == shown


def test_grants_are_these_actions():
    said = {row[0].strip("`"): set(re.findall(r"`(s3:\w+)`", row[1])) for row in tables(DOCS / "spec.md")["grants"]}

    assert said == {action: set(actions) for action, actions in OBJECT_SETS.items()}
