"""The subset of CEL: what holds, and what is refused because it is not modelled."""

from __future__ import annotations

import pytest

from infra.decisions.gcp.conditions import ConditionError, holds, parse

OBJECT = {
    "type": "storage.googleapis.com/Object",
    "service": "storage.googleapis.com",
    "name": "projects/_/buckets/b/objects/media/a.jpg",
}
MEDIA = 'resource.name.startsWith("projects/_/buckets/b/objects/media/")'
TYPE = 'resource.type == "storage.googleapis.com/Object"'


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        (MEDIA, True),
        (f"{TYPE} && {MEDIA}", True),
        (f"{TYPE}&&({MEDIA} || resource.name == 'x')", True),
        ('resource.name.startsWith("projects/_/buckets/b/objects/media2/")', False),
        ('resource.type == "storage.googleapis.com/Bucket" || ' + MEDIA, True),
        (f'resource.service == "other" && {TYPE} || {MEDIA}', True),
        (f'resource.service == "other" && ({TYPE} || {MEDIA})', False),
    ],
)
def test_what_holds(expression, result):
    assert holds(expression, OBJECT) is result


def test_escapes_are_read():
    resource = {"name": 'a"b\\c\u00e9\u200b'}
    assert holds(r"""resource.name == "a\"b\\c\U000000e9\U0000200b" """, resource)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "'the end' where only 'resource'"),
        ("true", "'true' where only 'resource'"),
        (f"!({MEDIA})", "is not modelled from '!"),
        ('resource.name != "x"', "is not modelled from '!="),
        ('resource.name.endsWith("x")', "'endsWith' where only 'startsWith'"),
        ('request.time < timestamp("2020")', "is not modelled from '< timestamp"),
        ("api.getAttribute('x', '') == 'y'", "'api' where only 'resource'|is not modelled"),
        ("resource.owner == 'x'", "resource.owner is not modelled"),
        (f"{TYPE} {MEDIA}", "is not modelled from 'resource' on"),
        (f"({TYPE}", "'the end' where only"),
        ("resource.name == resource.type", "'resource' where only a string is modelled"),
        (r"resource.name == 'a\n'", "the escape '\\\\\\\\n' is not modelled"),
        ("resource.name == 'a", "is not modelled from"),
    ],
)
def test_the_rest_is_refused(expression, message):
    with pytest.raises(ConditionError, match=message):
        parse(expression)
