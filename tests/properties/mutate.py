"""Specs with something wrong: trees changed by their structure, texts changed by their lines and bytes."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from tests.properties.hostile import RAW, SECRETS, TEXTS, VALUES
from tests.properties.shaped import lay_shaped, shaped

if TYPE_CHECKING:
    import random

Tree = Any
KEYS = (
    "type", "provider", "key", "cdn", "signing", "active", "name", "prefix", "store", "via", "access", "kind", "acl",
    "grants", "url_window", "runs_on", "environment", "environments", "version", "target", "lifecycle", "expire_days",
    "days", "manifest", "overwrite", "domain", "encryption", "adopt", "region", "cors", "origins", "access_logs",
    "logs", "tags", "django", "workload", "naming", "bucket", "role",
)  # fmt: skip


def places(tree: Tree, path: tuple = ()) -> list[tuple]:
    """The path of every value below the top."""
    if isinstance(tree, dict):
        return [found for key, item in tree.items() for found in [(*path, key), *places(item, (*path, key))]]
    if isinstance(tree, list):
        return [found for index, item in enumerate(tree) for found in [(*path, index), *places(item, (*path, index))]]
    return []


def at(tree: Tree, path: tuple) -> Tree:
    for part in path:
        tree = tree[part]
    return tree


def hostile(rng: random.Random, tree: Tree) -> Tree:
    """A value of no particular kind, or one from elsewhere in the spec."""
    kind = rng.random()
    if kind < 0.45:
        return rng.choice(TEXTS)
    if kind < 0.75:
        return copy.deepcopy(rng.choice(VALUES))
    return copy.deepcopy(at(tree, rng.choice(places(tree))))


def delete(rng: random.Random, tree: Tree) -> None:
    path = rng.choice(places(tree))
    del at(tree, path[:-1])[path[-1]]


def replace(rng: random.Random, tree: Tree) -> None:
    path = rng.choice(places(tree))
    at(tree, path[:-1])[path[-1]] = hostile(rng, tree)


def rename(rng: random.Random, tree: Tree) -> None:
    """Another key in the same place of its mapping."""
    path = rng.choice([path for path in places(tree) if isinstance(path[-1], str)])
    mapping = at(tree, path[:-1])
    other = rng.choice([*KEYS, *TEXTS, path[-1][:-1], path[-1] + "s", path[-1].upper()])
    items = [(other if key == path[-1] else key, value) for key, value in mapping.items()]
    mapping.clear()
    mapping.update(items)


def add(rng: random.Random, tree: Tree) -> None:
    mappings = [(), *(path for path in places(tree) if isinstance(at(tree, path), dict))]
    at(tree, rng.choice(mappings))[rng.choice([*KEYS, *TEXTS])] = hostile(rng, tree)


def double(rng: random.Random, tree: Tree) -> None:
    """A thing once more, beside itself."""
    path = rng.choice(places(tree))
    parent, twin = at(tree, path[:-1]), copy.deepcopy(at(tree, path))
    if isinstance(parent, list):
        parent.append(twin)
    else:
        parent[f"{path[-1]}{rng.choice(['2', '-b', '_b', '/'])}"] = twin


def lay_over(rng: random.Random, tree: Tree) -> None:
    """Something of the base in an overlay: nulled, replaced, or another member of its union."""
    environments = tree.get("environments")
    if not isinstance(environments, dict) or not environments:
        return
    name = rng.choice(list(environments))
    base = [path for path in places(tree) if path[0] != "environments" and all(isinstance(part, str) for part in path)]
    if not base or not isinstance(environments[name], dict | None):
        return
    path = rng.choice(base)
    overlay = environments[name] = environments[name] or {}
    for part in path[:-1]:
        overlay = overlay.setdefault(part, {})
        if not isinstance(overlay, dict):
            return
    overlay[path[-1]] = rng.choice(
        [None, hostile(rng, tree), {"type": rng.choice(["ecs", "vps", "kms", "sse-s3", "sse-c"])}]
    )


def environment(rng: random.Random, tree: Tree) -> None:
    if isinstance(tree.get("environments"), dict):
        value: Any = rng.choice(
            [None, {}, {"target": "memory"}, {"target": "local"}, {"stores": None}, {"storages": {}}, []]
        )
        tree["environments"][rng.choice([*TEXTS, "a-b", "a", "b"])] = copy.deepcopy(value)


WILD = (delete, replace, replace, rename, add, double, lay_over, environment)
TAME = (shaped, shaped, lay_shaped, delete)


def mutated(rng: random.Random, tree: Tree) -> Tree:
    """Some changes, all wild or all tame; the tree given is left alone."""
    tree = copy.deepcopy(tree)
    changes = rng.choice([WILD, TAME, TAME, TAME])
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 4])):
        if tree and places(tree):
            rng.choice(changes)(rng, tree)
    return tree


def plant(rng: random.Random, tree: Tree) -> str:
    """A secret as a value or as a key; returns it."""
    secret = rng.choice(SECRETS)
    path = rng.choice(places(tree))
    if rng.random() < 0.3:
        at(tree, path[:-1])[path[-1]] = {secret.replace("\n", " "): 1}
    else:
        at(tree, path[:-1])[path[-1]] = rng.choice(["", "x ", "key="]) + secret
    return secret


def written(rng: random.Random, tree: Tree) -> str:
    """The tree as YAML's JSON, on one line or on many; now and then with a scalar in YAML's own words."""
    text = json.dumps(tree, indent=rng.choice([None, 1, 2]), ensure_ascii=rng.random() < 0.5)
    if rng.random() < 0.1:
        head, colon, tail = text.rpartition(": ") if rng.random() < 0.5 else text.partition(": ")
        return head + colon + rng.choice(RAW) + tail
    return text


def scratched(rng: random.Random, text: str) -> str | bytes:
    """A text with lines or characters changed, or bytes that may be no text."""
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        text = rng.choice(SCRATCHES)(rng, text)
    if rng.random() < 0.1:
        data = bytearray(text.encode("utf-8", "surrogatepass"))
        if data:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        return bytes(data)
    return text


def _lines(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    here, there = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(5):
        case 0:
            del lines[here]
        case 1:
            lines.insert(there, lines[here])
        case 2:
            lines[here], lines[there] = lines[there], lines[here]
        case 3:
            lines[here] = rng.choice(["  ", " ", "\t", "    "]) + lines[here]
        case _:
            lines[here] = lines[here][rng.randrange(4) :]
    return "\n".join(lines)


def _scalar(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    here = rng.choice([index for index, line in enumerate(lines) if ": " in line] or [0])
    key, _, value = lines[here].partition(": ")
    lines[here] = f"{key}: {rng.choice([rng.choice(RAW), rng.choice(TEXTS), value + rng.choice(RAW)])}"
    return "\n".join(lines)


def _insert(rng: random.Random, text: str) -> str:
    here = rng.randrange(len(text) + 1)
    return text[:here] + rng.choice([*RAW, *TEXTS]) + text[here:]


def _cut(rng: random.Random, text: str) -> str:
    start = rng.randrange(len(text) + 1)
    return text[:start] if rng.random() < 0.4 else text[:start] + text[start + rng.randrange(40) :]


def _ends(rng: random.Random, text: str) -> str:
    return text.replace("\n", rng.choice(["\r\n", "\r", "\n\n", "\u2028", "\x85"]))


SCRATCHES = (_lines, _lines, _scalar, _scalar, _insert, _insert, _cut, _ends)
