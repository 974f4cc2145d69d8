"""The facts of the SDK that recording relies on: one test each, so that an upgrade names what changed."""

from __future__ import annotations

import inspect

import pulumi
import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import rpc, settings, stack
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc

from infra.offline import seal
from infra.offline.monitor import Monitor
from infra.offline.options import _HOOKS, _PLAIN


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (seal.UNKNOWN, rpc.UNKNOWN),
        (seal.SIGNATURE, rpc._special_sig_key),
        (seal.SECRET, rpc._special_secret_sig),
        (seal.RESOURCE, rpc._special_resource_sig),
        (seal.OUTPUT, rpc._special_output_value_sig),
        (seal.ASSET, rpc._special_asset_sig),
        (seal.ARCHIVE, rpc._special_archive_sig),
    ],
)
def test_signatures(ours, theirs):
    assert ours == theirs


def test_the_monitor_has_every_method_of_both_services_but_the_superseded_probe():
    services = (resource_pb2_grpc.ResourceMonitorServicer, engine_pb2_grpc.EngineServicer)
    methods = {name for service in services for name in vars(service) if name[0].isupper()}
    assert sorted(name for name in methods if not hasattr(Monitor, name)) == ["SupportsFeature"]


def test_every_option_recorded_is_a_field_of_the_request():
    fields = resource_pb2.RegisterResourceRequest.DESCRIPTOR.fields_by_name
    assert set(_PLAIN) <= set(fields)
    assert set(_HOOKS) == {field.name for field in fields["hooks"].message_type.fields}


def test_the_runtime_takes_an_object_for_a_monitor_and_a_root_directory():
    assert {"monitor", "engine", "dry_run", "root_directory"} <= set(inspect.signature(settings.Settings).parameters)
    assert inspect.iscoroutinefunction(stack.run_in_stack)
    assert issubclass(pulumi.RunError, Exception)
    assert engine_pb2.LogSeverity.Value("DEBUG") == 0


def test_a_struct_survives_as_raw_values():
    raw = {"a": [1, 2.5, "x", None, True, {"b": {}}], "c": {"d": []}}
    assert seal.raw_of(seal.struct_of(raw)) == raw
    assert seal.raw_of(Struct()) == {}
