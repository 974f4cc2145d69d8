"""The errors the local Azure answers with: XML with a code, and the code in `x-ms-error-code` as the SDKs read it.

Source of codes and statuses: "Blob service error codes", "Common REST API error codes" and "SAS error codes"
(learn.microsoft.com/rest/api/storageservices).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from infra.local.aws.wire import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

_FAULTS: Mapping[str, tuple[int, str]] = {
    "AuthenticationFailed": (
        403,
        "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly "
        "including the signature.",
    ),
    "AuthorizationPermissionMismatch": (
        403,
        "This request is not authorized to perform this operation using this permission.",
    ),
    "AuthorizationResourceTypeMismatch": (
        403,
        "This request is not authorized to perform this operation using this resource type.",
    ),
    "AuthorizationSourceIPMismatch": (403, "This request is not authorized to perform this operation using this IP."),
    "CannotVerifyCopySource": (404, "The specified resource does not exist."),
    "ContainerNotFound": (404, "The specified container does not exist."),
    "CorsPreflightFailure": (403, "CORS not enabled or no matching rule found for this request."),
    "InvalidAuthenticationInfo": (401, "Authentication information is not given in the correct format."),
    "InvalidXmlDocument": (400, "The specified XML is not syntactically valid."),
    "KeyBasedAuthenticationNotPermitted": (
        403,
        "Key based authentication is not permitted on this storage account.",
    ),
    "NoAuthenticationInformation": (
        401,
        "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
    ),
    "NotImplemented": (501, "The requested operation is not implemented on the specified resource."),
    "PublicAccessNotPermitted": (409, "Public access is not permitted on this storage account."),
    "ResourceNotFound": (404, "The specified resource does not exist."),
}


class FaultError(Exception):
    """A refusal that ends a request; `code` is one Azure uses, `detail` says more where Azure would."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    @property
    def status(self) -> int:
        return _FAULTS[self.code][0]

    @property
    def message(self) -> str:
        return _FAULTS[self.code][1]


def error(fault: FaultError, method: str) -> Response:
    """The fault as the blob service answers it: the code in a header, and as XML except to HEAD."""
    headers: tuple[tuple[str, str], ...] = (("x-ms-error-code", fault.code), ("Content-Type", "application/xml"))
    if fault.status == 401:
        headers += (("WWW-Authenticate", "Bearer authorization_uri=local resource_id=https://storage.azure.com"),)
    if method == "HEAD":
        return Response(fault.status, headers)
    detail = f"<AuthenticationErrorDetail>{escape(fault.detail)}</AuthenticationErrorDetail>" if fault.detail else ""
    body = (
        f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{fault.code}</Code>'
        f"<Message>{escape(fault.message)}</Message>{detail}</Error>"
    )
    return Response(fault.status, headers, body.encode())
