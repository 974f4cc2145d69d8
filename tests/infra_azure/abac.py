"""Azure's side of the contract: role assignment conditions, read and evaluated by the documented rules.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format. What is not modelled is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = re.compile(
    r"\s*(?:(?P<string>'[^']*')|(?P<attribute>@(?:Resource|Request)\[[^\]]+\])|(?P<word>[A-Za-z]+)|(?P<mark>[(){}!]))"
)
STRING: dict[str, Callable[[str, str], bool]] = {
    "StringStartsWith": lambda text, start: text.startswith(start),
    "StringEquals": lambda text, other: text == other,
}


@dataclass(frozen=True)
class Request:
    """One data action; attributes by what stands between the brackets. One that is absent fits no comparison."""

    action: str
    suboperation: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while place < len(text.rstrip()):
        match = TOKEN.match(text, place)
        assert match, f"not a condition: {text[place : place + 40]!r}"
        found.append((match.lastgroup or "", match[match.lastgroup or 0]))
        place = match.end()
    return found


class Reader:
    """Recursive descent; `NOT` before `AND` before `OR`."""

    def __init__(self, text: str, request: Request) -> None:
        self.left, self.request = tokens(text), request

    def take(self, *wanted: str) -> str:
        kind, value = self.left.pop(0)
        assert kind in wanted or value in wanted, (value, wanted)
        return value

    def next_is(self, *values: str) -> bool:
        return bool(self.left) and self.left[0][1] in values

    def any_of(self) -> bool:
        found = self.all_of()
        while self.next_is("OR"):
            self.take("OR")
            found = self.all_of() or found
        return found

    def all_of(self) -> bool:
        found = self.unit()
        while self.next_is("AND"):
            self.take("AND")
            found = self.unit() and found
        return found

    def unit(self) -> bool:
        if self.next_is("!", "NOT"):
            self.take("!", "NOT")
            return not self.unit()
        if self.next_is("("):
            self.take("(")
            found = self.any_of()
            self.take(")")
            return found
        return self.comparison() if self.left[0][0] == "attribute" else self.match()

    def match(self) -> bool:
        function = self.take("ActionMatches", "SubOperationMatches")
        self.take("{")
        value = self.take("string")[1:-1]
        self.take("}")
        return value == (self.request.action if function == "ActionMatches" else self.request.suboperation)

    def comparison(self) -> bool:
        attribute, operator, value = self.take("attribute"), self.take("word"), self.take("string")[1:-1]
        known = self.request.attributes.get(attribute)
        return known is not None and STRING[operator](known, value)


def holds(condition: str | None, request: Request) -> bool:
    """Whether the condition lets a request through."""
    if condition is None:
        return True
    reader = Reader(condition, request)
    found = reader.any_of()
    assert not reader.left, reader.left
    return found


def allowed(resources: Any, principal: str, container_id: str, request: Request) -> bool:
    """Whether any assignment of a principal, role and condition together, allows a data action in a container."""
    roles = {item.inputs["roleDefinitionId"]: item for item in resources if item.type.endswith(":RoleDefinition")}
    for item in resources:
        if not item.type.endswith(":RoleAssignment") or item.inputs["principalId"] != principal:
            continue
        role = roles.get(item.inputs["roleDefinitionId"].rpartition("/")[2])
        if role is None or not f"{container_id}/".startswith(f"{item.inputs['scope']}/"):
            continue
        (permission,) = role.inputs["permissions"]
        if request.action in permission["dataActions"] and holds(item.inputs.get("condition"), request):
            return True
    return False
