"""A mail server on this machine that keeps what it is given, and fails as it is told to."""

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default


@dataclass
class Post:
    """What came in, and how the server misbehaves."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    sender: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    refuses: set[str] = field(default_factory=set)
    hangs_up_after: int | None = None


@contextmanager
def post() -> Iterator[Post]:
    office = Post()

    class Counter(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _serve(self, office)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield office
        server.shutdown()


def _serve(line: socketserver.StreamRequestHandler, office: Post) -> None:
    def answer(words: str) -> None:
        line.wfile.write(f"{words}\r\n".encode())

    recipient, taken = "", 0
    answer("220 here")
    while said := line.rfile.readline().decode("ascii", "replace").strip():
        word = said.split(" ")[0].upper()
        office.said.add(word)
        if word == "EHLO":
            answer("250-here")
            answer("250 8BITMIME")
        elif word == "MAIL":
            if office.hangs_up_after is not None and taken >= office.hangs_up_after:
                return
            office.sender.add(_between(said))
            answer("250 ok")
        elif word == "RCPT":
            recipient = _between(said)
            answer("550 nobody here" if recipient in office.refuses else "250 ok")
        elif word == "DATA":
            answer("354 go on")
            lines = []
            while (part := line.rfile.readline()) != b".\r\n":
                lines.append(part.removeprefix(b".") if part.startswith(b"..") else part)
            office.messages.append(email.message_from_bytes(b"".join(lines), policy=default))  # type: ignore[arg-type]
            office.to.append(recipient)
            taken += 1
            answer("250 kept")
        elif word == "QUIT":
            answer("221 bye")
            return
        else:
            answer("250 ok" if word in ("RSET", "NOOP") else "502 what")


def _between(said: str) -> str:
    return said.partition("<")[2].partition(">")[0]
