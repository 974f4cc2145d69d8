"""Refusals as Google words them, in the shape of the JSON API or of the XML API.

Source: "HTTP status and error codes" for JSON and XML (https://cloud.google.com/storage/docs/json_api/v1/status-codes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from infra.local.aws.wire import Response, json_response, xml_response

if TYPE_CHECKING:
    from collections.abc import Mapping

# reason of the JSON API → (status, code, message) of the XML API, where they differ from the JSON answer
_XML: Mapping[str, tuple[int, str, str]] = {
    "forbidden": (403, "AccessDenied", "Access denied."),
    "required": (403, "AccessDenied", "Access denied."),
    "authError": (401, "AuthenticationRequired", "Authentication required."),
    "conditionNotMet": (412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold."),
    "retentionPolicyNotMet": (403, "RetentionPolicyNotMet", "Object is under active retention."),
    "invalid": (400, "InvalidArgument", "Invalid argument."),
}


class FaultError(Exception):
    """A request is refused; `reason` is the JSON API's word, `code` the XML API's where no table gives it."""

    def __init__(self, status: int, reason: str, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status, self.reason, self.message, self.code = status, reason, message, code


def invalid(message: str) -> FaultError:
    """400 for a request that cannot be understood."""
    return FaultError(400, "invalid", message)


def no_bucket() -> FaultError:
    """404 for a bucket that is not there, whoever asks."""
    return FaultError(404, "notFound", "The specified bucket does not exist.", "NoSuchBucket")


def no_object(bucket: str, name: str) -> FaultError:
    """404 for an object that is not there, to who may list it."""
    return FaultError(404, "notFound", f"No such object: {bucket}/{name}", "NoSuchKey")


def not_emulated(what: str) -> FaultError:
    """501, which the SDK does not try again."""
    return FaultError(501, "notImplemented", f"{what} is not emulated")


def json_error(fault: FaultError) -> Response:
    """The refusal as the JSON API answers it."""
    item = {"message": fault.message, "domain": "global", "reason": fault.reason}
    answer = json_response({"error": {"code": fault.status, "message": fault.message, "errors": [item]}}, fault.status)
    challenge = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'} if fault.status == 401 else {}
    return answer.plus(challenge)


def xml_error(fault: FaultError) -> Response:
    """The refusal as the XML API answers it."""
    status, code, message = _XML.get(fault.reason, (fault.status, fault.code or fault.reason, fault.message))
    details = "" if message == fault.message else f"<Details>{escape(fault.message)}</Details>"
    return xml_response(f"<Error><Code>{code}</Code><Message>{escape(message)}</Message>{details}</Error>", status)
