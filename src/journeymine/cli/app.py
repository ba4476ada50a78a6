"""The program: its commands, and how every error leaves it."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from journeymine.cli.contrast import contrast
from journeymine.cli.demo import demo
from journeymine.cli.effect import effect
from journeymine.cli.explore import explore
from journeymine.cli.funnel import funnel
from journeymine.cli.init import init
from journeymine.cli.itemsets import itemsets
from journeymine.cli.leads_to import leads_to
from journeymine.cli.match import match
from journeymine.cli.mine import mine
from journeymine.cli.quality import quality
from journeymine.cli.report import report
from journeymine.cli.rules import rules
from journeymine.cli.say import say
from journeymine.cli.store import store
from journeymine.cli.watch import watch
from journeymine.errors import JourneymineError
from journeymine.version import __version__

BAD_INPUT = 2
INTERRUPTED = 130


class _Commands(TyperGroup):
    """Errors raised on purpose become one sentence and an exit code; anything else is a fault and shows itself."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except JourneymineError as error:
            say(f"journeymine: {error}", err=True)
            raise typer.Exit(BAD_INPUT) from error
        except KeyboardInterrupt as stop:
            typer.echo("journeymine: interrupted.", err=True)
            raise typer.Exit(INTERRUPTED) from stop


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="From raw interaction logs to ranked journey patterns.",
)
app.command()(contrast)
app.command()(demo)
app.command()(effect)
app.command()(explore)
app.command()(funnel)
app.command()(init)
app.command()(itemsets)
app.command()(leads_to)
app.command()(match)
app.command()(mine)
app.command()(quality)
app.command()(report)
app.command()(rules)
app.command()(watch)
app.add_typer(store, name="store")


def _version(asked: bool) -> None:  # noqa: FBT001  (a flag, as the command line has it)
    if asked:
        typer.echo(f"journeymine {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """From raw interaction logs to ranked journey patterns."""


def main() -> None:
    """Run the program; exit codes: 0, 2 for bad input, 130 when interrupted."""
    app()
