"""What a user reads when the program stops, and that it stops before anything is registered."""

from __future__ import annotations

import pulumi
import pytest

from tests.infra_aws.recorder import record_main
from tests.infra_aws.specs import PUBLIC_KEY, SIGNING, grants, run, spec, storage, write

PLAIN = spec({"media": None}, {"default": storage()}, {"web": grants(default=["read", "write"])})
SIGNED = spec(
    {"media": {"cdn": {"signing": SIGNING}}}, {"default": storage()}, {"web": grants(default=["read", "write"])}
)


def refused(folder, stack="prod", config=None):
    with pytest.raises(pulumi.RunError) as error:
        record_main(folder, stack, config)
    assert error.value.__suppress_context__ or error.value.__context__ is None
    return str(error.value)


def test_the_spec_is_named_by_configuration(tmp_path):
    write(tmp_path, PLAIN)
    (tmp_path / "storage.yaml").rename(tmp_path / "other.yaml")

    found = record_main(tmp_path, "prod", {"stowplan:spec": "other.yaml"})

    assert found.names("aws:s3/bucket:Bucket") == ["media"]


def test_no_spec(tmp_path):
    assert refused(tmp_path).startswith("storage.yaml:1:1: error SPEC001 the file cannot be read: ")


def test_every_problem_of_the_spec_is_told(tmp_path):
    data = spec({"media": None}, {"default": storage(prefix="x"), "other": storage("medai", prefix="y/")})

    text = refused(write(tmp_path, data))

    assert "error SPEC040 storages.default.prefix: the prefix 'x' is not usable" in text
    assert "error SPEC030 storages.other.store: there is no store 'medai': did you mean 'media'?" in text


def test_a_stack_that_is_no_environment(tmp_path):
    assert refused(write(tmp_path, PLAIN), "prdo") == (
        "storage.yaml:1:1: error SPEC026 there is no environment 'prdo': did you mean 'prod'?\n"
        "    fix: environments of this spec: prod"
    )


@pytest.mark.parametrize("target", ["memory", "filesystem"])
def test_nothing_to_provision(tmp_path, target):
    data = SIGNED | {"environments": {"prod": {}, "ci": {"target": target}, "laptop": {"target": "local"}}}

    assert refused(write(tmp_path, data), "ci") == (
        f"the environment 'ci' has `target: {target}`: there is nothing to provision\n"
        "    fix: select the stack of one of: prod, laptop"
    )


def test_warnings_are_logged(tmp_path):
    data = spec({"media": None, "spare": None}, {"default": storage()}, {"web": grants(default=["write"])})

    found = run(tmp_path, data)

    assert [text.partition(": ")[2].splitlines()[0] for text in found.warnings] == [
        "warning SPEC033 stores.spare: the store 'spare' is used by no storage and no log"
    ]


PRIVATE = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n-----END PRIVATE KEY-----\n"
EC = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9
q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "it cannot be read: No such file or directory"),
        (PRIVATE, "it holds a private key, which must not be in the project; make a new pair"),
        (PUBLIC_KEY + PRIVATE, "it holds a private key, which must not be in the project; make a new pair"),
        ("ssh-rsa AAAA", "it is not one public key in PEM form (`-----BEGIN PUBLIC KEY-----`)"),
        (PUBLIC_KEY * 2, "it is not one public key in PEM form (`-----BEGIN PUBLIC KEY-----`)"),
        (EC, "it is not an RSA key of 2048 bits, which signed URLs need"),
        (PUBLIC_KEY.replace("JQIDAQAB", "JQIDAQA"), "it is not an RSA key of 2048 bits, which signed URLs need"),
    ],
    ids=["missing", "private", "both", "ssh", "two", "elliptic", "cut"],
)
def test_a_public_key_that_is_none(tmp_path, text, reason):
    write(tmp_path, SIGNED)
    if text is None:
        (tmp_path / "keys/prod.pem").unlink()
    else:
        (tmp_path / "keys/prod.pem").write_text(text)

    told = refused(tmp_path)

    path = "stores.media.cdn.signing.public_keys.2026"
    assert told == (
        f"storage.yaml:11:19: error SPEC115 {path}: the public key file 'keys/prod.pem' cannot be used: {reason}\n"
        "    fix: write a pair with `stowplan keys`, and commit the public one"
    )
    assert "MII" not in told


@pytest.mark.parametrize("change", [str.strip, lambda text: text.replace("\n", "\r\n"), lambda text: f"\n{text}\n\n"])
def test_a_key_ends_with_one_newline_however_the_file_does(tmp_path, change):
    write(tmp_path, SIGNED)
    (tmp_path / "keys/prod.pem").write_bytes(change(PUBLIC_KEY).encode())

    found = record_main(tmp_path, "prod")

    assert found.inputs("aws:cloudfront/publicKey:PublicKey", "media_2026")["encodedKey"] == PUBLIC_KEY


def test_too_many_policies(tmp_path):
    storages = {f"s{index:03}": storage(prefix=f"tenants/{index:03}-{'x' * 400}/") for index in range(140)}
    wanted = {alias: ["read", "write", "delete", "list"] for alias in storages}
    data = spec({"media": None}, storages, {"web": grants(**wanted)})

    told = refused(write(tmp_path, data))

    assert "error SPEC106 workloads.web: the grants of 'web' need " in told
    assert "policies of at most 6,144 characters, and a role takes 10" in told
