"""`journeymine init`: looks at files and writes down what their columns seem to mean."""

from pathlib import Path
from typing import Annotated

import typer

from journeymine.cli.say import say
from journeymine.errors import InputError

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILES...", help="CSV, TSV, JSON lines, Parquet, XES, access logs; quoted globs too."),
]
Output = Annotated[str, typer.Option("--output", "-o", metavar="PATH", help="The mapping to write.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def init(files: Files, *, output: Output = "sources.toml", force: Force = False) -> None:
    """Propose a mapping for files: which column is the customer, the event, the time, the value, the text.

    The first rows of each file are looked at, and files of up to 64 MB are read as proposed. The mapping that is
    written gives its reasons and the next best columns in comments; check it before you trust it.
    """
    from journeymine.sources.guessing.proposals import proposals
    from journeymine.sources.guessing.writing import written

    path = Path(output)
    _check(path, force=force)
    found = proposals(files, path.absolute().parent)
    text = written(found, path.name)
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        message = f"{str(path)!r} cannot be written: {error.strerror or error}."
        raise InputError(message) from error
    for one in found:
        say(f"{one.name}: {_told(one.said) if one.fault is None else one.error or one.fault}")
    say(f"Wrote {str(path)!r}; check it.")


def _check(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        message = f"There is a file {str(path)!r} already; name another by --output, or write over it with --force."
        raise InputError(message)
    if not path.absolute().parent.is_dir():
        message = f"The folder {str(path.parent)!r} of --output does not exist; make it first."
        raise InputError(message)


def _told(said: dict[str, object]) -> str:
    keys = ("preset", "customer", "event", "time", "value", "text")
    return ", ".join(f"{key} {said[key]!r}" for key in keys if key in said)
