"""Requests to one forge: JSON in and out, tried again where that is safe, the token sent to that host only."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from infra.comment import waiting
from infra.comment.answers import Answer, refuse
from infra.comment.clock import Clock
from infra.comment.errors import ForgeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
TIMEOUT = urllib3.Timeout(connect=10, read=30)
LARGEST = 32 * 1024 * 1024
"""Bytes of one answer: a hundred comments of GitHub's largest size are a fifth of it."""
PAGES = 1000
LOOPBACK = ("127.0.0.1", "localhost", "::1")
NEVER_SENT = (urllib3.exceptions.ConnectTimeoutError, urllib3.exceptions.NewConnectionError)


@dataclass(frozen=True, slots=True)
class Client:
    """A forge's API at `api`, with the headers that every request has; gives up `patience` seconds after its start.

    `rights` are what the token needs, as a 403 tells it.
    """

    api: str
    headers: Mapping[str, str] = field(repr=False)
    rights: str = "`pull-requests: write`"
    clock: Clock = field(default_factory=Clock)
    patience: float = 300.0
    pool: urllib3.PoolManager = field(init=False, repr=False)
    started: float = field(init=False)

    def __post_init__(self) -> None:
        check_address(self.api)
        object.__setattr__(self, "pool", _pool(self.api))
        object.__setattr__(self, "started", self.clock.running())

    def send(
        self, method: Method, path: str, body: object = None, *, repeatable: bool | None = None, wrong: bool = False
    ) -> Answer:
        """One request to `path`, a path below `api` or an address of the same host.

        Rate limits are waited for. After a 5xx or an ended connection the request is sent again if it is `repeatable`
        (everything but POST, unless said), else ForgeError of the kind `dropped` is raised. `wrong` hands answers of
        4xx back; without it they are ForgeError, of the kind `gone` for 404 and 410, `too long` for a text that is.
        """
        again = method != "POST" if repeatable is None else repeatable
        tries = limits = 0
        while True:
            answer = self._once(method, self._address(path), body)
            if isinstance(answer, Answer) and waiting.limited(answer.status, answer.headers, answer.message):
                limits += 1
                seconds = waiting.pause_of_limit(answer.headers, self.clock.epoch(), limits)
                self._wait(seconds, "its rate limit is used up")
                continue
            if isinstance(answer, Answer) and answer.status < 500:
                if answer.status >= 300 and not wrong:
                    self.refuse(method, answer)
                return answer
            tries += 1
            said = answer if isinstance(answer, str) else f"it answers {answer.status}"
            sent = isinstance(answer, Answer) or not answer.startswith(UNREACHABLE)
            if sent and not again:
                raise ForgeError(f"{self._host} may not have done what it was asked to ({method}): {said}", "dropped")
            self.pause(tries, said)

    def refuse(self, method: Method, answer: Answer) -> NoReturn:
        """Raise what an answer of 4xx means."""
        refuse(method, answer, self.rights)

    def pages(self, path: str) -> Iterator[Any]:
        """The items of a list, over all its pages, by the `Link` headers.

        Raises ForgeError for an answer that is no list.
        """
        following: str | None = path
        for _ in range(PAGES):
            if following is None:
                return
            answer = self.send("GET", following)
            if not isinstance(answer.body, list):
                raise ForgeError(f"{self._host} answers something else than a list: is --api right?")
            yield from answer.body
            following = following_page(answer.headers.get("link", ""))

    def pause(self, tries: int, said: str) -> None:
        """Wait before a further try, the `tries`-th; raises ForgeError where there has been enough of it."""
        seconds = waiting.pause_of_failure(tries)
        if seconds is None:
            raise ForgeError(f"{self._host} does not answer, tried {tries} times: {said}")
        self._wait(seconds, said)

    def _wait(self, seconds: float, said: str) -> None:
        left = self.started + self.patience - self.clock.running()
        if seconds > left:
            raise ForgeError(
                f"{self._host} asks for {seconds:.0f} more seconds, and --patience leaves {max(left, 0):.0f}: {said}"
            )
        self.clock.sleep(seconds)

    @property
    def _host(self) -> str:
        return urlsplit(self.api).netloc

    def _address(self, path: str) -> str:
        """The whole address; the token goes to no other host."""
        if path.startswith("/"):
            return self.api.rstrip("/") + path
        if urlsplit(path)[:2] != urlsplit(self.api)[:2]:
            raise ForgeError(f"{self._host} sends on to another host; the token is not sent there")
        return path

    def _once(self, method: Method, address: str, body: object) -> Answer | str:
        """The answer, or in words why there is none; redirections of GET are followed on the same host."""
        for _ in range(4):
            answer = self._try(method, address, body)
            moved = isinstance(answer, Answer) and answer.status in (301, 302, 307, 308)
            if isinstance(answer, str) or not moved:
                return answer
            if method != "GET":
                raise ForgeError(f"{self._host} says it moved: give --repository its new name")
            address = self._address(answer.headers.get("location", ""))
        raise ForgeError(f"{self._host} sends on and on")

    def _try(self, method: Method, address: str, body: object) -> Answer | str:
        data = None if body is None else json.dumps(body).encode()
        headers = {**self.headers, **({"Content-Type": "application/json"} if data else {})}
        try:
            response = self.pool.request(
                method, address, body=data, headers=headers, timeout=TIMEOUT, retries=False, redirect=False,
                preload_content=False,
            )  # fmt: skip
            text = response.read(LARGEST + 1, decode_content=True)
            response.release_conn()
        except NEVER_SENT as error:
            return f"{UNREACHABLE} ({type(error).__name__})"
        except urllib3.exceptions.HTTPError as error:
            return f"the connection ended ({type(error).__name__})"
        if len(text) > LARGEST:
            raise ForgeError(f"{self._host} answers more than {LARGEST} bytes")
        return Answer(response.status, {key.lower(): value for key, value in response.headers.items()}, _json(text))


UNREACHABLE = "it cannot be reached"


def check_address(api: str) -> None:
    """Refuse an API that would be sent the token in clear text; raises ForgeError."""
    parts = urlsplit(api)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ForgeError("--api is no address such as https://api.github.com")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ForgeError("--api is http, and the token would be sent in clear text: use https")


def following_page(link: str) -> str | None:
    """The address with `rel="next"` in a `Link` header (RFC 8288)."""
    for address, parameters in re.findall(r"<([^>]*)>((?:\s*;\s*\w+=(?:\"[^\"]*\"|[^\s,;\"]+))*)", link):
        if re.search(r";\s*rel=\"?(?:[^\"]*\s)?next(?:\s[^\"]*)?\"?", parameters):
            return str(address)
    return None


def _pool(api: str) -> urllib3.PoolManager:
    """Through the proxy of the environment (HTTPS_PROXY, NO_PROXY), where there is one."""
    parts = urlsplit(api)
    proxy = getproxies().get(parts.scheme)
    if proxy is None or parts.hostname in LOOPBACK or proxy_bypass(parts.netloc):
        return urllib3.PoolManager()
    return urllib3.ProxyManager(proxy if "://" in proxy else f"http://{proxy}")


def _json(text: bytes) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
