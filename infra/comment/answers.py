"""What a forge answers, and what its refusals mean."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from infra.comment.errors import ForgeError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are lower case, `body` is the JSON or None."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def message(self) -> str:
        """The forge's own words about what is wrong, on one line."""
        said = self.body.get("message", self.body.get("error", "")) if isinstance(self.body, dict) else ""
        more = self.body.get("errors", "") if isinstance(self.body, dict) else ""
        text = " ".join(part if isinstance(part, str) else json.dumps(part) for part in (said, more) if part)
        return re.sub(r"[^\x20-\x7e]+", " ", text)[:300]


def refuse(method: str, answer: Answer, rights: str) -> NoReturn:
    """Raise what the status means; `rights` are what the token needs, where the answer does not say."""
    said = f": {answer.message}" if answer.message else ""
    match answer.status:
        case 401:
            raise ForgeError(f"the token is not valid or has expired (401{said})")
        case 403:
            raise ForgeError(f"the token may not do this (403): give it {needed(answer.headers, rights)}{said}")
        case 404 | 410:
            raise ForgeError(f"it is not there, or the token may not see it ({answer.status}, {method}){said}", "gone")
        case 413 | 422 | 400 if answer.status == 413 or "too long" in answer.message.casefold():
            raise ForgeError(f"the comment is too long ({answer.status}{said})", "too long")
        case _:
            raise ForgeError(f"the request is refused ({answer.status}, {method}){said}")


def needed(headers: Mapping[str, str], rights: str) -> str:
    """The permission that would have been enough, by GitHub's `X-Accepted-GitHub-Permissions`.

    Alternatives are parted by `;`, and what is needed together by `,`
    (https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api).
    """
    accepted = headers.get("x-accepted-github-permissions", "")
    choices = [_permission(part) for part in accepted.split(";")]
    named = [choice for choice in choices if choice]
    return rights if rights in named or not named else named[0]


def _permission(text: str) -> str:
    pairs = re.findall(r"([a-z_]+)=(read|write|admin)", text)
    return " and ".join(f"`{name.replace('_', '-')}: {level}`" for name, level in pairs)
