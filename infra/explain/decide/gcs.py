"""Decisions on Cloud Storage: bindings of project, bucket and managed folders, and public access prevention."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra.decisions.gcp import policies as allow_policies
from infra.decisions.gcp.conditions import Comparison, ConditionError, Joined, parse
from infra.decisions.gcp.evaluate import CDN_FILL, Request
from infra.decisions.gcp.evaluate import decide as evaluate
from infra.decisions.gcp.policies import BUCKET, BUCKET_MEMBER, CUSTOM_ROLE, FOLDER_MEMBER, PROJECT_MEMBER, Policies
from infra.decisions.gcp.roles import PREDEFINED
from infra.explain.reading import text_of
from infra.explain.records import Answer, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.spec.workloads import Action
    from infra.decisions.gcp.conditions import Node
    from infra.explain.reading import Thing, Things
    from infra.explain.records import Place, Way

WORDS: Mapping[Action, str] = {
    "read": "storage.objects.get",
    "write": "storage.objects.create",
    "delete": "storage.objects.delete",
    "list": "storage.objects.list",
}
EVERYONE = ("allUsers", "allAuthenticatedUsers")
_ACCOUNT = "gcp:serviceaccount/account:Account"
_MANY: Mapping[str, str] = {
    "gcp:storage/bucketIAMBinding:BucketIAMBinding": BUCKET_MEMBER,
    "gcp:storage/managedFolderIamBinding:ManagedFolderIamBinding": FOLDER_MEMBER,
    "gcp:projects/iAMBinding:IAMBinding": PROJECT_MEMBER,
}
"""Types that give one role to several members, and the type that gives it to one."""
_UNREAD: Mapping[str, str] = {
    "gcp:storage/bucketIAMPolicy:BucketIAMPolicy": "bucket",
    "gcp:storage/bucketAccessControl:BucketAccessControl": "bucket",
    "gcp:storage/bucketACL:BucketACL": "bucket",
}
_WHOLE = "projects/_/buckets/"


@dataclass(frozen=True)
class Binding:
    """One member's role; `one` is everything the evaluator has to know to decide on this binding alone."""

    item: Thing
    bucket: str
    folder: str
    given: allow_policies.Binding
    one: Policies


@dataclass(frozen=True)
class Gcs:
    """Bindings by bucket ("" is the project) and member, members by workload, buckets and what is said of them."""

    bindings: Mapping[tuple[str, str], tuple[Binding, ...]]
    members: Mapping[str, str]
    buckets: Mapping[str, Thing]
    roles: Mapping[str, frozenset[str]]
    notes: Mapping[str, tuple[str, ...]]


def read(things: Things) -> Gcs:
    """What the graph says about Cloud Storage."""
    buckets = {text_of(item.inputs.get("name")): item for item in things.of(BUCKET)}
    roles = {
        text_of(item.outputs.get("name")): frozenset(map(str, item.inputs.get("permissions") or ()))
        for item in things.of(CUSTOM_ROLE)
    }
    prevented = {name for name, item in buckets.items() if item.inputs.get("publicAccessPrevention") == "enforced"}
    found: dict[tuple[str, str], list[Binding]] = defaultdict(list)
    for item, type_, member in _given(things):
        binding = _binding(item, type_, member, roles, prevented)
        found[binding.bucket, binding.given.member].append(binding)
    members = {item.owner: text_of(item.outputs.get("member")) for item in things.of(_ACCOUNT) if item.owner}
    return Gcs(
        {place: tuple(items) for place, items in found.items()}, members, buckets, roles, _notes(things, buckets)
    )


def decide(world: Gcs, workload: str, action: Action, place: Place, *, open_: bool = True) -> Answer:
    """Whether a workload may; without `open_` what everyone may does not count."""
    member = world.members.get(workload)
    if not member:
        return _answer(world, action, place, "identity", reason=f"{workload} has no identity on Google Cloud")
    found = ask(world, member, action, place, "identity", open_=open_)
    if action == "write" and found.allowed and not ask(world, member, "delete", place, "identity").allowed:
        note = "it may write new names only: replacing a file asks for storage.objects.delete as well"
        return replace(found, notes=(*found.notes, note))
    return found


def anyone(world: Gcs, action: Action, place: Place) -> Answer:
    """Whether a request without a token is served by the bucket itself."""
    return ask(world, "", action, place, "bucket")


def ask(world: Gcs, member: str, action: Action, place: Place, way: Way, *, open_: bool = True) -> Answer:
    """What the bindings say to a member, empty for nobody; `CDN_FILL` is the account that reads for Cloud CDN."""
    if place.bucket not in world.buckets:
        return _answer(world, action, place, way, reason=f"the bucket {place.bucket!r} is not in the graph")
    unread: list[str] = []
    for binding in _candidates(world, member, place.bucket, open_):
        try:
            allowed = evaluate(binding.one, Request(WORDS[action], member, place.bucket, place.key)).allowed
        except ConditionError as error:
            unread.append(f"the binding {binding.item.name} cannot be decided: {error}")
            continue
        if allowed:
            return _answer(world, action, place, way, binding, notes=tuple(unread))
    found = _answer(world, action, place, way, reason="nothing allows it", notes=tuple(unread))
    return _prevented(world, member, action, place, found) if open_ else found


def shapes(world: Gcs, workload: str, action: Action, bucket: str) -> tuple[str, ...]:
    """The patterns of object names that bindings have, none where there is none; `workload` "" is everyone."""
    member = world.members.get(workload, "")
    found: set[str] = set()
    for binding in _candidates(world, member, bucket, open_=not workload):
        found |= set(_patterns(binding, bucket))
    return tuple(sorted(found))


def _prevented(world: Gcs, member: str, action: Action, place: Place, found: Answer) -> Answer:
    """Public access prevention is what denies where the same bindings would allow without it."""
    item = world.buckets[place.bucket]
    if item.inputs.get("publicAccessPrevention") != "enforced":
        return found
    text = f"publicAccessPrevention of the bucket {item.name}"
    for binding in _candidates(world, member, place.bucket, True):
        opened = replace(binding.one, prevented=set())
        try:
            would = evaluate(opened, Request(WORDS[action], member, place.bucket, place.key)).allowed
        except ConditionError:
            continue
        if would:
            statement = Statement("deny", "publicAccessPrevention", text, found.action, item.name, item.urn)
            reason = f"{text} keeps the binding {binding.item.name} from everyone"
            return replace(found, statements=(statement,), reason=reason)
    return found if member else replace(found, reason=f"{found.reason}; {text} is enforced")


def _candidates(world: Gcs, member: str, bucket: str, open_: bool) -> Iterator[Binding]:
    """The bindings that can name a caller, its own first."""
    named = [member] if member and member != CDN_FILL else []
    for place in (bucket, ""):
        for name in named:
            yield from world.bindings.get((place, name), ())
        if member == CDN_FILL:
            for (where, name), bindings in world.bindings.items():
                if where == place and "@cloud-cdn-fill." in name:
                    yield from bindings
    for name in EVERYONE if open_ else ():
        for place in (bucket, ""):
            yield from world.bindings.get((place, name), ())


def _answer(
    world: Gcs, action: Action, place: Place, way: Way, binding: Binding | None = None, *, reason: str = "",
    notes: tuple[str, ...] = (),
) -> Answer:  # fmt: skip
    kind = "buckets" if action == "list" else "objects"
    resource = f"{_WHOLE}{place.bucket}" + ("" if kind == "buckets" else f"/objects/{place.key}")
    told = (*world.notes.get(place.bucket, ()), *notes)
    if binding is None:
        return Answer("deny", way, "gcs", WORDS[action], resource, reason=reason, notes=told)
    return Answer("allow", way, "gcs", WORDS[action], resource, (_statement(binding, WORDS[action]),), notes=told)


def _statement(binding: Binding, permission: str) -> Statement:
    role = binding.given.role.rpartition("/")[2] if "/roles/" in binding.given.role else binding.given.role
    where = f"{binding.bucket}/{binding.folder}" if binding.folder else binding.bucket or "the project"
    condition = ", with a condition" if binding.given.condition else ""
    whom = f", for {binding.given.member}" if binding.given.member in EVERYONE else ""
    text = f"binding {binding.item.name} (role {role} on {where}{condition}{whom})"
    return Statement("allow", role, text, permission, binding.item.name, binding.item.urn)


def _given(things: Things) -> Iterator[tuple[Thing, str, str]]:
    """Every binding with one member, whatever type it comes from."""
    for type_ in (BUCKET_MEMBER, FOLDER_MEMBER, PROJECT_MEMBER):
        for item in things.of(type_):
            yield item, type_, text_of(item.inputs.get("member"))
    for many, type_ in _MANY.items():
        for item in things.of(many):
            for member in item.inputs.get("members") or ():
                yield item, type_, text_of(member)


def _binding(
    item: Thing, type_: str, member: str, roles: Mapping[str, frozenset[str]], prevented: set[str]
) -> Binding:  # fmt: skip
    role = text_of(item.inputs.get("role"))
    given = allow_policies.Binding(role, member, text_of((item.inputs.get("condition") or {}).get("expression")))
    bucket = "" if type_ == PROJECT_MEMBER else allow_policies.bucket_of({"bucket": text_of(item.inputs.get("bucket"))})
    folder = _folder(item) if type_ == FOLDER_MEMBER else ""
    one = Policies(roles={role: roles.get(role) or PREDEFINED.get(role, frozenset())}, prevented=prevented & {bucket})
    if type_ == PROJECT_MEMBER:
        one.project.append(given)
    elif folder:
        one.folders[bucket][folder].append(given)
    else:
        one.buckets[bucket].append(given)
    return Binding(item, bucket, folder, given, one)


def _folder(item: Thing) -> str:
    given = text_of(item.inputs.get("managedFolder"))
    return given.rpartition("/managedFolders/")[2] if "/managedFolders/" in given else given


def _patterns(binding: Binding, bucket: str) -> Iterator[str]:
    yield f"{binding.folder}*"
    if not binding.given.condition:
        return
    try:
        yield from _compared(parse(binding.given.condition), f"{_WHOLE}{bucket}/objects/")
    except ConditionError:
        return


def _compared(node: Node, start: str) -> Iterator[str]:
    match node:
        case Joined():
            for part in node.parts:
                yield from _compared(part, start)
        case Comparison("name", starts, text) if text.startswith(start):
            yield text.removeprefix(start) + ("*" if starts else "")
        case Comparison("name", True, text) if start.startswith(text):
            yield "*"
        case _:
            return


def _notes(things: Things, buckets: Mapping[str, Thing]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for type_, key in _UNREAD.items():
        for item in things.of(type_):
            found[text_of(item.inputs.get(key))].append(f"{type_.rpartition(':')[2]} {item.name} was not read")
    for name, item in buckets.items():
        if item.inputs.get("uniformBucketLevelAccess") is not True:
            found[name].append("the bucket takes access control lists, which may allow more")
    return {name: tuple(notes) for name, notes in found.items()}
