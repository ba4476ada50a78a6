"""Whatever baskets come in, the same itemsets come out; what cannot be baskets gets one sentence."""

import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlxtend.preprocessing import TransactionEncoder
from scipy import sparse

import journeymine as jm
from journeymine.errors import InputError, OptionError
from tests.contract.test_errors import assert_one_sentence
from tests.reference.itemsets import find

ITEMS = ["bread", "milk", "tea"]
FLAGS = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=8)

FRAMES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "bool": lambda frame: frame,
    "int": lambda frame: frame.astype(int),
    "uint8": lambda frame: frame.astype(np.uint8),
    "float": lambda frame: frame.astype(float),
    "mixed": lambda frame: frame.astype({"milk": int, "tea": "boolean"}),
    "object": lambda frame: frame.astype(object),
    "nullable": lambda frame: frame.astype("boolean"),
    "Int64": lambda frame: frame.astype("Int64"),
    "arrow": lambda frame: frame.astype("bool[pyarrow]"),
    "sparse": lambda frame: frame.astype(pd.SparseDtype(bool, fill_value=False)),
    "sparse int": lambda frame: frame.astype(int).astype(pd.SparseDtype(int, 0)),
    "sparse of ones": lambda frame: frame.astype(pd.SparseDtype(bool, fill_value=True)),
    "rows in one piece": lambda frame: pd.DataFrame(np.ascontiguousarray(frame.to_numpy()), columns=frame.columns),
    "other index": lambda frame: frame.set_axis([7] * len(frame)),
    "polars": pl.from_pandas,
    "arrow table": lambda frame: pa.table({name: frame[name].to_numpy() for name in frame}),
    "dict": lambda frame: {name: frame[name].astype(int).tolist() for name in frame},
}
MATRICES: dict[str, Callable[[Any], Any]] = {
    "bool": lambda flags: flags,
    "int": lambda flags: flags.astype(int),
    "columns in one piece": np.asfortranarray,
    "a view": lambda flags: np.repeat(flags, 2, axis=1)[:, ::2],
    "objects": lambda flags: flags.astype(object),
    "csr": sparse.csr_array,
    "csr matrix": lambda flags: sparse.csr_matrix(flags.astype(np.int8)),
    "csc": sparse.csc_array,
    "coo": sparse.coo_array,
    "lil": sparse.lil_array,
    "dia": lambda flags: sparse.dia_array(flags.astype(int)),
    "zeros kept": lambda flags: sparse.csr_array(
        (flags.ravel().astype(int), np.tile(np.arange(3), len(flags)), np.arange(0, flags.size + 1, 3)), flags.shape
    ),
}


def results(data: Any, **options: Any) -> list[tuple[tuple[Any, ...], int]]:
    found = jm.mine_itemsets(data, min_support=1, **options)
    return list(zip(map(tuple, found), found.to_pandas(["n_journeys"])["n_journeys"].tolist(), strict=True))


def baskets(flags: Any, names: list[Any]) -> list[list[Any]]:
    return [[name for name, held in zip(names, row, strict=True) if held] for row in flags]


@pytest.mark.parametrize("form", FRAMES)
@settings(max_examples=20, deadline=None)
@given(flags=FLAGS)
def test_one_hot_frames_are_their_baskets(form: str, flags: list[tuple[bool, ...]]) -> None:
    data = FRAMES[form](pd.DataFrame(flags, columns=ITEMS))
    found = jm.mine_itemsets(data, min_support=1)
    assert results(data) == find(baskets(flags, ITEMS), 1)
    assert (found.n_total, found.info["unit"], found.info["source"]) == (len(flags), "baskets", "a one-hot frame")


@pytest.mark.parametrize("form", MATRICES)
@settings(max_examples=20, deadline=None)
@given(flags=FLAGS)
def test_matrices_are_called_by_their_columns(form: str, flags: list[tuple[bool, ...]]) -> None:
    assert results(MATRICES[form](np.array(flags))) == find(baskets(flags, [0, 1, 2]), 1)


def test_columns_called_by_integers_in_any_order() -> None:
    frame = pd.DataFrame([[1, 0, 1], [0, 1, 1]], columns=[5, -3, 4])
    assert results(frame) == find([[5, 4], [-3, 4]], 1)


def sparse_frame(matrix: Any, columns: Any = None) -> pd.DataFrame:
    # Its stubs do not know the accessor on the class.
    return pd.DataFrame.sparse.from_spmatrix(matrix, columns=columns)  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("form", ["dense", "sparse"])
def test_what_transaction_encoder_gives(form: str) -> None:
    lists = [["milk", "bread"], ["milk"], ["tea", "bread", "milk"]]
    encoder = TransactionEncoder()
    encoded = encoder.fit(lists).transform(lists, sparse=form == "sparse")
    make = sparse_frame if form == "sparse" else pd.DataFrame
    assert results(make(encoded, columns=encoder.columns_)) == find(lists, 1)
    assert results(encoded) == find([[encoder.columns_.index(name) for name in basket] for basket in lists], 1)


PAIRS = pd.DataFrame({"invoice": [7, 7, 9, 7, 8], "code": ["milk", "tea", "tea", "milk", "milk"]})
PAIR_FRAMES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "categories": lambda frame: frame.astype("category"),
    "columns by number": lambda frame: frame.set_axis([0, 1], axis=1),
    "names of one name": lambda frame: frame.set_axis(["a", "a"], axis=1),
    "polars": pl.from_pandas,
    "lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "arrow": lambda frame: pl.from_pandas(frame).to_arrow(),
    "batches": lambda frame: pl.from_pandas(frame).to_arrow().to_batches(),
    "stream": lambda frame: pl.from_pandas(frame).to_arrow().to_reader(),
    "dict": lambda frame: frame.to_dict("list"),
}


@pytest.mark.parametrize("form", [form for form in PAIR_FRAMES if form != "names of one name"])
def test_pairs_are_baskets(form: str) -> None:
    data = PAIR_FRAMES[form]
    assert results(data(PAIRS)) == [(("milk",), 2), (("tea",), 2), (("milk", "tea"), 1)]
    found = jm.mine_itemsets(data(PAIRS), min_support=1)
    assert (found.n_total, found.info["source"]) == (3, "(basket, item) pairs")


def test_pairs_from_duckdb() -> None:
    import duckdb

    with duckdb.connect() as database:
        relation = database.sql("SELECT * FROM (VALUES (1, 'a'), (1, 'b'), (2, 'a'))")
        assert results(relation) == [(("a",), 2), (("b",), 1), (("a", "b"), 1)]


def test_a_log_is_one_basket_a_customer() -> None:
    log = jm.read_events(
        {"who": [1, 1, 2, 2], "what": ["a", "b", "b", "a"], "when": [1, 1, 3, 4]},
        customer="who", event="what", time="when",
    )  # fmt: skip
    for per in ("journey", "element"):
        assert results(log, per=per) == results(log.journeys(), per=per)
    assert jm.mine_itemsets(log, min_support=1).info["unit"] == "journeys"


def test_series_and_arrays_of_lists_are_lists() -> None:
    lists = [["a", "b"], ["a"], []]
    for data in (pd.Series(lists), np.array(lists, dtype=object), iter(lists), tuple(lists)):
        assert results(data) == find(lists, 1)


TEXTS = {
    "3 1 2\n2 3\n": [[1, 2, 3], [2, 3]],
    "1 2 \n\n 2\t2": [[1, 2], [], [2]],
    "1\r\n2 1\r\n": [[1], [1, 2]],
    "\ufeff10 007\n\n": [[7, 10], []],
    "999999999999999999 0\n": [[0, 999999999999999999]],
    "": [],
    "\n": [[]],
}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("suffix", [".dat", ".txt", ".dat.gz", ".fimi"])
def test_a_file_of_baskets(text: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"baskets{suffix}"
    path.write_bytes(gzip.compress(text.encode()) if suffix.endswith(".gz") else text.encode())
    for source in (path, str(path)):
        assert results(source) == find(TEXTS[text], 1)
        assert jm.mine_itemsets(source, min_support=1).n_total == len(TEXTS[text])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 2\n3 x4 5\n", r"Row 2 of '.*b\.dat' holds what is no whole number ≥ 0: 'x4'; a file of baskets has"),
        ("1 -1 2 -1 -2\n", "Row 1 of .* holds what is no whole number ≥ 0: '-1'"),
        ("1\n\n1.5\n", "Row 3 of .* '1.5'"),
        ("1\r2\r", "Row 1 of .* old Macintosh"),
        ("1 2\n12345678901234567890", "Row 2 of .* holds an integer of more than 18 digits: '12345678901234567890'"),
    ],
)
def test_a_broken_file_of_baskets(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "b.dat"
    path.write_text(text, newline="")
    with pytest.raises(InputError, match=sentence) as caught:
        jm.mine_itemsets(path, min_support=1)
    assert_one_sentence(str(caught.value).replace(str(tmp_path), ""), "Row")


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "cut.dat.gz").write_bytes(gzip.compress(b"1 2\n" * 99)[:-9])
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    (tmp_path / "one.dat").write_text("1\n")
    for name, sentence in {
        "absent.dat": "There is no file",
        "one.dta": "There is no file .*Did you mean 'one.dat'",
        "cut.dat.gz": "damaged or cut off",
        "table.csv": r"The format of 'table.csv' is not one of baskets \(.dat, .txt, .fimi, also with .gz\)",
        "*.dat*": "matches 2 files; name one",
        "": "is a folder",
    }.items():
        with pytest.raises(InputError, match=sentence):
            jm.mine_itemsets(str(tmp_path / name), min_support=1)


GOOD = pd.DataFrame([[1, 0, 1], [0, 1, 1]], columns=ITEMS)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (GOOD.replace(0, 2), r"in the pandas frame; column 'bread' holds 2 \(row 2\): compare first"),
        (GOOD.astype(float).replace(0, np.nan), r"column 'bread' holds nan \(row 2\): fill missing values first"),
        (GOOD * -1, r"column 'bread' holds -1 \(row 1\)"),
        (GOOD * 0.5, r"column 'bread' holds 0.5 \(row 1\)"),
        (GOOD.assign(tea=["x", "y"]), r"column 'tea' holds 'x' \(row 1\)"),
        (GOOD.assign(tea=pd.array([1, None], "Int64")), r"column 'tea' holds <NA> \(row 2\): fill"),
        (GOOD.assign(tea=pd.array([True, None], "boolean")), r"column 'tea' holds <NA> \(row 2\)"),
        (GOOD.astype(pd.SparseDtype(int, 0)) * 3, r"column 'bread' holds 3 \(row 1\)"),
        (
            GOOD.astype(float).replace(0, np.nan).astype(pd.SparseDtype(float, np.nan)),
            r"column 'bread' holds nan \(row 2\)",
        ),
        (GOOD.set_axis(["a", 1, 2], axis=1), "columns are called by strings or by integers; got int and str, such as"),
        (GOOD.set_axis(["a", "b", "a"], axis=1), "one column an item; 'a' names several"),
        (GOOD.set_axis([1.5, 2.5, 3.5], axis=1), "called by strings or by integers; got float, such as 1.5"),
        (GOOD.to_numpy() * 2, r"in the NumPy matrix; column 0 holds 2 \(row 1\)"),
        (np.array([["a", "b"]]), r"in the NumPy matrix; column 0 holds 'a' \(row 1\)"),
        (sparse.csr_array(GOOD.to_numpy() * 2), r"in the SciPy matrix; column 0 holds 2 \(row 1\)"),
        (sparse.coo_array(GOOD.to_numpy() - 2), r"in the SciPy matrix; column 0 holds -1 \(row 1\)"),
        (pl.from_pandas(GOOD).with_columns(tea=pl.Series([1, None])), r"column 'tea' holds None \(row 2\): fill"),
        (PAIRS.assign(n=1), r"column 'invoice' holds 7 \(row 1\): .* pairs has two columns"),
        (
            pd.DataFrame({"a": ["x", None], "b": ["y", "z"]}),
            "basket column 'a' .* has 1 missing .first in row 2.; fill",
        ),
        (pd.DataFrame({"a": ["x"], "b": [1.5]}), "item column 'b' of the pandas frame cannot be names"),
        ({"a": [1, 2], "b": ["x"]}, "must be equally long"),
        ({"a": 1}, "Column 'a' of the dict of arrays must be a list or an array"),
        ({1: [1], 2: [2]}, "columns of the dict of arrays must be called by strings; got 1"),
        ("abc", "There is no file 'abc'"),
        (np.zeros((1, 1, 1)), "^mine_itemsets needs Journeys or a list of baskets"),
    ],
)
def test_what_cannot_be_baskets(data: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        jm.mine_itemsets(data, min_support=1)
    assert_one_sentence(str(caught.value), "")


def test_frames_without_rows_or_columns_hold_no_itemsets() -> None:
    for data, n in (
        (GOOD[:0], 0),
        (pd.DataFrame(index=range(4)), 4),
        (np.zeros((3, 0)), 3),
        (sparse.csr_array((2, 3)), 2),
    ):
        found = jm.mine_itemsets(data, min_support=1)
        assert (len(found), found.n_total) == (0, n)


def test_baskets_that_are_no_journeys_have_no_elements() -> None:
    with pytest.raises(OptionError, match="`per` of mine_itemsets must be 'journey'"):
        jm.mine_itemsets(GOOD, per="element", min_support=1)


def boundary_forms(flags: np.ndarray[Any, Any], folder: Path) -> dict[str, Any]:
    """Baskets of the items 0, 1 and 2 in every form; pairs have no empty baskets, so every one holds item 2."""
    rows = baskets(flags.tolist(), [0, 1, 2])
    lines = [" ".join(map(str, row)) for row in rows]
    (folder / "baskets.dat").write_text("\n".join(lines) + "\n")
    pairs = [(basket, item) for basket, row in enumerate(rows) for item in row]
    frame = pd.DataFrame(flags, columns=[0, 1, 2])
    log = {"who": [one for one, _ in pairs], "what": [item for _, item in pairs], "when": [1] * len(pairs)}
    return {
        "lists": rows,
        "frame": frame,
        "frame of numbers": frame.astype(int),
        "sparse frame": sparse_frame(sparse.csr_array(flags)),
        "polars": pl.DataFrame({name: flags[:, place] for place, name in enumerate("abc")}),
        "matrix": flags,
        "sparse matrix": sparse.csr_array(flags),
        "pairs": pd.DataFrame(pairs),
        "FIMI": folder / "baskets.dat",
        "journeys": jm.Journeys.from_lists(rows),
        "log": jm.read_events(log, customer="who", event="what", time="when"),
    }


@pytest.mark.parametrize(("share", "n"), [(0.28, 25), (0.07, 100), (0.1, 30), (np.float32(0.07), 100)])
def test_shares_on_the_boundary(share: float, n: int, tmp_path: Path) -> None:
    held = round(float(share) * n)
    flags = np.zeros((n, 3), bool)
    flags[:held, 0] = flags[: held - 1, 1] = flags[:, 2] = True
    for form, data in boundary_forms(flags, tmp_path).items():
        found = jm.mine_itemsets(data, min_support=share)
        assert list(found.to_pandas(["n_journeys"])["n_journeys"]) == [n, held, held], form
        assert found.info["min_count"] == held
        assert jm.mine_itemsets(data, min_support=share, count_only=True).by_support() == {n: 1, held: 2}, form


def test_items_asked_for_and_taken_out_are_told() -> None:
    found = jm.mine_itemsets([["a", "b", "c"], ["a", "b"]], min_support=2, contains="a", excludes={"c"})
    assert list(found) == [("a",), ("a", "b")]
    assert (found.info["contains"], found.info["excludes"]) == (["a"], ["c"])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"contains": "bred"}, r"no event 'bred'\. Did you mean 'bread'"),
        ({"excludes": ["bred"]}, r"no event 'bred'\. Did you mean 'bread'"),
        ({"contains": []}, "`contains` of mine_itemsets must be an event name"),
        ({"excludes": 1.5}, "`excludes` of mine_itemsets must be an event name"),
        ({"contains": ["bread", "tea"], "excludes": "tea"}, "`contains` .* `excludes`: 'tea' cannot be asked for and"),
        ({"contains": "tea", "engine": "mlxtend-apriori"}, "cannot do `contains`; 'journeymine' or 'bruteforce' can"),
        ({"excludes": "tea", "engine": "mlxtend-fpmax", "kind": "maximal"}, "cannot do `excludes`"),
    ],
)
def test_items_that_cannot_be_asked_for(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(jm.errors.JourneymineError, match=sentence):
        jm.mine_itemsets(GOOD, min_support=1, **options)


def test_a_sparse_frame_is_never_made_dense() -> None:
    n, width = 20_000, 2_000
    generator = np.random.default_rng(7)
    places = (generator.integers(0, n, 50_000), generator.integers(0, width, 50_000))
    flags = sparse.coo_array((np.ones(50_000, bool), places), shape=(n, width)).tocsr()
    frame = sparse_frame(flags)
    for data in (frame, flags):
        tracemalloc.start()
        found = jm.mine_itemsets(data, min_support=1, max_length=1)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(found) == width
        assert peak < n * width / 4


@pytest.mark.parametrize("form", ["sparse matrix", "matrix", "sparse frame", "frame", "frame of numbers"])
def test_reading_takes_little_more_than_the_baskets(form: str) -> None:
    n, width = 20_000, 400
    flags = np.random.default_rng(7).random((n, width)) < 0.04
    matrix = sparse.csr_array(flags)
    frame = pd.DataFrame(flags, columns=[f"item {place}" for place in range(width)])
    data = {
        "sparse matrix": matrix,
        "matrix": flags,
        "sparse frame": sparse_frame(matrix),
        "frame": frame,
        "frame of numbers": frame.astype(np.int8),
    }[form]
    encoded = 4 * matrix.nnz + 8 * n
    # All that is loaded late is loaded now.
    jm.mine_itemsets(data[:10], min_support=1.0)
    tracemalloc.start()
    assert len(jm.mine_itemsets(data, min_support=0.5)) == 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Of numbers, those that are none are looked for.
    assert peak < 3.5 * encoded + (3 * n * width if form == "frame of numbers" else 0)
