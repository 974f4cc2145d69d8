"""GitLab: comments of a merge request are its notes (https://docs.gitlab.com/api/notes/)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from infra.comment.errors import ForgeError
from infra.comment.forge import Comment, Label

if TYPE_CHECKING:
    from infra.comment.client import Client

LIMIT = 1_000_000
RIGHTS = "the scope `api` and the role Developer"


def headers(token: str) -> dict[str, str]:
    """What every request has."""
    return {"PRIVATE-TOKEN": token, "Accept": "application/json", "User-Agent": "stowplan"}


@dataclass(frozen=True, slots=True)
class GitLab:
    """Merge request `number` (its IID) of `repository` (GROUP/NAME); `author` is a user name, asked for when empty."""

    client: Client
    repository: str
    number: int
    author: str = ""

    @property
    def limit(self) -> int:
        """GitLab refuses more with 400."""
        return LIMIT

    def own(self) -> list[Comment]:
        """As `Forge.own`."""
        author = self.author or self._user()
        return [
            Comment(str(item["id"]), str(item.get("body") or ""))
            for item in self.client.pages(f"{self._merge_request}/notes?per_page=100&sort=asc&order_by=created_at")
            if _is_note(item) and _name(item.get("author")) == author
        ]

    def create(self, body: str) -> None:
        """As `Forge.create`."""
        self.client.send("POST", f"{self._merge_request}/notes", {"body": body})

    def edit(self, comment: Comment, body: str) -> None:
        """As `Forge.edit`."""
        self.client.send("PUT", f"{self._merge_request}/notes/{comment.id}", {"body": body})

    def delete(self, comment: Comment) -> None:
        """As `Forge.delete`."""
        path = f"{self._merge_request}/notes/{comment.id}"
        answer = self.client.send("DELETE", path, wrong=True)
        if answer.status >= 300 and answer.status != 404:
            self.client.refuse("DELETE", answer)

    def hide(self, comment: Comment) -> None:
        """GitLab hides nothing; the text is folded by whoever edits it."""

    def labels(self) -> set[str]:
        """As `Forge.labels`."""
        body = self.client.send("GET", self._merge_request).body
        found = body.get("labels") if isinstance(body, dict) else None
        return {name for name in found if isinstance(name, str)} if isinstance(found, list) else set()

    def add_labels(self, labels: tuple[Label, ...]) -> None:
        """As `Forge.add_labels`."""
        for label in labels:
            self._make(label)
        if labels:
            names = ",".join(label.name for label in labels)
            self.client.send("PUT", self._merge_request, {"add_labels": names})

    def remove_labels(self, names: tuple[str, ...]) -> None:
        """As `Forge.remove_labels`."""
        if names:
            self.client.send("PUT", self._merge_request, {"remove_labels": ",".join(names)})

    def pause(self, tries: int, said: str) -> None:
        """As `Forge.pause`."""
        self.client.pause(tries, said)

    def _make(self, label: Label) -> None:
        """Make the label unless the project or its group has it; 409 says that somebody else was quicker."""
        path = f"{self._project}/labels"
        if self.client.send("GET", f"{path}/{quote(label.name, safe='')}", wrong=True).status != 404:
            return
        body = {"name": label.name, "color": f"#{label.color}", "description": label.description}
        answer = self.client.send("POST", path, body, repeatable=True, wrong=True)
        if answer.status not in (201, 400, 409):
            self.client.refuse("POST", answer)

    def _user(self) -> str:
        name = _name(self.client.send("GET", "/user").body)
        if not name:
            raise ForgeError("GitLab does not say whose token it is: give --author")
        return name

    @property
    def _project(self) -> str:
        return f"/projects/{quote(self.repository, safe='')}"

    @property
    def _merge_request(self) -> str:
        return f"{self._project}/merge_requests/{self.number}"


def merge_request(client: Client, repository: str, number: int) -> Any:
    """One merge request; raises ForgeError."""
    return client.send("GET", f"/projects/{quote(repository, safe='')}/merge_requests/{number}").body


def _is_note(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), int) and not item.get("system")


def _name(user: Any) -> str:
    return str(user.get("username") or "") if isinstance(user, dict) else ""
