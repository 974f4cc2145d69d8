"""The JSON Schema of the report, from the records themselves: `python -m infra.review.render.document_schema`.

It leaves room: a reader of version 1 meets keys of later releases and passes over them.
"""

from __future__ import annotations

import inspect
import types
from importlib import resources
from typing import Any, Literal, Union, get_args, get_origin

from infra.offline.values import dump
from infra.review.render.document_shape import DERIVED, is_path, is_record, types_of
from infra.review.report import Report

ID = "urn:stowplan:review:1"
FILE = "report.schema.json"
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


def published() -> str:
    """The text of the schema that is shipped with the package."""
    return (resources.files("infra.review.render") / FILE).read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of `as_json`, worked out from the records."""
    definitions: dict[str, Any] = {}
    _define(Report, definitions)
    whole = definitions.pop(Report.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "stowplan review",
        **whole,
        "$defs": definitions,
    }


def _define(kind: type, definitions: dict[str, Any]) -> None:
    definitions[kind.__name__] = {}  # a record that holds itself ends here
    properties = {name: _of(hint, definitions) for name, hint in types_of(kind).items()}
    derived = {name: dict(item.schema) for name, item in DERIVED.get(kind, {}).items()}
    definitions[kind.__name__] = {
        "type": "object",
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "properties": properties | derived,
        "required": [*properties, *derived],
    }


def _of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if is_record(kind):
        if kind.__name__ not in definitions:
            _define(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if is_path(kind):
        definitions.setdefault("SpecPath", _path())
        return {"$ref": "#/$defs/SpecPath"}
    origin, of = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(item, definitions) if item is not type(None) else {"type": "null"} for item in of]}
    if origin is tuple:
        return _array(of, definitions)
    if origin is Literal:
        return {"enum": list(of)}
    return {"type": _PLAIN[kind]}


def _array(of: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if of[-1] is Ellipsis:
        return {"type": "array", "items": _of(of[0], definitions)}
    items = [_of(item, definitions) for item in of]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


def _path() -> dict[str, Any]:
    says = "A path in the merged spec of one environment, indexes as text; candidates come best first."
    return {"type": "array", "items": {"type": "string"}, "description": says}


def text() -> str:
    """The schema as it is shipped."""
    return dump(schema()) + "\n"


if __name__ == "__main__":
    print(text(), end="")
