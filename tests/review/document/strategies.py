"""Any report at all, from the types of its records."""

from __future__ import annotations

import types
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from infra.review.render.document_shape import is_record, types_of
from infra.review.report import Report

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8"), max_size=4),
    int: st.integers(0, 9),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
}


def of(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a record's type, or of a field's."""
    if is_record(kind):
        return _record(kind)
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return st.one_of([of(item) if item is not type(None) else st.none() for item in inside])
    if origin is tuple and inside[-1] is Ellipsis:
        return st.lists(of(inside[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(of, inside))
    return st.sampled_from(inside) if origin is Literal else _PLAIN[kind]


@cache
def _record(kind: type) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: of(hint) for name, hint in types_of(kind).items()})


reports: st.SearchStrategy[Report] = of(Report)
