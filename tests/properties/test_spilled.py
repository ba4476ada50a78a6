"""A log on disk beside the same log in memory: the same journeys to the byte, for every option and any partitions."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import csv, parquet

import journeymine.sources.database as duck
import journeymine.sources.parquet as columnar
from journeymine.api.event_log import EventLog
from journeymine.api.journeys import Journeys
from journeymine.api.spilled_log import SpilledLog
from journeymine.errors import JourneymineError
from journeymine.journeys.coded import CodedJourneys
from journeymine.sources.quality import quality
from journeymine.sources.read import read_table
from journeymine.sources.spill.quality import quality_of_partitions
from journeymine.sources.spill.read import read_spilled

NAMES = ["a", "b", "日本", "a name that is longer than fifteen bytes", "7", "12"]
COLUMNS = {"customer": "who", "event": "what", "time": "when"}

rows = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.sampled_from([*NAMES, "c", "d", "e", "13", "14"]),
            "what": st.sampled_from(NAMES),
            "when": st.integers(0, 6),
            "much": st.one_of(st.none(), st.sampled_from([0.1, 0.2, 0.3, -1.5])),
            "case": st.sampled_from(["x", "y"]),
            "until": st.integers(4, 9),
            "note": st.one_of(st.none(), st.sampled_from(["n", "m", "1", "2.50"])),
        }
    ),
    min_size=1,
    max_size=40,
)
options = st.fixed_dictionaries(
    {"simultaneous": st.sampled_from(["set", "order"]), "carried": st.booleans()},
    optional={
        "session_gap": st.integers(0, 3),
        "by": st.just("case"),
        "collapse_repeats": st.booleans(),
        "min_events": st.integers(0, 2),
        "max_events": st.integers(2, 4),
        "start": st.integers(0, 2),
        "end": st.integers(3, 6),
        "observed_until": st.sampled_from([5, "until"]),
        "tie": st.sampled_from(["event", "note", ["b", "a"]]),
    },
)


def write(log: list[dict[str, Any]], path: Path) -> None:
    table = pa.Table.from_pylist(log)
    if path.suffix == ".csv":
        csv.write_csv(table, path)
    elif path.suffix == ".parquet":
        parquet.write_table(table, path)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in log))


def both(path: Path, n_partitions: int, **said: Any) -> tuple[Any, Any]:
    asked: dict[str, Any] = {
        **COLUMNS,
        "value": None,
        "extra": (),
        "on_missing": "error",
        "time_unit": None,
        "zone": None,
        **said,
    }
    spilled = read_spilled(str(path), **asked, form=None, memory=10**9, n_partitions=n_partitions)
    return read_table(str(path), **asked), spilled


def assert_same(one: CodedJourneys, two: CodedJourneys) -> None:
    for name in ("events", "times", "offsets", "element_starts", "customer_codes", "parts", "case_codes", "values",
                 "cut"):  # fmt: skip
        left, right = getattr(one, name), getattr(two, name)
        if left is None or right is None:
            assert left is right, name
        else:
            assert (left.dtype, left.tobytes()) == (right.dtype, right.tobytes()), name
    for name in ("vocabulary", "customers"):
        assert getattr(one, name).names() == getattr(two, name).names()
        assert getattr(one, name).kind == getattr(two, name).kind
    assert (one.cases is None and two.cases is None) or one.cases.names() == two.cases.names()  # type: ignore[union-attr]
    np.testing.assert_array_equal(one.observed_until, two.observed_until)  # type: ignore[arg-type]
    assert one.extras.keys() == two.extras.keys()
    for name, column in one.extras.items():
        assert column.type == two.extras[name].type
        assert column.to_pylist() == two.extras[name].to_pylist()
    assert (one.tied_share, one.recipe, one.time_unit) == (two.tied_share, two.recipe, two.time_unit)


def outcome(make: Callable[[], Journeys]) -> Journeys | str:
    """The journeys, or the sentence that refuses them."""
    try:
        return make()
    except JourneymineError as error:
        return repr(error)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duck, "_BATCH_ROWS", 5)
    monkeypatch.setattr(columnar, "_BATCH_ROWS", 5)


@given(rows, options, st.sampled_from([".csv", ".parquet", ".json"]), st.sampled_from([1, 2, 8]))
@settings(
    max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_journeys_are_the_same_bytes(
    tmp_path: Path, log: list[dict[str, Any]], asked: dict[str, Any], suffix: str, n: int
) -> None:
    path = tmp_path / f"log{suffix}"
    write(log, path)
    said: dict[str, Any] = {"value": "much", "extra": ["case", "until", "note"]} if asked.pop("carried") else {}
    table, spilled = both(path, n, **said)
    assert spilled.empty.report == table.report
    assert (len(spilled), spilled.empty.table.schema.names) == (len(table), table.table.schema.names)
    expected = outcome(lambda: EventLog(table).journeys(**asked))
    found = outcome(lambda: SpilledLog(spilled).journeys(**asked))
    if isinstance(expected, Journeys) and isinstance(found, Journeys):
        assert_same(found.coded, expected.coded)
    else:
        assert found == expected


def hidden(log: EventLog) -> EventLog:
    return log.pseudonymise("0123456789abcdef" * 2, columns=["case"]).mask_text(columns=["note"])


@given(rows, st.sampled_from([1, 8]))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pseudonyms_and_masks_are_the_same(tmp_path: Path, log: list[dict[str, Any]], n: int) -> None:
    path = tmp_path / "log.parquet"
    texts = {"n": "call 030 1234567", "m": "m@example.com", "1": None, "2.50": "no"}
    # A first row with a text, as a column without any holds none.
    log = [{**row, "note": texts.get(row["note"], "fine") if place else "fine"} for place, row in enumerate(log)]
    write(log, path)
    table, spilled = both(path, n, value="much", extra=["case", "note"])
    whole, parts = hidden(EventLog(table)), hidden(SpilledLog(spilled))
    assert_same(parts.journeys(by="case").coded, whole.journeys(by="case").coded)
    assert parts.steps().to_dict() == whole.steps().to_dict()
    assert parts.recipe().to_json() == whole.recipe().to_json()
    assert parts.quality().customers == whole.quality().customers
    assert len(parts) == len(whole)


@given(rows, st.sampled_from([1, 8]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_quality_has_the_same_numbers(tmp_path: Path, log: list[dict[str, Any]], n: int) -> None:
    path = tmp_path / "log.parquet"
    write([{**row, "when": row["when"] * 86_400_000 - 86_400_000} for row in log], path)
    table, spilled = both(path, n, value="much", time_unit="ms")
    now = datetime(1970, 1, 4, tzinfo=UTC)
    whole, parts = quality(table, now=now).to_dict(), quality_of_partitions(spilled, now=now).to_dict()
    told = {one["fault"]: one for one in whole.pop("findings")}
    found = {one["fault"]: one for one in parts.pop("findings")}
    for fault in ("exact_duplicates", "future", "before_1990"):
        for part in ("count", "share", "cure", "weight"):
            assert found.get(fault, {}).get(part) == told.get(fault, {}).get(part), (fault, part)
    assert parts.pop("notes")[:-1] == whole.pop("notes")
    assert parts == whole
