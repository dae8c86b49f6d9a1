"""Serving the pages with gunicorn, until Ctrl-C."""

import gc
import os
import socket
from typing import TYPE_CHECKING, Any

import click

from rollout import settings
from rollout.commands.presence import TODAY
from rollout.commands.speech import PRIVATE, command
from rollout.commands.working import Worker
from rollout.errors import Refused
from rollout.text import _

if TYPE_CHECKING:
    from flask import Flask

# Long enough for the largest import; a thread at work does not keep its process from answering the watchdog.
_TIMEOUT = 120
_AT_ONCE = 200
_KEPT_OPEN = 5


@command("serve", _("Serve the pages until Ctrl-C."))
def serve_command() -> None:
    from rollout.app import create_app
    from rollout.database import engine_for
    from rollout.initialise import require_schema

    chosen = settings.load()
    require_schema(chosen.database_url)
    chosen = _on_the_day_of_the_demo(chosen)
    _require_free(chosen.host, chosen.port)
    # Made before the server's processes part, so that an installation that must not start says why, once.
    app = create_app(chosen)
    greeting = _greeting(chosen)
    engine_for(chosen.database_url).dispose()
    collect_seldom()
    _run(app, chosen, greeting)


def collect_seldom() -> None:
    """What is loaded by now stays for good, and so does most of what is read and kept later.

    The collector shall not go through all of it in the middle of a request, again and again.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _on_the_day_of_the_demo(chosen: settings.Settings) -> settings.Settings:
    """A demo of past months is shown on its own last day, unless ROLLOUT_TODAY says otherwise; the worker beside the server follows."""
    from rollout.demo.presence import day_shown

    if chosen.production or TODAY in os.environ or not (day := day_shown(chosen.database_url)):
        return chosen
    os.environ[TODAY] = day.isoformat()
    return settings.load()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            why = fault.strerror or ""
            raise Refused(_("Cannot serve on %(host)s port %(port)s: %(why)s", host=host, port=port, why=why)) from None


def _greeting(chosen: settings.Settings) -> str:
    """What is said once the server is ready: where it is, and how to get into a demo."""
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    lines = [str(_("Tashgheel is ready at %(address)s", address=f"http://{host}:{chosen.port}/"))]
    if chosen.production and not chosen.proxies:
        lines.append(str(_("Advice: put a reverse proxy that buffers requests in front, such as nginx, and set ROLLOUT_PROXIES=1.")))
    if chosen.today:
        day = chosen.today.isoformat()
        lines.append(str(_("The clock of the pages stands at %(day)s; ROLLOUT_TODAY sets another day, or none.", day=day)))
    if not chosen.production:
        lines += _demo_accounts(chosen.database_url)
    return "\n".join([*lines, str(_("Ctrl-C stops it."))])


def _demo_accounts(database_url: str) -> list[str]:
    from rollout.database import reading, session_for
    from rollout.demo.people import still_valid
    from rollout.roles import ROLES

    with reading(), session_for(database_url) as session:
        found = still_valid(session, database_url)
    if not found:
        return []
    table = [(account.name, password, str(ROLES[account.role].label)) for account, password in found]
    width = max(len(name) for name, _password, _role in table)
    heading = str(_("Demo accounts: name, password, role"))
    return [heading, *(f"  {name:<{width}}  {password}  {role}" for name, password, role in table)]


def _run(app: "Flask", chosen: settings.Settings, greeting: str) -> None:
    from gunicorn.app.base import BaseApplication

    from rollout.commands.patience import patient_worker

    worker = Worker()

    def ready(server: Any) -> None:
        worker.start()
        click.echo(greeting)

    options: dict[str, Any] = {
        "bind": f"[{chosen.host}]:{chosen.port}" if ":" in chosen.host else f"{chosen.host}:{chosen.port}",
        "workers": chosen.workers, "threads": chosen.threads, "worker_connections": _AT_ONCE, "keepalive": _KEPT_OPEN,
        "worker_class": patient_worker(chosen.request_silence, chosen.request_time), "umask": PRIVATE,
        "preload_app": True, "timeout": _TIMEOUT, "loglevel": "warning", "control_socket_disable": True, "proc_name": "tashgheel",
        # Which proxies to believe is the application's own setting; the server itself believes nobody's headers.
        "forwarded_allow_ips": "", "secure_scheme_headers": {},
        "when_ready": ready, "on_exit": lambda server: worker.stop(), "post_fork": lambda server, worker: _forget_connections(app),
    }

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> "Flask":
            return app

    Server().run()


def _forget_connections(app: "Flask") -> None:
    """A process of the server opens connections of its own; those of its parent are left to the parent."""
    from rollout.database import engine_for

    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose(close=False)
    engine_for(app.config["ROLLOUT"].database_url).dispose(close=False)
