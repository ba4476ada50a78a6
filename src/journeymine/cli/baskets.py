"""What commands on baskets read: a log, a table of baskets and items, or a FIMI file."""

from typing import TYPE_CHECKING, Any

from journeymine.cli import constraints
from journeymine.cli.columns import read_baskets, read_log
from journeymine.errors import InputError
from journeymine.options import bad_option, clash
from journeymine.sources.fimi import is_fimi

if TYPE_CHECKING:
    from journeymine.api import Journeys


def read(
    file: str,
    command: str,
    *,
    customer: str | None,
    event: list[str] | None,
    time: str | None,
    on_missing: str,
    time_unit: str | None,
    recipe: str | None,
    session_gap: str | None,
    simultaneous: Any,
    by: str | None,
    where: str | None,
    more: tuple[str | None, ...] = (),
) -> "Journeys | str":
    """The journeys in the file, those without times all at once; the path itself where it is a FIMI file.

    Parameters
    ----------
    file, customer, event, time, on_missing, time_unit, recipe, session_gap, simultaneous, by, where
        As the options of the command.
    command
        Its name, for messages.
    more
        Further columns.
    """
    if customer is None and not event and is_fimi(file):
        needing = {"time": time, "by": by, "session_gap": session_gap, "where": where, "recipe": recipe}
        odd = next((name for name, value in needing.items() if value is not None), None)
        if odd or any(more):
            raise clash(odd or "multiplicity", "a FIMI file", command, "its lines are baskets of numbers and no more")
        return file
    if customer is None or not event:
        name = "customer" if customer is None else "event"
        raise bad_option(name, command, "a column of the file; only FIMI files (.dat, .txt) have none", None)
    extra = tuple(dict.fromkeys(one for one in (by, *more) if one is not None))
    if time is None:
        if session_gap is not None:
            raise clash("session_gap", "time=None", command, "say which column tells the times by `time`")
        log = read_baskets(file, customer, event, on_missing, extra, recipe)
    else:
        log = read_log(file, customer, event, time, None, on_missing, time_unit, extra, recipe)
    journeys = log.journeys(session_gap=session_gap, by=by, simultaneous=simultaneous)
    return journeys if where is None else journeys.filter(where)


def contents(texts: list[str] | None, baskets: "Journeys | str", command: str) -> list[Any] | None:
    """What itemsets must hold."""
    if isinstance(baskets, str):
        return numbers(texts, "contains", command)
    return constraints.contents(texts, baskets, command)


def events(texts: list[str] | None, name: str, baskets: "Journeys | str", command: str) -> list[Any] | None:
    """The events of an option, each on its own."""
    if isinstance(baskets, str):
        return numbers(texts, name, command)
    return constraints.events(texts, name, baskets, command)


def numbers(texts: list[str] | None, name: str, command: str) -> list[int] | None:
    """Items of a FIMI file."""
    try:
        return None if texts is None else [int(text) for text in texts]
    except ValueError:
        message = f"`{name}` of {command} must be whole numbers, as the items of a FIMI file are; got {texts!r}."
        raise InputError(message) from None
