"""A second reading of Azure's role assignments with conditions, apart from the local cloud's: a grammar, not a scanner.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from lark import Lark, Transformer

_GRAMMAR = r"""
?start: any_of
any_of: all_of (("OR" | "||") all_of)*
all_of: unit (("AND" | "&&") unit)*
?unit: ("NOT" | "!") unit -> neg
     | "(" any_of ")"
     | FUNC "{" STR "}" -> call
     | "Exists" attr -> exists
     | attr OP value -> test
attr: "@" SOURCE "[" PATH "]"
value: STR | "{" STR ("," STR)* "}"
FUNC: "ActionMatches" | "SubOperationMatches"
SOURCE: "Resource" | "Request" | "Principal" | "Environment"
OP: /String[A-Za-z]+/
PATH: /[^\]]+/
STR: /'[^']*'/
%ignore /\s+/
"""
_PARSER = Lark(_GRAMMAR, parser="lalr")
_CONTAINERS = "Microsoft.Storage/storageAccounts/blobServices/containers"
LIST = "Blob.List"


@dataclass(frozen=True)
class Request:
    """A data action (and suboperation) on a blob, or a listing with a prefix, in one container of an account."""

    action: str
    account: str
    container: str
    path: str | None = None
    prefix: str | None = None
    suboperation: str = ""

    def attribute(self, source: str, name: str) -> str | None:
        known = {
            ("Resource", f"{_CONTAINERS}:name"): self.container,
            ("Resource", f"{_CONTAINERS}/blobs:path"): self.path,
            ("Request", f"{_CONTAINERS}/blobs:prefix"): self.prefix,
        }
        return known[source, name]  # a KeyError is an attribute that nobody has modelled


class _Evaluate(Transformer):
    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request

    def any_of(self, parts):
        return any(parts)

    def all_of(self, parts):
        return all(parts)

    def neg(self, parts):
        return not parts[0]

    def call(self, parts):
        name, text = str(parts[0]), str(parts[1])[1:-1]
        found = self.request.action if name == "ActionMatches" else self.request.suboperation
        return re.fullmatch(re.escape(text).replace(r"\*", ".*"), found, re.IGNORECASE) is not None

    def attr(self, parts):
        return self.request.attribute(str(parts[0]), str(parts[1]))

    def value(self, parts):
        return [str(part)[1:-1] for part in parts]

    def exists(self, parts):
        return parts[0] is not None

    def test(self, parts):
        found, operator, wanted = parts
        tests = {
            "StringEquals": lambda value: found == value,
            "StringStartsWith": lambda value: found.startswith(value),
        }
        return found is not None and any(tests[str(operator)](value) for value in wanted)


@functools.cache
def _tree(condition: str):
    return _PARSER.parse(condition)


@dataclass(frozen=True)
class Assignment:
    """A role's data actions for a principal on an account or one container of it."""

    principal: str
    account: str
    container: str | None
    data_actions: tuple[str, ...]
    condition: str | None


def allowed(assignments: list[Assignment], principal: str, request: Request) -> bool:
    for item in assignments:
        scoped = item.account == request.account and item.container in {None, request.container}
        if item.principal != principal or not scoped or request.action not in item.data_actions:
            continue
        if item.condition is None or _Evaluate(request).transform(_tree(item.condition)):
            return True
    return False
