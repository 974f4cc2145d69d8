"""`aws:cloudfront/*`: resources of the local edge, kept by the server and reached through its private endpoints."""

from __future__ import annotations

import functools
import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from generator.errors import LocalCloudError
from infra.local.aws.handlers.common import Functions, handler, physical_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.cloud import LocalAws
    from infra.local.aws.handlers.common import Outputs, Wire

# kind of edge resource → inputs whose change makes a new one (aws provider, ForceNew)
FIXED: Mapping[str, tuple[str, ...]] = {
    "cachePolicy": (),
    "distribution": (),
    "keyGroup": (),
    "originAccessControl": ("name",),
    "publicKey": ("encodedKey", "name", "namePrefix"),
    "responseHeadersPolicy": (),
}


def resource(cloud: LocalAws, kind: str) -> Functions:
    """A handler for one kind of edge resource."""
    return handler(
        cloud,
        f"aws:cloudfront/{kind}:{kind[0].upper()}{kind[1:]}",
        functools.partial(_create, kind),
        functools.partial(_read, kind),
        functools.partial(_update, kind),
        functools.partial(_delete, kind),
        FIXED[kind],
    )


def _create(kind: str, cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    named = {} if kind == "distribution" else {"name": physical_name(inputs, kind)}
    made = _call(cloud, "POST", kind, {**inputs, **named})
    return made["id"], _outputs(made)


def _read(kind: str, cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    made = _call(cloud, "GET", f"{kind}/{id}")
    return _outputs(made) if made else None


def _update(kind: str, cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    there = _call(cloud, "GET", f"{kind}/{id}")
    named = {"name": there["inputs"]["name"]} if there and "name" in there["inputs"] else {}
    return _outputs(_call(cloud, "PUT", f"{kind}/{id}", {**named, **new}))


def _delete(kind: str, cloud: LocalAws, id: str, outputs: Wire) -> None:
    _call(cloud, "DELETE", f"{kind}/{id}")


def _outputs(made: Wire) -> Outputs:
    outputs = dict(made["outputs"])
    return {**outputs, "tagsAll": dict(outputs.get("tags") or {})} if made["kind"] == "distribution" else outputs


def _call(cloud: LocalAws, method: str, path: str, inputs: Wire | None = None) -> Any:
    body = None if inputs is None else json.dumps(inputs)
    connection = http.client.HTTPConnection(urlsplit(cloud.endpoint).netloc, timeout=30)
    try:
        headers = {"Authorization": f"Bearer {cloud.token}"}
        connection.request(method, f"/_stowplan/edge/{path}", body, headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
    except OSError as error:
        raise LocalCloudError(f"the local AWS at {cloud.endpoint} does not answer: {error}") from error
    finally:
        connection.close()
    if response.status != 200:
        raise LocalCloudError(f"aws:cloudfront/{path.partition('/')[0]}: {answer['error']}")
    return answer
