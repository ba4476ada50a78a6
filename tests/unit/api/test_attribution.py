"""Credit in cases that can be checked by eye, what is refused, how sure it is, and that rows are customers."""

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError, OptionError, UnknownEventError


def log_of(*rows: tuple[str, str, int], **columns: Any) -> jm.EventLog:
    who, what, when = zip(*rows, strict=True)
    table = {"who": who, "what": what, "when": when, **columns}
    return jm.read_events(table, customer="who", event="what", time="when", extra=list(columns))


def credit(journeys: Any, method: Any, column: Any = "credit", **options: Any) -> dict[str, float]:
    told = journeys.attribution("buy", method=method, n_bootstrap=0, **options)
    return {str(name): value for name, value in told.compare(column)[method].items()}


def test_the_look_back_holds_its_end_and_ends_before_the_goal() -> None:
    log = log_of(("ann", "ad", 0), ("ann", "mail", 3), ("ann", "buy", 7), ("bob", "ad", 9))
    assert credit(log, "first", within=7) == {"ad": 1, "mail": 0}
    assert credit(log, "first", within=6) == {"mail": 1, "ad": 0}
    told = log.attribution("buy", method="last", within=6, n_bootstrap=0)
    assert (told.info["n_divided"], told.info["n_paths_lost"], told.info["n_open"]) == (1, 2, 1)


def test_a_touch_at_the_very_time_of_a_goal_counts_neither_for_it_nor_as_a_failure() -> None:
    log = log_of(("ann", "mail", 0), ("ann", "ad", 3), ("ann", "buy", 3), ("bob", "ad", 1), ("bob", "buy", 2))
    told = log.attribution("buy", method="linear", n_bootstrap=0)
    assert told.compare("credit")["linear"].to_dict() == {"ad": 1, "mail": 1}
    assert (told.info["n_at_goal"], told.info["n_paths_lost"]) == (1, 0)
    assert any(note.startswith("1 conversions have a channel at their very time") for note in told.notes)


def test_paths_begin_anew_after_a_goal_unless_asked_otherwise() -> None:
    log = log_of(("ann", "ad", 0), ("ann", "buy", 1), ("ann", "mail", 2), ("ann", "buy", 3), ("ann", "buy", 4))
    assert credit(log, "first") == {"ad": 1, "mail": 1}
    assert credit(log, "first", restart=False) == {"ad": 3, "mail": 0}
    assert credit(log, "first", restart=False, within=2) == {"mail": 2, "ad": 1}
    told = log.attribution("buy", method="first", n_bootstrap=0)
    assert (told.info["n_conversions"], told.info["n_divided"]) == (3, 2)


def test_paths_that_do_not_convert_end_where_the_look_back_passes_without_a_touch() -> None:
    log = log_of(("ann", "ad", 0), ("ann", "ad", 3), ("ann", "mail", 9), ("ann", "buy", 9), ("bob", "buy", 1))
    for within, lost in ((3, 1), (2, 2), (1, 2), (None, 0)):
        told = log.attribution("buy", method="last", within=within, n_bootstrap=0)
        assert told.info["n_paths_lost"] == lost


def test_touches_of_one_time_share_and_markov_takes_them_by_name() -> None:
    journeys = jm.Journeys.from_lists([[("mail", "ad"), "tv", "buy"], ["tv"], ["ad", "tv"]])
    assert credit(journeys, "first") == {"ad": 0.5, "mail": 0.5, "tv": 0}
    told = journeys.attribution("buy", method=["first", "markov"], n_bootstrap=0)
    assert "1 paths have several channels at one time; markov takes these by name" in told.notes
    ordered = jm.Journeys.from_lists([["ad", "mail", "tv", "buy"], ["tv"], ["ad", "tv"]])
    assert credit(journeys, "markov") == credit(ordered, "markov")


def test_half_lives_are_lengths_of_time() -> None:
    when = pd.to_datetime(["2025-01-01", "2025-01-08", "2025-01-15", "2025-02-01"])
    log = log_of(*zip(["ann"] * 3 + ["bob"], ["ad", "mail", "buy", "ad"], when, strict=True))
    assert credit(log, "time_decay", half_life="7d") == pytest.approx({"mail": 2 / 3, "ad": 1 / 3})
    far = log_of(("ann", "ad", 0), ("ann", "mail", 10**6), ("ann", "buy", 10**9))
    assert credit(far, "time_decay", half_life=1) == {"mail": 1, "ad": 0}


def test_repeats_count_once_where_asked() -> None:
    journeys = jm.Journeys.from_lists([["ad", "ad", "ad", "mail", "buy"], ["ad"]])
    assert credit(journeys, "linear") == {"ad": 0.75, "mail": 0.25}
    assert credit(journeys, "linear", collapse_repeats=True) == {"ad": 0.5, "mail": 0.5}
    assert credit(journeys, "markov") == pytest.approx(credit(journeys, "markov", collapse_repeats=True))


def test_goals_bring_what_a_column_says_of_them_or_what_is_said_of_their_journeys() -> None:
    rows = [("ann", "ad", 0), ("ann", "buy", 1), ("bob", "mail", 0), ("bob", "buy", 2), ("bob", "order", 2)]
    log = log_of(*rows, paid=[0.0, 30.0, -4.0, np.nan, 12.0])
    told = log.attribution(["buy", "ord*"], method="last", value="paid", n_bootstrap=0)
    assert told.compare("value")["last"].to_dict() == {"ad": 30, "mail": 12}
    assert told.info["n_conversions"] == 2
    assert "1 conversions without a value count as worth 0" in told.notes
    known = log.with_customers({"id": ["ann", "bob"], "worth": [5, 7]}, customer="id")
    for value in ("worth", {"ann": 5, "bob": 7}, [5, 7], pd.Series([5, 7])):
        assert credit(known, "last", "value", value=value) == {"ad": 5, "mail": 7}
    with pytest.raises(OptionError, match=r"-4\.0"):
        log.attribution("mail", channels="ad", method="last", value="paid")
    with pytest.raises(MissingColumnError, match="paid"):
        log.attribution("buy", method="last", value="payd")


def test_nothing_to_divide_is_no_failure() -> None:
    journeys = jm.Journeys.from_lists([["buy", "ad"], ["ad", "ad"], []])
    told = journeys.attribution("buy", method=["last", "markov", "shapley"], worth="rate").to_pandas()
    assert told["credit"].tolist() == told["credit_high"].tolist() == [0, 0, 0]
    assert told["share"].isna().all()
    none = jm.Journeys.from_lists([["buy"], ["x"]]).attribution("buy", channels="x", method="markov")
    assert len(none) == 1
    only = jm.Journeys.from_lists([["x", "buy"], ["buy"]])[1:]
    empty = only.attribution("buy", method=["markov", "shapley", "time_decay"], worth="rate", half_life=1)
    assert len(empty) == 0
    assert "0 with a channel before them are divided, 1 have none" in empty.notes
    assert empty.to_pandas().columns.tolist()[:3] == ["method", "channel", "n"]


def random_paths(n: int, channels: int, seed: int) -> list[list[str]]:
    random = np.random.default_rng(seed)
    names = [f"c{number:02}" for number in range(channels)]
    chance = random.random(channels)
    paths = []
    for _ in range(n):
        own = random.choice(channels, random.integers(1, 4))
        paths.append([*(names[one] for one in own), *(["buy"] if random.random() < chance[own].mean() else [])])
    return paths


def test_drawn_orders_come_near_to_all_orders_by_as_much_as_they_say() -> None:
    journeys = jm.Journeys.from_lists(random_paths(300, 8, 1))
    exact = credit(journeys, "shapley", worth="rate")
    told = journeys.attribution("buy", method="shapley", worth="rate", n_permutations=400, n_bootstrap=0).to_pandas()
    off = (told["credit"] - told["channel"].map(exact)) / told["sampling_error"]
    assert off.abs().max() < 4
    assert off.abs().max() > 0.1
    assert told["credit"].sum() == pytest.approx(sum(exact.values()))


def test_many_channels_are_drawn_and_say_so() -> None:
    journeys = jm.Journeys.from_lists(random_paths(200, 20, 2))
    told = journeys.attribution("buy", method="shapley", worth="rate", n_bootstrap=0)
    assert "sampling_error" in told.columns
    assert any(note.endswith("orders of channels drawn, see sampling_error") for note in told.notes)
    assert "sampling_error" not in journeys.attribution("buy", method="shapley", n_bootstrap=0).columns


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """A path converts with chance 0.3, and ends in `b` with chance 0.4: in 300 paths `last` gives b 36 on average."""
    random, inside, n_sets = np.random.default_rng(3), [], 250
    for _ in range(n_sets):
        ends, won = random.random(300) < 0.4, random.random(300) < 0.3
        cells = np.bincount(ends * 2 + won, minlength=4)
        rows = [["a"], ["a", "buy"], ["b"], ["b", "buy"]]
        told = jm.Journeys.from_lists(rows).attribution("buy", method="last", multiplicity=cells).to_pandas()
        row = told[told["channel"] == "b"].iloc[0]
        inside.append((row["credit_low"] <= 36 <= row["credit_high"], row["share_low"] <= 0.4 <= row["share_high"]))
    # 95 % of 250, give or take three standard errors and what percentiles of 200 draws lose.
    assert (np.mean(inside, axis=0) > 0.9).all()
    assert (np.mean(inside, axis=0) < 0.985).all()


def test_all_journeys_of_a_customer_are_drawn_together() -> None:
    random = np.random.default_rng(4)
    rows = [(f"p{who}", "ad" if who % 2 else "tv", "buy" if random.random() < 0.5 else "no") for who in range(40)]
    each = [
        (who, event, 100 * day + step) for who, *path in rows for day in range(9) for step, event in enumerate(path)
    ]
    options: dict[str, Any] = {"method": "last", "channels": ["ad", "tv"]}
    whole = log_of(*each).journeys(session_gap=50).attribution("buy", **options)
    split = log_of(*((f"{who}/{when // 100}", what, when % 100) for who, what, when in each)).attribution(
        "buy", **options
    )
    assert "customers, with all their journeys, drawn again" in whole.notes[-1]
    one, other = whole.to_pandas(), split.to_pandas()
    assert one["credit"].tolist() == other["credit"].tolist()
    assert one["n_customers"].tolist() == [20, 20]
    wider = (one["credit_high"] - one["credit_low"]) / (other["credit_high"] - other["credit_low"])
    # Nine journeys that are the same tell as much as one: three times as wide.
    assert wider.between(2, 4.5).all()


def test_each_channel_says_how_many_it_is_of() -> None:
    rows = [["ad", "ad", "buy", "ad", "mail"], ["mail", "ad", "buy", "ad", "buy"], ["mail"]]
    told = jm.Journeys.from_lists(rows).attribution("buy", method="last", n_bootstrap=0)
    frame = told.to_pandas().set_index("channel")[["n", "n_converted", "n_customers"]]
    assert frame.T.to_dict("list") == {"ad": [4, 3, 2], "mail": [3, 1, 3]}
    many = jm.Journeys.from_lists(rows).attribution("buy", method="last", multiplicity=[10, 1, 100], n_bootstrap=0)
    frame = many.to_pandas().set_index("channel")[["n", "n_converted", "n_customers"]]
    assert frame.T.to_dict("list") == {"ad": [22, 12, 11], "mail": [111, 1, 111]}


def test_a_method_says_the_same_in_whatever_company() -> None:
    journeys = jm.Journeys.from_lists(random_paths(100, 4, 5))
    methods = ["first", "last", "linear", "u_shaped", "time_decay", "markov", "shapley"]
    together = journeys.attribution("buy", method=methods, half_life=2).to_pandas()
    for method in methods:
        half = {"half_life": 2} if method == "time_decay" else {}
        alone = journeys.attribution("buy", method=method, **half).to_pandas()
        part = together[together["method"] == method].reset_index(drop=True)[alone.columns]
        pd.testing.assert_frame_equal(alone, part, check_exact=True)
    assert together["method"].drop_duplicates().tolist() == methods
    assert together["credit_low"].le(together["credit"] + 1e-9).all()
    other = journeys.attribution("buy", method="last", random_state=1).to_pandas()
    assert other["credit_low"].tolist() != together[together["method"] == "last"]["credit_low"].tolist()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"method": "best"}, "`method` of attribution must be one of 'first', 'last'"),
        ({"method": []}, "one or several"),
        ({"method": ["last", "last"]}, "each once"),
        ({"method": "time_decay"}, "`half_life` of attribution must be a duration above 0"),
        ({"method": "time_decay", "half_life": 0}, "above 0"),
        ({"half_life": 2}, "does not go together with `method='last'`"),
        ({"order": 2}, "it is for 'markov' only"),
        ({"method": "markov", "order": 4}, "must be 1, 2 or 3; got 4"),
        ({"worth": "rate"}, "it is for 'shapley' only"),
        ({"method": "shapley", "worth": "money"}, "one of 'conversions', 'rate'"),
        ({"method": "shapley", "n_permutations": 10}, "exact for any number of channels"),
        ({"method": "shapley", "worth": "rate", "n_permutations": 1}, "a whole number ≥ 2"),
        ({"n_bootstrap": 10}, "must be 0, or a whole number ≥ 50; got 10"),
        ({"within": "7d"}, "plain order number"),
        ({"restart": "no"}, "True or False"),
        ({"channels": ["ad", "buy"]}, "'buy' is in both"),
        ({"channels": "*"}, "'buy' is in both"),
        ({"multiplicity": [1, 0]}, "whole numbers ≥ 1"),
        ({"value": ["much", "little"]}, "`value` of attribution must be numbers ≥ 0"),
        ({"observed_until": "2025-01-01"}, "`observed_until` of attribution"),
    ],
)
def test_options_that_cannot_be(options: dict[str, Any], told: str) -> None:
    log = log_of(("ann", "ad", 0), ("ann", "buy", 1), ("bob", "mail", 5))
    with pytest.raises(OptionError) as raised:
        log.attribution("buy", **{"method": "last", **options})
    assert told in str(raised.value)


def test_chains_of_more_channels_than_can_be_solved_are_refused() -> None:
    journeys = jm.Journeys.from_lists([[f"c{number}"] for number in range(201)] + [["c0", "buy"]])
    assert credit(journeys, "markov")["c0"] == 1
    with pytest.raises(OptionError, match=r"at most 200 for a chain of order 2 .*; got 201"):
        journeys.attribution("buy", method="markov", order=2)


def test_events_that_are_not_there() -> None:
    log = log_of(("ann", "ad:tv", 0), ("ann", "buy", 1), ("bob", "mail", 5))
    with pytest.raises(UnknownEventError, match="Did you mean 'buy'"):
        log.attribution("buyy", method="last")
    with pytest.raises(UnknownEventError, match="ads:"):
        log.attribution("buy", method="last", channels="ads:*")
    with pytest.raises(InputError, match="none to be a channel"):
        log.attribution(["buy", "ad:*", "mail"], method="last")
    with pytest.raises(OptionError, match="these have no times"):
        jm.Journeys.from_lists([["ad", "buy"]]).attribution("buy", method="last", observed_until=3)


def test_what_may_yet_come_is_said() -> None:
    log = log_of(("ann", "ad", 0), ("ann", "buy", 1), ("bob", "ad", 5), ("cem", "ad", 9))
    ends = {until: log.attribution("buy", method="last", within=3, observed_until=until) for until in (9, 12, 7)}
    assert [told.info["n_open"] for told in ends.values()] == [1, 0, 2]
    assert "2 paths did not convert; 1 of them may yet, as observation ends less than 3 later" in ends[9].notes
    assert (
        "2 paths did not convert; without `within` any of them may yet" in log.attribution("buy", method="last").notes
    )


def test_a_log_on_disk_gives_what_one_in_memory_gives(tmp_path: Path) -> None:
    rows = [(who, what, at) for who, path in enumerate(random_paths(60, 4, 6)) for at, what in enumerate(path)]
    frame = pd.DataFrame(rows, columns=["who", "what", "when"])
    frame.to_csv(tmp_path / "log.csv", index=False)
    columns: dict[str, Any] = {"customer": "who", "event": "what", "time": "when"}
    small = jm.read_events(tmp_path / "log.csv", **columns, memory_limit="600MB")
    told = [log.attribution("buy", method="markov").to_pandas() for log in (small, jm.read_events(frame, **columns))]
    pd.testing.assert_frame_equal(*told)


def test_results_travel_and_hold_no_id() -> None:
    log = log_of(("ann-4711", "<b>ad</b>", 0), ("ann-4711", "buy", 1), ("bob-4712", "mail", 5))
    told = log.attribution("buy", method=["markov", "shapley"], order=2)
    again = pickle.loads(pickle.dumps(told))
    assert again.to_dict() == told.to_dict()
    text = json.dumps(told.to_dict()) + repr(told) + told._repr_html_() + pickle.dumps(told).decode("latin-1")
    assert "4711" not in text
    assert "<b>" not in told._repr_html_()
    assert told.info["order"] == 2
    assert told.to_arrow().column_names == list(told.columns)
    with pytest.raises(OptionError, match="compare"):
        told.compare("value")
