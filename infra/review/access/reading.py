"""A graph made ready to be asked: resources by type, values without markers, names that two sides share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.offline.graph import thaw
from infra.offline.values import Secret, Sensitive, Unknown
from infra.review.owners import NOBODY, owners, real
from infra.review.report import Who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.offline.graph import Graph, Resource
    from infra.review.owners import Owner

_ACCOUNT = re.compile(r"arn:[^:]*:[^:]*:[^:]*:(\d{12}):")
_LABELLED = ("arn", "iamArn", "s3CanonicalUserId", "id", "selfLink")
_VERSION = re.compile(r"/v\d{8}(?:preview)?(?=:)")  # azure-native:storage/v20230101:StorageAccount
ACCOUNT = "${aws.account}"


@dataclass(frozen=True)
class Reading:
    """`types` has resources by type in lower case; `labels` names resources by their ARNs and ids."""

    types: Mapping[str, tuple[Resource, ...]]
    owners: Mapping[str, Owner]
    labels: Mapping[str, str]
    accounts: frozenset[str]

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of these types, in canonical order; upper and lower case are the same."""
        for type_ in types:
            yield from self.types.get(type_.lower(), ())

    def owner(self, resource: Resource) -> Owner:
        """Whose it is."""
        return self.owners.get(resource.urn, NOBODY)

    def shown(self, text: str) -> str:
        """An ARN or id as both sides of a review call it: by its resource's name, without the number of the account."""
        return self.labels.get(text) or self.neutral(text)

    def neutral(self, text: str) -> str:
        """The text with the account's own number replaced."""
        for account in self.accounts:
            text = text.replace(account, ACCOUNT)
        return text


def reading(graph: Graph) -> Reading:
    """Everything that the readers of clouds ask for."""
    types: dict[str, list[Resource]] = {}
    for resource in graph.resources:
        if real(resource):
            types.setdefault(_VERSION.sub("", resource.type.lower()), []).append(resource)
    found = [item for items in types.values() for item in items]
    return Reading(
        {name: tuple(items) for name, items in types.items()},
        owners(graph),
        _labels(found),
        frozenset(match[1] for item in found if (match := _ACCOUNT.match(text(item, "arn")))),
    )


def value(resource: Resource, name: str) -> Any:
    """An input, or else an output, as plain data; None for what is absent, secret or not known yet."""
    for properties in (resource.inputs, resource.outputs):
        found = properties.get(name)
        if found is not None:
            return plain(found)
    return None


def known(resource: Resource, name: str) -> bool:
    """Whether a property is absent or can be read: False for a marker."""
    return not isinstance(resource.inputs.get(name), Unknown | Secret | Sensitive)


def plain(found: Any) -> Any:
    """Plain data, with None for each marker inside."""
    match found:
        case Unknown() | Secret() | Sensitive():
            return None
        case Mapping():
            return {str(key): plain(item) for key, item in found.items()}
        case list() | tuple():
            return [plain(item) for item in found]
        case _:
            return thaw(found)


def text(resource: Resource, name: str) -> str:
    """A property that is text; empty for anything else."""
    found = value(resource, name)
    return found if isinstance(found, str) else ""


def called(resource: Resource, *names: str) -> tuple[str, ...]:
    """What inputs and outputs of these names say, both, without repetition."""
    found = [properties.get(name) for name in names for properties in (resource.inputs, resource.outputs)]
    return tuple(dict.fromkeys(item for item in found if isinstance(item, str) and item))


def mapping(found: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one; a list of one mapping is that mapping."""
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    return found if isinstance(found, dict) else {}


def mappings(found: Any) -> list[dict[str, Any]]:
    """The mappings of a list; one mapping is a list of one."""
    if isinstance(found, dict):
        return [found]
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def strings(found: Any) -> list[str]:
    """The texts of a list; one text is a list of one."""
    if isinstance(found, str):
        return [found]
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def workload_or(owner: Owner, other: Who) -> Who:
    """The workload that owns an identity, or somebody else."""
    return Who("workload", owner.name) if owner.kind == "workload" else other


def _labels(resources: list[Resource]) -> dict[str, str]:
    found: dict[str, str] = {}
    for resource in resources:
        label = label_of(resource)
        for name in called(resource, *_LABELLED):
            found.setdefault(name, label)
    return found


def label_of(resource: Resource) -> str:
    """A resource by its kind and its name in the program: `distribution media`."""
    kind = resource.type.rpartition(":")[2]
    return f"{kind[:1].lower()}{kind[1:]} {resource.name}"
