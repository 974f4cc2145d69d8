"""Routes, and the rule set that each of them has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.cdn import Route, Rule, RuleSet

from infra.components.azure.routes import cache, from_origin, header_rules, response_action, version_action
from infra.names import child

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_azure_native.cdn import AFDEndpoint

    from generator.spec.parts import Headers
    from infra.components.azure.domain import Domain
    from infra.components.azure.origins import Front, Origins
    from infra.components.azure.routes import Paths


@dataclass(frozen=True)
class Routing:
    """What all routes of a profile share; `site` are the site's origins, `origins` is by the kind of a route."""

    headers: Headers
    site: Sequence[str]
    origins: Mapping[str, Origins]
    domain: Domain | None


def add_route(front: Front, endpoint: AFDEndpoint, routing: Routing, paths: Paths) -> Route:
    """One route with its rules; HTTP is led to HTTPS, and where there is a domain the endpoint's own host is off."""
    origins, domain = routing.origins[paths.kind], routing.domain
    rule_set, rules = _rule_set(front, routing, paths)
    return Route(
        child(front.name, paths.part),
        route_name=paths.part,
        endpoint_name=endpoint.name,
        profile_name=front.profile.name,
        resource_group_name=front.group.name,
        patterns_to_match=list(paths.patterns),
        origin_group={"id": origins.id},
        supported_protocols=["Http", "Https"],
        https_redirect="Enabled",
        forwarding_protocol="HttpsOnly",
        enabled_state="Enabled",
        link_to_default_domain="Disabled" if domain else "Enabled",
        custom_domains=[{"id": domain.id}] if domain else [],
        cache_configuration=cache(paths.kind),
        rule_sets=[{"id": rule_set}],
        opts=pulumi.ResourceOptions(parent=front.parent, depends_on=[origins.origin, *rules]),
    )


def _rule_set(front: Front, routing: Routing, paths: Paths) -> tuple[pulumi.Output[str], list[Rule]]:
    found = RuleSet(
        child(front.name, paths.part),
        rule_set_name=paths.part,
        profile_name=front.profile.name,
        resource_group_name=front.group.name,
        opts=pulumi.ResourceOptions(parent=front.parent),
    )
    rules = [*_headers(front, routing, paths, found)]
    if routing.origins[paths.kind].token:
        rules.append(_version(front, paths, found, len(rules) + 1))
    return front.part("ruleSets", found.name), rules


def _headers(front: Front, routing: Routing, paths: Paths, rule_set: RuleSet) -> list[Rule]:
    return [
        Rule(
            child(front.name, f"{paths.part}-{rule.name}"),
            rule_name=rule.name,
            rule_set_name=rule_set.name,
            profile_name=front.profile.name,
            resource_group_name=front.group.name,
            order=order,
            conditions=[from_origin(rule.origin)] if rule.origin else [],
            actions=[response_action(name, value, replaces=replaces) for name, value, replaces in rule.headers],
            match_processing_behavior="Continue",
            opts=pulumi.ResourceOptions(parent=front.parent),
        )
        for order, rule in enumerate(header_rules(routing.headers, routing.site), start=1)
    ]


def _version(front: Front, paths: Paths, rule_set: RuleSet, order: int) -> Rule:
    return Rule(
        child(front.name, f"{paths.part}-version"),
        rule_name="version",
        rule_set_name=rule_set.name,
        profile_name=front.profile.name,
        resource_group_name=front.group.name,
        order=order,
        conditions=[],
        actions=[version_action()],
        match_processing_behavior="Continue",
        opts=pulumi.ResourceOptions(parent=front.parent),
    )
