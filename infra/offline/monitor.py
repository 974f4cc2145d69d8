"""A resource monitor and engine that record what a program registers and answer with symbols.

The methods are those of the services `ResourceMonitor` and `Engine` (pulumi: proto/pulumi/*.proto); the SDK calls
them on this object in process, `infra.offline.wire` serves them over gRPC. Requests come from several threads at
once.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import engine_pb2, resource_pb2

from infra.offline.errors import ProgramError
from infra.offline.graph import Graph, Resource, canonical_order
from infra.offline.options import options_of, provider_urn
from infra.offline.seal import UNKNOWN, echoed, raw_of, seal, secret_on_wire, struct_of, unsealed
from infra.offline.setup import redact
from infra.offline.sources import source_of
from infra.offline.values import Value, freeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.offline.seal import Sealer
    from infra.offline.setup import Setup

_STACK = "pulumi:pulumi:Stack"
_GET_RESOURCE = "pulumi:pulumi:getResource"

# Everything a stack's program can ask for, except state migrations, which change a state that is not here.
_FEATURES = tuple(
    resource_pb2.ResourceMonitorFeature.Value(f"RESOURCE_MONITOR_FEATURE_{name}")
    for name in (
        "SECRETS", "RESOURCE_REFERENCES", "OUTPUT_VALUES", "ALIAS_SPECS", "REPLACEMENT_TRIGGER", "DELETED_WITH",
        "REPLACE_WITH", "TRANSFORMS", "INVOKE_TRANSFORMS", "PARAMETERIZATION", "RESOURCE_HOOKS", "ERROR_HOOKS",
    )
)  # fmt: skip

_LEVELS = {engine_pb2.INFO: logging.INFO, engine_pb2.WARNING: logging.WARNING, engine_pb2.ERROR: logging.ERROR}
_log = logging.getLogger("stowplan.program")


class Responder(Protocol):
    """Answers for resources that do not exist."""

    def respond(self, type_: str, name: str, urn: str, inputs: Mapping[str, Value]) -> tuple[str, Mapping[str, Value]]:
        """The id and outputs of a custom resource.

        `inputs` are recorded values (no plaintext secrets), with the `region` of an AWS resource filled in from its
        provider or the stack's `aws:region` as the AWS provider does. Inputs are echoed as outputs and win over what is
        returned here; `Sensitive` marks an output secret.
        """


class Monitor:
    """Records one run of one program. Used once; `graph()` is the result, `refusals` say why there must be none."""

    def __init__(self, setup: Setup, responder: Responder, sealer: Sealer) -> None:
        self.refusals: list[str] = []
        self._setup, self._responder, self._sealer = setup, responder, sealer
        self._resources: dict[str, Resource] = {}
        self._responses: dict[str, resource_pb2.RegisterResourceResponse] = {}
        self._exports: Mapping[str, Value] = freeze({})
        self._stack_urn = self._root = ""
        self._lock = Lock()

    def graph(self) -> Graph:
        """What has been registered so far."""
        resources = tuple(sorted(self._resources.values(), key=canonical_order))
        return Graph(self._setup.project, self._setup.stack, resources, self._exports)

    def RegisterResource(self, request: Any) -> resource_pb2.RegisterResourceResponse:
        """Record a resource; answer with its inputs and the responder's outputs."""
        urn = urn_of(self._setup, request.parent, request.type, request.name)
        if request.type == _STACK:
            self._stack_urn = urn
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if request.transforms:
            self._refuse(f"a resource transform in an offline program: {request.type} {request.name!r}")
        raw = raw_of(request.object)
        resource = self._recorded(request, urn, raw)
        physical_id, answer = self._answered(resource, request, raw)
        response = resource_pb2.RegisterResourceResponse(urn=urn, id=physical_id, object=struct_of(answer))
        outputs = {**answer, "id": physical_id} if request.custom else {}
        self._keep(replace(resource, outputs=seal(outputs, self._sealer)), response)
        return response

    def RegisterResourceOutputs(self, request: Any) -> Empty:
        """Record the outputs of a component, or the exports of the stack."""
        outputs = raw_of(request.outputs)
        _drop_preview_marks(outputs)
        sealed = seal(outputs, self._sealer)
        with self._lock:
            if request.urn == self._stack_urn:
                self._exports = sealed
            else:
                self._resources[request.urn] = replace(self._resources[request.urn], outputs=sealed)
        return Empty()

    def Invoke(self, request: Any) -> resource_pb2.ResourceInvokeResponse:
        """Only the SDK's own look-up of a resource it holds a reference to; a data source needs the provider."""
        if request.tok != _GET_RESOURCE:
            self._refuse(f"data source in an offline program: {request.tok}")
        urn = raw_of(request.args).get("urn", "")
        found = self._responses.get(urn)
        if found is None:
            self._refuse(f"a reference to a resource that the program does not register: {urn}")
        state = {"urn": urn, "id": found.id, "state": raw_of(found.object)}
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(struct_of(state))
        return response

    def Call(self, request: Any) -> Any:
        """Refused: a resource method runs in the provider."""
        self._refuse(f"resource method in an offline program: {request.tok}")

    def ReadResource(self, request: Any) -> Any:
        """Refused: what exists can only be read in the cloud."""
        existing = f"{request.type} {request.name!r} reads the existing {request.id!r}"
        self._refuse(f"data source in an offline program: {existing}")

    def ExistsResource(self, request: Any) -> Any:
        """Refused, as ReadResource."""
        self._refuse(f"data source in an offline program: whether {request.type} {request.id!r} exists")

    def RegisterStackTransform(self, _request: Any) -> Any:
        """Refused: running without the transform would record another program."""
        self._refuse("a stack transform in an offline program: transforms run in the engine")

    def RegisterStackInvokeTransform(self, _request: Any) -> Any:
        """Refused, as a stack transform."""
        self._refuse("an invoke transform in an offline program: transforms run in the engine")

    def RegisterPackage(self, request: Any) -> resource_pb2.RegisterPackageResponse:
        """A reference for a parameterized provider; nothing is loaded."""
        return resource_pb2.RegisterPackageResponse(ref=f"{request.name}@{request.version}")

    def GetDeploymentInfo(self, _request: Any) -> resource_pb2.DeploymentInfo:
        """What this monitor supports."""
        return resource_pb2.DeploymentInfo(supportedFeatures=_FEATURES)

    def RegisterResourceHook(self, _request: Any) -> Empty:
        """Hooks run around real operations, of which there are none."""
        return Empty()

    RegisterErrorHook = SignalAndWaitForShutdown = StartDebugging = RequirePulumiVersion = RegisterResourceHook

    def Log(self, request: Any) -> Empty:
        """Pass the program's own messages to the logger `stowplan.program`, without secret config values."""
        if request.severity in _LEVELS:  # the SDK's debug messages quote inputs, secrets among them
            _log.log(_LEVELS[request.severity], "%s", redact(request.message, self._sealer.known))
        return Empty()

    def SetRootResource(self, request: Any) -> engine_pb2.SetRootResourceResponse:
        """Remember the stack for old SDKs."""
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def GetRootResource(self, _request: Any) -> engine_pb2.GetRootResourceResponse:
        """The stack."""
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def _recorded(self, request: Any, urn: str, raw: dict[str, Any]) -> Resource:
        parent = "" if request.parent == self._stack_urn else request.parent
        inherited = self._resources[parent].options if parent in self._resources else {}
        frames = ((frame.pc.uri, frame.pc.line) for frame in request.stackTrace.frames)
        return Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=parent,
            custom=request.custom,
            inputs=seal(raw, self._sealer),
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies=freeze({
                key: sorted(entry.urns) for key, entry in request.propertyDependencies.items() if entry.urns
            }),
            options=options_of(request, inherited, self._sealer),
            source=source_of(frames, self._setup.root),
        )  # fmt: skip

    def _answered(self, resource: Resource, request: Any, raw: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The id and the raw outputs: the responder's, then every input that is known, then the secrets marked.

        A mapping that the responder gives stays: it has a shape of its own (Azure's `identity` takes a list of ids and
        answers a mapping by id).
        """
        if not resource.custom:
            return "", {}
        physical_id, computed = self._responder.respond(
            resource.type, resource.name, resource.urn, self._with_region(resource, request.provider)
        )  # fmt: skip
        made = {key: unsealed(value) for key, value in computed.items()}
        shaped = {key for key, value in made.items() if isinstance(value, dict)}
        given = {
            key: value
            for key, value in echoed(raw).items()
            if key not in shaped and (value != UNKNOWN or key not in made)
        }
        answer = {**made, **given}
        marked = {key: secret_on_wire(answer[key]) for key in request.additionalSecretOutputs if key in answer}
        return physical_id, {**answer, **marked}

    def _with_region(self, resource: Resource, provider: str) -> Mapping[str, Value]:
        if not resource.type.startswith("aws:"):
            return resource.inputs
        of_stack = self._setup.config.get("aws:region")
        explicit = self._resources.get(provider_urn(provider))
        region = explicit.inputs.get("region", of_stack) if explicit else of_stack
        return {"region": region, **resource.inputs} if region else resource.inputs

    def _keep(self, resource: Resource, response: resource_pb2.RegisterResourceResponse) -> None:
        with self._lock:
            known = resource.urn in self._resources
            self._resources[resource.urn], self._responses[resource.urn] = resource, response
        if known:
            self._refuse(f"two resources have the urn {resource.urn}: give one of them another logical name")

    def _refuse(self, message: str) -> NoReturn:
        self.refusals.append(message)
        raise ProgramError(message)


def urn_of(setup: Setup, parent: str, type_: str, name: str) -> str:
    """The engine's urn: the whole chain of parent types, joined by `$`, without the stack's."""
    chain = parent.removeprefix("urn:pulumi:").split("::")[2] if parent else ""
    qualified = f"{chain}${type_}" if chain and chain != _STACK else type_
    return f"urn:pulumi:{setup.stack}::{setup.project}::{qualified}::{name}"


def _drop_preview_marks(outputs: Any) -> None:
    """Exported resources carry `@isPulumiResource` in a preview only (pulumi/runtime/stack.py)."""
    nested: Iterable[Any] = outputs
    if isinstance(outputs, dict):
        outputs.pop("@isPulumiResource", None)
        nested = outputs.values()
    for item in nested:
        if isinstance(item, dict | list):
            _drop_preview_marks(item)
