"""Everything of one environment in AWS, in the order in which ARNs become known.

Stores, their CDNs, then policies (which name distributions and log sources), then log deliveries (which need the
policies), then workloads. No store waits for another, so two that log into each other are fine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import Provider, ProviderAssumeRoleArgs

from generator.spec.facts import partition_of, region_of, s3_stores
from infra.components.aws.access import Access, AccessArgs, Source
from infra.components.aws.cdn import Cdn, CdnArgs
from infra.components.aws.identities import add_workloads
from infra.components.aws.logs import Logs, LogsArgs, Target
from infra.components.aws.plan import is_kept, store_args
from infra.components.aws.store import Store
from infra.names import account_id
from infra.policies.serving import readers
from infra.tags import tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.model import Spec
    from generator.spec.parts import LogTarget
    from infra.components.aws.workload import Workload


@dataclass(frozen=True)
class Built:
    """What was registered, by the names of the spec."""

    stores: Mapping[str, Store]
    cdns: Mapping[str, Cdn]
    workloads: Mapping[str, Workload]


def build(spec: Spec, public_keys: Mapping[str, Mapping[str, str]]) -> Built:
    """Register the environment; `public_keys` is store -> key name -> PEM."""
    options = pulumi.ResourceOptions(providers=[_provider(spec)])
    stores = {name: Store(name, store_args(spec, name), options) for name in s3_stores(spec)}
    cdns = {
        name: Cdn(name, _cdn_args(spec, name, stores[name], public_keys.get(name, {})), _in(stores[name]))
        for name, store in s3_stores(spec).items()
        if store.cdn is not None
    }
    accesses = {
        name: Access(name, _access_args(spec, name, stores, cdns), _in(stores[name])) for name in s3_stores(spec)
    }
    for name, store in s3_stores(spec).items():
        if store.access_logs is not None or (store.cdn is not None and store.cdn.logs is not None):
            Logs(name, _logs_args(spec, name, stores, cdns, accesses), _in(stores[name]))
    return Built(stores, cdns, add_workloads(spec, stores, options))


def _in(store: Store) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(parent=store)


def _provider(spec: Spec) -> Provider:
    """The account, said out loud: with the wrong credentials nothing is made. A local cloud's account is nobody's."""
    account, role = account_id(spec), spec.aws.assume_role_arn
    return Provider(
        "aws",
        region=spec.aws.region,
        allowed_account_ids=[account] if account else None,
        assume_roles=[ProviderAssumeRoleArgs(role_arn=role)] if role else None,  # a dict's keys are not translated here
    )


def _cdn_args(spec: Spec, name: str, store: Store, public_keys: Mapping[str, str]) -> CdnArgs:
    cdn = s3_stores(spec)[name].cdn
    if cdn is None:
        raise ValueError(f"the store {name!r} has no CDN")
    return CdnArgs(
        spec=cdn,
        readers=readers(spec, name),
        origin=store.bucket.bucket_regional_domain_name,
        public_keys=public_keys,
        origins=spec.site.origins,
        comment=f"{spec.project} {spec.environment} {name}",
        tags=tags(spec, store=name),
    )


def _access_args(spec: Spec, name: str, stores: Mapping[str, Store], cdns: Mapping[str, Cdn]) -> AccessArgs:
    who, region = readers(spec, name), region_of(spec, spec.stores[name])
    return AccessArgs(
        store=stores[name],
        keep=is_kept(spec, name),
        region=region,
        partition=partition_of(region).name,
        account_id=account_id(spec),
        distribution_arn=cdns[name].distribution.arn if name in cdns else None,
        cdn_prefixes=who.cdn,
        public_prefixes=who.public,
        access_logs=[
            Source(stores[source].bucket.arn, item.access_logs.prefix)
            for source, item in s3_stores(spec).items()
            if item.access_logs is not None and item.access_logs.store == name
        ],
        cdn_logs=list(_cdn_sources(spec, name, cdns)),
    )


def _cdn_sources(spec: Spec, name: str, cdns: Mapping[str, Cdn]) -> Iterator[Source]:
    for source, cdn in cdns.items():
        wanted = _cdn_logs(spec, source)
        if wanted is not None and wanted.store == name and cdn.log_source is not None:
            yield Source(cdn.log_source.arn, wanted.prefix)


def _cdn_logs(spec: Spec, name: str) -> LogTarget | None:
    cdn = s3_stores(spec)[name].cdn
    return None if cdn is None else cdn.logs


def _logs_args(
    spec: Spec, name: str, stores: Mapping[str, Store], cdns: Mapping[str, Cdn], accesses: Mapping[str, Access]
) -> LogsArgs:
    def target(wanted: LogTarget | None) -> Target | None:
        if wanted is None:
            return None
        return Target(stores[wanted.store].bucket, accesses[wanted.store].policy, wanted.prefix)

    return LogsArgs(
        bucket=stores[name].bucket,
        region=region_of(spec, spec.stores[name]),
        access_logs=target(spec.stores[name].access_logs),
        cdn_source=cdns[name].log_source if name in cdns else None,
        cdn_logs=target(_cdn_logs(spec, name)),
        tags=tags(spec, store=name),
    )
