from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

WAYS = "set SIGN_FILE to the path of a PEM file, or SIGN_BASE64 to that file in base64 on one line"
HEADERS = "-----BEGIN RSA PRIVATE KEY----- or -----BEGIN PRIVATE KEY-----"


def test_a_required_variable(runtime, monkeypatch):
    monkeypatch.setenv("BUCKET", "media")
    assert runtime.env.required("BUCKET") == "media"


@pytest.mark.parametrize("value", [None, ""])
def test_a_required_variable_that_is_not_set_is_named(runtime, monkeypatch, value):
    monkeypatch.delenv("BUCKET", raising=False)
    if value is not None:
        monkeypatch.setenv("BUCKET", value)
    with pytest.raises(ImproperlyConfigured) as failure:
        runtime.env.required("BUCKET")
    assert str(failure.value) == (
        "the environment variable BUCKET is not set (an empty value counts as not set);"
        " .env.example says what it is, and gen-settings writes .env.<environment>"
    )


def test_an_optional_variable(runtime, monkeypatch):
    monkeypatch.delenv("BUCKET", raising=False)
    assert runtime.env.optional("BUCKET") is None
    assert runtime.env.optional("BUCKET", "x") == "x"
    monkeypatch.setenv("BUCKET", "")
    assert runtime.env.optional("BUCKET", "x") == "x"
    monkeypatch.setenv("BUCKET", "y")
    assert runtime.env.optional("BUCKET", "x") == "y"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("TRUE", True), ("yes", True), ("on", True), ("0", False), ("False", False), ("no", False)],
)
def test_a_flag(runtime, monkeypatch, value, expected):
    monkeypatch.setenv("SIGNED", value)
    assert runtime.env.flag("SIGNED", not expected) is expected


def test_a_flag_that_is_not_set_is_its_default(runtime, monkeypatch):
    monkeypatch.setenv("SIGNED", "")
    assert runtime.env.flag("SIGNED", True) is True


def test_a_flag_that_is_neither_yes_nor_no(runtime, monkeypatch):
    monkeypatch.setenv("SIGNED", "2")
    with pytest.raises(ImproperlyConfigured) as failure:
        runtime.env.flag("SIGNED", True)
    text = "the environment variable SIGNED is '2'; use 1, true, yes, on, 0, false, no or off"
    assert str(failure.value) == text


def test_a_key_from_a_file(runtime, monkeypatch, tmp_path, pem):
    (tmp_path / "key.pem").write_text(pem)
    monkeypatch.setenv("SIGN_FILE", str(tmp_path / "key.pem"))
    monkeypatch.setenv("SIGN_BASE64", "not looked at")
    assert runtime.env.pem("SIGN") == pem


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_key_in_base64(runtime, monkeypatch, pem, ends):
    monkeypatch.setenv("SIGN_FILE", "")
    monkeypatch.setenv("SIGN_BASE64", base64.b64encode(pem.replace("\n", ends).encode()).decode())
    assert runtime.env.pem("SIGN") == pem


def refused(runtime) -> str:
    with pytest.raises(ImproperlyConfigured) as failure:
        runtime.env.pem("SIGN")
    # Nothing of the value may be in an exception that led to this one either.
    assert failure.value.__context__ is None
    return str(failure.value)


def test_a_key_that_is_not_set_says_both_ways(runtime, monkeypatch):
    monkeypatch.delenv("SIGN_FILE", raising=False)
    assert refused(runtime) == f"no private key: {WAYS}"


def test_a_key_file_that_is_not_there(runtime, monkeypatch, tmp_path):
    monkeypatch.setenv("SIGN_FILE", str(tmp_path / "hidden"))
    text = f"the file that SIGN_FILE names cannot be read (No such file or directory); {WAYS}"
    assert refused(runtime) == text


def test_a_key_file_that_is_not_text(runtime, monkeypatch, tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("SIGN_FILE", str(tmp_path / "key"))
    assert refused(runtime) == f"the file that SIGN_FILE names cannot be read (not a text file); {WAYS}"


@pytest.mark.parametrize("value", ["s3cr3t!", "s3cr3t", base64.b64encode(b"\xff\xfe").decode()])
def test_a_key_that_is_not_base64(runtime, monkeypatch, value):
    monkeypatch.setenv("SIGN_BASE64", value)
    assert refused(runtime) == f"SIGN_BASE64 is not base64 of a PEM file; {WAYS}"


@pytest.mark.parametrize(
    "change",
    [
        lambda pem: pem.replace("\n", "\\n"),
        lambda pem: pem.replace("RSA PRIVATE", "EC PRIVATE"),
        lambda pem: pem.replace("RSA PRIVATE", "PUBLIC"),
        lambda pem: pem.replace("RSA PRIVATE", "ENCRYPTED PRIVATE"),
        lambda pem: "s3cr3t",
    ],
)
def test_a_key_of_another_kind(runtime, monkeypatch, pem, change):
    monkeypatch.setenv("SIGN_BASE64", base64.b64encode(change(pem).encode()).decode())
    kind = f"its first line must be {HEADERS}"
    assert refused(runtime) == f"SIGN_BASE64 does not hold an unencrypted RSA private key: {kind}; {WAYS}"


def test_a_key_that_only_some_processes_have(runtime, monkeypatch, pem):
    monkeypatch.setenv("SIGN_FILE", "")
    assert runtime.env.key("SIGN") is None
    monkeypatch.setenv("SIGN_BASE64", base64.b64encode(pem.encode()).decode())
    assert runtime.env.key("SIGN") == pem
    monkeypatch.setenv("SIGN_BASE64", "s3cr3t")
    with pytest.raises(ImproperlyConfigured, match="SIGN_BASE64 is not base64 of a PEM file"):
        runtime.env.key("SIGN")


def test_a_folder(runtime, monkeypatch):
    monkeypatch.delenv("ROOT", raising=False)
    assert runtime.env.path("ROOT", "var/storage") == "var/storage"
    assert runtime.env.path("ROOT", "var/storage", "media/a") == "var/storage/media/a"
    monkeypatch.setenv("ROOT", "/srv/files/")
    assert runtime.env.path("ROOT", "var/storage", "media") == "/srv/files/media"
