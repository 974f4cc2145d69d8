"""What may be known and for how long, the same for every cloud: refused requests, secrets among options, links."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any


class StorageAccessDeniedError(PermissionError):
    """A request was refused; the text names the object (`s3://bucket/key`) and the permission to allow.

    `grants` are the spec's words that give it.
    """

    def __init__(self, place: str, permission: str, *grants: str) -> None:
        words = " and ".join(f"`{grant}`" for grant in grants)
        way = f"; in the spec: grant {words}, or run this as a workload that has it"
        text = f"access to {place} denied: allow {permission}"
        super().__init__(text + way if grants else text)


class StorageIdentityError(PermissionError):
    """The cloud does not know this process; the text says how to give it an identity, and holds no secret."""


class LocalCloudDownError(OSError):
    """The local cloud that a variable names does not answer.

    No `ConnectionError`: the SDKs would try again for minutes.
    """

    def __init__(self, variable: str, address: str) -> None:
        super().__init__(
            f"the local cloud at {address} ({variable}) does not answer: run `stowplan local up`, then gen-settings,"
            " and load the environment file again"
        )


class WithoutSecrets:
    """Before a storage: what a migration or a pickle holds of it are its options, less those named in `secrets`.

    A storage made of them works as any; where a secret is missing it makes no links, and never unsigned ones.
    """

    secrets: frozenset[str] = frozenset()

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """As a migration writes it (jschneier/django-storages#1393)."""
        path, args, options = super().deconstruct()  # type: ignore[misc]  # a mixin
        kept = {name: value for name, value in options.items() if self._may_keep(name)}
        return path, args, kept

    def __reduce__(self) -> tuple[Any, tuple[()]]:
        """As a pickle holds it."""
        _, args, options = self.deconstruct()
        return partial(type(self), *args, **options), ()

    def __copy__(self) -> Any:
        """In the same process nothing is left out."""
        _, args, options = super().deconstruct()  # type: ignore[misc]  # a mixin
        return type(self)(*args, **options)

    def __deepcopy__(self, memo: Any) -> Any:
        """As `copy()`."""
        return self.__copy__()

    def _may_keep(self, name: str) -> bool:
        return name not in self.secrets


def seconds(expire: Any) -> int:
    """How long a link lasts. Raises `TypeError` for what is no time, `ValueError` for none or less."""
    if isinstance(expire, timedelta):
        expire = int(expire.total_seconds())
    if expire is not None and not isinstance(expire, int):
        raise TypeError(
            f"expire is {expire!r}; it must be a whole number of seconds or a timedelta"
        )
    if expire is None or expire <= 0:
        raise ValueError(
            f"expire is {expire!r}; it must be a positive number of seconds"
        )
    return expire
