"""What a program registers is what its graph says."""

from __future__ import annotations

import asyncio
import contextvars
import json
import os
import sys
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import ResourceOptions as Options

from infra.offline.errors import ProgramError
from infra.offline.graph import Graph, Resource, canonical_json, children, find, from_json, policy_of
from infra.offline.run import run_file, run_program
from infra.offline.symbols import Symbols
from infra.offline.values import Secret, Unknown, thaw
from tests.offline.conftest import CANARY, settings


class Outer(pulumi.ComponentResource):
    def __init__(self, name: str, opts: Options | None = None) -> None:
        super().__init__("site:index:Outer", name, None, opts)


class Inner(pulumi.ComponentResource):
    def __init__(self, name: str, opts: Options | None = None) -> None:
        super().__init__("site:index:Inner", name, None, opts)


def _only(graph: Graph, type_suffix: str) -> Resource:
    (found,) = [resource for resource in graph.resources if resource.type.endswith(type_suffix)]
    return found


def test_urns_are_the_engines(record):
    def program():
        inner = Inner("i", Options(parent=Outer("o")))
        aws.s3.Bucket("media", opts=Options(parent=inner))
        aws.s3.Bucket("top")

    graph = record(program)
    assert [resource.urn for resource in graph.resources] == [
        "urn:pulumi:dev::site::aws:s3/bucket:Bucket::top",
        "urn:pulumi:dev::site::site:index:Outer::o",
        "urn:pulumi:dev::site::site:index:Outer$site:index:Inner$aws:s3/bucket:Bucket::media",
        "urn:pulumi:dev::site::site:index:Outer$site:index:Inner::i",
    ]
    assert [resource.name for resource in children(graph, "")] == ["top", "o"]
    assert find(graph, graph.resources[2].parent) == graph.resources[3]


def test_the_whole_site(site):
    graph = run_file(site, **settings())
    assert (graph.project, graph.stack) == ("site", "dev")
    assert thaw(graph.outputs) == {
        "ci": {"id": "${ci.accessKey}", "secret": graph.outputs["ci"]["secret"], "token": graph.outputs["ci"]["token"]},
        "logs": "${logs}.s3.us-gov-west-1.amazonaws.com",
        "media": {"arn": "arn:aws:s3:::${media}", "bucket": "acme-media"},
    }
    assert isinstance(graph.outputs["ci"]["secret"], Secret)
    policy = policy_of(_only(graph, ":BucketPolicy").inputs["policy"])
    assert policy is not None
    assert policy["Statement"][0]["Resource"] == ["arn:aws:s3:::${media}", "arn:aws:s3:::${media}/*"]
    role_policy = _only(graph, ":RolePolicy")
    assert role_policy.inputs["policy"] == '{"Statement": [{"Resource": "arn:aws:s3:::${media}/uploads/*"}]}'
    assert role_policy.inputs["role"] == "${web.role}"
    assert _only(graph, "aws:Store").outputs == {"arn": "arn:aws:s3:::${media}"}
    assert _only(graph, "aws:Store").custom is False


def test_dependencies_by_property_and_in_all(site):
    policy = _only(run_file(site, **settings()), ":BucketPolicy")
    store = "urn:pulumi:dev::site::stowplan:aws:Store$aws:s3/"
    bucket, block = f"{store}bucket:Bucket::media", f"{store}bucketPublicAccessBlock:BucketPublicAccessBlock::media"
    assert policy.property_dependencies == {"bucket": (bucket,), "policy": (bucket,)}
    assert policy.dependencies == (bucket, block)


def test_numbers_are_integers_and_nested_names_are_wire_names(site):
    rules = _only(run_file(site, **settings()), ":BucketLifecycleConfiguration").inputs["rules"]
    assert thaw(rules) == [{"id": "tmp", "status": "Enabled", "filter": {"prefix": "tmp/"}, "expiration": {"days": 7}}]
    assert type(rules[0]["expiration"]["days"]) is int


def test_only_options_that_are_set(record):
    def program():
        provider = aws.Provider("p", region="eu-west-1")
        first = aws.s3.Bucket("first")
        aws.iam.Role(
            "web",
            assume_role_policy="{}",
            opts=Options(
                protect=False,
                retain_on_delete=True,
                ignore_changes=["tags"],
                replace_on_changes=["path"],
                delete_before_replace=True,
                aliases=[pulumi.Alias(name="www"), "urn:pulumi:dev::site::t::n"],
                import_="the-role",
                provider=provider,
                deleted_with=first,
                additional_secret_outputs=["arn"],
                custom_timeouts=pulumi.CustomTimeouts(create="5m"),
            ),
        )

    graph = record(program)
    assert thaw(_only(graph, ":Role").options) == {
        "protect": False,
        "retainOnDelete": True,
        "ignoreChanges": ["tags"],
        "replaceOnChanges": ["path"],
        "deleteBeforeReplace": True,
        "aliases": [{"name": "www"}, "urn:pulumi:dev::site::t::n"],
        "import": "the-role",
        "provider": "urn:pulumi:dev::site::pulumi:providers:aws::p",
        "deletedWith": "urn:pulumi:dev::site::aws:s3/bucket:Bucket::first",
        "additionalSecretOutputs": ["arn"],
        "customTimeouts": {"create": "5m"},
    }
    assert isinstance(_only(graph, ":Role").outputs["arn"], Secret)
    assert thaw(_only(graph, ":Bucket").options) == {"aliases": [{"type": "aws:s3/bucketV2:BucketV2"}]}


def test_children_inherit_what_the_engine_makes_them_inherit(record):
    def program():
        outer = Outer("o", Options(protect=True, retain_on_delete=True))
        aws.iam.User("kept", opts=Options(parent=outer))
        aws.iam.User("loose", opts=Options(parent=outer, protect=False))

    kept, loose = (resource for resource in record(program).resources if resource.custom)
    assert kept.options == {"protect": True, "retainOnDelete": True}
    assert loose.options == {"protect": False, "retainOnDelete": True}


def test_partitions_follow_the_provider_the_resource_and_the_stack(record):
    def program():
        china = aws.Provider("china", region="cn-north-1")
        pulumi.export("provider", aws.s3.Bucket("a", opts=Options(provider=china)).bucket_domain_name)
        pulumi.export("resource", aws.acm.Certificate("b", domain_name="a.io", region="us-gov-west-1").arn)
        pulumi.export("stack", aws.iam.Role("c", assume_role_policy="{}").arn)

    assert record(program, {"aws:region": "us-gov-east-1"}).outputs == {
        "provider": "${a}.s3.amazonaws.com.cn",
        "resource": "arn:aws-us-gov:acm:us-gov-west-1:${aws.account}:certificate/${b.certificate}",
        "stack": "arn:aws-us-gov:iam::${aws.account}:role/${c.role}",
    }


def test_sources_are_lines_of_the_program_also_for_providers_and_in_components(site):
    graph = run_file(site, **settings())
    lines = site.read_text("utf-8").splitlines()
    places = {(r.type.rpartition(":")[2], r.name): r.source for r in graph.resources if r.source}
    assert len(places) == len(graph.resources)
    assert {file for file, _ in places.values()} == {"infra/__main__.py"}
    assert lines[places["aws", "gov"][1] - 1].startswith("gov = aws.Provider(")
    assert lines[places["Bucket", "media"][1] - 1].strip().startswith("self.bucket = aws.s3.Bucket(")
    assert lines[places["Store", "media"][1] - 1] == 'media = Store("media")'


def test_a_source_outside_the_root_is_none(record, tmp_path):
    def program():
        aws.s3.Bucket("a")

    assert record(program, root=tmp_path).resources[0].source is None


def test_unknown_types_and_unknown_properties(record):
    def program():
        queue = aws.sqs.Queue("jobs", delay_seconds=5)
        pulumi.export("delay", queue.delay_seconds)
        pulumi.export("url", queue.url)
        pulumi.export("id", queue.id)

    graph = record(program)
    assert graph.outputs == {"delay": 5, "url": Unknown(), "id": "${jobs.queue}"}
    assert '"unknown": true' in canonical_json(graph)


def test_without_dry_run_a_missing_output_is_absent(record):
    def program():
        pulumi.export("dry", pulumi.runtime.is_dry_run())
        aws.sqs.Queue("jobs").url.apply(lambda url: pulumi.export("url", repr(url)))

    assert record(program, dry_run=False).outputs["dry"] is False


def test_another_responder(record):
    class Real:
        def respond(self, type_, name, urn, inputs):
            assert inputs["region"] == "eu-central-1"
            return "id-1", {"arn": f"arn:{name}", "bucket": "ignored: the program gives one"}

    def program():
        bucket = aws.s3.Bucket("media", bucket="acme")
        pulumi.export("all", [bucket.id, bucket.arn, bucket.bucket])

    assert record(program, responder=Real()).outputs["all"] == ("id-1", "arn:media", "acme")


def test_physical_symbols(record):
    def program():
        pulumi.export("arn", aws.s3.Bucket("media", bucket="acme").arn)

    assert record(program, responder=Symbols(physical=True)).outputs["arn"] == "arn:aws:s3:::acme"


def test_resources_that_would_share_a_symbol_get_different_ones(record):
    def program():
        one = aws.iam.Role("web", assume_role_policy="{}", opts=Options(parent=Outer("o")))
        two = aws.iam.Role("web", assume_role_policy="{}", opts=Options(parent=Inner("i")))
        pulumi.export("roles", [one.name, two.name])

    one, two = record(program).outputs["roles"]
    assert one != two
    assert {one[:11], two[:11]} == {"${web.role~"}
    assert record(program).outputs["roles"] == (one, two)


def test_assets_archives_and_references(record):
    class Holder(pulumi.CustomResource):
        def __init__(self, name: str, **props: Any) -> None:
            super().__init__("site:index:Holder", name, props)

    def program():
        bucket = aws.s3.Bucket("media", bucket="acme")
        text, file = pulumi.StringAsset("hello"), pulumi.FileAsset("a.txt")
        archive = pulumi.AssetArchive({"a": text, "b": pulumi.RemoteArchive("https://x/y.zip")})
        holder = Holder("h", asset=file, archive=archive, bucket=bucket, outer=Outer("o"))
        pulumi.export("asset", holder.__dict__["asset"].apply(lambda asset: asset.path))
        pulumi.export("bucket", holder.__dict__["bucket"].apply(lambda found: found.arn))

    graph = record(program)
    assert thaw(_only(graph, ":Holder").inputs) == {
        "asset": {"asset": {"path": "a.txt"}},
        "archive": {
            "archive": {"assets": {"a": {"asset": {"text": "hello"}}, "b": {"archive": {"uri": "https://x/y.zip"}}}}
        },
        "bucket": {"resource": "urn:pulumi:dev::site::aws:s3/bucket:Bucket::media"},
        "outer": {"resource": "urn:pulumi:dev::site::site:index:Outer::o"},
    }
    assert graph.outputs == {"asset": "a.txt", "bucket": "arn:aws:s3:::${media}"}


def test_output_values_of_remote_components(record):
    class Remote(pulumi.ComponentResource):
        def __init__(self, name: str, **props: Any) -> None:
            super().__init__("eks:index:Cluster", name, props, None, remote=True)

    def program():
        bucket = aws.s3.Bucket("media")
        Remote("c", arn=bucket.arn, token=pulumi.Output.secret("s"), zone=bucket.hosted_zone_id, plain=1)

    remote = _only(record(program), ":Cluster")
    assert remote.inputs["arn"] == "arn:aws:s3:::${media}"
    assert isinstance(remote.inputs["token"], Secret)
    assert remote.inputs["zone"] == Unknown()
    assert remote.inputs["plain"] == 1
    assert remote.options["remote"] is True
    assert remote.property_dependencies["arn"] == ("urn:pulumi:dev::site::aws:s3/bucket:Bucket::media",)


def test_exported_resources_look_the_same_with_and_without_dry_run(record):
    def program():
        pulumi.export("store", Outer("o"))

    assert "@isPulumiResource" not in canonical_json(record(program))


def test_coroutine_programs(record):
    async def program():
        await asyncio.sleep(0)
        aws.s3.Bucket("media")

    def registered():
        async def main():
            aws.s3.Bucket("media")
            return {"done": True}

        pulumi.run(main)

    assert [r.name for r in record(program).resources] == ["media"]
    assert record(registered).outputs == {"done": True}


def test_runs_do_not_see_each_other_the_context_or_the_loop(record):
    def program():
        pulumi.export("token", pulumi.Config().get("token"))
        aws.s3.Bucket("media")

    pulumi.runtime.set_all_config({"site:token": "from outside"})
    contextvars.ContextVar("other", default=1).set(2)

    async def inside_a_loop() -> tuple[Graph, Graph]:
        return record(program, {}), record(program, {"token": "two"})

    first, second = asyncio.run(inside_a_loop())
    assert first.outputs.get("token") is None
    assert second.outputs["token"] == "two"
    assert first.resources == record(program, {}).resources


def test_a_later_set_mocks_still_finds_an_event_loop(record):
    class Mocks(pulumi.runtime.Mocks):
        def new_resource(self, args):
            return "id", args.inputs

        def call(self, args):
            return {}

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        record(lambda: None)
        assert asyncio.get_event_loop() is loop
        contextvars.Context().run(pulumi.runtime.set_mocks, Mocks(), preview=False)
    finally:
        loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop)))
        asyncio.set_event_loop(None)
        loop.close()


def test_the_message_of_a_run_error(record):
    def program():
        raise pulumi.RunError("spec not found: storage.yaml")

    with pytest.raises(ProgramError, match=r"^spec not found: storage\.yaml$") as caught:
        record(program)
    assert caught.value.exit_code == 8


def test_other_exceptions_are_named_and_placed(record):
    def program():
        os.environ["MISSING_HERE"]

    with pytest.raises(
        ProgramError, match=r"^the program failed: KeyError: 'MISSING_HERE' \(test_run\.py:\d+\)$"
    ) as caught:
        record(program)
    assert isinstance(caught.value.__cause__, KeyError)


def test_exceptions_in_apply_and_bad_inputs(record):
    def callback():
        aws.s3.Bucket("media").arn.apply(lambda arn: int(arn))

    def typed():
        tags: Any = {"a": object()}
        aws.s3.Bucket("media", tags=tags)

    with pytest.raises(ProgramError, match=r"ValueError: invalid literal for int\(\) .*}' \(test_run\.py:\d+\)$"):
        record(callback)
    with pytest.raises(ProgramError, match="ValueError has risen: unexpected input of type object for a in Bucket"):
        record(typed)


@pytest.mark.parametrize("code", [3, "enough"])
def test_a_program_that_exits(record, code):
    with pytest.raises(ProgramError, match=rf"^the program ended itself with sys\.exit\({code!r}\)$"):
        record(lambda: sys.exit(code))


def test_a_program_that_exits_with_success_keeps_what_it_registered(record):
    def program():
        aws.s3.Bucket("media")
        sys.exit(0)

    assert [r.name for r in record(program).resources] == ["media"]


def test_data_sources_are_refused_also_when_swallowed(record):
    def program():
        try:
            aws.iam.get_policy_document(statements=[{"actions": ["s3:*"]}])
        except Exception:
            aws.s3.Bucket("fallback")

    with pytest.raises(ProgramError) as caught:
        record(program)
    assert str(caught.value) == "data source in an offline program: aws:iam/getPolicyDocument:getPolicyDocument"


def test_reading_what_exists_is_refused(record):
    def program():
        aws.s3.Bucket.get("old", "acme-old")

    with pytest.raises(ProgramError) as caught:
        record(program)
    assert str(caught.value) == (
        "data source in an offline program: aws:s3/bucket:Bucket 'old' reads the existing 'acme-old'"
    )


def test_transforms_are_refused(record):
    def stack_wide():
        pulumi.runtime.register_resource_transform(lambda args: None)
        aws.s3.Bucket("media")

    def own():
        aws.s3.Bucket("media", opts=Options(transforms=[lambda args: None]))

    with pytest.raises(ProgramError, match=r"^a stack transform in an offline program"):
        record(stack_wide)
    with pytest.raises(
        ProgramError, match=r"^a resource transform in an offline program: aws:s3/bucket:Bucket 'media'$"
    ):
        record(own)


def test_old_style_transformations_run_in_the_program(record):
    def tagged(args):
        return pulumi.ResourceTransformationResult({**args.props, "tags": {"a": "b"}}, args.opts)

    def program():
        pulumi.runtime.register_stack_transformation(tagged)
        aws.s3.Bucket("media")

    assert record(program).resources[0].inputs["tags"] == {"a": "b"}


def test_two_resources_of_one_urn_are_refused(record):
    def program():
        aws.s3.Bucket("media")
        aws.s3.Bucket("media")

    urn = "urn:pulumi:dev::site::aws:s3/bucket:Bucket::media"
    with pytest.raises(ProgramError) as caught:
        record(program)
    assert str(caught.value) == f"two resources have the urn {urn}: give one of them another logical name"


def test_messages_go_to_a_logger_and_prints_to_stderr(record, caplog, capsys):
    def program():
        print("printed")
        pulumi.log.warn(f"watch out for {CANARY}")
        pulumi.log.debug("not shown")

    record(program, {"token": CANARY}, secret_keys=["token"])
    assert [entry.getMessage() for entry in caplog.records if entry.name == "stowplan.program"] == [
        "watch out for [secret]"
    ]
    captured = capsys.readouterr()
    assert (captured.out, "printed" in captured.err) == ("", True)


def test_the_working_directory_arguments_and_root_are_the_launchers(site, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["stowplan", "diff", "--secret"])
    site.write_text(
        "import os, sys, pulumi\n"
        "pulumi.export('cwd', os.getcwd())\n"
        "pulumi.export('argv', sys.argv)\n"
        "pulumi.export('root', pulumi.get_root_directory())\n"
        "pulumi.export('names', [__name__, pulumi.get_project(), pulumi.get_stack()])\n"
    )
    before = Path.cwd()
    outputs = run_file(site, **settings()).outputs
    assert outputs["cwd"] == str(site.parent)
    assert outputs["argv"] == (str(site),)
    assert outputs["root"] == str(tmp_path)
    assert outputs["names"] == ("__main__", "site", "dev")
    assert (Path.cwd(), sys.argv) == (before, ["stowplan", "diff", "--secret"])


def test_the_working_directory_is_put_back_after_a_failure(site):
    site.write_text("raise ValueError('no')")
    before = Path.cwd()
    with pytest.raises(ProgramError, match=r"^the program failed: ValueError: no \(infra/__main__\.py:1\)$"):
        run_file(site, **settings(secret_keys=[]))
    assert Path.cwd() == before


def test_a_folder_runs_with_its_own_modules_each_time(tmp_path):
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "naming_here.py").write_text(f"NAME = {name!r}")
        (folder / "__main__.py").write_text("import pulumi, naming_here\npulumi.export('name', naming_here.NAME)")
    assert [run_file(tmp_path / name, **settings()).outputs["name"] for name in ("one", "two")] == ["one", "two"]
    assert "naming_here" not in sys.modules


def test_a_missing_program(tmp_path):
    with pytest.raises(ProgramError) as caught:
        run_file(tmp_path / "nowhere.py", **settings())
    assert str(caught.value) == (
        f"no Pulumi program at {tmp_path / 'nowhere.py'}: give the path of a __main__.py, or of its folder"
    )


def test_a_recorded_graph_survives_json(site):
    graph = run_file(site, **settings())
    text = canonical_json(graph)
    assert canonical_json(from_json(text)) == text
    assert [r.urn for r in from_json(text).resources] == [r.urn for r in graph.resources]
    assert json.loads(text)["stack"] == "dev"


def test_many_resources_are_all_recorded(tmp_path):
    def program():
        buckets = [aws.s3.Bucket(f"b{i}") for i in range(40)]
        pulumi.export("arns", [bucket.arn for bucket in buckets])

    graph = run_program(program, project="p", stack="s", config={}, root=tmp_path)
    assert graph.outputs["arns"] == tuple(f"arn:aws:s3:::${{b{i}}}" for i in range(40))
