"""What each way of comparing cannot know, said in every report."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from infra.review.report import Mode

_ALWAYS = "what was changed by hand in the cloud is not seen"
_TABLE = "whether a change replaces a resource comes from the table of this tool, not from the provider"


def limits(mode: Mode) -> tuple[str, ...]:
    """Sentences for the footer."""
    match mode:
        case "offline":
            return ("two specs are compared, not what is deployed", _TABLE, _ALWAYS)
        case "state":
            foreign = "resources of the stack that other code registers look deleted"
            return ("the exported state is what the engine knew then", _TABLE, foreign, _ALWAYS)
        case "preview":
            return ("the preview is what the engine knew then; what it cannot know yet is filled in offline", _ALWAYS)
        case _:
            assert_never(mode)
