from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine.errors import OptionError

LOG = jm.read_events(
    {
        "who": ["ann", "ann", "ann", "bob", "bob", "cy", "cy", "dee"],
        "what": ["call", "visit", "buy", "call", "visit", "call", "buy", "call"],
        "when": [f"2025-03-0{day}" for day in (1, 3, 4, 2, 9, 3, 6, 9)],
    },
    customer="who",
    event="what",
    time="when",
)
RULES = jm.mine_rules(LOG.journeys(), min_support=2, max_length=2)


def test_time_is_told_in_words() -> None:
    asked = RULES.over_time(within="4d")
    assert asked.info["over_time"] == {"within": "4d", "baseline": "own"}
    frame = asked.to_pandas()
    row = frame[frame["antecedent"] == ("call",)].iloc[0]
    assert (row["n_eligible"], row["n_censored"]) == (3, 1)
    assert list(asked.columns)[-8:] == list(frame.columns)[-8:]
    assert asked.columns[-8] == "n_eligible"


def test_the_window_of_the_search_is_taken_up() -> None:
    rules = jm.mine_rules(LOG.journeys(), min_support=1, max_length=2, within="4d")
    assert rules.over_time().info["over_time"]["within"] == "4d"
    assert rules.over_time().to_dict()["rows"] == rules.over_time(within="96h").to_dict()["rows"]


def test_observed_until_decides_who_is_eligible() -> None:
    longer = jm.mine_rules(LOG.journeys(observed_until="2025-04-01"), min_support=2, max_length=2)
    assert longer.over_time(within="4d").to_pandas()["n_censored"].sum() == 0


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
def test_it_is_saved_and_asked_again_with_journeys(tmp_path: Path, suffix: str) -> None:
    asked = RULES.over_time(within="4d")
    asked.save(tmp_path / f"rules{suffix}")
    loaded = jm.RuleSet.load(tmp_path / f"rules{suffix}")
    assert loaded.to_dict() == asked.to_dict()
    again = loaded.over_time(within="4d", baseline="pooled", journeys=LOG.journeys())
    assert again.info["over_time"]["baseline"] == "pooled"


@pytest.mark.parametrize(
    ("rules", "options", "told"),
    [
        (RULES, {}, "`within` of over_time must be a duration such as '7d', for the rules were mined without one"),
        (RULES, {"within": 3}, "`within` of over_time must be a duration"),
        (RULES, {"within": "4d", "baseline": "other"}, "`baseline` of over_time must be one of 'own', 'pooled'"),
        (
            jm.mine_rules(LOG.journeys(), 2, ordered=False),
            {"within": "4d"},
            "does not go together with `ordered=False`",
        ),
        (jm.mine_rules(LOG.journeys(), 2, max_gap="3d"), {"within": "4d"}, "does not go together with `max_gap`"),
        (jm.mine_rules([["a", "b"]] * 2, 2), {"within": 1}, "`over_time` needs the times of events"),
    ],
    ids=["none", "number", "baseline", "sets", "gaps", "lists"],
)
def test_what_cannot_be_asked(rules: jm.RuleSet, options: dict[str, Any], told: str) -> None:
    with pytest.raises(OptionError, match=told):
        rules.over_time(**options)
