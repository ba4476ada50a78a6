import pickle
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import numpy as np
import pytest

import journeymine as jm
from journeymine.errors import MissingColumnError, MissingJourneysError, OptionError, UnknownEventError
from journeymine.patterns import files

VISITS = [["ad", "search", "cart"]] * 30 + [["mail", "help"]] * 20 + [["help", "mail"]] * 5 + [["ad", "search"]] * 2
PATTERNS = jm.mine_sequences(VISITS, min_support=10)


def test_one_pattern_for_each_kind_of_visit() -> None:
    short = PATTERNS.select(5)
    assert [str(pattern) for pattern in short] == ["ad → search → cart", "mail → help"]
    assert short.columns[:5] == ("pattern", "length", "n_journeys", "support", "gain")
    fates = {
        str(row.pattern): (row.reason, str(row.because_of), str(row.stands_for)) for row in short.dropped().itertuples()
    }
    assert fates["ad → search"] == ("not closed", "ad → search → cart", "ad → search → cart")
    assert fates["mail"] == ("no better", "None", "mail → help")
    assert len(short) + len(short.dropped()) == len(PATTERNS)
    assert repr(short).startswith(
        f"PatternSet: 2 patterns (kind 'all', n_journeys ≥ 10, diverse choice of {len(PATTERNS)})"
    )


def test_delta_counts_exactly() -> None:
    patterns = jm.mine_sequences([["a", "b"]] * 7 + [["a"]] * 3, min_support=1)
    for delta, reason in ((0.29, None), (0.3, "not closed")):
        dropped = patterns.select(delta=delta, improvement=False, score="n_journeys", discount=1.0).dropped()
        assert dict(zip(map(str, dropped["pattern"]), dropped["reason"], strict=True)).get("a") == reason


def test_parts_are_judged_as_the_patterns_were_mined() -> None:
    lists = [["a", "x", "c"]] * 4 + [["a", "c"]] * 4
    for options, expected in (({}, "a → c"), ({"contiguous": True}, None)):
        patterns = jm.mine_sequences(lists, min_support=4, **options)
        dropped = patterns.select(delta=0.5, score="support").dropped()
        assert (expected in set(map(str, dropped["pattern"]))) is (expected is not None)
    general = jm.mine_sequences([["tea"], ["tea"], ["tea"]], min_support=2, hierarchy={"tea": "drink"})
    (row,) = general.select(score="support", improvement=False).dropped().itertuples()
    assert (str(row.pattern), row.reason, str(row.stands_for)) == ("drink", "not closed", "tea")


def test_weights_and_rows_that_stand_for_several() -> None:
    lists = [["a", "b"], ["b", "a"]]
    patterns = jm.mine_sequences(lists, min_support=1, min_length=2)
    for weights, first in (([1, 3], "b → a"), ([3, 1], "a → b")):
        heavy = jm.mine_sequences(lists, min_support=1, min_length=2, weights=weights)
        many = jm.mine_sequences(lists, min_support=1, min_length=2, multiplicity=weights)
        chosen = (
            patterns.select(1, "coverage", improvement=False, weights=weights),
            *(one.select(1, "coverage", improvement=False) for one in (heavy, many)),
        )
        assert [str(one[0]) for one in chosen] == [first] * 3
        assert all(one.to_pandas()["gain"].tolist() == [3.0] for one in chosen)


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
def test_a_short_list_is_saved_with_what_it_stands_for(tmp_path: Path, suffix: str) -> None:
    short = PATTERNS.select(1)
    short.save(tmp_path / f"short{suffix}")
    loaded = jm.PatternSet.load(tmp_path / f"short{suffix}")
    assert loaded.dropped().equals(short.dropped())
    assert str(loaded.stands_for("search")) == "ad → search → cart"
    assert pickle.loads(pickle.dumps(short)).to_dict() == short.to_dict()
    jsonschema.validate(short.to_dict(), files.schema())
    assert short.with_columns("span_median").top(1).dropped().equals(short.dropped())
    with pytest.raises(MissingJourneysError, match=r"PatternSet\.select needs the journeys"):
        loaded.select(1)
    assert str(loaded.select(1, journeys=jm.Journeys.from_lists(VISITS))[0]) == "ad → search → cart"


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"k": 0}, OptionError, "`k` of select must be a whole number ≥ 1, or None; got 0"),
        ({"method": "divers"}, OptionError, "`method` of select must be one of 'diverse'"),
        ({"delta": 1}, OptionError, "`delta` of select must be below 1"),
        ({"delta": -0.1}, OptionError, "`delta` of select must be a number between 0 and 1"),
        ({"improvement": "yes"}, OptionError, "`improvement` of select must be True, False"),
        ({"score": "suport"}, MissingColumnError, "Did you mean 'support'"),
        ({"score": "lift_method"}, OptionError, "`score` of select must be a column of numbers"),
        ({"score": "support", "method": "coverage"}, OptionError, "`score` of select does not go together with"),
        ({"discount": 2}, OptionError, "`discount` of select must be a number between 0 and 1"),
        ({"max_jaccard": "x"}, OptionError, "`max_jaccard` of select must be a number between 0 and 1"),
        ({"weights": [-1] * len(VISITS)}, OptionError, "`weights` of select must be finite numbers"),
        ({"journeys": jm.Journeys.from_lists([["ad"]])}, OptionError, "`journeys` of select must be those"),
    ],
)
def test_what_cannot_be_asked(options: dict[str, Any], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        PATTERNS.select(**options)


def test_patterns_without_an_order_lift_need_another_score() -> None:
    whole = PATTERNS._whole()
    unknown = np.full(len(PATTERNS), np.nan)
    table = whole.with_columns(dict.fromkeys(("lift_order", "lift_order_low", "lift_order_high"), unknown))
    patterns = jm.PatternSet(table, source=jm.Journeys.from_lists(VISITS))
    with pytest.raises(OptionError, match=r"Name another column as `score`, such as 'support'"):
        patterns.select(2)
    with pytest.raises(OptionError, match="`improvement` of select compares order lifts"):
        patterns.select(2, "coverage", improvement=True)
    assert [str(one) for one in patterns.select(2, "coverage")] == ["ad → search → cart", "help"]


def test_only_a_short_list_stands_for_others() -> None:
    with pytest.raises(OptionError, match="`dropped` is for a short list; make one with `select`"):
        PATTERNS.dropped()
    short = PATTERNS.select(1)
    assert short.stands_for("mail -> help") is None
    with pytest.raises(UnknownEventError, match="no pattern 'cart → ad' among the"):
        short.stands_for("cart -> ad")


def test_bits_choose_what_stands_for_most_events() -> None:
    short = PATTERNS.select(method="mdl")
    assert [str(pattern) for pattern in short] == ["ad → search → cart", "mail → help"]
    told = short.info["selected"]
    assert told["bits_after"] < told["bits_before"]
    assert (short.to_pandas()["bits_saved"] > 0).all()
    assert set(short.dropped()["reason"]) <= {"saves nothing", "superfluous"}
    assert set(PATTERNS.select(1, "mdl").dropped()["reason"]) == {"saves nothing", "not chosen"}


def test_a_pattern_gives_way_to_a_later_one_that_takes_its_windows() -> None:
    random = np.random.default_rng(1)
    lists = [random.choice(list("abcd"), random.integers(2, 8)).tolist() for _ in range(6)] * 20
    found = jm.mine_sequences(lists, min_support=5, max_length=4).select(method="mdl")
    dropped = found.dropped()
    (row,) = dropped[dropped["reason"] == "superfluous"].itertuples()
    assert (str(row.pattern), str(row.because_of)) == ("c → d → b → b", "c → d → d → a")
    assert str(row.stands_for) == str(row.because_of)


@pytest.mark.parametrize(
    "options",
    [{"delta": 0}, {"improvement": False}, {"discount": 0}, {"max_jaccard": 1}, {"weights": [1] * len(VISITS)}],
)
def test_bits_ask_for_no_other_option(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=r"does not go together with `method='mdl'`"):
        PATTERNS.select(method="mdl", **options)
    general = jm.mine_sequences(VISITS, min_support=10, hierarchy={"ad": "page"})
    with pytest.raises(OptionError, match="does not go together with `hierarchy`"):
        general.select(method="mdl")


def test_time_ends_the_choice_by_bits() -> None:
    whole = PATTERNS.select(method="mdl")
    assert whole.info["selected"]["stopped_by"] is None
    assert PATTERNS.select(method="mdl", time_limit=60).to_pandas().equals(whole.to_pandas())
    none = PATTERNS.select(method="mdl", time_limit=1e-9)
    assert len(none) == 0
    assert none.info["selected"]["stopped_by"] == "time_limit"
    assert "stopped by `time_limit`" in repr(none)
    assert set(none.dropped()["reason"]) <= {"saves nothing", "not chosen"}
    with pytest.raises(OptionError, match="`time_limit` of select does not go together with `method='diverse'`"):
        PATTERNS.select(2, time_limit=1)
    with pytest.raises(OptionError, match="`time_limit` of select must be a number of seconds above 0"):
        PATTERNS.select(method="mdl", time_limit=0)
