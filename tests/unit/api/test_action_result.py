"""What every action gives back."""

import json

import numpy as np
import pytest

from journeymine import errors
from journeymine.actions.rows import ActionRows
from journeymine.api.action_result import ActionResult


@pytest.fixture
def result() -> ActionResult:
    columns = {
        "step": np.array(["<script>alert(1)</script>", "pay"], object),
        "n": np.array([1200, 3]),
        "share": np.array([0.25, np.nan]),
        "lead_time": np.array([90, "NaT"], "timedelta64[m]"),
        "since": np.array(["2024-01-01", "NaT"], "datetime64[s]"),
        "pattern": np.array([("a", ("b", "c")), None], object),
    }
    return ActionResult(ActionRows(columns, ("of 5 journeys",), {"goal": "pay"}, frozenset({"share"})))


def test_prints_notes_and_rows(result: ActionResult) -> None:
    told = repr(result).splitlines()
    assert told[:2] == ["ActionResult: 2 rows", "of 5 journeys"]
    assert told[2].split() == ["step", "n", "share", "lead_time", "since", "pattern"]
    assert "1,200" in told[3]
    assert "25.00%" in told[3]


def test_html_escapes_data(result: ActionResult) -> None:
    html = result._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "of 5 journeys" in html


def test_more_rows_than_are_shown_are_told() -> None:
    many = ActionResult(ActionRows({"n": np.arange(45)}, (), {}))
    assert repr(many).endswith("… and 25 more rows")
    assert "The first 20 of 45 rows." in many._repr_html_()


def test_frames_and_json_hold_the_same(result: ActionResult) -> None:
    frame = result.to_pandas()
    assert frame["n"].tolist() == [1200, 3]
    assert frame.attrs["notes"] == ["of 5 journeys"]
    assert result.to_arrow().column("share").to_pylist() == [0.25, None]
    assert result.to_arrow().column("pattern").to_pylist() == [[["a"], ["b", "c"]], None]
    told = json.loads(json.dumps(result.to_dict()))
    assert told["info"] == {"goal": "pay"}
    first, second = told["rows"]
    assert (first["lead_time"], first["since"], first["pattern"]) == ("90min", "2024-01-01T00:00:00", ["a", ["b", "c"]])
    assert (second["share"], second["lead_time"], second["since"], second["pattern"]) == (None, None, None, None)


def test_no_result_can_be_changed(result: ActionResult) -> None:
    with pytest.raises(ValueError, match="read-only"):
        result._table.columns["n"][0] = 7
    frame = result.to_pandas()
    frame.loc[0, "n"] = 7
    assert result.to_pandas()["n"].tolist() == [1200, 3]


def test_columns_are_as_long_as_each_other_and_known_by_name(result: ActionResult) -> None:
    with pytest.raises(ValueError, match="equally long"):
        ActionRows({"a": np.arange(2), "b": np.arange(3)}, (), {})
    with pytest.raises(errors.MissingColumnError, match=r"Did you mean 'share'\?"):
        result._table.column("shares")


def test_rows_can_be_taken(result: ActionResult) -> None:
    taken = result._table.take(np.array([1]))
    assert taken.columns["n"].tolist() == [3]
    assert taken.notes == result.notes
