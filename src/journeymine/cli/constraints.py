"""Constraints on the command line: the options of mine_sequences under the same names."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from journeymine.errors import InputError
from journeymine.journeys.hierarchy import COLUMNS
from journeymine.options import END, START, Anchor, bad_option
from journeymine.patterns.parse import parse

if TYPE_CHECKING:
    from journeymine.api import Journeys

MinGap = Annotated[
    str | None, typer.Option(metavar="DURATION", help="At least so long between neighbouring steps, such as 30min.")
]
MaxGap = Annotated[str | None, typer.Option(metavar="DURATION", help="At most so long between neighbouring steps.")]
MaxSpan = Annotated[
    str | None, typer.Option(metavar="DURATION", help="At most so long from the first step to the last.")
]
MinStepGap = Annotated[
    int | None,
    typer.Option(metavar="N", help="Neighbouring steps are at least N elements apart; next to each other: 1."),
]
MaxStepGap = Annotated[int | None, typer.Option(metavar="N", help="Neighbouring steps are at most N elements apart.")]
Contiguous = Annotated[bool, typer.Option("--contiguous", help="No other event between the steps: --max-step-gap 1.")]
StartsWith = Annotated[
    list[str] | None,
    typer.Option(metavar="EVENT|^", help="Any of these first; ^: the journey's first event. Give it several times."),
]
EndsWith = Annotated[
    list[str] | None,
    typer.Option(metavar="EVENT|$", help="Any of these last; $: the journey's last event. Give it several times."),
]
Contains = Annotated[
    list[str] | None,
    typer.Option(metavar="EVENT", help="All of these; '(a & b)': together in one element. Give it several times."),
]
Excludes = Annotated[
    list[str] | None, typer.Option(metavar="EVENT", help="Patterns without these events. Give it several times.")
]
HierarchyFile = Annotated[
    str | None,
    typer.Option(
        "--hierarchy",
        metavar="FILE",
        help="Events as cases of more general ones: a file with columns child and parent.",
    ),
]


def length(text: str | None) -> str | float | None:
    """A length of time as the library takes it: a bare number is one, for logs whose time is a plain order number."""
    return float(text) if text is not None and re.fullmatch(r"\s*-?[0-9]+(\.[0-9]+)?\s*", text) else text


def edge(texts: list[str] | None, anchor: Anchor, journeys: "Journeys") -> list[Any] | None:
    """The events that patterns may begin (or end) with, and the end of journeys, spelled as in queries."""
    marks = {START.value: START, END.value: END}
    name = "starts_with" if anchor is START else "ends_with"
    return None if texts is None else [marks[text] if text in marks else _event(text, name, journeys) for text in texts]


def events(texts: list[str] | None, name: str, journeys: "Journeys", where: str = "mine") -> list[Any] | None:
    """The events of an option, each on its own."""
    return None if texts is None else [_event(text, name, journeys, where) for text in texts]


def contents(texts: list[str] | None, journeys: "Journeys", where: str = "mine") -> list[Any] | None:
    """What patterns must hold: events, or sets of events together."""
    return None if texts is None else [_element(text, "contains", journeys, where) for text in texts]


def _event(text: str, name: str, journeys: "Journeys", where: str = "mine") -> Any:
    element = _element(text, name, journeys, where)
    if isinstance(element, frozenset):
        raise bad_option(name, where, "one event; give it several times for several", text)
    return element


def _element(text: str, name: str, journeys: "Journeys", where: str = "mine") -> Any:
    """An event by its name, or as patterns are printed."""
    vocabulary = journeys.coded.vocabulary
    if vocabulary.kind == "str" and text in journeys.names:
        return text
    try:
        [element] = parse(text, vocabulary)
    except (InputError, ValueError):
        must = "an event name as printed; names with special characters in double quotes"
        raise bad_option(name, where, must, text) from None
    return frozenset(element) if isinstance(element, tuple) else element


def levels(path: str | None) -> dict[str, list[Any]] | None:
    """The hierarchy in a file; names are read as those of a log in such a file are."""
    if path is None:
        return None
    from journeymine.sources.files import read_files
    from journeymine.sources.names import as_names, as_text_or_numbers

    raw = read_files(path, COLUMNS)
    columns = {name: as_text_or_numbers(raw.table.column(name)) for name in COLUMNS}
    return {
        name: as_names(column, "event", name, raw.rows, typed=raw.typed).to_pylist() for name, column in columns.items()
    }
