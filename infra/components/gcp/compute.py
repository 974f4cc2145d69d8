"""The resources of Compute Engine that Cloud CDN is made of, without the other two hundred and eighty modules.

`pulumi_gcp.compute` imports all of them, which takes longer than the rest of a program. The SDK puts a module there
that loads when it is first used; while the parts below are imported, an empty one stands in its place, and then the
SDK's own is back. Whoever uses that later gets everything, and the same classes.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

import pulumi_gcp  # noqa: F401  # puts the lazy module there

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "BackendBucket",
    "BackendBucketSignedUrlKey",
    "GlobalAddress",
    "GlobalForwardingRule",
    "SSLPolicy",
    "TargetHttpProxy",
    "TargetHttpsProxy",
    "URLMap",
]


@contextmanager
def parts_of(package: str) -> Iterator[None]:
    """Import modules of a package without the package; nothing is different where it is loaded, or not lazy."""
    own = sys.modules.get(package)
    if own is None or type(own) is ModuleType:
        yield
        return
    empty = ModuleType(package)
    empty.__path__, empty.__spec__, empty.__package__ = own.__path__, own.__spec__, package
    sys.modules[package] = empty
    try:
        yield
    finally:
        sys.modules[package] = own


with parts_of("pulumi_gcp.compute"):
    from pulumi_gcp.compute.backend_bucket import BackendBucket
    from pulumi_gcp.compute.backend_bucket_signed_url_key import BackendBucketSignedUrlKey
    from pulumi_gcp.compute.global_address import GlobalAddress
    from pulumi_gcp.compute.global_forwarding_rule import GlobalForwardingRule
    from pulumi_gcp.compute.ssl_policy import SSLPolicy
    from pulumi_gcp.compute.target_http_proxy import TargetHttpProxy
    from pulumi_gcp.compute.target_https_proxy import TargetHttpsProxy
    from pulumi_gcp.compute.url_map import URLMap
