"""A registration's resource options as data: only what is set, as the engine will see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from infra.offline.seal import raw_value, seal
from infra.offline.values import Value, freeze

if TYPE_CHECKING:
    from infra.offline.seal import Sealer

# Inherited from the parent when unset: `inheritFromParent` in the engine (pkg/resource/deploy/source_eval.go).
_INHERITED = ("protect", "retainOnDelete", "deletedWith")

# Request field -> option name. An empty string, list or mapping means unset.
_PLAIN = {
    "ignoreChanges": "ignoreChanges",
    "replaceOnChanges": "replaceOnChanges",
    "additionalSecretOutputs": "additionalSecretOutputs",
    "aliasURNs": "aliasUrns",
    "importId": "import",
    "deletedWith": "deletedWith",
    "replace_with": "replaceWith",
    "remote": "remote",
    "hideDiffs": "hideDiffs",
    "pluginDownloadURL": "pluginDownloadURL",
    "envVarMappings": "envVarMappings",
}
_HOOKS = (
    "before_create", "after_create", "before_update", "after_update", "before_delete", "after_delete", "on_error",
)  # fmt: skip


def options_of(request: Any, inherited: Mapping[str, Value], sealer: Sealer) -> Mapping[str, Value]:
    """The options of a RegisterResourceRequest, by their wire names, `import` for an id to adopt.

    `inherited` are the parent's options. A provider is named by its urn alone: its id is the engine's business.
    """
    found: dict[str, Value] = {name: inherited[name] for name in _INHERITED if name in inherited}
    found |= {name: _plain(getattr(request, field)) for field, name in _PLAIN.items() if getattr(request, field)}
    found |= {name: getattr(request, name) for name in ("protect", "retainOnDelete") if request.HasField(name)}
    if request.deleteBeforeReplaceDefined:
        found["deleteBeforeReplace"] = request.deleteBeforeReplace
    if request.provider:
        found["provider"] = provider_urn(request.provider)
    if request.providers:
        found["providers"] = {package: provider_urn(reference) for package, reference in request.providers.items()}
    if request.aliases:
        aliases = [_alias(alias) for alias in request.aliases]  # the SDK repeats its own
        found["aliases"] = [alias for place, alias in enumerate(aliases) if alias not in aliases[:place]]
    if request.HasField("customTimeouts"):
        found["customTimeouts"] = _set_fields(request.customTimeouts)
    if request.HasField("replacement_trigger"):
        found["replacementTrigger"] = seal(raw_value(request.replacement_trigger), sealer)
    if hooks := {kind: list(getattr(request.hooks, kind)) for kind in _HOOKS if getattr(request.hooks, kind)}:
        found["hooks"] = hooks
    frozen: Mapping[str, Value] = freeze(found)
    return frozen


def provider_urn(reference: str) -> str:
    """The urn in a provider reference, `<urn>::<id>`."""
    return reference.rpartition("::")[0]


def _plain(value: Any) -> Value:
    if isinstance(value, str | bool):
        return value
    return dict(value) if isinstance(value, Mapping) else list(value)


def _alias(alias: Any) -> Value:
    return alias.urn if alias.WhichOneof("alias") == "urn" else _set_fields(alias.spec)


def _set_fields(message: Any) -> dict[str, Value]:
    return {field.name: value for field, value in message.ListFields() if value}
