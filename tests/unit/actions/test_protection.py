"""What is withheld and why, and that nothing of it comes out another way."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine.errors import OptionError

VISITS = [["search"]] * 50 + [["search", "cart"]] * 30 + [["cart"]] * 20 + [["secret", "cart"]] * 4 + [["help"]] * 40


def _found() -> jm.PatternSet:
    return jm.mine_sequences(VISITS, min_support=1, progress=False)


@pytest.mark.parametrize(
    ("visits", "rule"),
    [
        ([["a"]] * 9 + [["b"]] * 20 + [["c"]] * 20, "small count"),
        ([["a"]] * 40 + [["b"]] * 9, "all but a small count"),
        ([["a"]] * 9 + [["a", "b"]] * 20 + [["c"]] * 20, "small difference to a part"),
        ([["a", "b"]] * 45 + [["b", "a"]] * 45 + [["a"]] * 12 + [["b"]] * 12, "both orders"),
    ],
)
def test_a_row_is_withheld_by_its_rule(visits: list[list[str]], rule: str) -> None:
    assert rule in jm.protect(jm.mine_sequences(visits, min_support=1, progress=False)).audit().withheld


def test_what_neither_itemset_nor_part_tells_follows_from_three() -> None:
    baskets = [["a"]] * 20 + [["b"]] * 20 + [["a", "b"]] * 20 + [[]] * 9
    safe = jm.protect(jm.mine_itemsets(baskets, min_support=1, progress=False))
    assert safe.audit().withheld == {"small sum over parts": 1}
    assert [str(one) for one in safe] == ["a", "b"]


def test_names_of_events_withheld_are_in_no_file_pickle_or_message(tmp_path: Path) -> None:
    safe = jm.protect(_found())
    safe.save(tmp_path / "safe.json")
    safe.save(tmp_path / "safe.parquet")
    written = [(tmp_path / name).read_bytes() for name in ("safe.json", "safe.parquet")]
    assert all(b"secret" not in one for one in (*written, pickle.dumps(safe), repr(safe).encode()))
    with pytest.raises(jm.errors.UnknownEventError) as caught:
        safe.filter(contains="secre")
    assert "secret" not in str(caught.value)


def test_files_keep_the_protection(tmp_path: Path) -> None:
    safe = jm.protect(_found(), 10, round_to=5)
    safe.save(tmp_path / "safe.json")
    again = jm.PatternSet.load(tmp_path / "safe.json")
    assert again.info["protected"] == safe.info["protected"]
    assert repr(again.audit()) == repr(safe.audit())
    assert "rounded to 5" in repr(again)
    with pytest.raises(OptionError, match="protected already"):
        jm.protect(again, 20)


@pytest.mark.parametrize("call", ["matches", "explain", "customers", "timing", "with_columns", "recount", "ranked"])
def test_nothing_more_is_computed_from_journeys(call: str) -> None:
    found = _found()
    journeys = jm.Journeys.from_lists(VISITS)
    more: dict[str, tuple[Any, ...]] = {
        "timing": (journeys,),
        "with_columns": ("n_customers",),
        "recount": (journeys,),
        "ranked": (),
    }
    with pytest.raises(OptionError, match="would tell more than is published"):
        getattr(jm.protect(found), call)(*more.get(call, (0, journeys)))


def test_journeys_of_one_customer_are_not_many_customers() -> None:
    customers = [0] * 30 + list(range(1, 31)) * 2
    journeys = jm.Journeys.from_lists([["a"]] * 30 + [["b"]] * 60, customers=customers)
    with pytest.raises(OptionError, match="fewer than 271"):
        jm.protect(jm.mine_sequences(journeys, min_support=1, progress=False))
    several = jm.Journeys.from_lists([["a"]] * 18 + [["b"]] * 42, customers=list(range(30)) * 2)
    safe = jm.protect(jm.mine_sequences(several, min_support=1, progress=False))
    assert safe.info["protected"]["least"] == 19
    assert safe.audit().withheld == {"all but a small count": 1, "small count": 1}


def test_a_contrast_asks_for_journeys_where_customers_have_several() -> None:
    journeys = jm.Journeys.from_lists([["a", "x"]] * 60 + [["a"]] * 60, customers=list(range(60)) * 2)
    found = jm.mine_contrast(journeys, "x", 2, progress=False)
    with pytest.raises(OptionError, match="must be given"):
        jm.protect(found)
    assert jm.protect(found, journeys=journeys).audit().holds


def test_groups_too_small_are_refused_by_name() -> None:
    found = jm.mine_contrast(jm.Journeys.from_lists([["a", "x"]] * 5 + [["a"]] * 60), "x", 2, progress=False)
    with pytest.raises(OptionError, match="x has fewer than 10"):
        jm.protect(found)


def test_differences_can_be_left() -> None:
    found = jm.mine_sequences([["a"]] * 9 + [["a", "b"]] * 20, min_support=1, progress=False)
    assert len(jm.protect(found, differences=False)) == 3
    assert "differences may tell" in repr(jm.protect(found, differences=False))


@pytest.mark.parametrize(
    ("options", "named"),
    [({"k": 1}, "`k`"), ({"k": True}, "`k`"), ({"round_to": 11}, "`round_to`"), ({"differences": 1}, "`differences`")],
)
def test_bad_options_are_named(options: dict[str, Any], named: str) -> None:
    with pytest.raises(OptionError, match=named):
        jm.protect(_found(), **options)


def test_other_things_than_results_are_refused() -> None:
    with pytest.raises(OptionError, match="`result` of protect"):
        jm.protect([1, 2])  # type: ignore[call-overload]
    with pytest.raises(OptionError, match=r"jm\.protect"):
        _found().audit()


def test_an_empty_result_is_published_as_one() -> None:
    safe = jm.protect(jm.mine_sequences([["a"]] * 12 + [["b"]] * 3, min_support=4, progress=False))
    assert len(safe) == 0
    assert safe.audit().holds
    assert json.dumps(safe.to_dict(), allow_nan=False)
    none = jm.protect(jm.mine_rules([["a", "b"]] * 12, min_support=12, min_confidence=1.0, progress=False))
    assert len(none) == 0
