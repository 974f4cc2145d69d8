"""No plaintext secret in a graph, its JSON, its repr or a message."""

from __future__ import annotations

import json
import traceback
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.offline.errors import ProgramError
from infra.offline.graph import Graph, canonical_json
from infra.offline.seal import ASSET, OUTPUT, SECRET, SIGNATURE, Sealer, seal
from infra.offline.setup import redact
from infra.offline.values import Secret, dump, encode
from tests.offline.conftest import CANARY


@pytest.fixture
def sealed(record):
    def run(program, token=CANARY, **options):
        return record(program, {"aws:region": "eu-central-1", "token": token}, secret_keys=["token"], **options)

    return run


def _everything(graph: Graph) -> str:
    return canonical_json(graph) + repr(graph)


def _assert_hidden(text: str, secret: str = CANARY) -> None:
    for form in (secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], secret[:11]):
        assert form not in text


def test_marked_secrets_wherever_they_are(sealed):
    def program():
        token = pulumi.Config().require_secret("token")
        aws.s3.BucketObject(
            "a", bucket="b", content=token, metadata={"x": token}, tags=pulumi.Output.secret({"k": "v"})
        )
        aws.s3.BucketObject("b", bucket="b", content=pulumi.Output.concat("Bearer ", token))
        aws.s3.BucketObject("c", bucket="b", content=pulumi.Output.json_dumps({"token": token}))
        aws.s3.BucketObject("d", bucket="b", source=pulumi.StringAsset(CANARY))
        aws.Provider("p", region="eu-west-1", default_tags={"tags": {"x": token}}, access_key=token)
        pulumi.export("token", [{"deep": token}])

    graph = sealed(program)
    _assert_hidden(_everything(graph))
    by_name = {resource.name: resource.inputs for resource in graph.resources}
    assert isinstance(by_name["a"]["content"], Secret)
    assert isinstance(by_name["a"]["metadata"]["x"], Secret)
    assert by_name["a"]["bucket"] == "b"
    assert isinstance(by_name["a"]["tags"], Secret)
    assert isinstance(by_name["d"]["source"]["asset"]["text"], Secret)
    assert by_name["p"]["region"] == "eu-west-1"
    assert graph.outputs["token"] == ({"deep": by_name["a"]["content"]},)


def test_unmarked_config_secrets_are_recognised(sealed):
    def program():
        token = pulumi.Config().require("token")
        aws.s3.BucketObject("a", bucket="b", content=token, tags={token: "key", "x": f"in {token}"})
        pulumi.export("copied", {"value": token})

    graph = sealed(program)
    _assert_hidden(_everything(graph))
    assert isinstance(graph.resources[0].inputs["tags"], Secret)


def test_short_secrets_hide_themselves_but_not_every_string_with_their_letters(sealed):
    def program():
        aws.s3.BucketObject("a", bucket="media-bucket", content=pulumi.Config().require("token"))

    inputs = sealed(program, token="me").resources[0].inputs
    assert inputs["bucket"] == "media-bucket"
    assert isinstance(inputs["content"], Secret)


def test_the_parts_of_a_secret_object_are_secret_too(sealed):
    def program():
        pulumi.export("password", pulumi.Config().require_object("token")["db"]["password"])

    graph = sealed(program, token=json.dumps({"db": {"password": "correct horse"}}))
    assert isinstance(graph.outputs["password"], Secret)


def test_equal_secrets_are_equal_and_a_changed_one_shows(sealed):
    def program():
        token = pulumi.Config().require_secret("token")
        pulumi.export("both", [token, pulumi.Output.from_input("x").apply(lambda _: pulumi.Config().require("token"))])

    first, again, other = sealed(program), sealed(program), sealed(program, token="another-token")
    assert first.outputs["both"][0] == first.outputs["both"][1]
    assert first == again
    assert first != other
    assert canonical_json(first) == canonical_json(other)


def test_the_hash_key_decides_the_digest(sealed):
    def program():
        pulumi.export("token", pulumi.Config().require_secret("token"))

    one, same, other = (sealed(program, hash_key=key).outputs["token"] for key in (b"1", b"1", b"2"))
    assert one == same != other


def test_symbolic_secrets_stay_secret_when_passed_on(sealed):
    def program():
        key = aws.iam.AccessKey("ci", user="ci")
        aws.ssm.Parameter("p", type="SecureString", value=key.secret)
        pulumi.export("secret", key.secret)

    graph = sealed(program)
    key, parameter = graph.resources
    assert parameter.inputs["value"] == key.outputs["secret"] == graph.outputs["secret"]
    assert isinstance(graph.outputs["secret"], Secret)


@pytest.mark.parametrize("raised", [pulumi.RunError, ValueError, KeyError])
@pytest.mark.parametrize("deferred", [False, True])
def test_exceptions_show_no_config_secret(sealed, raised, deferred, caplog, capfd):
    def program():
        def fail(_: object) -> None:
            raise raised(f"cannot connect with {pulumi.Config().require('token')!r}")

        if deferred:
            aws.s3.Bucket("media").arn.apply(fail)
        else:
            fail(None)

    with pytest.raises(ProgramError, match=r"cannot connect with .*\[secret\]") as caught:
        sealed(program)
    told = "".join(traceback.format_exception(caught.value, chain=True))
    captured = capfd.readouterr()
    for text in (told, repr(caught.value), caplog.text, captured.out, captured.err):
        _assert_hidden(text)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_the_sdks_own_complaints_show_no_config_secret(sealed):
    def program():
        tags: Any = {"a": pulumi.Config().require("token"), "b": object()}
        aws.s3.Bucket("media", tags=tags)

    with pytest.raises(ProgramError, match="unexpected input of type object") as caught:
        sealed(program)
    _assert_hidden(str(caught.value))


def test_secrets_inside_json_text_are_replaced_in_place():
    text = json.dumps({"a": {SIGNATURE: SECRET, "value": CANARY}, "b": 1})
    assert seal(text, Sealer(b"key")) == '{"a": {"secret": true}, "b": 1}'
    assert isinstance(seal(f"{SIGNATURE} {CANARY}", Sealer(b"key")), Secret)


def test_the_sealer_does_not_show_what_it_knows():
    assert CANARY not in repr(Sealer(b"key", (CANARY,)))


def test_redaction_covers_quoted_forms_and_the_lines_of_a_longer_secret():
    key = "-----BEGIN KEY-----\nabcd1234\n-----END KEY-----"
    message = redact(f"{key} {key!r} {json.dumps(key)} line: abcd1234", [key])
    assert message == "[secret] '[secret]' \"[secret]\" line: [secret]"
    assert redact("https://x/?t=a%2Fb", ["a/b"]) == "https://x/?t=[secret]"


_plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.text(max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)
_marked = st.builds(lambda around: {SIGNATURE: SECRET, "value": [around, CANARY]}, _plain)
_asset = st.builds(lambda text: {SIGNATURE: ASSET, "text": text}, _marked)
_output = st.builds(lambda value: {SIGNATURE: OUTPUT, "value": value, "secret": True}, st.just(CANARY))
_raw = st.recursive(
    st.one_of(_plain, _marked, _asset, _output, st.builds(json.dumps, _marked)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=8,
)


@given(_raw)
def test_no_marked_secret_survives_sealing_at_any_depth(raw):
    sealed_value = seal(raw, Sealer(b"key"))
    _assert_hidden(repr(sealed_value) + dump(encode(sealed_value)))
