"""The three ways the JSON API takes content: media, multipart, and resumable sessions in memory.

Source: "Uploads and downloads" and "Resumable uploads" (https://cloud.google.com/storage/docs/resumable-uploads).
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from email.parser import HeaderParser
from typing import TYPE_CHECKING
from urllib.parse import quote

from infra.local.aws.wire import Response, json_response
from infra.local.gcp import objects
from infra.local.gcp.faults import FaultError, invalid

if TYPE_CHECKING:
    from infra.local.aws.wire import Request
    from infra.local.gcp.callers import Caller
    from infra.local.gcp.emulator import Json
    from infra.local.gcp.world import World

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+|\*)|\*)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Session:
    """A resumable upload: who started it and with what, and the content so far."""

    caller: Caller
    bucket: str
    name: str
    meta: Json
    params: dict[str, str]
    content: bytearray = field(default_factory=bytearray)


def handle(world: World, caller: Caller, request: Request, bucket: str) -> Response:
    """POST, PUT or DELETE of the upload endpoint."""
    params = request.params
    if "upload_id" in params:
        return _continue(world, request, params["upload_id"])
    match (request.method, params.get("uploadType")):
        case ("POST", "media"):
            kind = request.headers.get("content-type", "")
            meta, content = {"contentType": kind, "contentEncoding": params.get("contentEncoding")}, request.body
        case ("POST", "multipart"):
            meta, content = multipart(request.headers.get("content-type", ""), request.body)
        case ("POST", "resumable"):
            return _start(world, caller, request, bucket)
        case _:
            raise invalid(f"Invalid upload: {request.method} with uploadType {params.get('uploadType')!r}")
    name = params.get("name") or meta.get("name") or ""
    made = objects.insert(world, caller, bucket, name, meta, content, params)
    return json_response(objects.shown(made, base_of(request)))


def multipart(content_type: str, body: bytes) -> tuple[Json, bytes]:
    """The metadata and the content of a `multipart/related` body, byte for byte."""
    found = _BOUNDARY.search(content_type)
    parts = (b"\r\n" + body).split(b"\r\n--" + found[1].encode()) if found else []
    if len(parts) != 4 or not parts[3].startswith(b"--"):
        raise invalid("Malformed multipart body: two parts are wanted")
    (_, meta), (kind, content) = _part(parts[1]), _part(parts[2])
    try:
        read = json.loads(meta)
    except ValueError:
        raise invalid("Malformed multipart body: the first part is not JSON") from None
    return {**read, "contentType": read.get("contentType") or kind}, content


def base_of(request: Request) -> str:
    """The address the client used, for links to come back by."""
    return f"http://{request.host}"


def _part(part: bytes) -> tuple[str, bytes]:
    """A part's content type and content."""
    head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    headers = HeaderParser().parsestr(head.decode("latin-1"), headersonly=True)
    return headers.get("content-type", ""), content


def _start(world: World, caller: Caller, request: Request, bucket: str) -> Response:
    meta = json.loads(request.body or b"{}")
    params = request.params
    name = params.get("name") or meta.get("name") or ""
    kind = meta.get("contentType") or request.headers.get("x-upload-content-type")
    objects.may_write(world, caller, bucket, name, params, bool(meta.get("acl")))
    identifier = secrets.token_urlsafe(24)
    world.uploads[identifier] = Session(caller, bucket, name, {**meta, "contentType": kind}, params)
    path = f"/upload/storage/v1/b/{quote(bucket)}/o?uploadType=resumable&upload_id={identifier}"
    return Response(200, (("Location", base_of(request) + path), ("X-GUploader-UploadID", identifier)))


def _continue(world: World, request: Request, identifier: str) -> Response:
    """A piece, a question how far it got, or the end of a session; its address is the right to go on."""
    session = world.uploads.get(identifier)
    if session is None:
        raise FaultError(404, "notFound", "No such upload session", "NoSuchUpload")
    if request.method == "DELETE":
        del world.uploads[identifier]
        return Response(499)
    if _take(session, request.headers.get("content-range", ""), request.body):
        made = objects.insert(
            world, session.caller, session.bucket, session.name, session.meta, bytes(session.content), session.params
        )
        del world.uploads[identifier]
        return json_response(objects.shown(made, base_of(request)))
    received = (("Range", f"bytes=0-{len(session.content) - 1}"),) if session.content else ()
    return Response(308, received)


def _take(session: Session, content_range: str, body: bytes) -> bool:
    """Keep a piece; whether the content is complete."""
    if not content_range:
        session.content[:] = body
        return True
    found = _RANGE.fullmatch(content_range)
    if found is None:
        raise invalid(f"Failed to parse Content-Range header: {content_range!r}")
    if found[1] is not None:
        if int(found[1]) > len(session.content):
            raise invalid("Invalid Content-Range: the piece does not follow what was received")
        del session.content[int(found[1]) :]
        session.content.extend(body)
    return found[3] != "*" and len(session.content) >= int(found[3])
