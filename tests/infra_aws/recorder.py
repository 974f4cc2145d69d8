"""Runs the program against the SDK's own mock monitor and keeps every request, apart from `infra.offline`."""

from __future__ import annotations

import asyncio
import contextvars
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import mocks, rpc, run_in_stack, set_all_config, settings
from pulumi.runtime.proto import engine_pb2, resource_pb2

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "<secret>"
STACK = "pulumi:pulumi:Stack"
PROVIDER = "pulumi:providers:aws"
ACCOUNT = "111122223333"


@dataclass(frozen=True)
class Recorded:
    """One registration; `inputs` have wire names, whole numbers as int, `SECRET` for secrets."""

    type: str
    name: str
    parent: tuple[str, str] | None
    inputs: dict[str, Any]
    after: tuple[tuple[str, str], ...]
    protect: bool
    retain: bool
    import_id: str
    ignored: tuple[str, ...]
    provider: str

    @property
    def key(self) -> tuple[str, str]:
        return self.type, self.name

    def policy(self, name: str = "policy") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.inputs[name])
        return found


@dataclass
class Recording:
    """A run: what was registered, the stack's outputs, and what it warned of."""

    resources: list[Recorded] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def one(self, type_: str, name: str) -> Recorded:
        (found,) = [item for item in self.resources if item.key == (type_, name)]
        return found

    def inputs(self, type_: str, name: str) -> dict[str, Any]:
        return self.one(type_, name).inputs

    def names(self, type_: str) -> list[str]:
        return sorted(item.name for item in self.resources if item.type == type_)

    def children(self, type_: str, name: str) -> set[tuple[str, str]]:
        return {item.key for item in self.resources if item.parent == (type_, name)}


def partition(region: str) -> str:
    return {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(region.rpartition("-")[0].rpartition("-")[0], "aws")


def outputs(type_: str, name: str, inputs: dict[str, Any], region: str) -> dict[str, Any]:
    """What the cloud would add, with the shapes of real values."""
    where = inputs.get("region", region)
    prefix = f"arn:{partition(where)}"
    physical = inputs.get("bucket") or inputs.get("name") or f"{name}-0a1b2c3"
    kind = type_.rpartition(":")[2]
    added: dict[str, dict[str, Any]] = {
        "Bucket": {
            "arn": f"{prefix}:s3:::{physical}",
            "bucketRegionalDomainName": f"{physical}.s3.{where}.amazonaws.com",
        },
        "Key": {"arn": f"{prefix}:kms:{where}:{ACCOUNT}:key/key-of-{name}", "keyId": f"key-of-{name}"},
        "Distribution": {
            "arn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E{name.upper()}",
            "domainName": f"{name}.cloudfront.net",
            "hostedZoneId": "Z2FDTNDATAQYW2",
        },
        "Certificate": {
            "arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/{name}",
            "domainValidationOptions": [
                {
                    "domainName": inputs.get("domainName"),
                    "resourceRecordName": f"_proof.{inputs.get('domainName')}.",
                    "resourceRecordType": "CNAME",
                    "resourceRecordValue": "_value.acm-validations.aws.",
                }
            ],
        },
        "Record": {"fqdn": inputs.get("name")},
        "LogDeliverySource": {"arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-source:{physical}", "name": physical},
        "LogDeliveryDestination": {"arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-destination:{physical}"},
        "AccessKey": {"secret": "plain-text-of-the-secret"},
    }
    if type_.startswith("aws:iam/"):
        found = {"arn": f"arn:{partition(region)}:iam::{ACCOUNT}:{kind.lower()}/{physical}", "name": physical}
        return {**found, **added.get(kind, {})}
    return added.get(kind, {})


class Unused(mocks.Mocks):
    """The monitor answers by itself."""

    def new_resource(self, args):
        raise AssertionError(args)

    def call(self, args):
        raise AssertionError(args)


class Monitor(mocks.MockMonitor):
    """Keeps the raw requests and answers each; a data source fails, since it would need credentials at preview."""

    def __init__(self) -> None:
        super().__init__(Unused())
        self.requests: list[tuple[str, Any]] = []
        self.exports: Any = None
        self.region = ""

    def RegisterResource(self, request):
        urn = self.make_urn(request.parent, request.type, request.name)
        self.requests.append((urn, request))
        if not request.custom:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        inputs = json_format.MessageToDict(request.object)
        if request.type == PROVIDER:
            self.region = inputs["region"]
        answer = Struct()
        answer.update({**inputs, **outputs(request.type, request.name, inputs, self.region)})
        physical = inputs["bucket"] if request.type.endswith(":Bucket") else f"{request.name}-id"
        return resource_pb2.RegisterResourceResponse(urn=urn, id=physical, object=answer)

    def RegisterResourceOutputs(self, request):
        if f"::{STACK}::" in request.urn:
            self.exports = request.outputs
        return super().RegisterResourceOutputs(request)

    def Invoke(self, request):
        raise AssertionError(f"a data source: {request.tok}")

    def ReadResource(self, request):
        raise AssertionError(f"a resource that is only read: {request.type}")


class Engine(mocks.MockEngine):
    """Keeps warnings."""

    def __init__(self) -> None:
        super().__init__(None)
        self.warnings: list[str] = []

    def Log(self, request):
        if request.severity == engine_pb2.WARNING:
            self.warnings.append(request.message)


def plain(value: Any) -> Any:
    """A wire value as Python's, with secrets covered."""
    if isinstance(value, dict):
        if value.get(rpc._special_sig_key) == rpc._special_secret_sig:
            return SECRET
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    assert value != rpc.UNKNOWN, "an unknown value: the recorder lacks an output"
    return int(value) if isinstance(value, float) and value.is_integer() else value


def record(program: Callable[[], Any], root: Path, stack: str, config: dict[str, str] | None = None) -> Recording:
    """Run `program` as the stack's; exceptions of the program pass through."""
    monitor, engine = Monitor(), Engine()

    def run() -> None:
        set_all_config(config or {})
        settings.configure(
            settings.Settings("stowplan", stack, monitor=monitor, engine=engine, dry_run=True, root_directory=str(root))
        )
        asyncio.run(run_in_stack(program))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(contextvars.Context().run, run).result()
    return Recording(_resources(monitor), plain(json_format.MessageToDict(monitor.exports)), engine.warnings)


def record_main(root: Path, stack: str, config: dict[str, str] | None = None) -> Recording:
    """The real program."""
    from infra.program import main

    return record(main, root, stack, config)


def _resources(monitor: Monitor) -> list[Recorded]:
    named = {urn: (request.type, request.name) for urn, request in monitor.requests}
    found = [
        Recorded(
            type=request.type,
            name=request.name,
            parent=None if named[request.parent][0] == STACK else named[request.parent],
            inputs=plain(json_format.MessageToDict(request.object)),
            after=tuple(sorted(named[urn] for urn in request.dependencies)),
            protect=request.protect,
            retain=request.retainOnDelete,
            import_id=request.importId,
            ignored=tuple(request.ignoreChanges),
            provider=request.provider.rpartition("::")[0].rpartition("::")[2],
        )
        for _, request in monitor.requests
        if request.type != STACK
    ]
    assert len(named) == len(monitor.requests), "two resources have one urn"
    return sorted(found, key=lambda item: item.key)
