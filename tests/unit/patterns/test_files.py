import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeymine.errors import InputError, OptionError
from journeymine.patterns import files, frames
from journeymine.patterns.table import PatternTable
from tests.unit.patterns.tables import itemsets, rules, sequences

STRANGE = ["→", '"', "'", "🛒", "<script>alert(1)</script>", "two\nlines", "=1+1", "x" * 10_000, "", "\x00", "&amp;"]
NAMES = st.sampled_from(STRANGE) | st.text(st.characters(codec="utf-8"), max_size=5)
ELEMENT = NAMES | st.sets(NAMES, min_size=2, max_size=3).map(lambda one: tuple(sorted(one)))
ROWS = st.lists(st.tuples(st.lists(ELEMENT, min_size=1, max_size=3), st.integers(1, 10)), max_size=5)


def everything(table: PatternTable) -> dict[str, Any]:
    return frames.to_dict(table, table.names)


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, seed=st.integers(0, 9))
def test_what_is_saved_is_loaded(tmp_path: Path, suffix: str, rows: list[Any], seed: int) -> None:
    random = np.random.default_rng(seed)
    lifts = random.choice([0.1, 1.0, np.nan, np.inf, -np.inf, 1e-300, 1 / 3], len(rows))
    methods = np.array(random.choice(["exact", "monte_carlo", ""], len(rows)), object)
    methods[methods == ""] = None
    table = sequences(rows).with_columns({"lift_order": lifts, "lift_method": methods})
    files.save(table, tmp_path / f"saved{suffix}")
    loaded = files.load(tmp_path / f"saved{suffix}", "sequences")
    assert everything(loaded) == everything(table)
    assert [column.dtype for column in loaded.columns.values()] == [column.dtype for column in table.columns.values()]
    assert loaded.info.get("kind") == "all"
    assert "seconds" not in loaded.info


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
def test_itemsets_rules_and_integers_too(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"saved{suffix}"
    for task, table in (
        ("itemsets", itemsets([([3, 10, 200], 2), ([3], 1)])),
        ("itemsets", itemsets([([-1], 2)]).take(np.array([], int))),
        ("rules", rules([(["a"], ["b", ("c", "d")])], confidence=[1.0], conviction=[np.inf])),
    ):
        files.save(table, path)
        assert everything(files.load(path, task)) == everything(table)  # type: ignore[arg-type]


def test_the_published_schema_holds() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    for table in (
        sequences([(["a", ("b", "c")], 1)]).with_columns({"lift_order": np.array([np.inf])}),
        itemsets([([1, 2], 2)]),
        rules([(["a"], ["b"])], confidence=[0.5]),
        sequences([]),
    ):
        jsonschema.validate(everything(table), files.schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**everything(sequences([])), "task": "other"}, files.schema())


def test_nothing_is_left_of_a_write_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept.json"
    files.save(sequences([(["a"], 1)]), path)
    before = path.read_bytes()

    def broken(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(json, "dumps", broken)
    with pytest.raises(InputError, match=r"cannot be saved .*No space left on device"):
        files.save(sequences([(["b"], 1)]), path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["kept.json"]


@pytest.mark.parametrize("path", ["saved.csv", "saved", 3, None])
def test_other_endings_are_refused(path: Any) -> None:
    with pytest.raises(OptionError, match=r"`path` of save must be a path that ends in \.parquet or \.json"):
        files.save(sequences([]), path)
    with pytest.raises(OptionError, match="`path` of load"):
        files.load(path, "sequences")


def test_foreign_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.parquet"
    pq.write_table(pa.table({"a": [1]}), other)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "list.json").write_text("[1]")
    (tmp_path / "broken.json").write_text("{")
    for name in ("other.parquet", "broken.parquet", "list.json", "broken.json"):
        with pytest.raises(InputError, match="is not a result that journeymine saved"):
            files.load(tmp_path / name, "sequences")
    for name in ("absent.parquet", "absent.json"):
        with pytest.raises(InputError, match="cannot be read: No such file"):
            files.load(tmp_path / name, "sequences")
    with pytest.raises(InputError, match="cannot be saved"):
        files.save(sequences([]), tmp_path / "no folder" / "x.json")


def test_another_kind_of_result_or_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    files.save(sequences([]), path)
    with pytest.raises(InputError, match="holds sequences, not rules"):
        files.load(path, "rules")
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 2}))
    with pytest.raises(InputError, match="format version 2"):
        files.load(path, "sequences")


@pytest.mark.parametrize(
    "change",
    [
        {"n_total": "many"},
        {"info": None},
        {"columns": ["pattern"], "rows": [{}]},
        {
            "rows": [{"pattern": [["a"]], "length": 1, "n_journeys": 2**70}],
            "columns": ["pattern", "length", "n_journeys"],
        },
    ],
)
def test_files_changed_by_hand_are_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "saved.json"
    files.save(sequences([]), path)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(InputError, match="is not a result that journeymine saved"):
        files.load(path, "sequences")


def test_threads_save_to_one_path(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    tables = [sequences([(["x"] * size, size)] * 2_000) for size in (1, 2, 3, 4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda table: files.save(table, path), tables * 5))
    assert everything(files.load(path, "sequences")) in [everything(table) for table in tables]
    assert [one.name for one in tmp_path.iterdir()] == ["saved.json"]
