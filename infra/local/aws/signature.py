"""Signature Version 4, checked with botocore's own signer: the Authorization header and presigned URLs.

Source: "Authenticating requests (AWS Signature Version 4)" (Amazon S3 API reference). Signatures of single chunks of a
streamed upload are not checked; the request's own signature is.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from infra.local.aws.faults import FaultError

if TYPE_CHECKING:
    from infra.local.aws.wire import Request

_STAMP = "%Y%m%dT%H%M%SZ"
_SKEW = timedelta(minutes=15)
_LONGEST = 604_800  # seconds a presigned URL may live
_HEADER = re.compile(r"AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a signed request says of itself, before anything is checked."""

    access_key: str
    date: str
    region: str
    service: str
    stamp: str
    signed: frozenset[str]  # header names
    signature: str
    token: str
    place: Literal["header", "query"]
    expires: int = 0  # seconds, of a presigned URL


def read(request: Request) -> Claim | None:
    """The request's claim; None when it carries no credentials. FaultError when it carries malformed ones."""
    authorization = request.headers.get("authorization")
    params = request.params
    if authorization is not None:
        return _from_header(request, authorization)
    if "X-Amz-Algorithm" in params or "X-Amz-Signature" in params:
        return _from_query(params)
    if "AWSAccessKeyId" in params:
        raise FaultError(
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        )
    return None


def _from_header(request: Request, authorization: str) -> Claim:
    match = _HEADER.fullmatch(authorization.strip())
    if match is None:
        raise FaultError(
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        )
    access_key, date, region, service = _scope(match[1], "IncompleteSignature")
    stamp = request.headers.get("x-amz-date", "")
    token = request.headers.get("x-amz-security-token", "")
    return Claim(access_key, date, region, service, stamp, frozenset(match[2].split(";")), match[3], token, "header")


def _from_query(params: dict[str, str]) -> Claim:
    code = "AuthorizationQueryParametersError"
    missing = [
        name for name in ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
        if f"X-Amz-{name}" not in params
    ]  # fmt: skip
    if missing or params["X-Amz-Algorithm"] != "AWS4-HMAC-SHA256" or not params["X-Amz-Expires"].isdecimal():
        raise FaultError(code, "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                         "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")  # fmt: skip
    expires = int(params["X-Amz-Expires"])
    if not 0 < expires <= _LONGEST:
        raise FaultError(code, "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
                         f"must be between 1 and {_LONGEST} seconds")  # fmt: skip
    access_key, date, region, service = _scope(params["X-Amz-Credential"], code)
    signed = frozenset(params["X-Amz-SignedHeaders"].split(";"))
    token = params.get("X-Amz-Security-Token", "")
    return Claim(access_key, date, region, service, params["X-Amz-Date"], signed, params["X-Amz-Signature"], token,
                 "query", expires)  # fmt: skip


def _scope(credential: str, code: str) -> tuple[str, str, str, str]:
    parts = credential.split("/")
    if len(parts) < 5 or parts[-1] != "aws4_request":
        raise FaultError(code, f"the Credential {credential!r} is not <key>/<date>/<region>/<service>/aws4_request")
    return "/".join(parts[:-4]), parts[-4], parts[-3], parts[-2]


def verify(request: Request, claim: Claim, secret: str, now: datetime) -> None:
    """Raise FaultError unless the request was signed with this secret, is in time and has the body it names."""
    _check_time(claim, now)
    expected = _signature(request, claim, secret)
    if "host" not in claim.signed or not hmac.compare_digest(expected, claim.signature):
        raise FaultError(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your key and signing method.",
        )
    declared = request.headers.get("x-amz-content-sha256", "")
    if claim.place == "header" and re.fullmatch(r"[0-9a-f]{64}", declared):
        if sha256(request.body).hexdigest() != declared:
            raise FaultError(
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
            )
    elif claim.place == "header" and claim.service == "s3" and not declared:
        raise FaultError("InvalidRequest", "Missing required header for this request: x-amz-content-sha256")


def _check_time(claim: Claim, now: datetime) -> None:
    try:
        signed_at = datetime.strptime(claim.stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise FaultError("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header") from None
    if claim.stamp[:8] != claim.date:
        raise FaultError("SignatureDoesNotMatch", "The date of the credential scope is not the date of the request")
    if claim.place == "query":
        if now > signed_at + timedelta(seconds=claim.expires):
            raise FaultError("AccessDenied", "Request has expired")
        if now < signed_at - _SKEW:
            raise FaultError("AccessDenied", "Request is not valid yet")
    elif abs(now - signed_at) > _SKEW:
        raise FaultError(
            "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."
        )


def _signature(request: Request, claim: Claim, secret: str) -> str:
    from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    signer = SigV4Auth if claim.service != "s3" else S3SigV4QueryAuth if claim.place == "query" else S3SigV4Auth
    query = "&".join(pair for pair in request.query.split("&") if not pair.startswith("X-Amz-Signature="))
    url = f"http://{request.host}{request.path}" + (f"?{query}" if query else "")
    headers = {name: value for name, value in request.headers.items() if name in claim.signed}
    if claim.service != "s3" and "x-amz-content-sha256" in request.headers:
        headers["x-amz-content-sha256"] = request.headers["x-amz-content-sha256"]
    aws = AWSRequest(request.method, url, headers=headers, data=request.body)
    aws.context["timestamp"] = claim.stamp
    auth = signer(Credentials(claim.access_key, secret), claim.service, claim.region)
    return str(auth.signature(auth.string_to_sign(aws, auth.canonical_request(aws)), aws))
