"""The Pulumi program: a spec's environment, checked, then registered; what is wrong ends it as one message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

import pulumi

from generator.errors import SpecError
from generator.spec.facts import s3_stores
from generator.spec.identities import workloads_on
from generator.spec.problems import listing, problem
from infra.exports import export
from infra.lifecycle.azure import MAX_RULES, too_many
from infra.policies.azure import MAX_CONDITION
from infra.policies.azure_access import too_long
from infra.policies.gcp_trust import MAX_ATTRIBUTE_CONDITION, attribute_condition
from infra.policies.grants import grants_of, inline_limit
from infra.policies.packing import MAX_MANAGED, policy_count
from infra.policies.sizes import BUCKET_POLICY, bucket_policy_size
from infra.settings import cdn_keys, open_spec, placed, public_keys, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.document import Document
    from generator.spec.facts import ProviderName
    from generator.spec.model import Spec
    from generator.spec.problems import Problem
    from infra.exports import Outputs
    from infra.settings import Settings


def main() -> None:
    """Register the environment that the stack is named after; raises `pulumi.RunError` with every problem found."""
    settings = read_settings()
    try:
        document = open_spec(settings)
        spec = document.environment(settings.environment)
        keys = _checked(settings, spec)
    except SpecError as error:
        raise pulumi.RunError(str(error)) from None
    _provisioned(document, spec)
    for warning in document.warnings:
        pulumi.log.warn(warning.text())
    _register(spec, keys)


@dataclass(frozen=True)
class Keys:
    """By store and name: the public keys of CloudFront as PEM, the secrets of Cloud CDN."""

    public: Mapping[str, Mapping[str, str]]
    cdn: Mapping[str, Mapping[str, pulumi.Output[str]]]


def _checked(settings: Settings, spec: Spec) -> Keys:
    """All that is read beside the spec, before anything is registered.

    Raises `SpecError` for what no check of the spec alone can see, `pulumi.RunError` for keys in the configuration.
    """
    if spec.target not in {"cloud", "local"}:
        return Keys({}, {})
    public, problems = public_keys(settings, spec)
    problems += _too_large(spec)
    if problems:
        raise SpecError([placed(settings, found) for found in problems])
    return Keys(public, cdn_keys(spec))


def _too_large(spec: Spec) -> Iterator[Problem]:
    """What is measured is what would be sent, so no check of the spec alone can tell."""
    for name in workloads_on(spec, "s3"):
        workload = spec.workloads[name]
        count = policy_count(
            grants_of(spec, name), inline_limit=inline_limit(spec, name), usage_metrics=workload.usage_metrics
        )
        if count > MAX_MANAGED:
            yield problem("SPEC106", "workloads", name, value=name, count=count)
    for name in s3_stores(spec):
        size = bucket_policy_size(spec, name)
        if size > BUCKET_POLICY:
            yield problem("SPEC120", "stores", name, value=name, count=f"{size:,}")
    for name, number in too_many(spec):
        slots = {"things": "lifecycle rules, of ten prefixes each", "who": "Azure", "limit": MAX_RULES}
        yield problem("SPEC113", "stores", name, "lifecycle", count=number, **slots)
    yield from _too_long(spec)


def _too_long(spec: Spec) -> Iterator[Problem]:
    """Conditions of Google Cloud and of Azure."""
    condition = attribute_condition(spec) or ""
    if len(condition) > MAX_ATTRIBUTE_CONDITION:
        count, limit = f"{len(condition):,}", f"{MAX_ATTRIBUTE_CONDITION:,}"
        yield problem("SPEC150", "workloads", count=count, limit=limit)
    for found in too_long(spec):
        path = ("workloads", found.workload) if found.workload else ("stores", found.store, "cdn")
        who = repr(found.workload) if found.workload else "Front Door"
        slots = {"who": who, "store": found.store, "count": f"{found.length:,}", "limit": f"{MAX_CONDITION:,}"}
        yield problem("SPEC184", *path, **slots)


def _provisioned(document: Document, spec: Spec) -> None:
    match spec.target:
        case "cloud" | "local":
            return
        case "memory" | "filesystem":
            others = [name for name, item in document.specs.items() if item.target in {"cloud", "local"}]
            what = f"the environment {spec.environment!r} has `target: {spec.target}`: there is nothing to provision"
            raise pulumi.RunError(f"{what}\n    fix: select the stack of one of: {listing(others)}")
        case _:
            assert_never(spec.target)


def _register(spec: Spec, keys: Keys) -> None:
    """A cloud's SDK is imported when a store asks for it; no cloud's part waits for another's."""
    found = [_built(spec, provider, keys) for provider in sorted({store.provider for store in spec.stores.values()})]
    export(spec, found)


def _built(spec: Spec, provider: ProviderName, keys: Keys) -> Outputs:
    match provider:
        case "s3":
            from infra.components.aws import outputs as aws
            from infra.components.aws import stack as aws_stack

            return aws.outputs(spec, aws_stack.build(spec, keys.public))
        case "gcs":
            from infra.components.gcp import outputs as gcp
            from infra.components.gcp import stack as gcp_stack

            return gcp.outputs(spec, gcp_stack.build(spec, keys.cdn))
        case "azure":
            from infra.components.azure import outputs as azure
            from infra.components.azure import stack as azure_stack

            return azure.outputs(spec, azure_stack.build(spec))
        case _:
            assert_never(provider)
