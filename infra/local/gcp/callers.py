"""Who sends a request: the owner of the local cloud, a service account by its access token, or nobody."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.decisions.gcp.evaluate import CDN_FILL
from infra.local.gcp.faults import FaultError

if TYPE_CHECKING:
    from infra.local.aws.wire import Request
    from infra.local.gcp.world import World


@dataclass(frozen=True, slots=True)
class Caller:
    """`member` is as bindings name it, empty for nobody; `owner` may do everything."""

    member: str = ""
    owner: bool = False

    @property
    def name(self) -> str:
        """The caller as Google's refusals name it."""
        return self.member.partition(":")[2] or "Anonymous caller"


NOBODY = Caller()
OWNER = Caller("owner", owner=True)
EDGE = Caller(CDN_FILL)


def service_account(email: str) -> Caller:
    """A service account."""
    return Caller(f"serviceAccount:{email}")


def of_request(world: World, request: Request) -> Caller:
    """The caller by its bearer token; FaultError 401 when the token is not one of ours or has ended."""
    scheme, _, offered = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return NOBODY
    if scheme == "Bearer" and hmac.compare_digest(offered.encode(), world.token.encode()):
        return OWNER
    token = world.tokens.get(offered) if scheme == "Bearer" else None
    if token is None or token.ends <= world.now().timestamp():
        raise FaultError(401, "authError", "Invalid Credentials")
    return service_account(token.email)
