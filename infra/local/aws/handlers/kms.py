"""`aws:kms/*`: keys, aliases and key policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.aws.handlers.common import (
    Functions,
    document,
    found,
    gone,
    handler,
    physical_name,
    unsupported,
    with_tags,
)

if TYPE_CHECKING:
    from infra.local.aws.cloud import LocalAws
    from infra.local.aws.handlers.common import Outputs, Wire

_KEY = "aws:kms/key:Key"
_REGION = "us-east-1"


def key(cloud: LocalAws) -> Functions:
    """Keys; deleting one schedules its deletion, as KMS does."""
    fixed = ("customerMasterKeySpec", "keyUsage", "multiRegion", "region")
    return handler(cloud, _KEY, _create, _read, _update, _delete, fixed)


def alias(cloud: LocalAws) -> Functions:
    """Aliases; the id is the alias's name."""
    fixed = ("name", "namePrefix", "region")
    return handler(cloud, "aws:kms/alias:Alias", _create_alias, _read_alias, _update_alias, _delete_alias, fixed)


def key_policy(cloud: LocalAws) -> Functions:
    """Key policies; KMS keys always have one, so deleting it leaves the last."""
    name = "aws:kms/keyPolicy:KeyPolicy"
    return handler(cloud, name, _create_policy, _read_policy, _update_policy, lambda *_: None, ("keyId", "region"))


def _kms(cloud: LocalAws, inputs: Wire) -> Any:
    return cloud.client("kms", inputs.get("region") or _REGION)


def _create(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    unsupported(_KEY, inputs, "customKeyStoreId", "xksKeyId")
    names = {
        "description": "Description",
        "keyUsage": "KeyUsage",
        "customerMasterKeySpec": "KeySpec",
        "multiRegion": "MultiRegion",
    }
    arguments = {argument: inputs[name] for name, argument in names.items() if inputs.get(name) is not None}
    tags = [{"TagKey": key, "TagValue": value} for key, value in (inputs.get("tags") or {}).items()]
    made = _kms(cloud, inputs).create_key(**arguments, Tags=tags)["KeyMetadata"]["KeyId"]
    return made, _update(cloud, made, {}, inputs)


def _read(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    got = found(lambda: _kms(cloud, inputs).describe_key(KeyId=id), "NotFoundException")
    if got is None or got["KeyMetadata"]["KeyState"] == "PendingDeletion":
        return None
    return with_tags(inputs, keyId=id, arn=got["KeyMetadata"]["Arn"])


def _update(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    client = _kms(cloud, new)
    if new.get("description") != old.get("description"):
        client.update_key_description(KeyId=id, Description=new.get("description") or "")
    if new.get("enableKeyRotation"):
        client.enable_key_rotation(KeyId=id)
    elif old.get("enableKeyRotation"):
        client.disable_key_rotation(KeyId=id)
    if new.get("policy"):
        client.put_key_policy(KeyId=id, PolicyName="default", Policy=document(new["policy"]))
    (client.disable_key if new.get("isEnabled") is False else client.enable_key)(KeyId=id)
    return with_tags(new, keyId=id, arn=client.describe_key(KeyId=id)["KeyMetadata"]["Arn"])


def _delete(cloud: LocalAws, id: str, outputs: Wire) -> None:
    days = int(outputs.get("deletionWindowInDays") or 30)
    client = _kms(cloud, outputs)
    gone(lambda: client.schedule_key_deletion(KeyId=id, PendingWindowInDays=days), "NotFoundException")


def _create_alias(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    name = physical_name(inputs, "alias/key")
    _kms(cloud, inputs).create_alias(AliasName=name, TargetKeyId=inputs["targetKeyId"])
    return name, _alias_outputs(cloud, name, inputs)


def _read_alias(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    if all(item["AliasName"] != id for item in _kms(cloud, inputs).list_aliases()["Aliases"]):
        return None
    return _alias_outputs(cloud, id, inputs)


def _update_alias(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    _kms(cloud, new).update_alias(AliasName=id, TargetKeyId=new["targetKeyId"])
    return _alias_outputs(cloud, id, new)


def _delete_alias(cloud: LocalAws, id: str, outputs: Wire) -> None:
    gone(lambda: _kms(cloud, outputs).delete_alias(AliasName=id), "NotFoundException")


def _alias_outputs(cloud: LocalAws, name: str, inputs: Wire) -> Outputs:
    client = _kms(cloud, inputs)
    target = client.describe_key(KeyId=inputs["targetKeyId"])["KeyMetadata"]["Arn"]
    arn = next(item["AliasArn"] for item in client.list_aliases()["Aliases"] if item["AliasName"] == name)
    return {**inputs, "name": name, "arn": arn, "targetKeyArn": target}


def _create_policy(cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    return str(inputs["keyId"]), _update_policy(cloud, inputs["keyId"], {}, inputs)


def _read_policy(cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    client = _kms(cloud, inputs)
    got = found(lambda: client.get_key_policy(KeyId=id, PolicyName="default"), "NotFoundException")
    return {**inputs, "keyId": id, "policy": got["Policy"]} if got else None


def _update_policy(cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    text = document(new["policy"])
    _kms(cloud, new).put_key_policy(KeyId=id, PolicyName="default", Policy=text)
    return {**new, "keyId": id, "policy": text}
