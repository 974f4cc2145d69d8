"""GitHub: comments of a pull request are those of its issue (https://docs.github.com/rest/issues/comments)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from infra.comment.errors import ForgeError
from infra.comment.forge import Comment, Label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.comment.client import Client, Method

ACTIONS = "github-actions[bot]"
"""Who GITHUB_TOKEN is; it may not ask `/user`, and GraphQL's `viewer` answers it."""
LIMIT = 65_536
VIEWER = {"query": "{viewer{login}}"}
MINIMIZE = "mutation($id:ID!){minimizeComment(input:{subjectId:$id,classifier:OUTDATED}){clientMutationId}}"


def headers(token: str) -> dict[str, str]:
    """What every request has."""
    return {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "stowplan",
    }


@dataclass(frozen=True, slots=True)
class GitHub:
    """Pull request `number` of `repository` (OWNER/NAME); `author` is whose comments are ours, asked for when empty."""

    client: Client
    repository: str
    number: int
    author: str = ""

    @property
    def limit(self) -> int:
        """GitHub refuses more with 422."""
        return LIMIT

    def own(self) -> list[Comment]:
        """As `Forge.own`."""
        author = self.author or viewer(self.client)
        return [
            Comment(str(item["id"]), str(item.get("body") or ""), str(item.get("node_id") or ""))
            for item in self.client.pages(f"{self._issue}/comments?per_page=100")
            if _is_comment(item) and is_author(item["user"], author)
        ]

    def create(self, body: str) -> None:
        """As `Forge.create`."""
        self.client.send("POST", f"{self._issue}/comments", {"body": body})

    def edit(self, comment: Comment, body: str) -> None:
        """As `Forge.edit`."""
        self.client.send("PATCH", self._comment(comment), {"body": body})

    def delete(self, comment: Comment) -> None:
        """As `Forge.delete`."""
        self._unless_gone("DELETE", self._comment(comment))

    def hide(self, comment: Comment) -> None:
        """Minimise it; only GraphQL can."""
        query = {"query": MINIMIZE, "variables": {"id": comment.address}}
        answer = self.client.send("POST", graphql(self.client.api), query, repeatable=True)
        if isinstance(answer.body, dict) and answer.body.get("errors"):
            raise ForgeError(f"the former comment cannot be hidden: {answer.message}")

    def labels(self) -> set[str]:
        """As `Forge.labels`."""
        found = self.client.pages(f"{self._issue}/labels?per_page=100")
        return {str(item["name"]) for item in found if isinstance(item, dict) and "name" in item}

    def add_labels(self, labels: tuple[Label, ...]) -> None:
        """As `Forge.add_labels`."""
        for label in labels:
            self._make(label)
        if labels:
            names = {"labels": [label.name for label in labels]}
            self.client.send("POST", f"{self._issue}/labels", names, repeatable=True)

    def remove_labels(self, names: tuple[str, ...]) -> None:
        """As `Forge.remove_labels`."""
        for name in names:
            self._unless_gone("DELETE", f"{self._issue}/labels/{quote(name, safe='')}")

    def pause(self, tries: int, said: str) -> None:
        """As `Forge.pause`."""
        self.client.pause(tries, said)

    def _make(self, label: Label) -> None:
        """Make the label unless the repository has it; a 422 says that somebody else was quicker."""
        path = f"/repos/{self.repository}/labels"
        if self.client.send("GET", f"{path}/{quote(label.name, safe='')}", wrong=True).status != 404:
            return
        body = {"name": label.name, "color": label.color, "description": label.description}
        answer = self.client.send("POST", path, body, repeatable=True, wrong=True)
        if answer.status not in (201, 422):
            self.client.refuse("POST", answer)

    def _unless_gone(self, method: Method, path: str) -> None:
        answer = self.client.send(method, path, wrong=True)
        if answer.status >= 300 and answer.status not in (404, 410):
            self.client.refuse(method, answer)

    def _comment(self, comment: Comment) -> str:
        return f"/repos/{self.repository}/issues/comments/{comment.id}"

    @property
    def _issue(self) -> str:
        return f"/repos/{self.repository}/issues/{self.number}"


def viewer(client: Client) -> str:
    """Whose token it is; that of GitHub Actions where GitHub does not say."""
    answer = client.send("POST", graphql(client.api), VIEWER, repeatable=True, wrong=True)
    data = answer.body.get("data") if isinstance(answer.body, dict) else None
    found = data.get("viewer") if isinstance(data, dict) else None
    login = found.get("login") if isinstance(found, dict) else None
    return login if isinstance(login, str) and login else ACTIONS


def is_author(user: Any, author: str) -> bool:
    """Whether a comment's user is the token's; a bot's login may come without `[bot]`, a person's is never a bot's."""
    if not isinstance(user, dict):
        return False
    login, bot = str(user.get("login")).casefold(), user.get("type") == "Bot"
    wanted = author.casefold()
    return login == wanted if bot == wanted.endswith("[bot]") else bot and login == f"{wanted}[bot]"


def graphql(api: str) -> str:
    """The address of GraphQL: beside `/api/v3` on an Enterprise Server."""
    return f"{api.rstrip('/').removesuffix('/v3')}/graphql"


def open_pulls(client: Client, repository: str, head: str) -> Iterator[Any]:
    """The open pull requests of `head`, `OWNER:BRANCH` (https://docs.github.com/rest/pulls/pulls)."""
    yield from client.pages(f"/repos/{repository}/pulls?state=open&per_page=100&head={quote(head, safe=':')}")


def pull(client: Client, repository: str, number: int) -> Any:
    """One pull request; raises ForgeError."""
    return client.send("GET", f"/repos/{repository}/pulls/{number}").body


def _is_comment(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), int)
