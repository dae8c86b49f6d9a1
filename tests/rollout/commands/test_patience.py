"""Clients who begin a request and fall silent: the server lets go of them and answers the others."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rollout.database import engine_for
from rollout.initialise import initialise
from tests.serving import Server, serving

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_A_BODY = (
    b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\na=b"
)
HALVES = [HALF_A_HEAD, b"", *(HALF_A_BODY % (path, length) for path in (b"/login/", b"/verify") for length in (2_000, 200_000, 1_000_000))]


@pytest.fixture(scope="module")
def impatient_server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with one thread for all that may be half sent; nothing is left of a request but what it failed to let go of."""
    folder = tmp_path_factory.mktemp("impatient")
    shutil.copyfile(sqlite_template, folder / "rollout.db")
    url = f"sqlite:///{folder / 'rollout.db'}"
    initialise(url)
    with serving(url, folder, request_silence="1", request_time="2", threads="1") as server:
        yield server
    engine_for(url).dispose()


def received(client: socket.socket) -> bytes:
    """What came from the server; nothing once it has hung up, however it did."""
    try:
        return client.recv(4096)
    except ConnectionError:
        return b""


@pytest.fixture(scope="module")
def silent(impatient_server: Server) -> Iterator[dict[bytes, list[socket.socket]]]:
    """Twenty clients for each half, who all wait at once; others are answered meanwhile."""
    where = urlsplit(impatient_server.url)
    with ExitStack() as open_sockets:
        clients: dict[bytes, list[socket.socket]] = {}
        for half in HALVES:
            clients[half] = [
                open_sockets.enter_context(socket.create_connection((where.hostname, where.port), timeout=20)) for _ in range(20)
            ]
            for client in clients[half]:
                client.sendall(half)
            assert httpx.get(f"{impatient_server.url}/login/", timeout=20).status_code == 200, half
        yield clients


@pytest.mark.parametrize("half", HALVES)
def test_half_sent_requests_do_not_hold_the_server(half: bytes, silent: dict[bytes, list[socket.socket]]) -> None:
    for client in silent[half]:
        while received(client):  # until the server hangs up; a server that does not runs into the timeout above
            pass


def test_a_connection_on_which_too_much_was_sent_is_told_to_be_over(impatient_server: Server) -> None:
    where = urlsplit(impatient_server.url)
    for sent, status, connection in (
        (HALF_A_BODY % (b"/login/", 1_000_000), b"413", b"Connection: close"),
        (b"GET /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"200", b"Connection: keep-alive"),
    ):
        with socket.create_connection((where.hostname, where.port), timeout=20) as client:
            client.sendall(sent)
            answer = b""
            while b"\r\n\r\n" not in answer and (part := received(client)):
                answer += part
            head = answer.partition(b"\r\n\r\n")[0].split(b"\r\n")
            assert status in head[0]
            assert [line for line in head if line.lower().startswith(b"connection:")] == [connection]


def test_drops_of_a_request_do_not_hold_the_server(impatient_server: Server) -> None:
    where = urlsplit(impatient_server.url)
    with socket.create_connection((where.hostname, where.port), timeout=0.3) as client:
        client.sendall(HALF_A_HEAD)
        for _drop in range(60):
            try:
                client.sendall(b"x")
                client.recv(4096)
            except TimeoutError:
                continue
            except ConnectionError:
                pass
            break
        else:
            pytest.fail("the server waited for drops for longer than its limit")


def test_a_whole_request_in_two_pieces_is_answered(impatient_server: Server) -> None:
    where = urlsplit(impatient_server.url)
    with socket.create_connection((where.hostname, where.port), timeout=20) as client:
        client.sendall(b"GET /login/ HTTP/1.1\r\nHo")
        client.sendall(b"st: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
