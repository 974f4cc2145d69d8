"""The parts of the SARIF 2.1.0 schema that our logs use, closed: another key is a mistake.

Written after the OASIS standard's sections 3.13 to 3.58; only what `infra.review.render.sarif` writes is here.
"""

from __future__ import annotations

from typing import Any

LEVEL = {"enum": ["none", "note", "warning", "error"]}
TEXT = {"type": "string", "minLength": 1}


def thing(required: str, **properties: Any) -> dict[str, Any]:
    names = required.split()
    return {"type": "object", "required": names, "properties": properties, "additionalProperties": False}


def several(item: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": item, **more}


BAG = {"type": "object", "properties": {"tags": several(TEXT, uniqueItems=True, maxItems=10)}}
MESSAGE = thing("text", text=TEXT)
ARTIFACT = thing("uri uriBaseId", uri={**TEXT, "pattern": r"^(?!/)[^\s\\:]+$"}, uriBaseId={"const": "%SRCROOT%"})
COUNTED = {"type": "integer", "minimum": 1}
PHYSICAL = thing(
    "artifactLocation region",
    artifactLocation=ARTIFACT,
    region=thing("startLine", startLine=COUNTED, startColumn=COUNTED),
)
SUPPRESSION = thing(
    "kind",
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=TEXT,
)
RULE = thing(
    "id shortDescription fullDescription help defaultConfiguration",
    id=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=thing("level", level=LEVEL),
    properties=BAG,
)
RESULT = thing(
    "ruleId ruleIndex level message locations partialFingerprints baselineState",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations=several(thing("physicalLocation", physicalLocation=PHYSICAL), minItems=1, maxItems=1),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
    suppressions=several(SUPPRESSION, uniqueItems=True),
    properties=BAG,
)
INVOCATION = thing(
    "executionSuccessful",
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications=several(thing("message", level=LEVEL, message=MESSAGE)),
)
RUN = thing(
    "tool results",
    tool=thing("driver", driver=thing("name rules", name=TEXT, version=TEXT, rules=several(RULE, uniqueItems=True))),
    automationDetails=thing("id", id=TEXT),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=several(INVOCATION),
    results=several(RESULT, maxItems=25_000),
    properties=BAG,
)
LOG = thing(
    "$schema version runs",
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs=several(RUN, minItems=1, maxItems=1),
)
