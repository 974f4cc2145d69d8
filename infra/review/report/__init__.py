"""The report, as data: everything that any form of it shows, and nothing that must not be shown.

Each record that a gate can stop at has a `key()`, which names one change for good; `infra.review.build` turns it
into the `id` that an acknowledgement names, and finds the `position` in the spec by the record's `paths`. Builders of
records leave `id`, `position` and `acknowledged` alone.

Texts are plain: no markup, no ANSI, one line unless said otherwise. Values of properties are canonical JSON text, whole
or absent, `[secret]` for a secret.
"""

from __future__ import annotations

from infra.review.report.base import GATES, SECRET, UNKNOWN, Acknowledged, Gate, Kind, Mark, Position, Sign, SpecPath
from infra.review.report.changes import Hazard, HazardKind, PropertyChange, ResourceChange
from infra.review.report.findings import Drift, Finding
from infra.review.report.rights import ExposureChange, PermissionChange, TrustChange, Who, WhoKind
from infra.review.report.site import Cost, CostLine, OptionChange, Sentence, SettingsDelta, UrlChange, VariableChange
from infra.review.report.whole import Counts, Edge, EnvironmentReport, GateResult, Mode, Node, Picture, Report, Side

__all__ = [
    "GATES", "SECRET", "UNKNOWN", "Acknowledged", "Cost", "CostLine", "Counts", "Drift", "Edge",
    "EnvironmentReport", "ExposureChange", "Finding", "Gate", "GateResult", "Hazard", "HazardKind", "Kind", "Mark",
    "Mode", "Node", "OptionChange", "PermissionChange", "Picture", "Position", "PropertyChange", "Report",
    "ResourceChange", "Sentence", "SettingsDelta", "Side", "Sign", "SpecPath", "TrustChange", "UrlChange",
    "VariableChange", "Who", "WhoKind",
]  # fmt: skip
