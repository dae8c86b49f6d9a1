"""The server's patience with a client: how long a thread waits for a request that does not come, or for an answer not taken.

gunicorn's threads read without a limit of time, so that a handful of half-sent requests would hold all of them for ever. Here
silence counts as the end of the connection, and so does a request that comes too slowly. A small request does not even get a thread
before all of it has come: the kernel says when.
"""

import errno
import re
import socket
import time
from typing import Any

from gunicorn.workers import gthread

# What keeps this pace, a quarter of a megabit, may take longer than the limit: an upload from a slow line is no attack.
_BYTES_A_SECOND = 32 * 1024

# What fits into the kernel's buffer for a connection; visitors send nothing larger.
_SMALL = 32 * 1024
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,12})[ \t]*$", re.IGNORECASE | re.MULTILINE)

# For a client that has its answer, and is to be let go of: what still comes is not worth the time of the one thread that lets go of all.
_FAREWELL = 0.02


class PatientSocket(socket.socket):
    """A client's connection on which nobody waits for ever."""

    silence = longest = 0.0
    _until = 0.0
    _over = False
    _leaving = False
    _asked = 0
    _begun = 0.0

    def lacks(self) -> bool:
        """Whether more of a small request is to come. Until then the connection counts as silent; a second look is final, for then its
        end has come, or as much as was waited for."""
        try:
            seen = super().recv(_SMALL, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except OSError:
            return False
        needed = _needed(seen)
        waits = len(seen) < needed and needed != self._asked
        self._asked = needed if waits else 0
        self._begun = (self._begun or time.monotonic()) if waits else 0.0
        self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, needed if waits else 1)
        return waits

    @property
    def lacked_for(self) -> float:
        """For how many seconds a request has been coming by now."""
        return time.monotonic() - self._begun if self._begun else 0.0

    def expect(self, silence: float, longest: float) -> None:
        """From now on a request is read: it may pause for `silence` seconds, and take `longest` together."""
        self.silence, self.longest = silence, longest
        self._until = time.monotonic() + longest

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """What has come, or nothing, as at the end of a connection, once patience has ended."""
        if self._over:
            return b""
        if self.gettimeout() is not None:  # the server closes the connection, or drains it, by a clock of its own
            if self._leaving:
                self.settimeout(_FAREWELL)
            return super().recv(bufsize, flags)
        left = min(self.silence, self._until - time.monotonic())
        data = b""
        if left > 0:
            self.settimeout(left)
            try:
                data = super().recv(bufsize, flags)
            except TimeoutError:
                pass
            finally:
                self.settimeout(None)
        self._over = not data
        self._until += len(data) / _BYTES_A_SECOND
        return data

    def shutdown(self, how: int, /) -> None:
        self._leaving = True
        super().shutdown(how)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        rest = memoryview(data)
        with _Sending(self):
            while rest:
                rest = rest[super().send(rest, flags) :]

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        with _Sending(self):
            return super().sendfile(file, offset, count)


class _Sending:
    """While an answer is sent: a client who takes nothing of it is taken for gone."""

    def __init__(self, client: PatientSocket) -> None:
        self._client = client

    def __enter__(self) -> None:
        self._before = self._client.gettimeout()
        self._client.settimeout(self._client.silence)

    def __exit__(self, kind: type[BaseException] | None, *_fault: object) -> None:
        self._client.settimeout(self._before)
        if kind is not None and issubclass(kind, TimeoutError):
            raise BrokenPipeError(errno.EPIPE, "the client takes nothing") from None


class PatientWorker(gthread.ThreadWorker):
    """A server process whose threads wait for a client only while a request is on its way, and not too long."""

    silence = longest = 0.0
    wsgi: Any

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.wsgi = closing(self.wsgi)

    def handle(self, conn: Any) -> Any:
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(fileno=conn.sock.detach())
        if not conn.initialized and not conn.wait_for_data(0):
            return gthread._DEFER  # nothing said yet: the process looks after the connection, and no thread waits
        if conn.sock.lacks():
            conn.data_ready = False
            return gthread._DEFER if conn.sock.lacked_for < self.longest else False
        conn.sock.expect(self.silence, self.longest)
        return super().handle(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        super().finish_request(conn, fs)
        if isinstance(conn.sock, PatientSocket) and conn.sock.lacked_for and conn in self.pending_conns:
            conn.timeout = time.monotonic() + self.silence

    def _keepalive_after(self, conn: Any, keepalive: Any) -> bool:
        """A connection is kept where the request was read to its end; nobody waits for the rest of one that was answered without."""
        return bool(keepalive) and bool(conn.parser.finish_body(deadline=time.monotonic() + _FAREWELL))


def closing(program: Any) -> Any:
    """The program, whose word that a connection is to be closed the server believes: gunicorn drops it, and says what it thinks itself."""
    def answer(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            if any(name.lower() == "connection" and value.lower() == "close" for name, value in headers):
                start_response.__self__.force_close()
            return start_response(status, headers, exc_info)

        return program(environ, start)

    return answer


def _needed(seen: bytes) -> int:
    """How many bytes a request has that begins like this; nothing where it is not for the kernel to wait for them."""
    head, end, _body = seen.partition(b"\r\n\r\n")
    if not end:
        return len(seen) + 1 if len(seen) < _SMALL else 0
    length = _LENGTH.search(head.replace(b"\r", b""))
    if length is None or b"\nexpect:" in head.lower():
        return 0
    whole = len(head) + len(end) + int(length[1])
    return whole if whole <= _SMALL else 0


def patient_worker(silence: float, longest: float) -> type[PatientWorker]:
    """A worker class for gunicorn with these limits, in seconds."""
    return type("PatientWorker", (PatientWorker,), {"silence": silence, "longest": longest})
