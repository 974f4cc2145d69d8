"""Options that several components give."""

from __future__ import annotations

import pulumi


def kept(parent: pulumi.Resource, keep: bool, *after: pulumi.Resource) -> pulumi.ResourceOptions:
    """Of what holds data: with `keep` the engine deletes it neither when it is asked to, nor when it leaves."""
    return pulumi.ResourceOptions(parent=parent, protect=keep, retain_on_delete=keep, depends_on=after)
