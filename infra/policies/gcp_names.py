"""Names in Google Cloud that follow from a spec alone: projects, resources, labels, Google's own service accounts."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.spec.model import Spec

LOCAL_PROJECT = "stowplan-local"
LOCAL_NUMBER = "123456789012"
"""Nobody's project: what stands for one where `target: local` names none."""

NAME = 63
"""RFC 1035, which Compute Engine's names follow: https://cloud.google.com/compute/docs/naming-resources"""
ROLE_ID = 64
"""https://cloud.google.com/iam/docs/creating-custom-roles"""
POOL_ID = 32
"""https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools/create"""
_SLUG = 40
LABEL = 63
"""https://cloud.google.com/storage/docs/tags-and-labels#bucket-labels"""

_NO_LABEL = re.compile(r"[^a-z0-9_-]")
_MULTI_REGIONS = {"EU": "europe", "US": "us", "ASIA": "asia"}


def project_id(spec: Spec) -> str | None:
    """The project, when the spec says it."""
    return spec.gcp.project_id or (LOCAL_PROJECT if spec.target == "local" else None)


def project_number(spec: Spec) -> str:
    """The project's number, which Google's own service accounts are named by; raises ValueError where it is missing."""
    number = spec.gcp.project_number or (LOCAL_NUMBER if spec.target == "local" else None)
    if number is None:
        raise ValueError("`gcp.project_number` is missing; the checks say so")
    return number


def fit(name: str, limit: int) -> str:
    """The name, or as much of it as fits with a hash of the whole: names that meet stay apart."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 7].rstrip('-_')}-{digest(name)}"


def digest(text: str) -> str:
    """Six characters that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def part_name(prefix: str) -> str:
    """What logical names and titles of conditions call a prefix: what it is, readably, and which.

    A storage's alias is the site's business, which may call it something else tomorrow; a grant in the cloud is on
    the prefix, and a grant that was made anew under another name would be refused or, once the old one goes, lost.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", prefix.lower()).strip("-")[:_SLUG].rstrip("-")
    return f"{slug or 'x'}-{hashlib.sha256(prefix.encode()).hexdigest()[:10]}" if prefix else "all"


def base_name(spec: Spec, store: str) -> str:
    """What the names of a store's load balancer start with."""
    return f"{spec.project}-{spec.environment}-{store}"


def role_id(spec: Spec, part: str) -> str:
    """The id of one of the stack's custom roles; ids take no dash."""
    return fit(f"stowplan_{spec.project}_{spec.environment}_{part}", ROLE_ID).replace("-", "_")


def pool_id(spec: Spec) -> str:
    """The id of the workload identity pool that the stack makes, 4 to 32 characters."""
    return fit(f"stowplan-{spec.project}-{spec.environment}", POOL_ID)


def key_ring_name(bucket: str) -> str:
    """The key ring of a bucket's own key; unlike buckets, key rings take no dot."""
    return fit(bucket.replace(".", "-"), NAME)


def kms_location(location: str) -> str:
    """Where the key of a bucket has to lie (https://cloud.google.com/storage/docs/encryption/customer-managed-keys)."""
    return _MULTI_REGIONS.get(location.upper(), location.lower())


def labels(spec: Spec, **part: str) -> dict[str, str]:
    """The spec's tags and ours as labels, by key; `part` says which, as in `store="media"`. Ours win.

    Labels take lower case letters, digits, `_` and `-`, at most 63; a key starts with a letter.
    """
    ours = {"project": spec.project, "environment": spec.environment, **part}
    found: Mapping[str, str] = {
        **{_key(key): _label(value) for key, value in spec.tags.items()},
        **{f"stowplan-{key}": _label(value) for key, value in ours.items()},
    }
    return dict(sorted(found.items()))


def storage_agent(number: str) -> str:
    """Cloud Storage's own account in a project, which uses its keys."""
    return f"serviceAccount:service-{number}@gs-project-accounts.iam.gserviceaccount.com"


def cdn_fill_agent(number: str) -> str:
    """Cloud CDN's own account in a project, which reads for signed requests.

    It is there once a backend has a signing key: https://cloud.google.com/cdn/docs/using-signed-urls
    """
    return f"serviceAccount:service-{number}@cloud-cdn-fill.iam.gserviceaccount.com"


SIZE_METRIC = "storage.googleapis.com/storage/total_bytes"
OBJECTS_METRIC = "storage.googleapis.com/storage/object_count"
"""Once a day for each storage class: https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-storage"""

ANYONE = "allUsers"
USAGE_LOGS = "group:cloud-storage-analytics@google.com"
"""Who writes usage logs: https://cloud.google.com/storage/docs/access-logs"""


def _label(text: str) -> str:
    return _NO_LABEL.sub("-", text.lower())[:LABEL]


def _key(text: str) -> str:
    found = _label(text)
    return found if found[:1].isalpha() else f"x{found}"[:LABEL]
