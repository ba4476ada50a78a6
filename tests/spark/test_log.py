"""A Spark frame is read as any log: ties, sessions and cases, missing values, types that cannot be."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import journeymine as jm
import journeymine.spark
from journeymine import errors
from tests.spark.conftest import COLUMNS
from tests.spark.test_sequences import told


@pytest.fixture(scope="session")
def tied(table: pa.Table) -> pa.Table:
    """Events at days, so that many share their time, with a case and with rows that lack something."""
    days = table.set_column(2, "time", table["time"].cast(pa.date32()))
    channel = pc.binary_length(days["event"]).cast(pa.int64())
    holes = pc.if_else(pc.equal(pa.array(range(len(days))), 7), "", days["event"])
    return days.append_column("web.channel", channel).set_column(1, "event", holes)


@pytest.mark.parametrize(
    ("cut", "rules"),
    [
        ({"session_gap": "2d", "min_events": 2}, {"contiguous": True}),
        (
            {"simultaneous": "order", "tie": ["help", "cart"], "collapse_repeats": True, "max_events": 5},
            {"max_gap": "3d"},
        ),
        ({"by": "web.channel", "simultaneous": "order", "tie": "web.channel", "start": "2025-01-03"}, {}),
    ],
    ids=["sessions", "order", "cases"],
)
def test_journeys_are_cut_as_on_one_machine(spark: Any, tied: pa.Table, cut: Any, rules: Any) -> None:
    log = journeymine.spark.read_events(spark.createDataFrame(tied), **COLUMNS, on_missing="drop")
    with log.journeys(n_parts=2, **cut) as journeys:
        found = journeymine.spark.mine_sequences(journeys, min_support=0.03, **rules)
    one = jm.read_events(tied, **COLUMNS, on_missing="drop", extra=["web.channel"]).journeys(**cut)
    assert told(found) == told(jm.mine_sequences(one, min_support=0.03, **rules))
    assert len(found) > 10


def test_numbers_joined_names_and_hostile_ones(spark: Any) -> None:
    names = ["<script>", "=cmd()", "a\nb", "\u202ex", "`; --"]
    rows = {
        "a.b": [n // 4 for n in range(40)],
        "e`v": [names[n * n % 5] for n in range(40)],
        "page": [n % 3 for n in range(40)],
        "at": [n % 7 for n in range(40)],
    }
    columns = {"customer": "a.b", "event": ["e`v", "page"], "time": "at"}
    frame = spark.createDataFrame(pa.table(rows))
    found = journeymine.spark.mine_sequences(frame, **columns, min_support=2)
    whole = jm.mine_sequences(jm.read_events(rows, **columns).journeys(), min_support=2)
    assert told(found) == told(whole)
    kept = {tuple(tuple(element) for element in row["pattern"]) for row in found.to_arrow(["pattern"]).to_pylist()}
    back = journeymine.spark.to_spark(found).select("pattern", "n_journeys").collect()
    assert {tuple(tuple(element) for element in row["pattern"]) for row in back} == kept
    assert [row["n_journeys"] for row in back] == found.to_pandas()["n_journeys"].tolist()


def test_missing_values_are_counted(spark: Any, tied: pa.Table) -> None:
    log = journeymine.spark.read_events(spark.createDataFrame(tied), **COLUMNS)
    with pytest.raises(errors.InputError, match=r"Of 3,103 rows in the Spark frame, column 'event' has 1 missing"):
        log.journeys()


def test_what_cannot_be_is_refused_before_anything_runs(frame: Any) -> None:
    read = journeymine.spark.read_events
    with pytest.raises(errors.MissingColumnError, match=r"no column 'custmer' in the Spark frame. Did you mean"):
        read(frame, customer="custmer", event="event", time="time")
    with pytest.raises(errors.InputError, match=r"time column 'page' of the Spark frame must hold time stamps, dates"):
        read(frame.withColumn("page", frame["event"]), customer="customer", event="event", time="page")
    with pytest.raises(errors.InputError, match=r"customer column 'time' .* it holds timestamp: cast it"):
        read(frame, customer="time", event="event", time="customer")
    with pytest.raises(errors.OptionError, match=r"`frame` of read_events must be a pyspark.sql.DataFrame"):
        read({"a": [1]}, customer="a", event="a", time="a")
    log = read(frame, **COLUMNS)
    with pytest.raises(errors.OptionError, match=r"`n_parts` of journeys must be"):
        log.journeys(n_parts=0)
    with pytest.raises(
        errors.OptionError, match=r"`customer` of mine_sequences does not go together with `a SparkLog`"
    ):
        journeymine.spark.mine_sequences(log, customer="customer", min_support=2)


def test_what_a_task_raises_is_said_as_on_one_machine(journeys: Any) -> None:
    with pytest.raises(errors.CapacityError, match="memory_limit"):
        journeymine.spark.mine_sequences(journeys, min_support=0.01, memory_limit=2000)
    with pytest.raises(errors.UnknownEventError, match="Did you mean"):
        journeymine.spark.mine_sequences(journeys, min_support=0.01, contains="serch")
