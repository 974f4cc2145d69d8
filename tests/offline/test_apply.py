"""Graphs applied to an in-memory cloud."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import ResourceOptions as Options

from infra.offline.apply import Event, apply_graph, stack_outputs
from infra.offline.errors import ApplyError
from infra.offline.graph import Graph, Resource, canonical_json, freeze, from_json
from infra.offline.state import State
from infra.offline.substitute import Known, learn, substitute
from infra.offline.values import Secret, Sensitive, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

BUCKET, USER, KEY = "aws:s3/bucket:Bucket", "aws:iam/user:User", "aws:iam/accessKey:AccessKey"
POLICY, OBJECT = "aws:s3/bucketPolicy:BucketPolicy", "aws:s3/bucketObject:BucketObject"
PARAMETER = "aws:ssm/parameter:Parameter"  # the SDK marks its value secret, whatever it is
REAL_SECRET = "wJalrXUtnFEMI/K7MDENG"
NOTHING = Graph("site", "dev")
EMPTY = State()


class Cloud:
    """Things by (kind, id), and the calls made."""

    def __init__(self) -> None:
        self.things: dict[tuple[str, str], dict[str, Any]] = {}
        self.calls: list[tuple[str, str, str]] = []

    def handlers(self):
        return {
            BUCKET: Kind(self, "bucket", lambda i: i["bucket"], lambda n: {"arn": f"arn:aws:s3:::{n}"}, ["bucket"]),
            POLICY: Kind(self, "policy", lambda i: i["bucket"], lambda n: {}, ["bucket"]),
            USER: Kind(
                self, "user", lambda i: "user-1", lambda n: {"name": n, "arn": f"arn:aws:iam::111122223333:user/{n}"}
            ),
            KEY: Kind(self, "key", lambda i: "AKID1", lambda n: {"secret": REAL_SECRET}),
            PARAMETER: Kind(self, "parameter", lambda i: i["name"], lambda n: {}),
            OBJECT: Kind(self, "object", lambda i: i["key"], lambda n: {}),
        }


class Kind:
    def __init__(self, cloud: Cloud, kind: str, named: Any, made: Any, fixed: Sequence[str] = ()) -> None:
        self.cloud, self.kind, self.named, self.made, self.fixed = cloud, kind, named, made, fixed

    def create(self, inputs):
        name = self.named(inputs)
        assert (self.kind, name) not in self.cloud.things, "exists already"
        self.cloud.things[self.kind, name] = inputs
        self.cloud.calls.append(("create", self.kind, name))
        return name, {**inputs, **self.made(name)}

    def read(self, physical_id, inputs):
        found = self.cloud.things.get((self.kind, physical_id))
        return None if found is None else {**found, "seen": True}

    def update(self, physical_id, old, new):
        assert self.cloud.things[self.kind, physical_id] == old
        self.cloud.things[self.kind, physical_id] = new
        self.cloud.calls.append(("update", self.kind, physical_id))
        return {**new, **{key: value for key, value in self.made(physical_id).items() if key != "secret"}}

    def delete(self, physical_id, outputs):
        self.cloud.things.pop((self.kind, physical_id), None)
        self.cloud.calls.append(("delete", self.kind, physical_id))

    def replaces(self, old, new):
        return any(old.get(key) != new.get(key) for key in self.fixed)


@pytest.fixture
def cloud():
    return Cloud()


@pytest.fixture
def apply(cloud):
    """Apply and give (state, the (op, name) of every event)."""

    def run(graph: Graph, state: State = EMPTY, handlers: Any = None, **options: Any) -> Any:
        events: list[Event] = []
        reached = apply_graph(
            graph, cloud.handlers() if handlers is None else handlers, state, events.append, **options
        )
        assert all(isinstance(event, Event) for event in events)
        return reached, [(event.op, event.type.rpartition(":")[2], event.name) for event in events]

    return run


@pytest.fixture
def site(record):
    """A small site; what its resources are given can be changed."""

    def graph(bucket: str = "acme-media", tag: str = "one", user: bool = True) -> Any:
        def program():
            media = aws.s3.Bucket("media", bucket=bucket, tags={"v": tag})
            aws.s3.BucketPolicy(
                "media",
                bucket=media.id,
                policy=pulumi.Output.json_dumps({"Statement": [{"Resource": pulumi.Output.concat(media.arn, "/*")}]}),
            )
            pulumi.export(
                "bucket", {"name": media.bucket, "arn": media.arn, "domain": media.bucket_regional_domain_name}
            )
            if user:
                ci = aws.iam.User("ci")
                key = aws.iam.AccessKey("ci", user=ci.name)
                pulumi.export("ci", {"user": ci.arn, "key": key.id, "secret": key.secret})

        return record(program)

    return graph


def test_creation_in_order_with_real_values_in_place_of_symbols(apply, cloud, site):
    state, events = apply(site())
    assert events == [
        ("create", "User", "ci"),
        ("create", "Bucket", "media"),
        ("create", "AccessKey", "ci"),
        ("create", "BucketPolicy", "media"),
    ]
    assert cloud.things["key", "AKID1"] == {"user": "user-1"}
    assert cloud.things["policy", "acme-media"] == {
        "bucket": "acme-media",
        "policy": '{"Statement": [{"Resource": "arn:aws:s3:::acme-media/*"}]}',
    }
    assert type(cloud.things["bucket", "acme-media"]["tags"]) is dict
    assert [resource.name for resource in state.resources] == ["ci", "media", "ci", "media"]


def test_exports_have_real_values_and_the_real_secret(apply, site):
    graph = site()
    state, _ = apply(graph)
    assert stack_outputs(graph, state) == {
        "bucket": {
            "name": "acme-media",
            "arn": "arn:aws:s3:::acme-media",
            "domain": "acme-media.s3.eu-central-1.amazonaws.com",
        },
        "ci": {"user": "arn:aws:iam::111122223333:user/user-1", "key": "AKID1", "secret": REAL_SECRET},
    }


def test_a_second_apply_is_all_same_also_after_the_state_was_a_file(apply, cloud, site):
    first, _ = apply(site())
    cloud.calls.clear()
    stored = State.from_json(first.to_json())
    assert stored == first
    again, events = apply(site(), stored)
    assert {op for op, _, _ in events} == {"same"}
    assert cloud.calls == []
    assert again == first
    assert stack_outputs(site(), again)["ci"]["secret"] == REAL_SECRET


def test_update_in_place(apply, cloud, site):
    state, _ = apply(site())
    state, events = apply(site(tag="two"), state)
    assert [event for event in events if event[0] != "same"] == [("update", "Bucket", "media")]
    assert cloud.things["bucket", "acme-media"]["tags"] == {"v": "two"}
    assert apply(site(tag="two"), state)[1] == [("same", kind, name) for _, kind, name in events]


def test_an_update_keeps_the_secret_that_is_told_once(apply, cloud, record):
    def graph(status: str) -> Any:
        def program():
            pulumi.export("secret", aws.iam.AccessKey("ci", user="ci", status=status).secret)

        return record(program)

    state, _ = apply(graph("Active"))
    state, events = apply(graph("Inactive"), state)
    assert events == [("update", "AccessKey", "ci")]
    assert stack_outputs(graph("Inactive"), state) == {"secret": REAL_SECRET}


def test_a_replacement_deletes_what_uses_the_resource_first_and_makes_it_again(apply, cloud, site):
    state, _ = apply(site())
    cloud.calls.clear()
    state, events = apply(site(bucket="acme-new"), state)
    assert [event for event in events if event[0] != "same"] == [
        ("replace", "Bucket", "media"),
        ("replace", "BucketPolicy", "media"),
    ]
    assert cloud.calls == [
        ("delete", "policy", "acme-media"),
        ("delete", "bucket", "acme-media"),
        ("create", "bucket", "acme-new"),
        ("create", "policy", "acme-new"),
    ]
    assert '"arn:aws:s3:::acme-new/*"' in cloud.things["policy", "acme-new"]["policy"]


def test_what_the_graph_no_longer_has_is_deleted_dependents_first(apply, cloud, site):
    state, _ = apply(site())
    cloud.calls.clear()
    state, events = apply(site(user=False), state)
    assert [event for event in events if event[0] != "same"] == [
        ("delete", "AccessKey", "ci"),
        ("delete", "User", "ci"),
    ]
    state, events = apply(NOTHING, state)
    assert [op for op, _, _ in events] == ["delete", "delete"]
    assert (state, cloud.things) == (State(), {})


def test_types_without_a_handler_are_told_and_stay_symbolic(apply, cloud, record):
    def program():
        role = aws.iam.Role("web", assume_role_policy="{}")
        aws.s3.BucketObject("p", bucket="b", key="role", content=role.arn)
        pulumi.export("role", role.arn)

    graph = record(program)
    state, events = apply(graph)
    assert events == [("not-emulated", "Role", "web"), ("create", "BucketObject", "p")]
    assert stack_outputs(graph, state) == {"role": "arn:aws:iam::${aws.account}:role/${web.role}"}
    assert apply(graph, State.from_json(state.to_json()))[1] == [
        ("not-emulated", "Role", "web"),
        ("same", "BucketObject", "p"),
    ]
    assert apply(NOTHING, state)[1] == [("delete", "BucketObject", "p"), ("not-emulated", "Role", "web")]


def test_a_type_that_gets_a_handler_later_is_created_then(apply, site):
    graph = site(user=False)
    state, events = apply(graph, handlers={})
    assert [op for op, _, _ in events] == ["not-emulated", "not-emulated"]
    assert [op for op, _, _ in apply(graph, state)[1]] == ["create", "create"]


def test_components_and_providers_are_skipped(apply, record):
    def program():
        parent = pulumi.ComponentResource("site:index:Store", "s")
        provider = aws.Provider("p", region="eu-west-1")
        aws.s3.Bucket("media", bucket="acme", opts=Options(parent=parent, provider=provider))

    assert apply(record(program))[1] == [("create", "Bucket", "media")]


def test_refresh_reads_everything_and_makes_again_what_is_gone(apply, cloud, site):
    state, _ = apply(site())
    del cloud.things["bucket", "acme-media"]
    state, events = apply(site(), state, refresh=True)
    assert events == [
        ("same", "User", "ci"),
        ("create", "Bucket", "media"),
        ("same", "AccessKey", "ci"),
        ("same", "BucketPolicy", "media"),
    ]
    assert stack_outputs(site(), state)["ci"]["secret"] == REAL_SECRET
    (user,) = [resource for resource in state.resources if resource.type == USER]
    assert user.outputs["seen"] is True


def test_a_secret_reaches_handlers_in_plain_and_the_state_marked(apply, cloud, record):
    def program():
        key = aws.iam.AccessKey("ci", user="ci")
        aws.ssm.Parameter("p", name="key", type="SecureString", value=key.secret)

    graph = record(program)
    state, _ = apply(graph)
    assert cloud.things["parameter", "key"]["value"] == REAL_SECRET
    assert state.resources[0].outputs["secret"] == Sensitive(REAL_SECRET)
    assert state.resources[1].inputs["value"] == Sensitive(REAL_SECRET)
    assert REAL_SECRET not in repr(state)
    assert REAL_SECRET not in canonical_json(graph) + repr(graph)


def test_a_secret_that_nobody_kept_cannot_be_emulated(apply, record):
    def program():
        aws.ssm.Parameter("p", name="n", type="SecureString", value=pulumi.Output.secret("hunter2"), tags={"a": "b"})

    with pytest.raises(ApplyError) as caught:
        apply(record(program))
    assert str(caught.value) == (
        "aws:ssm/parameter:Parameter 'p' cannot be emulated: its input 'value' is a secret whose value is not kept"
    )
    assert caught.value.exit_code == 9


def test_a_value_known_after_a_deployment_only_cannot_be_emulated(apply):
    row = Resource(urn="u", type=PARAMETER, name="p", inputs=freeze({"rules": [{"name": Unknown()}]}))
    with pytest.raises(ApplyError, match=r"its input 'rules\[0\]\.name' is known after a deployment only$"):
        apply(Graph("site", "dev", (row,)))


def test_a_graph_from_json_has_no_secrets_to_resolve(apply, site):
    state, _ = apply(site())
    read = from_json(canonical_json(site()))
    assert stack_outputs(read, state)["ci"]["secret"] == Secret()
    assert stack_outputs(read, state)["ci"]["key"] == "AKID1"


def test_a_failure_keeps_the_state_so_far_and_hides_secrets(apply, cloud, record):
    def program():
        key = aws.iam.AccessKey("ci", user="ci")
        aws.ssm.Parameter("p", name="key", type="SecureString", value=key.secret)

    handlers = cloud.handlers()

    def fail(inputs):
        raise RuntimeError(f"rejected {inputs!r}")

    handlers[PARAMETER].create = fail
    with pytest.raises(ApplyError) as caught:
        apply(record(program), handlers=handlers)
    assert str(caught.value) == (
        "create of aws:ssm/parameter:Parameter 'p' failed: "
        "rejected {'name': 'key', 'type': 'SecureString', 'value': '[secret]'}"
    )
    assert [resource.id for resource in caught.value.state.resources] == ["AKID1"]
    assert caught.value.__cause__ is None
    _, events = apply(record(program), caught.value.state)
    assert events == [("same", "AccessKey", "ci"), ("create", "Parameter", "p")]


def test_a_failing_update_and_delete_lose_nothing(apply, cloud, site):
    state, _ = apply(site(user=False))
    handlers = cloud.handlers()

    def fail(*_):
        raise OSError("connection refused")

    handlers[BUCKET].update = handlers[BUCKET].delete = fail
    with pytest.raises(
        ApplyError, match=r"^update of aws:s3/bucket:Bucket 'media' failed: connection refused$"
    ) as caught:
        apply(site(user=False, tag="two"), state, handlers)
    assert {resource.urn for resource in caught.value.state.resources} == {resource.urn for resource in state.resources}
    with pytest.raises(ApplyError, match=r"^delete of aws:s3/bucket:Bucket 'media' failed") as caught:
        apply(NOTHING, state, handlers)
    assert [r.type for r in caught.value.state.resources] == [BUCKET]
    assert isinstance(caught.value.__cause__, OSError)


def test_a_program_may_take_a_symbol_apart(apply, cloud, record):
    def program():
        user = aws.iam.User("ci")
        account = user.arn.apply(lambda arn: arn.split(":")[4])
        aws.s3.BucketObject("p", bucket="b", key="who", content=pulumi.Output.concat(account, "/", user.name, "@x"))

    apply(record(program))
    assert cloud.things["object", "who"]["content"] == "111122223333/user-1@x"


def test_substitution_takes_the_longest_symbol_and_escapes_inside_json():
    known = learn(Known(), {"id": "${a}", "arn": "arn:${a}"}, {"id": 'say "hi"', "arn": "arn:real"})
    assert substitute("arn:${a} ${a}", known) == 'arn:real say "hi"'
    document = substitute(json.dumps({"x": ["${a}", "arn:${a}"]}), known)
    assert json.loads(document) == {"x": ['say "hi"', "arn:real"]}


def test_a_real_value_is_never_read_as_a_symbol():
    known = learn(Known(), {"a": "${a}", "b": "${b}"}, {"a": "${b}", "b": "two"})
    assert substitute("${a} ${b}", known) == "${b} two"


def test_validation_records_of_a_certificate_are_paired_one_by_one():
    symbolic = freeze({"options": [{"name": "_${c.1}.a.io."}, {"name": "_${c.2}.b.io."}]})
    known = learn(Known(), symbolic, {"options": [{"name": "_x1.a.io."}, {"name": "_x2.b.io."}]})
    assert substitute("_${c.2}.b.io.", known) == "_x2.b.io."


def test_handlers_may_be_modules_without_replaces(apply, cloud, site):
    module = SimpleNamespace(
        create=lambda inputs: (inputs["bucket"], {}),
        read=lambda physical_id, inputs: {},
        update=lambda physical_id, old, new: new,
        delete=lambda physical_id, outputs: None,
    )
    handlers = {BUCKET: module}
    state, _ = apply(site(user=False), handlers=handlers)
    _, events = apply(site(user=False, bucket="acme-new"), state, handlers)
    assert events[0] == ("update", "Bucket", "media")


def test_state_rows_are_readable_json(apply, site):
    state, _ = apply(site(user=False))
    first = json.loads(state.to_json())["resources"][0]
    assert (first["id"], first["inputs"]) == ("acme-media", {"bucket": "acme-media", "tags": {"v": "one"}})
