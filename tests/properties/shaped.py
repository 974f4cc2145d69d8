"""Changes of the right shape: what stands in a spec becomes something else the schema allows there.

A change of any other kind mostly ends at the shape; these reach the rules behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.spec.model import Spec
from tests.properties.hostile import TEXTS

if TYPE_CHECKING:
    import random

SCHEMA = Spec.model_json_schema()
NAMES = (
    "media",
    "letters",
    "logs",
    "assets",
    "default",
    "papers",
    "staticfiles",
    "web",
    "deploy",
    "worker",
    "a-b",
    "a_b",
    "x",
)
TYPICAL = {
    "prefix": ("media/", "media/a/", "static/", "letters/", "papers/", "logs/", "a/", "", "tmp"),
    "store": ("media", "letters", "open", "logs", "assets", "nope"),
    "domain": ("media.example.com", "static.example.com", "x", "Media.example.com"),
    "region": ("eu-west-1", "eu-north-1", "us-gov-east-1", "cn-north-1", "x"),
    "key": ("create", "aws-managed", "arn:aws:kms:eu-west-1:123456789012:key/abc", "x"),
    "name": ("shop-media", "{store}-{project}", "{nope}", "x", None),
    "bucket": ("{project}-{store}-{environment}", "{project}-{store}", "{project}", "x{"),
    "role": ("{project}-{workload}", "{project}", "{environment}-{workload}", "a/b"),
    "workload": ("web", "deploy", "nope"),
    "id": ("old", "tmp", "abort-multipart", ""),
    "active": ("2025", "2026", "nope"),
    "issuer": ("https://oidc.example.com/id/ABC", "http://x"),
    "repository": ("a/b", "a"),
    "package": ("site_storage", "django", "a-b", "config.storage"),
    "root": (".", "a/b", "..", ""),
    "account_id": ("123456789012", "1"),
    "certificate_arn": TEXTS[-60:],
    "notify": ("arn:aws:sns:eu-west-1:123456789012:t", "x"),
    "dns_zone_id": ("Z0123456789ABC", "x"),
    "content_security_policy": ("default-src 'none'", "a\nb", "\u00e9"),
    "url_expiry": (1, 300, "10m", "1d", "8d", "6h", 0, "731d"),
    "url_window": (0, 60, "5m", "1d"),
    "days": (1, 29, 30, 60, 90),
    "expire_days": (1, 31, 91),
}


def shaped(rng: random.Random, tree: Any) -> None:
    """One value somewhere, found by going down the schema and the tree together."""
    _change(rng, tree, SCHEMA)


def lay_shaped(rng: random.Random, tree: Any) -> None:
    """The same in an overlay."""
    environments = tree.get("environments")
    if isinstance(environments, dict) and environments:
        name = rng.choice(list(environments))
        environments[name] = environments[name] or {}
        if isinstance(environments[name], dict):
            _change(rng, environments[name], SCHEMA)


def _resolve(rng: random.Random, node: dict) -> dict:
    while "$ref" in node or "anyOf" in node or "oneOf" in node:
        if "$ref" in node:
            node = SCHEMA["$defs"][node["$ref"].rpartition("/")[2]]
        else:
            node = rng.choice(node.get("anyOf") or node["oneOf"])
    return node


def _change(rng: random.Random, tree: Any, node: dict) -> None:
    node = _resolve(rng, node)
    if isinstance(tree, list) and node.get("type") == "array":
        if not tree or rng.random() < 0.4:
            tree.append(_sample(rng, node["items"], "", 0))
        elif rng.random() < 0.2:
            del tree[rng.randrange(len(tree))]
        else:
            _inside(rng, tree, rng.randrange(len(tree)), node["items"])
    elif isinstance(tree, dict) and "properties" in node:
        key = rng.choice([key for key in node["properties"] if key not in {"version", "environment"}] or list(tree))
        _inside(rng, tree, key, node["properties"].get(key, {}))
    elif isinstance(tree, dict) and isinstance(node.get("additionalProperties"), dict):
        key = rng.choice([*tree, *tree, rng.choice(NAMES)])
        _inside(rng, tree, key, node["additionalProperties"])


def _inside(rng: random.Random, parent: Any, key: Any, node: dict) -> None:
    here = parent.get(key) if isinstance(parent, dict) else parent[key]
    if isinstance(here, dict | list) and rng.random() < 0.85:
        _change(rng, here, node)
    else:
        parent[key] = _sample(rng, node, key, 0)


def _sample(rng: random.Random, node: dict, key: Any, depth: int) -> Any:
    if key in TYPICAL and rng.random() < 0.9:
        return rng.choice(TYPICAL[key])
    node = _resolve(rng, node)
    if "const" in node:
        return node["const"]
    if "enum" in node:
        return rng.choice(node["enum"])
    match node.get("type"):
        case "boolean":
            return rng.random() < 0.5
        case "integer":
            low = node.get("minimum", 0)
            return rng.choice([low, low + 1, rng.randint(low, node.get("maximum", 100)), low - 1])
        case "array":
            return [_sample(rng, node["items"], "", depth + 1) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
        case "object":
            return _mapping(rng, node, depth)
        case "null":
            return None
        case _:
            return rng.choice(TEXTS)


def _mapping(rng: random.Random, node: dict, depth: int) -> dict[str, Any]:
    if "properties" not in node:
        names = rng.sample(NAMES, rng.choice([0, 1, 2]))
        return {name: _sample(rng, node["additionalProperties"], "", depth + 1) for name in names}
    chance = 0.3 / (depth + 1)
    wanted = [key for key in node["properties"] if key in node.get("required", ()) or rng.random() < chance]
    return {key: _sample(rng, node["properties"][key], key, depth + 1) for key in wanted}
