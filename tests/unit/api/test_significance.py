"""`PatternSet.significance`: columns, what is told, files, what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import MissingJourneysError, OptionError

LOGS = [["a", "b", "c"]] * 30 + [["b", "a"]] * 10 + [["c", "a", "b"]] * 10


def rows(got: jm.PatternSet) -> dict[tuple[str, ...], dict[str, Any]]:
    """Each row by its pattern; missing texts are None."""
    frame = got.to_pandas(columns=["pattern", "p_value", "q_value", "significant", "test"])
    known = frame.astype(object).where(frame.notna(), None)
    return {row.pop("pattern"): dict(row) for row in known.to_dict("records")}


def mined(**options: Any) -> jm.PatternSet:
    return jm.mine_sequences(LOGS, **{"min_support": 5, "max_length": 3} | options)


def test_columns_and_what_is_told() -> None:
    got = mined().significance(alpha=0.01)
    frame, told = got.to_pandas(), got.info["significance"]
    assert frame["significant"].dtype == np.bool_
    assert rows(got)["a", "b"]["significant"]
    assert rows(got)["a", "b"]["test"] == "exact"
    assert rows(got)["a",] == {"p_value": None, "q_value": None, "significant": False, "test": None}
    assert (frame["significant"] == (frame["q_value"] <= 0.01)).all()
    assert told["method"] == "bh"
    # Six pairs and six orders of three.
    assert told["family_size"] == 12
    assert told["family"] == "sequences of 2 to 3 events that co-occur, in whatever order, in at least 5 journeys"
    count = int(frame["significant"].sum())
    assert f"significant: {count} at bh ≤ 0.01, family: 12 sequences of 2 to 3 events" in repr(got)
    assert f"significant: {count} at bh ≤ 0.01" in got._repr_html_()
    assert len(repr(got).splitlines()) == 5
    assert "significant" not in repr(mined())


def test_views_and_the_order_to_read_in() -> None:
    got = mined().significance()
    assert got.top(2, by="q_value").to_pandas()["significant"].all()
    assert got.ranked().to_pandas()["significant"].iloc[0]
    assert got.filter(min_length=2).info["significance"] == got.info["significance"]


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
def test_files_keep_it(tmp_path: Path, suffix: str) -> None:
    got = mined().significance()
    got.save(tmp_path / f"set{suffix}")
    back = jm.PatternSet.load(tmp_path / f"set{suffix}")
    for name in ("p_value", "q_value", "significant", "test"):
        assert back.to_pandas()[name].equals(got.to_pandas()[name])
    assert back.info["significance"] == got.info["significance"]
    with pytest.raises(MissingJourneysError, match="pass them as `journeys=`"):
        back.significance()
    again = back.significance("holm", journeys=jm.Journeys.from_lists(LOGS))
    assert again.to_pandas()["q_value"].equals(mined().significance("holm").to_pandas()["q_value"])


def test_patterns_counted_elsewhere_are_tested_there() -> None:
    others = jm.Journeys.from_lists([["a", "b"]] * 20 + [["b", "a"]] * 2 + [["c"]] * 3)
    got = mined().recount(others).significance()
    # Of what co-occurs in 5 of the others there are two orders of a and b.
    assert got.info["significance"]["family_size"] == 2
    assert rows(got)["a", "b"]["significant"]
    assert rows(got)["a", "c"]["test"] is None
    with pytest.raises(OptionError, match="must be those the patterns were counted in"):
        mined().significance(journeys=others)


def test_searches_that_ask_for_less_have_the_same_family() -> None:
    whole = mined().significance().to_pandas().set_index("pattern")["q_value"]
    for options in ({"kind": "closed"}, {"contains": "a"}, {"min_length": 2}, {"max_patterns": 4}):
        part = mined(**options).significance()
        assert part.info["significance"]["family_size"] == 12
        own = part.to_pandas().set_index("pattern")["q_value"].dropna()
        assert (own.to_numpy() >= whole[own.index].to_numpy()).all()


def test_a_hold_out_searches_as_the_search_did() -> None:
    patterns = mined(contiguous=True, starts_with=jm.START, contains=frozenset({"b"}), min_support=0.1)
    got = patterns.significance("holdout", n_permutations=99, random_state=3)
    told = got.info["significance"]
    assert told["holdout"] == 0.5
    assert told["family"] == "patterns found in 25 customers, tested in the other 25"
    assert rows(got)["a", "b"]["test"] == "monte_carlo (99 shuffles)"
    assert told["smallest_p"] == pytest.approx(0.01)
    assert "p from shuffles is at least 0.01" in repr(got)


def test_results_do_not_depend_on_threads() -> None:
    for method in ("bh", "holdout", "westfall-young"):
        one, three = (mined().significance(method, n_permutations=19, n_jobs=n).to_pandas() for n in (1, 3))
        assert one["q_value"].equals(three["q_value"])


@pytest.mark.parametrize("null", ["serial", "transition", "bigram"])
def test_other_nulls_are_tested_by_hold_out(null: str) -> None:
    got = mined().significance(null=null, n_permutations=99)
    told = got.info["significance"]
    assert told["null"] == null
    assert f"hold-out: no family of the {null} null can be counted" in told["family"]
    assert f"beside the {null} null" in repr(got)
    one, two = (mined().significance("holdout", null=null, n_permutations=99, n_jobs=n).to_pandas() for n in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    single = one[one["length"] == 1]
    assert single["p_value"].isna().all()
    assert one["p_value"].notna().any()


def test_uncorrected_p_are_those_of_the_lift() -> None:
    for null in ("serial", "transition"):
        tested = mined().significance("none", null=null).to_pandas()
        lifted = mined().lift(null).to_pandas()
        several = tested["length"] > 1
        assert tested["p_value"][several].tolist() == lifted["p_value"][several].tolist()


def test_westfall_and_young_draw_data_sets_of_two_nulls() -> None:
    told = mined().significance("westfall-young", null="serial", n_permutations=19).info["significance"]
    assert "19 data sets of events drawn from all journeys" in told["family"]
    with pytest.raises(
        OptionError, match="`method='westfall-young'` of significance does not go together with `null='"
    ):
        mined().significance("westfall-young", null="transition")


BAD: list[tuple[Callable[[jm.PatternSet], object], str]] = [
    (lambda one: one.significance("fdr"), "`method` of significance must be one of 'bh', 'by', 'holm'"),
    (lambda one: one.significance(alpha=1), "`alpha` of significance must be a number between 0 and 1"),
    (lambda one: one.significance(holdout=0), "`holdout` of significance must be a number between 0 and 1"),
    (lambda one: one.significance(null="product"), "`null` of significance must be one of 'order', 'serial'"),
    (lambda one: one.significance(p="low"), "`p` of significance must be one of 'exact', 'mid'"),
    (lambda one: one.significance(n_permutations=0), "`n_permutations` of significance must be a whole number"),
    (lambda one: one.significance(time_limit=0), "`time_limit` of significance must be a number of seconds"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_options_are_named(call: Callable[[jm.PatternSet], object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        call(mined())


def test_levels_are_refused() -> None:
    patterns = jm.mine_sequences(LOGS, min_support=5, max_length=2, hierarchy={"a": "letter"})
    with pytest.raises(OptionError, match="mined with `hierarchy`"):
        patterns.significance()
