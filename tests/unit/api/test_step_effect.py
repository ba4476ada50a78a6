"""What `step_effect` and `campaign_effects` say, of whom, and what they refuse."""

import pickle
from typing import Any

import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError, OptionError, UnknownEventError

ROWS = [
    *((who, 1, "visit") for who in range(40)),
    *((who, 2, "mail") for who in range(20)),
    *((who, 5, "buy") for who in range(0, 40, 3)),
    *((who, 3, "call") for who in range(0, 40, 4)),
    (0, 30, "visit"),
]
HELD_OUT = {who: who >= 20 for who in range(40)}


def read(rows: Any = ROWS, **attributes: Any) -> jm.EventLog:
    who, when, what = (list(column) for column in zip(*rows, strict=True))
    log = jm.read_events({"who": who, "when": when, "what": what}, customer="who", event="what", time="when")
    return log.with_customers({"id": list(range(40)), **attributes}, customer="id") if attributes else log


def counts(effect: jm.StepEffect, view: int = 0) -> list[int]:
    row = effect.to_dict()["rows"][view]
    return [row[name] for name in ("n_goal_treated", "n_treated", "n_goal_control", "n_control")]


@pytest.mark.parametrize(
    ("holdout", "control"),
    [
        (HELD_OUT, None),
        (pd.Series(HELD_OUT), None),
        ({who: int(held) for who, held in HELD_OUT.items()}, None),
        ({who: "b" if held else "a" for who, held in HELD_OUT.items()}, "b"),
        ("is_control", None),
        ("arm", "none"),
    ],
)
def test_arms_may_be_said_in_several_ways(holdout: Any, control: Any) -> None:
    arm = ["none" if held else "mail" for held in HELD_OUT.values()]
    log = read(is_control=list(HELD_OUT.values()), arm=arm)
    effect = jm.step_effect(log, "mail", "buy", within=10, holdout=holdout, control=control)
    assert counts(effect) == [7, 20, 7, 20]


def test_events_can_mark_assignment_and_the_first_counts() -> None:
    rows = [*ROWS, *((who, 2, "arm:mail" if who < 20 else "arm:none") for who in range(40))]
    rows += [(20, 3, "arm:mail"), (50, 2, "arm:none"), (50, 2, "arm:mail")]
    effect = jm.step_effect(read(rows), "mail", "buy", within=10, holdout=("arm:none", "arm:mail"))
    assert counts(effect) == [7, 20, 7, 20]
    assert "left out: 1 (assigned to both arms at once)" in effect.notes
    assert any("after the time of assignment" in note for note in effect.notes)


def test_customers_who_never_showed_up_count() -> None:
    effect = jm.step_effect(read(), "mail", "buy", within=10, holdout=HELD_OUT | {90: True, 91: True, 92: False})
    assert counts(effect) == [7, 21, 7, 22]
    assert any("3 of those assigned have no event in the log" in note for note in effect.notes)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (None, [7, 20, 7, 20]),
        (jm.START, [7, 20, 7, 20]),
        (4, [7, 20, 7, 20]),
        (5, [0, 20, 0, 20]),
        ("since", [7, 20, 0, 20]),
        ({who: 1 if who < 30 else 6 for who in range(40)}, [7, 20, 3, 20]),
    ],
)
def test_time_zero_decides_what_counts(start: Any, expected: list[int]) -> None:
    log = read(since=[1 if who < 20 else 6 for who in range(40)])
    assert counts(jm.step_effect(log, "mail", "buy", within=10, holdout=HELD_OUT, start=start)) == expected


def test_time_zero_is_no_choice_of_treatment() -> None:
    rows = [row for row in ROWS if row[2] != "visit" or row[0] >= 20]
    with pytest.raises(OptionError, match=r"`start` .*does not go together with `jm.START`: the first event of 20"):
        jm.step_effect(read(rows), "mail", "buy", within=1, holdout=HELD_OUT, start=jm.START)


def test_who_was_not_seen_to_the_end_is_left_out_and_counted() -> None:
    start = {who: 25 if who in {1, 2, 22} else 1 for who in range(39)}
    effect = jm.step_effect(read(), "mail", "buy", within=10, holdout=HELD_OUT, start=start)
    assert counts(effect)[1::2] == [18, 18]
    assert "left out: 1 (no time zero); 3 (not observed to the end)" in effect.notes


def test_before_time_zero_the_arms_should_be_alike() -> None:
    effect = jm.step_effect(read(), "mail", "buy", within=5, holdout=HELD_OUT, start=6)
    assert effect.to_pandas()["view"].tolist() == ["effect", "before"]
    assert counts(effect, 1) == [7, 20, 7, 20]


def test_a_sample_ratio_mismatch_is_said_aloud() -> None:
    uneven = {who: who >= 36 for who in range(40)}
    broken = jm.step_effect(read(), "mail", "buy", within=10, holdout=uneven)
    assert any(note.startswith("SAMPLE RATIO MISMATCH: 36 treated, 4 held out") for note in broken.notes)
    assert not broken.to_pandas()["trusted"].any()
    meant = jm.step_effect(read(), "mail", "buy", within=10, holdout=uneven, ratio=0.9)
    assert meant.to_pandas()["trusted"].tolist() == [True, False]
    unchecked = jm.step_effect(read(), "mail", "buy", within=10, holdout=uneven, ratio=None)
    assert any("not checked" in note for note in unchecked.notes)


def test_power_and_the_customers_it_takes() -> None:
    effect = jm.step_effect(read(), "mail", "buy", within=10, holdout=HELD_OUT, detect=0.3)
    assert effect.power(0.3) == pytest.approx(0.48, abs=0.01)
    assert effect.needed(0.3) == 43
    assert any(
        note.startswith("an effect of +30.00% (percentage points) is found with 80 % power by 43")
        for note in effect.notes
    )
    assert effect.needed(0.3, power=0.5) < 43
    for bad in (0, 0.9, -0.5, "much"):
        with pytest.raises(OptionError, match="`effect` of power must be a difference of shares"):
            effect.power(bad)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="`power` of needed must be a number between 0 and 1"):
        effect.needed(0.1, power=1)


def test_without_a_holdout_nothing_is_trusted_and_causes_are_not_named() -> None:
    effect = jm.step_effect(read(), "mail", "buy", within=10, design=jm.Landmark(3), detect=0.2)
    assert effect.notes[0].startswith("observational: events of the first 3; outcome within the 10 after them")
    assert not effect.to_pandas()["trusted"].any()
    assert counts(effect) == [7, 20, 7, 20]
    assert any(note.endswith("customers in each arm of a hold-out") for note in effect.notes)
    assert effect.to_pandas()["p_value"].isna().tolist() == [False, True]
    for result in (effect, jm.campaign_effects(read(), ["mail", "call"], "buy", within=10, design=jm.Landmark(3))):
        assert not any(word in repr(result).lower() for word in ("cause", "causal", "because"))


def test_results_pickle_and_name_no_customer() -> None:
    rows = [(f"customer-{who}", when, what) for who, when, what in ROWS]
    held_out = {f"customer-{who}": held for who, held in HELD_OUT.items()}
    for result in (
        jm.step_effect(read(rows), "mail", "buy", within=10, holdout=held_out, start=dict.fromkeys(held_out, 1)),
        jm.campaign_effects(
            read(rows), ["mail", "call"], "buy", within=10, holdout={"mail": held_out}, design=jm.Landmark(3)
        ),
    ):
        again = pickle.loads(pickle.dumps(result))
        assert repr(again) == repr(result)
        assert b"customer-" not in pickle.dumps(result)
        assert "customer-" not in repr(result) + result._repr_html_() + str(result.to_dict())


def test_messages_name_no_customer() -> None:
    who = [f"customer-{one}" for one in range(40)]
    log = read([(f"customer-{one}", when, what) for one, when, what in ROWS])
    twice = pd.Series([True, False], index=["customer-1", "customer-1"])
    for holdout in (who, twice, dict(zip(who, who, strict=True)), {"customer-99": True}, dict.fromkeys(who, False)):
        with pytest.raises((OptionError, InputError), match="`holdout` of step_effect") as raised:
            jm.step_effect(log, "mail", "buy", within=10, holdout=holdout)
        assert "customer-" not in str(raised.value)


def test_a_campaign_has_a_row_a_step() -> None:
    steps = ["mail", "call"]
    plain = jm.campaign_effects(read(), steps, "buy", within=10, design=jm.Landmark(3))
    assert plain.to_pandas()["step"].tolist() == steps
    assert plain.to_pandas()["n_reached"].tolist() == [20, 10]
    assert plain.to_pandas()["lead_time_median"].tolist()[0] == 3
    mixed = jm.campaign_effects(read(), steps, "buy", within=10, holdout={"mail": HELD_OUT}, design=jm.Landmark(3))
    assert [one.split(":")[0] for one in mixed.to_pandas()["design"]] == ["randomised hold-out", "observational"]
    alone = jm.step_effect(read(), "mail", "buy", within=10, holdout=HELD_OUT)
    assert mixed.to_pandas()["difference"][0] == alone.difference[0]
    whole = jm.campaign_effects(read(), steps, "buy", within=10, holdout=HELD_OUT, start=1, design=jm.Landmark(3))
    assert whole.to_pandas()["step"].tolist() == ["(all steps)", *steps]
    assert whole.to_pandas()["n_customers"].tolist() == [40, 20, 20]
    assert mixed.info["holdout"] == {"mail": "a dict"}
    assert mixed.info["family_size"] == 2


def test_times_of_a_clock_are_times() -> None:
    rows = [(who, pd.Timestamp("2024-03-01") + pd.Timedelta(days=when), what) for who, when, what in ROWS]
    log = read(rows, since=[pd.Timestamp("2024-03-01")] * 40)
    for start in (None, "2024-03-02", "since", dict.fromkeys(range(40), pd.Timestamp("2024-03-02", tz="UTC"))):
        effect = jm.step_effect(log, "mail", "buy", within="10d", holdout=HELD_OUT, start=start)
        assert counts(effect) == [7, 20, 7, 20]
    effects = jm.campaign_effects(log, "mail", "buy", within="10d", holdout={"mail": HELD_OUT})
    assert effects.to_pandas()["lead_time_median"].tolist() == [pd.Timedelta(days=3)]


@pytest.mark.parametrize("unit", ["s", "ms", "ns"])
@pytest.mark.parametrize("own", ["s", "ms", "ns"])
@pytest.mark.parametrize("text", [False, True])
def test_moments_are_cut_to_the_clock_of_the_log(unit: str, own: str, text: bool) -> None:  # noqa: FBT001
    second = 1_709_251_200
    rows = [(who, second, "visit") for who in range(40)] + [(0, second, "mail"), (99, second + 100, "visit")]
    rows += [(who, second + 5, "buy") for who in range(40)]
    who, when, what = (list(column) for column in zip(*rows, strict=True))
    stamps: Any = pd.to_datetime(when, unit="s", utc=True)
    stamps = stamps.as_unit(unit)
    log = jm.read_events({"who": who, "when": stamps, "what": what}, customer="who", event="what", time="when")
    moments: Any = [*(second + (4 if one % 4 < 2 else 5) for one in range(39)), None]
    since: Any = pd.to_datetime(moments, unit="s", utc=True)
    since = since.as_unit(own)
    if text:
        since = [None if one is pd.NaT else one.isoformat() for one in since]
    log = log.with_customers({"id": list(range(40)), "since": since}, customer="id")
    holdout = {one: one % 2 == 1 for one in range(40)}
    effect = jm.step_effect(log, "mail", "buy", within="1s", holdout=holdout, start="since")
    assert counts(effect) == [10, 20, 10, 19]
    assert any("1 (no time zero)" in note for note in effect.notes)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"within": 10, "holdout": dict.fromkeys(range(40), True)}, "must give two arms; got 0 customers treated"),
        ({"within": 10, "holdout": {900: True, 901: False}}, "names 2 customers, none of whom is in the log"),
        ({"within": 10, "holdout": {0: "a", 1: "b"}}, "say with `control` which of them was held out"),
        ({"within": 10, "holdout": {0: "a", 1: "b"}, "control": "c"}, "`control` of step_effect must be a value"),
        ({"within": 10, "holdout": {0: "a", 1: "b", 2: "c"}}, "`holdout` of step_effect must be of two values"),
        ({"within": 10, "holdout": "visit"}, "a pair of events where events mark assignment"),
        ({"within": 10, "holdout": 5}, "`holdout` of step_effect must be the name of an attribute"),
        ({"within": 10, "holdout": ("visit", "visit")}, "`holdout` of step_effect must be"),
        ({"within": 10, "holdout": ("mail", "call"), "start": 1}, "`start` of step_effect does not go together"),
        ({"within": 10, "holdout": HELD_OUT, "design": jm.Landmark(3)}, "`design` of step_effect does not go together"),
        ({"within": 10, "holdout": HELD_OUT, "strata": None}, "`strata` of step_effect does not go together"),
        ({"within": 10, "holdout": HELD_OUT, "ratio": 1.0}, "`ratio` of step_effect must be the share"),
        ({"within": 10, "holdout": HELD_OUT, "detect": 0.8}, "`detect` of step_effect must be a difference"),
        ({"within": 10, "holdout": HELD_OUT, "start": "soon"}, "`start` of step_effect must be a moment"),
        ({"within": 99, "holdout": HELD_OUT}, "left out: 40 not observed to the end"),
        ({"within": "10d", "holdout": HELD_OUT}, "`within` of step_effect must be a number"),
        ({"holdout": HELD_OUT}, "`within` of step_effect must be how long"),
        ({}, "`within` of step_effect must be how long"),
        ({"within": 10, "ratio": 0.9}, "`ratio` of step_effect does not go together"),
        ({"within": 10, "control": 1}, "`control` of step_effect does not go together"),
        ({"within": 10, "design": jm.WholeJourney()}, "`design` of step_effect must be a hold-out"),
        ({"within": 10, "design": jm.UntilOutcome()}, "`within` of step_effect does not go together"),
        ({"within": 10, "design": jm.Landmark(3, 5)}, "`within` of step_effect does not go together"),
        ({"within": 10, "design": jm.Landmark(25)}, "`goal` of step_effect must leave journeys in two groups"),
        ({"within": 10, "observed_until": "late"}, "`observed_until` of step_effect must be a number"),
    ],
)
def test_options_that_cannot_be_are_named(options: dict[str, Any], told: str) -> None:
    with pytest.raises((OptionError, InputError)) as raised:
        jm.step_effect(read(), "mail", "buy", **options)
    assert told in str(raised.value)


def test_events_and_columns_that_are_not_there() -> None:
    with pytest.raises(UnknownEventError, match="Did you mean 'mail'"):
        jm.step_effect(read(), "mial", "buy", within=10, holdout=HELD_OUT)
    with pytest.raises(MissingColumnError, match="Did you mean 'is_control'"):
        jm.step_effect(read(is_control=list(HELD_OUT.values())), "mail", "buy", within=10, holdout="iscontrol")
    with pytest.raises(OptionError, match="'buy' cannot be what is done and what is waited for"):
        jm.step_effect(read(), {"mail", "buy"}, "buy", within=10, holdout=HELD_OUT)
    with pytest.raises(InputError, match="step_effect needs an EventLog"):
        jm.step_effect(read().journeys(), "mail", "buy", within=10)  # type: ignore[arg-type]
    nobody = {who: who < 20 for who in range(40)}
    with pytest.raises(OptionError, match="No customer of the treated arm ever got `step`"):
        jm.step_effect(read(), "mail", "buy", within=10, holdout=nobody)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"holdout": HELD_OUT, "start": {"mail": 1}}, "`start` of campaign_effects does not go together"),
        ({"holdout": {"mail": HELD_OUT, "call": HELD_OUT}, "design": jm.Landmark(3)}, "every step has a hold-out"),
        ({"method": "best"}, "`method` of campaign_effects must be one of"),
    ],
)
def test_options_of_campaigns_that_cannot_be(options: dict[str, Any], told: str) -> None:
    with pytest.raises(OptionError, match=told):
        jm.campaign_effects(read(), ["mail", "call"], "buy", within=10, **options)
