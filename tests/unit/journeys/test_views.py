import pandas as pd
import pyarrow as pa

from journeymine.journeys.encoding import encode
from journeymine.journeys.lists import from_lists
from journeymine.journeys.summary import describe
from journeymine.journeys.views import to_pandas
from journeymine.sources.table import EventTable


def test_a_row_an_event_under_the_names_of_the_log() -> None:
    columns = {
        "who": ["b", "a", "a", "a"],
        "journey": ["x", "y", "x", "z"],
        "when": pa.array([5, 1, 1, 2]).cast(pa.timestamp("ms", "UTC")),
        "worth": [1.0, 2.0, 3.0, 4.0],
        "note": [1, 2, 3, None],
    }
    table = EventTable(pa.table(columns), "who", "journey", "when", "worth", ("note",), "ms")
    frame = to_pandas(encode(table))
    assert list(frame.columns) == ["who", "journey_", "element", "when", "journey", "worth", "note"]
    assert frame["who"].tolist() == ["a", "a", "a", "b"]
    assert frame["journey_"].tolist() == [0, 0, 0, 1]
    assert frame["element"].tolist() == [0, 0, 1, 0]
    assert frame["journey"].tolist() == ["x", "y", "z", "x"]
    assert frame["when"].tolist() == [pd.Timestamp(at, unit="ms", tz="UTC") for at in (1, 1, 2, 5)]
    assert frame["worth"].tolist() == [3.0, 2.0, 4.0, 1.0]


def test_lists_have_no_clock() -> None:
    frame = to_pandas(from_lists([[1, (2, 3)], []]))
    assert frame.to_dict("list") == {
        "customer": [0, 0, 0],
        "journey": [0, 0, 0],
        "element": [0, 1, 1],
        "event": [1, 2, 3],
    }


def test_summary_counts_what_is_there() -> None:
    summary = describe(from_lists([["a", ("a", "b")], [], ["b"]], customers=["p", "p", "q"]))
    assert (summary.journeys, summary.customers, summary.events, summary.elements) == (3, 2, 4, 3)
    assert (summary.distinct_events, summary.empty_journeys, summary.cut_journeys) == (2, 1, 0)
    assert (summary.length_mean, summary.length_quantiles["50%"]) == (4 / 3, 1.0)
    assert summary.journeys_per_customer == 1.5
    assert summary.first_time is None
    assert summary.to_dict()["observed_until"] is None


def test_summary_tells_times_in_words() -> None:
    table = EventTable(
        pa.table({"who": ["a", "a"], "what": ["x", "y"], "when": pa.array([0, 86400]).cast(pa.timestamp("s", "UTC"))}),
        "who",
        "what",
        "when",
        time_unit="s",
    )
    summary = describe(encode(table, observed_until="1970-01-05"))
    assert (summary.first_time, summary.last_time) == ("1970-01-01T00:00:00Z", "1970-01-02T00:00:00Z")
    assert summary.observed_until == "1970-01-05T00:00:00Z"
    assert (
        describe(
            encode(EventTable(table.table.set_column(2, "when", pa.array([3, 4])), "who", "what", "when"))
        ).last_time
        == 4
    )


def test_events_of_a_set_are_tied() -> None:
    assert from_lists([["a", ("b", "c")], ["a"]]).tied_share == 0.5
    assert from_lists([["a", "b"], []]).tied_share == 0.0
    assert from_lists([]).tied_share == 0.0
