"""Where files are found under a server of one's own: each storage at a place of its own."""

from __future__ import annotations

from generator.planner import plan
from generator.spec.model import Spec


def urls(target, **prefixes):
    storages = {alias: {"store": alias, "prefix": prefix, "access": "private"} for alias, prefix in prefixes.items()}
    data = {
        "version": 1,
        "project": "p",
        "environment": "dev",
        "target": target,
        "stores": {alias: {"provider": "s3"} for alias in prefixes},
        "storages": storages,
    }
    entries = plan(Spec.model_validate(data)).aliases
    return {entry.alias: entry.options["base_url"] for entry in entries if entry.alias in prefixes}


def test_a_prefix_of_its_own_is_the_path():
    assert urls("memory", default="media/", docs="docs/") == {"default": "/media/media/", "docs": "/media/docs/"}


def test_a_prefix_that_two_stores_share_gets_the_store():
    found = urls("filesystem", default="p/", docs="p/", deep="p/q/", other="x/")

    assert found == {
        "default": "/media/default/p/",
        "docs": "/media/docs/p/",
        "deep": "/media/deep/p/q/",
        "other": "/media/x/",
    }
