"""What a person reads: a table that fits, Markdown that nothing breaks, a picture, and JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as Tree
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from infra.explain.forms.document import matrix_json
from infra.explain.forms.grid import grid
from infra.explain.forms.markdown import escaped, matrix_markdown
from infra.explain.forms.picture import matrix_svg
from infra.explain.forms.text import WIDTH, matrix_text
from infra.explain.matrix import Matrix, Row
from infra.explain.records import Place
from tests.explain.worlds import ROOT, opened, whole

NAMES = ("shop", "aws", "google", "azure")
HOSTILE = "</desc><script>alert(1)</script>|`@everyone`\u202e\n# ![x](http://evil)"


def hostile():
    """A matrix whose names are all an attack."""
    found = whole("shop")
    places = tuple(replace(place, alias=f"{HOSTILE}{number}", key=HOSTILE) for number, place in enumerate(found.places))
    rows = tuple(Row(HOSTILE, row.way) for row in found.rows[:1])
    rights = next(iter(found.cells.values()))
    return Matrix(HOSTILE, "prod", rows, places, {(rows[0], place.alias): rights for place in places})


def many(count):
    found = whole("shop")
    places = tuple(Place("media", "s3", "b", key=f"tenants/{n}/", alias=f"tenant{n}") for n in range(count))
    rights = next(iter(found.cells.values()))
    return replace(found, places=places, cells={(found.rows[0], place.alias): rights for place in places})


@pytest.mark.parametrize("name", NAMES)
def test_the_table_fits_and_has_every_cell(name):
    text = matrix_text(whole(name))
    shown = grid(whole(name))

    assert max(map(len, text.splitlines())) <= WIDTH
    for _, cells in shown.rows:
        for cell in cells:
            assert cell.text in text


@pytest.mark.parametrize("count", [1, 8, 9, 300])
def test_many_storages_stand_below_each_other(count):
    found = many(count)
    text = matrix_text(found)

    assert max(map(len, text.splitlines())) <= WIDTH
    assert grid(found).corner == ("storage" if count > 8 else "who may")
    assert len([line for line in text.splitlines() if line.startswith("tenant")]) >= (count if count > 8 else 0)


def test_many_workloads_take_several_tables():
    found = whole("shop")
    rows = tuple(Row(f"a-workload-with-a-long-name-{number}", "identity") for number in range(30))
    text = matrix_text(replace(found, rows=rows, cells={}))

    assert max(map(len, text.splitlines())) <= WIDTH
    assert all(f"name-{number}\n" in text or f"name-{number} " in text for number in range(30))


@pytest.mark.parametrize("name", NAMES)
def test_markdown_is_one_table_with_every_cell(name):
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(matrix_markdown(whole(name)))
    shown = grid(whole(name))
    cells = len(shown.rows) * len(shown.columns)

    assert sum(token.type == "td_open" for token in tokens) == cells + len(shown.rows)
    assert sum(token.type == "list_item_open" for token in tokens) == len(shown.notes) + len(shown.legend)


def test_names_break_out_of_nothing():
    markdown, picture, text = (form(hostile()) for form in (matrix_markdown, matrix_svg, matrix_text))
    html = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)

    assert "<script" not in html
    assert "<img" not in html
    assert "<script" not in picture
    assert "\u202e" not in markdown + picture + text
    assert "@everyone" not in markdown
    assert [item.tag for item in Tree.fromstring(picture).iter() if "script" in item.tag] == []
    assert escaped("a|b_c@d") == "a&#124;b&#95;c&#64;d"


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_whole_and_asks_for_nothing(name):
    picture = matrix_svg(whole(name))
    root = Tree.fromstring(picture)
    spaces = "{http://www.w3.org/2000/svg}"
    texts = [item.text for item in root.iter(f"{spaces}text")]

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    assert root.find(f"{spaces}title").text == f"Who may do what: {opened(name)[0].project}, environment prod"
    assert "web: " in root.find(f"{spaces}desc").text
    assert "prefers-color-scheme: dark" in picture
    assert "href" not in picture
    assert "url(" not in picture
    assert picture.count("http") == 1  # its namespace
    for alias in opened(name)[0].storages:
        assert alias in texts
    assert not any(item.tag == f"{spaces}path" for item in root.iter())  # text is text


@pytest.mark.parametrize("name", NAMES)
def test_nothing_lies_outside_the_picture(name):
    root = Tree.fromstring(matrix_svg(whole(name)))
    width, height = float(root.get("width")), float(root.get("height"))
    letters = {"title": 9.2, "small": 6.7, None: 8}

    for item in root.iter("{http://www.w3.org/2000/svg}text"):
        assert float(item.get("x")) + len(item.text) * letters[item.get("class")] <= width + 1, item.text
        assert float(item.get("y")) <= height


def test_json_has_each_right_with_its_statements():
    found = json.loads(matrix_json(whole("shop")))
    rights = {(item["who"], item["way"], item["storage"], item["action"]): item for item in found["rights"]}

    assert [row["who"] for row in found["rows"]] == ["web", "worker", "deploy", "anyone", "anyone"]
    assert rights["web", "identity", "uploads", "write"]["statements"][0]["name"] == "Write"
    assert rights["anyone", "cdn", "documents", "read"]["verdict"] == "signed"
    assert ("worker", "identity", "uploads", "write") not in rights
    assert all(item["statements"] for item in found["rights"])


def test_the_same_spec_gives_the_same_bytes_in_any_process():
    script = (
        "import hashlib\n"
        "from generator.app import open_project\n"
        "from infra.explain.clouds import read\n"
        "from infra.explain.matrix import matrix\n"
        "from infra.explain.forms.document import matrix_json\n"
        "from infra.explain.forms.picture import matrix_svg\n"
        "from tests.explain.test_scale import graph_by_hand\n"
        "spec = open_project('storage.yaml').document.environment('prod')\n"
        "found = matrix(read(graph_by_hand(spec), spec), spec)\n"
        "print(hashlib.sha256((matrix_svg(found) + matrix_json(found)).encode()).hexdigest())\n"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(hashes) == 1
