"""Contrasts as users see them: against their twins from the raw journeys on, and what is told and refused."""

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import MissingJourneysError, OptionError
from journeymine.patterns.files import schema
from journeymine.ranking.corrections import CORRECTIONS
from tests.reference import contrast as twin
from tests.reference.order_null import chance, orders
from tests.reference.sequences import as_elements, is_inside

CALLS = [["app", "bill", "leave"]] * 30 + [["bill", "app"]] * 20 + [["app"]] * 40 + [["bill", "leave"]] * 10

JOURNEYS = st.lists(
    st.tuples(st.integers(0, 6), st.lists(st.sampled_from(["a", "b", ("a", "c"), "p"]), max_size=6)),
    min_size=4,
    max_size=24,
)


def cut(journey: list[Any]) -> list[Any]:
    return journey[: journey.index("p")] if "p" in journey else journey


def stratum_of(lengths: list[int]) -> dict[int, int]:
    return {length: number for number, part in enumerate(twin.length_bins(lengths)) for length in part}


def expected(pattern: Any, log: list[tuple[int, list[Any]]], test: str) -> dict[str, Any]:
    """A row of the table, formula by formula."""
    wanted = as_elements(pattern)
    lengths = [sum(len(one) for one in as_elements(cut(journey))) for _, journey in log]
    bins = stratum_of(lengths)
    rows = [
        (who, bins[length], int(is_inside(wanted, as_elements(cut(journey)))), int("p" in journey))
        for (who, journey), length in zip(log, lengths, strict=True)
    ]
    tables = [table_of([row for row in rows if row[1] == one]) for one in sorted(set(bins.values()))]
    a, b, c, d = whole = table_of(rows)
    alone = len({who for who, _ in log}) == len(log)
    phi, crude_phi = (1.0, 1.0) if alone else (twin.inflation(rows), twin.inflation([(r[0], 0, *r[2:]) for r in rows]))
    group, rest, held, missed = (
        twin.effective([(r[0], r[yes]) for r in rows if r[side] == value]) if any(r[side] == value for r in rows) else 1
        for side, value, yes in ((3, 1, 2), (3, 0, 2), (2, 1, 3), (2, 0, 3))
    )
    p = {"cmh": twin.cmh(tables, phi), "fisher": float(twin.fisher(whole)), "chi2": twin.pearson(whole, crude_phi)}
    p["g"] = twin.likelihood_ratio(whole, crude_phi)
    crude, stratified = (
        a * (c + d) - c * (a + b),
        sum(t[0] - (t[0] + t[1]) * (t[0] + t[2]) / sum(t) for t in tables if twin.used(t)),
    )
    told = {
        "n_with": a + b,
        "n_group": a + c,
        "n_rest_with": b,
        "support_group": a / (a + c),
        **bounds("support_difference", twin.newcombe(a, a + c, b, b + d, group, rest)),
        **bounds("growth_rate", twin.share_ratio(a, a + c, b, b + d, group, rest)),
        "wracc": (a + b) / len(rows) * (a / (a + b) - (a + c) / len(rows)),
        **bounds("odds_ratio", twin.mantel_haenszel(tables, phi)),
        **bounds("odds_ratio_crude", twin.crude_odds_ratio(whole, crude_phi)),
        "p_value": p[test],
        "n_strata": sum(map(twin.used, tables)),
        "n_strata_skipped": len(tables) - sum(map(twin.used, tables)),
        "small_n": twin.room(tables) < 5 - 1e-9,
        "structural": a >= 0.99 * (a + c) or b >= 0.99 * (b + d),
        "sign_flips": abs(stratified) > 1e-7 and crude * stratified < 0,
    }
    if c + d:
        told |= bounds("risk_difference", twin.newcombe(a, a + b, c, c + d, held, missed))
        if a or c:
            told |= bounds("risk_ratio", twin.share_ratio(a, a + b, c, c + d, held, missed))
    return told


def table_of(rows: list[tuple[Any, ...]]) -> tuple[int, int, int, int]:
    cells = [(row[2], row[3]) for row in rows]
    return cells.count((1, 1)), cells.count((1, 0)), cells.count((0, 1)), cells.count((0, 0))


def bounds(name: str, values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


@settings(max_examples=60, deadline=None)
@given(JOURNEYS, st.sampled_from(["cmh", "fisher", "chi2", "g"]), st.booleans())
def test_every_column_against_its_twin(log: list[tuple[int, list[Any]]], test: str, several: bool) -> None:  # noqa: FBT001
    log = sorted(
        [(who if several and test != "fisher" else place, journey) for place, (who, journey) in enumerate(log)],
        key=lambda one: one[0],
    )
    journeys = jm.Journeys.from_lists([one for _, one in log], customers=[who for who, _ in log])
    if len({"p" in one for _, one in log}) < 2:
        return
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=2)
    found = patterns.contrast("p", test=test)
    frame = found.to_pandas()
    assert {str(one) for one in found} == {
        str(one) for one in patterns if any(is_inside(as_elements(one), as_elements(cut(j))) for _, j in log)
    }
    for place, pattern in enumerate(found):
        told = expected(pattern, log, test)
        row = {name: frame[name][place] for name in told}
        assert row == pytest.approx(told, rel=1e-7, abs=1e-9, nan_ok=True), (pattern, test)
    gaps = frame["support_difference"].abs().tolist()
    assert gaps == sorted(gaps, reverse=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.lists(st.sampled_from("abcp"), max_size=5)), min_size=3, max_size=7))
def test_order_lifts_of_both_sides_against_their_twin(log: list[tuple[int, list[str]]]) -> None:
    log = sorted(log, key=lambda one: one[0])
    sides = ["p" in journey for _, journey in log]
    if len(set(sides)) < 2:
        return
    journeys = jm.Journeys.from_lists([one for _, one in log], customers=[who for who, _ in log])
    found = jm.mine_sequences(journeys, min_support=1, max_length=3).contrast("p", test="order")
    frame = found.to_pandas(["pattern", "lift_group", "lift_rest", "p_value"])
    evidence = [as_elements(cut(journey)) for _, journey in log]
    for pattern, *told in frame.itertuples(index=False):
        wanted = as_elements(pattern)
        rows = [
            (
                who,
                side,
                int(is_inside(wanted, own)),
                chance(orders(tuple(frozenset(one) for one in own)), [frozenset(one) for one in wanted]),
            )
            for (who, _), side, own in zip(log, sides, evidence, strict=True)
        ]
        group, rest, p = twin.order_contrast(rows)
        wished = [np.nan if group is None else group, np.nan if rest is None else rest, p]
        assert told == pytest.approx(wished, rel=1e-7, abs=1e-9, nan_ok=True), pattern


def test_labels_drawn_anew_know_three_tests() -> None:
    patterns = jm.mine_sequences([["a", "b"]] * 5 + [["b", "a", "p"]] * 5, min_support=2)
    for test in ("g", "order"):
        with pytest.raises(OptionError, match=f"`method` of contrast does not go together with `test='{test}'`"):
            patterns.contrast("p", test=test, method="westfall-young")
    levelled = jm.mine_sequences([["a", "b"]] * 5 + [["b", "a", "p"]] * 5, min_support=2, hierarchy={"a": "x"})
    with pytest.raises(OptionError, match="needs patterns of one level"):
        levelled.contrast("p", test="order")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.lists(st.sampled_from("abp"), max_size=4)), min_size=3, max_size=8))
def test_rows_that_stand_for_several_are_those_written_out(log: list[tuple[int, list[str]]]) -> None:
    if len({"p" in one for _, one in log}) < 2:
        return
    options: dict[str, Any] = {"min_support": 1, "max_length": 2}
    few = jm.mine_sequences([one for _, one in log], multiplicity=[many for many, _ in log], **options)
    out = jm.mine_sequences([one for many, one in log for _ in range(many)], **options)
    for test in ("cmh", "fisher", "chi2", "g", "order"):
        pd.testing.assert_frame_equal(
            few.contrast("p", test=test).to_pandas(), out.contrast("p", test=test).to_pandas()
        )


def labelled() -> tuple[jm.PatternSet, list[str]]:
    random = np.random.default_rng(3)
    log = [list(random.choice(list("abcd"), random.integers(1, 8))) for _ in range(120)]
    return jm.mine_sequences(log, min_support=3, max_length=2), random.choice(["x", "y", "z"], 120).tolist()


def test_each_of_several_groups_against_all_others() -> None:
    patterns, labels = labelled()
    found = patterns.contrast(labels)
    assert len(found) == 3 * len(patterns)
    assert found.info["family_size"] == len(found)
    for name in "xyz":
        alone = patterns.contrast([one == name for one in labels]).to_pandas().set_index("pattern")
        own = found.to_pandas().query(f"group == '{name}'").set_index("pattern").loc[alone.index]
        left = ["group", "q_value", "significant"]
        pd.testing.assert_frame_equal(own.drop(columns=left), alone.drop(columns=left))
    assert "each of x (" in repr(found)
    two = patterns.contrast(labels, groups=["z", "x"])
    assert list(two.info["groups"]) == ["z", "x"]
    assert two.info["excluded"] == {"no label, or one not asked for": labels.count("y")}


@pytest.mark.parametrize("groups", [None, ["x", "y"]])
@pytest.mark.parametrize("best", [1, 5, 40, 10_000])
def test_the_strongest_are_found_whatever_their_support(groups: list[str] | None, best: int) -> None:
    random = np.random.default_rng(8)
    log = [list(random.choice(list("abcde"), random.integers(1, 7))) for _ in range(60)]
    labels = random.choice(["x", "y", "z"], 60, p=[0.15, 0.35, 0.5]).tolist()
    options: dict[str, Any] = {"groups": groups, "max_length": 3}
    found = jm.mine_contrast(log, labels, top_k=best, **options)
    everything = jm.mine_contrast(log, labels, min_support=1, **options)
    columns = [name for name in found.columns if not name.startswith(("q_", "signif"))]
    pd.testing.assert_frame_equal(found.to_pandas(columns), everything[:best].to_pandas(columns))
    assert found.to_pandas()["q_value"].isna().all()
    again = jm.mine_contrast(log, labels, min_support=1, top_k=best, **options)
    pd.testing.assert_frame_equal(again.to_pandas(), everything[:best].to_pandas())


def test_mined_in_the_evidence_is_contrasted_after_mining() -> None:
    journeys = jm.Journeys.from_lists(CALLS)
    one = jm.mine_contrast(journeys, "leave", min_support=1, contiguous=True)
    two = jm.mine_sequences(journeys, min_support=1, contiguous=True).contrast("leave")
    pd.testing.assert_frame_equal(one.to_pandas(), two.to_pandas())


def test_rules_and_levels_are_kept_to() -> None:
    log = [["a", "x", "b", "p"], ["a", "b"], ["b", "a", "p"], ["x", "a", "b"]]
    near = (
        jm.mine_sequences(log, min_support=1, contiguous=True, max_length=2)
        .contrast("p")
        .to_pandas(["pattern", "n_with"])
    )
    assert dict(zip(near["pattern"], near["n_with"], strict=True))[("a", "b")] == 2
    general = jm.mine_sequences(log, min_support=1, max_length=2, hierarchy={"a": "letter", "b": "letter"}).contrast(
        "p"
    )
    told = {str(one): row for one, row in zip(general, general.to_dict()["rows"], strict=True)}
    assert told["letter → letter"]["n_with"] == 4
    assert told["x → letter"]["n_with"] == 2


def test_the_design_stands_over_every_table() -> None:
    patterns = jm.mine_sequences(CALLS, min_support=5)
    for design, said in (
        (jm.UntilOutcome(), "design: events strictly before the first outcome"),
        (jm.WholeJourney(), "leaks: descriptive only; design: whole journeys"),
    ):
        found = patterns.contrast("leave", design=design)
        assert repr(found).startswith(said)
        assert f"<p>{said}" in found._repr_html_()
        assert repr(found[:0]).startswith(said)
        assert found.info["design"] == {"name": type(design).__name__}
    whole = patterns.contrast("leave", design=jm.WholeJourney()).to_pandas()
    assert whole["p_value"].isna().all()
    assert whole["q_value"].isna().all()
    assert not whole["significant"].any()
    assert "known before the evidence" in repr(patterns.contrast([True, False] * 50))


def test_a_forced_step_and_a_flipped_sign_are_flagged() -> None:
    found = jm.mine_sequences(CALLS, min_support=5).contrast("leave")
    forced = dict(zip(map(str, found), found.to_pandas()["structural"].tolist(), strict=True))
    assert forced == {"bill": True, "app": True, "app → bill": False, "bill → app": False}
    # Berkeley again: two departments, women apply where few are let in.
    log = [["man"]] * 512 + [["man"]] * 313 + [["woman"]] * 89 + [["woman"]] * 19
    log += [["man"]] * 22 + [["man"]] * 351 + [["woman"]] * 24 + [["woman"]] * 317
    labels = [1] * 512 + [0] * 313 + [1] * 89 + [0] * 19 + [1] * 22 + [0] * 351 + [1] * 24 + [0] * 317
    department = ["A"] * (512 + 313 + 89 + 19) + ["F"] * (22 + 351 + 24 + 317)
    patterns = jm.mine_sequences(log, min_support=1)
    flipped = patterns.contrast(labels, strata=[department]).to_pandas()
    assert flipped["sign_flips"].all()
    for same in (np.array(department), pd.Series(department), dict(enumerate(department))):
        pd.testing.assert_frame_equal(patterns.contrast(labels, strata=same).to_pandas(), flipped)
    assert not patterns.contrast(labels, strata=None).to_pandas()["sign_flips"].any()
    # R: mantelhaen.test(UCBAdmissions[, , c("A", "F")]).
    tables = [(89, 19, 512, 313), (24, 317, 22, 351)]
    value = twin.mantel_haenszel([(a, b, c, d) for a, b, c, d in tables])[0]
    assert flipped["odds_ratio"].max() == pytest.approx(value)


def test_files_and_frames(tmp_path: Path) -> None:
    patterns, labels = labelled()
    found = patterns.contrast(labels)
    for name in ("found.parquet", "found.json"):
        found.save(tmp_path / name)
        loaded = jm.ContrastSet.load(tmp_path / name)
        pd.testing.assert_frame_equal(loaded.to_pandas(), found.to_pandas())
        assert repr(loaded) == repr(found)
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(json.loads(json.dumps(found.to_dict())), schema())
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(found)).to_pandas(), found.to_pandas())
    assert found.to_polars().shape == found.to_arrow().shape == found.to_pandas().shape
    top = found.top(3, by="q_value").filter(min_support=4)
    assert top.to_pandas()["q_value"].is_monotonic_increasing
    with pytest.raises(MissingJourneysError):
        loaded_patterns(patterns, tmp_path).contrast(labels)
    assert len(loaded_patterns(patterns, tmp_path).contrast(labels, journeys=patterns._source)) == len(found)


def loaded_patterns(patterns: jm.PatternSet, folder: Path) -> jm.PatternSet:
    patterns.save(folder / "patterns.parquet")
    return jm.PatternSet.load(folder / "patterns.parquet")


def test_any_number_of_threads_gives_the_same() -> None:
    patterns, labels = labelled()
    log = patterns._source
    one, three = [jm.mine_contrast(log, labels, 3, max_length=2, n_jobs=n).to_pandas() for n in (1, 3)]
    pd.testing.assert_frame_equal(one, three, check_exact=True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"design": jm.UntilOutcome}, "`design` of contrast must be jm.UntilOutcome"),
        ({"test": "t"}, "`test` of contrast must be one of 'cmh', 'fisher', 'chi2', 'g', 'order'"),
        ({"alpha": 1}, "`alpha` of contrast must be a number between 0 and 1"),
        ({"strata": 7}, "`strata` of contrast must be 'length'"),
        ({"method": "fdr"}, "`method` of contrast must be one of 'bh'"),
        ({"n_permutations": 9}, "`n_permutations` of contrast does not go together with `method='bh'`"),
        ({"min_support": 0}, "`min_support` of contrast must be a share"),
    ],
)
def test_what_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        jm.mine_sequences(CALLS, min_support=5).contrast("leave", **options)


@pytest.mark.parametrize("test", ["cmh", "fisher", "chi2"])
def test_every_correction_is_over_all_rows(test: str) -> None:
    patterns, labels = labelled()
    plain = patterns.contrast(labels, test=test, method="none").to_pandas()
    assert (plain["q_value"] == plain["p_value"]).all()
    for method, correction in CORRECTIONS.items():
        found = patterns.contrast(labels, test=test, method=method)
        assert found.to_pandas()["q_value"].tolist() == correction(plain["p_value"], len(plain)).tolist()
        assert f"over all {len(found):,} rows" in repr(found) or method == "none"
    two = [one == "x" for one in labels]
    drawn = patterns.contrast(two, test=test, method="westfall-young", n_permutations=400).to_pandas()
    holm = patterns.contrast(two, test=test, method="holm").to_pandas()
    assert drawn["p_value"].tolist() == pytest.approx(holm["p_value"].tolist())
    assert drawn["q_value"].min() >= 1 / 401
    ranked = drawn.sort_values("p_value")["q_value"]
    assert ranked.is_monotonic_increasing
    # Patterns share journeys, which Holm cannot know.
    assert (drawn["q_value"] <= holm["q_value"] + 0.1).all()
    several = patterns.contrast(labels, test=test, method="westfall-young", n_permutations=400).to_pandas()
    own = several.query("group == 'x'").set_index("pattern")["q_value"]
    assert (drawn.set_index("pattern")["q_value"] * 3).clip(upper=1).to_dict() == pytest.approx(own.to_dict())


def test_draws_of_rows_that_stand_for_several() -> None:
    log, many, labels = [["a"], ["b"], ["a", "b"], ["b", "a"]], [9, 7, 5, 8], [1, 0, 1, 0]
    few = jm.mine_sequences(log, min_support=1, multiplicity=many).contrast(labels, method="westfall-young")
    out = [one for one, times in zip(log, many, strict=True) for _ in range(times)]
    written = [one for one, times in zip(labels, many, strict=True) for _ in range(times)]
    same = jm.mine_sequences(out, min_support=1).contrast(written, method="westfall-young")
    pd.testing.assert_frame_equal(few.to_pandas(), same.to_pandas())


def test_fisher_is_for_customers_of_one_journey_and_top_k_needs_a_fixed_kind() -> None:
    journeys = jm.Journeys.from_lists(CALLS, customers=[place // 2 for place in range(len(CALLS))])
    with pytest.raises(OptionError, match="`test` of contrast does not go together with `several journeys a customer`"):
        jm.mine_sequences(journeys, min_support=5).contrast("leave", test="fisher")
    with pytest.raises(
        OptionError, match="`method` of contrast does not go together with `several journeys a customer`"
    ):
        jm.mine_sequences(journeys, min_support=5).contrast("leave", method="westfall-young")
    with pytest.raises(OptionError, match="`min_support` of mine_contrast must be a share or a count, or None with"):
        jm.mine_contrast(CALLS, "leave")
    with pytest.raises(OptionError, match="what is maximal needs a fixed `min_support`"):
        jm.mine_contrast(CALLS, "leave", top_k=3, kind="maximal")


def test_nothing_is_left() -> None:
    found = jm.mine_sequences(CALLS, min_support=5).contrast("leave", min_support=100)
    assert (len(found), found.to_pandas().shape[0]) == (0, 0)
    assert "no pattern is left" in repr(found)
