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
    file: str | None,
    command: str,
    *,
    customer: str | None,
    event: list[str] | None,
    time: str | None,
    on_missing: str,
    time_unit: str | None,
    recipe: str | None,
    zone: str | None,
    mapping: str | None,
    session_gap: str | None,
    simultaneous: Any,
    by: str | None,
    where: str | None,
    more: tuple[str | None, ...] = (),
) -> "Journeys | str":
    """The journeys in the file, those without times all at once; the path itself where it is a FIMI file.

    Parameters
    ----------
    file, customer, event, time, on_missing, time_unit, recipe, zone, mapping, session_gap, simultaneous, by, where
        As the options of the command.
    command
        Its name, for messages.
    more
        Further columns.
    """
    if file is not None and customer is None and not event and is_fimi(file):
        needing = {"time": time, "zone": zone, "by": by, "session_gap": session_gap, "where": where, "recipe": recipe}
        odd = next((name for name, value in needing.items() if value is not None), None)
        if odd or any(more):
            raise clash(odd or "multiplicity", "a FIMI file", command, "its lines are baskets of numbers and no more")
        return file
    extra = tuple(dict.fromkeys(one for one in (by, *more) if one is not None))
    if mapping is not None or time is not None:
        log = read_log(
            file, customer, event, time, None, on_missing, time_unit, extra, recipe=recipe, zone=zone, mapping=mapping
        )
    else:
        needing = {"session_gap": session_gap, "zone": zone}
        odd = next((name for name, value in needing.items() if value is not None), None)
        if odd:
            raise clash(odd, "time=None", command, "say which column tells the times by `time`")
        log = read_baskets(*_columns(file, customer, event, command), on_missing, extra, recipe)
    journeys = log.journeys(session_gap=constraints.length(session_gap), by=by, simultaneous=simultaneous)
    return journeys if where is None else journeys.filter(where)


def _columns(
    file: str | None, customer: str | None, event: list[str] | None, command: str
) -> tuple[str, str, list[str]]:
    """File and columns of a table of baskets, all of which are needed."""
    if file is None:
        raise bad_option("FILE", command, "a log, or a table of baskets, unless --mapping names the files", None)
    if customer is None or not event:
        name = "customer" if customer is None else "event"
        raise bad_option(name, command, "a column of the file; only FIMI files (.dat, .txt) have none", None)
    return file, customer, event


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
