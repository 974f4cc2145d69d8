# ruff: noqa: E501 - a row is an edit
"""Edits of a site on three clouds."""

from __future__ import annotations

from tests.review.edits.row import row
from tests.review.edits.specs import MIXED

_NIGHT = "  night:\n    runs_on: {type: gce}\n    grants:\n      nightly: [read, write, list]\n"

ROWS = [
    row("a store goes from S3 to Google Cloud", MIXED, ("media: {provider: s3}", "media: {provider: gcs}")),
    row("a store goes from Google Cloud to Azure", MIXED, ("backups: {provider: gcs}", "backups: {provider: azure}"), (_NIGHT, ""), ("    keys: [gcs]\n", "")),
    row("an alias goes from Azure to S3", MIXED, ("store: papers\n", "store: media\n")),
    row("a key for another cloud goes", MIXED, ("    keys: [gcs]\n", ""), ("      nightly: [write]\n", "")),
    row("a key for another cloud comes", MIXED, ("runs_on: {type: gce}\n    grants:\n", "runs_on: {type: gce}\n    keys: [s3]\n    grants:\n      default: [read]\n")),
    row("another GitHub environment", MIXED, ("environment: production", "environment: staging")),
    row("widen grants on all", MIXED, ("default: [list]", "default: [read, list]"), ("nightly: [list]", "nightly: [read, list]"), ("contracts: [list]", "contracts: [read, list]")),
    row("another service principal", MIXED, ("object_id: 0b9a7c6d", "object_id: 1b9a7c6d"), ("client_id: 6a1e8f5b", "client_id: 7a1e8f5b")),
    row("drop versioning on all", MIXED, ("{provider: s3}", "{provider: s3, versioning: false}"), ("{provider: gcs}", "{provider: gcs, versioning: false}"), ("{provider: azure}", "{provider: azure, versioning: false}")),
]  # fmt: skip
