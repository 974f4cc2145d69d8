"""DeleteObjects: every key is decided on its own, and the answer says which were deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from infra.local.aws.actions import Need, arn
from infra.local.aws.authorise import allowed
from infra.local.aws.faults import FaultError
from infra.local.aws.forward import to_s3
from infra.local.aws.wire import Request, Response, xml_response

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.local.aws.buckets import Bucket
    from infra.local.aws.identities import Caller
    from infra.local.aws.world import World

_MOST = 1000  # keys in one request


def delete_objects(
    world: World, caller: Caller, bucket: Bucket, request: Request, context: Mapping[str, str]
) -> Response:
    """Delete the listed keys the caller may delete; 200 with a result for each (S3 API reference, DeleteObjects)."""
    keys, quiet = _read(request.body)
    parts = []
    for key, version in keys:
        need = Need("s3:DeleteObjectVersion" if version else "s3:DeleteObject", arn(bucket.name, key))
        if allowed(world, caller, need, bucket, context):
            answer = _delete(world, bucket.name, key, version)
            parts += [] if quiet else [f"<Deleted><Key>{escape(key)}</Key>{''.join(_versions(answer))}</Deleted>"]
        else:
            refused = "<Code>AccessDenied</Code><Message>Access Denied</Message>"
            parts.append(f"<Error><Key>{escape(key)}</Key>{refused}</Error>")
    return xml_response(
        f'<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{"".join(parts)}</DeleteResult>'
    )


def _delete(world: World, bucket: str, key: str, version: str) -> Response:
    query = urlencode({"versionId": version}) if version else ""
    return to_s3(world, Request("DELETE", f"/{bucket}/{quote(key)}", query))


def _versions(answer: Response) -> Iterator[str]:
    marker, version = answer.header("x-amz-delete-marker"), answer.header("x-amz-version-id")
    if marker:
        yield f"<DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>{version}</DeleteMarkerVersionId>"
    elif version:
        yield f"<VersionId>{version}</VersionId>"


def _read(body: bytes) -> tuple[list[tuple[str, str]], bool]:
    """The (key, version) pairs and whether only errors are wanted."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - sent by the laptop's own user
    except ElementTree.ParseError as error:
        raise FaultError("MalformedXML", f"The XML you provided was not well-formed: {error}") from error
    keys = [(item.findtext("{*}Key") or "", item.findtext("{*}VersionId") or "") for item in root.findall("{*}Object")]
    if not 0 < len(keys) <= _MOST or not all(key for key, _ in keys):
        raise FaultError("MalformedXML", f"between 1 and {_MOST} keys are needed")
    return keys, (root.findtext("{*}Quiet") or "").lower() == "true"
