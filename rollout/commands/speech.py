"""Commands that speak Arabic or English: options and help that are translated when they are read, and refusals in one sentence."""

import errno
import gettext
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from rollout.errors import RolloutError
from rollout.text import CATALOGUES, DOMAIN, Text, _, use_language

PRIVATE = 0o077
"""The umask of every command: what it writes is for the account that it runs under, and for nobody else on the machine."""


def language_asked(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language of this run: what ``--lang`` says, else English where the locale is English, else Arabic."""
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if not argument.startswith("-"):
            break
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "en" if locale.lower().startswith("en") else "ar"


def speak(code: str) -> None:
    """Speak this language from here on, click's own words included: they go through the standard library's catalogue."""
    use_language(code)
    os.environ["LANGUAGE"] = code
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)


class Option(click.Option):
    def __init__(self, *args: Any, said: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = str(self.said)
        return super().get_help_record(ctx)


class Command(click.Command):
    def __init__(self, *args: Any, said: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said

    def get_short_help_str(self, limit: int = 45) -> str:
        return str(self.said)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = str(self.said)
        super().format_help_text(ctx, formatter)


class Group(Command, click.Group):
    """Commands under one word."""


def command(name: str, said: Text) -> Callable[[Callable[..., Any]], Command]:
    return click.command(name, cls=Command, said=said)


def group(name: str, said: Text) -> Callable[[Callable[..., Any]], Group]:
    return click.group(name, cls=Group, said=said)


def option(*names: str, said: Text, **kwargs: Any) -> Callable[[Any], Any]:
    return click.option(*names, cls=Option, said=said, **kwargs)


class Failure(click.ClickException):
    """An expected fault, told in one sentence; the command ends with 1 and has changed nothing."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True, file=file)


# SQLite calls a file that is no database a plain DatabaseError.
_UNUSABLE = ("OperationalError", "InterfaceError", "ArgumentError", "DatabaseError")


def failure_of(fault: Exception) -> Failure | None:
    """The sentence for a fault that is none of the program's own; None for the others, which keep their traceback."""
    if isinstance(fault, RolloutError):
        return Failure(str(fault))
    if isinstance(fault, OSError) and fault.errno != errno.EPIPE:
        where = fault.filename or ""
        return Failure(str(_("%(where)s cannot be used: %(why)s", where=where, why=fault.strerror or type(fault).__name__)))
    if type(fault).__module__ == "sqlalchemy.exc" and type(fault).__name__ in _UNUSABLE:
        why = str(getattr(fault, "orig", None) or fault).strip().partition("\n")[0]
        return Failure(str(_("The database cannot be used: %(why)s", why=why)))
    return None
