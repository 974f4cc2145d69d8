"""The errors the local AWS answers with: a code, an HTTP status and a message, as S3's or another API's body.

Source of codes and statuses: "Error responses" (Amazon S3 API reference) and each service's common errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from infra.local.aws.wire import Response, json_response, xml_response

if TYPE_CHECKING:
    from collections.abc import Mapping

_STATUS: Mapping[str, int] = {
    "AccessControlListNotSupported": 400,
    "AccessDenied": 403,
    "AccessForbidden": 403,
    "AuthorizationQueryParametersError": 400,
    "BadRequest": 400,
    "ExpiredToken": 400,
    "IncompleteSignature": 400,
    "InvalidAccessKeyId": 403,
    "InvalidBucketAclWithObjectOwnership": 400,
    "InvalidClientTokenId": 403,
    "InvalidKey": 403,
    "InvalidRequest": 400,
    "InvalidTargetBucketForLogging": 400,
    "InvalidToken": 400,
    "MalformedPolicy": 400,
    "MalformedPolicyDocument": 400,
    "MalformedXML": 400,
    "MissingAuthenticationToken": 403,
    "MissingKey": 403,
    "NoSuchBucket": 404,
    "NoSuchBucketPolicy": 404,
    "NoSuchEntity": 404,
    "NotImplemented": 501,
    "RequestTimeTooSkewed": 403,
    "SignatureDoesNotMatch": 403,
    "ValidationError": 400,
    "XAmzContentSHA256Mismatch": 400,
}


class FaultError(Exception):
    """A refusal that ends a request; `code` is one AWS uses."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        return _STATUS[self.code]


def s3_error(fault: FaultError, method: str, resource: str) -> Response:
    """The fault as S3 answers it: XML, and no body to HEAD."""
    if method == "HEAD":
        return Response(fault.status, (("Content-Type", "application/xml"),))
    return xml_response(
        f"<Error><Code>{fault.code}</Code><Message>{escape(fault.message)}</Message>"
        f"<Resource>{escape(resource)}</Resource><RequestId>LOCAL</RequestId></Error>",
        fault.status,
    )


def query_error(fault: FaultError) -> Response:
    """The fault as IAM and STS answer it."""
    return xml_response(
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{fault.code}</Code>"
        f"<Message>{escape(fault.message)}</Message></Error><RequestId>LOCAL</RequestId></ErrorResponse>",
        fault.status,
    )


def json_error(fault: FaultError) -> Response:
    """The fault as KMS answers it."""
    return json_response({"__type": fault.code, "message": fault.message}, fault.status)


def cbor_error(fault: FaultError) -> Response:
    """The fault as CloudWatch answers it over Smithy RPC v2 CBOR: a map of two texts."""
    body = b"\xa2" + b"".join(_cbor(text) for text in ("__type", fault.code, "message", fault.message))
    headers = (("Content-Type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor"))
    return Response(fault.status, headers, body)


def _cbor(text: str) -> bytes:
    data = text.encode()
    return b"\x79" + len(data).to_bytes(2, "big") + data  # a text of up to 65535 bytes
