"""The last look at a module before it may be written: is it what was meant, and nothing else."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from generator.render.literals import Call, Name, Ref, SourceError, Value, split_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# What generated settings may import besides their own package. `os`, `builtins` and the like stay out on purpose.
IMPORT_ROOTS = frozenset({"azure", "botocore", "datetime", "django", "google", "pathlib", "storages"})

_NODES = (
    *(ast.Module, ast.Expr, ast.Assign, ast.ImportFrom, ast.alias),
    *(ast.Constant, ast.Dict, ast.List, ast.Tuple, ast.UnaryOp, ast.USub),
    *(ast.Call, ast.keyword, ast.Name, ast.Load, ast.Store),
)


def check_module(text: str, targets: Iterable[str], values: Mapping[str, Value]) -> None:
    """Pass a module that is one docstring, the imports of `targets` and the assignments `values`, in that order.

    Raises:
        SourceError: it does not compile, holds another kind of node, imports something else, or a value read back
            from the text is not the value given.
    """
    try:
        tree = ast.parse(text)
        compile(text, "<generated>", "exec")
    except (SyntaxError, ValueError) as error:
        raise SourceError(f"the generated module does not compile: {type(error).__name__}") from None
    for node in ast.walk(tree):
        if not isinstance(node, _NODES):
            raise SourceError(f"the generated module holds a {type(node).__name__}")
    imported = _check_imports(tree, frozenset(map(split_target, targets)))
    _check_assignments(tree, values, imported)


def _check_imports(tree: ast.Module, wanted: frozenset[tuple[str, str]]) -> frozenset[str]:
    found = [
        ("." * node.level + (node.module or ""), alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname is None
    ]
    for module, _ in wanted:
        if not module.startswith(".") and module.partition(".")[0] not in IMPORT_ROOTS:
            raise SourceError(f"generated modules may not import {module}")
    if sorted(found) != sorted(wanted):
        raise SourceError("the generated module does not import what its values need")
    return frozenset(name for _, name in found)


def _check_assignments(tree: ast.Module, values: Mapping[str, Value], imported: frozenset[str]) -> None:
    statements = [node for node in tree.body if not isinstance(node, ast.ImportFrom)]
    docstring, assigns = statements[:1], statements[1:]
    if not docstring or ast.get_docstring(tree) is None or len(assigns) != len(values):
        raise SourceError("the generated module is not one docstring, imports and assignments")
    known = set(imported)
    for node, (name, value) in zip(assigns, values.items(), strict=True):
        if not isinstance(node, ast.Assign) or [_name(target) for target in node.targets] != [name]:
            raise SourceError(f"the generated module does not assign {name} where it should")
        if not _same(node.value, value, frozenset(known)):
            raise SourceError(f"the text of {name} does not read back as the value given")
        if name in known:
            raise SourceError(f"{name} would be defined twice")
        known.add(name)


def _name(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _same(node: ast.expr, value: Value, known: frozenset[str]) -> bool:
    """Whether the text's tree is exactly this value; names count only if the module defines them before."""
    match value:
        case Call():
            return isinstance(node, ast.Call) and _same_call(node, value, known)
        case Name():
            return _name(node) == split_target(value.target)[1] in known
        case Ref():
            return _name(node) == value.name in known
        case list() | tuple():
            kind = ast.List if isinstance(value, list) else ast.Tuple
            return isinstance(node, kind) and _same_items(node.elts, value, known)
        case dict():
            if not isinstance(node, ast.Dict) or None in node.keys:
                return False
            keys = [key for key in node.keys if key is not None]
            return _same_items(keys, list(value), known) and _same_items(node.values, list(value.values()), known)
        case _:
            return _same_literal(node, value)


def _same_call(node: ast.Call, value: Call, known: frozenset[str]) -> bool:
    return (
        _name(node.func) == split_target(value.target)[1] in known
        and [item.arg for item in node.keywords] == list(value.kwargs)
        and _same_items(node.args, value.args, known)
        and _same_items([item.value for item in node.keywords], list(value.kwargs.values()), known)
    )


def _same_items(nodes: list[ast.expr], values: list[Value] | tuple[Value, ...], known: frozenset[str]) -> bool:
    return len(nodes) == len(values) and all(map(lambda n, v: _same(n, v, known), nodes, values))


def _same_literal(node: ast.expr, value: Value) -> bool:
    try:
        found = ast.literal_eval(node)
    except ValueError:
        return False
    return type(found) is type(value) and bool(found == value)
