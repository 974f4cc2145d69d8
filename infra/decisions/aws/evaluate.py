"""Decides one request by IAM policies, with no cloud and no SDK.

Rules, from "Policy evaluation logic" and "IAM JSON policy elements" (IAM user guide) and "Access control in Amazon S3":
nothing is allowed by default, an explicit Deny whose Condition holds always wins, actions ignore case and resources
do not. Within one account an identity policy or a resource policy is enough; across accounts both must allow; a
service and an anonymous caller have the resource policy only. An Allow for an account (or its root) hands the decision
to that account's identity policies; a Deny for an account binds everyone in it. NotPrincipal is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from infra.decisions.aws import conditions
from infra.decisions.aws.conditions import PolicyError
from infra.decisions.aws.documents import Policy, Statement, policy
from infra.decisions.aws.patterns import glob

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["ANONYMOUS", "Decision", "Policy", "PolicyError", "Principal", "Request", "decide", "policy"]

CallerKind = Literal["root", "user", "session", "service", "federated", "anonymous"]

_PRINCIPAL_TYPES: Mapping[CallerKind, str] = {
    "root": "Account", "user": "User", "session": "AssumedRole", "federated": "FederatedUser", "anonymous": "Anonymous",
}  # fmt: skip
_ELEMENT_OF: Mapping[CallerKind, str] = {"service": "Service", "federated": "Federated"}


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: `name` is the caller's ARN, a service's name, or empty for an anonymous caller."""

    kind: CallerKind
    name: str = ""
    account: str = ""
    role: str = ""  # the role's ARN, of a session

    @property
    def arn(self) -> str:
        """What `aws:PrincipalArn` says: of a session its role, of a service nothing."""
        return self.role or ("" if self.kind in {"service", "anonymous"} else self.name)


ANONYMOUS = Principal("anonymous")


@dataclass(frozen=True, slots=True)
class Request:
    """One action on one resource; `context` maps condition keys (any case) to a value or to several."""

    action: str
    resource: str
    principal: Principal
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    resource_account: str = ""  # empty: the caller's own


@dataclass(frozen=True, slots=True)
class Decision:
    """`by` is the Sid (or "statement N") that decided, with its policy's name; for no match, the reason."""

    allowed: bool
    effect: Literal["allow", "deny", "none"]
    by: str
    policy: str = ""


def decide(
    request: Request,
    identity: Iterable[Policy] = (),
    resource: Policy | None = None,
    *,
    limits: Iterable[Policy] = (),
    resource_must_allow: bool = False,
) -> Decision:
    """What the policies say to a request.

    `limits` (a permission boundary, a session policy) grant nothing and must each allow. `resource_must_allow` is for
    a role's trust and a key's policy, where an identity policy counts only when the resource's policy says so.
    """
    identity, limits = tuple(identity), tuple(limits)
    context = _context(request)
    everything = (*identity, *((resource,) if resource else ()), *limits)
    denied = _first(everything, "Deny", request, context)
    if denied:
        return Decision(False, "deny", *denied)
    granted = _granted(request, context, identity, resource, resource_must_allow)
    if granted is None:
        return Decision(False, "none", f"no policy allows {request.action} on {request.resource}")
    for limit in limits:
        if _first((limit,), "Allow", request, context) is None:
            return Decision(False, "none", f"{limit.name} does not allow {request.action}", limit.name)
    return Decision(True, "allow", *granted)


def _granted(
    request: Request,
    context: Mapping[str, tuple[str, ...]],
    identity: tuple[Policy, ...],
    resource: Policy | None,
    resource_must_allow: bool,
) -> tuple[str, str] | None:
    own = _first(identity, "Allow", request, context)
    policies = (resource,) if resource else ()
    direct = _first(policies, "Allow", request, context)
    if request.principal.kind in {"service", "federated", "anonymous"}:
        return direct
    elsewhere = request.resource_account not in {"", request.principal.account}
    delegated = direct or _first(policies, "Allow", request, context, through_account=True)
    if elsewhere:
        return own if delegated else None
    if resource_must_allow:
        return direct or (own if delegated else None)
    return own or direct


def _first(
    policies: Iterable[Policy],
    effect: str,
    request: Request,
    context: Mapping[str, tuple[str, ...]],
    *,
    through_account: bool = False,
) -> tuple[str, str] | None:
    """The label and the policy of the first statement of this effect that matches."""
    for item in policies:
        for statement in item.statements:
            if statement.effect == effect and _matches(statement, item, request, context, through_account):
                return statement.label, item.name
    return None


def _matches(
    statement: Statement,
    item: Policy,
    request: Request,
    context: Mapping[str, tuple[str, ...]],
    through_account: bool,
) -> bool:
    by_account = through_account or statement.effect == "Deny"
    return (
        _listed(statement.actions, request.action.lower(), {}, False) != statement.not_actions
        and (statement.principals is None or _names(statement.principals, request.principal, by_account))
        and (
            statement.resources is None
            or _listed(statement.resources, request.resource, context, item.variables) != statement.not_resources
        )
        and conditions.holds(statement.condition, context, variables=item.variables)
    )


def _listed(patterns: tuple[str, ...], text: str, context: Mapping[str, tuple[str, ...]], variables: bool) -> bool:
    expressions = (glob(pattern, context, variables=variables) for pattern in patterns)
    return any(expression is not None and expression.fullmatch(text) is not None for expression in expressions)


def _names(principals: tuple[tuple[str, str], ...], caller: Principal, by_account: bool) -> bool:
    """Whether a Principal element names the caller; `"*"` and `{"AWS": "*"}` are everyone."""
    element = _ELEMENT_OF.get(caller.kind, "AWS")
    names = {caller.name, caller.role} - {""}
    if caller.account and (by_account or caller.kind == "root"):
        names |= {caller.account, f"arn:aws:iam::{caller.account}:root"}
    return any(
        (value == "*" and kind in {"*", "AWS"}) or (kind == element and value in names) for kind, value in principals
    )


def _context(request: Request) -> Mapping[str, tuple[str, ...]]:
    """The request's keys in lower case, with the ones every request has."""
    caller = request.principal
    keys: dict[str, str | tuple[str, ...]] = {
        "aws:PrincipalArn": caller.arn,
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalType": _PRINCIPAL_TYPES.get(caller.kind, ""),
        "aws:PrincipalIsAWSService": "true" if caller.kind == "service" else "false",
        "aws:PrincipalServiceName": caller.name if caller.kind == "service" else "",
    }
    found = {key.lower(): _tuple(value) for key, value in keys.items() if value}
    return {**found, **{key.lower(): _tuple(value) for key, value in request.context.items()}}


def _tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
