"""The resource types that set one sub-resource of a bucket: a row each, put and read as a whole.

Their id is the bucket's name, and a change of the bucket makes a new resource.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.local.aws.handlers.common import Functions, aws_names, found, gone, handler, unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.local.aws.cloud import LocalAws
    from infra.local.aws.handlers.common import Outputs, Wire


@dataclass(frozen=True, slots=True)
class Setting:
    """How one type is put, looked up and taken away: names of boto3 methods, and the put's arguments from inputs.

    `answer` is the key a successful look-up must have, where S3 answers an unset sub-resource with an empty body;
    `reset` are the put's arguments that undo it where there is no delete; `refused` are inputs the emulator drops.
    """

    put: str
    get: str
    arguments: Callable[[Wire], dict[str, Any]]
    delete: str = ""
    absent: tuple[str, ...] = ()
    answer: str = ""
    reset: Mapping[str, Any] | None = None
    refused: tuple[str, ...] = ("expectedBucketOwner",)


def settings(cloud: LocalAws) -> dict[str, Functions]:
    """A handler for every row."""
    return {name: _handler(cloud, name, setting) for name, setting in SETTINGS.items()}


def _handler(cloud: LocalAws, name: str, setting: Setting) -> Functions:
    return handler(
        cloud,
        name,
        functools.partial(_create, name, setting),
        functools.partial(_read, setting),
        functools.partial(_update, name, setting),
        functools.partial(_delete, setting),
        ("bucket",),
    )


def _create(name: str, setting: Setting, cloud: LocalAws, inputs: Wire) -> tuple[str, Outputs]:
    return str(inputs["bucket"]), _update(name, setting, cloud, inputs["bucket"], {}, inputs)


def _read(setting: Setting, cloud: LocalAws, id: str, inputs: Wire) -> Outputs | None:
    got = found(lambda: getattr(cloud.client("s3"), setting.get)(Bucket=id), "NoSuchBucket", *setting.absent)
    if got is None or (setting.answer and setting.answer not in got):
        return None
    return {**inputs, "bucket": id}


def _update(name: str, setting: Setting, cloud: LocalAws, id: str, old: Wire, new: Wire) -> Outputs:
    unsupported(name, new, *setting.refused)
    getattr(cloud.client("s3"), setting.put)(Bucket=id, **setting.arguments(new))
    return {**new, "bucket": id}


def _delete(setting: Setting, cloud: LocalAws, id: str, outputs: Wire) -> None:
    if outputs.get("skipDestroy"):
        return
    client = cloud.client("s3")
    if setting.delete:
        gone(lambda: getattr(client, setting.delete)(Bucket=id), "NoSuchBucket", *setting.absent)
    else:
        gone(lambda: getattr(client, setting.put)(Bucket=id, **(setting.reset or {})), "NoSuchBucket")


def _access_block(inputs: Wire) -> dict[str, Any]:
    names = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    return {"PublicAccessBlockConfiguration": aws_names({name: bool(inputs.get(name)) for name in names})}


def _ownership(inputs: Wire) -> dict[str, Any]:
    return {"OwnershipControls": {"Rules": [{"ObjectOwnership": inputs["rule"]["objectOwnership"]}]}}


def _encryption(inputs: Wire) -> dict[str, Any]:
    rules = [
        {**rule, "blockedEncryptionTypes": {"encryptionType": rule["blockedEncryptionTypes"]}}
        if rule.get("blockedEncryptionTypes")
        else rule
        for rule in inputs["rules"]
    ]
    return {"ServerSideEncryptionConfiguration": {"Rules": aws_names(rules)}}


def _versioning(inputs: Wire) -> dict[str, Any]:
    return {"VersioningConfiguration": {"Status": inputs["versioningConfiguration"]["status"]}}


def _lifecycle(inputs: Wire) -> dict[str, Any]:
    size = inputs.get("transitionDefaultMinimumObjectSize")
    arguments = {"LifecycleConfiguration": {"Rules": [_rule(rule) for rule in inputs["rules"]]}}
    return {**arguments, **({"TransitionDefaultMinimumObjectSize": size} if size else {})}


def _rule(rule: Wire) -> dict[str, Any]:
    made: dict[str, Any] = aws_names(dict(rule))
    wanted = rule.get("filter") or {}
    if "and" in wanted:
        tags = [{"Key": key, "Value": value} for key, value in (wanted["and"].get("tags") or {}).items()]
        made["Filter"]["And"] = {**made["Filter"]["And"], **({"Tags": tags} if tags else {})}
    return made


def _cors(inputs: Wire) -> dict[str, Any]:
    return {"CORSConfiguration": {"CORSRules": aws_names(inputs["corsRules"])}}


def _logging(inputs: Wire) -> dict[str, Any]:
    names = ("targetBucket", "targetPrefix", "targetObjectKeyFormat")
    enabled = {"targetPrefix": "", **{name: inputs[name] for name in names if inputs.get(name) is not None}}
    return {"BucketLoggingStatus": {"LoggingEnabled": aws_names(enabled)}}


SETTINGS: Mapping[str, Setting] = {
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Setting(
        "put_public_access_block",
        "get_public_access_block",
        _access_block,
        "delete_public_access_block",
        ("NoSuchPublicAccessBlockConfiguration",),
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Setting(
        "put_bucket_ownership_controls",
        "get_bucket_ownership_controls",
        _ownership,
        "delete_bucket_ownership_controls",
        ("OwnershipControlsNotFoundError",),
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Setting(
        "put_bucket_encryption",
        "get_bucket_encryption",
        _encryption,
        "delete_bucket_encryption",
        ("ServerSideEncryptionConfigurationNotFoundError",),
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Setting(
        "put_bucket_versioning",
        "get_bucket_versioning",
        _versioning,
        answer="Status",
        reset={"VersioningConfiguration": {"Status": "Suspended"}},
        refused=("expectedBucketOwner", "mfa"),
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Setting(
        "put_bucket_lifecycle_configuration",
        "get_bucket_lifecycle_configuration",
        _lifecycle,
        "delete_bucket_lifecycle",
        ("NoSuchLifecycleConfiguration",),
    ),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": Setting(
        "put_bucket_cors", "get_bucket_cors", _cors, "delete_bucket_cors", ("NoSuchCORSConfiguration",)
    ),
    "aws:s3/bucketLogging:BucketLogging": Setting(
        "put_bucket_logging",
        "get_bucket_logging",
        _logging,
        answer="LoggingEnabled",
        reset={"BucketLoggingStatus": {}},
        refused=("expectedBucketOwner", "targetGrants"),
    ),
}
