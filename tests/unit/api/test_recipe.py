"""What was done to a log: told, kept in files, and carried into every result."""

from pathlib import Path
from typing import Any

import pytest

import journeymine as jm

OptionError, InputError = jm.errors.OptionError, jm.errors.InputError
RAW = {
    "who": ["ann", "ann", "bob", "bob", "cem", "dan"],
    "what": ["pay_1", "search", "pay_2", "search", "pay_1", "help"],
    "when": [1, 2, 3, 4, 5, 2],
}


def read(**columns: Any) -> jm.EventLog:
    return jm.read_events({**RAW, **columns}, customer="who", event="what", time="when")


HEAD = '{"format": "journeymine-recipe", "version": 1, "steps": '
LOG = read()
CLEANED = LOG.rename({r"pay_\d": "pay"}).clip(end=5)


def test_the_log_says_what_was_done_to_it() -> None:
    assert "cleaned: rename (3 of 6 changed), clip (6 → 5)\n" in repr(CLEANED)
    assert "rename (nothing to do)\n" in repr(LOG.rename({"x": "y"}))
    assert "cleaned" not in repr(LOG)
    assert CLEANED.steps().to_dict("list") == {
        "step": [r"rename(rules=[['pay_\\d', 'pay']])", "clip(end=5)"],
        "rows_before": [6, 6],
        "rows_after": [6, 5],
        "rows_changed": [3, 0],
    }


def test_a_recipe_prints_the_calls_and_holds_nothing_of_the_rows() -> None:
    recipe = CLEANED.recipe()
    assert str(recipe).splitlines()[1:] == [r"1. rename(rules=[['pay_\\d', 'pay']])", "2. clip(end=5)"]
    for name in ("ann", "bob", "cem", "rows"):
        assert name not in recipe.to_json()


def test_a_fingerprint_tells_steps_options_order_and_versions_apart() -> None:
    steps = {"a": LOG.rename({"search": "look"}), "b": LOG.clip(end=5), "c": LOG.clip(end=4), "none": LOG}
    steps["ab"], steps["ba"] = steps["a"].clip(end=5), steps["b"].rename({"search": "look"})
    assert len({log.recipe().fingerprint for log in steps.values()}) == len(steps)
    newer = jm.Recipe.from_json(steps["ab"].recipe().to_json())
    assert newer == steps["ab"].recipe()
    other = read(what=["x"] * 6, when=[1, 2, 3, 4, 4, 4])
    assert other.rename({"search": "look"}).clip(end=5.0).recipe() == steps["ab"].recipe(), "whatever it did there"


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ({"end": "2024-03-01"}, {"end": "2024-03-01T01:00+01:00"}),
        ({"start": "2024-01-01T00:00:00.000"}, {"start": "2024-01-01"}),
    ],
)
def test_the_same_moment_said_otherwise_is_the_same_step(one: Any, same: Any) -> None:
    log = read(when=[f"2024-02-0{day}" for day in range(1, 7)])
    assert log.clip(**one).recipe() == log.clip(**same).recipe()


def test_the_same_length_said_otherwise_is_the_same_step() -> None:
    log = read(when=[f"2024-02-0{day}" for day in range(1, 7)])
    assert log.shift_times("-60min").recipe() == log.shift_times("-1h").recipe()
    assert log.drop_duplicates(within="90s").recipe() == log.drop_duplicates(within="1.5min").recipe()
    assert log.shift_times("-1h").recipe() != log.shift_times("1h").recipe()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("by", [1, -1, 90 * 10**9 + 7])
def test_a_shift_in_the_finest_step_of_any_clock_can_be_replayed(unit: str, by: int) -> None:
    import numpy as np

    times = np.array(["2024-02-01"] * 6, "M8[s]").astype(f"M8[{unit}]")
    log = read(when=times)
    shifted = log.shift_times(np.array(by, f"m8[{unit}]")[()])
    assert shifted.to_arrow()["when"].cast("int64").to_pylist() == (times.astype(np.int64) + by).tolist()
    assert shifted.recipe().apply(log).to_arrow().equals(shifted.to_arrow())


def test_a_recipe_goes_through_a_file(tmp_path: Path) -> None:
    CLEANED.recipe().save(tmp_path / "recipe.json")
    assert jm.Recipe.load(tmp_path / "recipe.json") == CLEANED.recipe()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is no JSON"),
        ("[]", "holds no recipe"),
        ('{"format": "journeymine-recipe", "version": 2, "steps": []}', "of format 2"),
        (HEAD + "[1]}", "Step 1 of the text must hold step, version"),
        (
            HEAD + '[{"step": "clip", "version": 1, "options": {"ende": 5}}]}',
            "Step 1 of the text, clip, has the option 'ende'.*Did you mean 'end'",
        ),
        (
            HEAD + '[{"step": "clip", "version": 7, "options": {}}]}',
            "clip, has version 7",
        ),
    ],
)
def test_what_is_no_recipe_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        jm.Recipe.from_json(text)


def test_a_step_that_no_recipe_can_do_is_named() -> None:
    text = LOG.clip(end=5).recipe().to_json().replace('"clip"', '"clips"')
    with pytest.raises(InputError, match=r"Step 1, clips, .*Did you mean 'clip'"):
        LOG.apply(jm.Recipe.from_json(text))


def test_only_a_recipe_is_applied() -> None:
    with pytest.raises(OptionError, match=r"`recipe` of apply must be a Recipe; .* got 'recipe\.json'"):
        LOG.apply("recipe.json")


def results(log: jm.EventLog) -> dict[str, Any]:
    journeys = log.journeys()
    patterns = jm.mine_sequences(journeys, min_support=1)
    itemsets = jm.mine_itemsets(log, min_support=1)
    return {
        "sequences": patterns,
        "filtered": patterns.filter(min_length=2),
        "of filtered journeys": jm.mine_sequences(journeys.filter("search")[:1], min_support=1),
        "rules": jm.mine_rules(journeys, min_support=1),
        "rules of patterns": patterns.rules(min_confidence=0),
        "contrast": patterns.contrast(outcome="search"),
        "itemsets": itemsets,
        "counted": jm.mine_itemsets(log, min_support=1, count_only=True),
        "association rules": itemsets.rules(),
        "recounted": patterns.recount(journeys),
    }


def test_every_result_carries_the_fingerprint() -> None:
    for log in (LOG, CLEANED):
        wanted = log.recipe().fingerprint
        assert {name: result.info["recipe"] for name, result in results(log).items()} == dict.fromkeys(
            results(log), wanted
        )


@pytest.mark.parametrize("ending", ["parquet", "json"])
def test_a_saved_result_keeps_it(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"patterns.{ending}"
    jm.mine_sequences(CLEANED.journeys(), min_support=1).save(path)
    assert jm.PatternSet.load(path).info["recipe"] == CLEANED.recipe().fingerprint


IDS = {
    "cookie": ["c1", "c1", "c2", "c3"],
    "number": [None, "7", "7", None],
    "what": ["a", "b", "a", "b"],
    "when": [1, 2, 3, 4],
}


def test_identities_are_resolved_again_by_a_recipe() -> None:
    log = jm.read_events(IDS, customer="cookie", event="what", time="when", extra=["number"])
    resolved = log.rename({"a": "A"}).resolve_identities(["cookie", "number"], known="number").clip(end=4)
    recipe = jm.Recipe.from_json(resolved.recipe().to_json())
    assert recipe.apply(log).journeys().customer.tolist() == resolved.journeys().customer.tolist() == ["number:7"]
    assert recipe.columns == ("cookie", "number")
    assert resolved.drop_duplicates(columns=["person"]).recipe().columns == ("cookie", "number")
    assert not [one for one in ("c1", "c2", "c3", "'7'") if one in recipe.to_json()]
    for column in ("person", "cookie", "number"):
        with pytest.raises(OptionError, match="the recipe would hold customers"):
            resolved.where({column: "c1"})


def test_pairs_that_a_recipe_does_not_hold_are_asked_for() -> None:
    log = jm.read_events(IDS, customer="cookie", event="what", time="when", extra=["number"])
    pairs = {"cookie": ["c1"], "number": ["7"]}
    recipe = log.resolve_identities(pairs, left="cookie", right="number", known="number").recipe()
    with pytest.raises(InputError, match="which a recipe does not hold"):
        log.apply(recipe)
    assert len(recipe.to_json()) == len(jm.Recipe.from_json(recipe.to_json()).to_json())


def test_lists_have_no_recipe() -> None:
    assert jm.mine_sequences([["a"], ["a"]], min_support=1).info["recipe"] is None


def test_counting_again_in_a_log_cleaned_otherwise_says_so() -> None:
    patterns = jm.mine_sequences(LOG.journeys(), min_support=1)
    same, other = patterns.recount(LOG.journeys()), patterns.recount(LOG.clip(end=4).journeys())
    note = "cleaned otherwise (recipe "
    assert note in repr(other)
    assert note not in repr(same)
    assert note not in repr(patterns.recount(jm.Journeys.from_lists([["search"]])))
