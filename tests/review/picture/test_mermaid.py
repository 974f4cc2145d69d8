"""The picture as text that Mermaid and Graphviz draw."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from infra.review.render.mermaid import dot, mermaid, quoted
from infra.review.report import Edge, Node, Picture
from tests.review.mermaid import complaints, needs_mermaid
from tests.review.samples import HOSTILE, LONG, huge_report, rich_report
from tests.review.strategies import PICTURES

RICH = rich_report().environments[0].picture
LABEL = r'"[^"`<>\[\]{}|]+"'
LINE = re.compile(
    rf"flowchart LR|  n\d+(\(\[|\[\(|\[|\{{\{{|\(\(){LABEL}(\]\)|\)\]|\]|\}}\}}|\)\))(:::\w+)?"
    rf"|  n\d+ (-->|==>|-\.->)(\|{LABEL}\|)? n\d+|  note\[{LABEL}\]"
    r"|  classDef \w+ [\w:#,-]+|  linkStyle [\d,]+ [\w:#,-]+"
)
DOT_LINE = re.compile(
    r'digraph review \{|\}|  rankdir=LR|  node \[.*\]|  (n\d+|note|n\d+ -> n\d+) \[(\w+=(\w+|"(\\.|[^"\\])*") ?)+\]'
)


def wrong(text, line):
    return [found for found in text.splitlines() if not line.fullmatch(found)]


def test_what_changes_has_a_class_and_a_word():
    text = mermaid(RICH)

    assert '  n0(["web (changed)"]):::changed\n' in text
    assert '  n5{{"CDN of media"}}\n' in text
    assert '  n0 ==>|"read, write"| n2\n' in text
    assert "  n2 -.-> n4\n" in text
    assert "  linkStyle 1,5 stroke:#1a7f37" in text
    assert "classDef added fill:#dafbe1,stroke:#1a7f37,stroke-width:2px,color:#0b3d1a" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_label_closes_itself(text):
    assert re.fullmatch(r"(#\d+;|[A-Za-z0-9 /,_()]|[^\x00-\x7f])+", quoted(text))


@settings(max_examples=150, deadline=None)
@given(PICTURES)
def test_any_picture_has_only_lines_of_the_grammar(picture):
    assert wrong(mermaid(picture), LINE) == []
    assert wrong(dot(picture), DOT_LINE) == []


def test_nothing_marked_needs_no_classes():
    assert mermaid(Picture((Node("a", "store", "media"),))) == 'flowchart LR\n  n0[("media")]\n'


def test_a_huge_picture_stays_below_mermaids_limits():
    text = mermaid(huge_report(5000).environments[0].picture)

    assert len(text) < 50_000
    assert len(re.findall("==>|-->", text)) <= 400
    assert "4,920 changed storages, 5,000 changed stores not drawn" in text.replace("#44;", ",")


def test_many_arrows_between_few_are_cut_to_those_that_change():
    nodes = tuple(Node(f"w{n}", "workload", str(n)) for n in range(30))
    stores = tuple(Node(f"a{n}", "storage", str(n)) for n in range(30))
    edges = tuple(Edge(f"w{n}", f"a{m}", mark="added" if n == m else "same") for n in range(30) for m in range(30))
    text = mermaid(Picture((*nodes, *stores), edges))

    assert text.count("==>") == 30
    assert len(re.findall("==>|-->", text)) == 400
    assert "some edges not drawn" in text


def test_a_picture_fits_where_there_is_less_room():
    nodes = tuple(Node(str(n), "storage", LONG, "added") for n in range(200))

    assert len(mermaid(Picture(nodes), 2_000)) <= 2_000


def test_graphviz_labels_are_quoted():
    text = dot(Picture((Node("a", "store", 'a"b\\ <c>'), Node("b", "reader", "x", "removed")), (Edge("a", "b", 'q"'),)))

    assert r'n0 [shape=cylinder label="a\"b\\ <c>"]' in text
    assert r'n0 -> n1 [label="q\""]' in text


@needs_mermaid
def test_mermaid_itself_reads_it(tmp_path):
    pictures = [RICH, huge_report(300).environments[0].picture]
    pictures += [Picture((Node("a", "store", text, "added"),), (Edge("a", "a", text),)) for text in HOSTILE]

    assert complaints(tmp_path, [mermaid(picture) for picture in pictures]) == ""
