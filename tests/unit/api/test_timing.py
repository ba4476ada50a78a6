"""How long patterns take."""

import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import MissingJourneysError, OptionError, UnknownEventError

LOG = jm.read_events(
    {
        "who": ["ann"] * 4 + ["bob"] * 2 + ["cleo"] * 3,
        "what": ["search", "search", "cart", "pay", "search", "cart", "search", "cart", "pay"],
        "when": [
            *("2025-03-01T10:00", "2025-03-01T10:05", "2025-03-01T10:20", "2025-03-03T10:00"),
            *("2025-03-02T08:00", "2025-03-02T09:00"),
            *("2025-03-04T19:00", "2025-03-04T19:30", "2025-03-04T19:40"),
        ],
    },
    customer="who",
    event="what",
    time="when",
)


def test_times_are_those_of_the_tightest_occurrences() -> None:
    patterns = jm.mine_sequences(LOG.journeys(), min_support=2)
    frame = patterns.timing().set_index(pd.Index([str(pattern) for pattern in patterns]))
    row = frame.loc["search → cart"]
    assert row["n_journeys"] == 3
    assert (row["span_q25"], row["span_median"], row["span_q75"]) == tuple(
        pd.Timedelta(f"{minutes}min") for minutes in (22.5, 30, 45)
    )
    assert row["gap_median"] == (pd.Timedelta("30min"),)
    gaps = frame.loc["search → cart → pay", "gap_median"]
    assert gaps == (pd.Timedelta("22.5min"), pd.Timedelta(minutes=(10 + 2860) / 2))
    assert frame.loc["pay", "span_median"] == pd.Timedelta(0)
    assert frame.loc["pay", "gap_median"] == ()


def test_patterns_of_one_length_and_none_at_all() -> None:
    patterns = jm.mine_sequences([["a", "b"], ["a", "x", "b"]], min_support=2)
    assert patterns[2:].timing()["gap_median"].tolist() == [(1.5,)]
    assert patterns[:2].timing()["gap_median"].tolist() == [(), ()]
    assert patterns[:0].timing().columns.tolist()[:2] == ["pattern", "n_journeys"]


def test_elsewhere_and_nowhere() -> None:
    patterns = jm.mine_sequences(LOG.journeys(), min_support=2)
    other = jm.Journeys.from_lists([["pay", "search"], ["search", "pay", "cart"]])
    frame = patterns.timing(other).set_index(pd.Index([str(pattern) for pattern in patterns]))
    assert (frame.loc["search → cart", "n_journeys"], frame.loc["search → cart", "span_median"]) == (1, 2.0)
    assert frame.loc["cart → pay", "n_journeys"] == 0
    assert pd.isna(frame.loc["cart → pay", "span_median"])
    without = patterns.timing(jm.Journeys.from_lists([["search", "cart"]]))
    assert dict(zip(map(str, patterns), without["n_journeys"], strict=True)) == {
        **dict.fromkeys(map(str, patterns), 0),
        **dict.fromkeys(("search", "cart", "search → cart"), 1),
    }


def test_a_loaded_set_needs_journeys(tmp_path: object) -> None:
    path = f"{tmp_path}/patterns.parquet"
    jm.mine_sequences(LOG.journeys(), min_support=2).save(path)
    loaded = jm.PatternSet.load(path)
    with pytest.raises(MissingJourneysError, match=r"PatternSet\.timing needs the journeys"):
        loaded.timing()
    assert len(loaded.timing(LOG.journeys())) == len(loaded)


def test_within_counts_the_journeys_that_take_at_most_so_long() -> None:
    journeys = LOG.journeys()
    patterns = jm.mine_sequences(journeys, min_support=2)
    for within in ("20min", "30min", "1h", pd.Timedelta(weeks=4)):
        frame = patterns.timing(within=within)
        counted = [journeys.count(str(pattern), within=within) for pattern in patterns]
        assert frame["n_within"].tolist() == counted
        assert frame["share_within"].tolist() == [n / m for n, m in zip(counted, frame["n_journeys"], strict=True)]
    assert patterns.timing(jm.Journeys.from_lists([["search"], ["cart", "pay"]]))["n_journeys"].min() == 0
    with pytest.raises(OptionError, match="`within` of timing must be a duration"):
        patterns.timing(within="soon")


def test_time_to_the_outcome_is_from_the_end_of_the_tightest_occurrence() -> None:
    patterns = jm.mine_sequences(LOG.journeys(), min_support=2)
    frame = patterns.timing(outcome="pay").set_index(pd.Index([str(pattern) for pattern in patterns]))
    row = frame.loc["search → cart"]
    assert row["n_outcome"] == 2
    # Ann takes 2 days less 20 min from her cart on, Cleo 10 min.
    ann, cleo = pd.Timedelta(hours=47, minutes=40), pd.Timedelta("10min")
    assert row["to_outcome_median"] == (ann + cleo) / 2
    assert row["to_outcome_q25"] == cleo + (ann - cleo) / 4
    assert frame.loc["pay", "n_outcome"] == 0
    assert pd.isna(frame.loc["pay", "to_outcome_median"])
    either = patterns.timing(outcome={"pay", "cart"})
    assert either["n_outcome"].tolist()[:2] == [2, 3]
    with pytest.raises(UnknownEventError, match=r"no event 'pya'\. Did you mean 'pay'\?"):
        patterns.timing(outcome="pya")
    with pytest.raises(OptionError, match="`outcome` of timing must be an event name"):
        patterns.timing(outcome=[])


def test_an_outcome_at_the_same_time_does_not_follow() -> None:
    journeys = jm.Journeys.from_lists([[("a", "pay")], [("a", "pay"), "pay"], ["a"], ["pay", "a"]])
    frame = jm.mine_sequences(journeys, min_support=4).timing(outcome="pay")
    assert frame[["n_journeys", "n_outcome", "to_outcome_median"]].to_numpy().tolist() == [[4, 1, 1.0]]
