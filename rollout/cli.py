"""The command `rollout`: everything that is done without a browser.

Only click and the sentences are loaded here. Each command is imported when it is asked for, so that help answers at once and
even where the installation is broken.
"""

import os
import sys
from importlib import import_module
from typing import Any

import click

from rollout.commands.speech import PRIVATE, Command, Group, failure_of, language_asked, option, speak
from rollout.text import LANGUAGES, Text, _

COMMANDS: dict[str, tuple[str, Text]] = {
    "init": ("installation", _("Prepare the database: schema, roles, reference data, first account. Safe to repeat.")),
    "demo": ("installation", _("Load the demo programme into an empty register.")),
    "serve": ("serving", _("Serve the pages until Ctrl-C.")),
    "work": ("working", _("Do the long work that pages put down, until Ctrl-C.")),
    "user": ("people", _("Accounts: add one.")),
    "import": ("workbooks", _("Import a workbook that a committee sent.")),
    "plan": ("plans", _("The plan as a workbook: write it, and take it back with new dates.")),
    "packing": ("packing", _("Packing lists of suppliers: enter their delivery notes.")),
    "report": ("papers", _("Write official reports as PDF, Word and Excel.")),
    "issue": ("issuing", _("Issue official reports: number them, keep them for ever, and write them.")),
    "verify": ("issuing", _("Say whether a file is one that was issued, unchanged to the last byte.")),
    "reproduce": ("issuing", _("Write the files of an issued paper again, from what was frozen when it was issued.")),
    "position": ("positions", _("Show where every site stands, on any day, as it was known at any moment.")),
    "overdue": (
        "overdue",
        _("List what is overdue at every site, promised days of service too: who is responsible for the next step, and by how many days."),
    ),
    "compare": (
        "comparisons", _("Show what changed between two days: sites that came and went, stages that moved, what was corrected."),
    ),
    "figures": ("figures", _("Show figures that were published elsewhere beside our own of the same day, with the difference.")),
    "contract": (
        "contracts", _("Show the furniture contract: contracted, ordered, delivered, accepted, installed, payable and paid, on any day."),
    ),
    "notices": ("notices", _("Make the notices of a day: what falls due and what happened. Safe to repeat; nobody is told twice.")),
    "check": ("checking", _("Check that the data agrees with itself and with the rules.")),
    "settings": ("installation", _("Show the settings of this installation.")),
}


class Root(Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: Command = getattr(import_module(f"rollout.commands.{COMMANDS[cmd_name][0]}"), f"{cmd_name}_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(str(_("Commands"))):
            formatter.write_dl([(name, str(said)) for name, (_module, said) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as fault:
            failure = failure_of(fault)
            if failure is None:
                raise
            raise failure from fault


@click.group("rollout", cls=Root, said=_("Tashgheel: bringing Egypt's public service sites into operation."))
@option("--lang", type=click.Choice(LANGUAGES), said=_("Language of messages; by default that of the locale, else Arabic."))
def rollout_command(lang: str | None) -> None:
    pass


def main() -> None:
    """Run the command line."""
    os.umask(PRIVATE)
    speak(language_asked(sys.argv[1:], os.environ))
    rollout_command(prog_name="rollout")
