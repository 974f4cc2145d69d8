"""What handlers share: a Handler made of functions, property names as AWS spells them, errors a user can read."""

from __future__ import annotations

import functools
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from generator.errors import LocalCloudError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from infra.local.aws.cloud import LocalAws

    Wire = Mapping[str, Any]
    Outputs = dict[str, Any]

_P = ParamSpec("_P")
_R = TypeVar("_R")

_WORDS = {"id": "ID", "sseAlgorithm": "SSEAlgorithm", "kmsMasterKeyId": "KMSMasterKeyID"}


@dataclass(frozen=True, slots=True)
class Functions:
    """A Handler (infra.local.cloud) whose functions already know their cloud."""

    create: Callable[[Wire], tuple[str, Outputs]]
    read: Callable[[str, Wire], Outputs | None]
    update: Callable[[str, Wire, Wire], Outputs]
    delete: Callable[[str, Wire], None]
    replaces: Callable[[Wire, Wire], bool]


def handler(
    cloud: LocalAws,
    type_name: str,
    create: Callable[[LocalAws, Wire], tuple[str, Outputs]],
    read: Callable[[LocalAws, str, Wire], Outputs | None],
    update: Callable[[LocalAws, str, Wire, Wire], Outputs],
    delete: Callable[[LocalAws, str, Wire], None],
    fixed: Collection[str] = (),
) -> Functions:
    """A handler of functions that take the cloud first; `fixed` are the inputs whose change makes a new resource."""
    return Functions(
        readable(type_name, functools.partial(create, cloud)),
        readable(type_name, functools.partial(read, cloud)),
        readable(type_name, functools.partial(update, cloud)),
        readable(type_name, functools.partial(delete, cloud)),
        lambda old, new: any(old.get(name) != new.get(name) for name in fixed),
    )


def readable(type_name: str, function: Callable[_P, _R]) -> Callable[_P, _R]:
    """The function with an SDK's errors as LocalCloudError, naming the resource type."""

    @functools.wraps(function, assigned=())
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return function(*args, **kwargs)
        except ClientError as error:
            told = error.response["Error"]
            raise LocalCloudError(f"{type_name}: {told.get('Code')}: {told.get('Message')}") from error
        except BotoCoreError as error:
            raise LocalCloudError(f"{type_name}: {' '.join(str(error).split())}") from error
        except KeyError as error:
            raise LocalCloudError(f"{type_name}: the input {error} is missing") from error

    return call


def found(get: Callable[[], _R], *absent: str) -> _R | None:
    """What `get` returns; None when the SDK answers with one of these codes."""
    from botocore.exceptions import ClientError

    try:
        return get()
    except ClientError as error:
        if error.response["Error"]["Code"] in absent:
            return None
        raise


def gone(remove: Callable[[], object], *absent: str) -> None:
    """Run a removal; nothing happens when the SDK answers that it is gone."""
    found(remove, *absent)


def aws_names(value: Any) -> Any:
    """Wire properties as boto3 takes them: PascalCase keys, whole numbers as int, empty values left out."""
    if isinstance(value, dict):
        return {_pascal(key): aws_names(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [aws_names(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _pascal(key: str) -> str:
    return _WORDS.get(key, key[:1].upper() + key[1:])


def physical_name(inputs: Wire, default: str, key: str = "name", prefix_key: str = "namePrefix") -> str:
    """The name asked for, one that starts as asked for, or a generated one as the provider would make."""
    return str(inputs.get(key) or f"{inputs.get(prefix_key) or default + '-'}{secrets.token_hex(4)}")


def tag_list(inputs: Wire) -> list[dict[str, str]]:
    """`tags` as most of AWS's APIs take them."""
    return [{"Key": key, "Value": value} for key, value in (inputs.get("tags") or {}).items()]


def with_tags(inputs: Wire, **computed: Any) -> Outputs:
    """Outputs: the inputs, `tagsAll`, and what the cloud adds."""
    return {**inputs, "tagsAll": dict(inputs.get("tags") or {}), **computed}


def document(value: Any) -> str:
    """A policy document as text; Pulumi sends text or an object."""
    return value if isinstance(value, str) else json.dumps(value)


def unsupported(type_name: str, inputs: Wire, *names: str) -> None:
    """Refuse inputs that the local cloud would drop."""
    for name in names:
        if inputs.get(name):
            raise LocalCloudError(f"{type_name}: {name} is not emulated")
