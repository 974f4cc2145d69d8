"""A strict blob service in front of Azurite: identities, role assignments, SAS, anonymous access as Azure applies them.

Not emulated: network rules, shared keys and the SAS made with them (a local account has no keys to hand out), batches,
making and changing containers (the graph does that).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from infra.decisions.azure import rbac
from infra.decisions.azure.conditions import ConditionError
from infra.local.aws.distribution import normal_path
from infra.local.aws.wire import Response, xml_response
from infra.local.azure import accounts, cors, forward, operations, sas
from infra.local.azure.faults import FaultError, error

if TYPE_CHECKING:
    from infra.local.aws.wire import Request
    from infra.local.azure.accounts import Account
    from infra.local.azure.operations import Need, Operation, Target
    from infra.local.azure.sas import Sas
    from infra.local.azure.world import World

_BEARER_FROM = "2017-11-09"  # before this version of the service nobody has an identity
_CHALLENGE_FROM = "2019-12-12"  # from this one on, nobody is asked for a token instead of being told 404 or 409
_DENIED = "AuthorizationPermissionMismatch"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the owner of the local cloud, a principal (object id), a principal through a SAS, or nobody."""

    kind: Literal["owner", "principal", "sas", "nobody"]
    principal: str = ""
    sas: Sas | None = None


def handle(world: World, endpoint: str, request: Request, caller: Caller | None = None) -> Response:
    """A path-style request to the blob service; `caller` is who it comes from when that is known already."""
    plain = replace(request, path=normal_path(request.path))
    try:
        response = _serve(world, endpoint, plain, caller)
    except FaultError as fault:
        response = error(fault, request.method)
    version = request.headers.get("x-ms-version", "")
    return response.plus({"Server": "Windows-Azure-Blob/1.0", **({"x-ms-version": version} if version else {})})


def _serve(world: World, endpoint: str, request: Request, caller: Caller | None) -> Response:
    names = operations.target(request.path)
    account = accounts.account(world, names.account)
    if request.method == "OPTIONS":
        return cors.preflight(account.cors, request)
    try:
        response = _answer(world, endpoint, request, names, account, caller)
    except FaultError as fault:
        response = error(fault, request.method)
    return cors.decorate(response, account.cors, request)


def _answer(
    world: World, endpoint: str, request: Request, names: Target, account: Account, caller: Caller | None
) -> Response:
    found = operations.operation(request, names)
    who = caller or authenticate(world, account, names, request)
    _check_version(who, request)
    need = authorise(world, account, found, names, request, who)
    if found.name == operations.DELEGATION_KEY:
        return sas.delegation_key(world, who.principal, request)
    if found.name == operations.LIST_CONTAINERS:
        return _containers(world, endpoint, account)
    if accounts.container(world, account, names.container) is None:
        raise FaultError("ContainerNotFound")
    response = forward.to_azurite(world.azurite, names, request, endpoint, _added(world, endpoint, request, who, need))
    replaced = need.new and response.status in {409, 412} and "if-none-match" not in request.headers
    if replaced:
        raise FaultError(_DENIED, f"{names.blob} exists, and only new blobs may be made")
    return response.plus(who.sas.headers) if who.sas and response.status < 300 else response


def authenticate(world: World, account: Account, names: Target, request: Request) -> Caller:
    """Who sent a request; nobody when it says nothing. FaultError when what it says is wrong or not allowed."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        if hmac.compare_digest(credential.encode(), world.token.encode()):
            return Caller("owner")
        if credential not in world.tokens:
            raise FaultError("InvalidAuthenticationInfo", "the bearer token is not one of this local Azure")
        return Caller("principal", world.tokens[credential])
    by_key = bool(scheme) or ("sig" in request.params and "skoid" not in request.params)
    if by_key and not account.shared_key:
        raise FaultError("KeyBasedAuthenticationNotPermitted")
    if by_key:
        raise FaultError("AuthenticationFailed", "the local Azure hands out no account keys; use an identity")
    if "sig" not in request.params:
        return Caller("nobody")
    shown = sas.verify(world, names, request)
    return Caller("sas", shown.principal, shown)


def _check_version(who: Caller, request: Request) -> None:
    """A request with a token names a version of the service ("Versioning for Azure Storage", REST API reference)."""
    if who.kind in {"owner", "principal"} and request.headers.get("x-ms-version", "") < _BEARER_FROM:
        detail = "Authentication scheme Bearer is not supported in this version; x-ms-version is needed"
        raise FaultError("AuthenticationFailed", detail)


def authorise(world: World, account: Account, found: Operation, names: Target, request: Request, who: Caller) -> Need:
    """The right by which the request passes, the widest one; FaultError when there is none."""
    if who.kind == "owner":
        return found.needs[0]
    if who.kind == "nobody":
        _anonymous(world, account, found, names, request)
        return found.needs[0]
    resource = accounts.container_id(account.id, names.container) if names.container else account.id
    given = accounts.assignments(world)
    for need in found.needs:
        if who.sas is not None and (not need.sas or need.sas not in who.sas.permissions):
            continue
        access = rbac.Access(resource, operations.asked(found, need, names, request), need.data)
        try:
            if rbac.allowed(access, who.principal, given):
                return need
        except ConditionError as problem:
            raise FaultError(_DENIED, str(problem)) from problem
    raise FaultError(_DENIED, f"{found.name}: {who.principal} has no role assignment that allows it")


def _anonymous(world: World, account: Account, found: Operation, names: Target, request: Request) -> None:
    """Nobody reads blobs only where account and container both say so, and lists only where that is public too."""
    container = accounts.container(world, account, names.container) if account.public else None
    public = container.public if container else "None"
    reads = found.needs[0].action == rbac.READ
    if reads and (public == "Container" or (public == "Blob" and found.name != operations.LIST_BLOBS)):
        return
    if request.headers.get("x-ms-version", "") >= _CHALLENGE_FROM:
        raise FaultError("NoAuthenticationInformation")
    raise FaultError("ResourceNotFound" if account.public else "PublicAccessNotPermitted")


def _added(world: World, endpoint: str, request: Request, who: Caller, need: Need) -> dict[str, str]:
    """What Azurite must be told besides: to replace nothing, and where a copy really comes from."""
    new = {"if-none-match": "*"} if need.new else {}
    source = request.headers.get("x-ms-copy-source", "")
    return {**new, "x-ms-copy-source": _source(world, endpoint, request, who, source)} if source else new


def _source(world: World, endpoint: str, request: Request, who: Caller, url: str) -> str:
    """The source of a copy, which its own SAS or else the caller must be allowed to read."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != endpoint:
        raise FaultError("CannotVerifyCopySource", "only blobs of this local Azure are copied from")
    read = replace(request, method="GET", path=normal_path(parts.path), query=parts.query, headers={})
    names = operations.target(read.path)
    account = accounts.account(world, names.account)
    signed = "sig" in read.params
    reader = authenticate(world, account, names, read) if signed else who
    authorise(world, account, operations.operation(read, names), names, read, reader)
    return forward.source_url(world.azurite, names, parts.query)


def _containers(world: World, endpoint: str, account: Account) -> Response:
    listed = "".join(
        f"<Container><Name>{escape(item.name)}</Name><Properties/></Container>"
        for item in accounts.containers(world, account)
    )
    return xml_response(
        f'<EnumerationResults ServiceEndpoint="{endpoint}/{account.name}/"><Containers>{listed}</Containers>'
        "<NextMarker/></EnumerationResults>"
    )
