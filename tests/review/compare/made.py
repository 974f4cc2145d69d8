"""Graphs made by hand, as other programs, states and previews have them."""

from __future__ import annotations

from infra.offline.graph import Graph, Resource, freeze

BUCKET = "aws:s3/bucket:Bucket"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
ACCOUNT = "azure-native:storage:StorageAccount"
GCS = "gcp:storage/bucket:Bucket"


def urn(token, name, *, stack="prod", project="other", parents=""):
    return f"urn:pulumi:{stack}::{project}::{parents}{token}::{name}"


def resource(token, name, inputs=None, *, parents="", **more):
    """A resource; options and dependencies by keyword."""
    options = freeze(more.pop("options", {}))
    needs = freeze(more.pop("property_dependencies", {}))
    return Resource(
        urn(token, name, parents=parents),
        token,
        name,
        inputs=freeze(inputs or {}),
        options=options,
        property_dependencies=needs,
        **more,
    )


def graph(*resources):
    return Graph("other", "prod", tuple(resources))
