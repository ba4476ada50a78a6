"""The searches of `journeymine.compat.mlxtend` beside those of the installed mlxtend, frame by frame."""

import inspect
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlxtend import frequent_patterns as theirs
from mlxtend.preprocessing import TransactionEncoder
from pandas.testing import assert_frame_equal

from journeymine.compat import mlxtend as ours
from tests.reference.itemsets import find

SEARCHES = ["apriori", "fpgrowth", "fpmax", "hmine"]
FORMS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "bool": lambda frame: frame,
    "int": lambda frame: frame.astype(int),
    "float": lambda frame: frame.astype(float),
    "sparse": lambda frame: frame.astype(pd.SparseDtype(bool, fill_value=False)),
    "sparse int": lambda frame: frame.astype(int).astype(pd.SparseDtype(int, 0)),
    "integer names": lambda frame: frame.set_axis(range(frame.shape[1]), axis=1),
    "other integers": lambda frame: frame.set_axis(range(5, 5 + frame.shape[1]), axis=1),
    "mixed names": lambda frame: frame.set_axis(["a", 1, (2, 3), "d", 5.5][: frame.shape[1]], axis=1),
}
WIDTH = 5
ROWS = st.lists(st.lists(st.booleans(), min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=12)
# Shares at which ceil(share · rows), which mlxtend uses here and there, is right.
SHARES = st.sampled_from([0.125, 0.25, 0.5, 0.75, 1.0])


def frame_of(rows: Any) -> pd.DataFrame:
    return pd.DataFrame(np.array(rows, bool).reshape(-1, WIDTH), columns=list("badce"))


def row_set(frame: pd.DataFrame) -> set[tuple[float, frozenset[Any]]]:
    rows = set(zip(frame["support"].tolist(), frame["itemsets"].tolist(), strict=True))
    assert len(rows) == len(frame)
    return rows


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=30, deadline=None)
@given(
    rows=ROWS,
    share=st.one_of(SHARES, st.sampled_from([0.28, 0.07, 0.1, 1 / 3, 5 / 6])),
    names=st.booleans(),
    longest=st.none() | st.integers(0, 5),
    frugal=st.booleans(),
)
def test_apriori_gives_the_frame_of_mlxtend(
    form: str, rows: Any, share: float, names: bool, longest: int | None, frugal: bool
) -> None:
    frame = FORMS[form](frame_of(rows))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        if form == "other integers":
            assert_frame_equal(
                ours.apriori(frame.astype(pd.SparseDtype(bool, fill_value=False)), share, names, longest),
                theirs.apriori(frame, share, names, longest),
            )
        assert_frame_equal(
            ours.apriori(frame, share, names, longest, 0, frugal), theirs.apriori(frame, share, names, longest)
        )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("search", ["fpgrowth", "fpmax", "hmine"])
@settings(max_examples=30, deadline=None)
@given(rows=ROWS, share=SHARES, names=st.booleans(), longest=st.none() | st.integers(1, 5))
def test_the_others_give_the_rows_of_mlxtend(
    search: str, form: str, rows: Any, share: float, names: bool, longest: int | None
) -> None:
    if search == "hmine" and form == "mixed names":
        return  # It makes one NumPy array of the names, in which they are all text.
    if search == "fpmax":
        longest = None  # See test_fpmax_and_max_len.
    frame = FORMS[form](frame_of(rows))
    asked = {"min_support": share, "use_colnames": names, "max_len": longest}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        made, known = getattr(ours, search)(frame, **asked), getattr(theirs, search)(frame, **asked)
    assert row_set(made) == row_set(known)
    assert made.dtypes.to_dict() == known.dtypes.to_dict()
    assert list(made.columns) == list(known.columns)
    assert made.index.equals(known.index)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize(
    "frame",
    [
        frame_of([[0, 1, 0, 0, 0], [1, 0, 0, 0, 0]]),
        pd.DataFrame(index=range(3)),
        frame_of([])[:0],
        frame_of([[0] * WIDTH] * 2),
    ],
)
def test_frames_in_which_nothing_is_frequent(search: str, names: Any, frame: pd.DataFrame) -> None:
    made = getattr(ours, search)(frame, min_support=1.0, use_colnames=names)
    if search == "hmine" and len(frame) == 0:
        assert len(made) == 0  # Theirs finds every itemset there is, with a support of NaN.
        return
    assert_frame_equal(made, getattr(theirs, search)(frame, min_support=1.0, use_colnames=names))


@pytest.mark.parametrize("search", [*SEARCHES, "association_rules"])
def test_the_signatures_are_those_of_mlxtend(search: str) -> None:
    made, known = (inspect.signature(getattr(one, search)).parameters for one in (ours, theirs))
    assert [(name, one.default, one.kind) for name, one in made.items()] == [
        (name, one.default, one.kind) for name, one in known.items()
    ]


def both(search: str, *args: Any, **options: Any) -> list[tuple[Any, str, Any]]:
    """How our function and theirs end: the error and its text, and the warnings."""
    ends: list[tuple[Any, str, Any]] = []
    for one in (ours, theirs):
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            error: Exception | None = None
            try:
                getattr(one, search)(*args, **options)
            except Exception as caught:  # noqa: BLE001 (whatever it is, it is compared)
                error = caught
        told = [(warning.category, str(warning.message)) for warning in said]
        kind = type(error) if error is None or type(error).__module__ == "builtins" else type(error).__mro__[2]
        ends.append((kind, str(error), told))
    return ends


GOOD = pd.DataFrame([[1, 0, 1], [0, 1, 1]], columns=["a", "b", "c"])


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize(
    ("frame", "options"),
    [
        (GOOD, {}),
        (GOOD.replace(0, 2), {}),
        (GOOD * -1, {}),
        (GOOD * 0.5, {}),
        (GOOD.astype(float).replace(0, np.nan), {}),
        (GOOD.assign(b=["x", "y"]), {}),
        ((GOOD * 3).astype(pd.SparseDtype(int, 0)), {}),
        (GOOD.astype(bool), {"min_support": 0.0}),
        (GOOD.astype(bool), {"min_support": -0.5}),
        (GOOD.astype(bool), {"min_support": 1.5}),
        (GOOD.replace(0, 2), {"min_support": 2.0}),
    ],
)
def test_errors_and_warnings_are_those_of_mlxtend(search: str, frame: pd.DataFrame, options: dict[str, Any]) -> None:
    made, known = both(search, frame, **options)
    assert made == known


@pytest.mark.parametrize("search", ["fpgrowth", "fpmax"])
@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(st.lists(st.sampled_from([0.0, 1.0, np.nan]), min_size=3, max_size=3), min_size=1, max_size=6),
    share=SHARES,
)
def test_missing_values_mean_what_mlxtend_says(search: str, rows: Any, share: float) -> None:
    frame = pd.DataFrame(rows, columns=list("abc"))
    options = {"null_values": True, "use_colnames": True, "min_support": share}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made, known = getattr(ours, search)(frame, **options), getattr(theirs, search)(frame, **options)
    if frame.isna().any(axis=None):
        assert_frame_equal(made, known)
    else:
        assert row_set(made) == row_set(known)


def test_missing_values_that_are_not_there_are_warned_of() -> None:
    made, known = both("fpgrowth", GOOD, null_values=True)
    assert made == known


@pytest.mark.parametrize("search", SEARCHES)
def test_what_mlxtend_takes_amiss(search: str) -> None:
    asked = getattr(ours, search)
    for bad in (-1, 1.5, True, "2"):
        with pytest.raises(ValueError, match=r"`max_len` of .* must be a whole number ≥ 1, or None; got "):
            asked(GOOD.astype(bool), max_len=bad)
    with pytest.raises(ValueError, match=r"`df` of .* must be a one-hot pandas DataFrame; got "):
        asked([["a", "b"]])
    with pytest.raises(ValueError, match="`min_support` must be a positive number"):
        asked(GOOD.astype(bool), min_support=float("nan"))


@pytest.mark.parametrize("search", SEARCHES)
def test_verbose_says_how_many_itemsets_there_are(search: str, capsys: pytest.CaptureFixture[str]) -> None:
    frame = GOOD.astype(bool)
    getattr(ours, search)(frame, min_support=0.5)
    assert capsys.readouterr().out == ""
    getattr(ours, search)(frame, min_support=0.5, verbose=1)
    said = {"fpmax": "2 itemset(s) of size 2\n"}
    assert capsys.readouterr().out == said.get(search, "3 itemset(s) of size 1\n2 itemset(s) of size 2\n")


def test_threads_of_apriori() -> None:
    frame = frame_of([[1, 1, 0, 1, 1], [1, 1, 1, 0, 1]])
    for n_jobs in (1, 2, -1):
        assert_frame_equal(ours.apriori(frame, n_jobs=n_jobs), theirs.apriori(frame))
    with pytest.raises(ValueError, match="`n_jobs`"):
        ours.apriori(frame, n_jobs=0)


@pytest.mark.parametrize("form", ["dense", "sparse"])
def test_what_transaction_encoder_gives(form: str) -> None:
    lists = [["milk", "bread"], ["milk"], ["tea", "bread", "milk"]]
    encoder = TransactionEncoder()
    encoded = encoder.fit(lists).transform(lists, sparse=form == "sparse")
    # The stubs of pandas do not know the accessor on the class.
    make: Any = pd.DataFrame.sparse.from_spmatrix if form == "sparse" else pd.DataFrame  # type: ignore[attr-defined]
    made = ours.apriori(make(encoded, columns=encoder.columns_), min_support=0.3, use_colnames=True)
    known = {(count / 3, frozenset(itemset)) for itemset, count in find(lists, 0.3)}
    assert row_set(made) == known


# Where mlxtend is wrong, and what is right. If one of these fails for `theirs`, it has been mended: say so in
# docs/how-to/coming-from-mlxtend.md.
SEVEN_OF_25 = pd.DataFrame(
    {"a": [True] * 7 + [False] * 18, "b": [True] * 9 + [False] * 16, "c": [False] * 8 + [True] * 10 + [False] * 7}
)
SEVEN_OF_100 = pd.DataFrame({"a": [True] * 7 + [False] * 93})


def test_mlxtend_misses_itemsets_at_the_boundary() -> None:
    right = {(7 / 25, frozenset("a")), (9 / 25, frozenset("b")), (10 / 25, frozenset("c")), (7 / 25, frozenset("ab"))}
    for search in ("apriori", "fpgrowth", "hmine"):
        assert row_set(getattr(ours, search)(SEVEN_OF_25, min_support=0.28, use_colnames=True)) == right
    assert row_set(ours.apriori(SEVEN_OF_25, 0.28, use_colnames=True, low_memory=True)) == right
    maximal = {(10 / 25, frozenset("c")), (7 / 25, frozenset("ab"))}
    assert row_set(ours.fpmax(SEVEN_OF_25, 0.28, use_colnames=True)) == maximal
    assert row_set(theirs.apriori(SEVEN_OF_25, 0.28, use_colnames=True)) == right
    assert len(theirs.apriori(SEVEN_OF_25, 0.28, low_memory=True)) == 3
    assert len(theirs.fpgrowth(SEVEN_OF_25, 0.28)) == 3
    assert len(theirs.hmine(SEVEN_OF_25, 0.28)) == 2
    assert row_set(theirs.fpmax(SEVEN_OF_25, 0.28, use_colnames=True)) != maximal
    assert (len(ours.hmine(SEVEN_OF_100, 0.07)), len(theirs.hmine(SEVEN_OF_100, 0.07))) == (1, 0)


def test_fpmax_and_max_len() -> None:
    frame = pd.DataFrame([[1, 1, 1], [1, 1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], columns=list("abc")).astype(bool)
    assert row_set(theirs.fpmax(frame, 0.4, use_colnames=True)) == {(0.4, frozenset("abc"))}
    assert len(ours.fpmax(frame, 0.4, max_len=2)) == 0


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, share=SHARES, longest=st.integers(1, 4))
def test_fpmax_chooses_among_the_maximal_ones(rows: Any, share: float, longest: int) -> None:
    frame = frame_of(rows)
    known = {row for row in row_set(theirs.fpmax(frame, share)) if len(row[1]) <= longest}
    assert row_set(ours.fpmax(frame, share, max_len=longest)) == known
    # Theirs gives these too, and now and then others that are not maximal.
    assert known <= row_set(theirs.fpmax(frame, share, max_len=longest))


def test_importing_it_loads_neither_mlxtend_nor_pandas() -> None:
    probe = "import sys, journeymine.compat.mlxtend; print(sorted({'mlxtend', 'pandas', 'scipy'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
