"""A pack asked about a graph, over gRPC: resource by resource, then the stack."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2 as wire
from pulumi.runtime.proto import analyzer_pb2_grpc as service

from infra.packs.folder import open_folder
from infra.packs.messages import request_of, resource_of
from infra.packs.process import lines, started
from infra.packs.records import Level, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from infra.offline.graph import Graph, Resource
    from infra.packs.process import Running

_LARGEST = 400 * 1024 * 1024  # as the engine and pulumi_policy have it
_OPTIONS = [("grpc.max_receive_message_length", _LARGEST), ("grpc.max_send_message_length", _LARGEST)]
_LEVELS: Mapping[int, Level] = {0: "advisory", 1: "mandatory", 2: "disabled", 3: "remediate"}
_SKIPPED = "can't run policy "


def analyze(
    graph: Graph, resources: Sequence[Resource], folder: Path, start_seconds: float = 60, run_seconds: float = 120
) -> tuple[Violation, ...]:
    """What the pack in the folder says of these resources of the graph, in no particular order.

    `start_seconds` are for the pack to serve, `run_seconds` for all of its answers.

    Raises:
        PackError: it is no pack, does not serve, dies, or does not answer in time.
        MissingExtraError: its Python has no pulumi_policy.
    """
    found = open_folder(folder)
    with (
        started(found, graph.project, graph.stack, start_seconds) as running,
        grpc.insecure_channel(f"127.0.0.1:{running.port}", _OPTIONS) as channel,
    ):
        asker = _Asker(service.AnalyzerStub(channel), running, time.monotonic() + run_seconds)
        return tuple(_answers(asker, graph, resources))


class _Asker:
    """Calls with what is left of the time; a failed call is the pack's failure."""

    def __init__(self, stub: Any, running: Running, end: float) -> None:
        self.stub = stub
        self._running = running
        self._end = end

    def ask(self, call: Callable[..., Any], request: Any, what: str) -> Any:
        """The answer; raises PackError."""
        left = self._end - time.monotonic()
        try:
            return call(request, timeout=max(left, 0.01))
        except grpc.RpcError as error:
            raise self._running.failed(f"{_why(error)} ({what})") from None


def _why(error: Any) -> str:
    """In words; an exception of a policy is in the call's details."""
    match error.code():
        case grpc.StatusCode.DEADLINE_EXCEEDED:
            return "it did not answer in time"
        case grpc.StatusCode.UNKNOWN:
            return "a policy failed: " + " ".join(lines(error.details() or ""))
        case _:
            return "it ended, or does not speak the protocol"


def _answers(asker: _Asker, graph: Graph, resources: Sequence[Resource]) -> Iterator[Violation]:
    info = asker.ask(asker.stub.GetAnalyzerInfo, empty_pb2.Empty(), "asked for its policies")
    policies = {policy.name: policy for policy in info.policies}
    config = _config(info)
    if config:
        asker.ask(asker.stub.Configure, wire.ConfigureAnalyzerRequest(policyConfig=config), "configured")
    by_urn = {resource.urn: resource for resource in graph.resources}
    for resource in resources:
        request = request_of(resource, _provider(by_urn, resource))
        answer = asker.ask(asker.stub.Analyze, request, f"asked about {resource.urn}")
        yield from _violations(answer.diagnostics, info.name, policies, resource.urn)
    stack = wire.AnalyzeStackRequest(resources=[resource_of(row, _provider(by_urn, row)) for row in resources])
    answer = asker.ask(asker.stub.AnalyzeStack, stack, "asked about the stack")
    yield from _violations(answer.diagnostics, info.name, policies, "")


def _config(info: Any) -> dict[str, Any]:
    """What the pack starts with, as the engine gives it back: its initial configuration, and defaults of schemas."""
    found: dict[str, Any] = {}
    for policy in info.policies:
        name = next((name for name in (policy.name, "all") if name in info.initialConfig), None)
        own = info.initialConfig[name] if name else wire.PolicyConfig(enforcementLevel=policy.enforcementLevel)
        schema = json_format.MessageToDict(policy.configSchema.properties)
        values = {key: row["default"] for key, row in schema.items() if isinstance(row, dict) and "default" in row}
        values |= json_format.MessageToDict(own.properties)
        if name or values:
            found[policy.name] = wire.PolicyConfig(enforcementLevel=own.enforcementLevel)
            found[policy.name].properties.update(values)
    return found


def _provider(by_urn: Mapping[str, Resource], resource: Resource) -> Resource | None:
    urn = resource.options.get("provider")
    return by_urn.get(urn) if isinstance(urn, str) else None


def _violations(diagnostics: Iterable[Any], pack: str, policies: Mapping[str, Any], asked: str) -> Iterator[Violation]:
    for said in diagnostics:
        policy = policies.get(said.policyName)
        yield Violation(
            pack=said.policyPackName or pack,
            policy=said.policyName,
            level=_LEVELS.get(said.enforcementLevel, "mandatory"),
            message=_without(said.message, said.description),
            urn=said.urn or asked,
            asked=asked,
            remedy=policy.remediation_steps or policy.url if policy is not None else "",
            reference=_reference(policy),
            skipped=said.message.startswith(_SKIPPED),
        )


def _without(message: str, description: str) -> str:
    """The SDK puts the policy's description before what the policy says."""
    rest = message.removeprefix(description).strip()
    return f"{description.strip().rstrip('.')}: {rest}" if rest and rest != message.strip() else message.strip()


def _reference(policy: Any) -> str:
    """`CIS AWS 5.0 2.1.4`, of the framework that the policy names."""
    if policy is None or not policy.HasField("framework"):
        return ""
    framework = policy.framework
    return " ".join(text for text in (framework.name, framework.version, framework.reference) if text)
