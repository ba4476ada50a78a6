"""What may be asked of `resolve_identities`, and what is said of what may not."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError, OptionError

COLUMNS = {
    "cookie": ["c-01", "c-01", "c-02", "c-03"],
    "number": [None, 1007, 1007, None],
    "what": ["view", "cart", "pay", "view"],
    "when": [1, 2, 3, 4],
}


def log_of(**columns: Any) -> jm.EventLog:
    whole = {**COLUMNS, **columns}
    extra = [name for name in whole if name not in {"cookie", "what", "when"}]
    return jm.read_events(whole, customer="cookie", event="what", time="when", extra=extra)


def persons(log: jm.EventLog) -> list[str]:
    found: list[str] = log.to_arrow()[log.columns[0]].to_pylist()
    return found


EDGES = ["cookie", "number"]


def test_the_log_is_under_persons_and_keeps_what_it_had() -> None:
    log = log_of()
    done = log.resolve_identities(EDGES, known="number")
    assert done.columns == ("person", "what", "when", "number", "cookie")
    assert persons(done) == ["number:1007"] * 3 + ["cookie:c-03"]
    assert done.to_arrow()["cookie"].to_pylist() == COLUMNS["cookie"]
    assert log.columns == ("cookie", "what", "when", "number")
    assert persons(log.resolve_identities(EDGES, known="number", person="who")) == persons(done)


@pytest.mark.parametrize("form", ["pandas", "dict", "arrow"])
def test_a_frame_of_pairs(form: str) -> None:
    columns = {"device": ["d-1", "d-2"], "number": [1007, 1009], "at": [0, 9]}
    made: Any = {"pandas": pd.DataFrame, "dict": dict, "arrow": pa.table}[form](columns)
    log = log_of(device=["d-1", "d-1", "d-1", "d-2"])
    edges = [["cookie", "device"], (made, "device", "number", "at")]
    done = log.resolve_identities(edges, known="number", kinds={"cookie": "web"})
    # d-1 is first seen with c-01 at 1, and is 1007's since 0; c-02 is seen with d-1 at 3; c-03 with d-2 at 4.
    assert persons(done) == ["number:1007", "number:1007", "number:1007", "number:1009"]
    short = log.resolve_identities(
        made, left="device", right="number", time="at", known="number", kinds={"cookie": "device"}
    )
    assert persons(short) == ["device:c-01", "device:c-01", "device:c-02", "device:c-03"]


def test_pairs_without_a_time_held_from_the_start() -> None:
    log = log_of(number=[1007, None, None, None])
    crm = {"cookie": ["c-01"], "number": [1009]}
    assert persons(log.resolve_identities([EDGES, (crm, "cookie", "number")], known="number"))[1] == "number:1009"
    timed = {**crm, "at": [None]}
    again = log.resolve_identities([EDGES, (timed, "cookie", "number", "at")], known="number")
    assert persons(again)[1] == "number:1009"
    assert again.identities().conflicts()["left"].tolist() == ["number:1007"]


def test_clock_times_of_any_unit_are_compared() -> None:
    when = pd.to_datetime(["2024-01-01 00:00:01", "2024-01-01 00:00:02", "2024-01-01 00:00:03", "2024-01-01 00:00:04"])
    log = log_of(when=when.as_unit("s"), number=[None, 1007, None, None])
    earlier = {"cookie": ["c-01"], "number": [1009], "at": pd.to_datetime(["2024-01-01 00:00:01.999999999"])}
    edges = [EDGES, (pd.DataFrame(earlier), "cookie", "number", "at")]
    assert persons(log.resolve_identities(edges, known="number"))[0] == "number:1009"
    with pytest.raises(InputError, match="Times are clock times in the log and order numbers in 'at'"):
        log.resolve_identities([EDGES, ({**earlier, "at": [7]}, "cookie", "number", "at")], known="number")
    with pytest.raises(InputError, match="Times are order numbers in the log and clock times in 'at'"):
        log_of().resolve_identities([EDGES, (earlier, "cookie", "number", "at")], known="number")


def test_an_event_belongs_to_the_known_id_of_its_row() -> None:
    log = log_of(cookie=["c-01"] * 4, number=[None, 1007, 1009, None])
    done = log.resolve_identities(EDGES, known="number")
    assert persons(done) == ["number:1007", "number:1007", "number:1009", "number:1007"]


def test_ids_of_several_kinds_never_merge_for_reading_the_same() -> None:
    log = log_of(cookie=["1007", "1007", "c-02", "1009"], number=[1009, None, 1007, None])
    assert persons(log.resolve_identities(EDGES, known="number")) == [
        *("number:1009", "number:1009", "number:1007", "cookie:1009"),
    ]


def test_text_and_integers_of_one_kind_are_refused_or_made_text() -> None:
    frame = {"cookie": ["c-03"], "number": ["1007"]}
    edges = [EDGES, (frame, "cookie", "number")]
    with pytest.raises(
        InputError, match=r"Ids of the kind 'number' are text in 'number' of .* and integers in 'number'"
    ):
        log_of().resolve_identities(edges, known="number")
    assert persons(log_of().resolve_identities(edges, known="number", ids_as="text")) == ["number:1007"] * 4


def test_floats_of_integers_with_gaps_are_integers() -> None:
    log = log_of(number=np.array([np.nan, 1007, 1007, np.nan]))
    assert persons(log.resolve_identities(EDGES, known="number"))[0] == "number:1007"


def test_placeholders_and_empty_text_are_nobody() -> None:
    log = log_of(number=["guest", "guest", "", "(not set)"], cookie=["c-01", "c-02", "c-03", "c-04"])
    done = log.resolve_identities(EDGES, known="number")
    assert persons(done) == ["cookie:c-01", "cookie:c-02", "cookie:c-03", "cookie:c-04"]
    assert done.identities().counts()["pairs"] == 0


def test_confirmed_pairs_may_merge_known_ids() -> None:
    log = log_of(number=[1009, None, 1007, None])
    done = log.resolve_identities(
        EDGES,
        known="number",
        confirmed=({"old": [1007], "new": [1009]}, "old", "new"),
        kinds={"old": "number", "new": "number"},
    )
    assert persons(done)[:3] == ["number:1007"] * 3
    assert "number 1… – number 1…  confirmed without a time in confirmed[0], 1 row" in repr(
        done.identities().explain("c-01")
    )


def test_attributes_follow_persons_or_are_refused() -> None:
    log = log_of().with_customers({"id": ["c-01", "c-02", "c-03"], "plan": ["gold", None, "free"]}, customer="id")
    done = log.resolve_identities(EDGES, known="number")
    assert done.journeys().attributes.to_dict("list") == {
        "person": ["cookie:c-03", "number:1007"],
        "plan": ["free", "gold"],
    }
    log = log_of().with_customers({"id": ["c-01", "c-02", "c-03"], "plan": ["gold", "free", "free"]}, customer="id")
    with pytest.raises(InputError, match=r"1 persons are customers that differ in 'plan', the first being number 1…"):
        log.resolve_identities(EDGES, known="number")


def test_attributes_are_given_to_persons_by_one_of_their_ids() -> None:
    log = log_of().resolve_identities(EDGES, known="number")
    frame = pd.DataFrame({"number": [1007, 4711], "plan": ["gold", "free"]})
    frame["person"] = log.identities().person_of(frame.pop("number"), kind="number")
    assert log.with_customers(frame, customer="person").journeys().attributes["plan"].tolist()[1] == "gold"


def test_a_recipe_does_it_again_and_holds_no_id() -> None:
    done = log_of().resolve_identities(EDGES, known="number", max_ids=9)
    assert log_of().apply(done.recipe()).to_arrow().equals(done.to_arrow())
    frame = {"cookie": ["c-03"], "number": [1007]}
    other = log_of().resolve_identities([EDGES, (frame, "cookie", "number")], known="number")
    text = other.recipe().to_json()
    assert "c-0" not in text
    assert "1007" not in text
    with pytest.raises(InputError, match="`edges` of resolve_identities were a frame with the columns 'cookie' and"):
        log_of().apply(other.recipe())
    same = log_of().resolve_identities([EDGES, (pd.DataFrame(frame), "cookie", "number")], known="number")
    assert same.recipe() == other.recipe()
    frame["cookie"] = ["c-02"]
    assert log_of().resolve_identities([EDGES, (frame, "cookie", "number")], known="number").recipe() != other.recipe()


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"edges": "cookie"}, OptionError, "`edges` of resolve_identities must be columns of the log"),
        ({"edges": ["cookie"]}, OptionError, "at least two different columns"),
        ({"edges": ["cookie", "nubmer"]}, MissingColumnError, "'nubmer', which the log has not kept. Did you mean"),
        ({"edges": {"cookie": ["c"], "number": [1]}}, OptionError, "a frame together with `left=` and `right=`"),
        ({"edges": EDGES, "left": "cookie"}, OptionError, "`left` of resolve_identities does not go together with"),
        ({"edges": [({"a": ["c"]}, "a")]}, OptionError, "`edges` of resolve_identities must be"),
        ({"edges": [({"a": ["c"], "b": ["d"]}, "a", "a")]}, OptionError, "different columns"),
        ({"edges": [({"a": ["c"], "b": ["d"]}, "a", "x")]}, MissingColumnError, "There is no column 'x'"),
        ({"known": "numbr"}, OptionError, "the kind 'numbr', which no column of ids has. Did you mean 'number'?"),
        ({"known": []}, OptionError, "`known` of resolve_identities must be the kind of ids that name a person"),
        ({"rule": "last"}, OptionError, "`rule` of resolve_identities must be one of 'first_identify', 'connected'"),
        ({"max_ids": 1}, OptionError, "`max_ids` of resolve_identities must be a whole number ≥ 2"),
        ({"kinds": {"cooky": "x"}}, OptionError, "'cooky', which is none of ids. Did you mean 'cookie'?"),
        ({"kinds": {"cookie": "a:b"}}, OptionError, "a kind is text without ':'"),
        ({"kinds": {"cookie": {"web": "x"}}}, OptionError, "the log does not say what source a row came"),
        ({"ids_as": "integer"}, OptionError, "`ids_as` of resolve_identities must be one of 'text'"),
        ({"person": "what"}, InputError, "The log has a column 'what' already"),
        ({"edges": [({"a": ["c"], "number": [1]}, "a", "number")]}, OptionError, "which is in none of `edges`"),
    ],
)
def test_what_cannot_be_is_said(options: dict[str, Any], error: type[Exception], says: str) -> None:
    asked = {"edges": EDGES, "known": "number", **options}
    with pytest.raises(error) as raised:
        log_of().resolve_identities(asked.pop("edges"), **asked)
    assert says in str(raised.value)


def test_identities_are_resolved_once() -> None:
    with pytest.raises(InputError, match="resolved already"):
        log_of().resolve_identities(EDGES, known="number").resolve_identities(EDGES, known="number")
    with pytest.raises(InputError, match=r"call resolve_identities\(…\) first"):
        log_of().identities()


def test_a_source_without_a_kind_is_named() -> None:
    sources = {
        "web": pa.table({"c": ["a"], "e": ["x"], "t": [1], "n": ["7"]}),
        "shop": pa.table({"c": ["7"], "e": ["y"], "t": [2]}),
    }
    role = {"customer": "c", "event": "e", "time": "t"}
    log = jm.read_events(sources, mapping={"web": {**role, "extra": ["n"]}, "shop": role})
    asked = {"edges": ["customer", "n"], "known": "n"}
    with pytest.raises(
        OptionError, match=r"the kind of 'customer' in the source 'shop'; add 'shop' to kinds\['customer'\]"
    ):
        log.resolve_identities(**asked, kinds={"customer": {"web": "cookie"}})
    done = log.resolve_identities(**asked, kinds={"customer": {"web": "cookie", "shop": "n"}})
    assert persons(done) == ["n:7", "n:7"]
    assert done.identities().explain("a").to_pandas()["source"].tolist() == ["web"]
