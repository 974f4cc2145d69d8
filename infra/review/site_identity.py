"""As whom the site comes to each cloud, where that changes and a key is or was in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from generator.spec.identities import clouds_of, identity, main_workload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.facts import ProviderName
    from generator.spec.identities import Identity
    from generator.spec.model import Spec

_OF_ALL: Mapping[str, str] = {
    "role": "the identity that its platform gives it",
    "keys": "a long-lived key in its environment",
    "none": "no cloud identity",
}
_WORDS: Mapping[Identity | None, str] = {
    "native": "the identity that its platform gives it",
    "federated": "short-lived tokens of its platform",
    "key": "a long-lived key in its environment",
    "principal": "a service principal of your own",
    None: "no identity",
}
_CLOUDS: Mapping[ProviderName, str] = {"s3": "AWS", "gcs": "Google Cloud", "azure": "Azure"}
_HELD = frozenset({"key", "principal"})


def identities(
    base: Spec | None,
    head: Spec | None,
    before: Literal["role", "keys", "none"],
    after: Literal["role", "keys", "none"],
) -> Iterator[str]:
    """A sentence for each cloud, which is named when the site knows more than one.

    `before` and `after` are what the settings' plans say of all clouds together; they are asked where the site has no
    workload, or is not in a cloud.
    """
    old, new = _kinds(base), _kinds(head)
    if not old or not new:
        if before != after:
            yield f"the site now has {_OF_ALL[after]} instead of {_OF_ALL[before]}"
        return
    clouds = [cloud for cloud in _CLOUDS if cloud in old or cloud in new]
    for cloud in clouds:
        was, now = old.get(cloud), new.get(cloud)
        if was != now and _HELD & {was, now}:
            where = f" on {_CLOUDS[cloud]}" if len(clouds) > 1 else ""
            yield f"the site now has {_WORDS[now]}{where} instead of {_WORDS[was]}"


def _kinds(spec: Spec | None) -> Mapping[ProviderName, Identity | None]:
    """Empty for a site that is nobody to a cloud."""
    workload = main_workload(spec) if spec is not None and spec.target == "cloud" else None
    if spec is None or workload is None or workload not in spec.workloads:
        return {}
    return {cloud: identity(spec, workload, cloud) for cloud in clouds_of(spec, workload)}
