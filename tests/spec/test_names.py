"""Names meet in variables, functions, files and physical names: those that would collide are refused."""

from __future__ import annotations

import itertools
import keyword
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.checks.names import function_name
from generator.planner import plan
from generator.providers.s3 import ADDRESSING, PROTOCOL, variable_name
from generator.render.settings import callables_module
from generator.render.settings import function_name as rendered_name
from tests.spec.writing import SMALL, found, opened, problems

WHATS = ("BUCKET", "CDN_DOMAIN", "SIGNING_KEY_ID", "SIGNING_KEY", "SIGNING_KEY_FILE", "SIGNING_KEY_BASE64")
SHARED = {ADDRESSING, PROTOCOL, "STORAGE_ROOT"}
store_names = st.from_regex(re.compile(r"[a-z][a-z0-9-]{0,29}"), fullmatch=True)
near_misses = st.lists(
    st.sampled_from(["a", "s3", "cdn", "root", "bucket", "signing", "key", "id", "domain", "file", "-"]), max_size=6
).map("-".join)


@given(st.lists(store_names | near_misses.filter(re.compile(r"[a-z][a-z0-9-]*").fullmatch), min_size=2, unique=True))
def test_no_two_stores_share_a_variable(stores):
    names = [variable_name(store, what) for store, what in itertools.product(stores, WHATS)]

    assert len(set(names)) == len(names)
    assert not SHARED & set(names)


@given(st.text(string.ascii_lowercase + "-_", min_size=1, max_size=6) | st.sampled_from(keyword.kwlist))
def test_the_check_and_the_module_name_functions_alike(alias):
    assert function_name(alias) == rendered_name(alias)


def with_alias(*aliases: str) -> str:
    lines = "".join(f"  {alias}: {{store: media, prefix: p{i}/, access: private}}\n" for i, alias in enumerate(aliases))
    return re.sub(r"  default: .*\n", lambda _: lines, SMALL)


@pytest.mark.parametrize("alias", ["default", "class", "import", "None", "match", "type", "str", "print", "storage"])
def test_aliases_that_python_knows_give_a_module_that_works(tmp_path, alias):
    if not alias.islower():
        assert found(tmp_path, with_alias(alias)) == [("SPEC077", 6, 3, f"storages.{alias}")]
        return
    spec = opened(tmp_path, with_alias(alias)).specs["prod"]
    text = callables_module(entry.alias for entry in plan(spec).aliases)

    assert f"def {alias}{'_' if keyword.iskeyword(alias) else ''}() -> Storage:" in text


@pytest.mark.parametrize(
    "alias", ["Storage", "media.files", "1st", "-x", "_x", "a b", "\u0430lias", "x" * 51, "", "__init__"]
)
def test_aliases_that_are_no_names(tmp_path, alias):
    text = with_alias(f'"{alias}"')

    assert [item[0] for item in found(tmp_path, text)] == ["SPEC077"]


@pytest.mark.parametrize(
    ("one", "other"), [("a-b", "a_b"), ("class", "class_"), ("class-", "class"), ("a-b_c", "a_b-c")]
)
def test_aliases_that_give_one_function(tmp_path, one, other):
    assert [item[0] for item in found(tmp_path, with_alias(one, other))] == ["SPEC081"]


def test_aliases_that_give_one_function_in_two_environments(tmp_path):
    overlay = "{prod: {}, test: {storages: {de-fault: null, %s: {store: media, prefix: x/, access: private}}}}"
    text = with_alias("de-fault").replace("{prod: {}}", overlay % "de_fault")

    assert [(item.code, item.path) for item in problems(tmp_path, text)] == [
        ("SPEC081", "environments.test.storages.de_fault")
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *((name, "SPEC084") for name in ("class", "import", "lambda", "example")),
        *(
            (name, "SPEC014")
            for name in ("Prod", "a_b", "prod.eu", "1", "-a", "", "None", "__init__", "x" * 21, "\u0440rod")
        ),
    ],
)
def test_environment_names_that_cannot_be_files(tmp_path, name, code):
    text = SMALL.replace("{prod: {}}", f'{{"{name}": {{}}}}')

    assert [item[:3] for item in found(tmp_path, text) if item[0] in {"SPEC014", "SPEC084"}] == [(code, 7, 16)]


@pytest.mark.parametrize("name", ["local", "prod", "pre-prod", "match", "type", "test", "eu1", "a"])
def test_environment_names_that_work(tmp_path, name):
    assert found(tmp_path, SMALL.replace("{prod: {}}", f"{{{name}: {{}}}}")) == []


@pytest.mark.parametrize("package", ["django", "storages", "storages.backends", "site", "json", "logging.x", "boto3"])
def test_packages_that_would_hide_another(tmp_path, package):
    assert found(tmp_path, SMALL + f"django: {{package: {package}}}\n") == [("SPEC084", 8, 19, "django.package")]


@pytest.mark.parametrize(
    "package", ['""', "a-b", "a..b", ".a", "a.", "class", "a.import", "1a", "\u0430", '"a b"', '"a\\n"']
)
def test_packages_that_python_cannot_import(tmp_path, package):
    assert found(tmp_path, SMALL + f"django: {{package: {package}}}\n") == [("SPEC078", 8, 19, "django.package")]


@pytest.mark.parametrize("package", ["site_storage", "config.storage", "shop.site", "a.json"])
def test_packages_that_work(tmp_path, package):
    assert found(tmp_path, SMALL + f"django: {{package: {package}}}\n") == []


@pytest.mark.parametrize("root", ['""', "/srv", '"~"', "~/x", "..", "a/../..", '"a\\\\b"', "C:/x", '"a\\nb"', '"\\0"'])
def test_roots_outside_the_folder_of_the_spec(tmp_path, root):
    assert found(tmp_path, SMALL + f"django: {{root: {root}}}\n") == [("SPEC079", 8, 16, "django.root")]


def test_environments_agree_on_the_package(tmp_path):
    text = SMALL.replace("{prod: {}}", "{test: {django: {version: '6.1'}}, prod: {django: {root: a, package: b}}}")

    assert [(item.code, item.path) for item in problems(tmp_path, text)] == [
        ("SPEC085", "environments.prod.django.root"),
        ("SPEC085", "environments.prod.django.package"),
    ]


def test_bucket_names_of_environments_that_run_together(tmp_path):
    """`shop-a-b-c`: the store `b-c` of the environment `a`, and the store `c` of `a-b`."""
    overlay = """
  a: {}
  a-b:
    stores: {b-c: null, c: {provider: s3}}
    storages: {default: {store: c}}
"""
    text = SMALL.replace("media:", "b-c:").replace("store: media", "store: b-c").replace(" {prod: {}}\n", overlay)

    assert found(tmp_path, text) == [("SPEC072", 10, 25, "environments.a-b.stores.c")]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ('""', "it has 0 characters, and 3 to 63 are allowed"),
        ("ab", "it has 2 characters, and 3 to 63 are allowed"),
        ("x" * 64, "it has 64 characters, and 3 to 63 are allowed"),
        ("a.b", "with a dot, TLS certificates of virtual-hosted URLs do not match"),
        ("aBc", "only a-z, 0-9 and - are allowed, with a letter or digit at both ends"),
        ("-abc", "only a-z, 0-9 and - are allowed, with a letter or digit at both ends"),
        ("xn--abc", "AWS reserves this start or ending"),
        ("abc-s3alias", "AWS reserves this start or ending"),
    ],
)
def test_bucket_names_that_s3_refuses(tmp_path, name, reason):
    text = SMALL.replace("{provider: s3}", f"{{provider: s3, name: {name}}}")

    assert [item.message.partition(": ")[2] for item in problems(tmp_path, text)] == [reason]


@pytest.mark.parametrize("template", ["{project}-{stor}", "{project}-{", "x}-{store}", "{}-{store}", "{{store}}"])
def test_braces_that_are_no_placeholder(tmp_path, template):
    text = SMALL + f"naming: {{bucket: '{template}'}}\n"

    assert {item[0] for item in found(tmp_path, text)} == {"SPEC074"}


def test_a_name_of_braces_is_not_a_placeholder_of_the_template(tmp_path):
    text = SMALL.replace("media:", '"{store}":')

    assert "SPEC074" not in {item[0] for item in found(tmp_path, text)}


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-east-1", "cn-northwest-1", "ap-southeast-5", "il-central-1"])
def test_regions_of_partitions_that_are_known(tmp_path, region):
    assert found(tmp_path, SMALL + f"aws: {{region: {region}}}\n") == []


@pytest.mark.parametrize(
    "region", ["", "europe", "EU-west-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "eu-west"]
)
def test_regions_of_partitions_that_are_not(tmp_path, region):
    assert found(tmp_path, SMALL + f'aws: {{region: "{region}"}}\n') == [("SPEC082", 8, 15, "aws.region")]
