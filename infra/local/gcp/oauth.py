"""Access tokens for service accounts, and signBlob.

`POST /token` takes a JWT that a service account signed (RFC 7523, "Using OAuth 2.0 for Server to Server Applications")
and gives an opaque token. `signBlob` needs `iam.serviceAccounts.signBlob` on the account, also on oneself.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from infra.decisions.gcp.evaluate import decide_account
from infra.local.aws.wire import json_response
from infra.local.gcp import callers, keys, registry
from infra.local.gcp.faults import FaultError, json_error
from infra.local.gcp.world import Token

if TYPE_CHECKING:
    from infra.local.aws.wire import Request, Response
    from infra.local.gcp.world import World

TOKEN_PATH = "/token"  # noqa: S105 - a path
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_GOOGLE = "https://oauth2.googleapis.com/token"  # google-auth names it whatever the key file's token_uri says
_SECONDS = 3600
_SKEW = 300
_SIGN = re.compile(r"/v1/projects/-/serviceAccounts/(?P<email>[^/:]+):signBlob")


class _RefusedError(Exception):
    """Why there is no token; Google's `invalid_grant`."""


def token(world: World, request: Request) -> Response:
    """An access token for a signed JWT; 400 with the reason when it is not one."""
    form = dict(parse_qsl(request.body.decode("latin-1")))
    if request.method != "POST" or form.get("grant_type") != _GRANT:
        answer = {"error": "unsupported_grant_type", "error_description": f"Invalid grant_type: {_GRANT} is wanted"}
        return json_response(answer, 400)
    try:
        with world.lock:
            email = _signed_by(world, form.get("assertion", ""), f"http://{request.host}{TOKEN_PATH}")
    except _RefusedError as error:
        return json_response({"error": "invalid_grant", "error_description": str(error)}, 400)
    value = "ya29.local-" + secrets.token_urlsafe(32)
    world.tokens[value] = Token(email, world.now().timestamp() + _SECONDS)
    return json_response({"access_token": value, "expires_in": _SECONDS, "token_type": "Bearer"})


def signs(request: Request) -> bool:
    """Whether a request is one for signBlob."""
    return _SIGN.fullmatch(unquote(request.path)) is not None


def sign_blob(world: World, request: Request) -> Response:
    """The payload signed by the account's own key; 403 without the permission on the account."""
    found = _SIGN.fullmatch(unquote(request.path))
    email = found["email"] if found else ""
    try:
        with world.lock:
            _check_signer(world, request, email)
            payload = base64.b64decode(json.loads(request.body)["payload"], validate=True)
            key_id, signature = keys.sign(world, email, payload)
    except FaultError as fault:
        return json_error(fault)
    except (ValueError, KeyError, TypeError):
        return json_error(FaultError(400, "badRequest", "Invalid JSON payload: payload is base64 text"))
    return json_response({"keyId": key_id, "signedBlob": base64.b64encode(signature).decode()})


def _check_signer(world: World, request: Request, email: str) -> None:
    caller = callers.of_request(world, request)
    permission = "iam.serviceAccounts.signBlob"
    if not registry.has_account(world, email):
        raise FaultError(404, "notFound", f"Unknown service account: {email}")
    if not caller.owner and not decide_account(registry.policies(world), permission, caller.member, email).allowed:
        message = f"Permission '{permission}' denied on resource (or it may not exist)."
        raise FaultError(403, "forbidden", message)


def _signed_by(world: World, assertion: str, audience: str) -> str:
    head, _, tail = assertion.partition(".")
    body, _, signature = tail.partition(".")
    header, claims = _json(head), _json(body)
    email = str(claims.get("iss", ""))
    public = registry.public_keys(world, email).get(str(header.get("kid")))
    if public is None:
        known = registry.has_account(world, email)
        raise _RefusedError("Invalid JWT Signature." if known else "Invalid grant: account not found")
    if header.get("alg") != "RS256" or not keys.verified(public, f"{head}.{body}".encode(), _bytes(signature).hex()):
        raise _RefusedError("Invalid JWT Signature.")
    _check_claims(claims, audience, world.now().timestamp())
    return email


def _check_claims(claims: dict[str, Any], audience: str, now: float) -> None:
    issued, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(ends, int) or ends - issued > _SECONDS + _SKEW:
        raise _RefusedError("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe")
    if not issued - _SKEW <= now <= ends:
        raise _RefusedError("Invalid JWT: check your iat and exp values in the JWT claim.")
    if claims.get("aud") not in {_GOOGLE, audience}:
        raise _RefusedError(f"Invalid JWT: the audience is {audience}")


def _json(part: str) -> dict[str, Any]:
    try:
        read = json.loads(_bytes(part))
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise _RefusedError("Invalid JWT: it is not three parts of base64url text")
    return read


def _bytes(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        raise _RefusedError("Invalid JWT: it is not three parts of base64url text") from None
