"""Five dirty exports, mended by the steps that their quality names, are the sound ones, but for what is lost."""

from collections import Counter
from typing import Any

import pytest

import journeymine as jm
from journeymine.datasets.five_systems import FiveSystems, five_systems

COLUMNS = ["customer", "event", "time", "value", "source", "text"]
LOST_CLOCKS = 25 + 15
"""Rows at the epoch and in the future: what time they had nobody knows."""


def read(exports: FiveSystems, *, clean: bool) -> jm.EventLog:
    """The exports, with the zone of the telephone system said, which has no fixed distance from the others."""
    zone = "Europe/Berlin" if clean else "America/New_York"
    mapping = {**exports.mapping, "phone": {**exports.mapping["phone"], "zone": zone}}
    return jm.read_events(dict(exports.clean if clean else exports.sources), mapping=mapping)


def rows(log: jm.EventLog) -> list[tuple[Any, ...]]:
    table = log.to_arrow().select(COLUMNS)
    return list(zip(*(table[name].cast("string").to_pylist() for name in COLUMNS), strict=True))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_steps_that_quality_names_give_the_sound_log(seed: int) -> None:
    exports = five_systems(100, days=42, seed=seed)
    log = read(exports, clean=False)
    # A late tail is no row to mend; it is left out in both.
    cures = [found.cure for found in log.quality().findings if found.cure and found.fault != "late_tail"]
    assert {cure.split("(")[0] for cure in cures} == {
        f"log.{step}" for step in ("clip", "drop_bots", "drop_catch_all", "drop_duplicates", "rename")
    }
    mended = log
    for cure in cures:
        mended = eval(cure, {"log": mended})
    assert not [found for found in mended.quality().findings if found.cure and found.fault != "late_tail"]
    assert rows(log.apply(mended.recipe())) == rows(mended)

    found, sound = Counter(rows(mended)), Counter(rows(read(exports, clean=True).drop_duplicates(within="2s")))
    added, lost = found - sound, sound - found
    faults = Counter(exports.faults["fault"].to_pylist())
    # Nothing in the rows themselves says that the account of the kiosks is one of many people.
    assert sum(added.values()) == faults["shared_account"]
    assert {row[1] for row in added} == {"web:home"}
    by_source = Counter(row[4] for row in lost.elements())
    assert set(by_source) == {"web", "shop", "tickets"}
    assert by_source["web"] == LOST_CLOCKS
    # What was never exported: four days in a row of the shop, most of the last three of the tickets.
    assert len({row[2][:10] for row in lost if row[4] == "shop"}) <= 5
    assert min(row[2] for row in lost if row[4] == "tickets") >= "2025-02-13"


def test_a_recipe_of_one_month_cleans_the_next() -> None:
    may, june = (read(five_systems(60, days=28, seed=seed), clean=False) for seed in (5, 6))
    steps = may.drop_bots().drop_catch_all().drop_duplicates(within="2s").rename({r"(ticket:\w+)\s+": r"\1"})
    cleaned = june.apply(steps.recipe())
    assert cleaned.recipe() == steps.recipe()
    kept = jm.mine_sequences(cleaned.journeys(), min_support=0.05, max_length=2)
    assert kept.info["recipe"] == steps.recipe().fingerprint
    assert not any(str(name).endswith(" ") for name in cleaned.journeys().names)
    left = [found.fault for found in cleaned.quality().findings]
    assert not {"bots", "catch_all", "exact_duplicates", "near_duplicates"} & set(left)


def test_a_recipe_holds_no_id_and_no_text() -> None:
    exports = five_systems(60, days=28, seed=7)
    log = read(exports, clean=False)
    mended = log
    for found in log.quality().findings:
        mended = eval(found.cure, {"log": mended}) if found.cure else mended
    written = mended.recipe().to_json()
    table = log.to_arrow()
    named = {str(one) for name in ("customer", "text") for one in table[name].unique().to_pylist() if one}
    assert not [one for one in named if one in written]
