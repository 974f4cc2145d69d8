"""What to keep so that nothing is replaced, in the words of whoever wrote it: the spec's, or a program's property."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.review.hazards.edit import Edit

_NAME = "Keep the name: `name: {old}` in the store, or the former `naming` or `project` that it is made of."
_AREA = "Keep the former `{key}`: the store's, or the one of `{section}`."
GROUP = "Keep the former `azure.resource_group.name`, or the `project` that it is made of."
_WORDS: Mapping[str, Mapping[str, str]] = {
    "aws": {"bucket": _NAME, "region": _AREA.format(key="region", section="aws")},
    "gcp": {
        "name": _NAME,
        "location": _AREA.format(key="location", section="gcp"),
        "project": "Keep the former `gcp.project_id`.",
    },
    "azure-native": {
        "accountName": _NAME,
        "containerName": "Keep the former `container` and `isolation` of the store.",
        "location": _AREA.format(key="location", section="azure"),
        "resourceGroupName": GROUP,
        "subscriptionId": "Keep the former `azure.subscription_id`.",
    },
}
"""Cloud's package -> the property that forces a replacement -> what of the spec it is made of."""
_OF_GROUP = {"location": "Keep the former `azure.location`.", "resourceGroupName": GROUP}


def kept(edit: Edit, cause: str) -> str:
    """What to leave as it is; `cause` is the wire path of a property, `provider.` before one of a provider's.

    Of resources that no component of this tool has made, the property itself.
    """
    if not cause:
        return "Leave it as it is."
    name = cause.removeprefix("provider.")
    text = _words(edit).get(name)
    if text is None:
        return f"Leave `{cause}` as it is."
    return text.format(old=edit.name.partition("/")[0])


def _words(edit: Edit) -> Mapping[str, str]:
    package, _, kind = edit.token.partition(":")
    if edit.ours and kind == "resources:ResourceGroup":
        return {**_WORDS["azure-native"], **_OF_GROUP}
    return _WORDS.get(package, {}) if edit.owner.kind else {}
