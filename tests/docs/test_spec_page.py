"""The tables of docs/spec.md against the models and the functions they speak of."""

from __future__ import annotations

import json
import re
from typing import get_args

import pytest

from generator.spec.azure import AzureEncryption
from generator.spec.facts import overwrites, serving
from generator.spec.gcs import GcsEncryption
from generator.spec.model import Storage, Store, Target
from generator.spec.s3 import Encryption
from generator.spec.workloads import RunsOn
from tests.docs import sites
from tests.docs.pages import DOCS, opened, tables
from tests.docs.rows import models, rows

PAGE = DOCS / "spec.md"
ONLY_A_TYPE = ("Ecs", "Ec2", "Lambda", "CloudRun", "Gce", "Vps", "SseS3", "SseC", "GoogleManaged", "Csek")
AS_APP_SERVICE = ("ContainerApps", "AzureVm")
UNIONS = {
    "runs_on": RunsOn,
    "encryption": Encryption,
    "gcs encryption": GcsEncryption,
    "azure encryption": AzureEncryption,
    "providers": Store,
}


def test_every_model_has_a_table():
    assert sorted(set(models()) - set(tables(PAGE))) == sorted((*ONLY_A_TYPE, *AS_APP_SERVICE))


@pytest.mark.parametrize("name", sorted(set(models()) - {*ONLY_A_TYPE, *AS_APP_SERVICE}))
def test_keys_types_and_defaults_are_those_of_the_model(name):
    assert [row[:3] for row in tables(PAGE)[name]] == rows(name)


@pytest.mark.parametrize("name", AS_APP_SERVICE)
def test_one_table_stands_for_what_has_the_same_keys(name):
    assert rows(name)[1:] == rows("AppService")[1:]


@pytest.mark.parametrize(("table", "union"), UNIONS.items(), ids=UNIONS)
def test_every_member_of_a_union_has_a_row(table, union):
    members, field = get_args(union)
    tags = [get_args(member.model_fields[field.discriminator].annotation)[0] for member in get_args(members)]

    assert [row[0] for row in tables(PAGE)[table]] == [f"`{tag}`" for tag in tags]


def test_what_is_overwritten():
    said = {row[0].strip("`"): row[2] == "replaces the first" for row in tables(PAGE)["kinds"]}

    assert said == {
        kind: overwrites(Storage(store="s", prefix="p/", access="public", kind=kind))
        for kind in ("media", "static", "cache")
    }


def test_the_targets_are_all_there():
    assert [row[0].strip("`") for row in tables(PAGE)["targets"]] == list(get_args(Target))


def backticked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def url_rows() -> list[tuple[str, str, str]]:
    """(access, via, url) as the page says them."""
    return [(backticked(row[0])[0], backticked(row[1])[0], backticked(row[4])[0]) for row in tables(PAGE)["urls"]]


def spec_of(rows, *, cdn: bool = True) -> str:
    storages = "\n".join(
        f"  row{number}: {{store: media, prefix: files{number}/, access: {access}, via: {via}}}"
        for number, (access, via, _) in enumerate(rows)
    )
    front = 'cdn: {domain: media.shop.example, dns_zone_id: Z0123456789, signing: {public_keys: {"2026": k.pem}}}'
    return f"""\
version: 1
project: shop
aws: {{region: eu-west-1}}
stores: {{media: {{provider: s3, {front if cdn else ""}}}}}
storages:
{storages}
environments: {{prod: {{}}}}
"""


def test_urls(tmp_path):
    """Of every row, as the generated settings give them."""
    rows = url_rows()
    code = (
        f"{sites.DEPLOYED.partition(chr(10))[0]}\nimport django, json; django.setup()\n"
        "from django.core.files.storage import storages\n"
        f"print(json.dumps([storages[f'row{{i}}'].url('a.jpg') for i in range({len(rows)})]))"
    )
    settings = "from config.settings.base import *\nfrom site_storage.settings.prod import *\n"
    sites.make(tmp_path, {"storage.yaml": spec_of(rows), "config/settings/prod.py": settings})
    secret = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x", **sites.keys(tmp_path)}

    done = sites.run(tmp_path, "prod", "-c", code, **secret)

    assert done.returncode == 0, done.stderr
    for number, (url, (access, via, said)) in enumerate(zip(json.loads(done.stdout), rows, strict=True)):
        pattern = re.escape(said.replace("/files/", f"/files{number}/")).replace("…", "[^/]*")
        assert re.fullmatch(pattern, url), (access, via, said, url)


ELSEWHERE = {
    "gcs": "gcp: {project_id: shop-prod-123456, project_number: '123456789012'}\n"
    "stores:\n  media: {provider: gcs, cdn: {domain: media.shop.example, signing: {keys: [k]}}}\n",
    "azure": "stores:\n  media: {provider: azure, isolation: containers, cdn: {domain: media.shop.example}}\n",
}


@pytest.mark.parametrize(("provider", "column"), [("gcs", 2), ("azure", 3)])
def test_urls_elsewhere(tmp_path, provider, column):
    """Those that need nobody's credentials: public ones, and those that Cloud CDN's own key signs."""
    found = [(backticked(row[0])[0], backticked(row[1])[0], row[column]) for row in tables(PAGE)["urls elsewhere"]]
    rows = [row for row in found if row[0] == "public" or (provider, row[1] != "direct") == ("gcs", True)]
    storages = "".join(
        f"  files-{number}: {{store: media, prefix: files{number}/, access: {access}, via: {via}}}\n"
        for number, (access, via, _) in enumerate(rows)
    )
    code = (
        f"{sites.DEPLOYED.partition(chr(10))[0]}\nimport django, json; django.setup()\n"
        "from django.core.files.storage import storages\n"
        f"print(json.dumps([storages[f'files-{{i}}'].url('a.jpg') for i in range({len(rows)})]))"
    )
    spec = f"version: 1\nproject: shop\n{ELSEWHERE[provider]}storages:\n{storages}environments: {{prod: {{}}}}\n"
    settings = "from config.settings.base import *\nfrom site_storage.settings.prod import *\n"
    sites.make(tmp_path, {"storage.yaml": spec, "config/settings/prod.py": settings})

    done = sites.run(tmp_path, "prod", "-c", code, STORAGE_MEDIA_SIGNING_KEY_BASE64="AAECAwQFBgcICQoLDA0ODw==")

    assert done.returncode == 0, done.stderr
    for number, (url, (access, via, said)) in enumerate(zip(json.loads(done.stdout), rows, strict=True)):
        plain = backticked(said)[0].replace("/files/files/", f"/files-{number}/files/")
        pattern = re.escape(plain.replace("/files/a.jpg", f"/files{number}/a.jpg")).replace("…", "[^/]*")
        assert re.fullmatch(pattern, url), (access, via, said, url)


@pytest.mark.parametrize("row", tables(PAGE)["urls"], ids=lambda row: f"{row[0]} {row[1]}".replace("`", ""))
def test_what_none_stands_for(tmp_path, row):
    """`or none`: leaving `via` out where the store has (or has not) a CDN says the same as `via`."""
    access, via = backticked(row[0])[0], backticked(row[1])[0]
    with_cdn = "without a CDN" not in row[1]
    spec = opened(tmp_path, spec_of([(access, via, "")], cdn=with_cdn or via != "direct")).document.environment("prod")
    storage = spec.storages["row0"]

    same = serving(spec, storage) == serving(spec, storage.model_copy(update={"via": None}))

    assert same == ("none" in row[1])
