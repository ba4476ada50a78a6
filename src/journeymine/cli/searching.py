"""The arguments that every search takes, the same for every command."""

from typing import Annotated

import typer

from journeymine.options import support_from_text

Where = Annotated[
    str | None,
    typer.Option(metavar="QUERY", help="Only journeys that hold it, such as 'search -> [^help]* -> cart'."),
]
MinSupport = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE|COUNT", help="0.01 and 1% are shares, 25 (no dot) is a count; 1% without it and --top-k."
    ),
]
Threshold = Annotated[
    str, typer.Option(metavar="journeys|customers|weighted", help="What --min-support is a share or count of.")
]
Multiplicity = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="For how many journeys each one stands; alike in all its rows.")
]
Weights = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="What each journey weighs, such as money; alike in all its rows."),
]
Kind = Annotated[str, typer.Option(metavar="all|closed|maximal|generators", help="Which of them.")]
TopK = Annotated[int | None, typer.Option(metavar="N", help="Search for the N best by support, without --min-support.")]
MinLength = Annotated[int | None, typer.Option(metavar="N", help="At least so many events in each.")]
MaxLength = Annotated[int | None, typer.Option(metavar="N", help="At most so many events in each.")]
MaxPatterns = Annotated[int | None, typer.Option(metavar="N", help="Stop at so many.")]
TimeLimit = Annotated[float | None, typer.Option(metavar="SECONDS", help="Stop searching after so long.")]
MemoryLimit = Annotated[
    str | None, typer.Option(metavar="SIZE", help="Stop searching when it takes more memory, such as 500MB.")
]
EngineName = Annotated[str, typer.Option(metavar="NAME", help="Which program searches.")]
NJobs = Annotated[int | None, typer.Option(metavar="N", help="Threads; all cores without it.")]
RandomState = Annotated[int, typer.Option(metavar="N", help="Seed of whatever is drawn at random.")]
Top = Annotated[
    int | None,
    typer.Option(metavar="N", help="Keep the N best of the ranking; without it all, and a terminal shows 20."),
]
ShowProgress = Annotated[
    bool | None,
    typer.Option("--progress/--no-progress", help="A bar for the search; in terminals after two seconds."),
]
TableOut = Annotated[str | None, typer.Option("--out", metavar="PATH", help="Write .parquet, .json or .csv as well.")]

Protect = Annotated[
    int | None,
    typer.Option(metavar="K", help="Fit to publish: nothing shown or written tells of fewer than K customers."),
]


def support(text: str | None, top_k: int | None, command: str) -> float | None:
    """`--min-support` as the library takes it: 1 % where nobody says anything."""
    wanted = "1%" if text is None and top_k is None else text
    return None if wanted is None else support_from_text(wanted, command)
