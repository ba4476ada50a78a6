"""Programs among the customers: what they call themselves, and the pace they keep."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.errors import MissingColumnError, OptionError
from journeymine.sources.faults.bots import AGENTS, bots, tireless
from journeymine.sources.faults.order import by_customer
from journeymine.sources.faults.placeholders import placeholders
from journeymine.sources.read import read_table
from journeymine.sources.table import EventTable
from tests.reference import faults as slow


def log(customers: list[str], seconds: list[int], agents: list[str] | None = None) -> EventTable:
    source = {"c": customers, "e": ["x"] * len(customers), "t": seconds, "User-Agent": agents or [""] * len(customers)}
    return read_table(source, customer="c", event="e", time="t", time_unit="s", extra=["User-Agent"])


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 200) | st.integers(0, 9_000) | st.integers(0, 200_000)),
        min_size=1,
        max_size=60,
    ),
    st.integers(2, 6),
    st.integers(2, 9),
    st.integers(2, 9),
)
def test_the_pace_against_its_twin(rows: list[tuple[str, int]], minute: int, hour: int, hours: int) -> None:
    customers, seconds = map(list, zip(*rows, strict=True))
    order = by_customer(log(customers, seconds))
    for limits in ((minute, None, None), (None, hour, None), (None, None, hours), (minute, hour, hours)):
        asked = dict(zip(("per_minute", "per_hour", "hours_a_day"), limits, strict=True))
        found = {order.names[int(one)].as_py() for one in np.flatnonzero(tireless(order, 1, **asked))}
        assert found == slow.tireless(customers, seconds, **asked)


def test_a_pace_that_no_person_keeps() -> None:
    page = [7] * 500
    minute = list(range(0, 60, 2))
    fast = list(range(50))
    sleepless = [hour * 3_600 for hour in range(22)]
    people = ["page"] * 500 + ["minute"] * len(minute)
    table = log(people + ["fast"] * 50 + ["sleepless"] * 22, page + minute + fast + sleepless)
    found = set(np.asarray(table.table["c"])[bots(table)])
    assert found == {"fast", "sleepless"}
    assert not bots(table, per_minute=None, per_hour=51, hours_a_day=None).any()
    assert set(np.asarray(table.table["c"])[bots(table, hours_a_day=None)]) == {"fast"}


def test_guests_are_many_people() -> None:
    assert bots(log(["someone"] * 60, list(range(60)))).all()
    assert not bots(log(["Guest"] * 60, list(range(60)))).any()


def test_dates_and_order_numbers_have_no_pace() -> None:
    days = [day * 86_400 for day in range(60)]
    assert not bots(log(["a"] * 60, days), per_hour=2, hours_a_day=2).any()
    order = read_table({"c": ["a"] * 60, "e": ["x"] * 60, "t": range(60)}, customer="c", event="e", time="t")
    assert not bots(order).any()


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "msnbot-UDiscovery/2.0b (+http://search.msn.com/msnbot.htm)",
        "UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/",
        "Tiny Tiny RSS/1.11 (http://tt-rss.org/)",
        "python-requests/2.32.3",
        "curl/8.5.0",
        "UBOT",
        "bot",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0 Safari/537.36",
        "facebookexternalhit/1.1",
    ],
)
def test_agents_of_programs(agent: str) -> None:
    assert bots(log(["a"], [1], [agent])).all()
    assert re.search(AGENTS, agent, re.IGNORECASE)


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0",
        "Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
        "Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.16",
        "CUBOT_NOTE_S",
        "okhttp/4.12.0",
        "",
    ],
)
def test_agents_of_people(agent: str) -> None:
    assert not bots(log(["a"], [1], [agent])).any()
    assert not re.search(AGENTS, agent, re.IGNORECASE)


def test_an_agent_speaks_for_its_row_only() -> None:
    table = log(["a", "a", "b"], [1, 2, 3], ["Mozilla/5.0", "bingbot/2.0", "Mozilla/5.0"])
    assert bots(table).tolist() == bots(table, agent="User-Agent").tolist() == [False, True, False]
    frame = pd.DataFrame({"c": ["a", "a"], "e": "x", "t": [1, 2], "agent": pd.Categorical([None, "bingbot"])})
    assert bots(read_table(frame, customer="c", event="e", time="t", extra=["agent"])).tolist() == [False, True]


def test_what_cannot_be_asked() -> None:
    with pytest.raises(MissingColumnError, match=r"no column 'user-agent'.*Did you mean 'User-Agent'"):
        bots(log(["a"], [1]), agent="user-agent")
    with pytest.raises(OptionError, match="`per_minute` of drop_bots must be a whole number ≥ 2, or None; got 0"):
        bots(log(["a"], [1]), per_minute=0)


def test_placeholders() -> None:
    words = ["guest", " GUEST ", "N/A", "(not set)", "<null>", "Test-User", "-1", "0", "anonymous"]
    people = ["ann", "guesthouse", "tester@example.com", "100", "nadia", "-10", "none of them"]
    assert placeholders(pa.array(words)).all()
    assert not placeholders(pa.array(people)).any()
    assert placeholders(pa.array([-1, 0, 9999])).tolist() == [True, False, False]
