"""Pydantic's findings as problems: unknown keys with the nearest known one, values with what is allowed."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from generator.spec.capabilities import TITLES
from generator.spec.elsewhere import instead_of_key, instead_of_word, meant_by_key, meant_by_word
from generator.spec.load import KEY
from generator.spec.problems import Problem, listing, nearest, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from generator.spec.load import Path_

_EXPECTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of names",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_YAML_11 = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_WHOLE = re.compile(r"[0-9][0-9_]*(\.0+)?")


def problems(error: ValidationError) -> Iterator[Problem]:
    """One problem for each finding; union tags are taken out of the paths."""
    for item in error.errors(include_url=False):
        path = _untag(item["loc"])
        if item["type"] == "extra_forbidden":
            yield _elsewhere(path, item["loc"]) or _unknown(path, known_keys(item["loc"][:-1]))
        else:
            fix = _member_fix(item["loc"], item.get("input"))
            yield _problem(item["type"], path, item.get("input"), _context(item), item["msg"], fix)


def _unknown(path: Path_, allowed: list[str]) -> Problem:
    name = str(path[-1])
    meant = meant_by_key(name, path[:-1])
    near = f": {meant}" if meant else nearest(name, allowed)
    return problem("SPEC020", *path, KEY, value=name, nearest=near, allowed=listing(allowed, 40))


def _elsewhere(path: Path_, location: Path_) -> Problem | None:
    """A key that stores of other providers have in the same place."""
    tag = location[2] if len(location) > 3 and location[0] == "stores" else None
    provider = next((name for name in TITLES if name == tag), None)
    if provider is None:
        return None
    key, within = str(path[-1]), path[2:-1]
    owners = [TITLES[name] for name in TITLES if name != provider and key in known_keys((*path[:2], name, *within))]
    if not owners:
        return None
    slots = {"key": key, "owners": " and ".join(owners), "provider": TITLES[provider]}
    return problem("SPEC123", *path, KEY, instead=instead_of_key(key, provider), **slots)


def _context(item: ErrorDetails) -> dict[str, Any]:
    """The error's own, and the tags of the union that stands there; the location says which member holds it."""
    return {**item.get("ctx", {}), "tags": _tags(item["loc"])}


def _problem(kind: str, path: Path_, value: Any, context: dict[str, Any], message: str, fix: str) -> Problem:
    name = str(path[-1]) if path else ""
    match kind:
        case "missing":
            return problem("SPEC021", *path, KEY, value=name, where=_place(path[:-1]))
        case "literal_error" | "union_tag_invalid" | "union_tag_not_found":
            return _choice(kind, path, value, context)
        case _ if kind in _EXPECTED:
            fix = fix or _type_fix(kind, value)
            return problem("SPEC023", *path, value=show(value), expected=_EXPECTED[kind], fix=fix)
        case "too_short":
            return problem("SPEC023", *path, value="[]", expected="a list of at least one", fix="name one")
        case "string_too_short":
            return problem("SPEC023", *path, value="''", expected="text of at least one letter", fix="write one")
        case _ if kind.startswith(("greater_than", "less_than")):
            return problem("SPEC024", *path, value=show(value), expected=_lower(message))
        case _:
            return problem("SPEC025", *path, value=show(value), expected=_lower(message))


def _choice(kind: str, path: Path_, value: Any, context: dict[str, Any]) -> Problem:
    if kind == "union_tag_not_found":
        return problem(
            "SPEC021",
            *path,
            value=_tag(context),
            where=f": one of {listing(context['tags'], 20)}",
        )
    if kind == "union_tag_invalid":
        tag = _tag(context)
        path, value, allowed = (*path, tag), value[tag], context["tags"]
    else:
        allowed = context["expected"].replace("' or '", "', '").replace("'", "").split(", ")
    near = nearest(value, allowed) if isinstance(value, str) and value not in allowed else ""
    fix = near.removeprefix(": ") or f"choose one of: {', '.join(allowed)}"
    if isinstance(value, str):
        fix = _by_name(value, allowed) or fix
    if str(value) in allowed and not isinstance(value, str):
        fix = f'put it in quotes: "{value}"'
    if isinstance(value, str) and value in allowed:
        fix = f"write {value} without quotes"
    return problem("SPEC022", *path, value=show(value), allowed=", ".join(allowed), fix=fix)


def _by_name(value: str, allowed: list[str]) -> str | None:
    """How to write what has another name here."""
    word, meant = instead_of_word(value, allowed), meant_by_word(value, allowed)
    if word is not None:
        return f"write {word}, which is what {value} is called here"
    return f"did you mean {meant!r}?" if meant is not None else None


def _tag(context: dict[str, Any]) -> str:
    return str(context["discriminator"]).strip("'")


def _lower(message: str) -> str:
    text = message.removeprefix("Input should be ")
    return text[:1].lower() + text[1:]


def show(value: Any) -> str:
    """The value as a person wrote it, short; collections by kind only."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "null"
    return repr(value) if isinstance(value, str) else str(value).lower()


def _member_fix(path: Path_, value: Any) -> str:
    """`kms` where `{type: kms}` is meant."""
    node = [found for found, _ in _walk(path)][-1]
    members = node.get("discriminator", {}).get("mapping", {})
    if not isinstance(value, str):
        return ""
    word = value if value in members else meant_by_word(value, members)
    return f"write {{{node['discriminator']['propertyName']}: {word}}}" if word is not None else ""


def _type_fix(kind: str, value: Any) -> str:
    if kind == "bool_type" and isinstance(value, str) and value.lower() in _YAML_11:
        return f"write {_YAML_11[value.lower()]}; {value} is text in YAML 1.2"
    if kind == "int_type" and _WHOLE.fullmatch(str(value)):
        return "write plain digits, at most 18: no quotes, leading zeros, _ or decimals"
    if kind == "string_type" and isinstance(value, int | float):
        return "put it in quotes"
    if kind == "string_type":
        return "write text"
    if kind in {"dict_type", "model_type", "model_attributes_type"}:
        return "write `name: value` lines below the key, indented"
    if kind == "tuple_type":
        return "write a list: [a, b], or one `- item` on each line"
    return "see `gen-settings schema` for what may stand here"


def _place(path: Path_) -> str:
    return f" to {'.'.join(str(part) for part in path)}" if path else " at the top of the spec"


@functools.cache
def _schema() -> dict[str, Any]:
    from generator.spec.model import Spec  # the model imports pydantic, which this module only reads

    return Spec.model_json_schema()


def _resolve(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node or "anyOf" in node:
        if "$ref" in node:
            node = _schema()["$defs"][node["$ref"].rpartition("/")[2]]
        else:
            node = next(option for option in node["anyOf"] if option.get("type") != "null")
    return node


def _walk(path: Path_) -> Iterator[tuple[dict[str, Any], str | int | None]]:
    """Each schema node on the way down with the path part that leads on; a part may be a union's tag."""
    node = _resolve(_schema())
    for part in path:
        yield node, part
        node = _resolve(_step(node, part))
    yield node, None


def _step(node: dict[str, Any], part: str | int) -> dict[str, Any]:
    if isinstance(part, int):
        found = node.get("items", {})
    elif "mapping" in node.get("discriminator", {}):
        found = _member(node, str(part))
    else:
        found = node.get("properties", {}).get(part, node.get("additionalProperties", {}))
    return found if isinstance(found, dict) else {}


def _member(node: dict[str, Any], part: str) -> dict[str, Any]:
    mapping: dict[str, str] = node["discriminator"]["mapping"]
    if part in mapping:
        return {"$ref": mapping[part]}
    members = [_resolve({"$ref": reference}) for reference in mapping.values()]
    return next((found["properties"][part] for found in members if part in found["properties"]), {})


def _untag(location: tuple[str | int, ...]) -> Path_:
    kept = [
        part
        for node, part in _walk(location)
        if part is not None and part not in node.get("discriminator", {}).get("mapping", {})
    ]
    return tuple(kept)


def known_keys(path: Path_) -> list[str]:
    """The keys a mapping at `path` may have; for a union, those of all its members."""
    node = [found for found, _ in _walk(path)][-1]
    if "mapping" in node.get("discriminator", {}):
        members = [_resolve({"$ref": reference}) for reference in node["discriminator"]["mapping"].values()]
        return sorted({key for member in members for key in member["properties"]})
    return [key for key in node.get("properties", {}) if not (path == () and key == "environment")]


def _tags(path: Path_) -> list[str]:
    node = [found for found, _ in _walk(path)][-1]
    return list(node.get("discriminator", {}).get("mapping", {}))
