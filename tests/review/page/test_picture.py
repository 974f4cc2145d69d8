"""The picture on the page: nothing lies over anything else, and what changes is told apart without colour."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings

from infra.review.render.page_layers import COLUMNS, layers
from infra.review.render.page_picture import MOST, drawing
from infra.review.report import Edge, Node, Picture
from tests.review.document.strategies import of
from tests.review.samples import huge_report, rich_report

CHAIN = Picture(
    (
        Node("w", "workload", "web"), Node("a", "storage", "default\nmedia/", "changed"), Node("s", "store", "media"),
        Node("c", "cdn", "CDN"), Node("r", "reader", "anyone", "added"), Node("o", "store", "old", "removed"),
    ),
    (
        Edge("w", "a", "read, write"), Edge("a", "s"), Edge("s", "c"), Edge("c", "r", "read", "added"),
        Edge("a", "o", "", "removed"), Edge("s", "r"),
    ),
)  # fmt: skip


def boxes(picture):
    return {box.title: box for box in drawing(picture, "p").boxes}


def test_nothing_to_draw_is_no_picture():
    assert drawing(Picture(), "p") is None


def test_columns_go_from_workloads_to_readers():
    places = [box.x for box in sorted(boxes(CHAIN).values(), key=lambda box: box.x)]
    order = [text for _, text in drawing(CHAIN, "p").heads]

    assert places == sorted(places)
    assert order == ["Workloads", "Storages", "Stores", "CDN", "Readers"]


def test_a_column_without_nodes_takes_no_room():
    picture = Picture((Node("w", "workload", "web"), Node("s", "store", "media")), (Edge("w", "s"),))

    assert [text for _, text in drawing(picture, "p").heads] == ["Workloads", "Stores"]
    assert drawing(picture, "p").width < 320


@pytest.mark.parametrize("picture", [CHAIN, rich_report().environments[0].picture])
def test_boxes_do_not_overlap_and_stay_inside(picture):
    made = drawing(picture, "p")

    for one, other in combinations(made.boxes, 2):
        apart = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert apart or abs(one.y - other.y) >= one.height
    assert all(b.x >= 0 and b.x + b.width <= made.width and b.y + b.height <= made.height for b in made.boxes)


def test_a_line_that_passes_a_column_has_a_place_of_its_own_there():
    way = next(way for edge, way in layers(CHAIN).ways if (edge.source, edge.target) == ("s", "r"))

    assert len(way) == 3
    assert way[1] in layers(CHAIN).columns[COLUMNS.index("cdn")]


def test_lines_that_need_not_cross_do_not():
    nodes = [Node(f"w{n}", "workload", f"w{n}") for n in range(4)] + [
        Node(f"a{n}", "storage", f"a{n}") for n in range(4)
    ]
    picture = Picture(tuple(nodes), tuple(Edge(f"w{n}", f"a{3 - n}") for n in range(4)))
    left, right = layers(picture).columns[:2]

    assert [name[1:] for name in left] == [str(3 - int(name[1:])) for name in right]


def test_texts_on_lines_that_cross_do_not_lie_over_each_other():
    nodes = [Node(f"w{n}", "workload", f"w{n}") for n in range(2)] + [
        Node(f"a{n}", "storage", f"a{n}") for n in range(4)
    ]
    edges = tuple(Edge(f"w{w}", f"a{a}", "read, write") for w in range(2) for a in range(4))
    places = [line.y for line in drawing(Picture(tuple(nodes), edges), "p").lines]

    assert min(abs(one - other) for one, other in combinations(places, 2)) >= 12


def test_marks_are_signs_too():
    found = boxes(CHAIN)

    assert found["anyone (reader, added)"].sign == "+"
    assert found["old (store, removed)"].sign == "\N{MINUS SIGN}"
    assert found["default media/ (storage, changed)"].sign == "~"
    assert {line.text for line in drawing(CHAIN, "p").lines} == {"read, write", "", "+ read", "\N{MINUS SIGN}"}


def test_the_table_says_what_the_picture_shows():
    picture = Picture((*CHAIN.nodes, Node("x", "store", "alone", "added")), CHAIN.edges)
    (table,) = drawing(picture, "p").words.tables
    rows = [" ".join(part.text for cell in row.cells for part in cell) for row in table.rows]

    assert rows[0] == "web (workload) default media/ (storage) read, write same"
    assert rows[-1] == "alone (store) added"
    assert drawing(picture, "p").said == "7 things and 6 arrows: 3 added, 2 removed, 1 changed."


def test_a_long_label_is_cut_and_whole_in_the_tooltip():
    picture = Picture((Node("s", "store", "名前のながいバケット" * 9),))
    (box,) = drawing(picture, "p").boxes

    assert box.lines[0][2].endswith("…")
    assert box.width < 300
    assert "名前のながいバケット" * 9 in box.title


def test_of_a_huge_picture_what_changes_is_drawn():
    nodes = tuple(Node(f"s{n}", "store", f"s{n}", "added" if n == 900 else "same") for n in range(1000))
    nodes += (Node("w", "workload", "web"),)
    made = drawing(Picture(nodes, (Edge("w", "s900", "read", "added"),)), "p")

    assert len(made.boxes) <= MOST
    assert {"s900 (store, added)", "web (workload, same)"} <= {box.title for box in made.boxes}
    assert "left out of the picture; the table has all" in made.hidden


def test_a_huge_picture_says_how_much_is_left_out():
    made = drawing(huge_report().environments[0].picture, "p")

    assert len(made.boxes) <= MOST
    assert made.hidden == f"{4000 - len(made.boxes):,} things are left out of the picture; the table has all."


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(of(Picture))
def test_any_picture_can_be_drawn(picture):
    made = drawing(picture, "p")

    assert (made is None) == (not picture.nodes)


def test_lines_to_themselves_back_and_to_nowhere_are_drawn_or_left_out():
    edges = (Edge("w", "w", "self"), Edge("s", "w", "back"), Edge("s", "o"), Edge("s", "nowhere"))

    assert len(drawing(Picture(CHAIN.nodes, edges), "p").lines) == 3
