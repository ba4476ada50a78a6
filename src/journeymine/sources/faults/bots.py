"""Programs among the customers: by the name they give themselves, by their pace, and by never sleeping."""

import re

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import MissingColumnError
from journeymine.options import UNIT_NANOSECONDS, near_miss, optional_whole_number
from journeymine.sources.faults.columns import Codes, Mask, codes
from journeymine.sources.faults.finding import Finding, of_rows
from journeymine.sources.faults.heavy import heavy
from journeymine.sources.faults.order import CustomerOrder, by_customer
from journeymine.sources.faults.placeholders import placeholders
from journeymine.sources.faults.seen import Seen
from journeymine.sources.table import EventTable

PER_MINUTE, PER_HOUR, HOURS_A_DAY = 50, 1_000, 22
# What crawlers, feed readers, monitors and libraries of programs call themselves; the words that the lists of
# https://github.com/monperrus/crawler-user-agents and https://www.robotstxt.org/db.html have most in common.
# A Cubot is a telephone. Letters in lower case, and nothing that only one of RE2 and Python's re knows.
AGENTS = (
    r"(?:^|[^u]|(?:^|[^c])u)bot(?:[^a-z]|$)|crawl|spider|slurp|archiver|scrap(?:y|er)|fetch(?:er)?\b"
    r"|feed(?:burner|ly|parser)|rss|newsblur|netnewswire|headless|phantomjs|selenium|puppeteer|playwright|lighthouse"
    r"|pingdom|uptime|monitor|validator|nutch|sleuth|subscribers|\S@\S|facebookexternalhit|mediapartners|embedly"
    r"|preview|https?://|^curl/|^wget/|python|^java/|libwww|perl|^ruby|go-http-client|httpclient|http_request|^php"
    r"|guzzle|axios|node-fetch|^postman|^apachebench"
)
_AGENT_COLUMNS = {"agent", "ua", "useragent", "httpuseragent", "csuseragent", "contextuseragent", "browseragent"}
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def bots(
    table: EventTable,
    *,
    agent: str | None = None,
    per_minute: int | None = PER_MINUTE,
    per_hour: int | None = PER_HOUR,
    hours_a_day: int | None = HOURS_A_DAY,
    order: CustomerOrder | None = None,
) -> Mask:
    """The rows of programs rather than people.

    A row is one if its agent names a program, or if its customer, anywhere in the log, keeps a pace that no person
    does. Pace counts the distinct seconds in which a customer did something, so that a page with its forty pictures
    and a basket with its hundred lines count once. Placeholders such as ``guest`` are many people and have no pace, and
    who has far more events than all others without it is taken for many people who sleep in turn: see `catch_all`.

    Parameters
    ----------
    table
        The events.
    agent
        The column, among the extras, of what programs call themselves; None: the one named ``user_agent``, ``agent``
        or the like, where there is one.
    per_minute
        Distinct seconds with an event within 60 s from which on a customer is a program; None: this is not asked.
    per_hour
        The same within an hour; a page every three seconds for an hour is more than anybody reads.
    hours_a_day
        Distinct hours with an event among 24 in a row: who sleeps has fewer. Needs no zone. None: this is not asked.
    order
        The rows by customer and time, where they are known already.

    Returns
    -------
    Mask
        Shape (n,). Logs of plain order numbers have no pace, nor have dates without a time of day.

    Raises
    ------
    OptionError
        A number is not a whole one ≥ 2.
    MissingColumnError
        There is no column `agent` among those kept.

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = {"who": ["a", "b"], "what": ["x", "x"], "when": ["2024-05-01", "2024-05-02"],
    ...        "user_agent": ["Mozilla/5.0 (X11; Linux x86_64) Firefox/126.0", "Googlebot/2.1"]}
    >>> table = read_table(log, customer="who", event="what", time="when", extra=["user_agent"])
    >>> bots(table).tolist()
    [False, True]
    """
    limits = {"per_minute": per_minute, "per_hour": per_hour, "hours_a_day": hours_a_day}
    asked = {name: optional_whole_number(one, name, "drop_bots", least=2) for name, one in limits.items()}
    column = agent_column(table, agent)
    mask = np.zeros(len(table), np.bool_) if column is None else _by_agent(table, column)
    if table.time_unit is None or not any(asked.values()) or not len(table):
        return mask
    order = order or by_customer(table)
    per_second = 10**9 // UNIT_NANOSECONDS[table.time_unit]
    many = placeholders(order.names)
    mask |= (tireless(order, per_second, **asked | {"hours_a_day": None}) & ~many)[order.customers]
    if hours_a_day is None:
        return mask
    sleepless = tireless(order, per_second, per_minute=None, per_hour=None, hours_a_day=asked["hours_a_day"])
    if not sleepless.any():
        return mask
    counts = np.bincount(order.customers, ~mask, len(order.names)).astype(np.int64)
    many |= heavy(np.where(many, 0, counts))
    return mask | (sleepless & ~many)[order.customers]


def agent_column(table: EventTable, agent: str | None) -> str | None:
    """The column of agents: as given, else the extra whose name says so, else None."""
    if agent is None:
        named = (one for one in table.extra if re.sub(r"[^a-z]", "", one.lower()) in _AGENT_COLUMNS)
        return next(named, None)
    if agent not in table.extra:
        cure = near_miss(agent, table.extra) or " Read it with `extra=`."
        message = f"There is no column {agent!r} among the further columns of the log, for `agent` of drop_bots.{cure}"
        raise MissingColumnError(message)
    return agent


def tireless(
    order: CustomerOrder, per_second: int, *, per_minute: int | None, per_hour: int | None, hours_a_day: int | None
) -> Mask:
    """Which customers, by code, keep a pace; `per_second` units of the clock are a second."""
    found = np.zeros(len(order.names), np.bool_)
    owners, seconds = order.owners, order.times // per_second
    if not (seconds % _DAY).any():
        return found
    owners, seconds = _distinct(owners, seconds)
    for least, window in ((per_minute, _MINUTE), (per_hour, _HOUR)):
        if least is not None:
            found[_reaching(owners, seconds, least, window)] = True
    if hours_a_day is not None:
        found[_reaching(*_distinct(owners, seconds // _HOUR), hours_a_day, _DAY // _HOUR)] = True
    return found


def _distinct(owners: Codes, moments: NDArray[np.int64]) -> tuple[Codes, NDArray[np.int64]]:
    """Sorted pairs, each once."""
    new = np.ones(len(owners), np.bool_)
    new[1:] = (owners[1:] != owners[:-1]) | (moments[1:] != moments[:-1])
    return owners[new], moments[new]


def _reaching(owners: Codes, moments: NDArray[np.int64], least: int, window: int) -> Codes:
    """Owners with at least `least` of their moments, which are distinct and sorted, within a window."""
    ahead = least - 1
    hit = (owners[ahead:] == owners[:-ahead]) & (moments[ahead:] - moments[:-ahead] < window)
    reached: Codes = owners[ahead:][hit]
    return reached


def _by_agent(table: EventTable, column: str) -> Mask:
    """The rows whose agent names a program."""
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers, names = codes(table.table.column(column))
    if not (pa.types.is_string(names.type) or pa.types.is_large_string(names.type)):
        return np.zeros(len(table), np.bool_)
    programs = pc.match_substring_regex(names, AGENTS, ignore_case=True).fill_null(fill_value=False)
    mask: Mask = np.asarray(programs)[numbers]
    return mask


def look(seen: Seen) -> list[Finding]:
    """Rows of programs, by source."""
    mask = bots(seen.table, order=seen.order)
    return of_rows(
        seen, "bots", mask, "log.drop_bots()", "programs, by their agent, their pace or their sleepless days"
    )
