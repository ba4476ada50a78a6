"""`PatternSet.lift` and the columns of nulls."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import MissingJourneysError, OptionError

ROWS = [["a", "b", "c"]] * 20 + [["b", "a"]] * 12 + [["c", "a", "b", "a"]] * 8 + [["c"]] * 15
PATTERNS = jm.mine_sequences(ROWS, min_support=5)
ADDED = [
    "expected",
    "lift",
    "lift_low",
    "lift_high",
    "lift_se",
    "p_value",
    "p_mid",
    "method",
    "reason",
    "n_shuffles",
]
DECOMPOSED = ("lift_serial", "lift_composition", "lift_transition")


@pytest.mark.parametrize("null", ["order", "serial", "transition", "product"])
def test_a_lift_is_support_over_what_the_null_expects(null: str) -> None:
    lifted = PATTERNS.lift(null)
    frame = lifted.to_pandas()
    assert set(ADDED) <= set(frame)
    assert np.allclose(frame["lift"], frame["n_journeys"] / frame["expected"])
    assert (frame["lift_low"] <= frame["lift"]).all()
    assert (frame["lift"] <= frame["lift_high"]).all()
    assert (frame["p_mid"] <= frame["p_value"]).all()
    assert frame["method"].tolist() == ["exact"] * len(PATTERNS)
    assert (frame["lift_se"] == 0).all()
    assert (frame["n_shuffles"] == 0).all()
    assert frame["reason"].isna().all()
    assert lifted.info["null"]["name"] == null


def test_order_and_product_are_the_columns_that_are_there() -> None:
    frame = PATTERNS.to_pandas()
    order, product = PATTERNS.lift().to_pandas(), PATTERNS.lift("product").to_pandas()
    for name, column in (("lift", "lift_order"), ("lift_low", "lift_order_low"), ("p_value", "p_order")):
        assert order[name].tolist() == frame[column].tolist()
    assert np.allclose(product["lift"], frame["lift_naive"], rtol=1e-12)


SHORT = st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=6), min_size=2, max_size=12)


@given(SHORT)
@settings(max_examples=30, deadline=None)
def test_serial_is_composition_times_order(rows: list[list[str]]) -> None:
    frame = jm.mine_sequences(rows, min_support=1, max_length=3).with_columns(*DECOMPOSED).to_pandas()
    product = frame["lift_composition"] * frame["lift_order"]
    assert np.allclose(product, frame["lift_serial"], rtol=1e-12, atol=0)
    assert (frame["lift_serial"] > 0).all()


def test_the_columns_are_those_of_lift() -> None:
    frame = PATTERNS.with_columns(*DECOMPOSED).to_pandas()
    for null in ("serial", "transition"):
        own = PATTERNS.lift(null).to_pandas()
        for end in ("", "_low", "_high"):
            assert frame[f"lift_{null}{end}"].tolist() == own[f"lift{end}"].tolist()
        assert frame[f"p_{null}"].tolist() == own["p_value"].tolist()


def test_a_basket_is_no_journey() -> None:
    # Those who do a and b do both, in either order; others do neither.
    rng = np.random.default_rng(3)
    rows = [rng.permutation(["a", "b", "x"]).tolist() for _ in range(200)] + [["x", "x", "x"]] * 200
    both = jm.mine_sequences(rows, min_support=50).with_columns(*DECOMPOSED).filter(contains=["a", "b"])
    frame = both.to_pandas()
    for composition, order in zip(frame["lift_composition"], frame["lift_order"], strict=True):
        assert composition > 1.5
        assert 0.8 < order < 1.2


def test_a_page_graph_explains_what_it_forces() -> None:
    # From a the only way leads to b: the order is no surprise to who knows the graph.
    rng = np.random.default_rng(4)
    rows = []
    for _ in range(300):
        row = ["s"]
        while len(row) < 8:
            row.append("b" if row[-1] == "a" else str(rng.choice(["a", "s", "b"])))
        rows.append(row)
    frame = jm.mine_sequences(rows, min_support=30, max_length=2).with_columns(*DECOMPOSED).to_pandas()
    forced = frame[[pattern == ("a", "b") for pattern in frame["pattern"]]].iloc[0]
    assert forced["lift_order"] > 1.05
    assert forced["lift_transition"] == pytest.approx(1.0, abs=0.06)


def test_sets_are_drawn_whole_and_have_no_transitions() -> None:
    patterns = jm.mine_sequences([[("a", "b"), "c"], ["c", ("a", "b")], ["a", "c"]], min_support=2)
    frame = patterns.lift("serial").to_pandas()
    # 2 of 6 elements hold a and b; a journey of two elements holds them with chance 1 - (2/3)².
    expected = dict(zip(map(str, patterns), frame["expected"], strict=True))
    assert expected["(a & b)"] == pytest.approx(3 * (1 - (2 / 3) ** 2))
    with pytest.raises(OptionError, match="`null='transition'` of lift needs journeys of single events"):
        patterns.lift("transition")
    with pytest.raises(OptionError, match="`null='transition'` of with_columns needs journeys of single events"):
        patterns.with_columns("lift_transition")


def collapsed() -> jm.Journeys:
    log: dict[str, list[object]] = {"who": [1, 1, 1, 2, 2, 3], "what": list("aabbca"), "when": [1, 2, 3, 1, 2, 1]}
    return jm.read_events(log, customer="who", event="what", time="when").journeys(collapse_repeats=True)


def test_collapsed_journeys_have_no_serial_null() -> None:
    patterns = jm.mine_sequences(collapsed(), min_support=1)
    with pytest.raises(OptionError, match="ask for null='transition'"):
        patterns.lift("serial")
    assert (patterns.lift("transition").to_pandas()["expected"] > 0).all()


def test_lifts_are_saved_and_loaded(tmp_path: Path) -> None:
    lifted = PATTERNS.lift("serial")
    for name in ("saved.parquet", "saved.json"):
        lifted.save(tmp_path / name)
        loaded = jm.PatternSet.load(tmp_path / name)
        pd.testing.assert_frame_equal(loaded.to_pandas(), lifted.to_pandas())
        assert loaded.info["null"] == lifted.info["null"]
        with pytest.raises(MissingJourneysError, match="needs the journeys, which a loaded result"):
            loaded.lift("order")
        again = loaded.lift("serial", journeys=jm.Journeys.from_lists(ROWS))
        assert again.to_pandas()["lift"].tolist() == lifted.to_pandas()["lift"].tolist()


def test_what_is_shared_is_computed_once() -> None:
    info = jm.mine_sequences([["a", "b"], ["b", "a"]], min_support=1).lift("serial").info
    # a and b are as frequent, so that a, b and a → b, b → a share their chances.
    assert info["null"]["cache"] == {"asked": 4, "distinct": 2, "hit_rate": 0.5}


def test_bad_options_are_refused() -> None:
    with pytest.raises(
        OptionError, match="`null` of lift must be one of 'order', 'serial', 'transition', 'product', 'bigram'"
    ):
        PATTERNS.lift("chance")
    with pytest.raises(OptionError, match="`n_shuffles` of lift must be a whole number ≥ 1, or None; got 0"):
        PATTERNS.lift(n_shuffles=0)
    with pytest.raises(OptionError, match="Count in others with `recount`"):
        PATTERNS.lift(journeys=jm.Journeys.from_lists(ROWS[:10]))
    with pytest.raises(OptionError, match="`count` of lift must be one of 'journeys', 'customers'"):
        PATTERNS.lift(count="rows")
    for option in ({"count": "windows"}, {"n_shuffles": 99}):
        with pytest.raises(OptionError, match=f"`{next(iter(option))}` of lift does not go together with `null='pro"):
            PATTERNS.lift("product", **option)  # type: ignore[arg-type]
    levelled = jm.mine_sequences(ROWS, min_support=20, hierarchy={"a": "x"})
    with pytest.raises(OptionError, match="`lift` needs patterns of one level"):
        levelled.lift("serial")


def test_no_patterns_have_no_lifts() -> None:
    for null in ("order", "serial", "transition", "product", "bigram"):
        assert len(PATTERNS[:0].lift(null).to_pandas()) == 0


def test_rules_ask_for_shuffles_and_the_result_says_so() -> None:
    patterns = jm.mine_sequences(ROWS, min_support=5, max_step_gap=1, min_length=2)
    frame = patterns.to_pandas()
    assert set(frame["lift_method"]) == {"monte_carlo"}
    lifted = patterns.lift().to_pandas()
    for name, column in (("lift", "lift_order"), ("lift_high", "lift_order_high"), ("p_value", "p_order")):
        assert lifted[name].tolist() == frame[column].tolist()
    assert set(lifted["n_shuffles"]) == {999}
    assert ((lifted["lift_se"] > 0) & (lifted["lift_se"] < 0.1 * lifted["lift"])).all()
    # a → b side by side: 20 of a b c, 8 of c a b a; by chance 1/3 of the first and 1/2 of both the others.
    row = lifted[[pattern == ("a", "b") for pattern in lifted["pattern"]]].iloc[0]
    assert row["n_journeys"] == 28
    assert row["lift"] == pytest.approx(28 / (20 / 3 + 12 / 2 + 8 / 2), rel=0.02)
    assert row["p_value"] == pytest.approx(1 / 1000)


def test_the_standard_error_is_what_another_seed_would_change() -> None:
    patterns = jm.mine_sequences(ROWS, min_support=8, contiguous=True, min_length=2)
    frames = [patterns.lift("order", n_shuffles=60, random_state=i).to_pandas() for i in range(60)]
    seen = np.std([frame["lift"] for frame in frames], axis=0, ddof=1)
    assert np.mean([frame["lift_se"] for frame in frames], axis=0) == pytest.approx(seen, rel=0.35)


def test_other_times_need_times_and_repeats_that_stand() -> None:
    for null in ("rotation", "profile"):
        with pytest.raises(OptionError, match=f"`null='{null}'` of lift needs journeys with times"):
            PATTERNS.lift(null)
        log = {"who": [1] * 4 + [2] * 4, "what": ["a", "a", "b", "c"] * 2, "when": [1, 2, 3, 9] * 2}
        events = jm.read_events(log, customer="who", event="what", time="when")
        collapsed = jm.mine_sequences(events.journeys(collapse_repeats=True, simultaneous="order"), min_support=1)
        with pytest.raises(OptionError, match=f"`null='{null}'` of lift moves events to other times"):
            collapsed.lift(null)
        frame = (
            jm.mine_sequences(events.journeys(simultaneous="order"), min_support=1, max_gap=2).lift(null).to_pandas()
        )
        assert set(frame["method"]) == {"monte_carlo"}


@pytest.mark.parametrize("null", ["order", "serial", "transition", "bigram"])
@pytest.mark.parametrize("count", ["customers", "occurrences", "windows"])
def test_other_counts_have_lifts_of_their_own(null: str, count: str) -> None:
    journeys = jm.Journeys.from_lists(ROWS, customers=[i // 2 for i in range(len(ROWS))])
    patterns = jm.mine_sequences(journeys, min_support=10)
    frame = patterns.lift(null, count=count, n_shuffles=99).to_pandas()
    assert frame[f"n_{count}"].tolist() == patterns.recount(count=count).to_pandas()[f"n_{count}"].tolist()
    assert np.allclose(frame["lift"], frame[f"n_{count}"] / frame["expected"])
    assert set(frame["method"]) == {"monte_carlo"}
    assert set(frame["n_shuffles"]) == {99}
    assert (frame["lift_low"] <= frame["lift"]).all()


def test_customers_of_one_journey_each_are_journeys() -> None:
    frame = PATTERNS.lift("order", count="customers").to_pandas()
    assert set(frame["method"]) == {"exact"}
    assert frame["n_customers"].tolist() == frame["n_journeys"].tolist()
    assert frame["expected"].tolist() == PATTERNS.lift().to_pandas()["expected"].tolist()


def test_neighbours_that_stay_explain_what_they_force() -> None:
    # b comes right after a; what is left to chance is where the pair stands.
    rng = np.random.default_rng(2)
    rows = [[e for part in rng.permutation(["ab", "x", "y", "xy"]) for e in str(part)] for _ in range(150)]
    frame = jm.mine_sequences(rows, min_support=60, max_length=2).lift("bigram", n_shuffles=199).to_pandas()
    lifts = dict(zip(frame["pattern"], frame["lift"], strict=True))
    assert lifts["a", "b"] == pytest.approx(1.0, abs=1e-9)
    assert frame["reason"].isna().all()


def test_ties_that_a_rule_settles_are_drawn_for_the_serial_null() -> None:
    log: dict[str, list[object]] = {
        "who": [who for who in range(40) for _ in range(4)],
        "what": [what for i in range(40) for what in (["a", "b", "c", "a"] if i % 2 else ["b", "c", "a", "c"])],
        "when": [1, 1, 2, 3] * 40,
    }
    journeys = jm.read_events(log, customer="who", event="what", time="when").journeys(simultaneous="order")
    frame = jm.mine_sequences(journeys, min_support=10).lift("serial").to_pandas()
    assert set(frame["method"]) == {"monte_carlo"}
    assert (frame["expected"] > 0).all()


def test_sets_keep_to_nulls_that_are_defined_for_them() -> None:
    patterns = jm.mine_sequences([[("a", "b"), "c"], ["c", ("a", "b")], ["a", "c"]], min_support=2)
    assert set(patterns.lift("order").to_pandas()["method"]) == {"exact", "monte_carlo"}
    with pytest.raises(OptionError, match="`null='bigram'` of lift needs journeys of single events"):
        patterns.lift("bigram")
    with pytest.raises(OptionError, match="`null='serial'` of lift draws elements with their sizes"):
        patterns.lift("serial", count="windows")


def test_lifts_do_not_depend_on_threads() -> None:
    for options in ({"null": "bigram"}, {"count": "occurrences"}, {"null": "transition", "count": "windows"}):
        one, two = (PATTERNS.lift(**options, n_shuffles=50, n_jobs=n).to_pandas() for n in (1, 2))  # type: ignore[arg-type]
        pd.testing.assert_frame_equal(one, two)
