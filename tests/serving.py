"""The real program, served by gunicorn in processes of its own, for tests that speak to it as browsers and other programs do."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY = "lanterns-on-the-corniche-of-old-assiut-31"


@dataclass(frozen=True)
class Server:
    """A running server: its address, its database and its evidence store."""

    url: str
    database_url: str
    files_url: str


@contextmanager
def serving(database_url: str, folder: Path, **settings: str) -> Iterator[Server]:
    """Serve `database_url` inside the block; further `settings` are named as in ``ROLLOUT_<NAME>``, in small letters."""
    port = _free_port()
    files = folder / "files"
    ours = {
        "database_url": database_url, "files_url": f"file://{files}", "secret_key": SECRET_KEY, "port": str(port), "workers": "1",
        "work_folder": str(folder / "work"), "today": "", "notices": "no",
    } | settings
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ROLLOUT_")}
    environ |= {f"ROLLOUT_{name.upper()}": value for name, value in ours.items()}
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "rollout", "serve"], cwd=ROOT, env=environ,
            stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _await_answer(process, url, log)
        yield Server(url, database_url, f"file://{files}")
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_answer(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server did not start:\n{log.read_text()}")
        try:
            httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not answer:\n{log.read_text()}")
