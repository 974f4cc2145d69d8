"""What handlers share: a Handler made of a description of its type. The server keeps what it is given.

A kind says which inputs make a new resource when they change, how its id is told from its inputs, and what Google adds
to the outputs.
"""

from __future__ import annotations

import functools
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.errors import LocalCloudError
from infra.policies.gcp_names import LOCAL_PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.gcp.cloud import LocalGcp

    Wire = Mapping[str, Any]
    Outputs = dict[str, Any]

_RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Kind:
    """One Pulumi type.

    `named_by` is the input that is made up where it is missing. `told_once` gives what is made with a resource: what
    stays in its outputs, and secrets that are told once. `identify` gives the id from both and the inputs, `computed`
    what else the outputs have. `unread` are inputs that stay out of the local cloud.
    """

    fixed: tuple[str, ...] = ()
    named_by: str = "name"
    identify: Callable[[Wire], str] = lambda inputs: str(inputs["name"])
    computed: Callable[[str, Wire], Outputs] = lambda id, inputs: {}
    unread: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    told_once: Callable[[LocalGcp, Wire], tuple[Outputs, Outputs]] = lambda cloud, inputs: ({}, {})


@dataclass(frozen=True, slots=True)
class Functions:
    """A Handler (infra.local.cloud) whose functions already know their cloud."""

    create: Callable[[Wire], tuple[str, Outputs]]
    read: Callable[[str, Wire], Outputs | None]
    update: Callable[[str, Wire, Wire], Outputs]
    delete: Callable[[str, Wire], None]
    replaces: Callable[[Wire, Wire], bool]
    unread: tuple[str, ...] = field(default=())


def handler(cloud: LocalGcp, type_: str, kind: Kind) -> Functions:
    """The handler of a kind, on a running local Google Cloud."""
    return Functions(
        functools.partial(_create, cloud, type_, kind),
        functools.partial(_read, cloud, type_, kind),
        functools.partial(_update, cloud, type_, kind),
        functools.partial(_delete, cloud, type_),
        lambda old, new: any(old.get(name) != new.get(name) for name in kind.fixed),
        kind.unread,
    )


def project_of(inputs: Wire) -> str:
    """The project that a resource names; the provider's is not told to handlers."""
    return str(inputs.get("project") or LOCAL_PROJECT)


def _create(cloud: LocalGcp, type_: str, kind: Kind, inputs: Wire) -> tuple[str, Outputs]:
    named = _named(kind, _kept(type_, kind, inputs))
    try:
        public, secret = kind.told_once(cloud, named)
        id_ = kind.identify({**named, **public})
    except KeyError as error:
        raise LocalCloudError(f"{type_}: the input {error} is missing") from error
    outputs = {**named, **kind.computed(id_, named), **public}
    return id_, {**_call(cloud, type_, "POST", id_, named, outputs), **secret}


def _read(cloud: LocalGcp, type_: str, kind: Kind, id: str, inputs: Wire) -> Outputs | None:
    found = _asked(cloud, type_, "GET", id)
    return {**_kept(type_, kind, inputs), **found["outputs"]} if found else None


def _update(cloud: LocalGcp, type_: str, kind: Kind, id: str, old: Wire, new: Wire) -> Outputs:
    there = _asked(cloud, type_, "GET", id)
    if there is None:
        raise LocalCloudError(f"{type_}: {id} is gone; `stowplan local down` and `up` again")
    name = there["inputs"].get(kind.named_by)
    named = {**({kind.named_by: name} if name is not None else {}), **_kept(type_, kind, new)}
    before = {key: value for key, value in there["outputs"].items() if key not in there["inputs"]}
    return _call(cloud, type_, "PUT", id, named, {**before, **named, **kind.computed(id, named)})


def _delete(cloud: LocalGcp, type_: str, id: str, outputs: Wire) -> None:
    """The server knows with which inputs it was made, `forceDestroy` among them."""
    _asked(cloud, type_, "DELETE", id)


def _kept(type_: str, kind: Kind, inputs: Wire) -> Outputs:
    for name in kind.refused:
        if inputs.get(name):
            raise LocalCloudError(f"{type_}: {name} is not emulated")
    return {name: value for name, value in inputs.items() if name not in kind.unread}


def _named(kind: Kind, inputs: Outputs) -> Outputs:
    if kind.named_by and not inputs.get(kind.named_by):
        return {**inputs, kind.named_by: f"made-{secrets.token_hex(4)}"}
    return inputs


def _call(cloud: LocalGcp, type_: str, method: str, id_: str, inputs: Wire, outputs: Wire) -> Outputs:
    body = {"inputs": inputs, "outputs": outputs}
    made: Outputs = _asked(cloud, type_, method, id_, body)["outputs"]
    return made


def _asked(cloud: LocalGcp, type_: str, method: str, id_: str, body: Any = None) -> Any:
    try:
        return cloud.call(method, _RECORDS, {"type": type_, "id": id_}, body)
    except LocalCloudError as error:
        raise LocalCloudError(f"{type_}: {error}") from error
