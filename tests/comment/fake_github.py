"""GitHub, as far as comments and labels go: https://docs.github.com/rest."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from tests.comment.server import Reply, Request, Server, paged

GONE = Reply(404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"})
BOT = {"login": "github-actions[bot]", "id": 41898282, "type": "Bot"}
TOKEN = "ghs_0123456789SECRETsecretSECRETsecret01"


class GitHub(Server):
    """One repository, acme/shop; the token is GitHub Actions' unless `viewer` says otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.comments: list[dict[str, Any]] = []
        self.labels: dict[str, dict[str, Any]] = {"bug": {"name": "bug", "color": "d73a4a"}}
        self.on_pull: list[str] = []
        self.hidden: list[str] = []
        self.pulls: list[dict[str, Any]] = []
        self.viewer: str | None = "github-actions[bot]"
        self.next_id = 1000

    def write(self, body: str, user: dict[str, Any] = BOT) -> int:
        self.next_id += 1
        item = {"id": self.next_id, "node_id": f"IC_{self.next_id}", "body": body, "user": user}
        self.comments.append(item)
        return self.next_id

    def bodies(self) -> list[str]:
        return [item["body"] for item in self.comments]

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply(401, {"message": "Bad credentials"})
        for pattern, method in ROUTES:
            found = re.fullmatch(pattern, request.line)
            if found:
                return method(self, request, *map(unquote, found.groups()))
        return GONE

    def _graphql(self, request: Request) -> Reply:
        if "viewer" in request.body["query"]:
            if self.viewer is None:
                return Reply(403, {"message": "Resource not accessible by integration"})
            return Reply(200, {"data": {"viewer": {"login": self.viewer}}})
        self.hidden.append(request.body["variables"]["id"])
        return Reply(200, {"data": {"minimizeComment": {"clientMutationId": None}}})

    def _list(self, request: Request, number: str) -> Reply:
        return paged(self.comments, request, self.origin) if number == "7" else GONE

    def _create(self, request: Request, number: str) -> Reply:
        if too_long := _too_long(request):
            return too_long
        self.write(request.body["body"])
        return Reply(201, self.comments[-1])

    def _edit(self, request: Request, number: str) -> Reply:
        found = self._comment(number)
        if found is None:
            return GONE
        if too_long := _too_long(request):
            return too_long
        found["body"] = request.body["body"]
        return Reply(200, found)

    def _delete(self, request: Request, number: str) -> Reply:
        found = self._comment(number)
        if found is None:
            return GONE
        self.comments.remove(found)
        return Reply(204)

    def _comment(self, number: str) -> dict[str, Any] | None:
        return next((item for item in self.comments if item["id"] == int(number)), None)

    def _pull_labels(self, request: Request) -> Reply:
        return paged([{"name": name} for name in self.on_pull], request, self.origin)

    def _add_labels(self, request: Request) -> Reply:
        for name in request.body["labels"]:
            self.labels.setdefault(name, {"name": name, "color": "ededed"})
            if name not in self.on_pull:
                self.on_pull.append(name)
        return Reply(200, [{"name": name} for name in self.on_pull])

    def _remove_label(self, request: Request, name: str) -> Reply:
        if name not in self.on_pull:
            return GONE
        self.on_pull.remove(name)
        return Reply(200, [])

    def _label(self, request: Request, name: str) -> Reply:
        return Reply(200, self.labels[name]) if name in self.labels else GONE

    def _make_label(self, request: Request) -> Reply:
        if request.body["name"] in self.labels:
            return Reply(422, {"message": "Validation Failed", "errors": [{"code": "already_exists"}]})
        self.labels[request.body["name"]] = request.body
        return Reply(201, request.body)

    def _pulls(self, request: Request) -> Reply:
        owner, _, branch = request.query["head"].partition(":")
        found = [
            item
            for item in self.pulls
            if item["state"] == request.query.get("state", "open")
            and item["head"]["ref"] == branch
            and item["head"]["repo"]["full_name"].startswith(f"{owner}/")
        ]
        return paged(found, request, self.origin)


def _too_long(request: Request) -> Reply | None:
    if len(request.body["body"]) <= 65536:
        return None
    errors = [{"resource": "IssueComment", "field": "data", "code": "unprocessable", "message": "Body is too long"}]
    return Reply(
        422, {"message": "Validation Failed: Body is too long (maximum is 65536 characters)", "errors": errors}
    )


_REPOSITORY = "/repos/acme/shop"
ROUTES = (
    (r"POST /graphql", GitHub._graphql),
    (rf"GET {_REPOSITORY}/issues/(\d+)/comments", GitHub._list),
    (rf"POST {_REPOSITORY}/issues/(\d+)/comments", GitHub._create),
    (rf"PATCH {_REPOSITORY}/issues/comments/(\d+)", GitHub._edit),
    (rf"DELETE {_REPOSITORY}/issues/comments/(\d+)", GitHub._delete),
    (rf"GET {_REPOSITORY}/issues/7/labels", GitHub._pull_labels),
    (rf"POST {_REPOSITORY}/issues/7/labels", GitHub._add_labels),
    (rf"DELETE {_REPOSITORY}/issues/7/labels/([^/]+)", GitHub._remove_label),
    (rf"GET {_REPOSITORY}/labels/([^/]+)", GitHub._label),
    (rf"POST {_REPOSITORY}/labels", GitHub._make_label),
    (rf"GET {_REPOSITORY}/pulls", GitHub._pulls),
)
