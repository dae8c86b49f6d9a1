"""The server's patience with a client: how long a thread waits for a request that does not come, or for an answer not taken.

gunicorn's threads read without a limit of time, so that a handful of half-sent requests would hold all of them for ever. Here
silence counts as the end of the connection, and so does a request that comes too slowly.
"""

import errno
import socket
import time
from typing import Any

from gunicorn.workers import gthread

# What keeps this pace, a quarter of a megabit, may take longer than the limit: an upload from a slow line is no attack.
_BYTES_A_SECOND = 32 * 1024


class PatientSocket(socket.socket):
    """A client's connection on which nobody waits for ever."""

    silence = longest = 0.0
    _until = 0.0
    _over = False

    def expect(self, silence: float, longest: float) -> None:
        """From now on a request is read: it may pause for `silence` seconds, and take `longest` together."""
        self.silence, self.longest = silence, longest
        self._until = time.monotonic() + longest

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """What has come, or nothing, as at the end of a connection, once patience has ended."""
        if self._over:
            return b""
        if self.gettimeout() is not None:  # the server closes the connection, or drains it, by a clock of its own
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

    def handle(self, conn: Any) -> Any:
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(fileno=conn.sock.detach())
        if not conn.initialized and not conn.wait_for_data(0):
            return gthread._DEFER  # nothing said yet: the process looks after the connection, and no thread waits
        conn.sock.expect(self.silence, self.longest)
        return super().handle(conn)


def patient_worker(silence: float, longest: float) -> type[PatientWorker]:
    """A worker class for gunicorn with these limits, in seconds."""
    return type("PatientWorker", (PatientWorker,), {"silence": silence, "longest": longest})
