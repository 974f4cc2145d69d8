"""The page in headless Chromium: silent, without scripts, by keyboard, on a phone, light and dark, and by axe's rules.

`STOWPLAN_BROWSER` names a node_modules folder with puppeteer-core, @sparticuz/chromium and axe-core;
`STOWPLAN_SCREENSHOTS` a folder for pictures of the pages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.review.render.page import page
from tests.review.samples import empty_report, failed_report, huge_report, rich_report

MODULES = os.environ.get("STOWPLAN_BROWSER", "")
CHECK = Path(__file__).parents[2] / "browser" / "check.mjs"
BROKEN = """<!DOCTYPE html><html><head><title>x</title></head><body><p style="width: 900px; color: #ccc">wide</p>
<img src="https://example.com/x.png"><script>console.log("noise")</script><summary tabindex="-1">x</summary>
<a href="#x" style="outline: none" tabindex="-1">no way here</a></body></html>"""

pytestmark = [
    pytest.mark.skipif(not MODULES, reason="STOWPLAN_BROWSER names no folder with puppeteer-core and Chromium"),
    pytest.mark.skipif(not shutil.which("node"), reason="no Node.js"),
]


def seen(folder, name, text):
    """What the check says of one page."""
    file = folder / f"{name}.html"
    file.write_text(text, encoding="utf-8")
    shown = f"{'big:' if name == 'huge' else ''}{file}"
    command = ["node", str(CHECK), MODULES, os.environ.get("STOWPLAN_SCREENSHOTS", "-"), shown]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)[name]


@pytest.mark.parametrize("make", [empty_report, rich_report, failed_report, huge_report])
def test_a_reader_meets_nothing_bad(make, tmp_path):
    found = seen(tmp_path, make.__name__.removesuffix("_report"), page(make()))

    assert found.pop("withoutScript") == found.pop("words") > 100
    assert found.pop("milliseconds") < 6000  # under one second on a quiet machine, with two thousand resources
    assert found == {"noise": [], "broken": [], "sideways": [], "unreached": 0, "opens": True}


def test_a_broken_page_is_noticed(tmp_path):
    """The check itself: else what is above would pass for nothing."""
    broken = seen(tmp_path, "broken", BROKEN)

    assert any("https://example.com/x.png" in text for text in broken["noise"])
    assert any("console: noise" in text for text in broken["noise"])
    assert {text.split(": ")[1] for text in broken["broken"]} >= {"color-contrast", "html-has-lang", "image-alt"}
    assert {text.split(":")[0] for text in broken["sideways"]} >= {"360 light", "360 dark", "700", "paper"}
    assert broken["unreached"] > 0
