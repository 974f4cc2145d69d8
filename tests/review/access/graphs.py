"""Graphs for the tests: of rich specs, and made by hand for what other programs register."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.offline.graph import Graph, Resource, freeze
from infra.offline.symbols import Symbols
from infra.review import keys
from infra.stack import graph_of
from tests.infra_aws.rich import rich
from tests.infra_aws.specs import write
from tests.isolation.graphs import AZURE, GOOGLE

STACK = "urn:pulumi:prod::site::"


@lru_cache
def google(*edits: tuple[str, str]) -> Graph:
    """The graph of the rich spec of Google Cloud, after replacements in its text."""
    return of_text(edited(GOOGLE, edits))


@lru_cache
def azure(*edits: tuple[str, str]) -> Graph:
    """The same on Azure."""
    return of_text(edited(AZURE, edits))


@lru_cache
def aws(change: str = "") -> Graph:
    """The graph of the rich spec of AWS; `change` is Python that edits the `spec`."""
    found = json.loads(json.dumps(rich()))
    exec(change, {"spec": found})
    with TemporaryDirectory() as folder:
        return graph_of(str(write(Path(folder), found) / "storage.yaml"), "prod")


def edited(text: str, edits: tuple[tuple[str, str], ...]) -> str:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


def of_text(text: str, responder: Symbols | None = None) -> Graph:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "storage.yaml"
        path.write_text(text)
        return graph_of(str(path), "prod", responder)


def deployed() -> tuple[Graph, Graph, Graph]:
    """The three rich specs with names and an account as they are in a state."""
    there = Symbols(physical=True, account="123456789012")
    with TemporaryDirectory() as folder:
        real = graph_of(str(write(Path(folder), rich()) / "storage.yaml"), "prod", there)
    return real, of_text(GOOGLE, there), of_text(AZURE, there)


def made(type_: str, name: str, inputs: dict | None = None, outputs: dict | None = None, parent: str = "") -> Resource:
    """A resource by hand."""
    return Resource(
        f"{STACK}{type_}::{name}", type_, name, parent, inputs=freeze(inputs or {}), outputs=freeze(outputs or {})
    )


def graph(*resources: Resource) -> Graph:
    return Graph("site", "prod", resources)


def bucket(name: str = "pics", physical: str = "acme-pics", **inputs: object) -> Resource:
    given = {"bucket": physical, **inputs}
    return made("aws:s3/bucket:Bucket", name, given, {"id": physical, "arn": f"arn:aws:s3:::{physical}"})


def policy(*statements: dict, bucket: str = "acme-pics", name: str = "pics") -> Resource:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return made("aws:s3/bucketPolicy:BucketPolicy", name, {"bucket": bucket, "policy": document})


def role(name: str = "app", *statements: dict, **inputs: object) -> tuple[Resource, ...]:
    """A role with one inline policy."""
    trust = {
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
    given = {"name": name, "assumeRolePolicy": json.dumps(trust), **inputs}
    own = made("aws:iam/role:Role", name, given, {"arn": f"arn:aws:iam::123456789012:role/{name}", "id": name})
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return own, made("aws:iam/rolePolicy:RolePolicy", name, {"role": name, "policy": document})


def allow(action: object, resource: object, **more: object) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def by_action(rights: tuple) -> dict:
    """Rights without a condition by who, action and store."""
    found: dict = {}
    for right in rights:
        if right.effect == "allow" and not right.condition:
            found.setdefault((right.who.name, right.action, right.store), []).append(right)
    return found


def may(found: dict, who: str, action: str, store: str, key: str) -> bool:
    """Whether the rights without a condition allow it."""
    return any(
        keys.contains([right.scope], key) and not keys.contains(right.but, key)
        for right in found.get((who, action, store), ())
    )


def told(found) -> set[tuple]:
    """Rights as (who, action, store/scope), those with a condition with it."""
    return {
        (
            right.who.text(),
            right.action,
            f"{right.store}/{right.scope}",
            *([right.condition] if right.condition else []),
        )
        for right in found
        if right.effect == "allow"
    }
