"""The HTTP server under everything: kept connections, Expect, chunks, exact header names, failing apps."""

from __future__ import annotations

import http.client
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from infra.local.aws.httpd import listen
from infra.local.aws.wire import Request, Response
from tests.local.helpers import fetch, make_bucket, refusal


def echo(request: Request) -> Response:
    """Answer with what arrived."""
    if request.path == "/fail":
        raise RuntimeError("told to")
    if request.path == "/empty":
        return Response(204)
    headers = (
        ("X-Path", request.path),
        ("X-Query", request.query),
        ("X-Meta", request.headers.get("x-amz-meta-my_key", "")),
        ("X-Two", request.headers.get("two", "")),
    )
    return Response(200, headers, request.body)


@pytest.fixture(scope="module")
def port():
    listener = listen(echo)
    yield listener.port
    listener.close()


@pytest.fixture
def connection(port):
    made = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    yield made
    made.close()


def test_a_connection_is_kept(connection):
    for number in range(3):
        connection.request("PUT", f"/{number}?a=%20b", body=b"x" * number)
        answer = connection.getresponse()
        assert answer.read() == b"x" * number
        assert (answer.headers["X-Path"], answer.headers["X-Query"]) == (f"/{number}", "a=%20b")
    assert connection.sock is not None


def test_an_answer_without_a_body_keeps_the_connection(connection):
    for path, method, status in (("/empty", "GET", 204), ("/x", "HEAD", 200), ("/x", "GET", 200)):
        connection.request(method, path)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (status, b"")


def test_header_names_arrive_exactly(connection):
    connection.putrequest("GET", "/")
    for name, value in (("x-amz-meta-my_key", "1"), ("x-amz-meta-my-key", "2"), ("Two", "a"), ("Two", "b")):
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    assert (answer.headers["X-Meta"], answer.headers["X-Two"]) == ("1", "a,b")


def test_chunks_are_joined(connection):
    connection.request("PUT", "/", body=iter([b"one", b"two" * 1000]), encode_chunked=True,
                       headers={"Transfer-Encoding": "chunked"})  # fmt: skip
    assert connection.getresponse().read() == b"one" + b"two" * 1000


def test_a_client_that_waits_is_told_to_go_on(port):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 100 Continue")
        client.sendall(b"hello")
        assert client.recv(1000).startswith(b"HTTP/1.1 200")


def test_a_failing_app_is_a_500(port, caplog):
    answer = fetch(f"http://127.0.0.1:{port}/fail")
    assert (answer.status, answer.text) == (500, "internal error of the local cloud; see its log")
    assert "told to" not in answer.text
    assert "GET /fail failed" in caplog.text


def test_a_port_in_use(port):
    with pytest.raises(OSError, match="in use"):
        listen(echo, port)


def test_only_one_of_many_writers_wins(aws):
    name = make_bucket(aws)
    s3 = aws.client("s3")
    put = partial(s3.put_object, Bucket=name, Key="once", Body=b"x", IfNoneMatch="*")

    def attempt(_: int) -> int:
        try:
            status: int = put()["ResponseMetadata"]["HTTPStatusCode"]
        except s3.exceptions.ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return status

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(attempt, range(16)))
    assert sorted(statuses) == [200] + [412] * 15
    assert refusal(put)[0] == 412
