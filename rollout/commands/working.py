"""The worker: long work that pages put down, done beside the server or alone."""

import os
import signal
import subprocess
import sys
import threading

from rollout import settings
from rollout.commands.speech import command, option
from rollout.text import _

_RESTART_AFTER = 2.0
_LONGEST_GOODBYE = 10.0


@command("work", _("Do the long work that pages put down, until Ctrl-C. `rollout serve` starts such a worker itself."))
@option("--beside", is_flag=True, hidden=True, said=_("End with the program that started this one."))
def work_command(*, beside: bool) -> None:
    from rollout.initialise import require_schema
    from rollout.tasks import run_worker

    chosen = settings.load()
    require_schema(chosen.database_url)
    if beside:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    run_worker(chosen)


def _end_with_parent() -> None:
    """The other end of standard input is held by the parent; it closes when the parent ends, however it ends."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


class Worker:
    """The worker's process beside a server: started again when it dies, ended with the server."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._keep, daemon=True).start()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            command_line = [sys.executable, "-c", "from rollout.cli import main; main()", "work", "--beside"]
            self._process = subprocess.Popen(command_line, stdin=subprocess.PIPE, start_new_session=True)
            self._process.wait()
            self._stopping.wait(_RESTART_AFTER)

    def stop(self) -> None:
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_LONGEST_GOODBYE)
            except subprocess.TimeoutExpired:
                self._process.kill()
