"""What a funnel counts in cases that can be checked by eye, what it refuses, and that no id leaves it unasked."""

import json
import pickle
from typing import Any

import numpy as np
import pytest
from scipy.stats import fisher_exact

import journeymine as jm
from journeymine.errors import MissingColumnError, MissingJourneysError, OptionError, UnknownEventError

WAY = ["search", "cart", "pay"]


def log_of(*rows: tuple[str, str, int], **columns: Any) -> jm.EventLog:
    who, what, when = zip(*rows, strict=True)
    table = {"who": who, "what": what, "when": when, **columns}
    return jm.read_events(table, customer="who", event="what", time="when", extra=list(columns))


def reached(log: Any, *steps: Any, **options: Any) -> list[int]:
    told: list[int] = log.funnel(list(steps), **options).to_pandas()["n_reached"].tolist()
    return told


def test_the_window_begins_with_the_entry_and_holds_its_end() -> None:
    log = log_of(("ann", "search", 0), ("ann", "cart", 4), ("ann", "pay", 7), ("bob", "x", 99))
    assert reached(log, *WAY, within=7) == [1, 1, 1]
    assert reached(log, *WAY, within=6) == [1, 1, 0]


def test_what_happened_at_once_is_no_step_after_another() -> None:
    log = log_of(("ann", "search", 0), ("ann", "cart", 0), ("bob", "x", 99))
    assert reached(log, "search", "cart", within=7) == [1, 0]
    ordered = log.journeys(simultaneous="order", tie=["search", "cart"])
    assert reached(ordered, "search", "cart", within=7) == [1, 1]


def test_strict_is_broken_by_any_other_event_also_by_the_entry_again() -> None:
    log = log_of(("ann", "search", 0), ("ann", "search", 1), ("ann", "cart", 2), ("bob", "x", 99))
    assert reached(log, "search", "cart", within=7, order="strict") == [1, 0]
    assert reached(log, "search", "cart", within=7, order="strict", entry="any") == [1, 1]
    assert reached(log, "search", "cart", within=7, order="strict", count="entries") == [2, 1]
    assert reached(log.journeys(collapse_repeats=True), "search", "cart", within=7, order="strict") == [1, 1]


def test_a_later_entry_converts_where_the_first_was_too_early() -> None:
    log = log_of(("ann", "search", 0), ("ann", "search", 6), ("ann", "pay", 8), ("bob", "x", 99))
    assert reached(log, "search", "pay", within=7) == [1, 0]
    assert reached(log, "search", "pay", within=7, entry="any") == [1, 1]


def test_an_entry_that_was_not_observed_whole_counts_for_nobody_who_has_another() -> None:
    log = log_of(("ann", "search", 0), ("ann", "search", 8), ("ann", "pay", 9))
    assert reached(log, "search", "pay", within=5, entry="any") == [1, 0]
    late = log_of(("ann", "search", 8), ("ann", "pay", 9))
    row = late.funnel(["search", "pay"], within=5, entry="any").to_pandas().iloc[1]
    assert (row["n"], row["n_eligible"], row["n_censored"]) == (1, 0, 0)


def test_steps_are_names_patterns_or_any_of_several() -> None:
    log = log_of(("ann", "mail:a", 0), ("ann", "app", 1), ("bob", "mail:b", 0), ("bob", "web", 2), ("eve", "x", 50))
    found = log.funnel(["mail:*", ["app", "web"]], within=3)
    assert found.to_pandas()["event"].tolist() == ["mail:*", "[app|web]"]
    assert found.to_pandas()["n_reached"].tolist() == [2, 2]
    assert found.info["events"] == [["mail:a", "mail:b"], ["app", "web"]]


def test_sessions_hold_all_steps_or_none() -> None:
    log = log_of(("ann", "search", 0), ("ann", "pay", 40), ("ann", "search", 41), ("ann", "pay", 42), ("bob", "x", 99))
    sessions = log.journeys(session_gap=10)
    assert reached(sessions, "search", "pay", within=50) == [1, 0]
    assert reached(sessions, "search", "pay", within=50, entry="any") == [1, 1]
    assert reached(sessions, "search", "pay", within=50, count="journeys") == [2, 1]
    assert reached(log, "search", "pay", within=50) == [1, 1]


def test_no_window_reaches_to_the_end() -> None:
    log = log_of(("ann", "search", 0), ("ann", "pay", 4_000), ("bob", "search", 3_999))
    found = log.funnel(["search", "pay"], within=None)
    assert found.to_pandas()["n_reached"].tolist() == [2, 1]
    assert np.isnan(found.to_pandas()["share_km"]).all()
    assert "counts as dropped" in found.notes[2]


def test_times_are_spans_where_the_log_has_a_clock() -> None:
    table = {"w": ["a", "a", "b"], "e": ["search", "pay", "x"], "t": ["2024-01-01", "2024-01-03", "2024-03-01"]}
    log = jm.read_events(table, customer="w", event="e", time="t")
    frame = log.funnel(["search", "pay"], within="7d").to_pandas()
    assert str(frame["wait_median"][1]) == "2 days 00:00:00"
    late = log.funnel(["search", "pay"], within="7d", observed_until="2024-01-02").to_pandas()
    assert (late["n_reached"][1], late["n_eligible"][1], late["n_censored"][1]) == (0, 0, 1)


def segmented() -> jm.EventLog:
    rows = [(f"c{n}", "search", 0) for n in range(40)] + [(f"c{n}", "pay", 1) for n in range(0, 40, 3)]
    rows += [("end", "x", 50)]
    return log_of(*rows, channel=[["app", "web", None][int(who[1:]) % 2 if who != "end" else 2] for who, _, _ in rows])


def test_segments_are_compared_with_all_others() -> None:
    frame = segmented().funnel(["search", "pay"], within=5, by="channel").to_pandas()
    assert frame["segment"].tolist() == ["app", "app", "web", "web"]
    row = frame.iloc[1]
    assert (row["n_eligible"], row["n_reached"], row["difference"], row["test"]) == (20, 7, 0, "chi2")
    few = segmented().funnel(["search", "pay"], within=5, by={f"c{n}": n < 4 for n in range(40)} | {"end": False})
    row = few.to_pandas().iloc[3]
    assert (row["segment"], row["test"]) == (True, "fisher")
    assert row["p_value"] == pytest.approx(fisher_exact([[2, 2], [12, 24]]).pvalue)


def test_a_column_counts_as_it_stood_at_the_entry() -> None:
    rows = [("ann", "search", 0), ("ann", "pay", 1), ("bob", "search", 0), ("eve", "x", 50)]
    log = log_of(*rows, channel=["app", "web", None, "web"])
    found = log.funnel(["search", "pay"], within=5, by="channel")
    assert found.to_pandas()["segment"].tolist() == ["app", "app"]
    assert "1 without a segment left out" in found.notes[-1]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"steps": ["search"]}, "`steps`"),
        ({"steps": "search"}, "`steps`"),
        ({"within": "7d"}, "`within`"),
        ({"order": "any"}, "`order`"),
        ({"count": "visits"}, "`count`"),
        ({"entry": "last"}, "`entry`"),
        ({"count": "entries", "entry": "any"}, "does not go together"),
        ({"by": [f"s{n}" for n in range(41)]}, None),
    ],
)
def test_bad_options_are_named(options: dict[str, Any], named: str | None) -> None:
    asked: dict[str, Any] = {"steps": ["search", "pay"], "within": 5, **options}
    if named is None:
        assert len(segmented().funnel(**asked)) == 80
        return
    with pytest.raises(OptionError, match=named):
        segmented().funnel(**asked)


def test_unknown_names_are_near_misses() -> None:
    with pytest.raises(UnknownEventError, match="Did you mean 'search'"):
        segmented().funnel(["serch", "pay"], within=5)
    with pytest.raises(MissingColumnError, match="channel"):
        segmented().funnel(["search", "pay"], within=5, by="chanel")


def test_customers_come_out_by_asking_for_them_and_no_other_way() -> None:
    found = segmented().funnel(["search", "pay"], within=5)
    assert found.customers("pay", "won").tolist() == sorted(f"c{n}" for n in range(0, 40, 3))
    assert len(found.customers(2)) == 26
    shown = repr(found) + found._repr_html_() + json.dumps(found.to_dict()) + repr(pickle.dumps(found))
    assert "c13" not in shown
    again = pickle.loads(pickle.dumps(found))
    assert repr(again) == repr(found)
    with pytest.raises(MissingJourneysError, match="unpickled"):
        again.customers(2)
    with pytest.raises(OptionError, match=r"'pay' \(2\)"):
        found.customers("search")


def test_whose_window_is_open_is_waiting_and_neither_lost_nor_won() -> None:
    log = log_of(("ann", "search", 0), ("bob", "search", 7), ("eve", "search", 8), ("eve", "pay", 9), ("kim", "x", 10))
    found = log.funnel(["search", "pay"], within=5)
    told = {which: found.customers("pay", which).tolist() for which in ("lost", "won", "waiting")}
    assert told == {"lost": ["ann"], "won": [], "waiting": ["bob"]}
    with pytest.raises(OptionError, match="`which` of customers"):
        found.customers("pay", "gone")


def test_what_protect_refuses_is_told_without_a_word_of_what_it_counted() -> None:
    with pytest.raises(OptionError, match="this one counts entries"):
        jm.protect(segmented().funnel(["search", "pay"], within=5, count="entries"))
    with pytest.raises(OptionError, match="got 'Attribution'"):
        jm.protect(segmented().attribution("pay", method="last", n_bootstrap=0))  # type: ignore[call-overload]


def test_names_from_data_are_escaped_and_numbers_fit_for_json() -> None:
    log = log_of(("ann", "<b>", 0), ("ann", "pay", 1), ("bob", "x", 50))
    found = log.funnel(["<b>", "pay"], within=5)
    assert "&lt;b&gt;" in found._repr_html_()
    assert "<b>" not in found._repr_html_()
    assert json.dumps(found.to_dict(), allow_nan=False)
    assert found.to_arrow().num_rows == 2


def test_one_customer_alone_and_nobody_at_all() -> None:
    log = log_of(("ann", "search", 5), ("ann", "pay", 6))
    assert log.funnel(["search", "pay"], within=5).to_pandas()["n"].tolist() == [1, 1]
    nobody = log.funnel(["search", "pay"], within=5, observed_until=2)
    assert nobody.to_pandas()["n"].tolist() == [0, 0]
    assert "2 entries" not in repr(nobody)
    assert "1 entries after the end of observation left out" in repr(nobody)
