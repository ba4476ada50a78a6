"""jm.watch: what it takes, what it refuses, what its alarms say."""

import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError, OptionError, UnknownEventError

DAYS = pd.date_range("2024-01-01", periods=100, freq="D")


def calls(now: float = 3.0, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).poisson(np.where(np.arange(100) < 80, 3.0, now))


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"start": DAYS, "event": "late", "n": calls(7.0), **columns})


@pytest.fixture(scope="module")
def watched() -> jm.Watch:
    return jm.watch(frame())


def test_a_growth_is_an_alarm(watched: jm.Watch) -> None:
    (alarm,) = watched.alarms().to_dict()["rows"]
    assert alarm["event"] == "late"
    assert "2024-03-1" < alarm["since"] < "2024-03-24" < alarm["found_at"] < "2024-03-27"
    assert alarm["until"] is None
    assert alarm["is_on"]
    assert alarm["rate_now_low"] < alarm["rate_now"] < alarm["rate_now_high"]
    assert 1.5 < alarm["ratio_low"] < alarm["ratio"] == pytest.approx(alarm["rate_now"] / alarm["rate_before"])
    assert alarm["probability"] > 0.999
    assert watched.alarms(at_least=3).to_pandas()["probability"].item() < 0.2


def test_what_it_says_over_the_table(watched: jm.Watch) -> None:
    first, second, third = watched.notes
    assert first == (
        "1 series of 'n', 1 of them with an alarm on; "
        "44 periods judged after a baseline of 56, up to that of 2024-04-09"
    )
    assert second.startswith("at most 1/year false alarms over all series together, if periods are independent")
    assert third.startswith("observational: ")
    assert len(watched) == 1
    assert watched.info["n_simulated_alarms"] <= watched.info["n_simulated"] * 365 / 365.25


def test_the_same_seed_gives_the_same_threshold(watched: jm.Watch) -> None:
    assert repr(jm.watch(frame())) == repr(watched)
    assert jm.watch(frame(), random_state=1).info["threshold"] != watched.info["threshold"]


def test_frames_of_any_kind_say_the_same(watched: jm.Watch) -> None:
    told = watched.alarms().to_dict()["rows"]
    for counts in (pl.DataFrame(frame()), frame().to_dict("list"), frame().sample(frac=1, random_state=1)):
        assert jm.watch(counts).alarms().to_dict()["rows"] == told
    (row,) = jm.watch(frame().set_index("start")["n"]).alarms().to_dict()["rows"]
    assert row == {name: value for name, value in told[0].items() if name != "event"}


def test_the_counts_of_a_log_go_straight_in() -> None:
    rng = np.random.default_rng(2)
    days = np.repeat(np.arange(80), rng.poisson(4, 80))
    late = rng.random(len(days)) < np.where(days < 70, 0.2, 0.9)
    log = jm.read_events(
        {
            "who": rng.integers(0, 40, len(days)),
            "what": np.where(late, "complaint:late", "order"),
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(days, "D"),
        },
        customer="who",
        event="what",
        time="when",
    )
    counts = log.counts("complaint:*", every="1d", per="active_customers", zone="Europe/Berlin")
    watched = jm.watch(counts)
    assert "'n' per n_active_customers" in watched.notes[0]
    assert watched.notes[0].endswith("times of Europe/Berlin")
    assert watched.info["n_judged"] == 80 - 56 - 1
    assert "1 periods are not judged yet (incomplete)" in watched.notes[3]
    assert watched.alarms().to_pandas()["event"].tolist() == ["complaint:late"]


def test_days_on_which_clocks_change_are_days() -> None:
    starts = pd.date_range("2024-02-01", periods=100, freq="D", tz="Europe/Berlin")
    local = jm.watch(frame(start=starts), lag="3d")
    naive = jm.watch(frame(start=starts.tz_localize(None)), lag="3d")
    assert local.alarms().to_dict()["rows"] == naive.alarms().to_dict()["rows"]
    assert local.info["n_judged"] == 41
    later = frame(start=starts)[-3:]
    assert local.update(later).info["last"] == local.info["last"] == "2024-05-07"


def test_exposure_takes_out_what_more_customers_explain() -> None:
    grown = frame(n_active_customers=np.where(np.arange(100) < 80, 3000, 7000))
    assert len(jm.watch(grown).alarms()) == 0
    assert len(jm.watch(grown, exposure=None).alarms()) == 1


def test_the_week_is_no_alarm() -> None:
    rng = np.random.default_rng(1)
    weekly = np.where(np.arange(140) % 7 < 5, 9, 1)
    days = pd.Series(rng.poisson(weekly), pd.date_range("2024-01-01", periods=140, freq="D"))
    watched = jm.watch(days)
    assert len(watched.alarms()) == 0
    assert watched.to_pandas()["season"].item() > 4
    assert watched.to_pandas()["dispersion"].item() < 1.5
    assert jm.watch(days, season=None).to_pandas()["dispersion"].item() > 2
    assert repr(jm.watch(days, season=7)) == repr(watched)


def test_a_burst_in_the_baseline_is_not_taken_for_usual() -> None:
    n = calls()
    n[20:27] += 12
    rate = jm.watch(frame(n=n)).to_pandas()["rate_before"].item()
    assert rate < n[:56].mean() - 1
    assert rate == pytest.approx(np.delete(n[:56], np.arange(20, 27)).mean(), rel=0.1)


def test_an_alarm_goes_off_when_it_is_over() -> None:
    n = np.concatenate([calls(8.0), np.full(60, 3)])
    days = pd.date_range("2024-01-01", periods=160, freq="D")
    alarms = jm.watch(pd.Series(n, days)).alarms().to_pandas()
    assert alarms["is_on"].tolist() == [False]
    assert pd.Timestamp("2024-04-05") <= alarms["until"].item() <= pd.Timestamp("2024-04-12")


def test_reset_closes_an_alarm_and_hears_the_next(watched: jm.Watch) -> None:
    closed = watched.reset("late")
    assert closed.alarms().to_pandas()["until"].notna().all()
    assert len(watched.alarms().to_pandas()["until"].dropna()) == 0
    further = pd.DataFrame({"start": pd.date_range(DAYS[-1], periods=21, freq="D")[1:], "event": "late", "n": 9})
    assert closed.update(further).alarms().to_pandas()["is_on"].tolist() == [False, True]
    with pytest.raises(UnknownEventError, match="Did you mean 'late'"):
        watched.reset("lat")


def test_young_and_incomplete_periods_are_provisional() -> None:
    n = calls()
    n[-2:] = 15
    complete = np.arange(100) < 99
    alarms = jm.watch(frame(n=n, complete=complete), lag="2d").alarms()
    assert alarms.to_pandas()["provisional"].tolist() == [True]
    assert "3 periods are not judged yet (incomplete or younger than lag='2d')" in alarms.notes[3]
    assert jm.watch(frame(n=n)).alarms().to_pandas()["provisional"].tolist() == [False]


def test_kleinberg_tells_how_high() -> None:
    alarms = jm.watch(frame(n=calls(30.0)), method="kleinberg", detect=2).alarms().to_pandas()
    assert alarms["level"].tolist() == [3]


def test_order_numbers_are_time_too() -> None:
    counts = frame(start=np.arange(100) * 10)
    watched = jm.watch(counts, season=None, baseline=56, false_alarms="1/3650")
    assert watched.alarms().to_pandas()["since"].item() in range(700, 830)
    later = counts.assign(start=counts["start"] + 1000)
    assert watched.update(later).info["n_judged"] == 144


def test_several_columns_tell_series_apart() -> None:
    both = pd.concat([frame(source="app"), frame(source="shop", n=calls())])
    alarms = jm.watch(both, series=["event", "source"]).alarms().to_pandas()
    assert alarms[["event", "source"]].to_numpy().tolist() == [["late", "app"]]
    with pytest.raises(InputError, match="There are 2 rows of late in the period of 2024-01-01"):
        jm.watch(both)


def test_missing_rows_are_zero_only_if_said() -> None:
    both = pd.concat([frame(), frame(event="rude", n=calls())])
    holed = both[~((both["event"] == "rude") & (both["n"] == 0))]
    with pytest.raises(InputError, match=r"There is no row of rude in the period of .*missing='zero'"):
        jm.watch(holed)
    assert repr(jm.watch(holed, missing="zero").to_pandas()) == repr(jm.watch(both).to_pandas())
    with pytest.raises(InputError, match="after that of 2024-02-09 comes one 2 periods later"):
        jm.watch(frame().drop(index=40))


def test_rows_of_judged_periods_and_gaps_are_refused(watched: jm.Watch) -> None:
    with pytest.raises(InputError, match="2024-04-09 was judged already; give rows after 2024-04-09"):
        watched.update(frame()[-1:])
    with pytest.raises(
        InputError, match="the last one judged is that of 2024-04-09, and the first row is of 2024-04-11"
    ):
        watched.update({"start": [pd.Timestamp("2024-04-11")], "event": ["late"], "n": [3]})
    with pytest.raises(InputError, match=r"lat was not among the series watched.*Did you mean 'late'"):
        watched.update({"start": [pd.Timestamp("2024-04-10")], "event": ["lat"], "n": [3]})
    with pytest.raises(InputError, match="must hold times without a zone, as before"):
        watched.update({"start": [pd.Timestamp("2024-04-10", tz="UTC")], "event": ["late"], "n": [3]})
    with pytest.raises(MissingColumnError, match="no column 'event'"):
        watched.update({"start": [pd.Timestamp("2024-04-10")], "n": [3]})
    assert watched.update(frame()[:0]) is watched


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"baseline": "moving"}, "learns a slow build-up as normal"),
        ({"baseline": "7d"}, "must be at least 14 periods long, two seasons; '7d' is 7"),
        ({"baseline": "7d", "season": None}, "must be at least 8 periods long; '7d' is 7"),
        ({"baseline": "200d"}, "'200d' is 200 periods, and there are 100 complete ones"),
        ({"baseline": "soon"}, "`baseline` of watch must be a length such as '56d'"),
        ({"method": "shewhart"}, "`method` of watch must be one of 'cusum', 'ewma', 'poisson', 'kleinberg'"),
        ({"detect": 1}, "`detect` of watch must be a growth above 1"),
        ({"method": "poisson", "detect": 2}, "`detect` of watch does not go together with `method='poisson'`"),
        ({"false_alarms": 1}, "`false_alarms` of watch must be a number of alarms per time"),
        ({"false_alarms": "1/fortnight"}, "`false_alarms` of watch must be"),
        ({"false_alarms": "0/year"}, "`false_alarms` of watch must be"),
        ({"false_alarms": "1/day"}, "must be rarer than one in 10 periods of each series"),
        ({"false_alarms": "1/99999999d"}, "frequent enough to be simulated"),
        ({"season": "month"}, "`season` of watch must be 'week', a whole number of periods ≥ 2, or None"),
        ({"lag": "soon"}, "`lag` of watch must be a duration"),
        ({"missing": 0}, "`missing` of watch must be one of 'error', 'zero'"),
        ({"series": "evnt"}, "no column 'evnt'. Did you mean 'event'"),
        ({"exposure": "customers"}, "`exposure` of watch: there is no column 'customers'"),
        ({"random_state": -1}, "`random_state` of watch"),
    ],
)
def test_options_are_refused_by_name(options: dict[str, Any], message: str) -> None:
    with pytest.raises((OptionError, MissingColumnError)) as caught:
        jm.watch(frame(), **options)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"n": -1}, "must hold numbers ≥ 0; row 0 holds"),
        ({"n": "many"}, "must hold numbers ≥ 0; row 0 holds 'many'"),
        ({"start": "monday"}, "must hold the starts of periods"),
        ({"start": np.arange(100.0)}, "must hold the starts of periods"),
        ({"start": [pd.NaT, *DAYS[1:]]}, "has 1 missing times"),
        ({"complete": "yes"}, "Column 'complete' of watch must hold True or False"),
        ({"n_active_customers": 0}, "whose `exposure` 'n_active_customers' is 0"),
        ({"n_active_customers": 0, "n": 0}, "has no exposure in the whole baseline"),
    ],
)
def test_numbers_and_times_are_refused_by_column(columns: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        jm.watch(frame(**columns))
    assert message in str(caught.value)


def test_counts_and_state_must_be_such(watched: jm.Watch) -> None:
    with pytest.raises(OptionError, match="`counts` of watch must be a frame"):
        jm.watch(3)
    with pytest.raises(InputError, match=r"must be what Watch.state\(\) gave"):
        jm.Watch.resume({})
    with pytest.raises(InputError, match="is of version 0"):
        jm.Watch.resume(watched.state() | {"version": 0})
    with pytest.raises(InputError, match="is damaged"):
        jm.Watch.resume({name: one for name, one in watched.state().items() if name != "clock"})


def test_a_watch_pickles_and_holds_no_counts(watched: jm.Watch) -> None:
    again = pickle.loads(pickle.dumps(watched))
    assert again.state() == watched.state()
    assert len(str(watched.state())) < 3000
