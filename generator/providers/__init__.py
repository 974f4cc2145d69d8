"""A provider is a module that answers these questions; which one is chosen by `match`, so that none is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, assert_never

if TYPE_CHECKING:
    from generator.plan.settings import AliasPlan, Url, Variable
    from generator.spec.facts import ProviderName, Serving
    from generator.spec.model import Spec, Storage


class Provider(Protocol):
    """What the planner asks; see `generator.providers.s3` for the meaning of each answer."""

    def settings_entry(self, spec: Spec, alias: str, storage: Storage) -> AliasPlan: ...
    def base_url(self, spec: Spec, storage: Storage, path: str) -> Url: ...
    def variables(self, spec: Spec, name: str, used: frozenset[Serving]) -> list[Variable]: ...
    def shared_variables(self) -> list[Variable]: ...
    def protocol_variable(self) -> Variable: ...
    def credentials(self, spec: Spec, workload: str) -> list[Variable]: ...
    def requirements(self, used: frozenset[Serving]) -> list[str]: ...
    def runtime_modules(self, entries: list[AliasPlan], used: frozenset[Serving]) -> set[str]: ...


def provider(name: ProviderName) -> Provider:
    """The module of a provider."""
    match name:
        case "s3":
            from generator.providers import s3  # only the providers a spec names are imported

            return s3
        case "gcs":
            from generator.providers import gcs

            return gcs
        case "azure":
            from generator.providers import azure

            return azure
        case _:
            assert_never(name)
