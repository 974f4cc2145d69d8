"""URLs of S3 objects that botocore does not build: on a domain of the site's own, or signed as of a given moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from django.utils.encoding import filepath_to_uri

if TYPE_CHECKING:
    from datetime import datetime

# `url(parameters=...)` uses botocore's names; in the URL itself S3 knows them by these.
QUERY_NAMES = {
    "ResponseCacheControl": "response-cache-control",
    "ResponseContentDisposition": "response-content-disposition",
    "ResponseContentEncoding": "response-content-encoding",
    "ResponseContentLanguage": "response-content-language",
    "ResponseContentType": "response-content-type",
    "ResponseExpires": "response-expires",
    "VersionId": "versionId",
}


class SignedAt(S3SigV4QueryAuth):
    """Signing URLs (SigV4, in the query) as of a given UTC moment; botocore's own always takes the present one.

    `credentials` are botocore's; a URL is good for `expire` seconds from the moment.
    """

    def __init__(self, moment: datetime, credentials: Any, region: str, expire: int) -> None:
        super().__init__(credentials, "s3", region, expires=expire)
        self.timestamp = moment.strftime("%Y%m%dT%H%M%SZ")

    def sign(self, url: str, method: str) -> str:
        """The URL with its signature. Raises botocore's `NoCredentialsError`."""
        request = AWSRequest(method=method, url=url)
        self.add_auth(request)
        return str(request.url)

    def _modify_request_before_signing(self, request: AWSRequest) -> None:
        request.context["timestamp"] = self.timestamp
        super()._modify_request_before_signing(request)  # type: ignore[misc]  # private, so not in the stubs


def domain_url(protocol: str, domain: str, key: str, parameters: dict[str, Any]) -> str:
    """The key's URL on a domain; `protocol` is `https:` or `http:`."""
    # %20, not +: a space in a query means the same to S3 and to whatever stands before it.
    query = urlencode({QUERY_NAMES.get(name, name): value for name, value in parameters.items()}, quote_via=quote)
    return f"{protocol}//{domain}/{filepath_to_uri(key)}" + (f"?{query}" if query else "")
