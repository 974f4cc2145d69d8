"""Rule sets of Front Door: headers that rules add to requests and answers, under match conditions.

Source: "Azure Front Door rule set actions" and "... match conditions". What would change an answer and is not modelled
is refused when the rule is made; a cache override has no effect, as nothing is cached here. Append joins the new value
to the old one with nothing between them, as the documentation's example does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from infra.local.azure.world import of_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from infra.local.aws.wire import Request, Response
    from infra.local.azure.world import Record, World

_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "Equal": lambda actual, wanted: actual == wanted,
    "BeginsWith": lambda actual, wanted: actual.startswith(wanted),
    "EndsWith": lambda actual, wanted: actual.endswith(wanted),
    "Contains": lambda actual, wanted: wanted in actual,
}
_HEADER_ACTIONS = frozenset({"Append", "Overwrite", "Delete"})


def check(inputs: Mapping[str, Any]) -> None:
    """Raise ValueError for a rule that is not modelled."""
    for condition in inputs.get("conditions") or ():
        if condition["name"] not in _SUBJECTS:
            raise ValueError(f"the match condition {condition['name']} is not emulated")
        operator = condition["parameters"]["operator"]
        if operator != "Any" and operator not in _OPERATORS:
            raise ValueError(f"the operator {operator} of {condition['name']} is not emulated")
    for action in inputs.get("actions") or ():
        _check_action(action["name"], action["parameters"])


def matching(world: World, rule_sets: Iterable[str], request: Request) -> list[Record]:
    """The rules of these rule sets (ids) that a request fires, in order."""
    found = []
    for rule_set in rule_sets:
        for rule in sorted(of_type(world, "cdn:Rule", rule_set), key=lambda item: item.inputs.get("order") or 0):
            if all(_holds(item, request) for item in rule.inputs.get("conditions") or ()):
                found.append(rule)
                if rule.inputs.get("matchProcessingBehavior") == "Stop":
                    return found
    return found


def asked(found: Iterable[Record], headers: Mapping[str, str]) -> dict[str, str]:
    """The request's headers as the origin gets them."""
    changed = dict(headers)
    for action, name, value in _actions(found, "ModifyRequestHeader"):
        _change(changed, action, name.lower(), value)
    return changed


def answered(found: Iterable[Record], response: Response) -> Response:
    """The answer as the viewer gets it."""
    for action, name, value in _actions(found, "ModifyResponseHeader"):
        old = response.header(name)
        if action == "Delete":
            kept = tuple(item for item in response.headers if item[0].lower() != name.lower())
            response = replace(response, headers=kept)
        else:
            response = response.plus({name: f"{old}{value}" if action == "Append" and old else value})
    return response


def _check_action(name: str, parameters: Mapping[str, Any]) -> None:
    if name == "RouteConfigurationOverride":
        if parameters.get("originGroupOverride"):
            raise ValueError("the action RouteConfigurationOverride is emulated for caching only")
        return
    if name not in {"ModifyRequestHeader", "ModifyResponseHeader"}:
        raise ValueError(f"the action {name} is not emulated")
    if parameters.get("headerAction") not in _HEADER_ACTIONS:
        raise ValueError(f"the header action {parameters.get('headerAction')!r} is none of Append, Overwrite, Delete")


def _actions(found: Iterable[Record], kind: str) -> Iterator[tuple[str, str, str]]:
    for rule in found:
        for action in rule.inputs.get("actions") or ():
            if action["name"] == kind:
                given = action["parameters"]
                yield given["headerAction"], given["headerName"], str(given.get("value") or "")


def _change(headers: dict[str, str], action: str, name: str, value: str) -> None:
    if action == "Delete":
        headers.pop(name, None)
    else:
        headers[name] = headers.get(name, "") + value if action == "Append" else value


def _holds(condition: Mapping[str, Any], request: Request) -> bool:
    given = condition["parameters"]
    actual = _SUBJECTS[condition["name"]](request, str(given.get("selector") or ""))
    lower = "Lowercase" in (given.get("transforms") or ())
    actual = actual.lower() if lower else actual
    operator = given["operator"]
    found = (
        bool(actual)
        if operator == "Any"
        else any(_OPERATORS[operator](actual, str(value)) for value in given.get("matchValues") or ())
    )
    return found is not bool(given.get("negateCondition"))


_SUBJECTS: Mapping[str, Callable[[Request, str], str]] = {
    "RequestHeader": lambda request, selector: request.headers.get(selector.lower(), ""),
    "RequestMethod": lambda request, _: request.method,
    "UrlPath": lambda request, _: request.plain_path.removeprefix("/"),
    "UrlFileExtension": lambda request, _: request.plain_path.rpartition("/")[2].rpartition(".")[2],
    "QueryString": lambda request, _: request.query,
}
