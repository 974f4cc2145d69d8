"""docs/policy.md is true. `STOWPLAN_GOLDEN=1` writes its table of rules anew; read the difference before a commit."""

from __future__ import annotations

import os
import re
from pathlib import Path

from infra.review.policy import RULES
from infra.review.policy.table import table

PAGE = Path(__file__).parents[3] / "docs/policy.md"
BEGIN, END = "<!-- table: rules -->\n", "<!-- end: rules -->"


def parts():
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    return before, *rest.split(END)


def test_the_table_is_the_rules():
    before, shown, after = parts()
    if os.environ.get("STOWPLAN_GOLDEN") == "1":
        PAGE.write_text(f"{before}{BEGIN}{table(RULES)}{END}{after}", encoding="utf-8")
        return
    assert shown == table(RULES)


def test_rules_that_the_text_names_exist():
    before, _, after = parts()
    named = {name for text in (before, after) for name in re.findall(r"`((?:s3|gcs|gcp|azure|iam)-[a-z-]+)`", text)}
    assert named - {"azure-native"} <= {rule.id for rule in RULES}


def test_what_is_not_checked_is_no_rules_reference():
    """An item is checked, or the page says why not; an item `in part` is both."""
    _, _, after = parts()
    listed = [line for line in after.splitlines() if line.startswith("| ") and "in part" not in line]
    numbers = {number for line in listed for number in re.findall(r"S3\.\d+|CloudFront\.\d+", line)}
    assert numbers
    assert not {
        number for rule in RULES for text in rule.references for number in numbers if text.endswith(f" {number}")
    }


def test_every_item_of_the_standard_is_checked_or_said():
    """S3 and CloudFront items of FSBP and Security Hub that are about buckets and distributions."""
    _, _, after = parts()
    wanted = {f"S3.{n}" for n in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 22, 23, 24)}
    wanted |= {f"CloudFront.{n}" for n in (1, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 17)}
    said = {text.rpartition(" ")[2] for rule in RULES for text in rule.references}
    assert wanted <= said | set(re.findall(r"S3\.\d+|CloudFront\.\d+", after))


def test_every_item_of_azure_is_checked_or_said():
    _, _, after = parts()
    said = {text for rule in RULES for text in rule.references}
    assert {f"CIS Azure 3.0 4.{n}" for n in range(1, 18)} <= said | set(re.findall(r"CIS Azure 3\.0 4\.\d+", after))
    six = ("9.2.1", "9.2.2", "9.2.3", "9.3.1.1", "9.3.1.2", "9.3.1.3", "9.3.2.1", "9.3.2.2", "9.3.2.3", "9.3.3.1")
    assert {f"CIS Azure 6.0 {n}" for n in (*six, *(f"9.3.{n}" for n in range(4, 12)))} <= said
