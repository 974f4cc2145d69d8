"""URLs of S3 objects that botocore does not build: on a domain of the site's own, or signed as of a given moment."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, urlencode

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from django.utils.encoding import filepath_to_uri

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

    def __init__(
        self, moment: datetime, credentials: Any, region: str, expire: int
    ) -> None:
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
    query = urlencode(
        {QUERY_NAMES.get(name, name): value for name, value in parameters.items()},
        quote_via=quote,
    )
    return f"{protocol}//{domain}/{filepath_to_uri(key)}" + (
        f"?{query}" if query else ""
    )


def window_start(window: int) -> int:
    """When the present window of so many seconds began, as a Unix time; 0 gives the present second."""
    now = int(time.time())
    return now - now % window if window else now


def utc(timestamp: int) -> datetime:
    """A Unix time as an aware datetime."""
    return datetime.fromtimestamp(timestamp, tz=timezone.utc)  # noqa: UP017  # Python 3.10 has no datetime.UTC
