"""GitLab, as far as notes and labels of merge request 3 of the project acme/web/shop go: https://docs.gitlab.com/api."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from tests.comment.server import Reply, Request, Server, paged

GONE = Reply(404, {"message": "404 Not found"})
TOKEN = "glpat-0123456789SECRETsecret"
US = {"id": 12, "username": "project_5_bot"}


class GitLab(Server):
    """The token is that of `US`."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[dict[str, Any]] = []
        self.labels: dict[str, str] = {}
        self.on_request: list[str] = []
        self.next_id = 50

    def write(self, body: str, author: dict[str, Any] = US, *, system: bool = False) -> int:
        self.next_id += 1
        self.notes.append({"id": self.next_id, "body": body, "author": author, "system": system})
        return self.next_id

    def bodies(self) -> list[str]:
        return [item["body"] for item in self.notes]

    def answer(self, request: Request) -> Reply:
        if request.headers.get("private-token") != TOKEN:
            return Reply(401, {"message": "401 Unauthorized"})
        for pattern, method in ROUTES:
            found = re.fullmatch(pattern, request.line)
            if found:
                return method(self, request, *map(unquote, found.groups()))
        return GONE

    def _user(self, request: Request) -> Reply:
        return Reply(200, US)

    def _list(self, request: Request) -> Reply:
        return paged(self.notes, request, f"{self.origin}")

    def _create(self, request: Request) -> Reply:
        if too_long := _too_long(request):
            return too_long
        self.write(request.body["body"])
        return Reply(201, self.notes[-1])

    def _edit(self, request: Request, number: str) -> Reply:
        found = next((item for item in self.notes if item["id"] == int(number)), None)
        if found is None:
            return GONE
        if too_long := _too_long(request):
            return too_long
        found["body"] = request.body["body"]
        return Reply(200, found)

    def _delete(self, request: Request, number: str) -> Reply:
        found = next((item for item in self.notes if item["id"] == int(number)), None)
        if found is None:
            return GONE
        self.notes.remove(found)
        return Reply(204)

    def _show(self, request: Request) -> Reply:
        return Reply(200, {"iid": 3, "labels": self.on_request})

    def _change(self, request: Request) -> Reply:
        for name in (request.body.get("add_labels") or "").split(","):
            if name and name not in self.on_request:
                self.labels.setdefault(name, "#428BCA")
                self.on_request.append(name)
        for name in (request.body.get("remove_labels") or "").split(","):
            if name in self.on_request:
                self.on_request.remove(name)
        return self._show(request)

    def _label(self, request: Request, name: str) -> Reply:
        return Reply(200, {"name": name}) if name in self.labels else GONE

    def _make_label(self, request: Request) -> Reply:
        if request.body["name"] in self.labels:
            return Reply(409, {"message": "Label already exists"})
        self.labels[request.body["name"]] = request.body["color"]
        return Reply(201, request.body)


def _too_long(request: Request) -> Reply | None:
    if len(request.body["body"]) <= 1_000_000:
        return None
    return Reply(400, {"message": {"note": ["is too long (maximum is 1000000 characters)"]}})


_PROJECT = "/projects/acme%2Fweb%2Fshop"
_MR = f"{_PROJECT}/merge_requests/3"
ROUTES = (
    (r"GET /user", GitLab._user),
    (rf"GET {_MR}/notes", GitLab._list),
    (rf"POST {_MR}/notes", GitLab._create),
    (rf"PUT {_MR}/notes/(\d+)", GitLab._edit),
    (rf"DELETE {_MR}/notes/(\d+)", GitLab._delete),
    (rf"GET {_MR}", GitLab._show),
    (rf"PUT {_MR}", GitLab._change),
    (rf"GET {_PROJECT}/labels/([^/]+)", GitLab._label),
    (rf"POST {_PROJECT}/labels", GitLab._make_label),
)
