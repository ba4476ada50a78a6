"""`journeymine demo`: the whole road on public data, without the network."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from journeymine.cli import demo_words, show
from journeymine.errors import InputError

if TYPE_CHECKING:
    from journeymine.api import EventLog, Journeys, PatternSet

FILES = ("patterns.parquet", "patterns.json", "report.html")


def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the results; made if need be.")] = Path(
        "journeymine-demo"
    ),
) -> None:
    """Mine the 84.51° Complete Journey tables (their packager: simulated) and write a report.

    Campaign mailings, shop visits by department and coupon redemptions of 2,469 households become one log; nothing
    is downloaded. Writes patterns.parquet, patterns.json and report.html.
    """
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    output, errors = show.consoles()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        step = progress.add_task("Reading the tables", total=5)

        def then(what: str) -> None:
            progress.update(step, advance=1, description=what)

        log, windows = _logs()
        _make(out)
        then("Ordering events into journeys")
        journeys = windows.journeys(by="mailing", collapse_repeats=True)
        then("Searching for closed patterns")
        patterns = _mine(journeys)
        then("Lifts and intervals")
        ranked = patterns.sort_by(demo_words.RANKING)
        then("Writing")
        _write(ranked, log, out)
        then("Done")
    demo_words.tell(output, ranked, log, _n_mailings())
    output.print(f"Written: {', '.join(str(out / name) for name in FILES)}", markup=False, soft_wrap=True)


def _logs() -> "tuple[EventLog, EventLog]":
    """The whole log, and the windows after mailings."""
    import journeymine as jm
    from journeymine.datasets import campaign_windows, complete_journey

    whole = jm.read_events(complete_journey(), customer="household", event="event", time="time", value="spend")
    windows = jm.read_events(
        campaign_windows(demo_words.DAYS),
        customer="household",
        event="event",
        time="time",
        value="spend",
        extra=("mailing",),
    )
    return whole, windows


def _mine(journeys: "Journeys") -> "PatternSet":
    import journeymine as jm

    return jm.mine_sequences(journeys, min_support=0.02, kind="closed", min_length=2, max_length=3)


def _n_mailings() -> int:
    from journeymine.datasets.completejourney import n_mailings

    return n_mailings()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {str(folder)!r} cannot be made: {error.strerror or error}."
        raise InputError(message) from error


def _write(patterns: "PatternSet", log: "EventLog", folder: Path) -> None:
    from journeymine.datasets.completejourney import LABEL

    patterns.save(folder / "patterns.parquet")
    patterns.save(folder / "patterns.json")
    patterns.report(
        folder / "report.html",
        title=demo_words.TITLE,
        origin=LABEL,
        notes=(demo_words.WINDOWS, demo_words.RANKED, demo_words.caution(patterns)),
        log=log,
    )
