"""The resource group everything lies in: made, or only named when it exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native.resources import ResourceGroup

from generator.spec.facts import resource_group_name
from infra.policies.azure_names import definition_path, group_id, subscription_of
from infra.tags import azure_tags as tags

if TYPE_CHECKING:
    from generator.spec.model import Spec


@dataclass(frozen=True)
class Group:
    """The group's name and id, and the location of what lies nowhere in particular."""

    name: pulumi.Input[str]
    id: pulumi.Output[str]
    location: str

    def definition_id(self, guid: pulumi.Input[str]) -> pulumi.Output[str]:
        """The id of a role definition, in the form that Azure answers whatever scope it was made in."""
        return pulumi.Output.concat(self.id.apply(subscription_of), definition_path(""), guid)


def resource_group(spec: Spec, *, keep: bool, opts: pulumi.ResourceOptions) -> Group:
    """A group that exists stays out of the stack: others may have things in it, which its deletion would take along."""
    name, location = resource_group_name(spec), spec.azure.location
    if spec.azure.resource_group.adopt:
        return Group(name, pulumi.Output.from_input(group_id(spec)), location)
    kept = pulumi.ResourceOptions(protect=keep, retain_on_delete=keep)
    made = ResourceGroup(
        "azure",
        resource_group_name=name,
        location=location,
        tags=tags(spec),
        opts=pulumi.ResourceOptions.merge(opts, kept),
    )
    return Group(made.name, made.id, location)
