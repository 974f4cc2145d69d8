"""Who was given what: bindings of project, buckets, managed folders and service accounts, as they were applied."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Item = tuple[str, Mapping[str, Any], Mapping[str, Any]]  # Pulumi type, inputs, outputs

BUCKET = "gcp:storage/bucket:Bucket"
FOLDER = "gcp:storage/managedFolder:ManagedFolder"
BUCKET_MEMBER = "gcp:storage/bucketIAMMember:BucketIAMMember"
FOLDER_MEMBER = "gcp:storage/managedFolderIamMember:ManagedFolderIamMember"
PROJECT_MEMBER = "gcp:projects/iAMMember:IAMMember"
CUSTOM_ROLE = "gcp:projects/iAMCustomRole:IAMCustomRole"
ACCOUNT_MEMBER = "gcp:serviceaccount/iAMMember:IAMMember"


@dataclass(frozen=True, slots=True)
class Binding:
    """One member with one role; `condition` is the expression, empty for none."""

    role: str
    member: str
    condition: str = ""


@dataclass(frozen=True)
class Policies:
    """Allow policies by what they are attached to: bucket name, (bucket, folder), service account's e-mail."""

    project: list[Binding] = field(default_factory=list)
    buckets: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    folders: dict[str, dict[str, list[Binding]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    accounts: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    prevented: set[str] = field(default_factory=set)  # buckets that public access prevention keeps from the public


def read(items: Iterable[Item]) -> Policies:
    """The policies of applied resources; types that grant nothing are passed over."""
    found = Policies()
    for type_, inputs, outputs in items:
        if type_ == BUCKET and inputs.get("publicAccessPrevention") == "enforced":
            found.prevented.add(str(outputs.get("name", inputs.get("name"))))
        elif type_ == CUSTOM_ROLE:
            found.roles[str(outputs["name"])] = frozenset(inputs["permissions"])
        elif type_ == PROJECT_MEMBER:
            found.project.append(binding(inputs))
        elif type_ == BUCKET_MEMBER:
            found.buckets[bucket_of(inputs)].append(binding(inputs))
        elif type_ == FOLDER_MEMBER:
            found.folders[bucket_of(inputs)][folder_of(inputs)].append(binding(inputs))
        elif type_ == ACCOUNT_MEMBER:
            found.accounts[email_of(inputs["serviceAccountId"])].append(binding(inputs))
    return found


def binding(inputs: Mapping[str, Any]) -> Binding:
    """The binding of an `...IAMMember` resource."""
    return Binding(inputs["role"], inputs["member"], (inputs.get("condition") or {}).get("expression", ""))


def bucket_of(inputs: Mapping[str, Any]) -> str:
    """The bucket's name, also where the input is `b/<name>`."""
    return str(inputs["bucket"]).removeprefix("b/")


def folder_of(inputs: Mapping[str, Any]) -> str:
    """The managed folder's name with its final slash, also where the input is the folder's id."""
    return str(inputs["managedFolder"]).rpartition("/managedFolders/")[2]


def email_of(reference: str) -> str:
    """The e-mail of a service account from its name, `projects/<p>/serviceAccounts/<e-mail>`."""
    return reference.rpartition("/")[2]
